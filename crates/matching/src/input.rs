//! What the engine is told, with the ids of the outside. Everything that could influence a score
//! is here; what is not here cannot. As documents these types are kept with every stored match, so
//! a field that is added needs `#[serde(default)]`, and none is renamed.

use chrono::NaiveDate;
use domain::ids::{
    EmployeeId, JobFamilyId, JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillId,
};
use domain::terms::{
    EmployeeStatus, Importance, Interest, OpportunityKind, Priority, SkillKind, SkillRelationKind,
    WorkMode,
};
use serde::{Deserialize, Serialize};

/// Skills, roles and what is known about moves between them. Weights by rarity come from here,
/// not from people, so that they do not change daily.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    pub skills: Vec<CatalogueSkill>,
    pub relations: Vec<CatalogueRelation>,
    pub job_profiles: Vec<JobProfile>,
    /// Curated career steps, from and to.
    pub career_steps: Vec<(JobProfileId, JobProfileId)>,
    pub observed_moves: Vec<ObservedMoves>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueSkill {
    pub id: SkillId,
    pub kind: SkillKind,
}

/// `from`'s broader, narrower or related skill is `to`. One direction suffices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueRelation {
    pub from: SkillId,
    pub kind: SkillRelationKind,
    pub to: SkillId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobProfile {
    pub id: JobProfileId,
    pub family: JobFamilyId,
    /// Grade, comparable across families.
    pub level: i16,
    pub requirements: Vec<Requirement>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    pub skill: SkillId,
    /// 1 to 5 on the proficiency scale; values outside are taken as the nearest end.
    pub level: u8,
    pub importance: Importance,
}

/// How many people went from one profile to another, in all recorded history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObservedMoves {
    pub from: JobProfileId,
    pub to: JobProfileId,
    pub count: u32,
}

/// A person as the engine sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub id: EmployeeId,
    pub org_unit: Option<OrgUnitId>,
    pub location: Option<LocationId>,
    /// The role held now: origin of the mobility prior and of the direction of a move.
    pub job_profile: Option<JobProfileId>,
    pub status: EmployeeStatus,
    pub open_to_moves: bool,
    pub skills: Vec<PersonSkill>,
    /// Used in the person's own view only.
    pub interests: Vec<(SkillId, Interest)>,
    /// Used in the person's own view only, whatever their visibility.
    pub aspirations: Vec<AspirationTarget>,
    /// Used in the person's own view only.
    pub preferences: Preferences,
}

impl Person {
    /// A person of whom nothing is known yet.
    #[must_use]
    pub fn new(id: EmployeeId) -> Self {
        Self {
            id,
            org_unit: None,
            location: None,
            job_profile: None,
            status: EmployeeStatus::Active,
            open_to_moves: false,
            skills: Vec::new(),
            interests: Vec::new(),
            aspirations: Vec::new(),
            preferences: Preferences::default(),
        }
    }

    /// The person without anything that the opening's view neither uses nor may give away.
    #[must_use]
    pub fn as_openings_see(self) -> Self {
        Self {
            org_unit: self.org_unit,
            location: self.location,
            job_profile: self.job_profile,
            skills: self.skills,
            ..Self::new(self.id)
        }
    }
}

/// An effective level, as `domain::proficiency` derives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonSkill {
    pub skill: SkillId,
    /// Thousandths of a level, up to 5000. A certificate is held or not: any level will do.
    pub level_milli: u16,
    pub evidence_ppm: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AspirationTarget {
    JobProfile(JobProfileId),
    Skill(SkillId),
}

/// What a person would like; an empty list means no preference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    pub kinds: Vec<OpportunityKind>,
    /// A remote opening suits every location.
    pub locations: Vec<LocationId>,
    pub work_modes: Vec<WorkMode>,
    pub hours_per_week_min: Option<u16>,
    pub hours_per_week_max: Option<u16>,
    /// BCP 47 languages that the person would work in.
    pub languages: Vec<String>,
    pub modes: PreferenceModes,
}

/// What happens to openings that do not meet a preference; the person decides for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreferenceModes {
    pub kind: PreferenceMode,
    pub location: PreferenceMode,
    pub work_mode: PreferenceMode,
    pub hours: PreferenceMode,
    pub language: PreferenceMode,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreferenceMode {
    /// They rank lower.
    #[default]
    Penalty,
    /// They are not shown.
    Filter,
}

/// An opening as the engine sees it. Whether it is open is the caller's business: what is not
/// open is not in the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub id: OpportunityId,
    pub kind: OpportunityKind,
    pub org_unit: Option<OrgUnitId>,
    pub location: Option<LocationId>,
    pub work_mode: WorkMode,
    pub job_profile: Option<JobProfileId>,
    /// Its own, with those of the job profile already filled in by the caller where it has none.
    pub requirements: Vec<Requirement>,
    pub hours_per_week: Option<u16>,
    /// BCP 47 working languages; empty: any.
    pub languages: Vec<String>,
    /// Upper end of the pay range in minor units, for the filter on it; never for the score.
    pub pay_max_minor: Option<i64>,
    pub priority: Priority,
    /// Whether it fills a position marked critical.
    pub critical_position: bool,
    pub opened_on: Option<NaiveDate>,
}

impl Opening {
    /// An opening of which only the kind is known.
    #[must_use]
    pub fn new(id: OpportunityId, kind: OpportunityKind) -> Self {
        Self {
            id,
            kind,
            org_unit: None,
            location: None,
            work_mode: WorkMode::Hybrid,
            job_profile: None,
            requirements: Vec::new(),
            hours_per_week: None,
            languages: Vec::new(),
            pay_max_minor: None,
            priority: Priority::Normal,
            critical_position: false,
            opened_on: None,
        }
    }
}
