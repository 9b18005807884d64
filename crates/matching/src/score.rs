//! The score of one pair, from what the person brings to each ask. Everything that ranks, filters
//! or explains goes through here.

use crate::cells::{Cell, Own};
use crate::opening::{Ask, Must, OpeningRecord};
use crate::output::{Band, Direction, DirectionBasis, View};
use crate::units::{
    BASIS_POINTS, Divisor, FULL_CREDIT, PPM, geometric_mean, harmonic_mean, narrow, times_ppm,
};
use crate::weights::Weights;

/// Sums over the asks. Weights and idf² are in ten-thousandths, credits in sixty-thousandths,
/// levels in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Σ w·x
    pub(crate) credit: u64,
    /// Σ idf²·min(l, R) over the person's strongest skills
    pub(crate) used: u64,
    /// Σ w·x·e
    evidence: u64,
    /// Σ w·max(R − l, 0)
    pub(crate) gap: u64,
    /// Σ idf²·max(l − R, 0)
    pub(crate) over: u64,
    wanted: u64,
    avoided: u64,
    pub(crate) short: u32,
    pub(crate) missing_certificates: u32,
}

impl Tally {
    /// No person is better off who has at most this credit and use and lacks at least so many
    /// must-haves. Evidence never exceeds the credit that it is of.
    pub(crate) fn at_best(credit: u64, used: u64, unmet: u32) -> Self {
        Self {
            credit,
            used,
            evidence: credit * u64::from(BASIS_POINTS),
            short: unmet,
            ..Self::default()
        }
    }

    /// Without a branch: which case applies is random to the processor, and guessing wrong would
    /// cost more than everything else here.
    #[inline]
    pub(crate) fn add(&mut self, ask: &Ask, cell: &Cell, slack_milli: u16) {
        let own = &cell.own;
        let weight = u64::from(ask.weight);
        let idf2 = u64::from(ask.idf2);
        let asked = ask.level_milli();
        let reached = own.level_milli.min(asked);
        let credit = weight * u64::from(cell.credit);
        self.credit += credit;
        self.evidence += credit * u64::from(own.evidence);
        self.gap += weight * u64::from(asked - reached);
        self.over += idf2 * u64::from(own.level_milli - reached);
        self.used += idf2 * u64::from(reached) * u64::from(own.strong);
        self.wanted += weight * u64::from(own.wanted);
        self.avoided += weight * u64::from(own.avoided);
        self.short += u32::from(is_short(ask, own, slack_milli));
        self.missing_certificates += u32::from(lacks_certificate(ask, own));
    }
}

/// A required skill that is more than the slack below the level asked.
#[inline]
pub(crate) fn is_short(ask: &Ask, own: &Own, slack_milli: u16) -> bool {
    (ask.must == Must::Level) & (own.level_milli.saturating_add(slack_milli) < ask.level_milli())
}

/// A required certificate that is not held.
#[inline]
pub(crate) fn lacks_certificate(ask: &Ask, own: &Own) -> bool {
    (ask.must == Must::Certificate) & (own.level_milli == 0)
}

/// How a must-have stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MustState {
    NoMust,
    Met,
    Short,
    NoCertificate,
}

pub(crate) fn must_of(ask: &Ask, own: &Own, slack_milli: u16) -> MustState {
    if ask.must == Must::No {
        MustState::NoMust
    } else if is_short(ask, own, slack_milli) {
        MustState::Short
    } else if lacks_certificate(ask, own) {
        MustState::NoCertificate
    } else {
        MustState::Met
    }
}

