//! Openings for a person: score all, then filter, count facets and rank. The two steps are apart so
//! that a caller may keep the scores of a person as long as the engine has not changed.

use chrono::{Datelike, NaiveDate};
use domain::ids::{EmployeeId, OpportunityId};

use crate::engine::{Engine, Scratch};
use crate::filter::{Compiled, FacetCounts, OpeningFilter, OpeningOrder, reaches};
use crate::opening::{OpeningRecord, Unmet};
use crate::output::{
    Band, Direction, HiddenCounts, HiddenReason, ListOrder, OpeningMatch, OpeningPage, View,
};
use crate::person::PersonRecord;
use crate::score::{Circumstances, Score, Tally, score};
use crate::select::{Entry, behind, page};
use crate::summary::summarise;
use crate::units::narrow;

/// Every opening's score for one person, before any filter. Valid for one revision of the engine.
#[derive(Clone, Debug)]
pub struct ScoredOpenings {
    pub(crate) person: EmployeeId,
    revision: u64,
    pub(crate) scores: Vec<Scored>,
}

/// What filters and order need to know of a score.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) handle: u32,
    pub(crate) fit_ppm: Option<u32>,
    rank_ppm: u32,
    evidence_ppm: u32,
    pub(crate) band: Band,
    hidden: Hidden,
}

impl Scored {
    /// Whether the person's list shows it without being asked to.
    pub(crate) fn is_listed(&self) -> bool {
        self.hidden.reasons().next().is_none()
    }
}

