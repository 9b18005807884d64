//! The organisation's rules, for everybody whom they govern: the version in force with what holds
//! for a seat, the history, and changes by specialists with a reason, at once or on a day to come.
//! Not here: what a change would do (`preview`), what a version looks like (`document`).

mod document;
mod preview;

use actix_web::{HttpRequest, HttpResponse, Responder, delete, get, post};
use chrono::NaiveDate;
use domain::access::actions;
use domain::ids::{JobFamilyId, OrgUnitId};
use domain::policy::{Policy, PolicyOverride, PolicyParameters};
use domain::time::Timestamp;
use persistence::policies::{self, NewPolicy, PolicyVersion};
use persistence::{Conn, DbError, WriteTx};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{
    Created, ETag, IfMatch, Json, ListQuery, Page, PageParams, Path, Query, sound,
};
use crate::gate::RequestContext;
use crate::seat::Seat;
use crate::state::App;
use document::{ChangeView, ScopeView, VersionView, Wanted, beginning, changes};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_policy)
        .service(list_policies)
        .service(preview::create_policy_preview)
        .service(get_policy_version)
        .service(create_policy_version)
        .service(delete_policy_version);
}

/// The policy in force, and what of it holds for one seat.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyInForce {
    #[serde(flatten)]
    version: VersionView,
    seat: SeatPolicy,
    /// Versions that will begin, the next one first.
    #[schema(max_items = 100)]
    scheduled: Vec<ScheduledPolicy>,
}

/// What holds for a unit and a job family.
#[derive(Debug, Serialize, ToSchema)]
struct SeatPolicy {
    parameters: PolicyParameters,
    /// The overrides that apply, parameter by parameter.
    #[schema(max_items = 100)]
    departures: Vec<Departure>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PolicyDeparture)]
struct Departure {
    #[schema(example = "eligibility.min_months_in_role")]
    parameter: String,
    /// Whose override it is.
    #[serde(flatten)]
    scope: ScopeView,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScheduledPolicy {
    #[schema(example = 2)]
    version: i64,
    effective_from: Timestamp,
    #[schema(example = "Half a year is enough")]
    reason: String,
}

/// Without either, one's own unit and job family.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct SeatQuery {
    /// What holds in this unit.
    org_unit_id: Option<OrgUnitId>,
    /// What holds for roles of this family.
    job_family_id: Option<JobFamilyId>,
}

/// Show the policy in force
///
/// Who may apply, what a posting must say, when whom an application is told of, and how long
/// things are kept: for the organisation, and as it is for a unit and a job family.
#[utoipa::path(tag = "administration", params(SeatQuery),
    responses((status = 200, body = PolicyInForce)), security(("session" = [])))]
#[get("/policy")]
async fn get_policy(
    actor: Actor,
    app: App,
    req: HttpRequest,
    query: Query<SeatQuery>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::ReadPolicy, (), actor.capacities())?;
    let now = app.clock.now();
    let mut standing = app
        .db
        .read(move |conn| policies::list_standing(conn, now))
        .await?;
    let found = standing.pop().ok_or_else(ApiError::not_found)?;
    let scheduled = standing.into_iter().rev().map(|row| ScheduledPolicy {
        version: row.version,
        effective_from: row.effective_from,
        reason: row.reason,
    });
    let policy = Policy::from(found.clone());
    let names = app.directory.catalogue();
    let seat = seat(&app, &actor, query.0)?;
    let mut departures: Vec<Departure> = Vec::new();
    for one in policy.applying(&seat.units, seat.family) {
        let values = serde_json::to_value(one.parameters).map_err(ApiError::internal)?;
        for named in crate::documents::differences(&json!({}), &values) {
            // The later one has the last word.
            departures.retain(|before| before.parameter != named.parameter);
            departures.push(Departure {
                parameter: named.parameter,
                scope: ScopeView::of(one, &names),
            });
        }
    }
    let shown = PolicyInForce {
        scheduled: scheduled.collect(),
        seat: SeatPolicy {
            parameters: policy.resolved(&seat.units, seat.family).into_owned(),
            departures,
        },
        version: VersionView::of(found, policy.version, now, &names),
    };
    Ok(ETag::of_version(policy.version).respond(&req, shown))
}