/// What belongs to the pair but to no single ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circumstances {
    pub(crate) view: View,
    /// The person's Σ idf²·l over their strongest skills; 0 when no skill is known.
    pub(crate) strength: Divisor,
    /// Of the role the person holds.
    pub(crate) grade: Option<i16>,
    /// How near the opening's role is to one the person aims for; 0 in the opening's view.
    pub(crate) aspiration_ppm: u32,
    pub(crate) mobility_ppm: u32,
    /// Unmet preferences that cost something; 0 in the opening's view.
    pub(crate) penalties: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Score {
    /// Whether there is a fit at all: the opening asks for something and some skill is known.
    pub(crate) fitted: bool,
    pub(crate) coverage_ppm: u32,
    pub(crate) use_of_self_ppm: u32,
    pub(crate) evidence_ppm: u32,
    /// As the view shows it.
    pub(crate) fit_ppm: u32,
    pub(crate) band: Band,
    pub(crate) direction: Direction,
    pub(crate) direction_basis: DirectionBasis,
    /// The values behind "want", each from 0 to 1.
    pub(crate) own_fit_ppm: u32,
    pub(crate) aspiration_ppm: u32,
    pub(crate) mobility_ppm: u32,
    pub(crate) step_ppm: u32,
    /// What unmet preferences took off.
    pub(crate) penalty_ppm: u32,
    pub(crate) must_haves_ppm: u32,
    pub(crate) want_ppm: u32,
    pub(crate) take_ppm: u32,
    /// Harmonic mean of want and take; want alone where there is no fit.
    pub(crate) rank_ppm: u32,
    pub(crate) short: u32,
    pub(crate) missing_certificates: u32,
}

#[inline]
pub(crate) fn score(
    tally: &Tally,
    opening: &OpeningRecord,
    pair: &Circumstances,
    weights: &Weights,
) -> Score {
    let direction = direction(tally, opening, pair.grade);
    score_towards(direction, tally, opening, pair, weights)
}

/// The score when the direction is known. It grows with everything good in the tally.
#[inline]
pub(crate) fn score_towards(
    (direction, direction_basis): (Direction, DirectionBasis),
    tally: &Tally,
    opening: &OpeningRecord,
    pair: &Circumstances,
    weights: &Weights,
) -> Score {
    let fitted = !opening.weight.is_zero() && !pair.strength.is_zero();
    let coverage = coverage_ppm(tally, opening);
    let usage = pair.strength.ratio_ppm(tally.used);
    let own_fit = if opening.fills_role() {
        geometric_mean(coverage, usage, 500)
    } else {
        coverage
    };
    let fit = match pair.view {
        View::Opening if opening.fills_role() => {
            geometric_mean(coverage, usage, weights.opening_coverage_exponent_mille)
        }
        View::Employee | View::Opening => own_fit,
    };
    let mut score = Score {
        fitted,
        coverage_ppm: coverage,
        use_of_self_ppm: usage,
        evidence_ppm: evidence_ppm(tally, opening),
        fit_ppm: fit,
        band: if fitted {
            band(fit, tally, weights)
        } else {
            Band::None
        },
        direction,
        direction_basis,
        own_fit_ppm: own_fit,
        aspiration_ppm: with_interests(pair.aspiration_ppm, tally, opening, weights),
        mobility_ppm: pair.mobility_ppm,
        step_ppm: step_ppm(direction, weights),
        penalty_ppm: 0,
        must_haves_ppm: must_haves_ppm(tally, opening),
        want_ppm: 0,
        take_ppm: 0,
        rank_ppm: 0,
        short: tally.short,
        missing_certificates: tally.missing_certificates,
    };
    let want: u32 = score.want_points(weights).iter().sum();
    score.penalty_ppm = weights
        .preference_penalty_ppm
        .saturating_mul(pair.penalties)
        .min(want);
    score.want_ppm = want - score.penalty_ppm;
    score.take_ppm = score.take_points(weights).iter().sum();
    score.rank_ppm = if fitted {
        harmonic_mean(score.want_ppm, score.take_ppm)
    } else {
        score.want_ppm
    };
    score
}

impl Score {
    /// `None` where there is no fit.
    pub(crate) fn shown_fit_ppm(&self) -> Option<u32> {
        self.fitted.then_some(self.fit_ppm)
    }

    /// The parts of "would this person want it" before preferences: fit, aspiration, mobility,
    /// step.
    pub(crate) fn want_points(&self, weights: &Weights) -> [u32; 4] {
        [
            times_ppm(self.own_fit_ppm, weights.want_fit_ppm),
            times_ppm(self.aspiration_ppm, weights.want_aspiration_ppm),
            times_ppm(self.mobility_ppm, weights.want_mobility_ppm),
            times_ppm(self.step_ppm, weights.want_step_ppm),
        ]
    }

    /// The parts of "would the role take them": coverage, must-haves, evidence.
    pub(crate) fn take_points(&self, weights: &Weights) -> [u32; 3] {
        [
            times_ppm(self.coverage_ppm, weights.take_coverage_ppm),
            times_ppm(self.must_haves_ppm, weights.take_must_haves_ppm),
            times_ppm(self.evidence_ppm, weights.take_evidence_ppm),
        ]
    }
}

