//! Which posting lists a search reads, and the most that a person can have whom it found there with
//! certain levels.
//!
//! A person's sums are bounded from above in one number of 32 bits, to which each list adds: credit
//! in the upper 13 bits, use of self in the next 12, must-haves met in the last 7. What is added is
//! rounded up. Lists that are long and weigh little are not read: everybody is taken to have the
//! skill, or its best neighbour, in full.

use super::grant::{Granted, Part, parts};
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

const CREDIT_SHIFT: u32 = 19;
const CREDIT_MAX: u64 = (1 << (32 - CREDIT_SHIFT)) - 1;
const USED_SHIFT: u32 = 7;
const USED_MAX: u64 = (1 << (CREDIT_SHIFT - USED_SHIFT)) - 1;
pub(super) const MET_MAX: usize = (1 << USED_SHIFT) - 1;
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
}

impl Portion {
    fn add(&mut self, other: Self) {
        self.credit += other.credit;
        self.used += other.used;
        self.met += other.met;
        self.evidenced += other.evidenced;
    }
}

/// A list to read: what owning the skill adds, by the posting's level.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) skill: u32,
    pub(crate) adds: Box<[u32; 256]>,
    /// Of the credit, in its unit, what evidence multiplies.
    pub(crate) evidenced: Option<Box<[u32; 256]>>,
}

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
    /// Whether whom no list names has nothing at all.
    pub(crate) is_complete: bool,
}

impl Plan {
    /// Takes for granted what saves most postings for the least credit, up to `budget`.
    pub(crate) fn new(
        opening: &OpeningRecord,
        catalogue: &CompiledCatalogue,
        weights: &Weights,
        budget: u64,
        postings: &dyn Fn(u32) -> u64,
    ) -> Self {
        let parts = parts(opening, catalogue, weights, budget, postings);
        Self::compile(&parts, catalogue, weights)
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
                let own = |level| {
                    let own = at_level(ask, level, granted, slack);
                    Portion {
                        met: own.met - nothing.met,
                        // A neighbour may give more credit, which own evidence multiplies then.
                        evidenced: own
                            .evidenced
                            .max(u64::from(ask.weight) * u64::from(part.neighbour)),
                        ..own
                    }
                };
                raise(&mut adds, ask.skill, own);
            }
            if part.granted == Granted::Nothing {
                for neighbour in catalogue.neighbours(ask.skill) {
                    let lift = lift_ppm(neighbour.similarity_ppm, weights);
                    raise(&mut adds, neighbour.skill, |level| Portion {
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
        let packed = |portion: &Portion| {
            narrow(portion.credit.div_ceil(credit_unit)) << CREDIT_SHIFT
                | narrow(portion.used.div_ceil(used_unit)) << USED_SHIFT
                | portion.met
        };
        let list = |(skill, row): &(u32, [Portion; 256])| List {
            skill: *skill,
            adds: Box::new(row.each_ref().map(packed)),
            evidenced: row.iter().any(|portion| portion.evidenced > 0).then(|| {
                let steps = |portion: &Portion| narrow(portion.evidenced.div_ceil(credit_unit));
                Box::new(row.each_ref().map(steps))
            }),
        };
        Self {
            lists: adds.iter().map(list).collect(),
            base,
            whole,
            use_of_credit,
            credit_unit,
            used_unit,
            is_complete,
        }
    }

    /// The most that somebody can have to whom the lists added up to `sum`.
    #[inline]
    pub(crate) fn at_best(&self, sum: u32, strength: u64) -> Tally {
        let credit = u64::from(sum >> CREDIT_SHIFT) * self.credit_unit;
        let used = u64::from(sum >> USED_SHIFT) & USED_MAX;
        let met = sum & ((1 << USED_SHIFT) - 1);
        self.tally(credit, used * self.used_unit, met, strength)
    }

    /// The same, where the evidenced credit is known, each times the posting's evidence.
    pub(crate) fn with_evidence(&self, tally: &Tally, evidenced: u32) -> Tally {
        let step = u64::from(Posting::EVIDENCE_STEP);
        let found = u64::from(evidenced) * self.credit_unit * step;
        let granted = self.base.evidenced * u64::from(BASIS_POINTS);
        tally.with_evidence_at_most(granted + found)
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
    pub(crate) fn unmet(&self, sum: u32) -> u32 {
        let met = self.base.met + (sum & ((1 << USED_SHIFT) - 1));
        self.whole.met.saturating_sub(met)
    }

    /// The least sum that may pass of those who lack so many must-haves, where `passes` grows with
    /// what somebody has; `None` when none does.
    pub(crate) fn least(
        &self,
        strength: u64,
        unmet: u32,
        passes: impl Fn(&Tally) -> bool,
    ) -> Option<u32> {
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
        let (mut low, mut high) = (0, CREDIT_MAX);
        while low < high {
            let middle = low.midpoint(high);
            if may(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(narrow(low) << CREDIT_SHIFT)
    }

    /// The credit that a sum stands for, without what everybody is taken to have.
    pub(crate) fn credit(&self, sum: u32) -> u64 {
        u64::from(sum >> CREDIT_SHIFT) * self.credit_unit
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
    }
}

fn raise(adds: &mut Vec<(u32, [Portion; 256])>, skill: u32, at: impl Fn(u16) -> Portion) {
    let found = adds.iter().position(|(other, _)| *other == skill);
    let found = found.unwrap_or_else(|| {
        adds.push((skill, [Portion::default(); 256]));
        adds.len() - 1
    });
    if let Some((_, row)) = adds.get_mut(found) {
        for (step, sum) in (0_u16..).zip(row) {
            let level = step.saturating_mul(Posting::LEVEL_STEP);
            sum.add(at(level.min(u16::from(TOP_LEVEL) * 1000)));
        }
    }
}
