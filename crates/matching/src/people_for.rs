//! People for an opening: the other direction of the same score, in the opening's view. What is
//! private to a person (interests, aspirations, preferences) plays no part here, since an order
//! that depends on it would give it away.

use domain::ids::{EmployeeId, LocationId, OpportunityId, OrgUnitId};
use domain::terms::EmployeeStatus;

use crate::engine::{Engine, Scratch};
use crate::filter::{contains, handle_set, reaches};
use crate::input::Opening;
use crate::opening::OpeningRecord;
use crate::openings_for::is_step_down;
use crate::output::{Band, BandCount, PeoplePage, PersonMatch, View};
use crate::person::PersonRecord;
use crate::score::{Circumstances, Score, Tally, score};
use crate::select::{Entry, page};
use crate::summary::summarise;
use crate::units::narrow;

/// An opening that the engine holds, or one that nobody has published yet.
#[derive(Clone, Copy, Debug)]
pub enum OpeningRef<'a> {
    Stored(OpportunityId),
    Draft(&'a Opening),
}

/// Whom to leave out. Empty lists and `None` leave out nobody, except people who are leaving or
/// have left, people who lack a required certificate and people for whom it is a step down.
#[derive(Clone, Copy, Default)]
pub struct PeopleFilter<'a> {
    /// With all units below them: the engine knows no tree.
    pub org_units: Option<&'a [OrgUnitId]>,
    pub locations: &'a [LocationId],
    /// Only people who said that they are open to moves.
    pub open_to_moves: bool,
    /// Only these, e.g. the applicants; of them nobody is left out for status, certificate or
    /// step: they have spoken for themselves.
    pub only: Option<&'a [EmployeeId]>,
    /// Fit in points, 0 to 100.
    pub fit_min: Option<u8>,
    pub include_step_down: bool,
    pub include_missing_certificate: bool,
    /// Anything else: who may be seen, policy. Asked once per person that passes the filters.
    pub accept: Option<&'a dyn Fn(EmployeeId) -> bool>,
}

impl Engine {
    /// The people for an opening, best first; `None` when the opening is unknown.
    #[must_use]
    pub fn people_for(
        &self,
        opening: OpeningRef<'_>,
        filter: &PeopleFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<PeoplePage> {
        let draft;
        let opening = match opening {
            OpeningRef::Stored(id) => self.openings.find(id)?,
            OpeningRef::Draft(told) => {
                draft = self.draft(told);
                &draft
            }
        };
        Some(Scratch::with(|scratch| {
            self.rank_people(opening, filter, (limit, offset), scratch)
        }))
    }

    fn rank_people(
        &self,
        opening: &OpeningRecord,
        filter: &PeopleFilter<'_>,
        (limit, offset): (usize, usize),
        scratch: &mut Scratch,
    ) -> PeoplePage {
        scratch.load_opening(self, opening);
        let units = filter.org_units.map(|u| handle_set(&self.places.units, u));
        let locations = (!filter.locations.is_empty())
            .then(|| handle_set(&self.places.locations, filter.locations));
        let mut entries = std::mem::take(&mut scratch.people);
        entries.clear();
        let mut consider = |handle: u32, person: &PersonRecord| {
            let passes = contains(units.as_deref(), person.unit)
                && contains(locations.as_deref(), person.location)
                && (!filter.open_to_moves || person.open_to_moves)
                && (filter.only.is_some() || is_available(person.status))
                && filter.accept.is_none_or(|accept| accept(person.id));
            if !passes {
                return;
            }
            let score = self.score_person(person, opening, scratch);
            let hidden = filter.only.is_none()
                && ((score.missing_certificates > 0 && !filter.include_missing_certificate)
                    || (is_step_down(&score, opening) && !filter.include_step_down));
            if !hidden && (filter.fit_min).is_none_or(|min| reaches(score.shown_fit_ppm(), min)) {
                entries.push(entry(handle, person, &score));
            }
        };
        match filter.only {
            Some(ids) => {
                let mut handles: Vec<u32> = ids
                    .iter()
                    .filter_map(|id| self.people.handle(*id))
                    .collect();
                handles.sort_unstable();
                handles.dedup();
                for handle in handles {
                    if let Some(person) = self.people.get(handle) {
                        consider(handle, person);
                    }
                }
            }
            None => (self.people.iter()).for_each(|(handle, person)| consider(handle, person)),
        }
        let bands = band_counts(&entries);
        let total = narrow(u64::try_from(entries.len()).unwrap_or(u64::MAX));
        let items = page(&mut entries, offset, limit)
            .into_iter()
            .filter_map(|e| self.people.get(e.handle))
            .map(|person| self.person_match(person, opening, scratch))
            .collect();
        scratch.people = entries;
        PeoplePage {
            items,
            total,
            bands,
            weights_version: self.weights.version,
            data_version: self.data_version,
        }
    }

    fn person_match(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        scratch: &mut Scratch,
    ) -> PersonMatch {
        let score = self.score_person(person, opening, scratch);
        scratch.person.load(person, &self.catalogue, false);
        PersonMatch {
            employee: person.id,
            open_to_moves: person.open_to_moves,
            summary: summarise(self, opening, &score, &scratch.person, false),
        }
    }

    /// The score of a person for the loaded opening, in the opening's view.
    fn score_person(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        scratch: &mut Scratch,
    ) -> Score {
        let mobility_ppm = scratch.mobility_from(self, person.profile, opening);
        let mut tally = Tally::default();
        for (ask, cell) in opening.asks.iter().zip(scratch.opening.cells(person)) {
            tally.add(ask, cell, self.weights.must_have_slack_milli);
        }
        let pair = self.opening_view(person, mobility_ppm);
        score(&tally, opening, &pair, &self.weights)
    }

    /// What counts of a person in the opening's view.
    pub(crate) fn opening_view(&self, person: &PersonRecord, mobility_ppm: u32) -> Circumstances {
        Circumstances {
            view: View::Opening,
            strength: person.strength,
            grade: self.catalogue.grade(person.profile),
            aspiration_ppm: 0,
            mobility_ppm,
            penalties: 0,
        }
    }
}

fn is_available(status: EmployeeStatus) -> bool {
    match status {
        EmployeeStatus::Active | EmployeeStatus::OnLeave => true,
        EmployeeStatus::Leaving | EmployeeStatus::Left => false,
    }
}

fn entry(handle: u32, person: &PersonRecord, score: &Score) -> Entry<EmployeeId> {
    Entry {
        id: person.id,
        handle,
        band: score.band,
        fitted: score.fitted,
        primary: score.rank_ppm,
        secondary: score.evidence_ppm,
        need: 0,
    }
}

fn band_counts(entries: &[Entry<EmployeeId>]) -> Vec<BandCount> {
    [
        Band::Strong,
        Band::Good,
        Band::Stretch,
        Band::Low,
        Band::None,
    ]
    .into_iter()
    .map(|band| {
        let count = entries.iter().filter(|e| e.band == band).count();
        BandCount {
            band,
            count: narrow(u64::try_from(count).unwrap_or(u64::MAX)),
        }
    })
    .collect()
}
