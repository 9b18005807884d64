//! Who is on the hiring side of an opening, without the opening itself.

use diesel::prelude::*;
use domain::ids::{EmployeeId, OpportunityId};

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{opportunity, opportunity_member};

/// The hiring team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HiringSide {
    owner_id: EmployeeId,
    members: Vec<EmployeeId>,
}

impl HiringSide {
    #[must_use]
    pub fn is_in_team(&self, employee: EmployeeId) -> bool {
        self.owner_id == employee || self.members.contains(&employee)
    }
}

/// One statement.
///
/// # Errors
/// When the database does not answer.
pub fn find_hiring_side(conn: &mut Conn, id: OpportunityId) -> Result<Option<HiringSide>, DbError> {
    let rows: Vec<(EmployeeId, Option<EmployeeId>)> = opportunity::table
        .left_join(
            opportunity_member::table.on(opportunity_member::opportunity_id.eq(opportunity::id)),
        )
        .filter(opportunity::id.eq(id))
        .select((
            opportunity::owner_id,
            opportunity_member::employee_id.nullable(),
        ))
        .load(conn)?;
    let owner = rows.first().map(|(owner, _)| *owner);
    let members = rows.iter().filter_map(|(_, member)| *member);
    Ok(owner.map(|owner_id| HiringSide {
        owner_id,
        members: members.collect(),
    }))
}
