//! Who would gain and who would lose by other weights, before they take effect.

use actix_web::{post, web};
use domain::access::actions;
use domain::ids::{OpportunityId, OrgUnitId};
use matching::Weights;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

use super::WeightsChange;
use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::{ApiError, ApiResult, Code};
use crate::extract::Json;
use crate::matching::effects::Effect;
use crate::matching::groups::{LEAST_PEOPLE, UnitSum};
use crate::matching::preview::{FIRST, OpeningEffect, Preview};
use crate::matching::weights::{ParameterChange, changed, differences};
use crate::refs::OrgUnitRef;
use crate::state::App;

/// Seconds after which a refused preview may be asked for again.
const TRY_AGAIN: u32 = 5;

/// What is to be tried out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parameters": {"want_fit_ppm": 550_000, "want_aspiration_ppm": 200_000}}))]
pub(super) struct WeightsToPreview {
    /// The parameters that change, or all of them; the others stay as they are.
    #[schema(value_type = WeightsChange)]
    parameters: Map<String, Value>,
}

/// Who would gain and who would lose. Groups of fewer than five people are not told of, nor are
/// they the difference between those that are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WeightsPreview {
    /// The version that the change is compared with.
    #[schema(example = 1)]
    based_on: i64,
    #[schema(max_items = 100)]
    changes: Vec<ParameterChange>,
    sample: PreviewSample,
    /// Absent where fewer than five people are measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    overall: Option<PreviewEffect>,
    /// The upper two levels of the tree: each unit followed by those below it, the largest first.
    #[schema(max_items = 10_000)]
    units: Vec<PreviewUnit>,
    /// Units of those levels that are too small to be told of.
    #[schema(example = 2)]
    units_withheld: usize,
    /// People measured who are counted in no group and not in `overall`: together with no more than
    /// a few others they would be the difference between two groups.
    #[schema(example = 3)]
    people_uncounted: usize,
    /// The openings whose first ten candidates among the people measured change most.
    #[schema(max_items = 10)]
    openings: Vec<PreviewOpening>,
}

/// What was measured.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewSample {
    /// People measured: everybody, or a sample that is the same for every preview.
    #[schema(example = 2_000)]
    people: usize,
    /// Of how many.
    #[schema(example = 20_000)]
    population: usize,
    /// Openings that take applications; all of them.
    #[schema(example = 300)]
    openings: usize,
    /// How long the lists are that are compared.
    #[schema(example = 10)]
    list_length: usize,
    /// The smallest group that is told of.
    #[schema(example = 5)]
    least_people: usize,
}

/// What happens to a group of people.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewEffect {
    #[schema(example = 240)]
    people: u32,
    /// Openings that enter and leave the first ten of their lists, over all of them.
    #[schema(example = 96)]
    openings_entering: u32,
    #[schema(example = 96)]
    openings_leaving: u32,
    /// Mean change of the best fit among the first ten, in points out of 100.
    #[schema(example = -1.2)]
    best_fit_change: f64,
    /// People whose best band rises, falls and stays.
    #[schema(example = 12)]
    gaining: u32,
    #[schema(example = 30)]
    losing: u32,
    #[schema(example = 198)]
    unchanged: u32,
}

#[derive(Debug, Serialize, ToSchema)]
struct PreviewUnit {
    org_unit: OrgUnitRef,
    /// 1 at the root.
    #[schema(minimum = 1, maximum = 2, example = 2)]
    level: usize,
    effect: PreviewEffect,
}

#[derive(Debug, Serialize, ToSchema)]
struct PreviewOpening {
    id: OpportunityId,
    #[schema(example = "Data engineer")]
    title: String,
    /// Of its first ten people, how many are others.
    #[schema(minimum = 1, maximum = 10, example = 3)]
    changed: u32,
}

/// Preview a change of the weights
///
/// For specialists. Ranks all open openings for everybody, or for a sample of people, under the
/// weights in force and under the changed ones. Nothing is stored. One at a time.
#[utoipa::path(tag = "administration", request_body = WeightsToPreview,
    responses((status = 200, body = WeightsPreview)), security(("session" = [])))]
#[post("/matching/weights/preview")]
pub(super) async fn create_matching_weights_preview(
    actor: Actor,
    app: App,
    input: Json<WeightsToPreview>,
) -> ApiResult<Json<WeightsPreview>> {
    actor.permit(actions::EditMatchingWeights, (), actor.capacities())?;
    // Held until the work is done, also when the client has gone.
    let leave = app.matching.may_preview();
    let leave = leave.ok_or_else(|| ApiError::new(Code::PreviewBusy).retry_after(TRY_AGAIN))?;
    let wanted = changed(&app.matching.weights(), &input.0.parameters)?;
    let after = wanted.clone();
    let matching = std::sync::Arc::clone(&app.matching);
    let measured = web::block(move || {
        let _leave = leave;
        matching.preview_basis().measure(wanted)
    });
    let found = measured.await.map_err(ApiError::internal)?;
    let found = found.map_err(ApiError::internal)?;
    told(found, &after, &app.directory.catalogue()).map(Json)
}

fn told(found: Preview, after: &Weights, names: &Catalogue) -> ApiResult<WeightsPreview> {
    let units = found.groups.units.iter();
    Ok(WeightsPreview {
        based_on: found.before.version.into(),
        changes: differences(&found.before, after)?,
        sample: PreviewSample {
            people: found.people,
            population: found.population,
            openings: found.openings,
            list_length: FIRST,
            least_people: LEAST_PEOPLE,
        },
        overall: found.groups.overall.map(PreviewEffect::from),
        units: units
            .map(|one| unit(one, names))
            .collect::<ApiResult<_>>()?,
        units_withheld: found.groups.withheld,
        people_uncounted: found.groups.uncounted,
        openings: found.most_changed.into_iter().map(opening).collect(),
    })
}

fn unit(found: &UnitSum<Effect>, names: &Catalogue) -> ApiResult<PreviewUnit> {
    let id: OrgUnitId = found.unit;
    Ok(PreviewUnit {
        org_unit: names.org_unit_ref(id)?,
        level: found.level,
        effect: found.effect.into(),
    })
}

fn opening(found: OpeningEffect) -> PreviewOpening {
    PreviewOpening {
        id: found.opening,
        title: found.title,
        changed: found.changed,
    }
}

impl From<Effect> for PreviewEffect {
    fn from(found: Effect) -> Self {
        Self {
            people: found.people,
            openings_entering: found.entering,
            openings_leaving: found.leaving,
            best_fit_change: mean_points(found.fit_change_ppm, found.people),
            gaining: found.gaining,
            losing: found.losing,
            unchanged: found.unchanged,
        }
    }
}

/// A sum in parts per million as the mean in points, with one digit.
fn mean_points(sum_ppm: i64, people: u32) -> f64 {
    let tenth = i64::from(people.max(1)) * 1_000;
    let tenths = (sum_ppm + sum_ppm.signum() * tenth / 2) / tenth;
    f64::from(i32::try_from(tenths).unwrap_or(0)) / 10.0
}
