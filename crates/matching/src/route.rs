//! The shortest way to a better band: which skills to raise, and how far, so that as few levels as
//! possible are missing. Every candidate is scored as in the lists; nothing is estimated.

use std::cmp::Reverse;

use domain::ids::SkillId;
use domain::terms::SkillKind;
use serde::{Deserialize, Serialize};

use crate::engine::{Engine, Scratch};
use crate::intern::NONE;
use crate::opening::{Ask, OpeningRecord, Unmet};
use crate::output::{Band, View};
use crate::person::PersonRecord;
use crate::score::Score;

/// Scores computed at most for one route: beyond it none is claimed.
const MOST_SCORES: u64 = 1_500;

/// The fewest levels that lead to a better band, everything else equal; a real recomputation. Of
/// equally short routes the one with the best fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Heaviest requirement first.
    pub steps: Vec<RouteStep>,
    /// Levels over all steps; one that is partly there counts as one.
    pub levels: u32,
    pub fit_after_ppm: u32,
    pub band_after: Band,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteStep {
    pub skill: SkillId,
    /// In thousandths; `None` when the skill is not owned.
    pub have_level_milli: Option<u16>,
    /// 1 to 5.
    pub to_level: u8,
    /// A certificate is obtained, not risen in.
    pub certificate: bool,
}

/// An ask that is not reached, with the levels that lead to it, lowest first.
struct Ladder<'a> {
    ask: &'a Ask,
    have_milli: u16,
    rungs: Vec<u8>,
}

/// The best combination of one length so far: rungs climbed on each ladder.
struct Best {
    climbed: Vec<usize>,
    score: Score,
}

impl Engine {
    /// `None` where nothing is asked, the best band is reached, or no route is short enough to be
    /// found among [`MOST_SCORES`].
    pub(crate) fn route(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        band: Band,
        scratch: &mut Scratch,
    ) -> Option<Route> {
        if opening.weight.is_zero() || band == Band::Strong {
            return None;
        }
        let ladders = self.ladders(person, opening);
        let lengths: Vec<usize> = ladders.iter().map(|one| one.rungs.len()).collect();
        scratch.load_person(self, person, View::Employee);
        let mut left = MOST_SCORES;
        for levels in 1..=lengths.iter().sum::<usize>() {
            left = left.checked_sub(combinations(&lengths, levels))?;
            let mut best: Option<Best> = None;
            each_combination(&lengths, levels, &mut |climbed| {
                let raised = self.raised(person, &ladders, climbed);
                scratch.person.load(&raised, &self.catalogue, true);
                let none = Unmet::default();
                let score = self.score_opening(&raised, opening, none, scratch);
                let better = |best: &Best| score.fit_ppm > best.score.fit_ppm;
                if score.band > band && best.as_ref().is_none_or(better) {
                    let climbed = climbed.to_vec();
                    best = Some(Best { climbed, score });
                }
            });
            if let Some(best) = best {
                return Some(self.told_route(&ladders, &best, levels));
            }
        }
        None
    }

