//! One walk through the segments: what it carries from one to the next, and whom it offers when.

use domain::ids::EmployeeId;

use super::Sums;
use super::plan::{CREDIT_MAX, Plan};
use super::roles::{CLASSES, Roles};
use super::search::Search;
use super::standing::Standing;
use super::thresholds::Thresholds;
use crate::engine::Scratch;
use crate::people::{Bits, Held, Place, READ_AHEAD, Run};
use crate::people_for::entry;
use crate::person::PersonView;
use crate::select::{Best, Entry};
use crate::sieve::PassingHere;
use crate::units::index;

/// So many times the wanted number of the first segment are looked at closely, those with the most
/// credit, to offer the best of them before anybody is dropped.
const SEEDS: usize = 16;

/// The part of the wanted number that is offered from each segment at once.
const EARLY: usize = 6;

/// Share of the credit that the best must have which lists may be left unread for.
const GRANTED_PERCENT: u64 = 8;

/// What came of offering somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    Taken,
    /// Does not pass a filter.
    Refused,
    /// The best are better.
    Worse,
}

/// Somebody who may be among the best; the most promising is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hope {
    /// Whether there is a fit, and the most that the rank can be.
    pub(super) most: (bool, u32),
    /// The handle of a place.
    pub(super) place: u32,
}

/// The segment that is being searched.
pub(super) struct Here<'a> {
    pub(super) number: usize,
    pub(super) held: &'a Held,
    pub(super) passing: PassingHere<'a>,
    pub(super) plan: &'a Plan,
    pub(super) sums: &'a Sums,
}

/// What a search carries from segment to segment.
pub(super) struct Walk<'q, 's> {
    pub(super) search: &'q Search<'q>,
    scratch: &'s mut Scratch,
    pub(super) best: Best<EmployeeId>,
    pub(super) roles: Roles,
    pub(super) thresholds: Thresholds,
    /// Who may be among the best of the segment.
    pub(super) hopeful: Vec<Hope>,
    /// Those of the segments before who wait for the end.
    waiting: Vec<Hope>,
    /// Places of the segment that were offered already.
    pub(super) seeds: Bits,
}

impl<'q, 's> Walk<'q, 's> {
    /// Begins with those who are in no segment.
    pub(super) fn new(
        search: &'q Search<'q>,
        wanted: usize,
        roles: Roles,
        scratch: &'s mut Scratch,
    ) -> Self {
        let mut thresholds = std::mem::take(&mut scratch.thresholds);
        thresholds.forget();
        let mut walk = Self {
            search,
            scratch,
            best: Best::new(wanted),
            roles,
            thresholds,
            hopeful: Vec::new(),
            waiting: Vec::new(),
            seeds: Bits::default(),
        };
        for (place, record) in search.engine.people.delta() {
            let view = record.view();
            if search.sieve.passes(&view) {
                walk.offer(place, &view);
            }
        }
        walk
    }

    pub(super) fn forget(&mut self) {
        self.thresholds.forget();
    }

    /// Offers those who wait; then these are the best, in order.
    pub(super) fn finish(mut self) -> Vec<Entry<EmployeeId>> {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.retain(|hope| self.is_hope(hope));
        waiting.sort_unstable_by(|a, b| b.cmp(a));
        self.offer_in_order(&waiting);
        self.scratch.thresholds = self.thresholds;
        self.best.into_sorted()
    }

    fn is_hope(&self, hope: &Hope) -> bool {
        let last = self.best.last();
        last.is_none_or(|last| hope.most >= (last.fitted, last.primary))
    }

    fn offer(&mut self, place: Place, view: &PersonView<'_>) -> Offer {
        let search = self.search;
        let score = (search.engine).score_person(view, search.opening, self.scratch);
        let entry = entry(place, view, &score);
        if !self.best.would_take(&entry) {
            return Offer::Worse;
        }
        if !search.sieve.accepts(view.id, &score, search.opening) {
            return Offer::Refused;
        }
        self.best.take(entry);
        Offer::Taken
    }

    fn offer_at(&mut self, place: Place) -> Option<Offer> {
        let view = self.search.engine.people.view(place)?;
        Some(self.offer(place, &view))
    }

    /// Offers these, the most promising first, until the best are better than all that follow.
    fn offer_in_order(&mut self, hopes: &[Hope]) {
        let people = &self.search.engine.people;
        for together in hopes.chunks(READ_AHEAD) {
            if !together.first().is_some_and(|hope| self.is_hope(hope)) {
                return;
            }
            let places = together.iter().map(|hope| Place::from_handle(hope.place));
            people.read_ahead(places);
            for hope in together {
                if self.is_hope(hope) {
                    self.offer_at(Place::from_handle(hope.place));
                }
            }
        }
    }

