//! One opening in full, as far as it is for the one who looks.

use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Capacities, Capacity, actions};
use domain::application::ApplicationStatus;
use domain::disclosure::DisclosureRow;
use domain::ids::{EmployeeId, OpportunityId};
use domain::impartiality::{towards_opening, was_there};
use domain::opportunity::{self as machine, OpportunityCommand};
use domain::policy::Policy;
use domain::terms::{Role, TeamRole};
use domain::time::Timestamp;
use persistence::applications::Decider;
use persistence::opportunities::{self, ListedOpportunity, Opportunity, TeamMember, Viewer};
use persistence::{Conn, applications};
use serde::Serialize;
use utoipa::ToSchema;

use super::card::{Cards, OpportunityCard};
use super::criteria::Criteria;
use super::requirements::{OpportunityRequirement, requirements};
use super::waivers::show_waived;
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::ETag;
use crate::matching::summary;
use crate::refs::{EmployeeRef, OrgUnitRef};
use crate::state::{App, AppState};

#[derive(Debug, Serialize, ToSchema)]
pub struct OpportunityDetail {
    #[serde(flatten)]
    card: OpportunityCard,
    #[schema(example = "Build the pipelines that the whole company reports from.")]
    description: String,
    /// Its own, or those of the role where it has none.
    #[schema(max_items = 200)]
    requirements: Vec<OpportunityRequirement>,
    #[schema(max_items = 20)]
    selection_criteria: Vec<String>,
    /// For those who may change it: the criteria stand, since somebody applied.
    criteria_frozen: bool,
    owner: EmployeeRef,
    #[schema(max_items = 50)]
    hiring_team: Vec<EmployeeRef>,
    /// Who of the team stands in for the owner.
    #[schema(max_items = 20)]
    deputy_ids: Vec<EmployeeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closes_on: Option<NaiveDate>,
    /// For the hiring team: the units that may see it; absent: everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    audience: Vec<OrgUnitRef>,
    /// Seats that are taken.
    seats_filled: i32,
    /// Who would know of an application, stage by stage, besides the applicant.
    #[schema(max_items = 10)]
    disclosure: Vec<DisclosureRow>,
    /// Somebody of one's own line of managers is of the hiring team, and so would learn of an
    /// application at once.
    manager_decides: bool,
    /// Of whoever applies now, the hiring team is told the name only once it shortlists them.
    names_hidden: bool,
    /// One is of the hiring team or a specialist, and applied oneself: so one neither changes it nor
    /// sees who else applied.
    recused: bool,
    /// What one may do with it.
    #[schema(max_items = 10)]
    permissions: Vec<OpportunityPermission>,
    /// What it can be told to do next, for those who may.
    #[schema(max_items = 10)]
    allowed: Vec<OpportunityCommand>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpportunityPermission {
    Edit,
    ReadCandidates,
    Apply,
}

/// An opening with what decides who may do what with it.
#[derive(Clone, Debug)]
pub struct Found {
    pub opening: Opportunity,
    pub own: Option<ApplicationStatus>,
    /// When that was sent.
    pub sent_at: Option<Timestamp>,
    /// All that the actor ever sent to it, newest first.
    pub earlier: Vec<ApplicationStatus>,
    pub capacities: Capacities,
}

impl Found {
    /// The actor as one of those who decide on the applications: one statement, for managers only.
    pub fn decider(
        &self,
        conn: &mut Conn,
        app: &AppState,
        actor: &AccessActor,
        policy: &Policy,
    ) -> ApiResult<Decider> {
        let me = actor.employee_id;
        let side = Side {
            opening: self.opening.row.id,
            capacities: self.capacities,
            since: me.and_then(|me| self.opening.in_team_since(me)),
        };
        side.decider(conn, app, actor, policy)
    }
}

/// How somebody stands towards an opening on its hiring side.
#[derive(Clone, Copy, Debug)]
pub struct Side {
    pub opening: OpportunityId,
    pub capacities: Capacities,
    /// Since when they have been of the team, if they are.
    pub since: Option<Timestamp>,
}

impl Side {
    /// See [`Found::decider`].
    pub fn decider(
        self,
        conn: &mut Conn,
        app: &AppState,
        actor: &AccessActor,
        policy: &Policy,
    ) -> ApiResult<Decider> {
        let in_team = self.capacities.has(Capacity::HiringTeam);
        let manager = (actor.employee_id).filter(|me| app.directory.is_any_manager(*me));
        let reports = match manager {
            Some(me) => below(conn, app, me, self.opening)?,
            None => Vec::new(),
        };
        Ok(Decider {
            desk: (policy.parameters.disclosure).desk(actor.capacities(), in_team),
            since: self.since,
            reports,
        })
    }
}

/// Whether somebody sent an application to the opening, whatever became of it.
pub fn competes(
    conn: &mut Conn,
    employee: Option<EmployeeId>,
    opening: OpportunityId,
) -> ApiResult<bool> {
    let Some(me) = employee else {
        return Ok(false);
    };
    let own = applications::list_own_to(conn, me, opening)?;
    Ok((own.iter()).any(|(status, _)| *status != ApplicationStatus::Draft))
}

/// Applicants whom somebody manages, directly or further up.
fn below(
    conn: &mut Conn,
    app: &AppState,
    manager: EmployeeId,
    id: OpportunityId,
) -> ApiResult<Vec<EmployeeId>> {
    let applicants = applications::list_applicant_ids(conn, id)?.into_iter();
    let is_below = |one: &EmployeeId| app.directory.is_in_line_of(manager, *one);
    Ok(applicants.filter(is_below).collect())
}

/// Finds an opening that the actor may know of: at most four statements.
pub fn find(
    conn: &mut Conn,
    actor: &AccessActor,
    viewer: &Viewer,
    id: OpportunityId,
) -> ApiResult<Found> {
    let opening = opportunities::find_opportunity(conn, id)?.ok_or_else(ApiError::not_found)?;
    let own = match actor.employee_id {
        Some(me) => applications::list_own_to(conn, me, id)?,
        None => Vec::new(),
    };
    let sent = |(status, _): &(ApplicationStatus, _)| *status != ApplicationStatus::Draft;
    let capacities = capacities(actor, viewer, &opening, own.iter().any(sent));
    actor.permit(actions::ReadOpportunity, id, capacities)?;
    let live =
        |status: ApplicationStatus| status.is_live() || status == ApplicationStatus::Accepted;
    let (current, sent_at) = (own.iter())
        .find(|(status, _)| live(*status))
        .map_or((None, None), |(status, sent)| (Some(*status), *sent));
    Ok(Found {
        own: current,
        sent_at,
        earlier: own.into_iter().map(|(status, _)| status).collect(),
        opening,
        capacities,
    })
}

/// What the actor is to the opening. Whoever applied may go on reading what they applied to.
fn capacities(
    actor: &AccessActor,
    viewer: &Viewer,
    opening: &Opportunity,
    applied: bool,
) -> Capacities {
    let in_team = (actor.employee_id).is_some_and(|me| opening.is_in_team(me));
    let audience = &opening.row.audience_org_unit_ids.0;
    let meant = audience.is_empty() || audience.iter().any(|unit| viewer.units.contains(unit));
    let published = opening.row.opened_at.is_some() && actor.employee_id.is_some();
    let known = actor.capacities();
    towards_opening(known, in_team, applied)
        .and_if(published && (meant || applied), Capacity::Audience)
}

/// Reads an opening and shows it.
pub async fn show(
    app: &App,
    actor: &Actor,
    id: OpportunityId,
) -> ApiResult<(ETag, OpportunityDetail)> {
    let viewer = app.matching.viewer(actor);
    let (access, whose) = (actor.to_access(), viewer.clone());
    let criteria = Criteria::of(app, actor);
    let (found, frozen) = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let found = find(conn, &access, &whose, id)?;
            let edits = access.permit(actions::EditOpportunity, id, found.capacities);
            let frozen = edits.is_ok() && criteria.frozen(conn, &found.opening.row)?;
            Ok((found, frozen))
        })
        .await?;
    let tag = ETag::of_version(found.opening.row.version);
    let mut shown = detail(app, actor, &viewer, found)?;
    shown.criteria_frozen = frozen;
    let card = std::slice::from_mut(&mut shown.card);
    show_waived(app, actor.employee_id, card).await?;
    Ok((tag, shown))
}

