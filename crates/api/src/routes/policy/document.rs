//! A version of the policy between clients and the domain: as it is shown, the change that a request
//! asks for, everything that is wrong with it, and what differs between two.

use chrono::NaiveDate;
use domain::ids::{JobFamilyId, OrgUnitId};
use domain::policy::{
    BOUNDS, OverrideParameters, Policy, PolicyFault, PolicyFaultKind, PolicyOverride,
    PolicyParameters, VersionState, check, state_of,
};
use domain::time::Timestamp;
use persistence::policies::PolicyVersion;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::directory::Catalogue;
use crate::documents;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::refs::{JobFamilyRef, OrgUnitRef};

/// A version of the policy. Decisions keep the number of the one they were made under.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PolicyVersion)]
pub(super) struct VersionView {
    #[schema(example = 1)]
    pub version: i64,
    pub state: VersionState,
    pub effective_from: Timestamp,
    /// When it was written.
    created_at: Timestamp,
    /// Who wrote it; absent for what was shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sam Specialist")]
    author_name: Option<String>,
    #[schema(example = "defaults")]
    reason: String,
    /// For the whole organisation.
    parameters: PolicyParameters,
    /// Where other values hold.
    #[schema(max_items = 200)]
    overrides: Vec<OverrideView>,
    /// From where to where each number may go.
    #[schema(max_items = 100)]
    bounds: Vec<BoundView>,
}

/// Values that differ for a unit with all below it, or for a job family.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PolicyOverrideView)]
pub(super) struct OverrideView {
    #[serde(flatten)]
    scope: ScopeView,
    parameters: OverrideParameters,
}

/// One of the two is present.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = PolicyScope)]
pub(super) struct ScopeView {
    #[serde(skip_serializing_if = "Option::is_none")]
    org_unit: Option<OrgUnitRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_family: Option<JobFamilyRef>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = PolicyBound)]
struct BoundView {
    #[schema(value_type = String, example = "eligibility.min_months_in_role")]
    parameter: &'static str,
    #[schema(example = 0)]
    min: u32,
    #[schema(example = 120)]
    max: u32,
}

impl ScopeView {
    /// A unit or family that is gone has no name, and governs nobody.
    pub(super) fn of(one: &PolicyOverride, names: &Catalogue) -> Self {
        Self::named(one.org_unit_id, one.job_family_id, names)
    }

    fn named(unit: Option<OrgUnitId>, family: Option<JobFamilyId>, names: &Catalogue) -> Self {
        let family = family.and_then(|id| names.families.find(id));
        Self {
            org_unit: unit.and_then(|id| names.org_unit_ref(id).ok()),
            job_family: family.map(|family| JobFamilyRef {
                id: family.id,
                name: family.name.clone(),
            }),
        }
    }

    fn is_known(&self) -> bool {
        *self != Self::default()
    }
}

impl VersionView {
    pub(super) fn of(row: PolicyVersion, in_force: i64, now: Timestamp, names: &Catalogue) -> Self {
        let overrides = row.overrides.0.iter().map(|one| OverrideView {
            scope: ScopeView::of(one, names),
            parameters: one.parameters,
        });
        let withdrawn = row.withdrawn_at.is_some();
        Self {
            state: state_of(row.version, row.effective_from, withdrawn, in_force, now),
            version: row.version,
            effective_from: row.effective_from,
            created_at: row.created_at,
            author_name: row.author_name,
            reason: row.reason,
            overrides: overrides.filter(|one| one.scope.is_known()).collect(),
            parameters: row.parameters.0,
            bounds: BOUNDS
                .iter()
                .map(|bound| BoundView {
                    parameter: bound.parameter,
                    min: bound.min,
                    max: bound.max,
                })
                .collect(),
        }
    }
}

/// What a parameter is set to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum PolicyValue {
    Number(u32),
    Switch(bool),
    /// Kinds of opening, or parties.
    Terms(Vec<String>),
}

// Written out: the derive cannot bound the list of a variant.
impl PartialSchema for PolicyValue {
    fn schema() -> RefOr<Schema> {
        let one = |kind| ObjectBuilder::new().schema_type(kind);
        let terms = ArrayBuilder::new()
            .items(one(Type::String))
            .max_items(Some(10));
        OneOfBuilder::new()
            .description(Some("A number, a switch, or kinds of opening or parties."))
            .item(one(Type::Integer))
            .item(one(Type::Boolean))
            .item(terms)
            .into()
    }
}

impl ToSchema for PolicyValue {
    fn name() -> std::borrow::Cow<'static, str> {
        "PolicyValue".into()
    }
}

/// One parameter whose value differs between two versions.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PolicyChange)]
pub(super) struct ChangeView {
    /// Section and name; a stage of the disclosure table is one.
    #[schema(example = "eligibility.min_months_in_role")]
    pub parameter: String,
    /// For an override: for whom it is.
    #[serde(flatten)]
    scope: ScopeView,
    /// Absent where there was no override.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<PolicyValue>,
    /// Absent where the override is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<PolicyValue>,
}

impl ChangeView {
    /// Whether it is a change for the whole organisation.
    pub(super) fn is_general(&self) -> bool {
        !self.scope.is_known()
    }
}

/// The parameters as one JSON object, with a member for each stage of the disclosure table.
fn flat(parameters: &PolicyParameters) -> ApiResult<Value> {
    let mut document = serde_json::to_value(parameters).map_err(ApiError::internal)?;
    let mut stages = Map::new();
    for row in &parameters.disclosure.0 {
        let mut who = row.who.clone();
        who.sort_unstable();
        let who = serde_json::to_value(who).map_err(ApiError::internal)?;
        stages.insert(row.stage.to_string(), who);
    }
    if let Some(members) = document.as_object_mut() {
        members.insert("disclosure".to_owned(), Value::Object(stages));
    }
    Ok(document)
}

