//! Searching segment by segment: sum up the postings, drop whoever cannot be among the best, score
//! the others from the most promising on.

use domain::ids::EmployeeId;

use super::Sums;
use super::plan::Plan;
use super::roles::{CLASSES, Role, Roles};
use super::thresholds::{Thresholds, UNMET_MAX};
use crate::engine::{Engine, Scratch};
use crate::filter::reaches;
use crate::opening::OpeningRecord;
use crate::output::View;
use crate::people::{Bits, Held, Place, Run, StrengthClass};
use crate::people_for::entry;
use crate::person::PersonView;
use crate::score::{Circumstances, Tally, score_towards};
use crate::select::{Best, Entry};
use crate::sieve::Sieve;
use crate::units::Divisor;

/// So many times the wanted number, of the first segment, are scored before anybody is dropped.
const SEEDS: usize = 4;

/// Share of the credit that the best must have which lists may be left unread for.
const GRANTED_PERCENT: u64 = 8;

/// So many people's records are fetched together.
const READ_AHEAD: usize = 32;

/// If more may be among the best in one segment, it pays to look at their evidence first.
const REFINED: usize = 200;

pub(crate) struct Search<'q> {
    pub(crate) engine: &'q Engine,
    pub(crate) opening: &'q OpeningRecord,
    pub(crate) sieve: &'q Sieve<'q>,
}

/// What came of offering somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    Taken,
    /// Does not pass a filter.
    Refused,
    /// The best are better.
    Worse,
}

/// What a search carries from segment to segment.
struct Walk<'q, 's> {
    search: &'q Search<'q>,
    scratch: &'s mut Scratch,
    best: Best<EmployeeId>,
    roles: Roles,
    thresholds: Thresholds,
    /// Who may be among the best by credit and must-haves: the sum, the place, the run.
    chosen: Vec<(u32, u16, usize)>,
    /// Who may be by everything: the most that the rank can be, and the place.
    hopeful: Vec<(u32, u16)>,
    /// Places of the segment that were offered already.
    seeds: Bits,
}

/// The segment that is being searched.
struct Here<'a> {
    number: usize,
    held: &'a Held,
    passing: &'a Bits,
    plan: &'a Plan,
    sums: &'a Sums,
}

impl Search<'_> {
    /// The best `wanted` of those who pass, by segment, and of the delta; best first.
    pub(crate) fn best(
        &self,
        wanted: usize,
        passing: &[Bits],
        scratch: &mut Scratch,
    ) -> Vec<Entry<EmployeeId>> {
        if wanted == 0 {
            return Vec::new();
        }
        let people = &self.engine.people;
        let step_down = self.sieve.includes_step_down();
        let roles = Roles::new(self.engine, self.opening, step_down, scratch);
        let mut sums = std::mem::take(&mut scratch.sums);
        let mut thresholds = std::mem::take(&mut scratch.thresholds);
        thresholds.forget();
        let mut walk = Walk {
            search: self,
            scratch,
            best: Best::new(wanted),
            roles,
            thresholds,
            chosen: Vec::new(),
            hopeful: Vec::new(),
            seeds: Bits::default(),
        };
        for (place, record) in people.delta() {
            let view = record.view();
            if self.sieve.passes(&view) {
                walk.offer(place, &view);
            }
        }
        let mut segments: Vec<_> = people.segments().iter().zip(passing).enumerate().collect();
        segments.sort_by_key(|(_, (held, _))| std::cmp::Reverse(held.live()));
        let mut plan = self.plan(0);
        for (nth, (number, (held, passing))) in segments.into_iter().enumerate() {
            if nth == 1 {
                plan = self.plan(walk.budget(&plan));
                walk.thresholds.forget();
            }
            sums.add_up(held, &plan);
            let here = Here {
                number,
                held,
                passing,
                plan: &plan,
                sums: &sums,
            };
            walk.seeds = Bits::default();
            if nth == 0 {
                walk.seed(&here);
            }
            walk.segment(&here);
        }
        let Walk {
            best,
            scratch,
            thresholds,
            ..
        } = walk;
        (scratch.sums, scratch.thresholds) = (sums, thresholds);
        best.into_sorted()
    }

    fn plan(&self, budget: u64) -> Plan {
        let segments = self.engine.people.segments();
        let postings = |skill: u32| {
            let lists = segments
                .iter()
                .map(|held| held.segment.by_skill.row(skill).len());
            u64::try_from(lists.sum::<usize>()).unwrap_or(u64::MAX)
        };
        let engine = self.engine;
        Plan::new(
            self.opening,
            &engine.catalogue,
            &engine.weights,
            budget,
            &postings,
        )
    }

    /// Whether somebody who has at most this, in this role, might be among the best.
    #[inline]
    fn may_pass(
        &self,
        tally: &Tally,
        strength: u64,
        role: &Role,
        last: Option<&Entry<EmployeeId>>,
    ) -> Option<u32> {
        let pair = Circumstances {
            view: View::Opening,
            strength: Divisor::new(strength),
            grade: None,
            aspiration_ppm: 0,
            mobility_ppm: role.mobility_ppm,
            penalties: 0,
        };
        let (weights, fit_min) = (&self.engine.weights, self.sieve.fit_min());
        let most = if fit_min.is_some() {
            score_towards::<true>(role.direction, tally, self.opening, &pair, weights)
        } else {
            score_towards::<false>(role.direction, tally, self.opening, &pair, weights)
        };
        let passes = last
            .is_none_or(|last| (most.fitted, most.rank_ppm) >= (last.fitted, last.primary))
            && fit_min.is_none_or(|min| reaches(most.shown_fit_ppm(), min));
        passes.then_some(most.rank_ppm)
    }
}