fn seat(app: &App, actor: &Actor, query: SeatQuery) -> ApiResult<Seat> {
    let names = app.directory.catalogue();
    if query.org_unit_id.is_none() && query.job_family_id.is_none() {
        let me = actor.employee_id.and_then(|id| app.directory.person(id));
        return Ok(me.map_or_else(Seat::default, |me| {
            Seat::of(&names, me.org_unit_id, me.job_profile_id)
        }));
    }
    let wrong = |name: &'static str| {
        let detail = "names nothing that there is";
        let error = FieldError::new(format!("?{name}"), field::UNKNOWN_REFERENCE, detail);
        ApiError::invalid(vec![error])
    };
    if (query.org_unit_id).is_some_and(|id| names.units.find(id).is_none()) {
        return Err(wrong("org_unit_id"));
    }
    if (query.job_family_id).is_some_and(|id| names.families.find(id).is_none()) {
        return Err(wrong("job_family_id"));
    }
    let units = query.org_unit_id.map(|id| Seat::of(&names, id, None).units);
    Ok(Seat {
        units: units.unwrap_or_default(),
        family: query.job_family_id,
    })
}

/// A version in the list of all.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyItem {
    #[serde(flatten)]
    version: VersionView,
    /// What differs from the version that it was written on.
    #[schema(max_items = 1000)]
    changes: Vec<ChangeView>,
}

#[derive(Debug, Deserialize, Validate)]
struct NoFilter {}

/// List versions of the policy
///
/// The newest first, those that have not begun and those that were withdrawn included; each with
/// what it changed.
#[utoipa::path(tag = "administration", params(PageParams),
    responses((status = 200, body = Page<PolicyItem>)), security(("session" = [])))]
#[get("/policies")]
async fn list_policies(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<PolicyItem>>> {
    actor.permit(actions::ReadPolicy, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let before = page.position::<i64>(key, actor.account_id)?;
    let limit = page.fetch();
    let read = move |conn: &mut Conn| -> Result<_, DbError> {
        let rows = policies::list_policies(conn, before, limit)?;
        let bases: Vec<i64> = rows.iter().filter_map(|row| row.based_on).collect();
        let bases = policies::list_policy_versions(conn, &bases)?;
        Ok((rows, bases))
    };
    let (rows, bases) = app.db.read(read).await?;
    let bases: Vec<Policy> = bases.into_iter().map(Policy::from).collect();
    let names = app.directory.catalogue();
    let (in_force, now) = (app.matching.policy().version, app.clock.now());
    let rows = Page::of(rows, &page, key, actor.account_id, |row| row.version)?;
    let shown = rows.try_map(|row: PolicyVersion| -> ApiResult<PolicyItem> {
        let base = bases.iter().find(|base| Some(base.version) == row.based_on);
        let changes = match base {
            Some(base) => changes(base, &row.clone().into(), &names)?,
            None => Vec::new(),
        };
        Ok(PolicyItem {
            version: VersionView::of(row, in_force, now, &names),
            changes,
        })
    })?;
    Ok(Json(shown))
}

/// Show a version of the policy
///
/// As a decision that was made under it names it.
#[utoipa::path(tag = "administration", params(("version" = i64, Path, description = "Its number", minimum = 1, example = 1)),
    responses((status = 200, body = VersionView)), security(("session" = [])))]
#[get("/policies/{version}")]
async fn get_policy_version(
    actor: Actor,
    app: App,
    req: HttpRequest,
    version: Path<i64>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::ReadPolicy, (), actor.capacities())?;
    let found = app
        .db
        .read(move |conn: &mut Conn| policies::find_policy_version(conn, version.0))
        .await?;
    Ok(ETag::of_version(found.version).respond(&req, shown(&app, found)))
}

fn shown(app: &App, row: PolicyVersion) -> VersionView {
    let (in_force, now) = (app.matching.policy().version, app.clock.now());
    VersionView::of(row, in_force, now, &app.directory.catalogue())
}

