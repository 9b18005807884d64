//! What is known at one moment. A copy is cheap: what is large is shared until it is changed.

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

use super::fronts::Changed;
use super::shards::Shards;
use super::{Board, BoardEntry, convert};
use crate::stored::document;

/// What the engine and eligibility know, in one piece, so that they never disagree.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) engine: Engine,
    pub(super) board: Board,
    /// Each with a stamp: another one whenever they were read anew.
    pub(super) people: Shards<EmployeeId, (Tenure, u64)>,
    pub(super) changed: Changed,
    /// The catalogue as it is kept with stored matches.
    pub(super) catalogue: Arc<MatchInput>,
    /// Of the catalogue, and of the day.
    pub(super) stamp: u64,
    pub(super) skills: Arc<HashMap<SkillId, (SkillKind, bool)>>,
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
            people: Shards::default(),
            changed: Changed::default(),
            catalogue: Arc::default(),
            stamp: 0,
            skills: Arc::default(),
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
        self.skills = Arc::new(Self::kinds(&input));
        let catalogue = convert::catalogue(input);
        self.catalogue = catalogue_document(&catalogue, before)?;
        self.stamp = stamp;
        self.engine.set_catalogue(catalogue);
        Ok(())
    }

    /// Everything is computed anew, unless they are the same.
    pub(super) fn take_weights(&mut self, weights: Weights) -> Result<(), DbError> {
        if *self.engine.weights() == weights {
            return Ok(());
        }
        let taken = self.engine.set_weights(weights);
        taken.map_err(|error| DbError::Other(error.to_string()))
    }

    /// These people as they were found; who was not is gone.
    pub(super) fn take_people(&mut self, ids: &[EmployeeId], found: &[PersonInput], stamp: u64) {
        for id in ids {
            match found.iter().find(|person| person.id == *id) {
                Some(person) => self.put_person(person, stamp),
                None => self.drop_person(*id),
            }
        }
    }

    /// These openings as they were found; what was not is gone.
    pub(super) fn take_openings(
        &mut self,
        ids: &[OpportunityId],
        found: &[BoardRow],
        names: &crate::directory::Catalogue,
        stamp: u64,
    ) {
        for id in ids {
            match found.iter().find(|row| row.row.id == *id) {
                Some(row) => self.put_opening(row, names, stamp),
                None => self.drop_opening(*id),
            }
        }
    }

    pub(super) fn put_person(&mut self, person: &PersonInput, stamp: u64) {
        let record = convert::person(person, &self.skills, self.day);
        self.engine.upsert_person(&record);
        self.changed.note(person.id);
        self.people
            .insert(person.id, (convert::tenure(person), stamp));
    }

    pub(super) fn drop_person(&mut self, id: EmployeeId) {
        self.engine.remove_person(id);
        self.changed.note(id);
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