/// C = Σ w·x / Σ w. With x in sixty-thousandths, ppm are 50/3 of that; dividing in two steps
/// rounds down once, like dividing by the product.
fn coverage_ppm(tally: &Tally, opening: &OpeningRecord) -> u32 {
    let thrice = opening
        .weight
        .divide(tally.credit * u64::from(PPM / 20_000));
    narrow(thrice / u64::from(FULL_CREDIT / 20_000))
}

/// Σ w·x·e / Σ w: how much of the role is covered by skills with evidence.
fn evidence_ppm(tally: &Tally, opening: &OpeningRecord) -> u32 {
    narrow(opening.weight.divide(tally.evidence) / u64::from(FULL_CREDIT / 100))
}

fn must_haves_ppm(tally: &Tally, opening: &OpeningRecord) -> u32 {
    let unmet = u64::from(tally.short + tally.missing_certificates);
    PPM - opening.musts.ratio_ppm(unmet).min(PPM)
}

/// The band of a fit; capped at stretch by a must-have that is short, at low by a missing
/// certificate.
fn band(fit_ppm: u32, tally: &Tally, weights: &Weights) -> Band {
    let by_fit = if fit_ppm >= weights.band_strong_ppm {
        Band::Strong
    } else if fit_ppm >= weights.band_good_ppm {
        Band::Good
    } else if fit_ppm >= weights.band_stretch_ppm {
        Band::Stretch
    } else {
        Band::Low
    };
    let cap = if tally.missing_certificates > 0 {
        Band::Low
    } else if tally.short > 0 {
        Band::Stretch
    } else {
        Band::Strong
    };
    by_fit.min(cap)
}

/// Of the directions that are possible before anything is known of the skills, the one worth most.
pub(crate) fn best_direction(
    opening: &OpeningRecord,
    grade: Option<i16>,
    weights: &Weights,
) -> (Direction, DirectionBasis) {
    let known = direction(&Tally::default(), opening, grade);
    if known.1 != DirectionBasis::Skills {
        return known;
    }
    let possible = [Direction::StepUp, Direction::Lateral, Direction::StepDown];
    let best = possible.into_iter().max_by_key(|d| step_ppm(*d, weights));
    (best.unwrap_or(Direction::Lateral), DirectionBasis::Skills)
}

/// A difference of grade decides; between equal or unknown grades the skills do: more missing than
/// left over is a step up, the reverse a step down. What is left over is counted on the skills
/// that the role asks for; others would make every role a step down for whoever knows much.
fn direction(
    tally: &Tally,
    opening: &OpeningRecord,
    grade: Option<i16>,
) -> (Direction, DirectionBasis) {
    if !opening.has_direction() {
        return (Direction::Lateral, DirectionBasis::Gig);
    }
    if let (Some(from), Some(to)) = (grade, opening.grade)
        && from != to
    {
        let direction = if to > from {
            Direction::StepUp
        } else {
            Direction::StepDown
        };
        return (direction, DirectionBasis::Grade);
    }
    let direction = if tally.gap > tally.over + opening.direction_margin {
        Direction::StepUp
    } else if tally.over > tally.gap + opening.direction_margin {
        Direction::StepDown
    } else {
        Direction::Lateral
    };
    (direction, DirectionBasis::Skills)
}

pub(crate) fn step_ppm(direction: Direction, weights: &Weights) -> u32 {
    match direction {
        Direction::StepUp => weights.step_up_value_ppm,
        Direction::Lateral => weights.lateral_value_ppm,
        Direction::StepDown => weights.step_down_value_ppm,
    }
}

/// A plus the interest overlap: the weight of wanted skills less that of unwanted ones.
fn with_interests(role_ppm: u32, tally: &Tally, opening: &OpeningRecord, weights: &Weights) -> u32 {
    let share = |part: u64| match part {
        0 => 0,
        _ => times_ppm(weights.interest_overlap_ppm, opening.weight.ratio_ppm(part)),
    };
    (role_ppm + share(tally.wanted))
        .saturating_sub(share(tally.avoided))
        .min(PPM)
}
