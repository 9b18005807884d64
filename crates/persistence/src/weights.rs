//! The versions of the parameters of scoring, as JSON documents: what they mean, `matching` knows.
//! The one with the highest number is in force, from the moment it is stored: no clock is asked,
//! so that several servers cannot disagree.

use diesel::prelude::*;
use domain::ids::{AccountId, MatchingWeightsId};
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::db::Db;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{account, matching_weights};
use crate::write::{AuditDraft, Origin, WriteTx};

/// A version of the weights.
#[derive(Clone, Debug, Queryable)]
pub struct WeightsVersion {
    pub version: i64,
    pub in_force_from: Timestamp,
    /// `None`: shipped with the program, or by somebody who has no account any more.
    pub author_name: Option<String>,
    pub reason: String,
    pub document: Json<Value>,
}

/// A document that is to come into force.
#[derive(Clone, Debug)]
pub struct NewWeights {
    /// The version that it was written on; the new one is the next.
    pub based_on: i64,
    pub author: Option<AccountId>,
    pub reason: String,
    pub document: Value,
    /// What differs from the version before, for the audit log.
    pub changes: Value,
}

/// The version in force; `None` before the first start.
///
/// # Errors
/// When the database does not answer.
pub fn find_weights(conn: &mut Conn) -> Result<Option<WeightsVersion>, DbError> {
    Ok(list_weights(conn, None, 1)?.pop())
}

/// # Errors
/// [`DbError::NotFound`] when there is no such version.
pub fn find_weights_version(conn: &mut Conn, version: i64) -> Result<WeightsVersion, DbError> {
    let found = list_weights(conn, version.checked_add(1), 1)?.pop();
    found
        .filter(|found| found.version == version)
        .ok_or(DbError::NotFound)
}

/// The newest first; only those before version `before`, when given.
///
/// # Errors
/// When the database does not answer.
pub fn list_weights(
    conn: &mut Conn,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<WeightsVersion>, DbError> {
    let author = account::table.on(matching_weights::author_account_id.eq(account::id.nullable()));
    Ok(matching_weights::table
        .left_join(author)
        .filter(matching_weights::version.lt(before.unwrap_or(i64::MAX)))
        .order(matching_weights::version.desc())
        .limit(limit)
        .select((
            matching_weights::version,
            matching_weights::in_force_from,
            account::display_name.nullable(),
            matching_weights::reason,
            matching_weights::document,
        ))
        .load(conn)?)
}

/// Puts a document in force. Two that were written on the same version cannot both come through.
///
/// # Errors
/// [`DbError::Unique`] when somebody else's came first.
pub fn insert_weights(tx: &mut WriteTx<'_>, new: NewWeights) -> Result<i64, DbError> {
    let id = MatchingWeightsId::generate();
    let version = new.based_on + 1;
    let row = (
        matching_weights::id.eq(id),
        matching_weights::version.eq(version),
        matching_weights::in_force_from.eq(tx.now()),
        matching_weights::author_account_id.eq(new.author),
        matching_weights::reason.eq(&new.reason),
        matching_weights::document.eq(Json(new.document)),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(matching_weights::table)
        .values(&row)
        .execute(c))?;
    let detail = json!({"version": version, "reason": new.reason, "changes": new.changes});
    let id = *id.as_uuid();
    tx.audit(
        AuditDraft::new("matching_weights.create", ObjectType::MatchingWeights, id).with(detail),
    );
    tx.changed(Change::upserted(ObjectType::MatchingWeights, id));
    Ok(version)
}

/// Stores the shipped document as version 1 where there is none yet, so that a newer program with
/// other defaults changes nobody's scores unasked. Blocks.
///
/// # Errors
/// When the database does not answer.
pub fn insert_default_weights(db: &Db, now: Timestamp, document: &Value) -> Result<(), DbError> {
    if db.read_blocking(find_weights)?.is_some() {
        return Ok(());
    }
    let inserted = db.write_blocking(&Origin::system(now), |tx| {
        let new = NewWeights {
            based_on: 0,
            author: None,
            reason: "defaults".to_owned(),
            document: document.clone(),
            changes: json!([]),
        };
        insert_weights(tx, new)
    });
    match inserted {
        // Another server was faster.
        Err(DbError::Unique(_)) => Ok(()),
        other => other.map(drop),
    }
}
