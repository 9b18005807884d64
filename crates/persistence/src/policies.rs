//! The policy's versions: rows are only ever added, and one that has not begun can be marked as
//! withdrawn. Which is in force, `domain::policy::in_force` says; the query here is the same rule.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::contest::ContestState;
use domain::ids::{AccountId, PolicyId};
use domain::opportunity::OpportunityStatus;
use domain::policy::{Policy, PolicyOverride, PolicyParameters};
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::db::Db;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{account, application, contest, opportunity, policy};
use crate::spelled::Spelled;
use crate::write::{AuditDraft, Origin, WriteTx};

/// A version of the policy.
#[derive(Clone, Debug, Queryable)]
pub struct PolicyVersion {
    pub id: PolicyId,
    pub version: i64,
    pub effective_from: Timestamp,
    /// `None`: shipped with the program, or by somebody who has no account any more.
    pub author_name: Option<String>,
    pub reason: String,
    pub parameters: Json<PolicyParameters>,
    pub overrides: Json<Vec<PolicyOverride>>,
    pub created_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
    /// The version that it was written on.
    pub based_on: Option<i64>,
}

impl From<PolicyVersion> for Policy {
    fn from(row: PolicyVersion) -> Self {
        Self {
            version: row.version,
            parameters: row.parameters.0,
            overrides: row.overrides.0,
        }
    }
}

/// A document that is to come into force.
#[derive(Clone, Debug)]
pub struct NewPolicy {
    pub based_on: Option<i64>,
    pub effective_from: Timestamp,
    pub author: Option<AccountId>,
    pub reason: String,
    pub parameters: PolicyParameters,
    pub overrides: Vec<PolicyOverride>,
    /// What differs from the version that it was written on, for the audit log.
    pub changes: Value,
}

/// Which versions, newest first.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted<'a> {
    /// Only these numbers.
    before: Option<i64>,
    exactly: Option<&'a [i64]>,
    /// Without those that were withdrawn.
    standing: bool,
    begun_by: Option<Timestamp>,
    begins_after: Option<Timestamp>,
}

fn select(conn: &mut Conn, wanted: Wanted<'_>, limit: i64) -> Result<Vec<PolicyVersion>, DbError> {
    let author = account::table.on(policy::author_account_id.eq(account::id.nullable()));
    let mut query = policy::table
        .left_join(author)
        .select((
            policy::id,
            policy::version,
            policy::effective_from,
            account::display_name.nullable(),
            policy::reason,
            policy::parameters,
            policy::overrides,
            policy::created_at,
            policy::withdrawn_at,
            policy::based_on,
        ))
        .into_boxed();
    if let Some(before) = wanted.before {
        query = query.filter(policy::version.lt(before));
    }
    if let Some(versions) = wanted.exactly {
        query = query.filter(policy::version.eq_any(versions));
    }
    if wanted.standing {
        query = query.filter(policy::withdrawn_at.is_null());
    }
    if let Some(at) = wanted.begun_by {
        query = query.filter(policy::effective_from.le(at));
    }
    if let Some(at) = wanted.begins_after {
        query = query.filter(policy::effective_from.gt(at));
    }
    Ok(query
        .order(policy::version.desc())
        .limit(limit)
        .load(conn)?)
}

/// The version in force at `now`; `None` before the first start.
///
/// # Errors
/// When the database does not answer, or holds parameters that this version does not know.
pub fn find_policy(conn: &mut Conn, now: Timestamp) -> Result<Option<PolicyVersion>, DbError> {
    let wanted = Wanted {
        standing: true,
        begun_by: Some(now),
        ..Wanted::default()
    };
    // Those that stand begin in the order of their numbers.
    Ok(select(conn, wanted, 1)?.pop())
}

/// The version in force at `now` and those that will be, newest first.
///
/// # Errors
/// As [`find_policy`].
pub fn list_standing(conn: &mut Conn, now: Timestamp) -> Result<Vec<PolicyVersion>, DbError> {
    let scheduled = Wanted {
        standing: true,
        begins_after: Some(now),
        ..Wanted::default()
    };
    let mut all = select(conn, scheduled, i64::MAX)?;
    all.extend(find_policy(conn, now)?);
    Ok(all)
}

/// # Errors
/// [`DbError::NotFound`] when there is no such version.
pub fn find_policy_version(conn: &mut Conn, version: i64) -> Result<PolicyVersion, DbError> {
    let found = list_policy_versions(conn, &[version])?.pop();
    found.ok_or(DbError::NotFound)
}

/// Those of these numbers that there are.
///
/// # Errors
/// As [`find_policy`].
pub fn list_policy_versions(
    conn: &mut Conn,
    versions: &[i64],
) -> Result<Vec<PolicyVersion>, DbError> {
    let wanted = Wanted {
        exactly: Some(versions),
        ..Wanted::default()
    };
    select(conn, wanted, i64::MAX)
}

