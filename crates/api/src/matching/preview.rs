//! What other weights would do: a sample of people and all open openings, ranked under the weights
//! in force and under the others, side by side. Beside the engine that answers queries; nothing of
//! it is kept. Not here: who may know how much of it (`effects`).

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::ids::{EmployeeId, OpportunityId, OrgUnitId};
use domain::terms::EmployeeStatus;
use foldhash::{HashMap, HashSet};
use matching::{
    Band, Engine, MatchingError, OpeningFilter, OpeningMatch, OpeningRef, PeopleFilter, Weights,
    rotation,
};
use tokio::sync::OwnedSemaphorePermit;

use super::effects::{Effect, PersonEffect};
use super::groups::Groups;
use super::{BoardEntry, Matching};

/// How many openings of a person's list, and people of an opening's, are looked at.
pub const FIRST: usize = 10;
/// Most people who are measured.
const MOST_PEOPLE: usize = 2_000;
/// So many are measured however many openings there are.
const LEAST_PEOPLE: usize = 200;
/// Most pairs of people and openings, which bounds the time.
const MOST_PAIRS: usize = 4_000_000;
/// Openings that are named.
const NAMED_OPENINGS: usize = 10;
/// Fewer people are nobody's statistics.
const LEAST_LIST: usize = 5;

/// Everything that a preview needs, taken from the service in one moment.
pub struct Basis {
    engine: Engine,
    openings: HashMap<OpportunityId, BoardEntry>,
    people: Vec<Measured>,
    /// Where somebody is in `people`.
    places: HashMap<EmployeeId, usize>,
    /// Of how many people those are a sample.
    population: usize,
    today: NaiveDate,
}

/// A person of the sample.
struct Measured {
    id: EmployeeId,
    /// From the root down to the person's own.
    units: Vec<OrgUnitId>,
}

/// Who gains and who loses.
#[derive(Debug)]
pub struct Preview {
    /// The weights in force, on which it is based.
    pub before: Weights,
    pub people: usize,
    pub population: usize,
    pub openings: usize,
    pub groups: Groups<Effect>,
    /// The openings whose first ten people change most, most first.
    pub most_changed: Vec<OpeningEffect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningEffect {
    pub opening: OpportunityId,
    pub title: String,
    /// Of its first ten people of the sample, how many are others.
    pub changed: u32,
}

impl Matching {
    /// Leave for one preview; `None` while another is computed.
    #[must_use]
    pub fn may_preview(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.previews).try_acquire_owned().ok()
    }

    /// The sample is the same for every preview as long as people neither come nor go: so two
    /// previews can be compared, and none tells more than another about whom it measures.
    #[must_use]
    pub fn preview_basis(&self) -> Basis {
        let today = self.clock.today();
        let names = self.directory.catalogue();
        let mut people = Vec::new();
        self.directory.for_each_person(|person| {
            if is_measured(person.status) {
                people.push((
                    rotation::lot(0, person.id.as_uuid().as_u128()),
                    person.id,
                    person.org_unit_id,
                ));
            }
        });
        let population = people.len();
        let known = self.known();
        let open = known
            .board
            .all()
            .filter(|entry| entry.takes_applications(today));
        let openings: HashMap<OpportunityId, BoardEntry> = open
            .map(|entry| (entry.opening.id, entry.clone()))
            .collect();
        let most = (MOST_PAIRS / openings.len().max(1)).clamp(LEAST_PEOPLE, MOST_PEOPLE);
        people.sort_unstable();
        people.truncate(most);
        let ids: Vec<EmployeeId> = people.iter().map(|(_, id, _)| *id).collect();
        let engine = known.engine.with_only(&ids);
        drop(known);
        let places = ids.into_iter().zip(0..).collect();
        let people = people.into_iter().map(|(_, id, unit)| {
            let above = names.units.find(unit).map(|unit| unit.ancestors.clone());
            let units = above.into_iter().flatten().chain([unit]).collect();
            Measured { id, units }
        });
        Basis {
            people: people.collect(),
            places,
            engine,
            openings,
            population,
            today,
        }
    }
}

