//! The audit log: append-only and hash-chained, so that an edit, a removal or a reordering of
//! what was written shows.
//!
//! `hash = SHA-256(previous hash ‖ canonical JSON)`. The canonical form (RFC 8785: sorted keys, no
//! white space, integers only) holds everything but `detail`, which enters by its digest: details
//! about a person can be erased and the chain still holds.
//!
//! The log is kept for as many months as the policy says: [`cut_before`] takes the oldest events
//! away, and the chain begins where it was cut.

mod cut;
mod verify;

use diesel::prelude::*;
use domain::ids::{AccountId, EmployeeId, RowId};
use domain::time::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{account, audit_event};
use crate::write::{AuditDraft, Origin};

pub(crate) use cut::find_anchor;
pub use cut::{Cut, cut_before, has_older};
pub use verify::{Kept, Verdict, verify};

/// A place in the chain: an event's number and its hash, which is of all events before it, too.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Link {
    pub seq: i64,
    pub hash: Vec<u8>,
}

pub(crate) struct Entry {
    pub(crate) action: String,
    pub(crate) object_type: String,
    pub(crate) object_id: Option<RowId>,
    pub(crate) subject_employee_id: Option<EmployeeId>,
    pub(crate) detail: Option<String>,
}

/// A row of the log.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = audit_event, treat_none_as_default_value = false)]
pub struct AuditRow {
    pub seq: i64,
    pub at: Timestamp,
    pub actor_account_id: Option<AccountId>,
    pub source: String,
    pub request_id: Option<String>,
    pub action: String,
    pub object_type: String,
    pub object_id: Option<RowId>,
    pub subject_employee_id: Option<EmployeeId>,
    pub detail: Option<String>,
    pub detail_digest: Vec<u8>,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// What is hashed. Field order is alphabetical: that makes the JSON canonical.
#[derive(Serialize)]
struct Canonical<'a> {
    action: &'a str,
    actor_account_id: Option<AccountId>,
    at: i64,
    detail_digest: String,
    object_id: Option<RowId>,
    object_type: &'a str,
    request_id: Option<&'a str>,
    seq: i64,
    source: &'a str,
    subject_employee_id: Option<EmployeeId>,
}

impl AuditRow {
    pub(crate) fn chained(
        after: &Link,
        mut draft: AuditDraft,
        origin: &Origin,
    ) -> Result<Self, DbError> {
        let own = draft.by.take();
        let origin = own.as_ref().unwrap_or(origin);
        let entry = Entry::from(draft);
        let mut row = Self {
            seq: after.seq + 1,
            at: origin.at,
            actor_account_id: origin.actor,
            source: origin.source.as_str().to_owned(),
            request_id: origin.request_id.clone(),
            action: entry.action,
            object_type: entry.object_type,
            object_id: entry.object_id,
            subject_employee_id: entry.subject_employee_id,
            detail_digest: digest(entry.detail.as_deref()),
            detail: entry.detail,
            prev_hash: after.hash.clone(),
            hash: Vec::new(),
        };
        row.hash = row.computed_hash()?;
        Ok(row)
    }

    #[must_use]
    pub(crate) fn link(&self) -> Link {
        Link {
            seq: self.seq,
            hash: self.hash.clone(),
        }
    }

    fn computed_hash(&self) -> Result<Vec<u8>, DbError> {
        let canonical = Canonical {
            action: &self.action,
            actor_account_id: self.actor_account_id,
            at: self.at.as_micros(),
            detail_digest: hex(&self.detail_digest),
            object_id: self.object_id,
            object_type: &self.object_type,
            request_id: self.request_id.as_deref(),
            seq: self.seq,
            source: &self.source,
            subject_employee_id: self.subject_employee_id,
        };
        let json =
            serde_json::to_vec(&canonical).map_err(|error| DbError::Other(error.to_string()))?;
        let mut hasher = Sha256::new();
        hasher.update(&self.prev_hash);
        hasher.update(&json);
        Ok(hasher.finalize().to_vec())
    }
}

fn digest(detail: Option<&str>) -> Vec<u8> {
    detail.map_or_else(Vec::new, |text| Sha256::digest(text.as_bytes()).to_vec())
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            use std::fmt::Write;
            let _infallible = write!(text, "{byte:02x}");
            text
        })
}

/// Who did what, with the name of the account behind it.
pub type NamedRow = (AuditRow, Option<String>);

/// Events about one person's data, newest first, before `before_seq` where given.
///
/// # Errors
/// When the database does not answer.
pub fn list_about(
    conn: &mut Conn,
    subject: EmployeeId,
    before_seq: Option<i64>,
    limit: i64,
) -> Result<Vec<NamedRow>, DbError> {
    Ok(audit_event::table
        .left_join(account::table.on(audit_event::actor_account_id.eq(account::id.nullable())))
        .filter(audit_event::subject_employee_id.eq(subject))
        .filter(audit_event::seq.lt(before_seq.unwrap_or(i64::MAX)))
        .order(audit_event::seq.desc())
        .limit(limit)
        .select((audit_event::all_columns, account::display_name.nullable()))
        .load(conn)?)
}

/// Events about one object, newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_of_object(
    conn: &mut Conn,
    object_id: RowId,
    limit: i64,
) -> Result<Vec<NamedRow>, DbError> {
    Ok(audit_event::table
        .left_join(account::table.on(audit_event::actor_account_id.eq(account::id.nullable())))
        .filter(audit_event::object_id.eq(object_id))
        .order(audit_event::seq.desc())
        .limit(limit)
        .select((audit_event::all_columns, account::display_name.nullable()))
        .load(conn)?)
}

/// Events about the running of the system and about nobody in particular, newest first, before
/// `before_seq` where given. Those about a person are in that person's access log; even without
/// names, a line "application.submit" after the sign-in of somebody would tell who applied.
///
/// # Errors
/// When the database does not answer.
pub fn list_about_nobody(
    conn: &mut Conn,
    before_seq: Option<i64>,
    limit: i64,
) -> Result<Vec<NamedRow>, DbError> {
    let application = ObjectType::Application.as_str();
    Ok(audit_event::table
        .left_join(account::table.on(audit_event::actor_account_id.eq(account::id.nullable())))
        .filter(audit_event::subject_employee_id.is_null())
        .filter(audit_event::object_type.ne(application))
        .filter(audit_event::seq.lt(before_seq.unwrap_or(i64::MAX)))
        .order(audit_event::seq.desc())
        .limit(limit)
        .select((audit_event::all_columns, account::display_name.nullable()))
        .load(conn)?)
}
