//! Who lets people go and who holds on to them (DOMAIN §6, talent export rate): figures of each unit
//! over a half-year, for those who look after mobility as a whole. Which formulas there are is here;
//! what they are made of is in `facts`, who crosses a unit's border is counted in `crossing`,
//! half-years are in `period`.
//!
//! All of a unit is with the units below it. A figure is told if it rests on five people at least, in
//! a unit of five at least, and cannot be worked out from figures that are: otherwise it is `None`.
//! Shares are in whole per mille, rounded to nearest.

mod crossing;
mod facts;
mod period;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::ids::{EmployeeId, OrgUnitId};
use crate::small_groups::{Cell, LEAST_PEOPLE, UnitTree, told};
use crate::terms::{UnknownTerm, terms};

pub use facts::{CancelledMove, Facts, Heads, InformedEnding, MadeMove};
pub use period::{HalfYear, NoHalfYear};

/// How people were released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Releases {
    pub people: u32,
    /// Median of the days from acceptance to the effective date, in tenths of a day.
    pub median_days_tenths: u32,
    /// Later than release was first asked for.
    pub later: u32,
    /// With a later day asked for by the manager.
    pub countered: u32,
    /// By nobody's saying anything.
    pub silent: u32,
}

/// Moves that did not come about, per mille of those that were decided either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled {
    pub all: u32,
    /// By whoever had to approve them.
    pub refused: u32,
}

/// How many apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applying {
    pub rate: u32,
    /// The rate in per cent of the whole organisation's; 100 is the same.
    pub of_overall_percent: u32,
    pub anomaly: Option<RateAnomaly>,
}

terms! {
    /// A rate that is neither near the organisation's nor likely by chance.
    RateAnomaly {
        /// Half the organisation's or less, and more than two standard errors from it.
        Low = "low",
        /// Double the organisation's or more, and more than two standard errors from it.
        High = "high",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFlow {
    pub unit: OrgUnitId,
    /// How deep it is in the tree; a root is at 1.
    pub level: usize,
    /// Mean of the first and the last day, rounded up at a half.
    pub headcount: Option<u32>,
    /// People who moved to a unit outside.
    pub moved_out: Option<u32>,
    /// Those per mille of the mean headcount: the talent export rate.
    pub export_rate: Option<u32>,
    pub moved_in: Option<u32>,
    /// More moved out than in.
    pub net_exporter: Option<bool>,
    pub releases: Option<Releases>,
    pub cancelled: Option<Cancelled>,
    pub applying: Option<Applying>,
    /// Applications given up after the manager had learnt of them, per mille of those that ended then.
    pub given_up: Option<u32>,
}

/// All figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalentFlow {
    /// Application rate of the whole organisation, with which units are compared.
    pub overall_application_rate: Option<u32>,
    /// Each unit after what is above it.
    pub units: Vec<UnitFlow>,
}

/// A group with single events.
#[derive(Clone, Debug)]
struct Group<E> {
    heads: Heads,
    events: Vec<E>,
}

impl<E> Default for Group<E> {
    fn default() -> Self {
        Self {
            heads: Heads::default(),
            events: Vec::new(),
        }
    }
}

trait Event: Copy {
    fn of(&self) -> EmployeeId;
}

impl<E: Event> Cell for Group<E> {
    fn add(&mut self, other: Self) {
        self.heads.add(other.heads);
        self.events.extend(other.events);
    }

    fn without_events(self) -> Self {
        Self {
            events: Vec::new(),
            ..self
        }
    }

    fn may_be_told(&self) -> bool {
        let people: BTreeSet<EmployeeId> = self.events.iter().map(Event::of).collect();
        self.heads.are_enough() && people.len() >= LEAST_PEOPLE
    }
}

impl Event for &MadeMove {
    fn of(&self) -> EmployeeId {
        self.employee_id
    }
}

impl Event for &InformedEnding {
    fn of(&self) -> EmployeeId {
        self.employee_id
    }
}

/// A move that was decided one way or the other.
#[derive(Clone, Copy, Debug)]
enum Decided<'a> {
    Made(&'a MadeMove),
    Cancelled(&'a CancelledMove),
}

impl Event for Decided<'_> {
    fn of(&self) -> EmployeeId {
        match self {
            Self::Made(made) => made.employee_id,
            Self::Cancelled(cancelled) => cancelled.employee_id,
        }
    }
}

/// A group of which so many applied. Who did not must be no less hidden than who did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Applicants {
    heads: Heads,
    applied: u32,
}

