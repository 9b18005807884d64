//! What of the engine's answers was shown to whom, with the inputs as they were under the same lock
//! as the answer. A list costs a look into a set for each of its rows; only what was not seen
//! before is put together.

use std::collections::HashMap;
use std::sync::Arc;

use domain::ids::{AccountId, ApplicationId, EmployeeId, MatchId, OpportunityId};
use domain::terms::MatchPurpose;
use matching::{Explanation, MatchSummary, View};

use super::{Known, Matching};
use crate::error::{ApiError, ApiResult};
use crate::stored::recorder::MatchRecorder;
use crate::stored::{Inputs, Prepared, Showing, Shown, Sighting};

/// To whom a list is shown, and how many of its rows: handlers ask for one more to know whether
/// there is a next page.
#[derive(Clone, Copy, Debug)]
pub struct ShownTo {
    pub account: AccountId,
    pub rows: usize,
}

/// A row of a list.
pub(super) struct Line {
    pub person: EmployeeId,
    pub opening: OpportunityId,
    pub application: Option<ApplicationId>,
    pub summary: MatchSummary,
    /// Place in the list, where it was shown in one that the engine ranked.
    pub rank: Option<usize>,
}

impl Matching {
    /// From now on, what is shown is recorded.
    pub fn record_with(&self, recorder: MatchRecorder) {
        self.recorder.get_or_init(|| recorder);
    }

    /// Returns when everything that was shown before is stored.
    pub async fn flush(&self) {
        if let Some(recorder) = self.recorder.get() {
            recorder.flush().await;
        }
    }

    /// Matches that were shown and could not be stored since the start.
    #[must_use]
    pub fn unrecorded(&self) -> u64 {
        self.recorder.get().map_or(0, MatchRecorder::lost)
    }

    /// Records the rows of a list that this account did not see before with the same inputs.
    pub(super) fn saw_list(&self, known: &Known, to: AccountId, view: View, lines: &[Line]) {
        let Some(recorder) = self.recorder.get() else {
            return;
        };
        let day = self.clock.today();
        let version = known.engine.weights().version;
        let mark = |line: &Line| {
            let stamps = (
                known.people.get(&line.person).map(|(_, stamp)| *stamp),
                known.board.find(line.opening).map(|entry| entry.stamp),
                known.stamp,
            );
            let pair = (line.person, line.opening, line.application);
            self.marks.mark_of(&(to, pair, view, stamps, version, day))
        };
        let marks: Vec<u64> = lines.iter().map(mark).collect();
        let unseen = self.marks.unseen(marks.iter().copied());
        let mut sightings: Vec<Sighting> = Vec::new();
        for ((line, mark), _) in lines.iter().zip(marks).zip(unseen).filter(|(_, new)| *new) {
            // A person's own list is about one person.
            let person = sightings.last().map(|one| Arc::clone(&one.inputs.person));
            let person = person.filter(|one| one.id == line.person);
            let person = person.or_else(|| known.person(line.person, view));
            let inputs = person.and_then(|person| self.inputs(known, person, line.opening, view));
            let Some(inputs) = inputs else {
                self.marks.forget(std::iter::once(mark));
                continue;
            };
            sightings.push(Sighting {
                inputs,
                showing: Showing {
                    purpose: MatchPurpose::List,
                    viewer: Some(to),
                    application: line.application,
                    at: self.clock.now(),
                },
                rank: line.rank.and_then(|rank| u32::try_from(rank).ok()),
                shown: Shown::Line(line.summary),
                mark,
            });
        }
        if !sightings.is_empty() {
            recorder.saw(&self.marks, sightings);
        }
    }

