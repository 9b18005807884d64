//! What another policy would do, before it takes effect: who may apply under it, and which
//! applications, offers, questions and openings of today it touches. Where nothing can be counted,
//! it says so.

use actix_web::{post, web};
use chrono::NaiveDate;
use domain::access::actions;
use domain::application::ApplicationStatus;
use domain::disclosure::DisclosureStage;
use domain::policy::{Policy, PolicyOverride};
use domain::terms::OpportunityKind;
use persistence::Conn;
use persistence::policies::{self, Touchable};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

use super::document::{ChangeView, Wanted, beginning, changes};
use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::{ApiError, ApiResult, Code};
use crate::extract::Json;
use crate::matching::eligible::{Effect, KindEffect};
use crate::matching::groups::{LEAST_PEOPLE, UnitSum};
use crate::refs::OrgUnitRef;
use crate::state::App;

/// Seconds after which a refused preview may be asked for again.
const TRY_AGAIN: u32 = 5;

/// What is to be tried out.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parameters": {"eligibility": {"min_months_in_role": 3}}}))]
pub(super) struct PolicyToPreview {
    /// The parameters that change, or all of them; the others stay as they are.
    #[serde(default)]
    #[schema(value_type = domain::policy::PolicyParameters)]
    parameters: Map<String, Value>,
    /// All overrides of the new version; absent: those of the newest stay.
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    overrides: Option<Vec<PolicyOverride>>,
    /// The day on which it would begin; absent: today.
    effective_from: Option<NaiveDate>,
}

/// What would change. Groups of fewer than five people are not told of, nor are they the difference
/// between those that are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PolicyPreview {
    /// The newest version, with which the change is compared.
    #[schema(example = 1)]
    based_on: i64,
    /// The day for which people are counted.
    day: NaiveDate,
    #[schema(max_items = 1000)]
    changes: Vec<ChangeView>,
    /// Who may apply, as far as rules about time decide on it; the audience of single openings is
    /// not counted. By kinds of opening that have the same rules.
    #[schema(max_items = 4)]
    eligibility: Vec<EligibilityPreview>,
    /// What of today each change for the whole organisation touches.
    #[schema(max_items = 100)]
    touches: Vec<Touch>,
    /// The smallest group that is told of.
    #[schema(example = 5)]
    least_people: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct EligibilityPreview {
    #[schema(max_items = 4)]
    kinds: Vec<OpportunityKind>,
    /// Absent where fewer than five people are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    overall: Option<EligibilityEffect>,
    /// The upper two levels of the tree: each unit followed by those below it, the largest first.
    #[schema(max_items = 10_000)]
    units: Vec<EligibilityUnit>,
    /// Units of those levels that are too small to be told of.
    #[schema(example = 2)]
    units_withheld: usize,
    /// People who are counted in no group: together with no more than a few others they would be
    /// the difference between two groups.
    #[schema(example = 3)]
    people_uncounted: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct EligibilityUnit {
    org_unit: OrgUnitRef,
    /// 1 at the root.
    #[schema(minimum = 1, maximum = 2, example = 2)]
    level: usize,
    effect: EligibilityEffect,
}

/// How many of a group may apply.
#[derive(Debug, Serialize, ToSchema)]
struct EligibilityEffect {
    #[schema(example = 240)]
    people: u32,
    #[schema(example = 100)]
    eligible_before: u32,
    #[schema(example = 130)]
    eligible_after: u32,
    /// Who may not apply before and may after.
    #[schema(example = 30)]
    gaining: u32,
    #[schema(example = 0)]
    losing: u32,
}

/// What of today a change touches.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PolicyTouch)]
struct Touch {
    #[schema(example = "decisions.offer_answer_working_days")]
    parameter: String,
    touched: Touched,
    /// How many there are; absent where nothing can be counted, or where it is too few to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 40)]
    count: Option<i64>,
    /// There are some, and fewer than five.
    few: bool,
}

/// Of what kind the things of today are that a change touches, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Touched {
    /// Applications that await a decision: another deadline.
    WaitingApplications,
    /// Offers that await an answer: another deadline.
    Offers,
    /// Open questions: they keep their deadline.
    OpenQuestions,
    /// Drafts of openings: they are checked by the new rule when they are published.
    Drafts,
    /// Live applications at a stage: others may know of them.
    ApplicationsAtStage,
    /// People are counted in `eligibility`.
    People,
    /// Nothing of today can be counted: it decides on what is to come.
    Nothing,
}

/// Preview a change of the policy
///
/// For specialists. Counts who may apply under the newest version and under the changed one on the
/// day on which it would begin, everybody and not a sample, and what of today it touches. Nothing is
/// stored. One at a time.
#[utoipa::path(tag = "administration", request_body = PolicyToPreview,
    responses((status = 200, body = PolicyPreview)), security(("session" = [])))]
