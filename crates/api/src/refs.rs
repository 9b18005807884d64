//! How objects are named inside other objects: an id and what a person calls it.

use std::sync::Arc;

use domain::ids::{EmployeeId, JobFamilyId, JobProfileId, LocationId, OrgUnitId, SkillId};
use domain::terms::SkillKind;
use persistence::applications::{Named, ShownAs};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{Person, Profile, Skill};

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct OrgUnitRef {
    pub id: OrgUnitId,
    #[schema(value_type = String, example = "Data Platform")]
    pub name: Arc<str>,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct LocationRef {
    pub id: LocationId,
    #[schema(example = "Lyon office")]
    pub name: String,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "FR")]
    pub country: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct EmployeeRef {
    pub id: EmployeeId,
    #[schema(value_type = String, example = "Ada Lovelace")]
    pub display_name: Arc<str>,
    #[schema(value_type = String, example = "Data engineer")]
    pub title: Arc<str>,
}

/// An applicant, as the one who looks may know them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ApplicantRef {
    /// Absent where the hiring team is not told who it is: by the policy at the time of applying,
    /// until it shortlists them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employee: Option<EmployeeRef>,
    /// Instead of the name, by which the hiring team tells the applicant from others. Drawn by lot:
    /// it is no place in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 427)]
    pub applicant_number: Option<i32>,
}

impl From<ShownAs> for ApplicantRef {
    fn from(applicant: ShownAs) -> Self {
        match applicant {
            ShownAs::Name(person) => Self {
                employee: Some(named(person)),
                applicant_number: None,
            },
            ShownAs::Number(number) => Self {
                employee: None,
                applicant_number: Some(number),
            },
        }
    }
}

#[must_use]
pub fn named(person: Named) -> EmployeeRef {
    EmployeeRef {
        id: person.id,
        display_name: person.display_name.into(),
        title: person.title.into(),
    }
}

impl From<&Person> for EmployeeRef {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id,
            display_name: Arc::clone(&person.display_name),
            title: Arc::clone(&person.title),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JobProfileRef {
    pub id: JobProfileId,
    #[schema(value_type = String, example = "Senior data engineer")]
    pub title: Arc<str>,
    /// Grade; comparable across families.
    #[schema(example = 4)]
    pub level: i16,
}

impl From<&Profile> for JobProfileRef {
    fn from(profile: &Profile) -> Self {
        Self {
            id: profile.id,
            title: Arc::clone(&profile.title),
            level: profile.level,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct JobFamilyRef {
    pub id: JobFamilyId,
    #[schema(example = "Data")]
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SkillRef {
    pub id: SkillId,
    #[schema(value_type = String, example = "SQL")]
    pub name: Arc<str>,
    pub kind: SkillKind,
}

impl From<&Skill> for SkillRef {
    fn from(skill: &Skill) -> Self {
        Self {
            id: skill.id,
            name: Arc::clone(&skill.name),
            kind: skill.kind,
        }
    }
}
