//! Which posting lists a search reads, and the most that a person can have whom it found there with
//! certain levels.
//!
//! A person's sums are bounded from above in one number of 32 bits, to which each list adds: credit
//! in the upper 13 bits, use of self in the next 12, must-haves met in the last 7. What is added is
//! rounded up. Lists that are long and weigh little are not read: everybody is taken to have the
//! skill, or its best neighbour, in full.

use crate::catalogue::CompiledCatalogue;
use crate::cells::{Own, lifted_credit, own_credit};
use crate::intern::NONE;
use crate::neighbours::lift_ppm;
use crate::opening::{Ask, Must, OpeningRecord};
use crate::people::Posting;
use crate::person::TOP_LEVEL;
use crate::score::{Tally, is_short, lacks_certificate};
use crate::units::{FULL_CREDIT, narrow};
use crate::weights::Weights;

const CREDIT_SHIFT: u32 = 19;
const CREDIT_MAX: u64 = (1 << (32 - CREDIT_SHIFT)) - 1;
const USED_SHIFT: u32 = 7;
const USED_MAX: u64 = (1 << (CREDIT_SHIFT - USED_SHIFT)) - 1;
const MET_MAX: usize = (1 << USED_SHIFT) - 1;
/// Rounding up must not fill the credit's bits.
const LISTS_MAX: usize = 2_000;

/// The sums of one person, in exact units: see `Tally`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Portion {
    credit: u64,
    used: u64,
    met: u32,
}

impl Portion {
    fn add(&mut self, other: Self) {
        self.credit += other.credit;
        self.used += other.used;
        self.met += other.met;
    }
}

/// A list to read: what owning the skill adds, by the posting's level.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) skill: u32,
    pub(crate) adds: Box<[u32; 256]>,
}

#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) lists: Vec<List>,
    /// What everybody is taken to have.
    base: Portion,
    /// What nobody exceeds.
    whole: Portion,
    credit_unit: u64,
    used_unit: u64,
    /// Whether whom no list names has nothing at all.
    pub(crate) is_complete: bool,
}

/// What is taken for granted of an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Granted {
    Nothing,
    /// The best neighbour.
    Neighbour,
    /// The skill itself.
    Skill,
}

/// What the plan needs to know of an ask.
struct Part<'a> {
    ask: &'a Ask,
    /// Credit of the best neighbour at its best, in sixty-thousandths.
    neighbour: u16,
    granted: Granted,
}

/// Not reading some lists: how many postings that saves, what is granted for it.
struct Saving {
    part: usize,
    granted: Granted,
    postings: u64,
    credit: u64,
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
        let mut parts: Vec<Part<'_>> = opening
            .asks
            .iter()
            .map(|ask| Part {
                ask,
                neighbour: best_neighbour_credit(ask, catalogue, weights),
                granted: Granted::Nothing,
            })
            .collect();
        grant(&mut parts, catalogue, budget, postings);
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
        Self::pack(&adds, base, whole, is_complete)
    }

    fn pack(
        adds: &[(u32, [Portion; 256])],
        base: Portion,
        whole: Portion,
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
        };
        Self {
            lists: adds.iter().map(list).collect(),
            base,
            whole,
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

    /// The least sum that may pass, where `passes` grows with what somebody has; `None` when none
    /// does.
    pub(crate) fn least(&self, strength: u64, passes: impl Fn(&Tally) -> bool) -> Option<u32> {
        let may = |credit: u64| {
            let tally = self.tally(
                credit * self.credit_unit,
                u64::MAX >> 1,
                u32::MAX >> 1,
                strength,
            );
            passes(&tally)
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
    }
}

fn best_neighbour_credit(ask: &Ask, catalogue: &CompiledCatalogue, weights: &Weights) -> u16 {
    let neighbours = catalogue.neighbours(ask.skill).iter();
    let best = neighbours.map(|n| {
        let lift = lift_ppm(n.similarity_ppm, weights);
        lifted_credit(u16::from(TOP_LEVEL) * 1000, ask.level, lift)
    });
    best.max().unwrap_or(0).min(FULL_CREDIT)
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

fn grant(
    parts: &mut [Part<'_>],
    catalogue: &CompiledCatalogue,
    budget: u64,
    postings: &dyn Fn(u32) -> u64,
) {
    let mut savings: Vec<Saving> = Vec::new();
    for (part, one) in parts.iter().enumerate() {
        let weight = u64::from(one.ask.weight);
        let neighbours = catalogue.neighbours(one.ask.skill);
        savings.push(Saving {
            part,
            granted: Granted::Skill,
            postings: postings(one.ask.skill),
            credit: weight * u64::from(FULL_CREDIT),
        });
        if !neighbours.is_empty() {
            savings.push(Saving {
                part,
                granted: Granted::Neighbour,
                postings: neighbours.iter().map(|n| postings(n.skill)).sum(),
                credit: weight * u64::from(one.neighbour),
            });
        }
    }
    savings.sort_by(|a, b| {
        let gain = |s: &Saving, other: &Saving| u128::from(s.postings) * u128::from(other.credit);
        gain(b, a).cmp(&gain(a, b))
    });
    let mut spent = 0;
    for saving in savings {
        if let Some(part) = parts.get_mut(saving.part)
            && saving.granted > part.granted
            && spent + saving.credit <= budget
        {
            spent += saving.credit;
            part.granted = saving.granted;
        }
    }
    keep_countable(parts, catalogue);
}

/// Grants the lightest asks beyond what the sums can count.
fn keep_countable(parts: &mut [Part<'_>], catalogue: &CompiledCatalogue) {
    let read = |part: &Part<'_>| match part.granted {
        Granted::Nothing => 1 + catalogue.neighbours(part.ask.skill).len(),
        Granted::Neighbour => 1,
        Granted::Skill => 0,
    };
    let mut order: Vec<(u32, usize)> = (parts.iter().enumerate())
        .map(|(at, part)| (part.ask.weight, at))
        .collect();
    order.sort_unstable();
    let mut lists: usize = parts.iter().map(read).sum();
    let mut own = parts.iter().filter(|p| p.granted != Granted::Skill).count();
    for (_, at) in order {
        if own <= MET_MAX && lists <= LISTS_MAX {
            break;
        }
        if let Some(part) = parts.get_mut(at) {
            lists -= read(part);
            own -= usize::from(part.granted != Granted::Skill);
            part.granted = Granted::Skill;
        }
    }
}
