//! The hiring side's lists: the engine's ranking, in which equals rotate by a seed and people who
//! are suggested in too many places give way (`matching::rotation`, `matching::exposure`).

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use chrono::NaiveDate;
use domain::eligibility;
use domain::ids::{EmployeeId, OpportunityId};
use matching::exposure::{Exposure, Suggested, make_way};
use matching::{
    Engine, OpeningRef, PeopleFilter, PeoplePage, RankedPerson, View, Weights, rotation,
};
use tokio::sync::Semaphore;

use super::fronts::least_fit;
use super::sightings::Line;
use super::{Known, Matching, PeopleQuery, PeopleView};

/// The places of an opening's list that count as suggestions.
pub const SUGGESTED: usize = 20;
/// How far down the list people come into question for them.
const IN_QUESTION: usize = 3 * SUGGESTED;
/// Places in which equals rotate, and how many more when more are equal at their end.
const ROTATED: usize = 100;
const MOST_ROTATED: usize = 1_000;
/// So many pairs of people and openings are settled while somebody waits.
const AT_ONCE: usize = 200_000;
/// Larger organisations settle in the background, and not again before this.
const SETTLED_FOR: Duration = Duration::from_secs(60);

/// A page of people and how it was ordered.
pub struct PeopleList {
    pub page: PeoplePage,
    pub order: PeopleOrder,
}

/// What there is to say of an order besides the rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeopleOrder {
    /// With the opening, the seed.
    pub day: NaiveDate,
    /// How near ranks count as equal; 0: only equal ones.
    pub tie_ppm: u32,
    /// People whose place among equals was drawn.
    pub drawn: usize,
    /// To how many openings somebody is suggested at once; `None` where that is not limited.
    pub limit: Option<u16>,
    /// People who gave their place among the first to the next.
    pub gave_way: usize,
}

/// Who gives way where, as of one state of the engine.
#[derive(Debug)]
struct Settled {
    revision: u64,
    day: NaiveDate,
    at: Instant,
    exposure: Exposure,
}

#[derive(Debug)]
pub(super) struct Exposures {
    settled: ArcSwapOption<Settled>,
    /// One thread settles.
    turn: Arc<Semaphore>,
}

