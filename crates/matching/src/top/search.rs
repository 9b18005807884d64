//! Searching segment by segment: sum up the postings, drop whoever cannot be among the best, score
//! the others from the most promising on.

use domain::ids::EmployeeId;

use super::Sums;
use super::plan::Plan;
use super::roles::{CLASSES, Role, Roles};
use crate::engine::{Engine, Scratch};
use crate::filter::reaches;
use crate::opening::OpeningRecord;
use crate::output::View;
use crate::people::{Held, Place, Run};
use crate::people_for::entry;
use crate::person::PersonView;
use crate::score::{Circumstances, Tally, score_towards};
use crate::select::{Best, Entry};
use crate::sieve::Sieve;
use crate::units::Divisor;

/// So many times the wanted number, of the first segment, are scored before anybody is dropped.
const SEEDS: usize = 4;

/// Share of the credit that the best must have which lists may be left unread for.
const GRANTED_PERCENT: u64 = 50;

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
    /// Who may be among the best: the most that the rank can be, and the place.
    hopeful: Vec<(u32, u16)>,
    /// Places of the segment that were offered already, in order.
    seeds: Vec<u16>,
}

impl Search<'_> {
    /// The best `wanted`, best first. `among`: only these places of each segment, in order.
    pub(crate) fn best(
        &self,
        wanted: usize,
        among: Option<&[Vec<u16>]>,
        scratch: &mut Scratch,
    ) -> Vec<Entry<EmployeeId>> {
        if wanted == 0 {
            return Vec::new();
        }
        let people = &self.engine.people;
        let roles = Roles::new(
            self.engine,
            self.opening,
            self.sieve.includes_step_down(),
            scratch,
        );
        let mut sums = std::mem::take(&mut scratch.sums);
        let mut walk = Walk {
            search: self,
            scratch,
            best: Best::new(wanted),
            roles,
            hopeful: Vec::new(),
            seeds: Vec::new(),
        };
        for (place, record) in people.delta() {
            let view = record.view();
            if self.sieve.passes(&view) {
                walk.offer(place, &view);
            }
        }
        let mut order: Vec<usize> = (0..people.segments().len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(people.segments().get(*at).map(Held::live)));
        let mut plan = self.plan(0);
        for (nth, at) in order.into_iter().enumerate() {
            let Some(held) = people.segments().get(at) else {
                continue;
            };
            let among = among.map(|lists| lists.get(at).map_or(&[][..], Vec::as_slice));
            if nth == 1 {
                plan = self.plan(walk.budget(&plan));
            }
            walk.segment(at, held, &plan, among, nth == 0, &mut sums);
        }
        let Walk { best, scratch, .. } = walk;
        scratch.sums = sums;
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
        let weights = &self.engine.weights;
        let most = score_towards(role.direction, tally, self.opening, &pair, weights);
        let passes = last
            .is_none_or(|last| (most.fitted, most.rank_ppm) >= (last.fitted, last.primary))
            && self
                .sieve
                .fit_min()
                .is_none_or(|min| reaches(most.shown_fit_ppm(), min));
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
                let least = self.least(class, plan).unwrap_or(u32::MAX);
                return plan.credit(least) * GRANTED_PERCENT / 100;
            }
        }
        0
    }

    /// The least sum with which somebody in a role of the class might be among the best.
    fn least(&self, class: usize, plan: &Plan) -> Option<u32> {
        let Some(role) = self.roles.class(class) else {
            return Some(0);
        };
        let last = self.best.last();
        plan.least(u64::MAX >> 1, |tally| {
            // Whatever the strength, use of self cannot exceed the whole.
            let strength = tally.used.max(1);
            (self.search.may_pass(tally, strength, &role, last)).is_some()
        })
    }

    fn segment(
        &mut self,
        at: usize,
        held: &Held,
        plan: &Plan,
        among: Option<&[u16]>,
        is_first: bool,
        sums: &mut Sums,
    ) {
        sums.add_up(held, plan);
        self.seeds.clear();
        if is_first {
            self.seed(at, held, among, sums);
        }
        let least: Vec<Option<u32>> = (0..CLASSES).map(|class| self.least(class, plan)).collect();
        self.hopeful.clear();
        match among {
            Some(places) => self.choose_among(held, plan, places, &least, sums),
            None => {
                for run in &held.segment.runs {
                    let role = self.roles.of(run.profile).filter(|role| !role.is_hidden);
                    if let Some(role) = role
                        && let Some(Some(least)) = least.get(role.class)
                    {
                        self.choose(at, held, plan, run, &role, *least, sums);
                    }
                }
            }
        }
        let mut hopeful = std::mem::take(&mut self.hopeful);
        hopeful.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (most, place) in &hopeful {
            let hopeless = |last: &Entry<EmployeeId>| last.fitted && *most < last.primary;
            if self.best.last().is_some_and(hopeless) {
                break;
            }
            if let Some(view) = held.segment.view(*place) {
                self.offer(Place::in_segment(at, *place), &view);
            }
        }
        self.hopeful = hopeful;
    }

    /// Offers those with the largest sums, so that there is something to surpass.
    fn seed(&mut self, at: usize, held: &Held, among: Option<&[u16]>, sums: &Sums) {
        let wanted = self.best.wanted().saturating_mul(SEEDS);
        let mut most: Vec<(u32, u16)> = Vec::new();
        let mut consider = |place: u16| {
            let sum = sums.at(place);
            if sum > 0 && !held.gone.has(place) {
                most.push((sum, place));
            }
        };
        match among {
            Some(places) => places.iter().copied().for_each(&mut consider),
            None => held.segment.places().for_each(&mut consider),
        }
        if wanted < most.len() {
            most.select_nth_unstable_by(wanted, |a, b| b.cmp(a));
            most.truncate(wanted);
        }
        for (_, place) in most {
            if let Some(view) = held.segment.view(place) {
                self.seeds.push(place);
                if self.search.sieve.passes(&view) {
                    self.offer(Place::in_segment(at, place), &view);
                }
            }
        }
        self.seeds.sort_unstable();
    }

    /// Finds who of a run may be among the best.
    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one loop over one segment"
    )]
    fn choose(
        &mut self,
        at: usize,
        held: &Held,
        plan: &Plan,
        run: &Run,
        role: &Role,
        least: u32,
        sums: &Sums,
    ) {
        if least == 0 && plan.is_complete {
            self.offer_strangers(at, held, run, sums);
        }
        // Whom no list names is dealt with already, or has what is granted to everybody.
        let least = if plan.is_complete {
            least.max(1)
        } else {
            least
        };
        let range = run.range();
        let mut start = range.start;
        for part in sums.slice(range).chunks(64) {
            if part.iter().fold(0, |most: u32, sum| most.max(*sum)) >= least {
                for (place, sum) in (start..).zip(part) {
                    if *sum >= least {
                        self.consider(held, plan, role, place, *sum);
                    }
                }
            }
            start += part.len();
        }
    }

    fn choose_among(
        &mut self,
        held: &Held,
        plan: &Plan,
        places: &[u16],
        least: &[Option<u32>],
        sums: &Sums,
    ) {
        for place in places {
            let Some(view) = held.segment.view(*place) else {
                continue;
            };
            let sum = sums.at(*place);
            if let Some(role) = self.roles.of(view.profile).filter(|role| !role.is_hidden)
                && least
                    .get(role.class)
                    .is_some_and(|l| l.is_some_and(|l| sum >= l))
            {
                self.consider(held, plan, &role, usize::from(*place), sum);
            }
        }
    }

    #[inline]
    fn consider(&mut self, held: &Held, plan: &Plan, role: &Role, place: usize, sum: u32) {
        let Ok(place) = u16::try_from(place) else {
            return;
        };
        let strength = held.segment.strength(place);
        let tally = plan.at_best(sum, strength);
        let most = (self.search).may_pass(&tally, strength, role, self.best.last());
        if let Some(most) = most
            && !held.gone.has(place)
            && self.seeds.binary_search(&place).is_err()
            && (held.segment.view(place)).is_some_and(|view| self.search.sieve.passes(&view))
        {
            self.hopeful.push((most, place));
        }
    }

    /// Offers those of a run who have nothing of what is asked. They differ in nothing but whether
    /// any skill of theirs is known, and in their ids, in whose order they are: where one is worse
    /// than the best, so are all that follow.
    fn offer_strangers(&mut self, at: usize, held: &Held, run: &Run, sums: &Sums) {
        let mut done = [false, !run.any_unknown];
        for (place, sum) in run.range().zip(sums.slice(run.range())) {
            let Ok(place) = u16::try_from(place) else {
                continue;
            };
            let unknown = usize::from(held.segment.strength(place) == 0);
            if *sum > 0 || done.get(unknown) == Some(&true) || held.gone.has(place) {
                continue;
            }
            if let Some(view) = held.segment.view(place)
                && self.search.sieve.passes(&view)
                && self.offer(Place::in_segment(at, place), &view) == Offer::Worse
                && let Some(done) = done.get_mut(unknown)
            {
                *done = true;
            }
            if done == [true, true] {
                break;
            }
        }
    }
}

impl Sums {
    fn add_up(&mut self, held: &Held, plan: &Plan) {
        let sums = &mut *self.0;
        if let Some(sums) = sums.get_mut(..held.segment.len()) {
            sums.fill(0);
        }
        for list in &plan.lists {
            for posting in held.segment.by_skill.row(list.skill) {
                let adds = list.adds.get(usize::from(posting.level));
                if let Some(sum) = sums.get_mut(usize::from(posting.place)) {
                    *sum += adds.copied().unwrap_or(0);
                }
            }
        }
    }

    #[inline]
    fn at(&self, place: u16) -> u32 {
        let sum = self.0.get(usize::from(place));
        sum.copied().unwrap_or(0)
    }

    fn slice(&self, range: std::ops::Range<usize>) -> &[u32] {
        self.0.get(range).unwrap_or_default()
    }
}
