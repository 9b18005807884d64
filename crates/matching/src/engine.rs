//! The engine: what it holds, how it is kept current, and the scratch space of a query.
//!
//! Queries take `&self` and may run on any number of threads; changes take `&mut self`. A clone
//! shares everything until one of the two changes, so that a caller may change a clone and publish
//! it while others still read. A person or an opening that is put again replaces the earlier one.

use std::cell::Cell;
use std::io::{self, Read, Write};
use std::sync::Arc;

use domain::ids::{EmployeeId, OpportunityId, OrgUnitId};

use crate::catalogue::CompiledCatalogue;
use crate::cells::{OpeningTable, PersonTable};
use crate::input::{Catalogue, CatalogueSkill, Opening, Person};
use crate::intern::{NONE, Slots};
use crate::mobility::NEUTRAL_PPM;
use crate::opening::OpeningRecord;
use crate::output::View;
use crate::people::{Merged, People, SnapshotError};
use crate::person::{PersonRecord, Places, intern};
use crate::select::Entry;
use crate::top::{Sums, Thresholds};
use crate::units::{PPM, index};
use crate::weights::{MatchingError, Weights};

#[derive(Clone, Debug)]
pub struct Engine {
    pub(crate) weights: Weights,
    pub(crate) data_version: u64,
    /// Counts the changes, so that what was computed before one is known to be old.
    pub(crate) revision: u64,
    /// The revision of the last change that was not of one person or one opening.
    common_revision: u64,
    pub(crate) catalogue: Arc<CompiledCatalogue>,
    pub(crate) places: Arc<Places>,
    pub(crate) people: People,
    pub(crate) openings: Arc<Slots<OpportunityId, OpeningRecord>>,
    /// Kept to recompile when the weights change.
    pub(crate) told: Arc<Catalogue>,
}

impl Engine {
    /// An empty engine.
    ///
    /// # Errors
    /// When the weights are unsound.
    pub fn new(weights: Weights) -> Result<Self, MatchingError> {
        weights.check()?;
        let mut engine = Self {
            weights,
            data_version: 0,
            revision: 0,
            common_revision: 0,
            catalogue: Arc::default(),
            places: Arc::default(),
            people: People::default(),
            openings: Arc::default(),
            told: Arc::default(),
        };
        engine.recompile();
        Ok(engine)
    }

    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Takes new weights and brings everything up to date.
    ///
    /// # Errors
    /// When they are unsound; nothing changes then.
    pub fn set_weights(&mut self, weights: Weights) -> Result<(), MatchingError> {
        weights.check()?;
        self.weights = weights;
        self.recompile();
        Ok(())
    }

    /// Which state of the caller's data the engine shows, e.g. the number of the last change that
    /// was applied. Every result carries it.
    pub const fn set_data_version(&mut self, version: u64) {
        self.data_version = version;
    }

    #[must_use]
    pub const fn data_version(&self) -> u64 {
        self.data_version
    }

    /// Different after every change.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Different after every change that is not of one person or of one opening. As long as it is
    /// the same, a pair's score changes only with the two of them.
    #[must_use]
    pub const fn common_revision(&self) -> u64 {
        self.common_revision
    }

    fn changed_for_all(&mut self) {
        self.revision += 1;
        self.common_revision = self.revision;
    }

    /// For an engine that was built to take the place of another: no revision of it is one that the
    /// other had.
    pub fn succeed(&mut self, earlier: &Self) {
        self.revision = self.revision.max(earlier.revision);
        self.changed_for_all();
    }

    /// Replaces the catalogue. People and openings stay and are brought up to date.
    pub fn set_catalogue(&mut self, catalogue: Catalogue) {
        self.told = Arc::new(catalogue);
        self.recompile();
    }

    /// Adds one skill, e.g. one that was just proposed: it has no neighbours and the rarity of one
    /// that no profile requires. Recompiles only if somebody named it already.
    pub fn add_skill(&mut self, skill: CatalogueSkill) {
        let is_new = self.catalogue.skills.find(skill.id) == NONE;
        Arc::make_mut(&mut self.told).skills.push(skill);
        if is_new {
            self.changed_for_all();
            Arc::make_mut(&mut self.catalogue).add(skill);
        } else {
            self.recompile();
        }
    }