impl Walk<'_, '_> {
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

    /// How much credit may be granted to everybody, now that it is known what the best have: less
    /// than nearly all roles need to be among them.
    fn budget(&self, plan: &Plan) -> u64 {
        let mut people = [0_usize; CLASSES];
        let segments = self.search.engine.people.segments();
        for run in segments.iter().flat_map(|held| &held.segment.runs) {
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
                let least = self.compute_least(class, 1, 0, plan);
                return plan.credit(least) * GRANTED_PERCENT / 100;
            }
        }
        0
    }

    /// The least sum with which somebody in a role of the class, of this strength and lacking so
    /// many must-haves might be among the best.
    #[inline]
    fn least(&mut self, class: usize, strength: StrengthClass, unmet: u32, plan: &Plan) -> u32 {
        let unmet = unmet.min(UNMET_MAX);
        let slot = Thresholds::slot(class, strength, unmet);
        if let Some(least) = self.thresholds.get(slot) {
            return least;
        }
        let weakest = StrengthClass::least(strength.index()).max(1);
        let least = self.compute_least(class, weakest, unmet, plan);
        self.thresholds.put(slot, least);
        least
    }

    fn compute_least(&self, class: usize, strength: u64, unmet: u32, plan: &Plan) -> u32 {
        let Some(role) = self.roles.class(class) else {
            return 0;
        };
        let last = self.best.last();
        let passes = |tally: &Tally| self.search.may_pass(tally, strength, &role, last).is_some();
        plan.least(strength, unmet, passes).unwrap_or(u32::MAX)
    }

    fn segment(&mut self, here: &Here<'_>) {
        self.thresholds.renew(self.best.last());
        self.chosen.clear();
        for (number, run) in here.held.segment.runs.iter().enumerate() {
            let role = self.roles.of(run.profile).filter(|role| !role.is_hidden);
            if let Some(role) = role {
                self.choose(here, (number, run), &role);
            }
        }
        self.bound(here);
        let mut hopeful = std::mem::take(&mut self.hopeful);
        let wanted = self.best.wanted();
        if wanted < hopeful.len() {
            hopeful.select_nth_unstable_by(wanted, |a, b| b.cmp(a));
        }
        // The most promising raise what must be surpassed; the others are read as they are stored.
        let first = wanted.min(hopeful.len());
        let (first, others) = hopeful.split_at_mut(first);
        first.sort_unstable_by(|a, b| b.cmp(a));
        others.sort_unstable_by_key(|(_, place)| *place);
        for together in hopeful.chunks(READ_AHEAD) {
            let places = together.iter().map(|(_, place)| *place);
            here.held.segment.read_ahead(places);
            for (most, place) in together {
                let hopeless = |last: &Entry<EmployeeId>| last.fitted && *most < last.primary;
                if !self.best.last().is_some_and(hopeless) {
                    self.offer_at(here, *place);
                }
            }
        }
        self.hopeful = hopeful;
    }

    /// Keeps those of the chosen who may be among the best by everything that the postings tell.
    fn bound(&mut self, here: &Here<'_>) {
        let segment = &here.held.segment;
        let mut evidence = std::mem::take(&mut self.scratch.evidence);
        let refined = self.chosen.len() > REFINED;
        if refined {
            evidence.add_evidence(here.held, here.plan);
        }
        self.hopeful.clear();
        for (sum, place, run) in &self.chosen {
            let run = segment.runs.get(*run);
            let Some(role) = run.and_then(|run| self.roles.of(run.profile)) else {
                continue;
            };
            let strength = segment.strength(*place);
            let mut tally = here.plan.at_best(*sum, strength);
            if refined {
                tally = here.plan.with_evidence(&tally, evidence.at(*place));
            }
            let last = self.best.last();
            if let Some(most) = self.search.may_pass(&tally, strength, &role, last) {
                self.hopeful.push((most, *place));
            }
        }
        self.scratch.evidence = evidence;
    }

    fn offer_at(&mut self, here: &Here<'_>, place: u16) -> Option<Offer> {
        let view = here.held.segment.view(place)?;
        Some(self.offer(Place::in_segment(here.number, place), &view))
    }

    /// Offers those with the largest sums, so that there is something to surpass.
    fn seed(&mut self, here: &Here<'_>) {
        let wanted = self.best.wanted().saturating_mul(SEEDS);
        let places = here
            .passing
            .iter()
            .map(|place| (here.sums.at(place), place));
        let mut most: Vec<(u32, u16)> = places.filter(|(sum, _)| *sum > 0).collect();
        if wanted < most.len() {
            most.select_nth_unstable_by(wanted, |a, b| b.cmp(a));
            most.truncate(wanted);
        }
        for together in most.chunks(READ_AHEAD) {
            let places = together.iter().map(|(_, place)| *place);
            here.held.segment.read_ahead(places.clone());
            for place in places {
                self.seeds.insert(place);
                self.offer_at(here, place);
            }
        }
    }

    /// Finds who of a run may be among the best by credit and must-haves.
    fn choose(&mut self, here: &Here<'_>, (number, run): (usize, &Run), role: &Role) {
        let mut least = self.least(role.class, run.weakest, 0, here.plan);
        if run.any_unknown && self.best.last().is_none_or(|last| !last.fitted) {
            least = 0;
        }
        if here.plan.is_complete {
            if least == 0 {
                self.offer_strangers(here, run);
            }
            // Whom no list names is dealt with.
            least = least.max(1);
        }
        let range = run.range();
        let mut start = range.start;
        for part in here.sums.slice(range).chunks(64) {
            if part.iter().fold(0, |most: u32, sum| most.max(*sum)) >= least {
                for (place, sum) in (start..).zip(part) {
                    if *sum >= least
                        && let Ok(place) = u16::try_from(place)
                        && here.passing.has(place)
                        && self.may_suffice(here, role, place, *sum)
                    {
                        self.chosen.push((*sum, place, number));
                    }
                }
            }
            start += part.len();
        }
    }

    #[inline]
    fn may_suffice(&mut self, here: &Here<'_>, role: &Role, place: u16, sum: u32) -> bool {
        let strengths = &here.held.segment.strengths;
        let Some(strength) = strengths.get(usize::from(place)).copied() else {
            return false;
        };
        let unmet = here.plan.unmet(sum);
        sum >= self.least(role.class, strength, unmet, here.plan) && !self.seeds.has(place)
    }

    /// Offers those of a run who have nothing of what is asked. They differ in nothing but whether
    /// any skill of theirs is known, and in their ids, in whose order they are: where one is worse
    /// than the best, so are all that follow.
    fn offer_strangers(&mut self, here: &Here<'_>, run: &Run) {
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
                *done = self.offer_at(here, place) == Some(Offer::Worse);
            }
            if done == [true, true] {
                break;
            }
        }
    }
}
