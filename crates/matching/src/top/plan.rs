//! Which posting lists a search reads, and the most that a person can have whom it found there with
//! certain levels.
//!
//! A person's sums are in one number of 63 bits, to which each list adds: credit in 14 bits, use of
//! self in 13, must-haves met in 7, credit times evidence in 14, all rounded up; and what is reached
//! of the levels and beyond them in the last 15, rounded down. Lists that are long and weigh little
//! are not read: everybody is taken to have the skill, or its best neighbour, in full.

use super::grant::{Granted, Part};
use super::standing::Standing;
use crate::catalogue::CompiledCatalogue;
use crate::cells::{Own, lifted_credit, own_credit};
use crate::intern::NONE;
use crate::neighbours::lift_ppm;
use crate::opening::{Ask, Must, OpeningRecord};
use crate::people::Posting;
use crate::person::TOP_LEVEL;
use crate::score::{Tally, is_short, lacks_certificate};
use crate::units::{BASIS_POINTS, FULL_CREDIT, narrow};
use crate::weights::Weights;

const CREDIT_SHIFT: u32 = 49;
pub(super) const CREDIT_MAX: u64 = (1 << (63 - CREDIT_SHIFT)) - 1;
const USED_SHIFT: u32 = 36;
const USED_MAX: u64 = (1 << (CREDIT_SHIFT - USED_SHIFT)) - 1;
const MET_SHIFT: u32 = 29;
pub(super) const MET_MAX: usize = (1 << (USED_SHIFT - MET_SHIFT)) - 1;
const EVIDENCED_SHIFT: u32 = 15;
const EVIDENCED_MAX: u64 = (1 << (MET_SHIFT - EVIDENCED_SHIFT)) - 1;
const REACHED_MAX: u64 = (1 << EVIDENCED_SHIFT) - 1;
/// Rounding up must not fill the credit's bits.
pub(super) const LISTS_MAX: usize = 2_000;

/// The sums of one person, in exact units: see `Tally`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Portion {
    credit: u64,
    used: u64,
    met: u32,
    /// The credit that evidence multiplies.
    evidenced: u64,
    /// Σ w·min(l, R) + Σ idf²·max(l − R, 0), at least.
    reached: u64,
}

impl Portion {
    fn add(&mut self, other: Self) {
        self.credit += other.credit;
        self.used += other.used;
        self.met += other.met;
        self.evidenced += other.evidenced;
        self.reached += other.reached;
    }
}

/// A list to read: what owning the skill adds, by the posting's level.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) skill: u32,
    /// By level and whether the skill is one of the strongest, which use of self counts only.
    adds: Box<[u64; 512]>,
    /// The credit that evidence multiplies; 0 throughout for neighbours.
    evidenced: Box<[u16; 256]>,
}

impl List {
    /// What a posting adds to the sums.
    #[inline]
    pub(crate) fn adds(&self) -> impl Fn(Posting) -> u64 {
        let (adds, evidenced) = (&*self.adds, &*self.evidenced);
        move |posting: Posting| {
            let level = usize::from(posting.level);
            let adds = adds.get(level * 2 + usize::from(posting.is_strong()));
            let evidenced = evidenced.get(level).copied().unwrap_or(0);
            let evidenced = u64::from(evidenced) * u64::from(posting.evidence());
            adds.copied().unwrap_or(0) + (evidenced.div_ceil(EVIDENCE_WHOLE) << EVIDENCED_SHIFT)
        }
    }
}

/// Steps of evidence that one step of evidenced credit stands for.
const EVIDENCE_WHOLE: u64 = 128;

#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) lists: Vec<List>,
    /// What everybody is taken to have.
    base: Portion,
    /// What nobody exceeds.
    whole: Portion,
    /// No ask adds more use of self for its credit than this, as a fraction.
    use_of_credit: (u64, u64),
    credit_unit: u64,
    used_unit: u64,
    evidenced_unit: u64,
    reached_unit: u64,
    /// Who reaches so much is not stepping up; who reaches more than the second steps down.
    bounds: (u64, u64),
    /// Whether whom no list names has nothing at all.
    pub(crate) is_complete: bool,
}

