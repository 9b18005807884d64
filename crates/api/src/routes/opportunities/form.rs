//! What people write into an opening: its form, and the checks that need to know what exists.

use chrono::NaiveDate;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId, SkillId};
use domain::money::PayRange;
use domain::terms::{Importance, OpportunityKind, Priority, WorkMode};
use persistence::opportunities::{NewOpportunity, RequirementRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::state::AppState;

/// The whole form of an opening; what is absent is empty.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityInput {
    pub kind: OpportunityKind,
    #[validate(length(min = 3, max = 160))]
    #[schema(
        min_length = 3,
        max_length = 160,
        example = "Data engineer, customer platform"
    )]
    pub title: String,
    #[validate(length(max = 20000))]
    #[schema(max_length = 20000, example = "Build the pipelines.")]
    pub description: String,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub work_mode: WorkMode,
    pub job_profile_id: Option<JobProfileId>,
    /// Empty: those of the role.
    #[validate(length(max = 60), nested)]
    #[schema(max_items = 60)]
    pub requirements: Vec<RequirementInput>,
    #[validate(range(min = 1, max = 1000))]
    #[schema(minimum = 1, maximum = 1000, example = 1)]
    pub seats: i32,
    #[validate(custom(function = sound_range))]
    pub pay_range: Option<PayRange>,
    #[validate(range(min = 1, max = 168))]
    #[schema(minimum = 1, maximum = 168, example = 35)]
    pub hours_per_week: Option<i32>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    /// Last day on which it takes applications.
    pub closes_on: Option<NaiveDate>,
    /// What the choice is based on, in order of weight.
    #[validate(length(max = 20), custom(function = short_lines))]
    #[schema(max_items = 20)]
    pub selection_criteria: Vec<Criterion>,
    pub priority: Priority,
    /// Absent: everybody.
    #[validate(nested)]
    pub audience: Option<AudienceInput>,
    /// Who decides with the owner.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub hiring_team_ids: Vec<EmployeeId>,
}

/// One line of text.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 300, example = "Has built pipelines that others rely on")]
pub struct Criterion(pub String);

#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementInput {
    pub skill_id: SkillId,
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5, example = 3)]
    pub level: i16,
    pub importance: Importance,
}

#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AudienceInput {
    /// With all units below them; empty: everybody.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub org_unit_ids: Vec<OrgUnitId>,
}

fn sound_range(pay: &PayRange) -> Result<(), ValidationError> {
    let sound = PayRange::new(pay.min_minor, pay.max_minor, pay.currency);
    sound
        .map(drop)
        .map_err(|_| ValidationError::new(field::OUT_OF_RANGE))
}

fn short_lines(lines: &[Criterion]) -> Result<(), ValidationError> {
    if lines.iter().all(|line| line.0.chars().count() <= 300) {
        Ok(())
    } else {
        Err(ValidationError::new(field::TOO_LONG))
    }
}

impl OpportunityInput {
    /// Looks up what the form refers to; tells everything that is wrong at once.
    pub fn check(self, app: &AppState) -> ApiResult<NewOpportunity> {
        let names = app.directory.catalogue();
        let mut errors = Vec::new();
        let mut expect = |there: bool, pointer: String| {
            if !there {
                let detail = "nothing of this id exists";
                errors.push(FieldError::new(pointer, field::UNKNOWN_REFERENCE, detail));
            }
        };
        expect(
            names.units.find(self.org_unit_id).is_some(),
            "/org_unit_id".to_owned(),
        );
        if let Some(id) = self.location_id {
            expect(
                names.locations.find(id).is_some(),
                "/location_id".to_owned(),
            );
        }
        let profile = self.job_profile_id.map(|id| names.profiles.find(id));
        expect(!matches!(profile, Some(None)), "/job_profile_id".to_owned());
        let mut seen = std::collections::HashSet::new();
        let mut twice = Vec::new();
        for (at, one) in self.requirements.iter().enumerate() {
            let skill = names.skills.find(one.skill_id);
            let usable = skill.is_some_and(|skill| skill.is_in_use());
            expect(usable, format!("/requirements/{at}/skill_id"));
            if !seen.insert(one.skill_id) {
                twice.push(format!("/requirements/{at}/skill_id"));
            }
        }
        let audience = self.audience.map(|audience| audience.org_unit_ids);
        let audience = audience.unwrap_or_default();
        for (at, id) in audience.iter().enumerate() {
            let pointer = format!("/audience/org_unit_ids/{at}");
            expect(names.units.find(*id).is_some(), pointer);
        }
        for (at, id) in self.hiring_team_ids.iter().enumerate() {
            let person = app.directory.person(*id);
            let works_here = person.is_some_and(|person| !person.has_left());
            expect(works_here, format!("/hiring_team_ids/{at}"));
        }
        for pointer in twice {
            errors.push(FieldError::new(pointer, field::DUPLICATE, "named twice"));
        }
        if matches!((self.starts_on, self.ends_on), (Some(start), Some(end)) if end < start) {
            let detail = "the end lies before the start";
            errors.push(FieldError::new("/ends_on", field::BEFORE_START, detail));
        }
        if !errors.is_empty() {
            return Err(ApiError::invalid(errors));
        }
        let mut team = self.hiring_team_ids;
        team.sort_unstable();
        team.dedup();
        Ok(NewOpportunity {
            kind: self.kind,
            title: self.title.trim().to_owned(),
            description: self.description,
            org_unit_id: self.org_unit_id,
            location_id: self.location_id,
            work_mode: self.work_mode,
            job_profile_id: self.job_profile_id,
            level: profile.flatten().map(|profile| profile.level),
            seats: self.seats,
            pay_range: self.pay_range,
            hours_per_week: self.hours_per_week,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            closes_on: self.closes_on,
            priority: self.priority,
            selection_criteria: (self.selection_criteria.into_iter())
                .map(|line| line.0)
                .filter(|line| !line.trim().is_empty())
                .collect(),
            audience,
            requirements: (self.requirements.into_iter())
                .map(|one| RequirementRow {
                    skill_id: one.skill_id,
                    level: one.level,
                    importance: one.importance,
                })
                .collect(),
            team,
        })
    }
}
