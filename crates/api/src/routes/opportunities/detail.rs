//! One opening in full, as far as it is for the one who looks.

use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Capacities, Capacity, actions};
use domain::application::ApplicationStatus;
use domain::disclosure::DisclosureRow;
use domain::ids::OpportunityId;
use domain::opportunity::{self as machine, OpportunityCommand};
use domain::policy::Policy;
use domain::terms::Importance;
use persistence::applications::Decider;
use persistence::opportunities::{
    self, ListedOpportunity, Opportunity, RequirementRow, TeamMember, Viewer,
};
use persistence::{Conn, applications};
use serde::Serialize;
use utoipa::ToSchema;

use super::card::{Cards, OpportunityCard};
use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::{ApiError, ApiResult};
use crate::extract::ETag;
use crate::matching::summary;
use crate::refs::{EmployeeRef, OrgUnitRef, SkillRef};
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
    owner: EmployeeRef,
    #[schema(max_items = 50)]
    hiring_team: Vec<EmployeeRef>,
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
    /// One's own manager is of the hiring team, and so would learn of an application at once.
    manager_decides: bool,
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

#[derive(Debug, Serialize, ToSchema)]
pub struct OpportunityRequirement {
    skill: SkillRef,
    #[schema(minimum = 1, maximum = 5, example = 3)]
    level: i16,
    importance: Importance,
    /// Required counts 1, preferred less.
    #[schema(example = 1.0)]
    weight: f64,
}

/// An opening with what decides who may do what with it.
#[derive(Clone, Debug)]
pub struct Found {
    pub opening: Opportunity,
    pub own: Option<ApplicationStatus>,
    /// All that the actor ever sent to it, newest first.
    pub earlier: Vec<ApplicationStatus>,
    pub capacities: Capacities,
}

impl Found {
    /// The actor as one of those who decide on the applications.
    #[must_use]
    pub fn decider(&self, actor: &AccessActor, policy: &Policy) -> Decider {
        decider(self.capacities, actor, policy)
    }
}

/// See [`Found::decider`].
#[must_use]
pub fn decider(capacities: Capacities, actor: &AccessActor, policy: &Policy) -> Decider {
    let in_team = capacities.has(Capacity::HiringTeam);
    Decider {
        employee_id: actor.employee_id,
        desk: (policy.parameters.disclosure).desk(actor.capacities(), in_team),
    }
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
    let capacities = capacities(actor, viewer, &opening, !own.is_empty());
    actor.permit(actions::ReadOpportunity, id, capacities)?;
    let live =
        |status: &ApplicationStatus| status.is_live() || *status == ApplicationStatus::Accepted;
    Ok(Found {
        own: own.iter().copied().find(live),
        earlier: own,
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
    actor
        .capacities()
        .and_if(in_team, Capacity::HiringTeam)
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
    let found = app
        .db
        .read(move |conn: &mut Conn| find(conn, &access, &whose, id))
        .await?;
    let tag = ETag::of_version(found.opening.row.version);
    Ok((tag, detail(app, actor, &viewer, found)?))
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
        capacities,
        ..
    } = found;
    let id = opening.row.id;
    let permissions = permissions(actor, &opening, own, capacities);
    let may_edit = permissions.contains(&OpportunityPermission::Edit);
    let manager = (actor.employee_id)
        .and_then(|me| app.directory.person(me))
        .and_then(|person| person.manager_id);
    let manager_in_team = manager.is_some_and(|manager| opening.is_in_team(manager));
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
        owner,
        closes_on: opening.row.closes_on,
        seats_filled: opening.row.seats_filled,
        description: opening.text.description,
        selection_criteria: opening.text.selection_criteria.0,
        starts_on: opening.text.starts_on,
        ends_on: opening.text.ends_on,
        audience,
        disclosure: policy.parameters.disclosure.for_applicant(manager_in_team),
        manager_decides: manager_in_team,
        permissions,
        allowed,
    })
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

fn requirements(
    opening: &Opportunity,
    names: &Catalogue,
) -> ApiResult<Vec<OpportunityRequirement>> {
    let profile = opening
        .row
        .job_profile_id
        .and_then(|id| names.profiles.find(id));
    let rows: Vec<RequirementRow> = match profile {
        Some(profile) if opening.requirements.is_empty() => (profile.requirements.iter())
            .map(|one| RequirementRow {
                skill_id: one.skill_id,
                level: one.level,
                importance: one.importance,
            })
            .collect(),
        _ => opening.requirements.clone(),
    };
    rows.into_iter()
        .map(|row| {
            Ok(OpportunityRequirement {
                skill: names.skill_ref(row.skill_id)?,
                level: row.level,
                importance: row.importance,
                weight: match row.importance {
                    Importance::Required => 1.0,
                    Importance::Preferred => 0.5,
                },
            })
        })
        .collect()
}