fn detail(
    app: &AppState,
    actor: &Actor,
    viewer: &Viewer,
    found: Found,
) -> ApiResult<OpportunityDetail> {
    let names = app.directory.catalogue();
    let Found {
        opening,
        own,
        sent_at,
        earlier,
        capacities,
    } = found;
    let id = opening.row.id;
    let permissions = permissions(actor, &opening, own, capacities);
    let may_edit = permissions.contains(&OpportunityPermission::Edit);
    let manager_in_team = manager_decides(app, actor, &opening, own.map(|_| sent_at));
    let in_team = (actor.employee_id).is_some_and(|me| opening.is_in_team(me));
    let sent = |status: &ApplicationStatus| *status != ApplicationStatus::Draft;
    let recused = (in_team || actor.has(Role::Specialist)) && earlier.iter().any(sent);
    let fit = (viewer.employee_id)
        .and_then(|me| {
            app.matching
                .own_fits(me, &[id], actor.account_id)
                .remove(&id)
        })
        .map(|found| summary(&found, &names));
    let audience = opening.row.audience_org_unit_ids.0.iter();
    let audience = audience
        .filter(|_| may_edit)
        .map(|unit| names.org_unit_ref(*unit));
    let audience = audience.collect::<ApiResult<Vec<OrgUnitRef>>>()?;
    let allowed = if may_edit {
        machine::allowed(opening.row.status)
    } else {
        Vec::new()
    };
    let mut team = opening.team.iter();
    let owner = team.next().map(member).ok_or_else(ApiError::not_found)?;
    let policy = app.matching.policy();
    let listed = ListedOpportunity {
        row: opening.row.clone(),
        application_status: own,
    };
    Ok(OpportunityDetail {
        requirements: requirements(&opening, &names)?,
        card: Cards::new(app, &names, viewer).card(listed, fit)?,
        hiring_team: team.map(member).collect(),
        deputy_ids: deputies(&opening),
        owner,
        closes_on: opening.row.closes_on,
        seats_filled: opening.row.seats_filled,
        description: opening.text.description,
        selection_criteria: opening.text.selection_criteria.0,
        criteria_frozen: false,
        starts_on: opening.text.starts_on,
        ends_on: opening.text.ends_on,
        audience,
        disclosure: policy.parameters.disclosure.for_applicant(manager_in_team),
        manager_decides: manager_in_team,
        names_hidden: (policy.parameters.decisions).names_hidden_until_shortlist,
        recused,
        permissions,
        allowed,
    })
}

