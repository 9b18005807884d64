//! From what people say about a skill to the level that counts: which claim, how much it has
//! faded, and how well it is evidenced. Pure and in whole numbers, so that the same claims give
//! the same level on every machine. Not here: how levels are compared with a role's (`matching`).
//!
//! **Which claim counts.** A source is stronger the further it is from self-interest and the
//! closer to a test: assessment, then manager, then the role held (HR system), then learning and
//! projects, then peers, then the person. Of each source only its latest claim is looked at.
//! Expired claims and claims dated in the future are left out.
//! 1. Among the claims of the last three years the strongest source's counts; of two equally
//!    strong sources the later one. A newer claim of a weaker source does not override it.
//! 2. If no claim is that recent, the latest one counts, whatever its source.
//!
//! **Recency.** `l = L · (1 − 0.3 · (1 − 2^(−age / half-life)))`: half-life 4 years for tools, 8
//! for skills and knowledge; transversal skills, languages and certificates do not fade. The level
//! never falls below 70 % of what was claimed.
//!
//! **Evidence.** `e = 1 − Π (1 − r)` over the distinct sources with a valid claim. It does not
//! change the level; it sets the confidence band and breaks ties.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::fixed::{ONE_Q32, exp2_neg};
use crate::ids::SkillClaimId;
use crate::terms::{ClaimSource, SkillKind, UnknownTerm, terms};

/// How long a stronger source's claim holds against newer claims of weaker ones, in days.
pub const FRESH_DAYS: u32 = 3 * 365;

/// The share of a claimed level that can fade, in per mille.
const FADING_SHARE_MILLE: u64 = 300;

/// 1.0 in parts per million.
const ONE_PPM: u64 = 1_000_000;

/// Evidence from which confidence is medium and high, in parts per million. One manager's claim is
/// medium, the person and their manager agreeing to speak is high, and so is an assessment.
const MEDIUM_PPM: u32 = 500_000;
const HIGH_PPM: u32 = 800_000;

terms! {
    /// How well a level is evidenced.
    Confidence { Low = "low", Medium = "medium", High = "high" }

    /// Why the counted claim counts; the codes of `Reason`.
    ReasonCode {
        /// There is one valid claim only.
        OnlyClaim = "only_claim",
        /// The strongest recent source also spoke last.
        StrongestAndLatest = "strongest_and_latest",
        /// A weaker source spoke later and does not override the counted claim.
        StrongerThanNewer = "stronger_than_newer",
        /// A stronger source spoke too long ago and yields to the counted claim.
        NewerThanOutdated = "newer_than_outdated",
    }
}

/// One claim about one person's one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: SkillClaimId,
    pub source: ClaimSource,
    /// 1 to 5 on the proficiency scale; values outside are taken as the nearest end.
    pub level: u8,
    pub claimed_on: NaiveDate,
    /// The last day on which the claim is valid.
    pub expires_on: Option<NaiveDate>,
}

/// What follows from the claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proficiency {
    /// Effective level in thousandths: 700 to 5000.
    pub level_milli: u16,
    /// What the counted claim says: 1 to 5.
    pub claimed_level: u8,
    /// Evidence in parts per million: 400,000 to below 1,000,000.
    pub evidence_ppm: u32,
    pub confidence: Confidence,
    pub counted_claim_id: SkillClaimId,
    pub reason: Reason,
}

/// Why this level: a code and what a sentence about it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Reason {
    pub code: ReasonCode,
    pub params: ReasonParams,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReasonParams {
    /// The counted claim's source, level and date.
    pub source: ClaimSource,
    pub level: u8,
    pub claimed_on: NaiveDate,
    /// How much the level has faded since, in thousandths of a level.
    pub faded_milli: u16,
    /// The claim that did not count although it is newer, or stronger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<OtherClaim>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OtherClaim {
    pub source: ClaimSource,
    pub level: u8,
    pub claimed_on: NaiveDate,
}

/// The level that counts today, or `None` when no claim is valid.
#[must_use]
pub fn assess<'a>(
    claims: impl IntoIterator<Item = &'a Claim>,
    kind: SkillKind,
    transversal: bool,
    today: NaiveDate,
) -> Option<Proficiency> {
    let latest = latest_per_source(claims, today);
    let valid = || latest.iter().flatten().copied();

    let strongest = valid().max_by_key(|c| (strength(c.source), recency(c)))?;
    let newest = valid().max_by_key(|c| (c.claimed_on, strength(c.source), c.id))?;
    let counted = valid()
        .filter(|c| age_days(c, today) <= FRESH_DAYS)
        .max_by_key(|c| (strength(c.source), recency(c)))
        .unwrap_or(newest);

    let (code, other) = if valid().count() == 1 {
        (ReasonCode::OnlyClaim, None)
    } else if strength(strongest.source) > strength(counted.source) {
        (ReasonCode::NewerThanOutdated, Some(strongest))
    } else if newest.claimed_on > counted.claimed_on {
        (ReasonCode::StrongerThanNewer, Some(newest))
    } else {
        (ReasonCode::StrongestAndLatest, None)
    };

    let claimed_level = counted.level.clamp(1, 5);
    let faded_milli = faded_milli(
        claimed_level,
        age_days(counted, today),
        half_life_days(kind, transversal),
    );
    let evidence_ppm = evidence_ppm(valid().map(|c| c.source));
    Some(Proficiency {
        level_milli: u16::from(claimed_level) * 1000 - faded_milli,
        claimed_level,
        evidence_ppm,
        confidence: confidence(evidence_ppm),
        counted_claim_id: counted.id,
        reason: Reason {
            code,
            params: ReasonParams {
                source: counted.source,
                level: claimed_level,
                claimed_on: counted.claimed_on,
                faded_milli,
                other: other.map(|c| OtherClaim {
                    source: c.source,
                    level: c.level.clamp(1, 5),
                    claimed_on: c.claimed_on,
                }),
            },
        },
    })
}

