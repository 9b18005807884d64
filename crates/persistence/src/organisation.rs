//! Units, places and positions. Units and places are few and read whole: the API keeps them in
//! memory. People are in `employees`.

use diesel::prelude::*;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId, PositionId};
use domain::terms::{OrgUnitKind, PositionStatus};

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{location, org_unit, position};

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct OrgUnit {
    pub id: OrgUnitId,
    pub name: String,
    pub name_folded: String,
    pub kind: OrgUnitKind,
    pub code: Option<String>,
    pub parent_id: Option<OrgUnitId>,
    pub head_id: Option<EmployeeId>,
    /// Ids from the root down to this unit, each followed by `/`.
    pub path: String,
}

/// All units.
///
/// # Errors
/// When the database does not answer.
pub fn list_org_units(conn: &mut Conn) -> Result<Vec<OrgUnit>, DbError> {
    Ok(org_unit::table
        .order((org_unit::name_folded, org_unit::id))
        .select((
            org_unit::id,
            org_unit::name,
            org_unit::name_folded,
            org_unit::kind,
            org_unit::code,
            org_unit::parent_id,
            org_unit::head_id,
            org_unit::path,
        ))
        .load(conn)?)
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Location {
    pub id: LocationId,
    pub name: String,
    pub name_folded: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// IANA name.
    pub time_zone: String,
}

/// All places.
///
/// # Errors
/// When the database does not answer.
pub fn list_locations(conn: &mut Conn) -> Result<Vec<Location>, DbError> {
    Ok(location::table
        .order((location::name_folded, location::id))
        .select((
            location::id,
            location::name,
            location::name_folded,
            location::city,
            location::country,
            location::time_zone,
        ))
        .load(conn)?)
}

/// A seat in the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Position {
    pub id: PositionId,
    pub job_profile_id: JobProfileId,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub incumbent_id: Option<EmployeeId>,
    pub status: PositionStatus,
    pub critical: bool,
}

/// Which positions a list shows.
#[derive(Clone, Debug, Default)]
pub struct PositionFilter {
    /// `path` of a unit: positions of the unit and of those below it.
    pub org_unit_path: Option<String>,
    pub status: Option<PositionStatus>,
}

/// Positions in the order of their ids, after `after`.
///
/// # Errors
/// When the database does not answer.
pub fn list_positions(
    conn: &mut Conn,
    filter: &PositionFilter,
    after: Option<PositionId>,
    limit: i64,
) -> Result<Vec<Position>, DbError> {
    let mut query = position::table
        .select((
            position::id,
            position::job_profile_id,
            position::org_unit_id,
            position::location_id,
            position::incumbent_id,
            position::status,
            position::critical,
        ))
        .into_boxed();
    if let Some(path) = &filter.org_unit_path {
        let (from, to) = subtree(path);
        let units = org_unit::table
            .filter(org_unit::path.ge(from).and(org_unit::path.lt(to)))
            .select(org_unit::id);
        query = query.filter(position::org_unit_id.eq_any(units));
    }
    if let Some(status) = filter.status {
        query = query.filter(position::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(position::id.gt(after));
    }
    Ok(query.order(position::id).limit(limit).load(conn)?)
}

/// Every path from `path` on and before the second value is that unit or below it: the paths are
/// ASCII, end with `/`, and `0` is the character after it.
#[must_use]
pub fn subtree(path: &str) -> (String, String) {
    let stem = path.strip_suffix('/').unwrap_or(path);
    (format!("{stem}/"), format!("{stem}0"))
}
