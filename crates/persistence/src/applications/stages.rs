//! An application's history.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::{ApplicationStatus, DecisionSide};
use domain::ids::{EmployeeId, MatchId};
use domain::time::Timestamp;

use super::Named;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application_event, employee};

/// One step of an application's history.
#[derive(Clone, Debug)]
pub struct ApplicationStage {
    pub at: Timestamp,
    pub status: ApplicationStatus,
    pub by: Option<Named>,
    pub side: Option<DecisionSide>,
    /// The match at the time; none for what happened by itself.
    pub match_id: Option<MatchId>,
    /// What was said with it, for the record.
    pub note: Option<String>,
}

/// The stages, oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_stages(
    conn: &mut Conn,
    permit: &Permit<actions::ReadApplication>,
) -> Result<Vec<ApplicationStage>, DbError> {
    type Row = (
        Timestamp,
        ApplicationStatus,
        String,
        Option<(EmployeeId, String, String)>,
        (Option<MatchId>, Option<String>),
    );
    let rows: Vec<Row> = application_event::table
        .left_join(
            employee::table.on(application_event::actor_employee_id.eq(employee::id.nullable())),
        )
        .filter(application_event::application_id.eq(permit.object()))
        .order((application_event::at, application_event::id))
        .select((
            application_event::at,
            application_event::to_status,
            application_event::actor_capacity,
            (employee::id, employee::display_name, employee::title).nullable(),
            (application_event::match_id, application_event::note),
        ))
        .load(conn)?;
    let stages =
        rows.into_iter().map(
            |(at, status, side, by, (match_id, note))| ApplicationStage {
                at,
                status,
                by: by.map(|(id, display_name, title)| Named {
                    id,
                    display_name,
                    title,
                }),
                side: side.parse().ok(),
                match_id,
                note,
            },
        );
    Ok(stages.collect())
}
