//! Applications that end with their opening. The caller holds its lock.

use diesel::prelude::*;
use domain::application::{ApplicationStatus, DecisionSide};
use domain::ids::{ApplicationId, EmployeeId, OpportunityId, RowId};
use serde_json::json;

use crate::applications::{Told, follow};
use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{application, application_event};
use crate::write::{AuditDraft, WriteTx};

/// Somebody whose application came to an end with the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct LapsedApplication {
    pub id: ApplicationId,
    pub employee_id: EmployeeId,
    pub from: ApplicationStatus,
}

/// How many applications of the opening still wait for something.
///
/// # Errors
/// When the database does not answer.
pub fn count_live_applications(conn: &mut Conn, id: OpportunityId) -> Result<usize, DbError> {
    Ok(list_live(conn, id)?.len())
}

fn list_live(conn: &mut Conn, id: OpportunityId) -> Result<Vec<LapsedApplication>, DbError> {
    let all: Vec<LapsedApplication> = application::table
        .filter(application::opportunity_id.eq(id))
        .order(application::id)
        .select((
            application::id,
            application::employee_id,
            application::status,
        ))
        .load(conn)?;
    Ok(all.into_iter().filter(|one| one.from.is_live()).collect())
}

/// Ends what still waits at an opening that is over, and says so to each applicant's record.
///
/// # Errors
/// When the database does not answer.
pub fn lapse_applications(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
) -> Result<Vec<LapsedApplication>, DbError> {
    let live = list_live(tx.conn(), id)?;
    let now = tx.now();
    for one in &live {
        diesel::update(application::table.filter(application::id.eq(one.id)))
            .set((
                application::status.eq(ApplicationStatus::Lapsed),
                application::decided_at.eq(now),
                application::version.eq(application::version + 1),
                application::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
        let event = (
            application_event::id.eq(RowId::generate()),
            application_event::application_id.eq(one.id),
            application_event::at.eq(now),
            application_event::command.eq("lapse"),
            application_event::from_status.eq(one.from.as_str()),
            application_event::to_status.eq(ApplicationStatus::Lapsed.as_str()),
            application_event::actor_capacity.eq(DecisionSide::System.as_str()),
        );
        on_backend!(tx.conn(), |c| diesel::insert_into(application_event::table)
            .values(event)
            .execute(c))?;
        let application = *one.id.as_uuid();
        tx.audit(
            AuditDraft::new("application.lapse", ObjectType::Application, application)
                .about(one.employee_id)
                .with(json!({"opportunity_id": id, "from": one.from})),
        );
        tx.changed(Change::upserted(ObjectType::Application, application));
    }
    let told: Vec<Told<'_>> = (live.iter())
        .map(|one| Told {
            id: one.id,
            opportunity_id: id,
            applicant: one.employee_id,
            actor: None,
            from: Some(one.from),
            to: ApplicationStatus::Lapsed,
            unanswered: false,
            reveals: &[],
            shows_name: false,
        })
        .collect();
    follow(tx, &told)?;
    Ok(live)
}
