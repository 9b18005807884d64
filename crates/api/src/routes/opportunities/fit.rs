//! Who fits an opening and why: the explanation for oneself, the candidates for the hiring team,
//! and whether one may apply.

use std::collections::HashMap;

use actix_web::get;
use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Permit, actions};
use domain::application::ApplicationStatus;
use domain::contest::ContestState;
use domain::eligibility::{self, RuleOutcome};
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::impartiality::towards_opening;
use domain::terms::MatchPurpose;
use matching::View;
use persistence::opportunities::{self, Viewer};
use persistence::{Conn, applications};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::detail::{Side, competes, find};
use super::waivers::{Waiver, waived};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::matching::{
    MatchExplanation, MatchSummaryView, PeopleOrder, PeopleQuery, PeopleView, SUGGESTED, ShownTo,
    explanation, summary,
};
use crate::reads::Read;
use crate::refs::{EmployeeRef, OrgUnitRef};
use crate::state::App;
use crate::stored::Showing;
use crate::viewer::is_above;

/// Explain one's own match
///
/// The whole arithmetic between one's profile and the opening, and what would change it.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opening")),
    responses((status = 200, body = MatchExplanation)), security(("session" = [])))]
#[get("/opportunities/{id}/match")]
pub async fn get_opportunity_match(
    actor: Actor,
    app: App,
    id: Path<OpportunityId>,
) -> ApiResult<Json<MatchExplanation>> {
    let me = readable(&app, &actor, id.0).await?;
    explain_shown(&app, &actor, (me, id.0), View::Employee, None)
}

/// Explains a pair and remembers that it was shown.
fn explain_shown(
    app: &App,
    actor: &Actor,
    (person, opening): (EmployeeId, OpportunityId),
    view: View,
    application: Option<ApplicationId>,
) -> ApiResult<Json<MatchExplanation>> {
    let showing = Showing {
        purpose: MatchPurpose::Panel,
        viewer: Some(actor.account_id),
        application,
        at: app.clock.now(),
    };
    let found = app
        .matching
        .explain_to_keep(person, opening, view, showing)?;
    let (found, prepared) = found.ok_or_else(ApiError::not_found)?;
    let mut explained = explanation(&found, &app.directory.catalogue());
    explained.match_id = app.matching.saw(prepared);
    Ok(Json(explained))
}

/// The opening may be read and the actor is an employee.
async fn readable(app: &App, actor: &Actor, id: OpportunityId) -> ApiResult<EmployeeId> {
    let (viewer, access) = (app.matching.viewer(actor), actor.to_access());
    app.db
        .read(move |conn: &mut Conn| find(conn, &access, &viewer, id).map(drop))
        .await?;
    actor.employee_id.ok_or_else(ApiError::not_found)
}

/// Whether one may apply: every rule with its outcome.
#[derive(Debug, Serialize, ToSchema)]
pub struct Eligibility {
    eligible: bool,
    #[schema(max_items = 20)]
    rules: Vec<RuleOutcome>,
    /// Whom to ask for an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver_contact: Option<EmployeeRef>,
    /// One may ask for a waiver: nothing but time is in the way, and no request is open.
    may_ask_waiver: bool,
    /// What one asked to have waived for this opening, and how it was answered; the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<Waiver>,
}

/// Tell whether one may apply
///
/// Every rule with its outcome and, where time will mend it, from when.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opening")),
    responses((status = 200, body = Eligibility)), security(("session" = [])))]
