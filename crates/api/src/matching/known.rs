//! What is known at one moment, under one lock.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::eligibility::Tenure;
use domain::ids::{EmployeeId, OpportunityId, SkillId};
use domain::terms::SkillKind;
use matching::{Engine, MatchingError, Weights};
use persistence::DbError;
use persistence::matches::MatchInput;
use persistence::matching_input::{BoardRow, CatalogueInput, PersonInput};

use super::{Board, BoardEntry, convert};
use crate::stored::document;

/// What the engine and eligibility know; one lock for all, so that they never disagree.
pub(super) struct Known {
    pub(super) engine: Engine,
    pub(super) board: Board,
    /// Each with a stamp: another one whenever they were read anew.
    pub(super) people: HashMap<EmployeeId, (Tenure, u64)>,
    /// The catalogue as it is kept with stored matches.
    pub(super) catalogue: Arc<MatchInput>,
    /// Of the catalogue, and of the day.
    pub(super) stamp: u64,
    pub(super) skills: HashMap<SkillId, (SkillKind, bool)>,
    /// The day for which levels were computed: skills fade.
    pub(super) day: NaiveDate,
}

pub(super) fn catalogue_document(
    catalogue: &matching::Catalogue,
    before: &MatchInput,
) -> Result<Arc<MatchInput>, DbError> {
    let document = document::catalogue(catalogue, Some(before));
    let document = document.map_err(|error| DbError::Other(error.to_string()))?;
    Ok(Arc::new(document))
}

impl Known {
    pub(super) fn new(weights: Weights, day: NaiveDate) -> Result<Self, MatchingError> {
        Ok(Self {
            engine: Engine::new(weights)?,
            board: Board::default(),
            people: HashMap::new(),
            catalogue: Arc::default(),
            stamp: 0,
            skills: HashMap::new(),
            day,
        })
    }

    pub(super) fn kinds(input: &CatalogueInput) -> HashMap<SkillId, (SkillKind, bool)> {
        (input.skills.iter())
            .map(|skill| (skill.id, (skill.kind, skill.transversal)))
            .collect()
    }

    pub(super) fn take_catalogue(
        &mut self,
        input: CatalogueInput,
        before: &MatchInput,
        stamp: u64,
    ) -> Result<(), DbError> {
        self.skills = Self::kinds(&input);
        let catalogue = convert::catalogue(input);
        self.catalogue = catalogue_document(&catalogue, before)?;
        self.stamp = stamp;
        self.engine.set_catalogue(catalogue);
        Ok(())
    }

    pub(super) fn put_person(&mut self, person: &PersonInput, stamp: u64) {
        let record = convert::person(person, &self.skills, self.day);
        self.engine.upsert_person(&record);
        self.people
            .insert(person.id, (convert::tenure(person), stamp));
    }

    pub(super) fn drop_person(&mut self, id: EmployeeId) {
        self.engine.remove_person(id);
        self.people.remove(&id);
    }

    pub(super) fn put_opening(
        &mut self,
        row: &BoardRow,
        names: &crate::directory::Catalogue,
        stamp: u64,
    ) {
        let entry = BoardEntry::new(row, names, stamp);
        if entry.status.is_open() {
            self.engine.upsert_opening(&entry.opening);
        } else {
            self.engine.remove_opening(entry.opening.id);
        }
        self.board.put(entry);
    }

    pub(super) fn drop_opening(&mut self, id: OpportunityId) {
        self.engine.remove_opening(id);
        self.board.remove(id);
    }
}
