//! The shape of a profile in answers, and how it follows from what was read.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::access::{Capacities, ProfileField};
use domain::ids::{AspirationId, EmployeeId, LocationId, RoleAssignmentId, SkillClaimId, SkillId};
use domain::proficiency::{self, Claim, Confidence, Proficiency, Reason};
use domain::terms::{
    AspirationVisibility, ClaimSource, Horizon, Interest, OpportunityKind, WorkMode,
};
use persistence::claims::SkillClaim as StoredClaim;
use persistence::profile::RoleAssignment;
use persistence::wishes;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Completeness, Parts, completeness};
use crate::directory::{Catalogue, Directory, Person, Skill};
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
    /// Best commanded first.
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

/// A skill with the level that counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileSkill {
    skill: SkillRef,
    /// What the claims come to today, to one decimal.
    #[schema(minimum = 0.7, maximum = 5, example = 3.8)]
    effective_level: f64,
    /// What the counted claim says.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    claimed_level: u8,
    confidence: Confidence,
    /// How well the level is evidenced, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.82)]
    evidence_score: f64,
    /// Last day of validity, as of a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<NaiveDate>,
    /// Why this level. Like `claims` only for those who may see single claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted_claim_id: Option<SkillClaimId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interest: Option<Interest>,
    /// All that was said of it, latest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Vec<SkillClaim>>,
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

/// One skill's claims and what they come to.
pub struct Assessed {
    pub skill: Arc<Skill>,
    pub proficiency: Proficiency,
    pub claims: Vec<StoredClaim>,
}

/// What the claims come to today. Skills without a valid claim are left out.
#[must_use]
pub fn assess(claims: Vec<StoredClaim>, names: &Catalogue, today: NaiveDate) -> Vec<Assessed> {
    let mut by_skill: HashMap<SkillId, Vec<StoredClaim>> = HashMap::new();
    for claim in claims {
        by_skill.entry(claim.skill_id).or_default().push(claim);
    }
    let assessed = by_skill.into_iter().filter_map(|(id, claims)| {
        let skill = Arc::clone(names.skills.find(id)?);
        let said: Vec<Claim> = claims.iter().map(of_domain).collect();
        let proficiency = proficiency::assess(&said, skill.kind, skill.transversal, today)?;
        Some(Assessed {
            skill,
            proficiency,
            claims,
        })
    });
    let mut all: Vec<Assessed> = assessed.collect();
    all.sort_by(|a, b| {
        let level = |one: &Assessed| std::cmp::Reverse(one.proficiency.level_milli);
        (level(a), &a.skill.name_folded, a.skill.id).cmp(&(
            level(b),
            &b.skill.name_folded,
            b.skill.id,
        ))
    });
    all
}

fn of_domain(claim: &StoredClaim) -> Claim {
    Claim {
        id: claim.id,
        source: claim.source,
        level: u8::try_from(claim.level).unwrap_or(0),
        claimed_on: claim.claimed_on,
        expires_on: claim.expires_on,
    }
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
        let skills = assess(parts.claims, &names, today);
        let interests = parts.interests.as_deref().unwrap_or_default();
        let completeness = ProfileField::Personal.visible_to(viewer).then(|| {
            completeness::of(&completeness::Facts {
                skills: &skills,
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
            skills: skills
                .into_iter()
                .map(|one| profile_skill(one, sees_claims, &wishes, directory))
                .collect(),
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

fn profile_skill(
    one: Assessed,
    sees_claims: bool,
    wishes: &HashMap<SkillId, Interest>,
    directory: &Directory,
) -> ProfileSkill {
    let level = one.proficiency;
    let counted = one.claims.iter().find(|c| c.id == level.counted_claim_id);
    let claims = one.claims.iter().cloned();
    ProfileSkill {
        effective_level: f64::from((level.level_milli + 50) / 100) / 10.0,
        claimed_level: level.claimed_level,
        confidence: level.confidence,
        evidence_score: f64::from(level.evidence_ppm / 10_000) / 100.0,
        expires_on: counted.and_then(|claim| claim.expires_on),
        interest: wishes.get(&one.skill.id).copied(),
        claims: sees_claims.then(|| {
            claims
                .map(|claim| SkillClaim::of(claim, directory))
                .collect()
        }),
        counted_claim_id: sees_claims.then_some(level.counted_claim_id),
        reason: sees_claims.then_some(level.reason),
        skill: one.skill.as_ref().into(),
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
