//! The first places of openings' lists as the engine ranks them, kept until something changes: the
//! same opening is looked at again, page by page and by everybody of its team. What depends on who
//! looks is not kept, but taken out of them for each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::{EmployeeId, OpportunityId};
use matching::{OpeningRef, PeopleFilter, RankedPerson};

use super::{BoardEntry, Known};

/// Openings whose first places are kept, some 5 kB each, or 30 where many are equal.
const KEPT: usize = 512;
/// So many more than are wanted are kept, since some of them are not for whoever looks.
const SPARE: usize = 60;

#[derive(Debug, Default)]
pub(super) struct Fronts(Mutex<HashMap<OpportunityId, Arc<Front>>>);

#[derive(Debug)]
struct Front {
    /// The states of the engine and of the opening that it is of.
    state: (u64, u64),
    /// So many were asked for.
    places: usize,
    people: Vec<RankedPerson>,
}

impl Front {
    /// Whether nobody comes after them.
    fn is_whole(&self) -> bool {
        self.people.len() < self.places
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
        let front = self.front(known, opening, wanted + SPARE)?;
        let shown = front.people.iter().filter(|one| !except(one.employee));
        let first: Vec<RankedPerson> = shown.take(wanted).copied().collect();
        (first.len() == wanted || front.is_whole()).then_some(first)
    }

    fn front(&self, known: &Known, opening: OpportunityId, places: usize) -> Option<Arc<Front>> {
        let state = (known.engine.revision(), known.board.find(opening)?.stamp);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let serves = |front: &&Arc<Front>| {
            front.state == state && (front.places >= places || front.is_whole())
        };
        if let Some(front) = kept.get(&opening).filter(serves) {
            return Some(Arc::clone(front));
        }
        drop(kept);
        let people = known.open_to_moves(opening, places)?;
        let front = Arc::new(Front {
            state,
            places,
            people,
        });
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&opening) {
            kept.clear();
        }
        kept.insert(opening, Arc::clone(&front));
        Some(front)
    }
}

impl Known {
    /// The first of the people who are open to moves, whoever looks.
    pub(super) fn open_to_moves(
        &self,
        opening: OpportunityId,
        places: usize,
    ) -> Option<Vec<RankedPerson>> {
        let entry = self.board.find(opening)?;
        let unrelated = |person: EmployeeId| !entry.is_in_team(person);
        let filter = PeopleFilter {
            open_to_moves: true,
            fit_min: least_fit(entry),
            accept: Some(&unrelated),
            ..PeopleFilter::default()
        };
        (self.engine).rank_people(OpeningRef::Stored(opening), &filter, places, 0)
    }
}

/// The list ends where nothing fits. An opening that asks for nothing has no fit to end at.
pub(super) fn least_fit(entry: &BoardEntry) -> Option<u8> {
    (!entry.opening.requirements.is_empty()).then_some(1)
}