    /// How much credit may be granted to everybody, now that it is known what the best have: less
    /// than nearly all roles need to be among them.
    pub(super) fn budget(&self, plan: &Plan) -> u64 {
        let mut people = [0_usize; CLASSES];
        // The largest segment tells of the others.
        let segments = self.search.engine.people.segments().iter();
        let largest = segments.max_by_key(|held| held.live());
        for run in largest.iter().flat_map(|held| &held.segment.runs) {
            if let Some(role) = self.roles.of(run.profile).filter(|role| !role.is_hidden)
                && let Some(count) = people.get_mut(role.class)
            {
                *count += run.range().len();
            }
        }
        let all: usize = people.iter().sum();
        let mut above = 0;
        for (class, count) in people.iter().enumerate().rev() {
            above += count;
            if above * 50 > all {
                let least = self.compute_least((class, Standing::Open), 1, 0, plan);
                return plan.credit(least.unwrap_or(CREDIT_MAX)) * GRANTED_PERCENT / 100;
            }
        }
        0
    }

    /// Who of a segment may be among the best: some are offered, so that there is more to surpass in
    /// the next one, the others wait.
    pub(super) fn segment(&mut self, here: &Here<'_>, nth: usize) {
        // Computing them anew for each segment would take longer than what it saves.
        if nth == 0 || nth.is_power_of_two() {
            self.thresholds.renew(self.best.last());
        }
        self.hopeful.clear();
        for run in &here.held.segment.runs {
            if let Some(role) = self.roles.of(run.profile).filter(|role| !role.is_hidden) {
                self.choose(here, run, &role);
            }
        }
        let early = self.best.wanted().div_ceil(EARLY);
        self.offer_most_promising(early);
        self.seeds = Bits::default();
    }

    /// Offers so many of the hopeful, and more as long as there is room; the others wait.
    fn offer_most_promising(&mut self, early: usize) {
        let mut hopeful = std::mem::take(&mut self.hopeful);
        let mut rest = hopeful.as_mut_slice();
        while !rest.is_empty() {
            let count = early.min(rest.len());
            if count < rest.len() {
                rest.select_nth_unstable_by(count, |a, b| b.cmp(a));
            }
            let (first, others) = rest.split_at_mut(count);
            first.sort_unstable_by(|a, b| b.cmp(a));
            self.offer_in_order(first);
            rest = others;
            if self.best.last().is_some() {
                break;
            }
        }
        self.waiting.extend(rest.iter().filter(|hope| {
            let last = self.best.last();
            last.is_none_or(|last| hope.most >= (last.fitted, last.primary))
        }));
        self.hopeful = hopeful;
    }

    /// Offers the best of those with the most credit, so that there is something to surpass.
    pub(super) fn seed(&mut self, here: &Here<'_>) {
        let wanted = self.best.wanted().saturating_mul(SEEDS);
        let mut counts = vec![0_usize; 1 << 10];
        let step = |sum: u64| index(u32::try_from(sum >> 53).unwrap_or(u32::MAX));
        for place in here.passing.iter() {
            if let Some(count) = counts.get_mut(step(here.sums.at(place))) {
                *count += 1;
            }
        }
        let mut above = 0;
        let fewer = counts.iter().rev().take_while(|count| {
            above += **count;
            above < wanted
        });
        let fewer = u64::try_from(fewer.count()).unwrap_or(u64::MAX);
        let least = (1023_u64.saturating_sub(fewer) << 53).max(1);
        self.hopeful.clear();
        for run in &here.held.segment.runs {
            if let Some(role) = self.roles.of(run.profile).filter(|role| !role.is_hidden) {
                self.look_at(here, run, &role, least);
            }
        }
        let mut hopeful = std::mem::take(&mut self.hopeful);
        hopeful.sort_unstable_by(|a, b| b.cmp(a));
        let people = &self.search.engine.people;
        let (wanted, mut offered) = (self.best.wanted(), 0);
        for together in hopeful.chunks(READ_AHEAD) {
            // More than are wanted only where a filter refuses some.
            if offered >= wanted && self.best.last().is_some() {
                break;
            }
            let places = together.iter().map(|hope| Place::from_handle(hope.place));
            people.read_ahead(places.clone());
            for place in places {
                self.seeds.insert(place.in_its_segment());
                self.offer_at(place);
            }
            offered += together.len();
        }
        self.hopeful = hopeful;
    }

    /// Offers those of a run who have nothing of what is asked: they differ only in whether any
    /// skill is known and in id, their order, so where one is worse, all that follow are.
    pub(super) fn offer_strangers(&mut self, here: &Here<'_>, run: &Run) {
        let mut done = [false, !run.any_unknown];
        for (place, sum) in run.range().zip(here.sums.slice(run.range())) {
            let Ok(place) = u16::try_from(place) else {
                continue;
            };
            if *sum > 0 || !here.passing.has(place) {
                continue;
            }
            let unknown = usize::from(here.held.segment.strength(place) == 0);
            if let Some(done) = done.get_mut(unknown)
                && !*done
            {
                let place = Place::in_segment(here.number, place);
                *done = self.offer_at(place) == Some(Offer::Worse);
            }
            if done == [true, true] {
                break;
            }
        }
    }
}
