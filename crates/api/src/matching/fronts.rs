//! The first places of openings' lists as the engine ranks them, kept: the same opening is looked at
//! again, page by page and by everybody of its team. When people change, they are put where they
//! belong now; when anything else does, the places are found anew. What depends on who looks is not
//! kept, but taken out of them for each.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::{EmployeeId, OpportunityId};
use matching::{OpeningRef, PeopleFilter, RankedPerson};

use super::{BoardEntry, Known};

/// Openings whose first places are kept, some 5 kB each, or 30 where many are equal.
const KEPT: usize = 512;
/// So many more than are wanted are kept, since some of them are not for whoever looks.
const SPARE: usize = 60;

/// So many of the last changes of people are remembered.
const REMEMBERED: usize = 256;

/// Who changed lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Changed {
    /// How many changes there were.
    count: u64,
    last: Arc<VecDeque<EmployeeId>>,
}

impl Changed {
    pub(super) fn note(&mut self, person: EmployeeId) {
        let last = Arc::make_mut(&mut self.last);
        if last.len() >= REMEMBERED {
            last.pop_front();
        }
        last.push_back(person);
        self.count += 1;
    }

    /// Who changed after so many changes, each once; `None` where that is no longer remembered, or
    /// not yet known.
    fn since(&self, count: u64) -> Option<Vec<EmployeeId>> {
        let missing = usize::try_from(self.count.checked_sub(count)?).ok()?;
        let known = self.last.len().checked_sub(missing)?;
        let mut people: Vec<EmployeeId> = self.last.range(known..).copied().collect();
        people.sort_unstable();
        people.dedup();
        Some(people)
    }
}

#[derive(Debug, Default)]
pub(super) struct Fronts(Mutex<HashMap<OpportunityId, Arc<Front>>>);

/// What a list goes by: a smaller key comes first.
type Key = (Reverse<u32>, Reverse<u32>, EmployeeId);

const fn key(one: &RankedPerson) -> Key {
    let (rank, evidence) = (Reverse(one.rank_ppm), Reverse(one.evidence_ppm));
    (rank, evidence, one.employee)
}

#[derive(Debug)]
struct Front {
    /// The states of the engine, without its people and openings, and of the opening that it is of.
    state: (u64, u64),
    /// As of so many changes of people.
    changes: u64,
    /// Everybody who comes before the end.
    people: Vec<RankedPerson>,
    /// `None`: nobody comes after them.
    end: Option<Key>,
}

impl Front {
    /// With those who changed since where they are now: a place changes with the person only.
    fn brought_up_to(&self, known: &Known, opening: OpportunityId) -> Option<Self> {
        let changed = known.changed.since(self.changes)?;
        let now = known.rank_willing(opening, &changed)?.into_iter();
        let stay = self.people.iter().copied();
        let stay = stay.filter(|one| changed.binary_search(&one.employee).is_err());
        let come = now.filter(|one| self.end.is_none_or(|end| key(one) <= end));
        let mut people: Vec<RankedPerson> = stay.chain(come).collect();
        people.sort_unstable_by_key(key);
        Some(Self {
            changes: known.changed.count,
            people,
            ..*self
        })
    }
}

impl Fronts {
    /// The first `wanted` of the people who are open to moves, without those whom whoever looks is
    /// not shown; `None` where so many are not known.
    pub(super) fn first(
        &self,
        known: &Known,
        opening: OpportunityId,
        wanted: usize,
        except: &dyn Fn(EmployeeId) -> bool,
    ) -> Option<Vec<RankedPerson>> {
        let enough = |front: &Front| {
            let shown = front.people.iter().filter(|one| !except(one.employee));
            let first: Vec<RankedPerson> = shown.take(wanted).copied().collect();
            (first.len() == wanted || front.end.is_none()).then_some(first)
        };
        let state = (
            known.engine.common_revision(),
            known.board.find(opening)?.stamp,
        );
        let kept = self.kept(opening).filter(|front| front.state == state);
        if let Some(kept) = kept {
            if kept.changes == known.changed.count {
                if let Some(first) = enough(&kept) {
                    return Some(first);
                }
            } else if let Some(front) = kept.brought_up_to(known, opening)
                && let Some(first) = enough(&front)
            {
                self.keep(opening, front);
                return Some(first);
            }
        }
        let places = wanted + SPARE;
        let people = known.open_to_moves(opening, places)?;
        let end = people.last().filter(|_| people.len() == places).map(key);
        let front = Front {
            state,
            changes: known.changed.count,
            people,
            end,
        };
        let first = enough(&front);
        self.keep(opening, front);
        first
    }

    fn kept(&self, opening: OpportunityId) -> Option<Arc<Front>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&opening).map(Arc::clone)
    }

    fn keep(&self, opening: OpportunityId, front: Front) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&opening) {
            kept.clear();
        }
        kept.insert(opening, Arc::new(front));
    }
}

impl Known {
    /// The first of the people who are open to moves, whoever looks.
    pub(super) fn open_to_moves(
        &self,
        opening: OpportunityId,
        places: usize,
    ) -> Option<Vec<RankedPerson>> {
        self.among_willing(opening, |reference, filter| {
            self.engine.rank_people(reference, filter, places, 0)
        })
    }

    /// Those of these who are in that list, wherever.
    fn rank_willing(
        &self,
        opening: OpportunityId,
        people: &[EmployeeId],
    ) -> Option<Vec<RankedPerson>> {
        self.among_willing(opening, |reference, filter| {
            self.engine.rank_these(reference, filter, people)
        })
    }

    fn among_willing<T>(
        &self,
        opening: OpportunityId,
        ask: impl FnOnce(OpeningRef<'_>, &PeopleFilter<'_>) -> Option<T>,
    ) -> Option<T> {
        let entry = self.board.find(opening)?;
        let unrelated = |person: EmployeeId| !entry.is_in_team(person);
        let filter = PeopleFilter {
            open_to_moves: true,
            fit_min: least_fit(entry),
            accept: Some(&unrelated),
            ..PeopleFilter::default()
        };
        ask(OpeningRef::Stored(opening), &filter)
    }
}

/// The list ends where nothing fits. An opening that asks for nothing has no fit to end at.
pub(super) fn least_fit(entry: &BoardEntry) -> Option<u8> {
    (!entry.opening.requirements.is_empty()).then_some(1)
}
