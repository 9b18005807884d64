//! Browser sessions. The cookie's token is known to the browser alone; the table has its SHA-256.

use diesel::prelude::*;
use domain::access::Actor;
use domain::ids::{AccountId, EmployeeId, SessionId};
use domain::time::Timestamp;

use crate::cached::update_prepared;
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{account, account_role, employee, opportunity, opportunity_member, session};
use crate::write::{AuditDraft, WriteTx};

#[derive(Clone, Debug, HasQuery, Identifiable)]
#[diesel(table_name = session)]
pub struct Session {
    pub id: SessionId,
    pub account_id: AccountId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// A session to be.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub account_id: AccountId,
    pub token_hash: Vec<u8>,
    pub expires_at: Timestamp,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// A session with what every request of its account needs to know.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: Session,
    pub actor: Actor,
}

/// The session of a token, if its account may still sign in. Whether it has timed out is the
/// caller's to judge.
///
/// # Errors
/// When the database does not answer.
pub fn find_session(conn: &mut Conn, token_hash: &[u8]) -> Result<Option<SignedIn>, DbError> {
    let found: Option<(Session, Option<EmployeeId>)> = session::table
        .inner_join(account::table.on(account::id.eq(session::account_id)))
        .filter(session::token_hash.eq(token_hash))
        .filter(account::disabled.eq(false))
        .select((Session::as_select(), account::employee_id))
        .first(conn)
        .optional()?;
    let Some((session, employee_id)) = found else {
        return Ok(None);
    };
    let roles = account_role::table
        .filter(account_role::account_id.eq(session.account_id))
        .order(account_role::role)
        .select(account_role::role)
        .load(conn)?;
    let actor = Actor {
        account_id: session.account_id,
        employee_id,
        roles,
    };
    Ok(Some(SignedIn { session, actor }))
}

/// What the pages show of whoever is signed in.
#[derive(Clone, Debug)]
pub struct Standing {
    pub title: Option<String>,
    /// Somebody reports to this person.
    pub is_manager: bool,
    /// This person owns an opening or belongs to its team.
    pub is_hiring: bool,
}

/// # Errors
/// When the database does not answer.
pub fn find_standing(conn: &mut Conn, employee_id: EmployeeId) -> Result<Standing, DbError> {
    let reports = employee::table.filter(employee::manager_id.eq(employee_id));
    let teams = opportunity_member::table.filter(opportunity_member::employee_id.eq(employee_id));
    let owned = opportunity::table.filter(opportunity::owner_id.eq(employee_id));
    Ok(Standing {
        title: employee::table
            .find(employee_id)
            .select(employee::title)
            .first(conn)
            .optional()?,
        is_manager: diesel::select(diesel::dsl::exists(reports)).get_result(conn)?,
        is_hiring: diesel::select(diesel::dsl::exists(teams).or(diesel::dsl::exists(owned)))
            .get_result(conn)?,
    })
}

/// # Errors
/// When the database does not answer.
pub fn list_sessions(
    conn: &mut Conn,
    account_id: AccountId,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<Session>, DbError> {
    Ok(Session::query()
        .filter(session::account_id.eq(account_id))
        .filter(session::expires_at.gt(now))
        .filter(session::last_seen_at.gt(idle_since))
        .order((session::last_seen_at.desc(), session::id.desc()))
        .limit(200)
        .load(conn)?)
}

/// # Errors
/// When the database does not answer.
pub fn insert_session(tx: &mut WriteTx<'_>, new: &NewSession) -> Result<Session, DbError> {
    let session = Session {
        id: SessionId::generate(),
        account_id: new.account_id,
        created_at: tx.now(),
        last_seen_at: tx.now(),
        expires_at: new.expires_at,
        ip: new.ip.clone(),
        user_agent: new.user_agent.clone(),
    };
    diesel::insert_into(session::table)
        .values((
            session::id.eq(session.id),
            session::account_id.eq(session.account_id),
            session::token_hash.eq(&new.token_hash),
            session::created_at.eq(session.created_at),
            session::last_seen_at.eq(session.last_seen_at),
            session::expires_at.eq(session.expires_at),
            session::ip.eq(&session.ip),
            session::user_agent.eq(&session.user_agent),
        ))
        .execute(tx.conn())?;
    let id = *session.id.as_uuid();
    tx.audit(AuditDraft::new("session.create", ObjectType::Session, id));
    Ok(session)
}

/// Remembers that the session is in use.
///
/// # Errors
/// When the database does not answer.
pub fn update_last_seen(conn: &mut Conn, id: SessionId, at: Timestamp) -> Result<(), DbError> {
    update_prepared(session::table.find(id), session::last_seen_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Ends one session of the account.
///
/// # Errors
/// [`DbError::NotFound`] when the account has no such session.
pub fn delete_session(
    tx: &mut WriteTx<'_>,
    account_id: AccountId,
    id: SessionId,
) -> Result<(), DbError> {
    let ended = diesel::delete(
        session::table
            .find(id)
            .filter(session::account_id.eq(account_id)),
    )
    .execute(tx.conn())?;
    if ended == 0 {
        return Err(DbError::NotFound);
    }
    tx.audit(AuditDraft::new(
        "session.end",
        ObjectType::Session,
        *id.as_uuid(),
    ));
    Ok(())
}

/// Ends all sessions of the account but `keep`.
///
/// # Errors
/// When the database does not answer.
pub fn delete_sessions(
    tx: &mut WriteTx<'_>,
    account_id: AccountId,
    keep: Option<SessionId>,
) -> Result<(), DbError> {
    let of_account = session::table.filter(session::account_id.eq(account_id));
    match keep {
        Some(keep) => diesel::delete(of_account.filter(session::id.ne(keep))).execute(tx.conn())?,
        None => diesel::delete(of_account).execute(tx.conn())?,
    };
    tx.audit(AuditDraft::new(
        "session.end_all",
        ObjectType::Account,
        *account_id.as_uuid(),
    ));
    Ok(())
}

/// Clears away what has timed out.
///
/// # Errors
/// When the database does not answer.
pub fn delete_expired(
    conn: &mut Conn,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<usize, DbError> {
    Ok(diesel::delete(
        session::table.filter(
            session::expires_at
                .le(now)
                .or(session::last_seen_at.le(idle_since)),
        ),
    )
    .execute(conn)?)
}
