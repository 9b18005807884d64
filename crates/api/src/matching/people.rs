//! The hiring side's lists: the engine's ranking, in which equals rotate by a seed and people who
//! are suggested in too many places give way (`matching::rotation`, `matching::exposure`).

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use chrono::NaiveDate;
use domain::eligibility;
use domain::ids::{EmployeeId, OpportunityId};
use matching::exposure::{Exposure, Suggested, make_way};
use matching::{OpeningRef, PeopleFilter, PeoplePage, PersonMatch, View, Weights, rotation};
use tokio::sync::Semaphore;

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
        if query.limit == 0 {
            let page = self.ranked(query, 0, 0)?;
            return Some(PeopleList { page, order });
        }
        let (page, mut front) = self.front(query, tie_ppm)?;
        order.drawn = rotation::rotate(&mut front, rotation::seed(query.opening, day), tie_ppm);
        if let PeopleView::Open { .. } = query.view
            && exposure_limit > 0
            && let Some(settled) = self.exposures.settled.load_full()
        {
            order.limit = Some(exposure_limit);
            let gives_way =
                |one: &PersonMatch| settled.exposure.gives_way(query.opening, one.employee);
            (front, order.gave_way) = make_way(front, SUGGESTED, gives_way);
        }
        let (start, end) = (query.offset, query.offset.saturating_add(query.limit));
        let known = front.len();
        let mut items: Vec<PersonMatch> = front.into_iter().take(end).skip(start).collect();
        if end > known {
            let from = start.max(known);
            items.extend(self.ranked(query, end - from, from)?.items);
        }
        let page = PeoplePage { items, ..page };
        self.saw_people(query, &page);
        Some(PeopleList { page, order })
    }

    fn saw_people(&self, query: &PeopleQuery<'_>, page: &PeoplePage) {
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
        self.saw_list(&self.known(), to.account, View::Opening, &lines);
    }

    /// The first places of the list, such that nobody behind them is equal to the last of them.
    fn front(
        &self,
        query: &PeopleQuery<'_>,
        tie_ppm: u32,
    ) -> Option<(PeoplePage, Vec<PersonMatch>)> {
        let mut page = self.ranked(query, ROTATED + 1, 0)?;
        let tied = |items: &[PersonMatch]| match items.get(ROTATED - 1..) {
            Some([last, next, ..]) => rotation::are_equal(last, next, tie_ppm),
            _ => false,
        };
        let most = if tied(&page.items) {
            page = self.ranked(query, MOST_ROTATED, 0)?;
            MOST_ROTATED
        } else {
            ROTATED
        };
        let mut front = std::mem::take(&mut page.items);
        front.truncate(most);
        Some((page, front))
    }

    /// As the engine ranks them.
    fn ranked(&self, query: &PeopleQuery<'_>, limit: usize, offset: usize) -> Option<PeoplePage> {
        let known = self.known();
        let opening = known.reference(query.opening)?;
        let policy = self.policy();
        let today = self.clock.today();
        let entry = known.board.find(query.opening)?;
        let eligible = |person: EmployeeId| {
            let rules = self.rules(&known, entry, person, 0, &policy, today);
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
        (known.engine).people_for(opening, &filter, limit, offset)
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
            let mut people = self.known().in_question(opening)?;
            rotation::rotate(&mut people, seed, weights.exposure_tie_ppm);
            Some(Suggested {
                opening,
                seed,
                people: (people.iter())
                    .map(|one| (one.employee, one.summary.rank_ppm))
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

impl Known {
    /// The first of the people who are open to moves, whoever looks.
    fn in_question(&self, opening: OpportunityId) -> Option<Vec<PersonMatch>> {
        let entry = self.board.find(opening)?;
        let unrelated = |person: EmployeeId| !entry.is_in_team(person);
        let filter = PeopleFilter {
            open_to_moves: true,
            accept: Some(&unrelated),
            ..PeopleFilter::default()
        };
        let page =
            (self.engine).people_for(OpeningRef::Stored(opening), &filter, IN_QUESTION, 0)?;
        Some(page.items)
    }
}