/// A document to put in force.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parameters": {"eligibility": {"min_months_in_role": 3}}, "reason": "Half a year is too long"}))]
struct NewPolicyVersion {
    /// The parameters that change, or all of them; the others stay as they are.
    #[serde(default)]
    #[schema(value_type = PolicyParameters)]
    parameters: Map<String, Value>,
    /// All overrides of the new version; absent: those of the newest stay.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    overrides: Option<Vec<PolicyOverride>>,
    /// From the start of this day on, in UTC; absent or today: at once.
    effective_from: Option<NaiveDate>,
    #[schema(min_length = 1, max_length = 500)]
    #[validate(length(min = 1, max = 500), custom(function = sound::name))]
    reason: String,
}

/// Put a policy in force
///
/// For specialists. A change of the newest version, at once or from a day on. It may not begin
/// before a version that is scheduled. Going back is putting an older version's document in force
/// again, with a reason.
#[utoipa::path(tag = "administration",
    params(("If-Match" = String, Header, description = "`ETag` of the newest version that was not withdrawn", example = "\"v1\"")),
    request_body = NewPolicyVersion,
    responses((status = 201, body = VersionView)),
    security(("session" = [])))]
#[post("/policies")]
async fn create_policy_version(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    if_match: IfMatch,
    input: Json<NewPolicyVersion>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::EditPolicy, (), actor.capacities())?;
    let (author, input) = (actor.account_id, input.0);
    let wanted = Wanted {
        parameters: input.parameters,
        overrides: input.overrides,
    };
    let names = app.directory.catalogue();
    let origin = app.origin(&actor, &context);
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<PolicyVersion> {
        let newest = policies::lock_newest(tx)?.ok_or_else(ApiError::not_found)?;
        if_match.require(&ETag::of_version(newest.version))?;
        let effective_from = beginning(input.effective_from, newest.effective_from, tx.now())?;
        let before = Policy::from(newest);
        let after = wanted.on(&before, &names)?;
        let changes = changes(&before, &after, &names)?;
        if changes.is_empty() {
            let same = "these are the parameters of the newest version";
            let error = FieldError::new("/parameters", field::UNCHANGED, same);
            return Err(ApiError::invalid(vec![error]));
        }
        let new = NewPolicy {
            based_on: Some(before.version),
            effective_from,
            author: Some(author),
            reason: input.reason.clone(),
            parameters: after.parameters,
            overrides: after.overrides,
            changes: json!(changes),
        };
        let version = match policies::insert_policy(tx, new) {
            Err(DbError::Unique(_)) => return Err(ApiError::new(Code::PreconditionFailed)),
            other => other?,
        };
        Ok(policies::find_policy_version(tx.conn(), version)?)
    };
    let row = app.db.write(origin, write).await?;
    let tag = ETag::of_version(row.version);
    let created = Created {
        location: format!("/api/v1/policies/{}", row.version),
        body: shown(&app, row),
    };
    let mut response = created.respond_to(&req);
    tag.attach(&mut response);
    Ok(response)
}

/// Withdraw a scheduled version of the policy
///
/// For specialists, before it begins. It stays in the history as withdrawn.
#[utoipa::path(tag = "administration", params(("version" = i64, Path, description = "Its number", minimum = 1, example = 2)),
    responses((status = 204, description = "Withdrawn"),
        (status = 409, description = "It has begun, or was withdrawn already", body = Problem)),
    security(("session" = [])))]
#[delete("/policies/{version}")]
async fn delete_policy_version(
    actor: Actor,
    app: App,
    context: RequestContext,
    version: Path<i64>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::EditPolicy, (), actor.capacities())?;
    let version = version.0;
    let origin = app.origin(&actor, &context);
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
        policies::find_policy_version(tx.conn(), version)?;
        match policies::withdraw_policy(tx, version) {
            Err(DbError::NotFound) => {
                let refused = ApiError::new(Code::IllegalTransition);
                Err(refused
                    .with("rule", "not_scheduled")
                    .with("allowed", json!([])))
            }
            other => Ok(other?),
        }
    };
    app.db.write(origin, write).await?;
    Ok(HttpResponse::NoContent().finish())
}
