//! Who is on the hiring side of an opening, without the opening itself.

use diesel::prelude::*;
use domain::ids::{EmployeeId, OpportunityId};
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{opportunity, opportunity_member};

/// The hiring team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiringSide(Vec<(EmployeeId, Timestamp)>);

impl HiringSide {
    /// Since when somebody has been of the team, if they are.
    #[must_use]
    pub fn in_team_since(&self, employee: EmployeeId) -> Option<Timestamp> {
        let own = self.0.iter().filter(|(member, _)| *member == employee);
        own.map(|(_, since)| *since).min()
    }
}

/// One statement.
///
/// # Errors
/// When the database does not answer.
pub fn find_hiring_side(conn: &mut Conn, id: OpportunityId) -> Result<Option<HiringSide>, DbError> {
    let team = list_team(conn, id)?;
    Ok((!team.is_empty()).then_some(HiringSide(team)))
}

/// Who is of the hiring team, and since when.
///
/// # Errors
/// When the database does not answer.
pub fn list_team(
    conn: &mut Conn,
    id: OpportunityId,
) -> Result<Vec<(EmployeeId, Timestamp)>, DbError> {
    type Row = (EmployeeId, Timestamp, Option<(EmployeeId, Timestamp)>);
    let rows: Vec<Row> = opportunity::table
        .left_join(
            opportunity_member::table.on(opportunity_member::opportunity_id.eq(opportunity::id)),
        )
        .filter(opportunity::id.eq(id))
        .select((
            opportunity::owner_id,
            opportunity::owner_since,
            (
                opportunity_member::employee_id,
                opportunity_member::joined_at,
            )
                .nullable(),
        ))
        .load(conn)?;
    let owner = (rows.first()).map(|(owner, since, _)| (*owner, *since));
    let members = rows.iter().filter_map(|(_, _, member)| *member);
    Ok(owner.into_iter().chain(members).collect())
}
