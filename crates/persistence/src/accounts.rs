//! Accounts: what somebody signs in with, and the roles it carries. Sessions are in `sessions`,
//! the counting of failed attempts in `throttle`.

use diesel::prelude::*;
use domain::ids::{AccountId, EmployeeId};
use domain::terms::{EmployeeStatus, Role};
use domain::time::Timestamp;
use serde_json::json;

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{account, account_role, employee, setup_token};
use crate::spelled::Spelled;
use crate::write::{AuditDraft, WriteTx};

#[derive(Clone, Debug, HasQuery, Identifiable)]
#[diesel(table_name = account)]
pub struct Account {
    pub id: AccountId,
    pub employee_id: Option<EmployeeId>,
    pub email: String,
    pub display_name: String,
    /// PHC string; `None` for who cannot sign in by password.
    pub password_hash: Option<String>,
    pub locale: String,
    pub disabled: bool,
}

/// Somebody who can be written to.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub account_id: AccountId,
    pub email: String,
    pub locale: String,
    pub roles: Vec<Role>,
}

/// The account of an employee who is still there, with the address at work.
///
/// # Errors
/// When the database does not answer.
pub fn find_addressee(conn: &mut Conn, person: EmployeeId) -> Result<Option<Addressee>, DbError> {
    let found: Option<(AccountId, String, String)> = account::table
        .inner_join(employee::table.on(account::employee_id.eq(employee::id.nullable())))
        .filter(employee::id.eq(person))
        .filter(employee::status.ne_term(EmployeeStatus::Left))
        .filter(account::disabled.eq(false))
        .order(account::id)
        .select((account::id, employee::work_email, account::locale))
        .first(conn)
        .optional()?;
    let Some((account_id, email, locale)) = found else {
        return Ok(None);
    };
    Ok(Some(Addressee {
        account_id,
        email,
        locale,
        roles: list_roles(conn, account_id)?,
    }))
}

/// An account to be.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub employee_id: Option<EmployeeId>,
    pub email: String,
    pub display_name: String,
    pub password_hash: Option<String>,
    pub locale: String,
    pub roles: Vec<Role>,
}

/// The form in which addresses are compared: nobody expects capitals to matter.
#[must_use]
pub fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn find_account(conn: &mut Conn, id: AccountId) -> Result<Account, DbError> {
    Ok(Account::query().filter(account::id.eq(id)).first(conn)?)
}

/// # Errors
/// When the database does not answer.
pub fn find_account_by_email(conn: &mut Conn, email: &str) -> Result<Option<Account>, DbError> {
    Ok(Account::query()
        .filter(account::email_folded.eq(fold_email(email)))
        .first(conn)
        .optional()?)
}

/// The roles granted to the account, sorted by name.
///
/// # Errors
/// When the database does not answer.
pub fn list_roles(conn: &mut Conn, id: AccountId) -> Result<Vec<Role>, DbError> {
    Ok(account_role::table
        .filter(account_role::account_id.eq(id))
        .order(account_role::role)
        .select(account_role::role)
        .load(conn)?)
}

/// Whether anybody is an administrator yet.
///
/// # Errors
/// When the database does not answer.
pub fn has_admin(conn: &mut Conn) -> Result<bool, DbError> {
    let admins = account_role::table
        .inner_join(account::table.on(account::id.eq(account_role::account_id)))
        .filter(account_role::role.eq_term(Role::Admin))
        .filter(account::disabled.eq(false));
    Ok(diesel::select(diesel::dsl::exists(admins)).get_result(conn)?)
}

