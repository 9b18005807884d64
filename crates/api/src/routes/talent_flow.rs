//! The anti-hoarding view: which units let people go and which hold on to them. What is counted and
//! what may be told is `domain::talent_flow`; who sees which units is here.

use std::collections::BTreeSet;
use std::str::FromStr;

use actix_web::get;
use chrono::NaiveDate;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::disclosure::Party;
use domain::ids::OrgUnitId;
use domain::small_groups::{LEAST_PEOPLE, UnitTree};
use domain::talent_flow::{HalfYear, RateAnomaly, UnitFlow, talent_flow};
use domain::terms::Role;
use persistence::Conn;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::extract::{Json, Query};
use crate::refs::OrgUnitRef;
use crate::state::App;

/// Half-years that can be asked for.
const PERIODS: usize = 6;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_talent_flow);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TalentFlowQuery {
    /// One of the last six half-years that are over; absent: the latest. No other periods: two that
    /// overlap would differ by a few people.
    #[param(example = "2025-H2", max_length = 7)]
    #[validate(length(max = 7))]
    period: Option<String>,
    /// Only this unit and those below it.
    org_unit_id: Option<OrgUnitId>,
}

/// Who lets people go and who holds on to them, over a half-year. Each unit is with those below it.
/// A figure that rests on fewer than five people, or that would tell of so few together with others,
/// is suppressed.
#[derive(Debug, Serialize, ToSchema)]
struct TalentFlow {
    #[schema(example = "2025-H2")]
    period: String,
    /// First day.
    from: NaiveDate,
    /// Last day.
    to: NaiveDate,
    /// What else can be asked for, the latest first.
    #[schema(max_items = 6)]
    periods: Vec<String>,
    /// The smallest group that is told of.
    #[schema(example = 5)]
    least_people: usize,
    /// People of the whole organisation who applied, per mille: what units are compared with.
    overall_application_rate_permille: Figure,
    /// Units that more people left than came to, those with the highest export rate first.
    #[schema(max_items = 10_000)]
    net_exporters: Vec<OrgUnitRef>,
    /// For specialists all, for leaders those of their part: the units that they head, or their own,
    /// with all below. Each after the one above it.
    #[schema(max_items = 10_000)]
    units: Vec<TalentFlowUnit>,
}

/// A number, or that it may not be told.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = TalentFlowFigure)]
struct Figure {
    /// Null where it is suppressed, and never otherwise.
    #[schema(required = true, example = 240)]
    value: Option<u32>,
    suppressed: bool,
}