impl Default for Exposures {
    fn default() -> Self {
        Self {
            settled: ArcSwapOption::empty(),
            turn: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Matching {
    /// People for an opening, best first. `None` when the opening is unknown.
    #[must_use]
    pub fn people_for(&self, query: &PeopleQuery<'_>) -> Option<PeopleList> {
        let day = self.clock.today();
        let Weights {
            exposure_tie_ppm: tie_ppm,
            exposure_limit,
            ..
        } = self.weights();
        let mut order = PeopleOrder {
            day,
            tie_ppm,
            drawn: 0,
            limit: None,
            gave_way: 0,
        };
        // One state of the engine for the whole answer.
        let known = self.known();
        if query.limit == 0 {
            let page = self.ranking(&known, query, |engine, opening, filter| {
                engine.people_for(opening, filter, 0, 0)
            })?;
            return Some(PeopleList { page, order });
        }
        let mut front = self.front(&known, query, tie_ppm)?;
        // Applicants draw as what they sent: whose name is hidden has no place that follows from it.
        let draws_as = |one: &RankedPerson| match query.view {
            PeopleView::Applicants(all) => all.get(&one.employee).map(|id| id.as_uuid().as_u128()),
            PeopleView::Open { .. } | PeopleView::Eligible => None,
        };
        let seed = rotation::seed(query.opening, day);
        order.drawn = rotation::rotate_as(&mut front, seed, tie_ppm, draws_as);
        if let PeopleView::Open { .. } = query.view
            && exposure_limit > 0
            && let Some(settled) = self.exposures.settled.load_full()
        {
            order.limit = Some(exposure_limit);
            let gives_way =
                |one: &RankedPerson| settled.exposure.gives_way(query.opening, one.employee);
            (front, order.gave_way) = make_way(front, SUGGESTED, gives_way);
        }
        let (start, end) = (query.offset, query.offset.saturating_add(query.limit));
        let mut shown: Vec<RankedPerson> = (front.iter().copied()).take(end).skip(start).collect();
        if end > front.len() {
            let from = start.max(front.len());
            shown.extend(self.ranked(&known, query, end - from, from)?);
        }
        let opening = known.reference(query.opening)?;
        let ids = shown.iter().map(|one| one.employee);
        let page = PeoplePage {
            items: known.engine.people_matches(opening, ids)?,
            counts: None,
            weights_version: known.engine.weights().version,
            data_version: known.engine.data_version(),
        };
        self.saw_people(&known, query, &page);
        Some(PeopleList { page, order })
    }

    fn saw_people(&self, known: &Known, query: &PeopleQuery<'_>, page: &PeoplePage) {
        let Some(to) = query.shown_to else { return };
        let application = |person: EmployeeId| match query.view {
            PeopleView::Applicants(all) => all.get(&person).copied(),
            PeopleView::Open { .. } | PeopleView::Eligible => None,
        };
        let items = page.items.iter().take(to.rows).zip(query.offset + 1..);
        let lines: Vec<Line> = items
            .map(|(one, rank)| Line {
                person: one.employee,
                opening: query.opening,
                application: application(one.employee),
                summary: one.summary,
                rank: Some(rank),
            })
            .collect();
        self.saw_list(known, to.account, View::Opening, &lines);
    }

    /// The first places of the list, such that nobody behind them is equal to the last of them; of
    /// applicants all.
    fn front(
        &self,
        known: &Known,
        query: &PeopleQuery<'_>,
        tie_ppm: u32,
    ) -> Option<Vec<RankedPerson>> {
        if let PeopleView::Applicants(all) = query.view {
            return self.first(known, query, all.len());
        }
        let mut front = self.first(known, query, ROTATED + 1)?;
        let tied = |people: &[RankedPerson]| match people.get(ROTATED - 1..) {
            Some([last, next, ..]) => rotation::are_equal(last, next, tie_ppm),
            _ => false,
        };
        if tied(&front) {
            return self.first(known, query, MOST_ROTATED);
        }
        front.truncate(ROTATED);
        Some(front)
    }

    /// So many as the engine ranks them, from those that are kept where that serves.
    fn first(
        &self,
        known: &Known,
        query: &PeopleQuery<'_>,
        wanted: usize,
    ) -> Option<Vec<RankedPerson>> {
        let kept = match query.view {
            PeopleView::Open { except } => self.fronts.first(known, query.opening, wanted, except),
            PeopleView::Applicants(_) | PeopleView::Eligible => None,
        };
        kept.or_else(|| self.ranked(known, query, wanted, 0))
    }

    /// As the engine ranks them.
    fn ranked(
        &self,
        known: &Known,
        query: &PeopleQuery<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<Vec<RankedPerson>> {
        self.ranking(known, query, |engine, opening, filter| {
            engine.rank_people(opening, filter, limit, offset)
        })
    }

    /// Asks the engine with the filter of the view.
    fn ranking<T>(
        &self,
        known: &Known,
        query: &PeopleQuery<'_>,
        ask: impl FnOnce(&Engine, OpeningRef<'_>, &PeopleFilter<'_>) -> Option<T>,
    ) -> Option<T> {
        let opening = known.reference(query.opening)?;
        let policy = self.policy();
        let today = self.clock.today();
        let entry = known.board.find(query.opening)?;
        let eligible = |person: EmployeeId| {
            let rules = self.rules(known, entry, person, 0, &policy, today);
            rules.is_some_and(|rules| eligibility::is_eligible(&rules))
        };
        let unrelated = |person: EmployeeId| match query.view {
            PeopleView::Open { except } => !entry.is_in_team(person) && !except(person),
            PeopleView::Applicants(_) | PeopleView::Eligible => true,
        };
        let applicants: Vec<EmployeeId> = match query.view {
            PeopleView::Applicants(all) => all.keys().copied().collect(),
            PeopleView::Open { .. } | PeopleView::Eligible => Vec::new(),
        };
        let filter = match query.view {
            PeopleView::Applicants(_) => PeopleFilter {
                only: Some(&applicants),
                ..PeopleFilter::default()
            },
            PeopleView::Open { .. } => PeopleFilter {
                open_to_moves: true,
                fit_min: least_fit(entry),
                accept: Some(&unrelated),
                ..PeopleFilter::default()
            },
            PeopleView::Eligible => PeopleFilter {
                include_step_down: true,
                accept: Some(&eligible),
                count: true,
                ..PeopleFilter::default()
            },
        };
        ask(&known.engine, opening, &filter)
    }

    /// Sees to it that who gives way where is settled: at once where that is quick, otherwise soon.
    /// Nobody's applications enter: who gave way must not tell who applied elsewhere.
    pub fn settle_exposure(self: &Arc<Self>) {
        let (revision, day) = (self.known().engine.revision(), self.clock.today());
        let settled = self.exposures.settled.load_full();
        let is_current = |settled: &Settled| settled.revision == revision && settled.day == day;
        if self.weights().exposure_limit == 0 || settled.as_deref().is_some_and(is_current) {
            return;
        }
        let Ok(turn) = Arc::clone(&self.exposures.turn).try_acquire_owned() else {
            return;
        };
        let pairs = {
            let known = self.known();
            known
                .engine
                .people_count()
                .saturating_mul(known.engine.opening_count())
        };
        if pairs <= AT_ONCE {
            self.settle(revision, day);
        } else if settled.is_none_or(|settled| settled.at.elapsed() >= SETTLED_FOR) {
            let this = Arc::clone(self);
            tokio::task::spawn_blocking(move || {
                let _turn = turn;
                this.settle(revision, day);
            });
        }
    }

    fn settle(&self, revision: u64, day: NaiveDate) {
        let weights = self.weights();
        let openings: Vec<OpportunityId> = {
            let known = self.known();
            let open = known
                .board
                .all()
                .filter(|entry| entry.takes_applications(day));
            let mut openings: Vec<OpportunityId> = open.map(|entry| entry.opening.id).collect();
            openings.sort_unstable();
            openings
        };
        let suggested = openings.into_iter().filter_map(|opening| {
            let seed = rotation::seed(opening, day);
            // The lock is given back after each: a change need not wait for all of them.
            let mut people = self.known().open_to_moves(opening, IN_QUESTION)?;
            rotation::rotate(&mut people, seed, weights.exposure_tie_ppm);
            Some(Suggested {
                opening,
                seed,
                people: (people.iter())
                    .map(|one| (one.employee, one.rank_ppm))
                    .collect(),
            })
        });
        let suggested: Vec<Suggested> = suggested.collect();
        let exposure = Exposure::settle(&suggested, SUGGESTED, weights.exposure_limit.into());
        self.exposures.settled.store(Some(Arc::new(Settled {
            revision,
            day,
            at: Instant::now(),
            exposure,
        })));
    }
}
