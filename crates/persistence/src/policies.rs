//! The policy's versions. Exactly one is in force: the latest whose day has come.

use diesel::prelude::*;
use domain::ids::PolicyId;
use domain::policy::{Policy, PolicyParameters};
use domain::time::Timestamp;
use serde_json::json;

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::db::Db;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::policy;
use crate::write::{AuditDraft, Origin};

/// A version of the policy.
#[derive(Clone, Debug, Queryable)]
pub struct PolicyVersion {
    pub version: i64,
    pub effective_from: Timestamp,
    pub reason: String,
    pub parameters: Json<PolicyParameters>,
}

impl From<PolicyVersion> for Policy {
    fn from(row: PolicyVersion) -> Self {
        Self {
            version: row.version,
            parameters: row.parameters.0,
        }
    }
}

/// The version in force at `now`; `None` before the first start.
///
/// # Errors
/// When the database does not answer, or holds parameters that this version does not know.
pub fn find_policy(conn: &mut Conn, now: Timestamp) -> Result<Option<PolicyVersion>, DbError> {
    Ok(policy::table
        .filter(policy::effective_from.le(now))
        .order(policy::version.desc())
        .select((
            policy::version,
            policy::effective_from,
            policy::reason,
            policy::parameters,
        ))
        .first(conn)
        .optional()?)
}

/// Stores the defaults as version 1 where there is no policy yet. Blocks.
///
/// # Errors
/// When the database does not answer.
pub fn insert_default_policy(db: &Db, now: Timestamp) -> Result<(), DbError> {
    let any = |conn: &mut Conn| -> Result<bool, DbError> {
        Ok(policy::table.count().get_result::<i64>(conn)? > 0)
    };
    if db.read_blocking(any)? {
        return Ok(());
    }
    let inserted = db.write_blocking(&Origin::system(now), |tx| -> Result<(), DbError> {
        let id = PolicyId::generate();
        let row = (
            policy::id.eq(id),
            policy::version.eq(1_i64),
            policy::effective_from.eq(now),
            policy::reason.eq("defaults"),
            policy::parameters.eq(Json(PolicyParameters::default())),
            policy::created_at.eq(now),
        );
        on_backend!(tx.conn(), |c| diesel::insert_into(policy::table)
            .values(&row)
            .execute(c))?;
        tx.audit(
            AuditDraft::new("policy.create", ObjectType::Policy, *id.as_uuid())
                .with(json!({"version": 1})),
        );
        tx.changed(Change::upserted(ObjectType::Policy, *id.as_uuid()));
        Ok(())
    });
    match inserted {
        // Another server was faster.
        Err(DbError::Unique(_)) => Ok(()),
        other => other,
    }
}
