//! Who fits an opening, for those who decide: who applied, and who is open to moves.

use std::collections::HashMap;

use actix_web::get;
use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::impartiality::towards_opening;
use matching::{PersonMatch, View};
use persistence::opportunities::{self, Viewer};
use persistence::{Conn, applications};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::detail::{Side, competes, find};
use super::fit::explain_shown;
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::matching::{
    MatchExplanation, MatchSummaryView, PeopleOrder, PeopleQuery, PeopleView, SUGGESTED, ShownTo,
    summary,
};
use crate::reads::Read;
use crate::refs::{ApplicantRef, OrgUnitRef};
use crate::state::App;
use crate::viewer::is_above;

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
    #[serde(flatten)]
    applicant: ApplicantRef,
    /// Absent where the name is.
    #[serde(skip_serializing_if = "Option::is_none")]
    org_unit: Option<OrgUnitRef>,
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
/// equals the order rotates daily; whoever is suggested in many places gives way in some. Applicants
/// whose names are hidden are listed without them, and among the people as if they had not applied.
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
    let ids = applied.iter().map(|(person, one)| (*person, one.shown.id));
    let ids: HashMap<EmployeeId, ApplicationId> = ids.collect();
    let named = |person| applied.get(&person).is_some_and(Applied::is_named);
    let in_line = |person: EmployeeId| named(person) || is_above(&app, &actor, person);
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
    let mut items = Vec::with_capacity(page.items.len());
    for (found, _) in page.items {
        let applied = (applied.get(&found.employee))
            .filter(|one| source == CandidateSource::Applicants || one.is_named());
        if let Some(application) = applied
            && !actor.is(found.employee)
        {
            let read = Read {
                by: app.origin(&actor, &context),
                action: "application.list",
                subject: found.employee,
                application: Some(application.shown.id),
            };
            app.reads()?.record(read).await?;
        }
        items.extend(candidate(&app, &found, applied, source)?);
    }
    Ok(Json(CandidatePage {
        items,
        next_cursor: page.next_cursor,
        order: found.order.into(),
    }))
}

/// One line of the list; none of whom the directory does not know yet.
fn candidate(
    app: &App,
    found: &PersonMatch,
    applied: Option<&Applied>,
    source: CandidateSource,
) -> ApiResult<Option<Candidate>> {
    let Some(person) = app.directory.person(found.employee) else {
        return Ok(None);
    };
    let names = app.directory.catalogue();
    let number = applied.and_then(|one| one.hidden_as);
    let named = number.is_none();
    let unit = names.org_unit_ref(person.org_unit_id)?;
    Ok(Some(Candidate {
        applicant: ApplicantRef {
            employee: named.then(|| person.as_ref().into()),
            applicant_number: number,
        },
        org_unit: named.then_some(unit),
        fit: summary(&found.summary, &names),
        application: applied.map(|one| one.shown),
        open_to_moves: source == CandidateSource::People && found.open_to_moves,
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
    // Whose name is hidden is, by their name, nobody who applied.
    let application = applied.get(&person).filter(|one| one.is_named());
    let application = application.map(|one| one.shown);
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
    explain_shown(&app, &actor, (person, id), View::Opening, application).map(Json)
}

/// An application, and the number that stands for the name where that is hidden from the one who
/// looks.
#[derive(Clone, Copy, Debug)]
struct Applied {
    shown: CandidateApplication,
    hidden_as: Option<i32>,
}

impl Applied {
    const fn is_named(&self) -> bool {
        self.hidden_as.is_none()
    }
}

/// Who applied, for those who may know; the latest application of each.
async fn applicants(
    app: &App,
    actor: &Actor,
    id: OpportunityId,
) -> ApiResult<HashMap<EmployeeId, Applied>> {
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
        let applied = Applied {
            shown: CandidateApplication {
                id: one.application_id,
                status: one.status,
            },
            hidden_as: one.hidden_as,
        };
        (one.employee_id, applied)
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