impl Cell for Applicants {
    fn add(&mut self, other: Self) {
        self.heads.add(other.heads);
        self.applied += other.applied;
    }

    fn without_events(self) -> Self {
        Self { applied: 0, ..self }
    }

    fn may_be_told(&self) -> bool {
        let enough = |count: u32| usize::try_from(count).is_ok_and(|count| count >= LEAST_PEOPLE);
        let others = self.heads.first.saturating_sub(self.applied);
        self.heads.are_enough() && enough(self.applied) && enough(others)
    }
}

/// The figures of every unit.
#[must_use]
pub fn talent_flow(tree: &UnitTree, facts: &Facts) -> TalentFlow {
    let heads = sums(tree, &facts.heads);
    let crossing = crossing::crossing(tree, &heads, &facts.made);
    let made = facts.made.iter().map(|one| (one.from, one));
    let releases = told(tree, &groups(facts, made));
    let decided = (facts.made.iter().map(|one| (one.from, Decided::Made(one))))
        .chain((facts.cancelled.iter()).map(|one| (one.from, Decided::Cancelled(one))));
    let decided = told(tree, &groups(facts, decided));
    let endings = facts.endings.iter().map(|one| (one.unit, one));
    let endings = told(tree, &groups(facts, endings));
    let applicants = told(tree, &applicants(facts));
    let flow = |(unit, level): (OrgUnitId, usize)| {
        let heads = heads.get(&unit).copied().unwrap_or_default();
        let crossing = crossing.get(&unit).copied().unwrap_or_default();
        UnitFlow {
            unit,
            level,
            headcount: (heads.are_enough()).then(|| (heads.first + heads.last).div_ceil(2)),
            moved_out: crossing.out,
            export_rate: (crossing.out).map(|out| per_mille(2 * out, heads.first + heads.last)),
            moved_in: crossing.into,
            net_exporter: crossing.out.map(|_| crossing.net_exporter),
            releases: releases
                .units
                .get(&unit)
                .map(|group| of_releases(&group.events)),
            cancelled: decided
                .units
                .get(&unit)
                .map(|group| of_decided(&group.events)),
            applying: (applicants.units.get(&unit).zip(applicants.whole.as_ref()))
                .map(|(here, overall)| of_applicants(*here, *overall)),
            given_up: endings.units.get(&unit).map(|group| {
                per_mille(
                    count(&group.events, |one| one.given_up),
                    size(&group.events),
                )
            }),
        }
    };
    let rate = |whole: Applicants| per_mille(whole.applied, whole.heads.first);
    TalentFlow {
        overall_application_rate: applicants.whole.map(rate),
        units: tree.walk(None).into_iter().map(flow).collect(),
    }
}

/// Each unit with all below it.
fn sums(tree: &UnitTree, own: &BTreeMap<OrgUnitId, Heads>) -> BTreeMap<OrgUnitId, Heads> {
    let mut all: BTreeMap<OrgUnitId, Heads> = BTreeMap::new();
    for (unit, heads) in own {
        for above in tree.line(*unit) {
            all.entry(above).or_default().add(*heads);
        }
    }
    all
}

/// What is counted directly in each unit.
fn groups<E: Event>(
    facts: &Facts,
    events: impl Iterator<Item = (OrgUnitId, E)>,
) -> BTreeMap<OrgUnitId, Group<E>> {
    let mut all: BTreeMap<OrgUnitId, Group<E>> = BTreeMap::new();
    for (unit, heads) in &facts.heads {
        all.entry(*unit).or_default().heads = *heads;
    }
    for (unit, event) in events {
        all.entry(unit).or_default().events.push(event);
    }
    all
}