#[get("/opportunities/{id}/eligibility")]
pub async fn get_opportunity_eligibility(
    actor: Actor,
    app: App,
    id: Path<OpportunityId>,
) -> ApiResult<Json<Eligibility>> {
    let (viewer, access) = (app.matching.viewer(&actor), actor.to_access());
    let (looking, today) = (app.clone(), app.clock.today());
    let read = move |conn: &mut Conn| -> ApiResult<_> {
        let open = find(conn, &access, &viewer, id.0)?
            .opening
            .row
            .status
            .is_open();
        let me = access.employee_id.ok_or_else(ApiError::not_found)?;
        let rules = looking.matching.eligibility(me, id.0);
        let rules = rules.ok_or_else(ApiError::not_found)?;
        let contact = applications::find_specialist(conn)?;
        Ok((waived(conn, me, id.0, rules, today)?, contact, open))
    };
    let ((rules, asked), contact, open) = app.db.read(read).await?;
    let eligible = eligibility::is_eligible(&rules);
    let is_asked = asked.iter().any(|row| row.state == ContestState::Open);
    Ok(Json(Eligibility {
        eligible,
        may_ask_waiver: open && !is_asked && eligibility::to_waive(&rules).is_some(),
        waiver: asked.first().map(|row| Waiver::of(&app, row)),
        rules,
        waiver_contact: contact
            .filter(|_| !eligible)
            .and_then(|id| app.directory.employee_ref(id)),
    }))
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CandidateSource {
    /// Who applied.
    #[default]
    Applicants,
    /// Who said that hiring teams may find them.
    People,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
pub struct CandidateQuery {
    /// Applicants unless said otherwise.
    #[param(inline)]
    source: Option<CandidateSource>,
}

/// Somebody who might be the one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Candidate {
    employee: EmployeeRef,
    org_unit: OrgUnitRef,
    #[serde(rename = "match")]
    fit: MatchSummaryView,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<CandidateApplication>,
    /// Told of people who are shown for that reason; of applicants it is nobody's business here.
    open_to_moves: bool,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct CandidateApplication {
    id: ApplicationId,
    status: ApplicationStatus,
}

/// A page of candidates, and how they were ordered.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidatePage {
    #[schema(max_items = 200)]
    items: Vec<Candidate>,
    /// Hand this back as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    order: CandidateOrder,
}

/// What there is to say of an order by fit, so that it can be repeated. Equals are neighbours of
/// the list in the same band; their order is drawn anew each day, from the opening and the day.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateOrder {
    /// Of the draw, in UTC.
    day: NaiveDate,
    /// How near ranks count as equal, in points out of 100; 0: only equal ones.
    #[schema(example = 0.0)]
    tie_points: f64,
    /// People of the list whose place among equals was drawn.
    #[schema(example = 4)]
    drawn: usize,
    /// To how many openings one person is suggested at once; absent where that is not limited, and
    /// for applicants, who chose themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 10)]
    exposure_limit: Option<u16>,
    /// How many of the first places count as suggestions.
    #[schema(example = 20)]
    suggested: usize,
    /// People who are suggested to enough other openings, where they rank higher: they come after
    /// the first places.
    #[schema(example = 2)]
    gave_way: usize,
}

impl From<PeopleOrder> for CandidateOrder {
    fn from(order: PeopleOrder) -> Self {
        Self {
            day: order.day,
            tie_points: f64::from(order.tie_ppm / 100) / 100.0,
            drawn: order.drawn,
            exposure_limit: order.limit,
            suggested: SUGGESTED,
            gave_way: order.gave_way,
        }
    }
}

/// List candidates
///
/// For the hiring team and specialists: who applied, or who is open to moves, best fit first. Among
/// equals the order rotates daily; whoever is suggested in many places gives way in some.
#[utoipa::path(tag = "opportunities",
    params(("id" = OpportunityId, Path, description = "The opening"), PageParams, CandidateQuery),
    responses((status = 200, body = CandidatePage)), security(("session" = [])))]
#[get("/opportunities/{id}/candidates")]
pub async fn list_candidates(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<OpportunityId>,
    query: ListQuery<CandidateQuery>,
) -> ApiResult<Json<CandidatePage>> {
    let applied = applicants(&app, &actor, id.0).await?;
    let source = query.filter.source.unwrap_or_default();
    let key = app.cursors()?;
    let offset: usize = query.page.position(key, actor.account_id)?.unwrap_or(0);
    let ids = applied.iter().map(|(person, one)| (*person, one.id));
    let ids: HashMap<EmployeeId, ApplicationId> = ids.collect();
    let in_line =
        |person: EmployeeId| applied.contains_key(&person) || is_above(&app, &actor, person);
    app.matching.settle_exposure();
    let found = app.matching.people_for(&PeopleQuery {
        opening: id.0,
        view: match source {
            CandidateSource::Applicants => PeopleView::Applicants(&ids),
            CandidateSource::People => PeopleView::Open { except: &in_line },
        },
        limit: query.page.limit() + 1,
        offset,
        shown_to: Some(ShownTo {
            account: actor.account_id,
            rows: query.page.limit(),
        }),
    });
    let found = found.ok_or_else(ApiError::not_found)?;
    let ranked = found.page.items.into_iter().zip(offset + 1..).collect();
    let page = Page::of(ranked, &query.page, key, actor.account_id, |(_, end)| *end)?;
    let names = app.directory.catalogue();
    let mut items = Vec::with_capacity(page.items.len());
    for (found, _) in page.items {
        let Some(person) = app.directory.person(found.employee) else {
            continue;
        };
        let application = applied.get(&found.employee).copied();
        if let Some(application) = application
            && !actor.is(found.employee)
        {
            let read = Read {
                by: app.origin(&actor, &context),
                action: "application.list",
                subject: found.employee,
                application: Some(application.id),
            };
            app.reads()?.record(read).await?;
        }
        items.push(Candidate {
            employee: person.as_ref().into(),
            org_unit: names.org_unit_ref(person.org_unit_id)?,
            fit: summary(&found.summary, &names),
            application,
            open_to_moves: source == CandidateSource::People && found.open_to_moves,
        });
    }
    Ok(Json(CandidatePage {
        items,
        next_cursor: page.next_cursor,
        order: found.order.into(),
    }))
}