fn deputies(opening: &Opportunity) -> Vec<EmployeeId> {
    let team = opening.team.iter();
    team.filter(|one| one.role == Some(TeamRole::Deputy))
        .map(|one| one.id)
        .collect()
}

/// Whether somebody of the actor's line is of the team; of those who joined after the actor's own
/// application was sent, `sent`, none learns of it.
fn manager_decides(
    app: &AppState,
    actor: &Actor,
    opening: &Opportunity,
    sent: Option<Option<Timestamp>>,
) -> bool {
    let manages = |member: &TeamMember| {
        (actor.employee_id).is_some_and(|me| app.directory.is_in_line_of(member.id, me))
    };
    let learns = |member: &TeamMember| sent.is_none_or(|at| was_there(member.since, at));
    (opening.team.iter()).any(|member| manages(member) && learns(member))
}

/// What the actor may do with the opening.
fn permissions(
    actor: &Actor,
    opening: &Opportunity,
    own: Option<ApplicationStatus>,
    capacities: Capacities,
) -> Vec<OpportunityPermission> {
    let id = opening.row.id;
    let edits = actor.permit(actions::EditOpportunity, id, capacities);
    let reads = actor.permit(actions::ReadCandidates, id, capacities);
    let applies = actor.permit(actions::ApplyToOpportunity, id, capacities);
    let could = opening.row.status.is_open() && own.is_none();
    let is_owner = actor.is(opening.row.owner_id);
    let all = [
        (edits.is_ok(), OpportunityPermission::Edit),
        (reads.is_ok(), OpportunityPermission::ReadCandidates),
        (
            applies.is_ok() && could && !is_owner,
            OpportunityPermission::Apply,
        ),
    ];
    (all.into_iter())
        .filter_map(|(may, what)| may.then_some(what))
        .collect()
}

fn member(member: &TeamMember) -> EmployeeRef {
    EmployeeRef {
        id: member.id,
        display_name: member.display_name.as_str().into(),
        title: member.title.as_str().into(),
    }
}
