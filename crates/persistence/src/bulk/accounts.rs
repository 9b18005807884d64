//! The accounts that follow from employees: one each, without a password, so that the person can
//! set one or come by single sign-on; disabled for who has left.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::ids::{AccountId, EmployeeId};
use domain::terms::{EmployeeStatus, Role};
use domain::time::Timestamp;
use uuid::Uuid;

use super::EmailOwner;
use super::employees::EmployeeRow;
use super::store::in_chunks;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{account, account_role, session};

/// Languages that the screens speak; others begin in English.
const LOCALES: [&str; 2] = ["en", "fr"];

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = account, treat_none_as_default_value = false)]
struct AccountRow {
    id: AccountId,
    employee_id: Option<EmployeeId>,
    email: String,
    email_folded: String,
    display_name: String,
    password_hash: Option<String>,
    locale: String,
    disabled: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = account_role, treat_none_as_default_value = false)]
struct RoleRow {
    account_id: AccountId,
    role: Role,
}

/// What to do with accounts in the transaction that writes their employees.
pub(super) struct Plan {
    rows: Vec<AccountRow>,
    roles: Vec<RoleRow>,
    locked_out: Vec<AccountId>,
}

/// Accounts of nobody's whose address one of these employees has; from now on they are theirs.
pub(super) fn take_unowned(
    emails: &mut HashMap<String, EmailOwner>,
    employees: &[EmployeeRow],
) -> HashMap<AccountId, EmployeeId> {
    employees
        .iter()
        .filter_map(|employee| {
            let owner = emails.get_mut(&employee.work_email_folded)?;
            let EmailOwner::Account(account) = *owner else {
                return None;
            };
            *owner = EmailOwner::Employee(employee.id);
            Some((account, employee.id))
        })
        .collect()
}

/// Compares employees that are about to be written with their accounts. `before` has the stored
/// status of those that are not new.
pub(super) fn plan(
    conn: &mut Conn,
    employees: &[EmployeeRow],
    before: &HashMap<EmployeeId, (EmployeeStatus, String)>,
    unowned: &HashMap<AccountId, EmployeeId>,
    at: Timestamp,
) -> Result<Plan, DbError> {
    let mut stored = load(conn, employees, before, unowned)?;
    let mut plan = Plan {
        rows: Vec::new(),
        roles: Vec::new(),
        locked_out: Vec::new(),
    };
    for employee in employees {
        let left = employee.status == EmployeeStatus::Left;
        let Some(found) = stored.remove(&employee.id) else {
            plan.create(employee, left, at);
            continue;
        };
        // Only a change of status says something: an administrator may have locked the account.
        let had_left = before
            .get(&employee.id)
            .map(|(status, _)| *status == EmployeeStatus::Left);
        let disabled = match had_left {
            Some(had_left) if had_left != left => left,
            _ => found.disabled || left,
        };
        let row = AccountRow {
            employee_id: Some(employee.id),
            email: employee.work_email.clone(),
            email_folded: employee.work_email_folded.clone(),
            display_name: employee.display_name.clone(),
            disabled,
            ..found.clone()
        };
        if row == found {
            continue;
        }
        if row.disabled && !found.disabled {
            plan.locked_out.push(row.id);
        }
        if found.employee_id.is_none() {
            plan.roles.push(RoleRow::employee(row.id));
        }
        plan.rows.push(AccountRow {
            updated_at: at,
            ..row
        });
    }
    Ok(plan)
}

/// The accounts these employees have or are about to get, by employee.
fn load(
    conn: &mut Conn,
    employees: &[EmployeeRow],
    before: &HashMap<EmployeeId, (EmployeeStatus, String)>,
    unowned: &HashMap<AccountId, EmployeeId>,
) -> Result<HashMap<EmployeeId, AccountRow>, DbError> {
    let old: Vec<EmployeeId> = employees
        .iter()
        .map(|employee| employee.id)
        .filter(|id| before.contains_key(id))
        .collect();
    let mut found: HashMap<EmployeeId, AccountRow> = HashMap::new();
    let of_employees: Vec<AccountRow> = account::table
        .filter(account::employee_id.eq_any(old))
        .load(conn)?;
    for row in of_employees {
        if let Some(employee) = row.employee_id {
            found.insert(employee, row);
        }
    }
    let of_nobody: Vec<AccountRow> = account::table
        .filter(account::id.eq_any(unowned.keys()))
        .load(conn)?;
    for row in of_nobody {
        if let Some(employee) = unowned.get(&row.id) {
            found.entry(*employee).or_insert(row);
        }
    }
    Ok(found)
}

impl RoleRow {
    const fn employee(account_id: AccountId) -> Self {
        Self {
            account_id,
            role: Role::Employee,
        }
    }
}

impl Plan {
    fn create(&mut self, employee: &EmployeeRow, disabled: bool, at: Timestamp) {
        let id = AccountId::generate();
        self.rows.push(AccountRow {
            id,
            employee_id: Some(employee.id),
            email: employee.work_email.clone(),
            email_folded: employee.work_email_folded.clone(),
            display_name: employee.display_name.clone(),
            password_hash: None,
            locale: screen_locale(employee.locale.as_deref()).to_owned(),
            disabled,
            created_at: at,
            updated_at: at,
        });
        self.roles.push(RoleRow::employee(id));
    }

    pub(super) fn uuids(&self) -> Vec<Uuid> {
        self.rows.iter().map(|row| *row.id.as_uuid()).collect()
    }

    pub(super) fn write(&self, conn: &mut Conn) -> Result<(), DbError> {
        in_chunks(&self.rows, 10, |rows| upsert(conn, rows))?;
        in_chunks(&self.roles, 2, |roles| {
            on_backend!(conn, |c| diesel::insert_into(account_role::table)
                .values(roles)
                .on_conflict_do_nothing()
                .execute(c))?;
            Ok(())
        })?;
        if !self.locked_out.is_empty() {
            diesel::delete(session::table.filter(session::account_id.eq_any(&self.locked_out)))
                .execute(conn)?;
        }
        Ok(())
    }
}

fn screen_locale(locale: Option<&str>) -> &str {
    let language = locale
        .and_then(|locale| locale.split(['-', '_']).next())
        .unwrap_or_default();
    LOCALES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(language))
        .unwrap_or("en")
}

fn upsert(conn: &mut Conn, rows: &[AccountRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(account::table)
        .values(rows)
        .on_conflict(account::id)
        .do_update()
        .set((
            account::employee_id.eq(excluded(account::employee_id)),
            account::email.eq(excluded(account::email)),
            account::email_folded.eq(excluded(account::email_folded)),
            account::display_name.eq(excluded(account::display_name)),
            account::disabled.eq(excluded(account::disabled)),
            account::updated_at.eq(excluded(account::updated_at)),
        ))
        .execute(c))?;
    Ok(())
}
