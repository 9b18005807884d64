//! Which lists are left unread, because they are long and weigh little: what is asked there is
//! granted to everybody.

use crate::catalogue::CompiledCatalogue;
use crate::cells::lifted_credit;
use crate::neighbours::lift_ppm;
use crate::opening::{Ask, OpeningRecord};
use crate::person::TOP_LEVEL;
use crate::units::FULL_CREDIT;
use crate::weights::Weights;

use super::plan::{LISTS_MAX, MET_MAX};

/// What is taken for granted of an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Granted {
    Nothing,
    /// The best neighbour.
    Neighbour,
    /// The skill itself.
    Skill,
}

/// What the plan needs to know of an ask.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) ask: &'a Ask,
    /// Credit of the best neighbour at its best, in sixty-thousandths.
    pub(super) neighbour: u16,
    pub(super) granted: Granted,
}

/// Not reading some lists: how many postings that saves, what is granted for it.
struct Saving {
    part: usize,
    granted: Granted,
    postings: u64,
    credit: u64,
}

/// The asks with what is granted of them: what saves most postings for the least credit, up to
/// `budget`.
pub(super) fn parts<'a>(
    opening: &'a OpeningRecord,
    catalogue: &CompiledCatalogue,
    weights: &Weights,
    budget: u64,
    postings: &dyn Fn(u32) -> u64,
) -> Vec<Part<'a>> {
    let asks = opening.asks.iter();
    let mut parts: Vec<Part<'a>> = asks
        .map(|ask| Part {
            ask,
            neighbour: best_neighbour_credit(ask, catalogue, weights),
            granted: Granted::Nothing,
        })
        .collect();
    grant(&mut parts, catalogue, budget, postings);
    parts
}

fn best_neighbour_credit(ask: &Ask, catalogue: &CompiledCatalogue, weights: &Weights) -> u16 {
    let neighbours = catalogue.neighbours(ask.skill).iter();
    let best = neighbours.map(|n| {
        let lift = lift_ppm(n.similarity_ppm, weights);
        lifted_credit(u16::from(TOP_LEVEL) * 1000, ask.level, lift)
    });
    best.max().unwrap_or(0).min(FULL_CREDIT)
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
