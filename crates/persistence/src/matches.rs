//! Matches that somebody saw or acted on, and the documents that they were computed from, each
//! document once. What the documents hold and how they are compressed is the caller's business.
//! Nothing here is for the change log: nobody derives anything from what was shown.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{AccountId, ApplicationId, EmployeeId, MatchId, OpportunityId};
use domain::terms::{MatchPurpose, MatchSide};
use domain::time::Timestamp;

use crate::cached::insert_rows;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{match_input, stored_match};

/// Values of one statement stay below SQLite's limit.
const AT_ONCE: usize = 500;

/// A document, compressed, under the digest of its bytes before that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchInput {
    pub digest: Vec<u8>,
    pub kind: &'static str,
    pub employee_id: Option<EmployeeId>,
    pub document: Vec<u8>,
    /// What a document that lists others refers to.
    pub parts: Arc<[Arc<Self>]>,
}

#[derive(Insertable)]
#[diesel(table_name = match_input, treat_none_as_default_value = false)]
struct InputRow<'a> {
    digest: &'a [u8],
    kind: &'a str,
    employee_id: Option<EmployeeId>,
    document: &'a [u8],
    used_on: NaiveDate,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = stored_match, treat_none_as_default_value = false)]
pub struct StoredMatch {
    pub id: MatchId,
    pub employee_id: EmployeeId,
    pub opportunity_id: OpportunityId,
    pub side: MatchSide,
    pub purpose: MatchPurpose,
    pub viewer_account_id: Option<AccountId>,
    pub application_id: Option<ApplicationId>,
    pub day: NaiveDate,
    pub model_version: i32,
    pub data_version: i64,
    pub weights_digest: Vec<u8>,
    pub catalogue_digest: Vec<u8>,
    pub person_digest: Vec<u8>,
    pub opening_digest: Vec<u8>,
    pub fit_ppm: Option<i32>,
    pub band: String,
    pub rank: Option<i32>,
    pub result: Vec<u8>,
    pub result_digest: Vec<u8>,
    pub shown_at: Timestamp,
}

/// Stores matches with their inputs; what is there stays as it is.
///
/// # Errors
/// When the database does not answer.
pub fn insert_matches(
    conn: &mut Conn,
    inputs: &[Arc<MatchInput>],
    rows: &[StoredMatch],
) -> Result<(), DbError> {
    let Some(today) = rows.iter().map(|row| row.shown_at.date()).max() else {
        return Ok(());
    };
    let added = insert_inputs(conn, inputs, today)?;
    let parts: Vec<Arc<MatchInput>> = (inputs.iter())
        .filter(|one| !one.parts.is_empty() && added.contains(&one.digest))
        .flat_map(|one| one.parts.iter().cloned())
        .collect();
    insert_inputs(conn, &parts, today)?;
    for rows in rows.chunks(40) {
        insert_rows!(conn, stored_match::table, rows, or_leave)?;
    }
    Ok(())
}

/// Adds what is missing and says of the rest that it is still used; the digests that this day had
/// not yet seen.
fn insert_inputs(
    conn: &mut Conn,
    inputs: &[Arc<MatchInput>],
    today: NaiveDate,
) -> Result<Vec<Vec<u8>>, DbError> {
    let mut touched = Vec::new();
    for inputs in inputs.chunks(AT_ONCE) {
        let digests: Vec<&[u8]> = inputs.iter().map(|one| one.digest.as_slice()).collect();
        let known: Vec<(Vec<u8>, NaiveDate)> = match_input::table
            .filter(match_input::digest.eq_any(digests))
            .select((match_input::digest, match_input::used_on))
            .load(conn)?;
        let known: HashMap<Vec<u8>, NaiveDate> = known.into_iter().collect();
        let mut stale = Vec::new();
        let mut missing = Vec::new();
        for one in inputs {
            match known.get(&one.digest) {
                Some(used_on) if *used_on >= today => continue,
                Some(_) => stale.push(one.digest.as_slice()),
                None => missing.push(InputRow {
                    digest: &one.digest,
                    kind: one.kind,
                    employee_id: one.employee_id,
                    document: &one.document,
                    used_on: today,
                }),
            }
            touched.push(one.digest.clone());
        }
        if !stale.is_empty() {
            diesel::update(match_input::table.filter(match_input::digest.eq_any(stale)))
                .set(match_input::used_on.eq(today))
                .execute(conn)?;
        }
        insert_rows!(conn, match_input::table, missing.as_slice(), or_leave)?;
    }
    Ok(touched)
}

/// What decides who may know of a stored match. Tells nothing to anybody by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchSeal {
    pub id: MatchId,
    pub employee_id: EmployeeId,
    pub opportunity_id: OpportunityId,
    pub side: MatchSide,
    pub purpose: MatchPurpose,
    pub application_id: Option<ApplicationId>,
}

/// A stored match that nobody has been allowed to read yet.
#[derive(Clone, Debug)]
pub struct SealedMatch {
    pub seal: MatchSeal,
    row: StoredMatch,
}

impl SealedMatch {
    /// `None` when the permit is for another match.
    #[must_use]
    pub fn open(self, permit: &Permit<actions::ReadMatch>) -> Option<StoredMatch> {
        (permit.object() == self.seal.id).then_some(self.row)
    }
}

/// # Errors
/// When the database does not answer.
pub fn find_match(conn: &mut Conn, id: MatchId) -> Result<Option<SealedMatch>, DbError> {
    let row: Option<StoredMatch> = stored_match::table
        .find(id)
        .select(StoredMatch::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(|row| SealedMatch {
        seal: MatchSeal {
            id: row.id,
            employee_id: row.employee_id,
            opportunity_id: row.opportunity_id,
            side: row.side,
            purpose: row.purpose,
            application_id: row.application_id,
        },
        row,
    }))
}

/// The match that an application was sent with, for whoever may see that part of it.
///
/// # Errors
/// When the database does not answer.
pub fn find_match_of_application(
    conn: &mut Conn,
    permit: &Permit<actions::ReadApplication>,
    id: MatchId,
) -> Result<Option<StoredMatch>, DbError> {
    Ok(stored_match::table
        .find(id)
        .filter(stored_match::application_id.eq(permit.object()))
        .select(StoredMatch::as_select())
        .first(conn)
        .optional()?)
}

/// These documents, by digest; those that are gone are left out.
///
/// # Errors
/// When the database does not answer.
pub fn list_inputs(
    conn: &mut Conn,
    _permit: &Permit<actions::ReadMatch>,
    digests: &[Vec<u8>],
) -> Result<HashMap<Vec<u8>, Vec<u8>>, DbError> {
    let mut found = HashMap::new();
    for digests in digests.chunks(AT_ONCE) {
        let some: Vec<(Vec<u8>, Vec<u8>)> = match_input::table
            .filter(match_input::digest.eq_any(digests))
            .select((match_input::digest, match_input::document))
            .load(conn)?;
        found.extend(some);
    }
    Ok(found)
}

/// Removes what was shown before `before`, and the documents that nothing refers to any more; tells
/// how many matches went.
///
/// # Errors
/// When the database does not answer.
pub fn delete_before(conn: &mut Conn, before: Timestamp) -> Result<usize, DbError> {
    let gone = diesel::delete(stored_match::table.filter(stored_match::shown_at.lt(before)))
        .execute(conn)?;
    diesel::delete(match_input::table.filter(match_input::used_on.lt(before.date())))
        .execute(conn)?;
    Ok(gone)
}