/// All versions, newest first; only those before version `before`, when given.
///
/// # Errors
/// As [`find_policy`].
pub fn list_policies(
    conn: &mut Conn,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<PolicyVersion>, DbError> {
    let wanted = Wanted {
        before,
        ..Wanted::default()
    };
    select(conn, wanted, limit)
}

/// The newest version that was not withdrawn, whether it has begun or not: what a change is based
/// on. Changes wait for each other at the first version, which is always there: whoever waited at
/// the newest would not see the one that was written meanwhile.
///
/// # Errors
/// As [`find_policy`].
pub fn lock_newest(tx: &mut WriteTx<'_>) -> Result<Option<PolicyVersion>, DbError> {
    // SQLite's writers wait for each other from their first statement on.
    if let Conn::Postgres(c) = tx.conn() {
        let first = policy::table.order(policy::version).select(policy::version);
        let _: Option<i64> = first.for_update().first(c).optional()?;
    }
    find_newest(tx.conn())
}

fn find_newest(conn: &mut Conn) -> Result<Option<PolicyVersion>, DbError> {
    let wanted = Wanted {
        standing: true,
        ..Wanted::default()
    };
    Ok(select(conn, wanted, 1)?.pop())
}

/// What of today a change of the policy may touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touchable {
    /// How many applications are in each state.
    pub applications: Vec<(ApplicationStatus, i64)>,
    pub drafts: i64,
    pub open_questions: i64,
}

/// The newest version that was not withdrawn, and what of today a change of it may touch.
///
/// # Errors
/// As [`find_policy`].
pub fn find_touchable(conn: &mut Conn) -> Result<(Option<PolicyVersion>, Touchable), DbError> {
    let newest = find_newest(conn)?;
    let applications = application::table
        .group_by(application::status)
        .select((application::status, diesel::dsl::count_star()))
        .load(conn)?;
    let drafts = opportunity::table
        .filter(opportunity::status.eq_term(OpportunityStatus::Draft))
        .count()
        .get_result(conn)?;
    let open_questions = contest::table
        .filter(contest::state.eq_term(ContestState::Open))
        .count()
        .get_result(conn)?;
    let found = Touchable {
        applications,
        drafts,
        open_questions,
    };
    Ok((newest, found))
}

/// Stores a document as the next version.
///
/// # Errors
/// [`DbError::Unique`] when somebody else's came first.
pub fn insert_policy(tx: &mut WriteTx<'_>, new: NewPolicy) -> Result<i64, DbError> {
    let id = PolicyId::generate();
    let last: Option<i64> = policy::table
        .select(diesel::dsl::max(policy::version))
        .get_result(tx.conn())?;
    let version = last.unwrap_or(0) + 1;
    let row = (
        policy::id.eq(id),
        policy::version.eq(version),
        policy::effective_from.eq(new.effective_from),
        policy::author_account_id.eq(new.author),
        policy::reason.eq(&new.reason),
        policy::parameters.eq(Json(new.parameters)),
        policy::overrides.eq(Json(new.overrides)),
        policy::created_at.eq(tx.now()),
        policy::based_on.eq(new.based_on),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(policy::table)
        .values(&row)
        .execute(c))?;
    let detail = json!({
        "version": version,
        "effective_from": new.effective_from,
        "reason": new.reason,
        "changes": new.changes,
    });
    let id = *id.as_uuid();
    tx.audit(AuditDraft::new("policy.create", ObjectType::Policy, id).with(detail));
    tx.changed(Change::upserted(ObjectType::Policy, id));
    Ok(version)
}

/// Takes back a version that has not begun.
///
/// # Errors
/// [`DbError::NotFound`] when there is no version of this number that has not begun and stands.
pub fn withdraw_policy(tx: &mut WriteTx<'_>, version: i64) -> Result<(), DbError> {
    let now = tx.now();
    let scheduled = policy::table
        .filter(policy::version.eq(version))
        .filter(policy::withdrawn_at.is_null())
        .filter(policy::effective_from.gt(now));
    let found = diesel::update(scheduled)
        .set(policy::withdrawn_at.eq(now))
        .execute(tx.conn())?;
    if found == 0 {
        return Err(DbError::NotFound);
    }
    let row = find_policy_version(tx.conn(), version)?;
    let id = *row.id.as_uuid();
    let detail = json!({"version": version, "effective_from": row.effective_from});
    tx.audit(AuditDraft::new("policy.withdraw", ObjectType::Policy, id).with(detail));
    tx.changed(Change::upserted(ObjectType::Policy, id));
    Ok(())
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
    let inserted = db.write_blocking(&Origin::system(now), |tx| {
        let new = NewPolicy {
            based_on: None,
            effective_from: now,
            author: None,
            reason: "defaults".to_owned(),
            parameters: PolicyParameters::default(),
            overrides: Vec::new(),
            changes: json!([]),
        };
        insert_policy(tx, new)
    });
    match inserted {
        // Another server was faster.
        Err(DbError::Unique(_)) => Ok(()),
        other => other.map(drop),
    }
}