impl ScoredOpenings {
    /// The engine's revision that the scores are of.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}

impl Engine {
    /// The openings for a person, best first; `None` when the person is unknown.
    #[must_use]
    pub fn openings_for(
        &self,
        person: EmployeeId,
        filter: &OpeningFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<OpeningPage> {
        let scored = self.score_openings(person)?;
        self.rank_openings(&scored, filter, limit, offset)
    }

    /// Scores every opening for a person; `None` when the person is unknown.
    #[must_use]
    pub fn score_openings(&self, person: EmployeeId) -> Option<ScoredOpenings> {
        let record = &*self.people.find(person)?;
        Some(ScoredOpenings {
            person,
            revision: self.revision,
            scores: self.score_all(record),
        })
    }

    /// In the order of the openings, which is the same for everybody.
    pub(crate) fn score_all(&self, record: &PersonRecord) -> Vec<Scored> {
        Scratch::with(|scratch| {
            scratch.load_person(self, record, View::Employee);
            let mut scores = Vec::with_capacity(self.openings.len());
            for (handle, opening) in self.openings.iter() {
                let unmet = unmet(record, opening);
                let score = self.score_opening(record, opening, unmet, scratch);
                scores.push(Scored {
                    handle,
                    fit_ppm: score.shown_fit_ppm(),
                    rank_ppm: score.rank_ppm,
                    evidence_ppm: score.evidence_ppm,
                    band: score.band,
                    hidden: Hidden::new(&score, opening, unmet),
                });
            }
            scores
        })
    }

    /// A page of openings that were scored before; `None` when the engine has changed since.
    #[must_use]
    pub fn rank_openings(
        &self,
        scored: &ScoredOpenings,
        filter: &OpeningFilter<'_>,
        limit: usize,
        offset: usize,
    ) -> Option<OpeningPage> {
        if scored.revision != self.revision {
            return None;
        }
        let person = &*self.people.find(scored.person)?;
        let mut facets = FacetCounts::new(&self.places);
        let mut hidden = HiddenCounts::default();
        let mut entries = self.filter_openings(scored, filter, &mut facets, &mut hidden);
        let total = narrow(u64::try_from(entries.len()).unwrap_or(u64::MAX));
        let (offset, page) = match filter.after {
            Some(last) => behind(&mut entries, last, offset, limit),
            None => (offset, page(&mut entries, offset, limit)),
        };
        let items = Scratch::with(|scratch| {
            scratch.load_person(self, person, View::Employee);
            let shown = page.iter().filter_map(|e| self.openings.get(e.handle));
            shown
                .map(|opening| self.opening_match(person, opening, filter.today, scratch))
                .collect()
        });
        Some(OpeningPage {
            items,
            offset,
            total,
            facets: facets.finish(&self.places),
            hidden,
            order: match filter.order {
                OpeningOrder::Date => ListOrder::Date,
                OpeningOrder::Need => ListOrder::Need,
                OpeningOrder::Relevance => ListOrder::Relevance,
                OpeningOrder::Fit if person.strength.is_zero() => ListOrder::PreferencesAndRecency,
                OpeningOrder::Fit => ListOrder::TwoSided,
            },
            weights_version: self.weights.version,
            data_version: self.data_version,
        })
    }

    fn filter_openings(
        &self,
        scored: &ScoredOpenings,
        filter: &OpeningFilter<'_>,
        facets: &mut FacetCounts,
        hidden: &mut HiddenCounts,
    ) -> Vec<Entry<OpportunityId>> {
        let compiled = Compiled::new(filter, &self.places);
        let mut entries = Vec::with_capacity(scored.scores.len());
        for score in &scored.scores {
            let Some(opening) = self.openings.get(score.handle) else {
                continue;
            };
            let Some(failing) = compiled.failing(opening) else {
                continue;
            };
            if failing.count_ones() > 1
                || filter
                    .fit_min
                    .is_some_and(|min| !reaches(score.fit_ppm, min))
                || filter.accept.is_some_and(|accept| !accept(opening.id))
            {
                continue;
            }
            if let Some(reason) = score.hidden.unless_asked_for(filter) {
                *counter(reason, hidden) += u32::from(failing == 0);
                continue;
            }
            facets.add(failing, opening);
            if failing == 0 {
                entries.push(self.entry(opening, score, filter));
            }
        }
        entries
    }

    fn opening_match(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        today: NaiveDate,
        scratch: &mut Scratch,
    ) -> OpeningMatch {
        let score = self.score_opening(person, opening, unmet(person, opening), scratch);
        let aims_for = scratch.aims_for(opening);
        OpeningMatch {
            opportunity: opening.id,
            summary: summarise(self, opening, &score, &scratch.person, aims_for),
            business_need_ppm: opening.need_ppm(today, &self.weights),
        }
    }

    /// The score of the loaded person for an opening, in the employee's view.
    pub(crate) fn score_opening(
        &self,
        person: &PersonRecord,
        opening: &OpeningRecord,
        unmet: Unmet,
        scratch: &mut Scratch,
    ) -> Score {
        let mut tally = Tally::default();
        for ask in &opening.asks {
            let cell = scratch.person.cell(ask);
            tally.add(ask, &cell, self.weights.must_have_slack_milli);
        }
        let pair = Circumstances {
            view: View::Employee,
            strength: person.strength,
            grade: self.catalogue.grade(person.profile),
            aspiration_ppm: scratch.aspiration(opening),
            mobility_ppm: scratch.mobility(self, person.profile, opening),
            penalties: unmet.penalties,
        };
        score(&tally, opening, &pair, &self.weights)
    }

    fn entry(
        &self,
        opening: &OpeningRecord,
        score: &Scored,
        filter: &OpeningFilter<'_>,
    ) -> Entry<OpportunityId> {
        let day = opening.opened_on.map_or(0, |d| d.num_days_from_ce());
        let day = u32::try_from(day).unwrap_or(0);
        let need = opening.need_ppm(filter.today, &self.weights);
        let fitted = score.fit_ppm.is_some();
        let (fitted, primary, secondary, need) = match filter.order {
            OpeningOrder::Fit if fitted => (true, score.rank_ppm, score.evidence_ppm, need),
            OpeningOrder::Fit => (false, score.rank_ppm, day, 0),
            OpeningOrder::Date => (true, day, score.rank_ppm, 0),
            OpeningOrder::Need => (true, need, score.rank_ppm, 0),
            OpeningOrder::Relevance => {
                let points = filter.relevance.map_or(0, |points| points(opening.id));
                (true, points, score.rank_ppm, 0)
            }
        };
        Entry {
            id: opening.id,
            handle: score.handle,
            band: score.band,
            fitted,
            primary,
            secondary,
            need,
        }
    }
}

pub(crate) fn unmet(person: &PersonRecord, opening: &OpeningRecord) -> Unmet {
    (person.preferences()).map_or_else(Unmet::default, |p| opening.unmet(p))
}

/// Why the opening is not in the person's list unless asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hidden {
    missing_certificate: bool,
    preference: bool,
    step_down: bool,
}

impl Hidden {
    pub(crate) fn new(score: &Score, opening: &OpeningRecord, unmet: Unmet) -> Self {
        Self {
            missing_certificate: score.missing_certificates > 0,
            preference: unmet.filtered,
            step_down: is_step_down(score, opening),
        }
    }

    pub(crate) fn reasons(self) -> impl Iterator<Item = HiddenReason> {
        let certificate = (self.missing_certificate).then_some(HiddenReason::MissingCertificate);
        let preference = self.preference.then_some(HiddenReason::Preference);
        let step = self.step_down.then_some(HiddenReason::StepDown);
        [certificate, preference, step].into_iter().flatten()
    }

    /// The first reason that the filter does not ask for.
    fn unless_asked_for(self, filter: &OpeningFilter<'_>) -> Option<HiddenReason> {
        let remaining = Self {
            missing_certificate: self.missing_certificate && !filter.include_missing_certificate,
            preference: self.preference && !filter.include_unwanted,
            step_down: self.step_down && !filter.include_step_down,
        };
        remaining.reasons().next()
    }
}

const fn counter(reason: HiddenReason, hidden: &mut HiddenCounts) -> &mut u32 {
    match reason {
        HiddenReason::MissingCertificate => &mut hidden.missing_certificate,
        HiddenReason::Preference => &mut hidden.preference,
        HiddenReason::StepDown => &mut hidden.step_down,
    }
}

/// What is hidden unless asked for.
pub(crate) fn is_step_down(score: &Score, opening: &OpeningRecord) -> bool {
    score.direction == Direction::StepDown && opening.has_direction()
}