    /// Heaviest first, so that of equals the first is the same whatever the order of telling.
    fn ladders<'a>(&self, person: &PersonRecord, opening: &'a OpeningRecord) -> Vec<Ladder<'a>> {
        let mut ladders: Vec<Ladder<'a>> = (opening.asks.iter())
            .filter(|ask| ask.skill != NONE)
            .filter_map(|ask| {
                let have_milli = person.level_milli(ask.skill).unwrap_or(0);
                let next = u8::try_from(have_milli / 1_000).unwrap_or(u8::MAX);
                let rungs: Vec<u8> = if self.catalogue.is_certificate(ask.skill) {
                    (have_milli == 0).then_some(ask.level).into_iter().collect()
                } else {
                    (next.saturating_add(1)..=ask.level).collect()
                };
                (!rungs.is_empty()).then_some(Ladder {
                    ask,
                    have_milli,
                    rungs,
                })
            })
            .collect();
        ladders.sort_by_key(|one| (Reverse(one.ask.weight), self.skill_id(one.ask.skill)));
        ladders
    }

    fn raised(
        &self,
        person: &PersonRecord,
        ladders: &[Ladder<'_>],
        climbed: &[usize],
    ) -> PersonRecord {
        let mut raised = person.clone();
        for (ladder, level) in climbs(ladders, climbed) {
            let milli = u16::from(level) * 1_000;
            raised = raised.with_level(ladder.ask.skill, milli, &self.catalogue, &self.weights);
        }
        raised
    }

    fn told_route(&self, ladders: &[Ladder<'_>], best: &Best, levels: usize) -> Route {
        let steps = climbs(ladders, &best.climbed).filter_map(|(ladder, to_level)| {
            Some(RouteStep {
                skill: self.skill_id(ladder.ask.skill)?,
                have_level_milli: (ladder.have_milli > 0).then_some(ladder.have_milli),
                to_level,
                certificate: self.catalogue.kind(ladder.ask.skill) == SkillKind::Certificate,
            })
        });
        Route {
            steps: steps.collect(),
            levels: u32::try_from(levels).unwrap_or(u32::MAX),
            fit_after_ppm: best.score.fit_ppm,
            band_after: best.score.band,
        }
    }
}

/// The ladders that are climbed, each with the level reached.
fn climbs<'a>(
    ladders: &'a [Ladder<'a>],
    climbed: &'a [usize],
) -> impl Iterator<Item = (&'a Ladder<'a>, u8)> {
    ladders.iter().zip(climbed).filter_map(|(ladder, rungs)| {
        let level = ladder.rungs.get(rungs.checked_sub(1)?)?;
        Some((ladder, *level))
    })
}

/// In how many ways `total` rungs can be climbed.
fn combinations(lengths: &[usize], total: usize) -> u64 {
    let mut ways = vec![0_u64; total + 1];
    if let Some(none) = ways.first_mut() {
        *none = 1;
    }
    for length in lengths {
        ways = (0..=total)
            .map(|sum| {
                let from = sum.saturating_sub(*length);
                let before = ways.get(from..=sum).unwrap_or_default();
                before
                    .iter()
                    .fold(0_u64, |all, one| all.saturating_add(*one))
            })
            .collect();
    }
    ways.last().copied().unwrap_or(0)
}

/// Calls `visit` with each way to climb `total` rungs, most on the first ladders first.
fn each_combination(lengths: &[usize], total: usize, visit: &mut dyn FnMut(&[usize])) {
    fn go(rest: &[usize], total: usize, climbed: &mut Vec<usize>, visit: &mut dyn FnMut(&[usize])) {
        let Some((length, rest)) = rest.split_first() else {
            if total == 0 {
                visit(climbed);
            }
            return;
        };
        let later: usize = rest.iter().sum();
        for rungs in (total.saturating_sub(later)..=total.min(*length)).rev() {
            climbed.push(rungs);
            go(rest, total - rungs, climbed, visit);
            climbed.pop();
        }
    }
    go(
        lengths,
        total,
        &mut Vec::with_capacity(lengths.len()),
        visit,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_ways_as_are_counted_and_each_once() {
        for (lengths, total) in [
            (&[1, 2, 3][..], 3),
            (&[5, 1, 1, 4], 6),
            (&[2], 2),
            (&[2], 3),
            (&[], 1),
        ] {
            let mut seen = std::collections::BTreeSet::new();
            each_combination(lengths, total, &mut |climbed| {
                assert_eq!(climbed.iter().sum::<usize>(), total);
                assert!(climbed.iter().zip(lengths).all(|(one, most)| one <= most));
                assert!(seen.insert(climbed.to_vec()));
            });
            assert_eq!(u64::try_from(seen.len()), Ok(combinations(lengths, total)));
        }
    }
}
