//! Matches that somebody saw or acted on, kept with what they were computed from (AIA-01, GDPR-04):
//! `document` turns the engine's inputs into bytes, `recorder` writes what was only seen, `replay`
//! recomputes. Not here: who may read them (`routes::matches`).
//!
//! What is acted upon is stored in the transaction of the act. What is only seen waits in a bounded
//! queue of this server for at most [`recorder::LATEST`]: when the database cannot follow, or the
//! process is killed, the rest of the queue is lost; what did not fit is counted and logged, and
//! what is shown again is offered again.

pub mod document;
pub mod recorder;
pub mod replay;

use std::sync::Arc;

use chrono::NaiveDate;
use domain::ids::{AccountId, ApplicationId, MatchId};
use domain::terms::{MatchPurpose, MatchSide};
use domain::time::Timestamp;
use matching::{Explanation, MODEL_VERSION, MatchSummary, Opening, Person, View};
use persistence::matches::{MatchInput, StoredMatch};
use serde::Serialize;
use sha2::{Digest, Sha256};

use document::{bytes, compressed, document, hex};

/// Everything that a match follows from.
#[derive(Clone)]
pub struct Inputs {
    pub day: NaiveDate,
    pub data_version: u64,
    pub weights: Arc<MatchInput>,
    pub catalogue: Arc<MatchInput>,
    /// In the opening's view without what is private to the person.
    pub person: Arc<Person>,
    pub opening: Arc<Opening>,
    pub view: View,
}

/// What was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Line(MatchSummary),
    Full(Box<Explanation>),
}

impl Shown {
    #[must_use]
    pub const fn summary(&self) -> &MatchSummary {
        match self {
            Self::Line(summary) => summary,
            Self::Full(explanation) => &explanation.summary,
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        match self {
            Self::Line(summary) => bytes(summary),
            Self::Full(explanation) => bytes(explanation),
        }
    }
}

/// To whom a match was shown, and what for.
#[derive(Clone, Copy, Debug)]
pub struct Showing {
    pub purpose: MatchPurpose,
    pub viewer: Option<AccountId>,
    pub application: Option<ApplicationId>,
    pub at: Timestamp,
}

/// A match that somebody saw.
#[derive(Clone)]
pub struct Sighting {
    pub inputs: Inputs,
    pub showing: Showing,
    /// Place in the list, from 1.
    pub rank: Option<u32>,
    pub shown: Shown,
    /// By which it is known as seen.
    pub mark: u64,
}

/// A match ready to be stored.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub inputs: Vec<Arc<MatchInput>>,
    pub row: StoredMatch,
}

impl Sighting {
    /// # Errors
    /// When a document cannot be written.
    pub fn prepare(&self) -> Result<Prepared, serde_json::Error> {
        let Inputs {
            person, opening, ..
        } = &self.inputs;
        let person_document = Arc::new(document("person", Some(person.id), &**person)?);
        let opening_document = Arc::new(document("opening", None, &**opening)?);
        let (weights, catalogue) = (&self.inputs.weights, &self.inputs.catalogue);
        let (summary, result) = (self.shown.summary(), self.shown.bytes()?);
        let signed = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        let mut row = StoredMatch {
            id: MatchId::from_uuid(uuid::Uuid::nil()),
            employee_id: person.id,
            opportunity_id: opening.id,
            side: match self.inputs.view {
                View::Employee => MatchSide::Employee,
                View::Opening => MatchSide::Opening,
            },
            purpose: self.showing.purpose,
            viewer_account_id: self.showing.viewer,
            application_id: self.showing.application,
            day: self.inputs.day,
            model_version: MODEL_VERSION,
            data_version: i64::try_from(self.inputs.data_version).unwrap_or(i64::MAX),
            weights_digest: weights.digest.clone(),
            catalogue_digest: catalogue.digest.clone(),
            person_digest: person_document.digest.clone(),
            opening_digest: opening_document.digest.clone(),
            fit_ppm: summary.fit_ppm.map(signed),
            band: band(summary)?,
            rank: self.rank.map(signed),
            result_digest: Sha256::digest(&result).to_vec(),
            result: compressed(&result)?,
            shown_at: self.showing.at,
        };
        row.id = identity(&row)?;
        Ok(Prepared {
            inputs: vec![
                Arc::clone(weights),
                Arc::clone(catalogue),
                person_document,
                opening_document,
            ],
            row,
        })
    }
}

fn band(summary: &MatchSummary) -> Result<String, serde_json::Error> {
    let name = serde_json::to_value(summary.band)?;
    Ok(name.as_str().unwrap_or_default().to_owned())
}

/// What the id of a match follows from.
#[derive(Serialize)]
struct Identity<'a> {
    employee_id: &'a domain::ids::EmployeeId,
    opportunity_id: &'a domain::ids::OpportunityId,
    side: MatchSide,
    purpose: MatchPurpose,
    viewer_account_id: Option<AccountId>,
    application_id: Option<ApplicationId>,
    day: NaiveDate,
    model_version: i32,
    weights: String,
    catalogue: String,
    person: String,
    opening: String,
    /// Acts are single events; what is only seen is the same match again.
    at: Option<i64>,
}

/// The id that a row must have.
///
/// # Errors
/// When it cannot be written as a document.
pub fn identity(row: &StoredMatch) -> Result<MatchId, serde_json::Error> {
    let acted = match row.purpose {
        MatchPurpose::Application | MatchPurpose::Decision => true,
        MatchPurpose::List | MatchPurpose::Panel => false,
    };
    let identity = Identity {
        employee_id: &row.employee_id,
        opportunity_id: &row.opportunity_id,
        side: row.side,
        purpose: row.purpose,
        viewer_account_id: row.viewer_account_id,
        application_id: row.application_id,
        day: row.day,
        model_version: row.model_version,
        weights: hex(&row.weights_digest),
        catalogue: hex(&row.catalogue_digest),
        person: hex(&row.person_digest),
        opening: hex(&row.opening_digest),
        at: acted.then(|| row.shown_at.as_micros()),
    };
    let digest = Sha256::digest(bytes(&identity)?);
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(&digest) {
        *to = *from;
    }
    let id = uuid::Builder::from_custom_bytes(first).into_uuid();
    Ok(MatchId::from_uuid(id))
}