const fn is_measured(status: EmployeeStatus) -> bool {
    match status {
        EmployeeStatus::Active | EmployeeStatus::OnLeave => true,
        EmployeeStatus::Leaving | EmployeeStatus::Left => false,
    }
}

impl Basis {
    #[must_use]
    pub fn weights(&self) -> &Weights {
        self.engine.weights()
    }

    /// Blocks for seconds in a large organisation.
    ///
    /// # Errors
    /// When the weights are unsound.
    pub fn measure(self, weights: Weights) -> Result<Preview, MatchingError> {
        let mut after = self.engine.clone();
        after.set_weights(weights)?;
        let effects: Vec<PersonEffect> = (self.people.iter())
            .map(|person| self.person_effect(person, &after))
            .collect();
        let mut openings: Vec<OpeningEffect> = (self.openings.values())
            .filter_map(|entry| self.opening_effect(entry, &after))
            .collect();
        openings.sort_unstable_by_key(|one| (Reverse(one.changed), one.opening));
        openings.truncate(NAMED_OPENINGS);
        Ok(Preview {
            before: self.engine.weights().clone(),
            people: self.people.len(),
            population: self.population,
            openings: self.openings.len(),
            groups: Groups::of(&effects),
            most_changed: openings,
        })
    }

    fn person_effect(&self, person: &Measured, after: &Engine) -> PersonEffect {
        let before = self.first_openings(&self.engine, person);
        let after = self.first_openings(after, person);
        let ids = |list: &[OpeningMatch]| -> HashSet<OpportunityId> {
            list.iter().map(|one| one.opportunity).collect()
        };
        let (had, has) = (ids(&before), ids(&after));
        PersonEffect {
            units: person.units.clone(),
            entering: count(has.difference(&had)),
            leaving: count(had.difference(&has)),
            fit_change_ppm: best_fit(&after) - best_fit(&before),
            band_change: best_band(&after).cmp(&best_band(&before)),
        }
    }

    /// As the person's own list has them.
    fn first_openings(&self, engine: &Engine, person: &Measured) -> Vec<OpeningMatch> {
        let accept = |id: OpportunityId| {
            let entry = self.openings.get(&id);
            entry.is_some_and(|entry| entry.is_for(&person.units) && !entry.is_in_team(person.id))
        };
        let filter = OpeningFilter {
            accept: Some(&accept),
            today: self.today,
            ..OpeningFilter::default()
        };
        let page = engine.openings_for(person.id, &filter, FIRST, 0);
        page.map(|page| page.items).unwrap_or_default()
    }

    fn opening_effect(&self, entry: &BoardEntry, after: &Engine) -> Option<OpeningEffect> {
        let before = self.first_people(&self.engine, entry)?;
        let after = self.first_people(after, entry)?;
        let changed = count(after.difference(&before));
        (changed > 0).then(|| OpeningEffect {
            opening: entry.opening.id,
            title: entry.row.title.clone(),
            changed,
        })
    }

    /// Of the sample, whoever may see the opening; `None` where they are too few to tell of.
    fn first_people(&self, engine: &Engine, entry: &BoardEntry) -> Option<HashSet<EmployeeId>> {
        let accept = |id: EmployeeId| {
            !entry.is_in_team(id)
                && (self.places.get(&id).and_then(|at| self.people.get(*at)))
                    .is_some_and(|person| entry.is_for(&person.units))
        };
        let filter = PeopleFilter {
            accept: Some(&accept),
            ..PeopleFilter::default()
        };
        let page = engine.people_for(OpeningRef::Stored(entry.opening.id), &filter, FIRST, 0)?;
        (page.items.len() >= LEAST_LIST)
            .then(|| page.items.iter().map(|one| one.employee).collect())
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// Zero where nothing fits.
fn best_fit(list: &[OpeningMatch]) -> i64 {
    let fits = list.iter().filter_map(|one| one.summary.fit_ppm);
    fits.max().map_or(0, i64::from)
}

fn best_band(list: &[OpeningMatch]) -> Band {
    let bands = list.iter().map(|one| one.summary.band);
    bands.max().unwrap_or(Band::None)
}
