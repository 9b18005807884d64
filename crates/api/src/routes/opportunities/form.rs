//! What people write into an opening: its form, and the checks that need to know what exists.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId, SkillId};
use domain::money::PayRange;
use domain::terms::{Importance, OpportunityKind, Priority, TeamRole, WorkMode};
use persistence::opportunities::{NewOpportunity, RequirementRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::extract::sound;
use crate::state::AppState;

/// The whole form of an opening; what is absent is empty.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityInput {
    pub kind: OpportunityKind,
    #[validate(length(min = 3, max = 160), custom(function = sound::name))]
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
    #[validate(custom(function = sound::day))]
    pub starts_on: Option<NaiveDate>,
    #[validate(custom(function = sound::day))]
    pub ends_on: Option<NaiveDate>,
    /// Last day on which it takes applications.
    #[validate(custom(function = sound::day))]
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
    /// Who of the team stands in for the owner, and has the opening at once when the owner leaves.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub deputy_ids: Vec<EmployeeId>,
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

/// Collects what is wrong with the references of a form.
struct Faults(Vec<FieldError>);

impl Faults {
    fn expect(&mut self, there: bool, pointer: String) {
        if !there {
            let detail = "nothing of this id exists";
            let error = FieldError::new(pointer, field::UNKNOWN_REFERENCE, detail);
            self.0.push(error);
        }
    }
}

impl OpportunityInput {
    /// Looks up what the form refers to; tells everything that is wrong at once.
    pub fn check(self, app: &AppState) -> ApiResult<NewOpportunity> {
        let mut faults = Faults(Vec::new());
        self.check_references(app, &mut faults);
        let mut seen = HashSet::new();
        for (at, one) in self.requirements.iter().enumerate() {
            if !seen.insert(one.skill_id) {
                let pointer = format!("/requirements/{at}/skill_id");
                let twice = FieldError::new(pointer, field::DUPLICATE, "named twice");
                faults.0.push(twice);
            }
        }
        if matches!((self.starts_on, self.ends_on), (Some(start), Some(end)) if end < start) {
            let detail = "the end lies before the start";
            let early = FieldError::new("/ends_on", field::BEFORE_START, detail);
            faults.0.push(early);
        }
        if !faults.0.is_empty() {
            return Err(ApiError::invalid(faults.0));
        }
        let names = app.directory.catalogue();
        let profile = self.job_profile_id.and_then(|id| names.profiles.find(id));
        let level = profile.map(|profile| profile.level);
        Ok(self.into_new(level))
    }

    fn check_references(&self, app: &AppState, faults: &mut Faults) {
        let names = app.directory.catalogue();
        let unit = names.units.find(self.org_unit_id);
        faults.expect(unit.is_some(), "/org_unit_id".to_owned());
        if let Some(id) = self.location_id {
            let there = names.locations.find(id).is_some();
            faults.expect(there, "/location_id".to_owned());
        }
        if let Some(id) = self.job_profile_id {
            let there = names.profiles.find(id).is_some();
            faults.expect(there, "/job_profile_id".to_owned());
        }
        for (at, one) in self.requirements.iter().enumerate() {
            let skill = names.skills.find(one.skill_id);
            let usable = skill.is_some_and(|skill| skill.is_in_use());
            faults.expect(usable, format!("/requirements/{at}/skill_id"));
        }
        for (at, id) in self.audience_units().iter().enumerate() {
            let pointer = format!("/audience/org_unit_ids/{at}");
            faults.expect(names.units.find(*id).is_some(), pointer);
        }
        for (at, id) in self.hiring_team_ids.iter().enumerate() {
            let person = app.directory.person(*id);
            let works_here = person.is_some_and(|person| !person.has_left());
            faults.expect(works_here, format!("/hiring_team_ids/{at}"));
        }
        for (at, id) in self.deputy_ids.iter().enumerate() {
            let of_team = self.hiring_team_ids.contains(id);
            faults.expect(of_team, format!("/deputy_ids/{at}"));
        }
    }

    fn audience_units(&self) -> &[OrgUnitId] {
        (self.audience.as_ref()).map_or(&[], |audience| audience.org_unit_ids.as_slice())
    }

    fn into_new(mut self, level: Option<i16>) -> NewOpportunity {
        self.hiring_team_ids.sort_unstable();
        self.hiring_team_ids.dedup();
        NewOpportunity {
            audience: self.audience_units().to_vec(),
            kind: self.kind,
            title: self.title.trim().to_owned(),
            description: self.description,
            org_unit_id: self.org_unit_id,
            location_id: self.location_id,
            work_mode: self.work_mode,
            job_profile_id: self.job_profile_id,
            level,
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
            requirements: (self.requirements.iter())
                .map(|one| RequirementRow {
                    skill_id: one.skill_id,
                    level: one.level,
                    importance: one.importance,
                })
                .collect(),
            team: (self.hiring_team_ids.iter())
                .map(|id| (*id, role_of(*id, &self.deputy_ids)))
                .collect(),
        }
    }
}

fn role_of(member: EmployeeId, deputies: &[EmployeeId]) -> TeamRole {
    if deputies.contains(&member) {
        TeamRole::Deputy
    } else {
        TeamRole::Member
    }
}