    fn recompile(&mut self) {
        self.changed_for_all();
        Arc::make_mut(&mut self.catalogue).set(&self.told, &self.weights);
        self.people.prepare(&self.catalogue, &self.weights);
        for opening in Arc::make_mut(&mut self.openings).values_mut() {
            opening.prepare(&self.catalogue, &self.weights);
        }
    }

    pub fn upsert_person(&mut self, person: &Person) {
        intern(person, &mut self.catalogue, &mut self.places);
        let record = PersonRecord::new(person, &self.catalogue, &self.places, &self.weights);
        self.revision += 1;
        self.people.put(record);
    }

    /// Whether so many people have changed since the last merge that another is worth its while.
    #[must_use]
    pub fn needs_merge(&self) -> bool {
        self.people.needs_merge()
    }

    /// Prepares the index anew where people have changed; no answer depends on whether and when.
    /// Meant for another thread than that of the changes: `install` takes what came of it, and
    /// minds whatever has changed in the meantime.
    #[must_use]
    pub fn merge(&self) -> Merged {
        self.people.merge()
    }

    /// Puts a merge into use. One that was prepared before the catalogue or the weights changed, or
    /// by another engine, is dropped: whether it was of use.
    pub fn install(&mut self, merged: Merged) -> bool {
        self.people.install(merged)
    }

    /// Merges until there is nothing left to merge, for whoever loads many people at once.
    pub fn settle(&mut self) {
        while self.people.has_changes() {
            let merged = self.people.merge();
            self.people.install(merged);
        }
    }

    /// Keeps people of neighbouring units together, for whoever has loaded everybody: questions
    /// within a unit then look at the part of the index where its people are. `units` in the order
    /// of their tree; no answer depends on it.
    pub fn arrange(&mut self, units: &[OrgUnitId]) {
        let order = units.iter().map(|unit| self.places.units.find(*unit));
        self.people.arrange(order);
    }

    /// Whether the person was there.
    pub fn remove_person(&mut self, person: EmployeeId) -> bool {
        self.revision += 1;
        self.people.remove(person)
    }

    /// Writes down everybody, with the data version, for `read_people`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_people(&self, to: &mut dyn Write) -> io::Result<()> {
        (self.people).write(self.data_version, &self.catalogue, &self.places, to)
    }

    /// Replaces everybody by the people of a snapshot, under this engine's catalogue and weights,
    /// and takes its data version. Catalogue and openings are not in it.
    ///
    /// # Errors
    /// When it is broken or of another version; nothing changes then.
    pub fn read_people(&mut self, from: &mut dyn Read) -> Result<(), SnapshotError> {
        let mut catalogue = Arc::clone(&self.catalogue);
        let mut places = Arc::clone(&self.places);
        let (people, data_version) = People::read(
            from,
            self.people.capacity,
            &self.weights,
            Arc::make_mut(&mut catalogue),
            Arc::make_mut(&mut places),
        )?;
        self.people.replace(people);
        (self.catalogue, self.places) = (catalogue, places);
        self.data_version = data_version;
        self.changed_for_all();
        Ok(())
    }

    pub fn upsert_opening(&mut self, opening: &Opening) {
        if !OpeningRecord::is_interned(opening, &self.catalogue, &self.places) {
            let catalogue = Arc::make_mut(&mut self.catalogue);
            OpeningRecord::intern(opening, catalogue, Arc::make_mut(&mut self.places));
        }
        let record = self.draft(opening);
        self.revision += 1;
        Arc::make_mut(&mut self.openings).put(opening.id, record);
    }

    /// Whether the opening was there.
    pub fn remove_opening(&mut self, opening: OpportunityId) -> bool {
        self.revision += 1;
        Arc::make_mut(&mut self.openings).remove(opening)
    }

    #[must_use]
    pub fn people_count(&self) -> usize {
        self.people.len()
    }

    #[must_use]
    pub fn opening_count(&self) -> usize {
        self.openings.len()
    }

    #[must_use]
    pub fn has_opening(&self, opening: OpportunityId) -> bool {
        self.openings.handle(opening).is_some()
    }

    #[must_use]
    pub fn has_person(&self, person: EmployeeId) -> bool {
        self.people.place(person).is_some()
    }

    pub(crate) fn draft(&self, opening: &Opening) -> OpeningRecord {
        OpeningRecord::draft(opening, &self.catalogue, &self.places, &self.weights)
    }
}