/// What differs: first for the whole organisation, then override by override.
pub(super) fn changes(
    before: &Policy,
    after: &Policy,
    names: &Catalogue,
) -> ApiResult<Vec<ChangeView>> {
    let told = |(old, new): (&Value, &Value), scope: &ScopeView| -> ApiResult<Vec<ChangeView>> {
        let value = |value: Option<Value>| value.map(serde_json::from_value).transpose();
        let all = documents::differences(old, new).into_iter();
        all.map(|one| {
            Ok(ChangeView {
                parameter: one.parameter,
                scope: scope.clone(),
                before: value(one.before).map_err(ApiError::internal)?,
                after: value(one.after).map_err(ApiError::internal)?,
            })
        })
        .collect()
    };
    let (old, new) = (flat(&before.parameters)?, flat(&after.parameters)?);
    let mut all = told((&old, &new), &ScopeView::default())?;
    let mut scopes: Vec<_> = (before.overrides.iter().chain(&after.overrides))
        .filter_map(|one| one.scope().map(|scope| (scope, one)))
        .collect();
    scopes.sort_by_key(|(scope, _)| *scope);
    scopes.dedup_by_key(|(scope, _)| *scope);
    for (scope, one) in scopes {
        let of = |policy: &Policy| -> ApiResult<Value> {
            let found = policy
                .overrides
                .iter()
                .find(|one| one.scope() == Some(scope));
            let parameters = found.map(|one| one.parameters).unwrap_or_default();
            serde_json::to_value(parameters).map_err(ApiError::internal)
        };
        let named = ScopeView::of(one, names);
        all.extend(told((&of(before)?, &of(after)?), &named)?);
    }
    Ok(all)
}

/// The document that a request asks for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub parameters: Map<String, Value>,
    pub overrides: Option<Vec<PolicyOverride>>,
}

impl Wanted {
    /// `base` with what changes. The version stays the base's.
    ///
    /// # Errors
    /// 400 for what is no parameter or of another type, 422 with everything that is unsound.
    pub(super) fn on(&self, base: &Policy, names: &Catalogue) -> ApiResult<Policy> {
        let before = serde_json::to_value(&base.parameters).map_err(ApiError::internal)?;
        let after = documents::merged(before, &self.parameters);
        let policy = Policy {
            version: base.version,
            parameters: documents::read(after, "parameters")?,
            overrides: (self.overrides.clone()).unwrap_or_else(|| base.overrides.clone()),
        };
        let faults = check(&policy.parameters, &policy.overrides);
        let mut errors: Vec<FieldError> = faults.iter().map(field_error).collect();
        if self.overrides.is_some() {
            errors.extend(unknown_scopes(&policy.overrides, names));
        }
        if errors.is_empty() {
            Ok(policy)
        } else {
            Err(ApiError::invalid(errors))
        }
    }
}

fn unknown_scopes(overrides: &[PolicyOverride], names: &Catalogue) -> Vec<FieldError> {
    let unknown = |at: usize, name: &str| {
        let pointer = format!("/overrides/{at}/{name}");
        FieldError::new(
            pointer,
            field::UNKNOWN_REFERENCE,
            "names nothing that there is",
        )
    };
    let mut errors = Vec::new();
    for (at, one) in overrides.iter().enumerate() {
        if (one.org_unit_id).is_some_and(|id| names.units.find(id).is_none()) {
            errors.push(unknown(at, "org_unit_id"));
        }
        if (one.job_family_id).is_some_and(|id| names.families.find(id).is_none()) {
            errors.push(unknown(at, "job_family_id"));
        }
    }
    errors
}

fn field_error(fault: &PolicyFault) -> FieldError {
    use PolicyFaultKind as Kind;
    let error = |code: &'static str, detail: &'static str| {
        FieldError::new(fault.pointer.clone(), code, detail)
    };
    match fault.kind {
        Kind::OutOfRange { min, max } => error(field::OUT_OF_RANGE, "outside of its bounds")
            .param("min", min)
            .param("max", max),
        Kind::BelowWhatItCaps { least } => {
            error("below_what_it_caps", "less than a value that it caps").param("least", least)
        }
        Kind::Duplicate => error(field::DUPLICATE, "the same twice"),
        Kind::ExploringIsPrivate => error(
            "exploring_is_private",
            "while somebody explores, nobody else may know",
        ),
        Kind::HidesFromHiringTeam => error(
            "hides_from_hiring_team",
            "the hiring team decides at this stage and must see it",
        ),
        Kind::ForgetsParty => error(
            "forgets_party",
            "whoever knew at the stage before knows at this one",
        ),
        Kind::EndReveals => error(
            "end_reveals",
            "an end must not tell anybody who did not know from the start",
        ),
        Kind::ScopeNotOne => error("scope_not_one", "names either a unit or a job family"),
        Kind::Empty => error("empty_override", "overrides nothing"),
    }
}

/// When a version begins: now, or at the start of a later day; not before the newest begins.
///
/// # Errors
/// 422 for a day in the past, or before the newest version's.
pub(super) fn beginning(
    wanted: Option<NaiveDate>,
    newest: Timestamp,
    now: Timestamp,
) -> ApiResult<Timestamp> {
    let day = wanted.filter(|day| *day != now.date());
    let start = match day {
        None => now,
        Some(day) => {
            let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
            Timestamp::new(midnight)
        }
    };
    let earliest = newest.max(now);
    if start >= earliest {
        return Ok(start);
    }
    let detail = "before today, or before a version that is scheduled";
    let error = FieldError::new("/effective_from", "too_early", detail);
    Err(ApiError::invalid(vec![
        error.param("earliest", earliest.date().to_string()),
    ]))
}