impl From<Option<u32>> for Figure {
    fn from(value: Option<u32>) -> Self {
        Self {
            value,
            suppressed: value.is_none(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct TalentFlowUnit {
    org_unit: OrgUnitRef,
    /// How deep it is in the tree; a root is at 1.
    #[schema(minimum = 1, example = 2)]
    level: usize,
    /// People: the mean of the first and the last day.
    headcount: Figure,
    /// People who moved to a unit that is not below this one.
    moved_out: Figure,
    /// `moved_out` per mille of the mean headcount: the talent export rate.
    export_rate_permille: Figure,
    /// People who came from a unit that is not below this one.
    moved_in: Figure,
    /// More people moved out than in; never where `moved_out` is suppressed.
    net_exporter: bool,
    /// People who were released, be it to a unit below this one.
    released: Figure,
    /// Median of the days from acceptance to the effective date, in tenths of a day.
    release_median_days_tenths: Figure,
    /// Releases later than the day that was first asked for, per mille of all.
    released_later_permille: Figure,
    /// Releases for which the manager asked for a later day, per mille of all.
    countered_permille: Figure,
    /// Releases that nobody answered about in time, per mille of all.
    silent_permille: Figure,
    /// Moves called off before they took effect, per mille of those that were made or called off.
    cancelled_permille: Figure,
    /// Those of them that were refused by whoever had to approve them; per mille of the same.
    refused_permille: Figure,
    /// People who applied for a role or a secondment, per mille of those of the first day.
    application_rate_permille: Figure,
    /// The application rate in per cent of the whole organisation's.
    application_rate_of_overall_percent: Figure,
    /// Absent where the rate is not unusual, or is suppressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    application_anomaly: Option<RateAnomaly>,
    /// Applications that the applicant gave up after their manager had learnt of them, per mille of
    /// those that ended while the manager knew.
    given_up_permille: Figure,
}

impl TalentFlowUnit {
    fn of(flow: &UnitFlow, names: &Catalogue) -> ApiResult<Self> {
        let releases = flow.releases;
        Ok(Self {
            org_unit: names.org_unit_ref(flow.unit)?,
            level: flow.level,
            headcount: flow.headcount.into(),
            moved_out: flow.moved_out.into(),
            export_rate_permille: flow.export_rate.into(),
            moved_in: flow.moved_in.into(),
            net_exporter: flow.net_exporter == Some(true),
            released: releases.map(|one| one.people).into(),
            release_median_days_tenths: releases.map(|one| one.median_days_tenths).into(),
            released_later_permille: releases.map(|one| one.later).into(),
            countered_permille: releases.map(|one| one.countered).into(),
            silent_permille: releases.map(|one| one.silent).into(),
            cancelled_permille: flow.cancelled.map(|one| one.all).into(),
            refused_permille: flow.cancelled.map(|one| one.refused).into(),
            application_rate_permille: flow.applying.map(|one| one.rate).into(),
            application_rate_of_overall_percent: (flow.applying)
                .map(|one| one.of_overall_percent)
                .into(),
            application_anomaly: flow.applying.and_then(|one| one.anomaly),
            given_up_permille: flow.given_up.into(),
        })
    }
}

/// Who lets people go
///
/// For specialists, and for leaders of their own part: of each unit over a half-year how many people
/// moved to other units and came from them, how they were released, which moves were called off, and
/// whether unusually few or many apply. Never tells of fewer than five people.
#[utoipa::path(tag = "moves", params(TalentFlowQuery),
    responses((status = 200, body = TalentFlow)), security(("session" = [])))]
#[get("/reports/talent-flow")]
async fn get_talent_flow(
    actor: Actor,
    app: App,
    query: Query<TalentFlowQuery>,
) -> ApiResult<Json<TalentFlow>> {
    let permit: Permit<actions::ReadTalentFlow> =
        actor.permit(actions::ReadTalentFlow, (), actor.capacities())?;
    let periods = HalfYear::over_on(app.clock.today(), PERIODS);
    let period = chosen(query.0.period.as_deref(), &periods)?;
    let names = app.directory.catalogue();
    let units = names.units.all().iter();
    let units: Vec<_> = units.map(|unit| (unit.id, unit.parent_id)).collect();
    let tree = UnitTree::new(&units);
    let shown = shown(&actor, &app, &names, &tree, query.0.org_unit_id)?;
    let informed = informed(&app);
    let read = move |conn: &mut Conn| {
        persistence::talent_flow::find_facts(conn, &permit, period, &informed)
    };
    let facts = app.db.read(read).await?;
    // Always of everything, so that what is suppressed does not depend on who asks for how much.
    let flow = talent_flow(&tree, &facts);
    let mut net: Vec<&UnitFlow> = (flow.units.iter())
        .filter(|one| shown.contains(&one.unit) && one.net_exporter == Some(true))
        .collect();
    net.sort_by_key(|one| std::cmp::Reverse(one.export_rate));
    let shown = flow.units.iter().filter(|one| shown.contains(&one.unit));
    Ok(Json(TalentFlow {
        period: period.to_string(),
        from: period.first_day(),
        to: period.last_day(),
        periods: periods.iter().map(ToString::to_string).collect(),
        least_people: LEAST_PEOPLE,
        overall_application_rate_permille: flow.overall_application_rate.into(),
        net_exporters: (net.iter().map(|one| names.org_unit_ref(one.unit)))
            .collect::<ApiResult<_>>()?,
        units: (shown.map(|one| TalentFlowUnit::of(one, &names))).collect::<ApiResult<_>>()?,
    }))
}

fn chosen(asked: Option<&str>, periods: &[HalfYear]) -> ApiResult<HalfYear> {
    let chosen = match asked {
        None => periods.first().copied(),
        Some(text) => {
            let read = HalfYear::from_str(text).ok();
            read.filter(|period| periods.contains(period))
        }
    };
    chosen.ok_or_else(|| {
        let detail = "one of the last six half-years that are over, as 2025-H2";
        ApiError::new(Code::InvalidQuery).field(FieldError::new("?period", field::INVALID, detail))
    })
}

/// The units that the actor is shown: a leader's part is what they head, or where they are.
fn shown(
    actor: &Actor,
    app: &App,
    names: &Catalogue,
    tree: &UnitTree,
    within: Option<OrgUnitId>,
) -> ApiResult<BTreeSet<OrgUnitId>> {
    let all_below = |units: &mut dyn Iterator<Item = OrgUnitId>| -> BTreeSet<OrgUnitId> {
        let below = units.flat_map(|unit| tree.walk(Some(unit)));
        below.map(|(unit, _)| unit).collect()
    };
    let part = if actor.has(Role::Specialist) {
        tree.walk(None).into_iter().map(|(unit, _)| unit).collect()
    } else {
        let me = actor.employee_id;
        let headed = names.units.all().iter();
        let headed = headed.filter(|unit| me.is_some() && unit.head_id == me);
        let headed = all_below(&mut headed.map(|unit| unit.id));
        if headed.is_empty() {
            let own = me.and_then(|me| app.directory.person(me));
            all_below(&mut own.map(|person| person.org_unit_id).into_iter())
        } else {
            headed
        }
    };
    let Some(within) = within else {
        return Ok(part);
    };
    if names.units.find(within).is_none() {
        return Err(ApiError::not_found());
    }
    if !part.contains(&within) {
        return Err(ApiError::new(Code::Forbidden));
    }
    let within = all_below(&mut std::iter::once(within));
    Ok(part.intersection(&within).copied().collect())
}

/// States in which an applicant's manager knows of the application, under the policy in force.
fn informed(app: &App) -> Vec<ApplicationStatus> {
    let policy = app.matching.policy();
    let table = &policy.parameters.disclosure;
    let live = ApplicationStatus::ALL.iter().copied();
    live.filter(|status| status.is_live() && table.may_know(Party::CurrentManager, *status))
        .collect()
}
