//! People for an opening: the other direction of the same score, in the opening's view. What is
//! private to a person (interests, aspirations, preferences) plays no part here, since an order
//! that depends on it would give it away.

use domain::ids::{EmployeeId, LocationId, OpportunityId, OrgUnitId};

use crate::engine::{Engine, Scratch};
use crate::input::Opening;
use crate::opening::OpeningRecord;
use crate::output::{Band, BandCount, PeopleCounts, PeoplePage, PersonMatch, RankedPerson, View};
use crate::people::{Place, READ_AHEAD, Segment};
use crate::person::PersonView;
use crate::score::{Circumstances, Score, Tally, score};
use crate::select::{Best, Entry, page};
use crate::sieve::{Among, Sieve};
use crate::summary::summarise;
use crate::top::Search;
use crate::units::{Divisor, narrow};

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
    /// Whoever is about to leave, too.
    pub include_leaving: bool,
    /// Anything else: who may be seen, policy. Asked of people who pass the filters and, where it
    /// is not asked to count, would be among the best.
    pub accept: Option<&'a dyn Fn(EmployeeId) -> bool>,
    /// Whether to count all that the list has, which scores everybody.
    pub count: bool,
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
        self.with_opening(opening, |opening, scratch| {
            let (entries, counts) = self.page_of(opening, filter, (limit, offset), scratch);
            let items = (entries.into_iter())
                .filter_map(|entry| self.person_match(entry.handle, opening, scratch))
                .collect();
            PeoplePage {
                items,
                counts,
                weights_version: self.weights.version,
                data_version: self.data_version,
            }
        })
    }

    /// The same people in the same order, without a word on any of them: for whoever orders further
    /// and shows few, with [`Engine::people_matches`].
    #[must_use]
    pub fn rank_people(
        &self,
        opening: OpeningRef<'_>,
        filter: &PeopleFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<Vec<RankedPerson>> {
        self.with_opening(opening, |opening, scratch| {
            let (entries, _) = self.page_of(opening, filter, (limit, offset), scratch);
            entries.iter().map(ranked).collect()
        })
    }

    /// Those of these people whom the list with this filter has, in its order: for whoever keeps a
    /// list and learns that some have changed. `None` when the opening is unknown.
    #[must_use]
    pub fn rank_these(
        &self,
        opening: OpeningRef<'_>,
        filter: &PeopleFilter<'_>,
        people: &[EmployeeId],
    ) -> Option<Vec<RankedPerson>> {
        self.with_opening(opening, |opening, scratch| {
            scratch.load_opening(self, opening);
            let sieve = Sieve::new(filter, &self.places);
            let mut best = Best::new(people.len());
            let places: Vec<Place> = (people.iter())
                .filter_map(|id| self.people.place(*id))
                .collect();
            self.each_of(&places, |place, person| {
                if sieve.passes(person) {
                    let score = self.score_person(person, opening, scratch);
                    if sieve.accepts(person.id, &score, opening) {
                        best.take(entry(place, person, &score));
                    }
                }
            });
            best.into_sorted().iter().map(ranked).collect()
        })
    }

    /// These people for the opening, in this order; who is unknown is left out.
    #[must_use]
    pub fn people_matches(
        &self,
        opening: OpeningRef<'_>,
        people: impl Iterator<Item = EmployeeId>,
    ) -> Option<Vec<PersonMatch>> {
        self.with_opening(opening, |opening, scratch| {
            scratch.load_opening(self, opening);
            let found = people.filter_map(|id| {
                let place = self.people.place(id)?;
                self.person_match(place.handle(), opening, scratch)
            });
            found.collect()
        })
    }

    /// `None` when the opening is unknown.
    fn with_opening<T>(
        &self,
        opening: OpeningRef<'_>,
        f: impl FnOnce(&OpeningRecord, &mut Scratch) -> T,
    ) -> Option<T> {
        let draft;
        let opening = match opening {
            OpeningRef::Stored(id) => self.openings.find(id)?,
            OpeningRef::Draft(told) => {
                draft = self.draft(told);
                &draft
            }
        };
        Some(Scratch::with(|scratch| f(opening, scratch)))
    }

    fn page_of(
        &self,
        opening: &OpeningRecord,
        filter: &PeopleFilter<'_>,
        (limit, offset): (usize, usize),
        scratch: &mut Scratch,
    ) -> (Vec<Entry<EmployeeId>>, Option<PeopleCounts>) {
        scratch.load_opening(self, opening);
        let sieve = Sieve::new(filter, &self.places);
        let mut entries = std::mem::take(&mut scratch.people);
        entries.clear();
        let wanted = limit.saturating_add(offset);
        let counts = self.candidates(opening, &sieve, wanted, scratch, &mut entries);
        let page = page(&mut entries, offset, limit);
        scratch.people = entries;
        (page, counts)
    }

    /// The best `wanted` at least, or everybody that passes, with how many they are.
    fn candidates(
        &self,
        opening: &OpeningRecord,
        sieve: &Sieve<'_>,
        wanted: usize,
        scratch: &mut Scratch,
        entries: &mut Vec<Entry<EmployeeId>>,
    ) -> Option<PeopleCounts> {
        let mut consider = |place: Place, person: &PersonView<'_>| {
            if sieve.passes(person) {
                let score = self.score_person(person, opening, scratch);
                if sieve.accepts(person.id, &score, opening) {
                    entries.push(entry(place, person, &score));
                }
            }
        };
        match sieve.among(self, opening, wanted) {
            Among::Everybody => {
                for (place, person) in self.people.iter() {
                    consider(place, &person);
                }
            }
            Among::These(places) => {
                self.each_of(&places, &mut consider);
            }
            Among::Few(places) => {
                let mut best = Best::new(wanted);
                self.each_of(&places, |place, person| {
                    if sieve.passes(person) {
                        let score = self.score_person(person, opening, scratch);
                        let entry = entry(place, person, &score);
                        if best.would_take(&entry) && sieve.accepts(person.id, &score, opening) {
                            best.take(entry);
                        }
                    }
                });
                *entries = best.into_sorted();
                return None;
            }
            Among::Best(passing) => {
                let search = Search {
                    engine: self,
                    opening,
                    sieve,
                };
                *entries = search.best(wanted, &passing, scratch);
                return None;
            }
        }
        Some(PeopleCounts {
            total: narrow(u64::try_from(entries.len()).unwrap_or(u64::MAX)),
            bands: band_counts(entries),
        })
    }

    /// What a search of a segment would read at most.
    pub(crate) fn postings_of(&self, opening: &OpeningRecord, segment: &Segment) -> usize {
        let asks = opening.asks.iter();
        let lists = asks.map(|ask| {
            let neighbours = self.catalogue.neighbours(ask.skill).iter();
            let of_neighbours = neighbours.map(|one| segment.postings(one.skill));
            segment.postings(ask.skill) + of_neighbours.sum::<usize>()
        });
        lists.sum()
    }

    fn each_of(&self, places: &[Place], mut look: impl FnMut(Place, &PersonView<'_>)) {
        for together in places.chunks(READ_AHEAD) {
            self.people.read_ahead(together.iter().copied());
            for place in together {
                if let Some(person) = self.people.view(*place) {
                    look(*place, &person);
                }
            }
        }
    }

    fn person_match(
        &self,
        handle: u32,
        opening: &OpeningRecord,
        scratch: &mut Scratch,
    ) -> Option<PersonMatch> {
        let person = self.people.record(Place::from_handle(handle))?;
        let score = self.score_person(&person.view(), opening, scratch);
        scratch.person.load(&person, &self.catalogue, false);
        Some(PersonMatch {
            employee: person.id,
            open_to_moves: person.open_to_moves,
            summary: summarise(self, opening, &score, &scratch.person, false),
        })
    }

    /// The score of a person for the loaded opening, in the opening's view.
    pub(crate) fn score_person(
        &self,
        person: &PersonView<'_>,
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
    pub(crate) fn opening_view(&self, person: &PersonView<'_>, mobility_ppm: u32) -> Circumstances {
        Circumstances {
            view: View::Opening,
            strength: Divisor::new(person.strength),
            grade: self.catalogue.grade(person.profile),
            aspiration_ppm: 0,
            mobility_ppm,
            penalties: 0,
        }
    }
}

fn ranked(entry: &Entry<EmployeeId>) -> RankedPerson {
    RankedPerson {
        employee: entry.id,
        band: entry.band,
        rank_ppm: entry.primary,
        evidence_ppm: entry.secondary,
    }
}

pub(crate) fn entry(place: Place, person: &PersonView<'_>, score: &Score) -> Entry<EmployeeId> {
    Entry {
        id: person.id,
        handle: place.handle(),
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
