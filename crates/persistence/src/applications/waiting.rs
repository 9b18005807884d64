//! Who waits for whom: applications without an answer, and whom to ask for an exception.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::disclosure::Desk;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::opportunity::OpportunityStatus;
use domain::time::Timestamp;

use super::sent;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, opportunity, opportunity_member};
use crate::spelled::Spelled;

/// An application that waits for a hiring team, and since when the one who asks has been of it.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub submitted_at: Option<Timestamp>,
    pub since: Timestamp,
}

/// Applications that wait for the hiring team of which `member` is one, oldest first; of those on
/// the team's desk. Those of the member's own reports are told apart by the caller.
///
/// # Errors
/// When the database does not answer.
pub fn list_waiting_for(
    conn: &mut Conn,
    member: EmployeeId,
    desk: &Desk,
) -> Result<Vec<Waiting>, DbError> {
    type Row = (
        OpportunityId,
        EmployeeId,
        Option<Timestamp>,
        (EmployeeId, Timestamp, Option<Timestamp>),
    );
    let team = diesel::alias!(opportunity_member as team_member);
    let teams = team
        .filter(team.field(opportunity_member::employee_id).eq(member))
        .select(team.field(opportunity_member::opportunity_id));
    let own = opportunity::owner_id
        .eq(member)
        .or(opportunity::id.eq_any(teams));
    let membership = (opportunity_member::opportunity_id.eq(opportunity::id))
        .and(opportunity_member::employee_id.eq(member));
    let mine = diesel::alias!(application as own_application);
    let competing = mine
        .filter(mine.field(application::employee_id).eq(member))
        .filter(sent(mine.field(application::status)))
        .select(mine.field(application::opportunity_id));
    let undecided = [ApplicationStatus::Submitted, ApplicationStatus::Screening];
    let undecided = undecided
        .into_iter()
        .filter(|status| desk.of_anybody.contains(status));
    let rows: Vec<Row> = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .left_join(opportunity_member::table.on(membership))
        .filter(own)
        .filter(application::status.eq_any_term(undecided))
        .filter(opportunity::id.ne_all(competing))
        .filter(opportunity::status.ne_term(OpportunityStatus::Cancelled))
        .order((application::submitted_at, application::id))
        .select((
            application::opportunity_id,
            application::employee_id,
            application::submitted_at,
            (
                opportunity::owner_id,
                opportunity::owner_since,
                opportunity_member::joined_at.nullable(),
            ),
        ))
        .load(conn)?;
    let waiting = rows.into_iter().map(|row| {
        let (opportunity_id, employee_id, submitted_at, (owner, owner_since, joined_at)) = row;
        let owns = (owner == member).then_some(owner_since);
        Waiting {
            opportunity_id,
            employee_id,
            submitted_at,
            since: owns
                .into_iter()
                .chain(joined_at)
                .min()
                .unwrap_or(Timestamp::EPOCH),
        }
    });
    Ok(waiting.collect())
}

/// A specialist whom to ask for an exception: the same one for everybody, so that the answer tells
/// nothing.
///
/// # Errors
/// When the database does not answer.
pub fn find_specialist(conn: &mut Conn) -> Result<Option<EmployeeId>, DbError> {
    use crate::schema::{account, account_role};
    let found: Option<Option<EmployeeId>> = account_role::table
        .inner_join(account::table.on(account::id.eq(account_role::account_id)))
        .filter(account_role::role.eq_term(domain::terms::Role::Specialist))
        .filter(account::disabled.eq(false))
        .filter(account::employee_id.is_not_null())
        .order(account::id)
        .select(account::employee_id)
        .first(conn)
        .optional()?;
    Ok(found.flatten())
}

/// Where an application stands, for what happens by itself as time passes. It is shown to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Standing {
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub status: ApplicationStatus,
    pub opportunity_status: OpportunityStatus,
}

/// # Errors
/// When the database does not answer.
pub fn find_standing(conn: &mut Conn, id: ApplicationId) -> Result<Option<Standing>, DbError> {
    Ok(application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .filter(application::id.eq(id))
        .select((
            application::opportunity_id,
            application::employee_id,
            application::status,
            opportunity::status,
        ))
        .first(conn)
        .optional()?)
}
