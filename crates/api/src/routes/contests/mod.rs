//! Questioning a match, a level or a rejection, and asking for a waiver: `ask`, reading it here, `act` on it; who is what to a
//! question, and what they see of it, in `desk`; how many waivers, in `report`. Whoever had a hand in the matter is told nothing of
//! it: to them it does not exist.

mod act;
mod ask;
mod desk;
mod report;

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::NaiveDate;
use domain::access::{Permit, actions};
use domain::contest::ContestState;
use domain::ids::ContestId;
use domain::terms::Role;
use persistence::Conn;
use persistence::contests::{self, ContestPosition, ContestRow, Desk, QueueFilter};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{ETag, Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::state::App;

pub use desk::{Contest, Desks};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(ask::create_contest)
        .service(list_contests)
        .service(get_contest)
        .service(act::submit_contest_answer)
        .service(act::submit_contest_withdrawal)
        .service(act::submit_contest_assignment)
        .service(report::get_waiver_report);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Assigned {
    Me,
    Nobody,
    All,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct ContestQuery {
    /// For specialists: those on one's own desk, on nobody's, or on any. Without it, the questions
    /// that one asked oneself.
    #[param(inline)]
    assigned: Option<Assigned>,
    /// In this state.
    state: Option<ContestState>,
    /// With `assigned`: only those that are open beyond the day on which an answer was due.
    overdue: Option<bool>,
}

impl ContestQuery {
    fn wanted(&self, today: NaiveDate) -> QueueFilter {
        let overdue = self.overdue == Some(true);
        QueueFilter {
            state: if overdue {
                Some(ContestState::Open)
            } else {
                self.state
            },
            due_before: overdue.then_some(today),
        }
    }
}

/// Rows read at once while those that are not for the one who looks are left out.
const AT_ONCE: i64 = 200;

/// List questions
///
/// One's own, newest first; for specialists with `assigned` those on desks, the most urgent first,
/// without those about matters that they had a hand in. Administrators are told what is on nobody's
/// desk, and nothing of what it says.
#[utoipa::path(tag = "contests", params(PageParams, ContestQuery),
    responses((status = 200, body = Page<Contest>)), security(("session" = [])))]
#[get("/contests")]
async fn list_contests(
    actor: Actor,
    app: App,
    query: ListQuery<ContestQuery>,
) -> ApiResult<Json<Page<Contest>>> {
    let (page, key, filter) = (query.page, app.cursors()?, query.filter);
    let after: Option<ContestPosition> = page.position(key, actor.account_id)?;
    let (limit, most) = (page.fetch(), page.limit() + 1);
    let desks = Desks::of(&app, &actor);
    let rows = match filter.assigned {
        None => {
            let Some(me) = actor.employee_id else {
                return Ok(Json(Page::empty()));
            };
            let own = move |conn: &mut Conn| {
                contests::list_own(conn, me, filter.state, after.as_ref(), limit)
            };
            app.db.read(own).await?
        }
        Some(assigned) => {
            let permit: Permit<actions::ReadContestQueue> =
                actor.permit(actions::ReadContestQueue, (), actor.capacities())?;
            let desk = match (assigned, actor.employee_id) {
                (Assigned::Me, Some(me)) => Desk::Of(me),
                (Assigned::Me, None) => return Ok(Json(Page::empty())),
                (Assigned::Nobody, _) => Desk::Nobodys,
                (Assigned::All, _) if actor.has(Role::Specialist) => Desk::All,
                (Assigned::All, _) => Desk::Nobodys,
            };
            let wanted = filter.wanted(app.clock.today());
            let looking = (app.clone(), actor.clone());
            let queue = move |conn: &mut Conn| -> ApiResult<Vec<ContestRow>> {
                let desks = Desks::of(&looking.0, &looking.1);
                let (mut all, mut after) = (Vec::new(), after);
                loop {
                    let some = contests::list_queue(
                        conn,
                        &permit,
                        desk,
                        &wanted,
                        after.as_ref(),
                        AT_ONCE,
                    )?;
                    let last = some.last().map(ContestRow::position);
                    let whole = some.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
                    all.extend(some.into_iter().filter(|row| desks.lists(row)));
                    if !whole || all.len() >= most {
                        all.truncate(most);
                        return Ok(all);
                    }
                    after = last;
                }
            };
            app.db.read(queue).await?
        }
    };
    let rows = Page::of(rows, &page, key, actor.account_id, ContestRow::position)?;
    Ok(Json(rows.try_map(|row| desks.show(row))?))
}

/// Show a question
///
/// To who asked, and to specialists who had no hand in the matter; to those who may hand it over,
/// with to whom.
#[utoipa::path(tag = "contests", params(("id" = ContestId, Path, description = "The question")),
    responses((status = 200, body = Contest)), security(("session" = [])))]
#[get("/contests/{id}")]
async fn get_contest(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ContestId>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let hands_over = actor.has(Role::Specialist);
    let read = move |conn: &mut Conn| -> ApiResult<_> {
        let row = contests::find_contest(conn, id)?.ok_or_else(ApiError::not_found)?;
        let answerers = hands_over.then(|| contests::list_answerers(conn));
        Ok((row, answerers.transpose()?.unwrap_or_default()))
    };
    let (row, answerers) = app.db.read(read).await?;
    let desks = Desks::of(&app, &actor);
    actor.permit(actions::ReadContest, id, desks.capacities(&row))?;
    let answerers = desks.fit_to_answer(&row, &answerers);
    if !actor.is(row.employee_id) {
        let read = Read {
            by: app.origin(&actor, &context),
            action: "contest.read",
            subject: row.employee_id,
            application: None,
        };
        app.reads()?.record(read).await?;
    }
    let tag = ETag::of_version(row.version);
    let mut shown = desks.show(row)?;
    shown.hand_to(answerers);
    Ok(tag.respond(&req, shown))
}