/// # Errors
/// [`DbError::Unique`] when the address or the employee has an account already.
pub fn insert_account(tx: &mut WriteTx<'_>, new: &NewAccount) -> Result<AccountId, DbError> {
    let id = AccountId::generate();
    let now = tx.now();
    diesel::insert_into(account::table)
        .values((
            account::id.eq(id),
            account::employee_id.eq(new.employee_id),
            account::email.eq(new.email.trim()),
            account::email_folded.eq(fold_email(&new.email)),
            account::display_name.eq(&new.display_name),
            account::password_hash.eq(&new.password_hash),
            account::locale.eq(&new.locale),
            account::disabled.eq(false),
            account::created_at.eq(now),
            account::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    insert_roles(tx, id, &new.roles)?;
    let mut draft = AuditDraft::new("account.create", ObjectType::Account, *id.as_uuid())
        .with(json!({ "roles": new.roles }));
    draft.subject = new.employee_id;
    tx.audit(draft);
    tx.changed(Change::upserted(ObjectType::Account, *id.as_uuid()));
    Ok(id)
}

fn insert_roles(tx: &mut WriteTx<'_>, id: AccountId, roles: &[Role]) -> Result<(), DbError> {
    for role in roles {
        diesel::insert_into(account_role::table)
            .values((
                account_role::account_id.eq(id),
                account_role::role.eq(*role),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Replaces the roles of an account.
///
/// # Errors
/// [`DbError::Reference`] when there is no such account.
pub fn update_roles(tx: &mut WriteTx<'_>, id: AccountId, roles: &[Role]) -> Result<(), DbError> {
    diesel::delete(account_role::table.filter(account_role::account_id.eq(id)))
        .execute(tx.conn())?;
    insert_roles(tx, id, roles)?;
    tx.audit(
        AuditDraft::new("account.set_roles", ObjectType::Account, *id.as_uuid())
            .with(json!({ "roles": roles })),
    );
    tx.changed(Change::upserted(ObjectType::Account, *id.as_uuid()));
    Ok(())
}

/// Locks an account out or lets it in again; its sessions are the caller's to delete.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such account.
pub fn update_disabled(tx: &mut WriteTx<'_>, id: AccountId, disabled: bool) -> Result<(), DbError> {
    let now = tx.now();
    let changed = diesel::update(account::table.find(id))
        .set((account::disabled.eq(disabled), account::updated_at.eq(now)))
        .execute(tx.conn())?;
    let action = if disabled {
        "account.disable"
    } else {
        "account.enable"
    };
    trace(tx, changed, id, action)
}

/// # Errors
/// [`DbError::NotFound`] when there is no such account.
pub fn update_password_hash(
    tx: &mut WriteTx<'_>,
    id: AccountId,
    hash: &str,
    action: &'static str,
) -> Result<(), DbError> {
    let now = tx.now();
    let changed = diesel::update(account::table.find(id))
        .set((account::password_hash.eq(hash), account::updated_at.eq(now)))
        .execute(tx.conn())?;
    trace(tx, changed, id, action)
}

/// # Errors
/// [`DbError::NotFound`] when there is no such account.
pub fn update_locale(tx: &mut WriteTx<'_>, id: AccountId, locale: &str) -> Result<(), DbError> {
    let now = tx.now();
    let changed = diesel::update(account::table.find(id))
        .set((account::locale.eq(locale), account::updated_at.eq(now)))
        .execute(tx.conn())?;
    trace(tx, changed, id, "account.set_locale")
}

fn trace(
    tx: &mut WriteTx<'_>,
    changed: usize,
    id: AccountId,
    action: &'static str,
) -> Result<(), DbError> {
    if changed == 0 {
        return Err(DbError::NotFound);
    }
    tx.audit(AuditDraft::new(action, ObjectType::Account, *id.as_uuid()));
    tx.changed(Change::upserted(ObjectType::Account, *id.as_uuid()));
    Ok(())
}

/// Replaces the token that lets the first administrator in.
///
/// # Errors
/// When the database does not answer.
pub fn update_setup_token(
    conn: &mut Conn,
    hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let values = (
        setup_token::token_hash.eq(hash),
        setup_token::expires_at.eq(expires_at),
    );
    on_backend!(conn, |c| diesel::insert_into(setup_token::table)
        .values((setup_token::id.eq(1_i16), values))
        .on_conflict(setup_token::id)
        .do_update()
        .set(values)
        .execute(c))?;
    Ok(())
}

/// Takes the token away if it is this one and still good; tells whether it was. A token works once.
///
/// # Errors
/// When the database does not answer.
pub fn delete_setup_token(tx: &mut WriteTx<'_>, hash: &[u8]) -> Result<bool, DbError> {
    let now = tx.now();
    let taken = diesel::delete(
        setup_token::table
            .filter(setup_token::token_hash.eq(hash))
            .filter(setup_token::expires_at.gt(now)),
    )
    .execute(tx.conn())?;
    Ok(taken == 1)
}
