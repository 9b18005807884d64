//! How many people asked for waivers and how they were answered, by rule and unit. Each table is of
//! people who have one thing in common, and none tells of fewer than five (SEC-46): so nothing can
//! be worked out from two tables that neither tells.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::get;
use chrono::{Months, NaiveDate};
use domain::access::{Permit, actions};
use domain::contest::ContestOutcome;
use domain::eligibility::EligibilityCode;
use domain::ids::{EmployeeId, OrgUnitId};
use domain::time::Timestamp;
use persistence::Conn;
use persistence::contests;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::Json;
use crate::matching::groups::{Groups, LEAST_PEOPLE, Measured};
use crate::refs::OrgUnitRef;
use crate::seat::Seat;
use crate::state::App;

/// Months that the report looks back.
const MONTHS: u32 = 12;

/// Waivers of the last twelve months, in people.
#[derive(Debug, Serialize, ToSchema)]
struct WaiverReport {
    since: NaiveDate,
    /// The smallest group that is told of.
    #[schema(example = 5)]
    least_people: usize,
    #[schema(max_items = 20)]
    rows: Vec<WaiverCount>,
}

/// People for whom a rule was, or was not, waived; absent where they are too few.
#[derive(Debug, Serialize, ToSchema)]
struct WaiverCount {
    rule: EligibilityCode,
    answer: WaiverAnswer,
    #[schema(example = 12)]
    people: u32,
    /// The upper two levels of the tree: each unit followed by those below it, the largest first.
    #[schema(max_items = 10_000)]
    units: Vec<WaiverUnit>,
}

#[derive(Debug, Serialize, ToSchema)]
struct WaiverUnit {
    org_unit: OrgUnitRef,
    /// 1 at the root.
    #[schema(minimum = 1, maximum = 2, example = 2)]
    level: usize,
    #[schema(example = 7)]
    people: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WaiverAnswer {
    Granted,
    Refused,
    /// Not answered yet.
    Open,
}

impl WaiverAnswer {
    const fn of(outcome: Option<ContestOutcome>) -> Self {
        match outcome {
            Some(ContestOutcome::Upheld | ContestOutcome::PartlyUpheld) => Self::Granted,
            Some(ContestOutcome::Dismissed) => Self::Refused,
            None => Self::Open,
        }
    }
}

struct Asker {
    units: Vec<OrgUnitId>,
}

impl Measured for Asker {
    type Sum = u32;

    fn units(&self) -> &[OrgUnitId] {
        &self.units
    }

    fn add_to(&self, sum: &mut u32) {
        *sum += 1;
    }
}

/// Report on waivers
///
/// For specialists: how many people asked for a waiver in the last twelve months and how it was
/// answered, by rule and unit. Groups of fewer than five people are not told of.
#[utoipa::path(tag = "contests", responses((status = 200, body = WaiverReport)), security(("session" = [])))]
#[get("/waivers/report")]
pub async fn get_waiver_report(actor: Actor, app: App) -> ApiResult<Json<WaiverReport>> {
    let permit: Permit<actions::ReadWaiverReport> =
        actor.permit(actions::ReadWaiverReport, (), actor.capacities())?;
    let today = app.clock.today();
    let since = today
        .checked_sub_months(Months::new(MONTHS))
        .unwrap_or(today);
    let from = Timestamp::new(since.and_time(chrono::NaiveTime::MIN).and_utc());
    let asked = app
        .db
        .read(move |conn: &mut Conn| contests::list_waivers_since(conn, &permit, from))
        .await?;
    let mut people: BTreeMap<(EligibilityCode, WaiverAnswer), BTreeSet<EmployeeId>> =
        BTreeMap::new();
    for (person, rules, outcome) in asked {
        for rule in rules.0 {
            let of = people.entry((rule, WaiverAnswer::of(outcome))).or_default();
            of.insert(person);
        }
    }
    let names = app.directory.catalogue();
    let mut rows = Vec::new();
    for ((rule, answer), people) in people {
        let people: Vec<Asker> = (people.into_iter())
            .filter_map(|id| app.directory.person(id))
            .map(|person| Asker {
                units: Seat::of(&names, person.org_unit_id, None).units,
            })
            .collect();
        let groups = Groups::of(&people);
        let Some(people) = groups.overall else {
            continue;
        };
        let units = groups.units.iter().map(|one| {
            Ok(WaiverUnit {
                org_unit: names.org_unit_ref(one.unit)?,
                level: one.level,
                people: one.effect,
            })
        });
        rows.push(WaiverCount {
            rule,
            answer,
            people,
            units: units.collect::<ApiResult<_>>()?,
        });
    }
    Ok(Json(WaiverReport {
        since,
        least_people: LEAST_PEOPLE,
        rows,
    }))
}
