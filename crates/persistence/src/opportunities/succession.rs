//! Openings whose owner leaves go to a deputy, or else to whoever of the team has been there longest;
//! in either case to somebody who stays and does not compete. Those without such a member keep their owner until somebody is named.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{EmployeeId, OpportunityId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{EmployeeStatus, TeamRole};
use domain::time::Timestamp;
use serde_json::json;

use super::lock::lock_only;
use super::write::record;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, employee, opportunity, opportunity_member};
use crate::spelled::Spelled;
use crate::write::WriteTx;

const LEAVES: [EmployeeStatus; 2] = [EmployeeStatus::Leaving, EmployeeStatus::Left];
const OVER: [OpportunityStatus; 2] = [OpportunityStatus::Filled, OpportunityStatus::Cancelled];

/// An opening, its owner who leaves, and a member who could have it, of the team since then.
type Heir = (OpportunityId, EmployeeId, EmployeeId, Timestamp);

/// By opening, deputies before others and the longest-standing first.
fn list_heirs(conn: &mut Conn, limit: i64) -> Result<Vec<Heir>, DbError> {
    let owner = diesel::alias!(employee as owner);
    let leavers = owner
        .filter(owner.field(employee::status).eq_any_term(LEAVES))
        .select(owner.field(employee::id));
    let competing = application::table
        .filter(application::opportunity_id.eq(opportunity_member::opportunity_id))
        .filter(application::employee_id.eq(opportunity_member::employee_id))
        .filter(application::status.ne_term(ApplicationStatus::Draft));
    Ok(opportunity_member::table
        .inner_join(opportunity::table.on(opportunity::id.eq(opportunity_member::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(opportunity_member::employee_id)))
        .filter(opportunity::status.ne_all_terms(OVER))
        .filter(opportunity::owner_id.eq_any(leavers))
        .filter(employee::status.ne_all_terms(LEAVES))
        .filter(not(exists(competing)))
        .order((
            opportunity::id,
            // The smaller is false, as it is kept on both databases.
            opportunity_member::role.ne_term(TeamRole::Deputy),
            opportunity_member::joined_at,
            opportunity_member::employee_id,
        ))
        .limit(limit)
        .select((
            opportunity::id,
            opportunity::owner_id,
            opportunity_member::employee_id,
            opportunity_member::joined_at,
        ))
        .load(conn)?)
}

/// Whether there is any; asks without a lock.
///
/// # Errors
/// When the database does not answer.
pub fn has_abandoned(conn: &mut Conn) -> Result<bool, DbError> {
    Ok(!list_heirs(conn, 1)?.is_empty())
}

/// Hands openings over, as many as `most` possible heirs have; returns them with their new owners.
///
/// # Errors
/// When the database does not answer.
pub fn hand_over_abandoned(
    tx: &mut WriteTx<'_>,
    most: i64,
) -> Result<Vec<(OpportunityId, EmployeeId)>, DbError> {
    // In the order of ids, like everybody who locks several; what another server did meanwhile is
    // seen by reading again.
    let mut locked: Vec<OpportunityId> = Vec::new();
    for (id, ..) in list_heirs(tx.conn(), most)? {
        if locked.last() != Some(&id) {
            lock_only(tx.conn(), id)?;
            locked.push(id);
        }
    }
    let mut handed: Vec<(OpportunityId, EmployeeId)> = Vec::new();
    for (id, from, to, since) in list_heirs(tx.conn(), most)? {
        let first = handed.last().is_none_or(|(last, _)| *last != id);
        if first && locked.contains(&id) {
            hand_over(tx, (id, from, to, since))?;
            handed.push((id, to));
        }
    }
    Ok(handed)
}

fn hand_over(tx: &mut WriteTx<'_>, (id, from, to, since): Heir) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(opportunity::table.filter(opportunity::id.eq(id)))
        .set((
            opportunity::owner_id.eq(to),
            // Of the team as long as before: nothing is new to them.
            opportunity::owner_since.eq(since),
            opportunity::version.eq(opportunity::version + 1),
            opportunity::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    let seat = opportunity_member::table
        .filter(opportunity_member::opportunity_id.eq(id))
        .filter(opportunity_member::employee_id.eq(to));
    diesel::delete(seat).execute(tx.conn())?;
    let why = json!({"from": from, "to": to, "reason": "owner_leaves"});
    record(tx, "opportunity.hand_over", id, why);
    Ok(())
}
