//! The skills of a profile: what the claims come to today, and what they no longer come to.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::ids::{SkillClaimId, SkillId};
use domain::proficiency::{self, Claim, Confidence, Proficiency, Reason};
use domain::terms::Interest;
use persistence::claims::SkillClaim as StoredClaim;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::SkillClaim;
use crate::directory::{Catalogue, Directory, Skill};
use crate::refs::SkillRef;

/// A skill with the level that counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileSkill {
    skill: SkillRef,
    /// What the claims come to today, to one decimal; 0 once the last of them has expired.
    #[schema(minimum = 0, maximum = 5, example = 3.8)]
    effective_level: f64,
    /// What the counted claim says, or said until it expired.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    claimed_level: u8,
    confidence: Confidence,
    /// How well the level is evidenced, 0 to 1.
    #[schema(minimum = 0, maximum = 1, example = 0.82)]
    evidence_score: f64,
    /// Last day of validity, as of a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<NaiveDate>,
    /// That day is over and nothing valid is left: it counts as not held.
    expired: bool,
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

/// One skill's claims and what they come to.
pub struct Assessed {
    pub skill: Arc<Skill>,
    pub proficiency: Proficiency,
    claims: Vec<StoredClaim>,
}

/// A skill of which the last claim has expired.
struct Lapsed {
    skill: Arc<Skill>,
    claimed_level: u8,
    expired_on: NaiveDate,
    claims: Vec<StoredClaim>,
}

/// All skills of a person that anything was said about.
#[derive(Default)]
pub struct Skills {
    /// Best commanded first.
    pub valid: Vec<Assessed>,
    /// Latest first.
    lapsed: Vec<Lapsed>,
}

impl Skills {
    /// What the claims come to today.
    #[must_use]
    pub fn of(claims: Vec<StoredClaim>, names: &Catalogue, today: NaiveDate) -> Self {
        let mut by_skill: HashMap<SkillId, Vec<StoredClaim>> = HashMap::new();
        for claim in claims {
            by_skill.entry(claim.skill_id).or_default().push(claim);
        }
        let mut all = Self::default();
        for (id, claims) in by_skill {
            if let Some(skill) = names.skills.find(id) {
                all.add(Arc::clone(skill), claims, today);
            }
        }
        all.valid.sort_by(|a, b| {
            let level = |one: &Assessed| std::cmp::Reverse(one.proficiency.level_milli);
            (level(a), &a.skill.name_folded, a.skill.id).cmp(&(
                level(b),
                &b.skill.name_folded,
                b.skill.id,
            ))
        });
        all.lapsed.sort_by(|a, b| {
            let day = |one: &Lapsed| std::cmp::Reverse(one.expired_on);
            (day(a), &a.skill.name_folded, a.skill.id).cmp(&(
                day(b),
                &b.skill.name_folded,
                b.skill.id,
            ))
        });
        all
    }

    fn add(&mut self, skill: Arc<Skill>, claims: Vec<StoredClaim>, today: NaiveDate) {
        let said: Vec<Claim> = claims.iter().map(of_domain).collect();
        let assessed = proficiency::assess(&said, skill.kind, skill.transversal, today);
        if let Some(proficiency) = assessed {
            self.valid.push(Assessed {
                skill,
                proficiency,
                claims,
            });
        } else if let Some((last, expired_on)) = proficiency::last_expired(&said, today) {
            self.lapsed.push(Lapsed {
                skill,
                claimed_level: last.level.clamp(1, 5),
                expired_on,
                claims,
            });
        }
    }

    /// As somebody sees them.
    pub fn show(
        self,
        sees_claims: bool,
        wishes: &HashMap<SkillId, Interest>,
        directory: &Directory,
    ) -> Vec<ProfileSkill> {
        let told = |claims: Vec<StoredClaim>| {
            let claims = claims.into_iter();
            sees_claims.then(|| {
                claims
                    .map(|claim| SkillClaim::of(claim, directory))
                    .collect()
            })
        };
        let valid = self.valid.into_iter().map(|one| {
            let level = one.proficiency;
            let counted = one.claims.iter().find(|c| c.id == level.counted_claim_id);
            ProfileSkill {
                effective_level: f64::from((level.level_milli + 50) / 100) / 10.0,
                claimed_level: level.claimed_level,
                confidence: level.confidence,
                evidence_score: f64::from(level.evidence_ppm / 10_000) / 100.0,
                expires_on: counted.and_then(|claim| claim.expires_on),
                expired: false,
                interest: wishes.get(&one.skill.id).copied(),
                claims: told(one.claims),
                counted_claim_id: sees_claims.then_some(level.counted_claim_id),
                reason: sees_claims.then_some(level.reason),
                skill: one.skill.as_ref().into(),
            }
        });
        let lapsed = self.lapsed.into_iter().map(|one| ProfileSkill {
            effective_level: 0.0,
            claimed_level: one.claimed_level,
            confidence: Confidence::Low,
            evidence_score: 0.0,
            expires_on: Some(one.expired_on),
            expired: true,
            interest: wishes.get(&one.skill.id).copied(),
            claims: told(one.claims),
            counted_claim_id: None,
            reason: None,
            skill: one.skill.as_ref().into(),
        });
        valid.chain(lapsed).collect()
    }
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