/// Explain a candidate's match
///
/// The arithmetic as the hiring team sees it: nothing that is private to the person counts.
#[utoipa::path(tag = "opportunities",
    params(("id" = OpportunityId, Path, description = "The opening"),
        ("employee_id" = EmployeeId, Path, description = "The candidate")),
    responses((status = 200, body = MatchExplanation)), security(("session" = [])))]
#[get("/opportunities/{id}/candidates/{employee_id}/match")]
pub async fn get_candidate_match(
    actor: Actor,
    app: App,
    context: RequestContext,
    ids: Path<(OpportunityId, EmployeeId)>,
) -> ApiResult<Json<MatchExplanation>> {
    let (id, person) = ids.0;
    let applied = applicants(&app, &actor, id).await?;
    let application = applied.get(&person).copied();
    let shown = application.is_some()
        || (app.matching.is_open_to_moves(person, id) && !is_above(&app, &actor, person));
    if !shown {
        return Err(ApiError::not_found());
    }
    if !actor.is(person) {
        let read = Read {
            by: app.origin(&actor, &context),
            action: "candidate.read",
            subject: person,
            application: application.map(|application| application.id),
        };
        app.reads()?.record(read).await?;
    }
    let application = application.map(|application| application.id);
    explain_shown(&app, &actor, (person, id), View::Opening, application)
}

/// Who applied, for those who may know; the latest application of each.
async fn applicants(
    app: &App,
    actor: &Actor,
    id: OpportunityId,
) -> ApiResult<HashMap<EmployeeId, CandidateApplication>> {
    let (viewer, access) = (app.matching.viewer(actor), actor.to_access());
    let (state, policy) = (app.clone(), app.matching.policy());
    let rows = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let (permit, side) = hiring_side(conn, &access, &viewer, id)?;
            let decider = side.decider(conn, &state, &access, &policy)?;
            Ok(applications::list_applicants(conn, &permit, &decider)?)
        })
        .await?;
    let applied = rows.into_iter().map(|one| {
        let application = CandidateApplication {
            id: one.application_id,
            status: one.status,
        };
        (one.employee_id, application)
    });
    Ok(applied.collect())
}

/// That the actor is on the hiring side, in two statements; otherwise what they may know, as [`find`]
/// tells it.
fn hiring_side(
    conn: &mut Conn,
    actor: &AccessActor,
    viewer: &Viewer,
    id: OpportunityId,
) -> ApiResult<(Permit<actions::ReadCandidates>, Side)> {
    let team = opportunities::find_hiring_side(conn, id)?.ok_or_else(ApiError::not_found)?;
    let since = (actor.employee_id).and_then(|me| team.in_team_since(me));
    let competes = competes(conn, actor.employee_id, id)?;
    let mut side = Side {
        opening: id,
        capacities: towards_opening(actor.capacities(), since.is_some(), competes),
        since,
    };
    if let Ok(permit) = actor.permit(actions::ReadCandidates, id, side.capacities) {
        return Ok((permit, side));
    }
    side.capacities = find(conn, actor, viewer, id)?.capacities;
    let permit = actor.permit(actions::ReadCandidates, id, side.capacities)?;
    Ok((permit, side))
}

/// Whether somebody on the hiring side who is not their manager may see a person who did not apply.
#[must_use]
pub fn finds_candidate(app: &App, actor: &Actor, id: OpportunityId, person: EmployeeId) -> bool {
    let hires = actor.has(domain::terms::Role::Specialist)
        || (actor.employee_id).is_some_and(|me| app.matching.is_in_team(id, me));
    hires && app.matching.is_open_to_moves(person, id) && !is_above(app, actor, person)
}