#[post("/policies/preview")]
pub(super) async fn create_policy_preview(
    actor: Actor,
    app: App,
    input: Json<PolicyToPreview>,
) -> ApiResult<Json<PolicyPreview>> {
    actor.permit(actions::EditPolicy, (), actor.capacities())?;
    // Held until the work is done, also when the client has gone.
    let leave = app.matching.may_preview();
    let leave = leave.ok_or_else(|| ApiError::new(Code::PreviewBusy).retry_after(TRY_AGAIN))?;
    let now = app.clock.now();
    let read = move |conn: &mut Conn| policies::find_touchable(conn);
    let (newest, touchable) = app.db.read(read).await?;
    let newest = newest.ok_or_else(ApiError::not_found)?;
    let day = beginning(input.0.effective_from, newest.effective_from, now)?.date();
    let before = Policy::from(newest);
    let wanted = Wanted {
        parameters: input.0.parameters,
        overrides: input.0.overrides,
    };
    let names = app.directory.catalogue();
    let after = wanted.on(&before, &names)?;
    let changes = changes(&before, &after, &names)?;
    let touches = touches(&changes, &touchable);
    let (matching, based_on) = (std::sync::Arc::clone(&app.matching), before.version);
    let counted = web::block(move || {
        let _leave = leave;
        matching.everybody().compare(&before, &after, day)
    });
    let counted = counted.await.map_err(ApiError::internal)?;
    Ok(Json(PolicyPreview {
        based_on,
        day,
        changes,
        eligibility: (counted.into_iter())
            .map(|one| told(one, &names))
            .collect::<ApiResult<_>>()?,
        touches,
        least_people: LEAST_PEOPLE,
    }))
}

fn told(found: KindEffect, names: &Catalogue) -> ApiResult<EligibilityPreview> {
    let unit = |one: &UnitSum<Effect>| -> ApiResult<EligibilityUnit> {
        Ok(EligibilityUnit {
            org_unit: names.org_unit_ref(one.unit)?,
            level: one.level,
            effect: one.effect.into(),
        })
    };
    let units = found.groups.units.iter().map(unit);
    Ok(EligibilityPreview {
        kinds: found.kinds,
        overall: found.groups.overall.map(EligibilityEffect::from),
        units: units.collect::<ApiResult<_>>()?,
        units_withheld: found.groups.withheld,
        people_uncounted: found.groups.uncounted,
    })
}

impl From<Effect> for EligibilityEffect {
    fn from(found: Effect) -> Self {
        Self {
            people: found.people,
            eligible_before: found.before,
            eligible_after: found.after,
            gaining: found.gaining,
            losing: found.losing,
        }
    }
}

/// What each change for the whole organisation touches, in the order of the changes.
fn touches(changes: &[ChangeView], found: &Touchable) -> Vec<Touch> {
    let general = changes.iter().filter(|change| change.is_general());
    general
        .map(|change| {
            let (touched, count) = touched(&change.parameter, found);
            let least = i64::try_from(LEAST_PEOPLE).unwrap_or(i64::MAX);
            let few = count.is_some_and(|count| count > 0 && count < least);
            Touch {
                parameter: change.parameter.clone(),
                touched,
                count: count.filter(|_| !few),
                few,
            }
        })
        .collect()
}

fn touched(parameter: &str, found: &Touchable) -> (Touched, Option<i64>) {
    let applications = |of: &dyn Fn(ApplicationStatus) -> bool| {
        let counted = found.applications.iter().filter(|(status, _)| of(*status));
        Some(counted.map(|(_, count)| count).sum())
    };
    if let Some(stage) = parameter.strip_prefix("disclosure.") {
        let at = |status: ApplicationStatus| DisclosureStage::of(status).as_str() == stage;
        return (Touched::ApplicationsAtStage, applications(&at));
    }
    match parameter {
        "decisions.feedback_working_days" => {
            let waits = |status: ApplicationStatus| {
                status.is_live() && status != ApplicationStatus::Offered
            };
            (Touched::WaitingApplications, applications(&waits))
        }
        "decisions.offer_answer_working_days" => {
            let offered = |status| status == ApplicationStatus::Offered;
            (Touched::Offers, applications(&offered))
        }
        "decisions.contest_answer_working_days" => {
            (Touched::OpenQuestions, Some(found.open_questions))
        }
        "posting.pay_range_required" | "posting.selection_criteria_required" => {
            (Touched::Drafts, Some(found.drafts))
        }
        _ if parameter.starts_with("eligibility.") => (Touched::People, None),
        _ => (Touched::Nothing, None),
    }
}