impl Plan {
    /// Takes for granted what `parts` says.
    pub(super) fn new(
        parts: &[Part<'_>],
        opening: &OpeningRecord,
        catalogue: &CompiledCatalogue,
        weights: &Weights,
    ) -> Self {
        let mut plan = Self::compile(parts, catalogue, weights);
        let asks = opening.asks.iter();
        let asked: u64 = asks
            .map(|ask| u64::from(ask.weight) * u64::from(ask.level_milli()))
            .sum();
        let margin = opening.direction_margin;
        plan.bounds = (asked.saturating_sub(margin), asked.saturating_add(margin));
        plan
    }

    fn compile(parts: &[Part<'_>], catalogue: &CompiledCatalogue, weights: &Weights) -> Self {
        let slack = weights.must_have_slack_milli;
        let mut base = Portion::default();
        let mut whole = Portion::default();
        let mut adds: Vec<(u32, [Portion; 256])> = Vec::new();
        for part in parts {
            let ask = part.ask;
            let full = at_level(ask, ask.level_milli(), 0, slack);
            whole.add(full);
            let nothing = at_level(ask, 0, 0, slack);
            base.add(match part.granted {
                Granted::Skill => full,
                Granted::Neighbour => Portion {
                    credit: u64::from(ask.weight) * u64::from(part.neighbour),
                    ..nothing
                },
                Granted::Nothing => nothing,
            });
            if part.granted != Granted::Skill && ask.skill != NONE {
                let granted = match part.granted {
                    Granted::Nothing => 0,
                    Granted::Neighbour | Granted::Skill => part.neighbour,
                };
                let own = |level, least| {
                    let own = at_level(ask, level, granted, slack);
                    Portion {
                        met: own.met - nothing.met,
                        // A neighbour may give more credit, which own evidence multiplies then.
                        evidenced: own
                            .evidenced
                            .max(u64::from(ask.weight) * u64::from(part.neighbour)),
                        reached: reached(ask, least),
                        ..own
                    }
                };
                raise(&mut adds, ask.skill, own);
            }
            if part.granted == Granted::Nothing {
                for neighbour in catalogue.neighbours(ask.skill) {
                    let lift = lift_ppm(neighbour.similarity_ppm, weights);
                    raise(&mut adds, neighbour.skill, |level, _| Portion {
                        credit: u64::from(ask.weight)
                            * u64::from(lifted_credit(level, ask.level, lift)),
                        ..Portion::default()
                    });
                }
            }
        }
        let is_complete = parts.iter().all(|p| p.granted == Granted::Nothing);
        Self::pack(&adds, base, whole, most_use_of_credit(parts), is_complete)
    }

    fn pack(
        adds: &[(u32, [Portion; 256])],
        base: Portion,
        whole: Portion,
        use_of_credit: (u64, u64),
        is_complete: bool,
    ) -> Self {
        let most = |value: fn(&Portion) -> u64| -> u64 {
            let rows = adds.iter().map(|(_, row)| row);
            rows.map(|row| row.iter().map(value).max().unwrap_or(0))
                .sum()
        };
        let lists = u64::try_from(adds.len()).unwrap_or(u64::MAX);
        let unit = |sum: u64, max: u64| sum / max.saturating_sub(lists).max(1) + 1;
        let credit_unit = unit(most(|p| p.credit), CREDIT_MAX);
        let used_unit = unit(most(|p| p.used), USED_MAX);
        let evidenced_unit = unit(most(|p| p.evidenced), EVIDENCED_MAX);
        let reached_unit = most(|p| p.reached) / REACHED_MAX + 1;
        let packed = |portion: &Portion| {
            (portion.credit.div_ceil(credit_unit) << CREDIT_SHIFT)
                | (portion.used.div_ceil(used_unit) << USED_SHIFT)
                | (u64::from(portion.met) << MET_SHIFT)
                | (portion.reached / reached_unit)
        };
        let evidenced = |portion: &Portion| {
            u16::try_from(portion.evidenced.div_ceil(evidenced_unit)).unwrap_or(u16::MAX)
        };
        let list = |(skill, row): &(u32, [Portion; 256])| List {
            skill: *skill,
            adds: Box::new(std::array::from_fn(|at| {
                let all = row.get(at / 2).map_or(0, packed);
                if at % 2 == 1 {
                    all
                } else {
                    all & !(USED_MAX << USED_SHIFT)
                }
            })),
            evidenced: Box::new(row.each_ref().map(evidenced)),
        };
        Self {
            lists: adds.iter().map(list).collect(),
            base,
            whole,
            use_of_credit,
            credit_unit,
            used_unit,
            evidenced_unit,
            reached_unit,
            bounds: (0, u64::MAX),
            is_complete,
        }
    }

    /// The most that somebody can have to whom the lists added up to `sum`.
    #[inline]
    pub(crate) fn at_best(&self, sum: u64, strength: u64) -> Tally {
        // Ten-thousandths in what one step of evidenced credit is multiplied by.
        let whole = EVIDENCE_WHOLE * u64::from(Posting::EVIDENCE_STEP);
        let credit = (sum >> CREDIT_SHIFT) * self.credit_unit;
        let used = ((sum >> USED_SHIFT) & USED_MAX) * self.used_unit;
        let evidenced = ((sum >> EVIDENCED_SHIFT) & EVIDENCED_MAX) * self.evidenced_unit * whole;
        let granted = self.base.evidenced * u64::from(BASIS_POINTS);
        self.tally(credit, used, Self::met(sum), strength)
            .with_evidence_at_most(granted + evidenced)
    }

    /// What is left of the directions, where the skills decide.
    #[inline]
    pub(crate) fn standing(&self, sum: u64) -> Standing {
        let reached = (sum & REACHED_MAX) * self.reached_unit;
        if reached < self.bounds.0 {
            Standing::Open
        } else if reached <= self.bounds.1 {
            Standing::NoStepUp
        } else {
            Standing::StepDown
        }
    }

    #[inline]
    fn met(sum: u64) -> u32 {
        let met = sum >> MET_SHIFT & ((1 << (USED_SHIFT - MET_SHIFT)) - 1);
        narrow(met)
    }

    #[inline]
    fn tally(&self, credit: u64, used: u64, met: u32, strength: u64) -> Tally {
        let unmet = self.whole.met.saturating_sub(self.base.met + met);
        let used = (self.base.used + used).min(self.whole.used);
        Tally::at_best(
            (self.base.credit + credit).min(self.whole.credit),
            used.min(strength),
            unmet,
        )
    }

    /// How many must-haves somebody lacks at least to whom the lists added up to `sum`.
    #[inline]
    pub(crate) fn unmet(&self, sum: u64) -> u32 {
        let met = self.base.met + Self::met(sum);
        self.whole.met.saturating_sub(met)
    }

    /// The least credit, in steps, that may pass of those who lack so many must-haves, where `passes` grows with
    /// what somebody has; `None` when none does.
    pub(crate) fn least(
        &self,
        strength: u64,
        unmet: u32,
        passes: impl Fn(&Tally) -> bool,
    ) -> Option<u64> {
        let met = self.whole.met.saturating_sub(self.base.met + unmet);
        let (use_part, of_credit) = self.use_of_credit;
        let may = |steps: u64| {
            let credit = steps * self.credit_unit;
            let used = u128::from(credit + self.base.credit) * u128::from(use_part);
            let used = u64::try_from(used / u128::from(of_credit)).unwrap_or(u64::MAX);
            let used = used.min(self.whole.used) + 1;
            passes(&self.tally(credit, used, met, strength))
        };
        if !may(CREDIT_MAX) {
            return None;
        }
        // Found among so many steps at once, and rounded down.
        const COARSE: u64 = 16;
        let (mut low, mut high) = (0, CREDIT_MAX / COARSE);
        while low < high {
            let middle = low.midpoint(high);
            if may(middle * COARSE + (COARSE - 1)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(low * COARSE)
    }

    /// The least sum with so many steps of credit.
    pub(super) const fn with_credit(steps: u64) -> u64 {
        steps << CREDIT_SHIFT
    }

    /// The credit that so many steps stand for, without what everybody is taken to have.
    pub(super) const fn credit(&self, steps: u64) -> u64 {
        steps * self.credit_unit
    }
}

fn most_use_of_credit(parts: &[Part<'_>]) -> (u64, u64) {
    let of = |part: &Part<'_>| {
        let used = u64::from(part.ask.idf2) * u64::from(part.ask.level_milli());
        (used, u64::from(part.ask.weight) * u64::from(FULL_CREDIT))
    };
    let more = |a: &(u64, u64), b: &(u64, u64)| {
        let (a, b) = (
            u128::from(a.0) * u128::from(b.1),
            u128::from(b.0) * u128::from(a.1),
        );
        a.cmp(&b)
    };
    let most = parts.iter().map(of).max_by(more).unwrap_or((0, 1));
    // An ask without weight adds use without credit.
    if most.1 == 0 || parts.iter().any(|part| part.ask.weight == 0) {
        (u64::MAX >> 1, 1)
    } else {
        most
    }
}

/// What an ask adds to the sums of somebody with this level of the skill; the credit above what is
/// granted already.
fn at_level(ask: &Ask, level_milli: u16, granted: u16, slack_milli: u16) -> Portion {
    let own = Own {
        level_milli,
        ..Own::default()
    };
    let credit = own_credit(level_milli, ask.level).saturating_sub(granted);
    let met =
        ask.must != Must::No && !is_short(ask, &own, slack_milli) && !lacks_certificate(ask, &own);
    Portion {
        credit: u64::from(ask.weight) * u64::from(credit),
        used: u64::from(ask.idf2) * u64::from(level_milli.min(ask.level_milli())),
        met: u32::from(met),
        evidenced: u64::from(ask.weight) * u64::from(own_credit(level_milli, ask.level)),
        reached: 0,
    }
}

/// What is reached of the level asked, as gaps are weighed, and beyond it.
fn reached(ask: &Ask, level_milli: u16) -> u64 {
    let reached = level_milli.min(ask.level_milli());
    u64::from(ask.weight) * u64::from(reached)
        + u64::from(ask.idf2) * u64::from(level_milli - reached)
}

/// `at` is told the most and the least that the level of a posting can be.
fn raise(adds: &mut Vec<(u32, [Portion; 256])>, skill: u32, at: impl Fn(u16, u16) -> Portion) {
    let found = adds.iter().position(|(other, _)| *other == skill);
    let found = found.unwrap_or_else(|| {
        adds.push((skill, [Portion::default(); 256]));
        adds.len() - 1
    });
    if let Some((_, row)) = adds.get_mut(found) {
        for (step, sum) in (0_u16..).zip(row) {
            let top = u16::from(TOP_LEVEL) * 1000;
            let level = step.saturating_mul(Posting::LEVEL_STEP).min(top);
            sum.add(at(level, level.saturating_sub(Posting::LEVEL_STEP - 1)));
        }
    }
}