/// What a query needs besides the engine: one per thread, kept to spare allocations, holding
/// nothing that a later query could see.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) person: PersonTable,
    pub(crate) opening: OpeningTable,
    pub(crate) people: Vec<Entry<EmployeeId>>,
    pub(crate) sums: Sums,
    pub(crate) thresholds: Thresholds,
    /// Similarities of the loaded side's profile to all others.
    similarities: Vec<u32>,
    /// Mobility values by the other side's profile, once computed.
    mobility: Vec<Option<u32>>,
    aspirations: Vec<u32>,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

impl Scratch {
    /// Lends this thread's scratch; a query within a query gets a new one.
    pub(crate) fn with<T>(query: impl FnOnce(&mut Self) -> T) -> T {
        let mut scratch = SCRATCH.take().unwrap_or_default();
        let answer = query(&mut scratch);
        SCRATCH.set(Some(scratch));
        answer
    }

    pub(crate) fn load_person(&mut self, engine: &Engine, person: &PersonRecord, view: View) {
        let private = view == View::Employee;
        self.person.load(person, &engine.catalogue, private);
        self.load_profile(engine, person.profile);
        let targets = if private { person.targets() } else { &[] };
        let row = &mut self.aspirations;
        (engine.catalogue.mobility).aspirations(&engine.catalogue, targets, &engine.weights, row);
    }

    pub(crate) fn load_opening(&mut self, engine: &Engine, opening: &OpeningRecord) {
        self.opening
            .load(opening, &engine.catalogue, &engine.weights);
        self.load_profile(engine, opening.profile);
    }

    fn load_profile(&mut self, engine: &Engine, profile: u32) {
        self.mobility.clear();
        self.mobility.resize(engine.catalogue.profiles.len(), None);
        let row = &mut self.similarities;
        (engine.catalogue.mobility).similarities(&engine.catalogue, profile, row);
    }

    /// Of the loaded person's move to the opening's role.
    pub(crate) fn mobility(&mut self, engine: &Engine, from: u32, opening: &OpeningRecord) -> u32 {
        self.mobility_between(engine, (from, opening.profile), opening.profile, opening)
    }

    /// Of a person's move to the loaded opening's role.
    pub(crate) fn mobility_from(
        &mut self,
        engine: &Engine,
        from: u32,
        opening: &OpeningRecord,
    ) -> u32 {
        self.mobility_between(engine, (from, opening.profile), from, opening)
    }

    fn mobility_between(
        &mut self,
        engine: &Engine,
        (from, to): (u32, u32),
        varying: u32,
        opening: &OpeningRecord,
    ) -> u32 {
        let known =
            from != NONE && engine.catalogue.has_profile(from) && engine.catalogue.has_profile(to);
        if !known || !opening.has_direction() {
            return NEUTRAL_PPM;
        }
        let similarity = self.similarities.get(index(varying)).copied().unwrap_or(0);
        let compute = || {
            let mobility = &engine.catalogue.mobility;
            mobility.value_ppm(from, to, similarity, &engine.weights)
        };
        match self.mobility.get_mut(index(varying)) {
            Some(value) => *value.get_or_insert_with(compute),
            None => NEUTRAL_PPM,
        }
    }

    /// How near the opening's role is to one that the loaded person aims for.
    pub(crate) fn aspiration(&self, opening: &OpeningRecord) -> u32 {
        let value = self.aspirations.get(index(opening.profile));
        value.copied().unwrap_or(0)
    }

    pub(crate) fn aims_for(&self, opening: &OpeningRecord) -> bool {
        self.aspiration(opening) == PPM
    }
}
