//! What a move would open, before it is decided: for those who decide on an application, and for
//! the manager who is asked to release somebody. Nobody's name is in it.

use actix_web::{get, web};
use domain::access::{Act, Actor as AccessActor, Permit, actions};
use domain::ids::{ApplicationId, EmployeeId, MoveId};
use domain::vacancy::{InsideSupply, is_told_at};
use persistence::moves::{self, Placement};
use persistence::{Conn, applications};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::matching::vacancy::{LeftSeat, VacancyLink};
use crate::reads::Read;
use crate::refs::{JobProfileRef, OrgUnitRef};
use crate::seat;
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_application_vacancy)
        .service(get_move_vacancy);
}

/// What a move would open.
#[derive(Debug, Serialize, ToSchema)]
struct Vacancy {
    seat: VacantSeat,
    /// Calendar days from acceptance to the day for which release is asked, and at most.
    #[schema(example = 14)]
    leaves_after_days: u32,
    #[schema(example = 30)]
    leaves_at_latest_days: u32,
    /// How long the seat would stay empty at most, if somebody from inside accepts it on the day on
    /// which it is left and is released as late as the policy lets them be.
    #[schema(example = 30)]
    empty_at_most_days: u32,
    /// The seat that is left, and those that filling it from inside would open in turn. Further
    /// ones are roles that many hold who could fill the one before; whose seat it would be, is
    /// told to nobody.
    #[schema(min_items = 1, max_items = 3)]
    links: Vec<VacancyLinkView>,
    /// The smallest group that is told of.
    #[schema(example = 5)]
    least_people: usize,
}

/// The seat that would be left.
#[derive(Debug, Serialize, ToSchema)]
struct VacantSeat {
    #[schema(example = "Data engineer")]
    title: String,
    org_unit: OrgUnitRef,
    /// The position is marked critical.
    critical: bool,
    /// How many report to it.
    #[schema(minimum = 0, example = 3)]
    direct_reports: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VacancyLink)]
struct VacancyLinkView {
    /// Absent where the seat has no role.
    #[serde(skip_serializing_if = "Option::is_none")]
    job_profile: Option<JobProfileRef>,
    /// How many people fit well and may apply; absent where they are fewer than five.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, example = 12)]
    people: Option<usize>,
    supply: InsideSupply,
}

/// Foresee what a candidate's move would open
///
/// For the hiring team and specialists from the shortlist on, and for the manager who would be left
/// once they know: the seat, how long it could stay empty, and whether it could be filled from
/// inside, up to three links on. No names, and no group of fewer than five people.
#[utoipa::path(tag = "applications", params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, body = Vacancy)), security(("session" = [])))]
#[get("/applications/{id}/vacancy-what-if")]
async fn get_application_vacancy(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<ApplicationId>,
) -> ApiResult<Json<Vacancy>> {
    let (access, policy, id) = (actor.to_access(), app.matching.policy(), id.0);
    let directory = Arc::clone(&app.directory);
    let (person, held) = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let sealed = applications::find_application(conn, id, access.employee_id)?;
            let sealed = sealed.ok_or_else(ApiError::not_found)?;
            let seal = sealed.seal;
            let rules = (&policy.parameters.disclosure, directory.as_ref());
            let capacities = super::applications::view::capacities(&access, &seal, rules);
            permit(&access, actions::ForeseeVacancy, id, capacities)?;
            if !is_told_at(seal.status) || sealed.hides_name() {
                return Err(ApiError::new(Code::Forbidden));
            }
            held(conn, seal.employee_id)
        })
        .await?;
    record(&app, &actor, &context, (person, id)).await?;
    foresee(&app, person, held).await
}

/// Foresee what a move opens
///
/// For the manager who is left, while they are asked for the day, and specialists.
#[utoipa::path(tag = "moves", params(("id" = MoveId, Path, description = "The move")),
    responses((status = 200, body = Vacancy)), security(("session" = [])))]
#[get("/moves/{id}/vacancy-what-if")]
async fn get_move_vacancy(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<MoveId>,
) -> ApiResult<Json<Vacancy>> {
    let (access, policy, id) = (actor.to_access(), app.matching.policy(), id.0);
    let (person, application, held) = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let sealed = moves::find_move(conn, id)?.ok_or_else(ApiError::not_found)?;
            let table = &policy.parameters.disclosure;
            let capacities = super::moves::capacities(&access, &sealed.seal, table);
            permit(&access, actions::ForeseeVacancyOfMove, id, capacities)?;
            let row = sealed.into_row();
            // Once the seat has changed, what it opened is no question any more.
            if !row.status.is_ahead() {
                return Err(ApiError::new(Code::Forbidden));
            }
            let (person, held) = held(conn, row.employee_id)?;
            Ok((person, row.application_id, held))
        })
        .await?;
    record(&app, &actor, &context, (person, application)).await?;
    foresee(&app, person, held).await
}

fn permit<A: Act>(
    actor: &AccessActor,
    action: A,
    object: A::Object,
    capacities: domain::access::Capacities,
) -> ApiResult<Permit<A>> {
    Ok(actor.permit(action, object, capacities)?)
}

fn held(conn: &mut Conn, person: EmployeeId) -> ApiResult<(EmployeeId, Placement)> {
    let held = moves::seat_of(conn, person)?.ok_or_else(ApiError::not_found)?;
    Ok((person, held))
}

async fn record(
    app: &App,
    actor: &Actor,
    context: &RequestContext,
    (subject, application): (EmployeeId, ApplicationId),
) -> ApiResult<()> {
    let read = Read {
        by: app.origin(actor, context),
        action: "application.read",
        subject,
        application: Some(application),
    };
    app.reads()?.record(read).await
}

/// Everybody is looked at, which is no work for a thread that serves requests.
async fn foresee(app: &App, mover: EmployeeId, held: Placement) -> ApiResult<Json<Vacancy>> {
    let names = app.directory.catalogue();
    let (unit, role) = (held.org_unit_id, held.seat.job_profile_id);
    let matching = Arc::clone(&app.matching);
    let left = LeftSeat { mover, unit, role };
    let links = web::block(move || matching.vacancy(left)).await;
    let links: Vec<VacancyLink> = links.map_err(ApiError::internal)?;
    let policy = app.matching.policy();
    let release = &seat::resolved(&policy, &names, unit, role).release;
    let cap = if held.critical {
        release.cap_days_critical.max(release.cap_days)
    } else {
        release.cap_days
    };
    let links = links.into_iter().map(|one| {
        Ok(VacancyLinkView {
            job_profile: one.role.map(|id| names.job_profile_ref(id)).transpose()?,
            people: one.people,
            supply: one.supply,
        })
    });
    Ok(Json(Vacancy {
        seat: VacantSeat {
            title: held.seat.title,
            org_unit: names.org_unit_ref(unit)?,
            critical: held.critical,
            direct_reports: app.directory.direct_reports(mover).len(),
        },
        leaves_after_days: release.days_from_acceptance.min(cap),
        leaves_at_latest_days: cap,
        empty_at_most_days: policy.parameters.release.cap_days,
        links: links.collect::<ApiResult<_>>()?,
        least_people: domain::small_groups::LEAST_PEOPLE,
    }))
}