fn applicants(facts: &Facts) -> BTreeMap<OrgUnitId, Applicants> {
    let mut all: BTreeMap<OrgUnitId, Applicants> = BTreeMap::new();
    for (unit, heads) in &facts.heads {
        all.entry(*unit).or_default().heads = *heads;
    }
    for (unit, applied) in &facts.applicants {
        all.entry(*unit).or_default().applied = *applied;
    }
    all
}

fn of_releases(moves: &[&MadeMove]) -> Releases {
    let share =
        |which: fn(&MadeMove) -> bool| per_mille(count(moves, |one| which(one)), size(moves));
    let days = moves.iter().map(|one| {
        let days = (one.effective_on - one.accepted_on).num_days();
        u32::try_from(days).unwrap_or(0)
    });
    let people: BTreeSet<EmployeeId> = moves.iter().map(Event::of).collect();
    Releases {
        people: u32::try_from(people.len()).unwrap_or(u32::MAX),
        median_days_tenths: median_tenths(days.collect()),
        later: share(|one| one.asked_for.is_some_and(|asked| one.effective_on > asked)),
        countered: share(|one| one.countered),
        // Where the manager had answered with another day, it was the other side that was silent.
        silent: share(|one| one.silent && !one.countered),
    }
}

fn of_decided(moves: &[Decided<'_>]) -> Cancelled {
    let share = |which: fn(&CancelledMove) -> bool| {
        let these = count(
            moves,
            |one| matches!(one, Decided::Cancelled(one) if which(one)),
        );
        per_mille(these, size(moves))
    };
    Cancelled {
        all: share(|_| true),
        refused: share(|one| one.refused),
    }
}

fn of_applicants(here: Applicants, overall: Applicants) -> Applying {
    let (applied, heads) = (u64::from(here.applied), u64::from(here.heads.first));
    let (all_applied, all_heads) = (u64::from(overall.applied), u64::from(overall.heads.first));
    let (ours, theirs) = (applied * all_heads, heads * all_applied);
    // |k − n·p| > 2·√(n·p·(1 − p)), with p = K / N, squared and times N².
    let distance = u128::from(ours.abs_diff(theirs)).pow(2);
    let chance = 4 * u128::from(theirs) * u128::from(all_heads.saturating_sub(all_applied));
    let anomaly = if distance <= chance {
        None
    } else if 2 * ours <= theirs {
        Some(RateAnomaly::Low)
    } else if ours >= 2 * theirs {
        Some(RateAnomaly::High)
    } else {
        None
    };
    Applying {
        rate: per_mille(here.applied, here.heads.first),
        of_overall_percent: rounded(100 * ours, theirs),
        anomaly,
    }
}

fn count<E>(events: &[E], which: impl Fn(&E) -> bool) -> u32 {
    u32::try_from(events.iter().filter(|one| which(one)).count()).unwrap_or(u32::MAX)
}

fn size<E>(events: &[E]) -> u32 {
    count(events, |_| true)
}

fn per_mille(part: u32, whole: u32) -> u32 {
    rounded(1000 * u64::from(part), u64::from(whole))
}

/// Rounded to nearest, up at a half; 0 of nothing.
fn rounded(part: u64, whole: u64) -> u32 {
    let twice = (2 * part + whole).checked_div(2 * whole);
    u32::try_from(twice.unwrap_or(0)).unwrap_or(u32::MAX)
}

/// The middle one, or the mean of the two in the middle.
fn median_tenths(mut days: Vec<u32>) -> u32 {
    days.sort_unstable();
    let middle = |at: usize| days.get(at).copied().unwrap_or(0);
    let (low, high) = (days.len().saturating_sub(1) / 2, days.len() / 2);
    5 * (middle(low) + middle(high))
}

#[cfg(test)]
#[path = "talent_flow_tests.rs"]
mod tests;