/// The claim that was valid the longest of those whose last day is over, and that day.
#[must_use]
pub fn last_expired(claims: &[Claim], today: NaiveDate) -> Option<(&Claim, NaiveDate)> {
    claims
        .iter()
        .filter_map(|claim| Some((claim, claim.expires_on?)))
        .filter(|(_, last)| *last < today)
        .max_by_key(|(claim, last)| (*last, recency(claim)))
}

/// Days after which half of what can fade has faded; `None` for what does not fade.
#[must_use]
pub const fn half_life_days(kind: SkillKind, transversal: bool) -> Option<u32> {
    match (kind, transversal) {
        (_, true) | (SkillKind::Language | SkillKind::Certificate, false) => None,
        (SkillKind::Tool, false) => Some(4 * 1461 / 4),
        (SkillKind::Skill | SkillKind::Knowledge, false) => Some(8 * 1461 / 4),
    }
}

/// How far a source is trusted to be right on its own, in parts per million.
#[must_use]
pub const fn reliability_ppm(source: ClaimSource) -> u32 {
    match source {
        ClaimSource::Own => 400_000,
        ClaimSource::Learning => 500_000,
        ClaimSource::Peer | ClaimSource::Project | ClaimSource::Hris => 600_000,
        ClaimSource::Manager => 700_000,
        ClaimSource::Assessment => 850_000,
    }
}

/// The band of an evidence score.
#[must_use]
pub const fn confidence(evidence_ppm: u32) -> Confidence {
    match evidence_ppm {
        HIGH_PPM.. => Confidence::High,
        MEDIUM_PPM..HIGH_PPM => Confidence::Medium,
        0..MEDIUM_PPM => Confidence::Low,
    }
}

/// Which source prevails; larger is stronger.
const fn strength(source: ClaimSource) -> u8 {
    match source {
        ClaimSource::Own => 0,
        ClaimSource::Peer => 1,
        ClaimSource::Learning | ClaimSource::Project => 2,
        ClaimSource::Hris => 3,
        ClaimSource::Manager => 4,
        ClaimSource::Assessment => 5,
    }
}

/// Later claims of one source prevail; of one day's the one that was recorded last.
const fn recency(claim: &Claim) -> (NaiveDate, SkillClaimId) {
    (claim.claimed_on, claim.id)
}

/// One place per source, in the order of `ClaimSource::ALL`.
fn latest_per_source<'a>(
    claims: impl IntoIterator<Item = &'a Claim>,
    today: NaiveDate,
) -> [Option<&'a Claim>; 7] {
    let mut latest = [None::<&Claim>; 7];
    for claim in claims.into_iter().filter(|c| is_valid(c, today)) {
        let place = ClaimSource::ALL.iter().position(|s| *s == claim.source);
        if let Some(slot) = place.and_then(|at| latest.get_mut(at))
            && slot.is_none_or(|other| recency(claim) > recency(other))
        {
            *slot = Some(claim);
        }
    }
    latest
}

/// A claim may be dated tomorrow, since it is already tomorrow somewhere; not later.
fn is_valid(claim: &Claim, today: NaiveDate) -> bool {
    claim.expires_on.is_none_or(|last| last >= today) && (claim.claimed_on - today).num_days() <= 1
}

fn age_days(claim: &Claim, today: NaiveDate) -> u32 {
    u32::try_from((today - claim.claimed_on).num_days()).unwrap_or(0)
}

/// `L · 0.3 · (1 − 2^(−age / half-life))` in thousandths of a level, rounded to nearest.
fn faded_milli(level: u8, age_days: u32, half_life_days: Option<u32>) -> u16 {
    let Some(half_life) = half_life_days else {
        return 0;
    };
    let left = exp2_neg((u64::from(age_days) << 32) / u64::from(half_life.max(1)));
    let faded = u64::from(level) * FADING_SHARE_MILLE * (ONE_Q32 - left) + ONE_Q32 / 2;
    u16::try_from(faded >> 32).unwrap_or(u16::MAX)
}

/// `1 − Π (1 − r)`, rounded up at each step so that no addition is lost.
fn evidence_ppm(sources: impl Iterator<Item = ClaimSource>) -> u32 {
    let doubt = sources.fold(ONE_PPM, |doubt, source| {
        doubt * (ONE_PPM - u64::from(reliability_ppm(source))) / ONE_PPM
    });
    u32::try_from(ONE_PPM - doubt).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "proficiency_tests.rs"]
mod tests;
