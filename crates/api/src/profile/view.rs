//! The shape of a profile in answers, and how it follows from what was read.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Capacities, ProfileField};
use domain::ids::{AspirationId, EmployeeId, LocationId, RoleAssignmentId, SkillClaimId, SkillId};
use domain::terms::{
    AspirationVisibility, ClaimSource, Horizon, Interest, OpportunityKind, WorkMode,
};
use persistence::claims::SkillClaim as StoredClaim;
use persistence::profile::RoleAssignment;
use persistence::wishes;
use serde::Serialize;
use utoipa::ToSchema;

use super::skills::{ProfileSkill, Skills};
use super::{Completeness, Parts, completeness};
use crate::directory::{Catalogue, Directory, Person};
use crate::error::ApiResult;
use crate::refs::{EmployeeRef, JobProfileRef, OrgUnitRef, SkillRef};
use crate::routes::employees::EmployeeDetail;
use crate::viewer::Viewer;

/// A person's profile. What the viewer may not see is absent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    employee: EmployeeDetail,
    /// As whom it is seen.
    viewer: Viewer,
    /// Best commanded first; what has expired comes last.
    skills: Vec<ProfileSkill>,
    /// Latest first.
    role_history: Vec<RoleHistoryItem>,
    /// Only for the person and specialists.
    #[serde(skip_serializing_if = "Option::is_none")]
    interests: Option<Vec<SkillInterest>>,
    /// Each for those whom its visibility names.
    #[serde(skip_serializing_if = "Option::is_none")]
    aspirations: Option<Vec<Aspiration>>,
    /// Only for the person and specialists.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobility_preference: Option<MobilityPreference>,
    /// Only for the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    completeness: Option<Completeness>,
}

/// What somebody, or a system, says of the person's skill.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkillClaim {
    id: SkillClaimId,
    source: ClaimSource,
    #[schema(minimum = 1, maximum = 5)]
    level: i16,
    claimed_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Led the move to the new warehouse.")]
    evidence: Option<String>,
    /// Last day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<NaiveDate>,
    /// Who said so, if it was somebody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<EmployeeRef>,
}

impl SkillClaim {
    #[must_use]
    pub fn of(claim: StoredClaim, directory: &Directory) -> Self {
        let other = claim.author_id != claim.employee_id;
        Self {
            id: claim.id,
            source: claim.source,
            level: claim.level,
            claimed_on: claim.claimed_on,
            evidence: claim.evidence,
            expires_on: claim.expires_on,
            by: other
                .then(|| directory.employee_ref(claim.author_id))
                .flatten(),
        }
    }
}

/// A role that the person holds or held.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleHistoryItem {
    id: RoleAssignmentId,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_profile: Option<JobProfileRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    org_unit: Option<OrgUnitRef>,
    #[schema(example = "Data engineer")]
    title: String,
    from: NaiveDate,
    /// Last day; absent for the present role.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<NaiveDate>,
}

impl RoleHistoryItem {
    fn of(row: RoleAssignment, names: &Catalogue) -> ApiResult<Self> {
        let job_profile = row.job_profile_id.map(|id| names.job_profile_ref(id));
        let org_unit = row.org_unit_id.map(|id| names.org_unit_ref(id));
        Ok(Self {
            id: row.id,
            job_profile: job_profile.transpose()?,
            org_unit: org_unit.transpose()?,
            title: row.title,
            from: row.starts_on,
            to: row.ends_on,
        })
    }
}

/// What somebody wants with a skill.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkillInterest {
    skill: SkillRef,
    interest: Interest,
}

/// A role or a skill; one of the two is present.
#[derive(Debug, Serialize, ToSchema)]
pub struct AspirationTarget {
    #[serde(skip_serializing_if = "Option::is_none")]
    job_profile: Option<JobProfileRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skill: Option<SkillRef>,
}

/// What somebody aims for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Aspiration {
    id: AspirationId,
    target: AspirationTarget,
    horizon: Horizon,
    visibility: AspirationVisibility,
    /// For `If-Match`, like the `ETag` of an answer that holds this one alone.
    #[schema(example = "\"v1\"")]
    etag: String,
}

