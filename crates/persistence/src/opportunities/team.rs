//! Who is of a hiring team besides the owner, as it is written. Whom they are impartial to is decided
//! in `domain::impartiality` from when they joined.

use diesel::prelude::*;
use domain::ids::{EmployeeId, OpportunityId};
use domain::terms::TeamRole;
use domain::time::Timestamp;

use crate::error::DbError;
use crate::on_backend;
use crate::schema::opportunity_member;
use crate::write::WriteTx;

#[derive(Insertable)]
#[diesel(table_name = opportunity_member)]
struct NewMember {
    opportunity_id: OpportunityId,
    employee_id: EmployeeId,
    role: TeamRole,
    joined_at: Timestamp,
}

/// Whoever stays has been there since they joined, also as something else.
pub(super) fn replace_team(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
    team: &[(EmployeeId, TeamRole)],
) -> Result<(), DbError> {
    let of_this = opportunity_member::table.filter(opportunity_member::opportunity_id.eq(id));
    let old: Vec<(EmployeeId, TeamRole)> = of_this
        .select((opportunity_member::employee_id, opportunity_member::role))
        .load(tx.conn())?;
    let is_in = |list: &[(EmployeeId, TeamRole)], one| list.iter().any(|(id, _)| *id == one);
    let gone: Vec<EmployeeId> = (old.iter())
        .map(|(one, _)| *one)
        .filter(|one| !is_in(team, *one))
        .collect();
    if !gone.is_empty() {
        diesel::delete(of_this.filter(opportunity_member::employee_id.eq_any(gone)))
            .execute(tx.conn())?;
    }
    for role in TeamRole::ALL {
        let become_so: Vec<EmployeeId> = (team.iter())
            .filter(|(one, is)| is == role && is_in(&old, *one) && !old.contains(&(*one, *is)))
            .map(|(one, _)| *one)
            .collect();
        if !become_so.is_empty() {
            let those = of_this.filter(opportunity_member::employee_id.eq_any(become_so));
            diesel::update(those)
                .set(opportunity_member::role.eq(role))
                .execute(tx.conn())?;
        }
    }
    let added: Vec<(EmployeeId, TeamRole)> = (team.iter().copied())
        .filter(|(one, _)| !is_in(&old, *one))
        .collect();
    insert_team(tx, id, &added)
}

pub(super) fn insert_team(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
    team: &[(EmployeeId, TeamRole)],
) -> Result<(), DbError> {
    let joined_at = tx.now();
    let members: Vec<NewMember> = (team.iter())
        .map(|(employee_id, role)| NewMember {
            opportunity_id: id,
            employee_id: *employee_id,
            role: *role,
            joined_at,
        })
        .collect();
    if !members.is_empty() {
        on_backend!(tx.conn(), |c| diesel::insert_into(
            opportunity_member::table
        )
        .values(&members)
        .execute(c))?;
    }
    Ok(())
}