    /// How openings fit a person, shown to them elsewhere than in a list by fit. Nothing is said
    /// where they decide on the opening themselves.
    #[must_use]
    pub fn own_fits(
        &self,
        person: EmployeeId,
        openings: &[OpportunityId],
        to: AccountId,
    ) -> HashMap<OpportunityId, MatchSummary> {
        let (known, today, view) = (self.known(), self.clock.today(), View::Employee);
        let line = |opening: &OpportunityId| {
            let entry = known.board.find(*opening)?;
            let reference = known.reference(*opening)?;
            let found = (!entry.is_in_team(person))
                .then(|| known.engine.explain(person, reference, view, today));
            Some(Line {
                person,
                opening: *opening,
                application: None,
                summary: found.flatten()?.summary,
                rank: None,
            })
        };
        let lines: Vec<Line> = openings.iter().filter_map(line).collect();
        self.saw_list(&known, to, view, &lines);
        let fits = lines.into_iter().map(|one| (one.opening, one.summary));
        fits.collect()
    }

    fn inputs(
        &self,
        known: &Known,
        person: Arc<matching::Person>,
        opening: OpportunityId,
        view: View,
    ) -> Option<Inputs> {
        Some(Inputs {
            day: self.clock.today(),
            data_version: known.engine.data_version(),
            weights: self.weights_document(&known.engine)?,
            catalogue: Arc::clone(&known.catalogue),
            person,
            opening: Arc::clone(&known.board.find(opening)?.opening),
            view,
        })
    }

    /// Weights change rarely; their document is kept until they do.
    fn weights_document(
        &self,
        engine: &matching::Engine,
    ) -> Option<Arc<persistence::matches::MatchInput>> {
        let kept = self.weights_kept.load();
        if let Some((weights, document)) = kept.as_deref()
            && weights == engine.weights()
        {
            return Some(Arc::clone(document));
        }
        let document = crate::stored::document::document("weights", None, engine.weights());
        let document = Arc::new(document.ok()?);
        let fresh = (engine.weights().clone(), Arc::clone(&document));
        self.weights_kept.store(Some(Arc::new(fresh)));
        Some(document)
    }

    /// Explains a pair in full and makes it ready to be stored. `None` when either is unknown.
    pub fn explain_to_keep(
        &self,
        person: EmployeeId,
        opening: OpportunityId,
        view: View,
        showing: Showing,
    ) -> ApiResult<Option<(Explanation, Prepared)>> {
        let known = self.known();
        let day = self.clock.today();
        let found = known.reference(opening).and_then(|reference| {
            let explanation = known.engine.explain_in_full(person, reference, view, day)?;
            let told = known.person(person, view)?;
            Some((explanation, self.inputs(&known, told, opening, view)?))
        });
        drop(known);
        let Some((explanation, inputs)) = found else {
            return Ok(None);
        };
        let sighting = Sighting {
            inputs,
            showing,
            rank: None,
            shown: Shown::Full(Box::new(explanation.clone())),
            mark: 0,
        };
        let prepared = sighting.prepare().map_err(ApiError::internal)?;
        Ok(Some((explanation, prepared)))
    }

    /// Records a match that is about to be shown; its id, if it will be there.
    #[must_use]
    pub fn saw(&self, prepared: Prepared) -> Option<MatchId> {
        let (id, recorder) = (prepared.row.id, self.recorder.get()?);
        let mark = self.marks.mark_of(&id);
        let new = self.marks.unseen(std::iter::once(mark)).contains(&true);
        if !new || recorder.saw_prepared(prepared) {
            return Some(id);
        }
        self.marks.forget(std::iter::once(mark));
        None
    }

    /// Whether the person has any level in the skill.
    #[must_use]
    pub fn has_skill(&self, person: EmployeeId, skill: domain::ids::SkillId) -> bool {
        let told = self.known().engine.person(person);
        told.is_some_and(|told| told.skills.iter().any(|one| one.skill == skill))
    }
}

impl Known {
    /// The person as this view may see them.
    fn person(&self, id: EmployeeId, view: View) -> Option<Arc<matching::Person>> {
        let told = self.engine.person(id)?;
        Some(Arc::new(match view {
            View::Employee => told,
            View::Opening => told.as_openings_see(),
        }))
    }
}
