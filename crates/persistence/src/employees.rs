//! People as everybody in the organisation may see them: name, title, unit, place, manager. What
//! they can do and want is in `profile`.

use diesel::prelude::*;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId};
use domain::terms::EmployeeStatus;

use crate::conn::Conn;
use crate::error::DbError;
use crate::organisation::subtree;
use crate::schema::{employee, org_unit};
use crate::spelled::Spelled;

/// Ids in one query: SQLite takes 32,766 values, PostgreSQL's planner is fond of fewer.
const CHUNK: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Employee {
    pub id: EmployeeId,
    pub display_name: String,
    pub name_folded: String,
    pub title: String,
    pub work_email: String,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub manager_id: Option<EmployeeId>,
    pub job_profile_id: Option<JobProfileId>,
    pub hire_date: Option<chrono::NaiveDate>,
    pub status: EmployeeStatus,
}

type Columns = (
    employee::id,
    employee::display_name,
    employee::name_folded,
    employee::title,
    employee::work_email,
    employee::org_unit_id,
    employee::location_id,
    employee::manager_id,
    employee::job_profile_id,
    employee::hire_date,
    employee::status,
);

const COLUMNS: Columns = (
    employee::id,
    employee::display_name,
    employee::name_folded,
    employee::title,
    employee::work_email,
    employee::org_unit_id,
    employee::location_id,
    employee::manager_id,
    employee::job_profile_id,
    employee::hire_date,
    employee::status,
);

/// Everybody, those who left included.
///
/// # Errors
/// When the database does not answer.
pub fn list_all_employees(conn: &mut Conn) -> Result<Vec<Employee>, DbError> {
    Ok(employee::table.select(COLUMNS).load(conn)?)
}

/// Those of `ids` who exist, in no particular order.
///
/// # Errors
/// When the database does not answer.
pub fn list_employees_by_id(conn: &mut Conn, ids: &[EmployeeId]) -> Result<Vec<Employee>, DbError> {
    let mut all = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<Employee> = employee::table
            .filter(employee::id.eq_any(chunk.to_vec()))
            .select(COLUMNS)
            .load(conn)?;
        all.extend(rows);
    }
    Ok(all)
}

/// Whom a list of people shows. Who has left is in none.
#[derive(Clone, Debug, Default)]
pub struct EmployeeFilter {
    /// `path` of a unit: people of the unit and of those below it.
    pub org_unit_path: Option<String>,
    pub location_id: Option<LocationId>,
    pub job_profile_id: Option<JobProfileId>,
}

/// People by name, after a name and id.
///
/// # Errors
/// When the database does not answer.
pub fn list_employees(
    conn: &mut Conn,
    filter: &EmployeeFilter,
    after: Option<&(String, EmployeeId)>,
    limit: i64,
) -> Result<Vec<Employee>, DbError> {
    let mut query = employee::table
        .filter(employee::status.ne_term(EmployeeStatus::Left))
        .select(COLUMNS)
        .into_boxed();
    if let Some(path) = &filter.org_unit_path {
        let (from, to) = subtree(path);
        let units = org_unit::table
            .filter(org_unit::path.ge(from).and(org_unit::path.lt(to)))
            .select(org_unit::id);
        query = query.filter(employee::org_unit_id.eq_any(units));
    }
    if let Some(location) = filter.location_id {
        query = query.filter(employee::location_id.eq(location));
    }
    if let Some(profile) = filter.job_profile_id {
        query = query.filter(employee::job_profile_id.eq(profile));
    }
    if let Some((name, id)) = after {
        let same = employee::name_folded.eq(name).and(employee::id.gt(id));
        query = query.filter(employee::name_folded.ge(name));
        query = query.filter(employee::name_folded.gt(name).or(same));
    }
    Ok(query
        .order((employee::name_folded, employee::id))
        .limit(limit)
        .load(conn)?)
}