impl Aspiration {
    pub fn of(row: &wishes::Aspiration, names: &Catalogue) -> ApiResult<Self> {
        let job_profile = row.job_profile_id.map(|id| names.job_profile_ref(id));
        let skill = row.skill_id.map(|id| names.skill_ref(id));
        Ok(Self {
            id: row.id,
            target: AspirationTarget {
                job_profile: job_profile.transpose()?,
                skill: skill.transpose()?,
            },
            horizon: row.horizon,
            visibility: row.visibility,
            etag: crate::extract::ETag::of_version(row.version)
                .as_str()
                .to_owned(),
        })
    }
}

/// Where, how and how much somebody would work elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct MobilityPreference {
    opportunity_kinds: Vec<OpportunityKind>,
    location_ids: Vec<LocationId>,
    work_modes: Vec<WorkMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours_per_week_min: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours_per_week_max: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earliest_date: Option<NaiveDate>,
    /// BCP 47.
    #[schema(example = json!(["en", "fr"]))]
    languages: Vec<String>,
    /// Whether others may approach the person.
    open_to_moves: bool,
}

impl From<wishes::MobilityPreference> for MobilityPreference {
    fn from(row: wishes::MobilityPreference) -> Self {
        Self {
            opportunity_kinds: row.opportunity_kinds,
            location_ids: row.location_ids,
            work_modes: row.work_modes,
            hours_per_week_min: row.hours_per_week_min,
            hours_per_week_max: row.hours_per_week_max,
            earliest_date: row.earliest_date,
            languages: row.languages,
            open_to_moves: row.open_to_moves,
        }
    }
}

/// Whether some aspiration could be for the viewer.
#[must_use]
pub fn sees_aspirations(viewer: Capacities) -> bool {
    let mut all = AspirationVisibility::ALL.iter();
    all.any(|visibility| visibility.visible_to(viewer))
}

impl Profile {
    /// The profile of `person` for a viewer, from what was read for that viewer.
    pub fn of(
        person: &Person,
        viewer: Capacities,
        parts: Parts,
        directory: &Directory,
        today: NaiveDate,
    ) -> ApiResult<Self> {
        let names = directory.catalogue();
        let skills = Skills::of(parts.claims, &names, today);
        let interests = parts.interests.as_deref().unwrap_or_default();
        let completeness = ProfileField::Personal.visible_to(viewer).then(|| {
            completeness::of(&completeness::Facts {
                skills: &skills.valid,
                role: person.job_profile_id.and_then(|id| names.profiles.find(id)),
                interests: interests.len(),
                aspirations: parts.aspirations.as_ref().map_or(0, Vec::len),
                preference_set: parts.preference.as_ref().is_some_and(|p| p.version > 0),
            })
        });
        let wishes: HashMap<SkillId, Interest> = interests.iter().copied().collect();
        let history = parts.history.into_iter();
        let aspirations = parts.aspirations.as_ref().map(|all| {
            let all = all.iter().map(|one| Aspiration::of(one, &names));
            all.collect::<ApiResult<_>>()
        });
        let interests = parts.interests.as_ref().map(|all| {
            let all = all.iter().map(|(id, interest)| {
                Ok(SkillInterest {
                    skill: names.skill_ref(*id)?,
                    interest: *interest,
                })
            });
            all.collect::<ApiResult<_>>()
        });
        let sees_claims = ProfileField::Claims.visible_to(viewer);
        Ok(Self {
            employee: EmployeeDetail::of(person, viewer, directory)?,
            viewer: Viewer::of(viewer),
            skills: skills.show(sees_claims, &wishes, directory),
            role_history: history
                .map(|row| RoleHistoryItem::of(row, &names))
                .collect::<ApiResult<_>>()?,
            interests: interests.transpose()?,
            aspirations: aspirations.transpose()?,
            mobility_preference: parts.preference.map(Into::into),
            completeness,
        })
    }
}

/// Whose claim it is when `author` says something about `person`.
#[must_use]
pub fn source_of(author: EmployeeId, person: EmployeeId, is_line_manager: bool) -> ClaimSource {
    if author == person {
        ClaimSource::Own
    } else if is_line_manager {
        ClaimSource::Manager
    } else {
        ClaimSource::Peer
    }
}
