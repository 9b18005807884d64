//! Applications that came to nothing go when their time is over, and with them whatever tells of
//! them: what was said and decided, offers, conversations, ratings, stored matches, answered
//! questions and notices. What stays of them is the number of applicants on the opening. Not here:
//! those that became a move or a gig.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::contest::{ContestState, ContestSubject};
use domain::ids::ApplicationId;
use domain::time::Timestamp;

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, contest, internal_move, interview, notice, stored_match};
use crate::spelled::{IsAmong, Spelled};
use crate::write::{AuditDraft, WriteTx};

/// Ends that lead nowhere else.
const CAME_TO_NOTHING: [ApplicationStatus; 4] = [
    ApplicationStatus::Withdrawn,
    ApplicationStatus::Rejected,
    ApplicationStatus::OfferDeclined,
    ApplicationStatus::Lapsed,
];

/// Those of which nothing has happened since `before`, which no move came from, and about whose
/// opening the applicant has no open question.
#[diesel::dsl::auto_type(no_type_alias)]
fn expired(before: Timestamp) -> _ {
    let ended: IsAmong<application::status> = application::status.eq_any_term(CAME_TO_NOTHING);
    let open: IsAmong<contest::state> = contest::state.eq_term(ContestState::Open);
    let asked = contest::table
        .filter(contest::employee_id.eq(application::employee_id))
        .filter(contest::opportunity_id.eq(application::opportunity_id.nullable()))
        .filter(open);
    let moved = internal_move::table.filter(internal_move::application_id.eq(application::id));
    application::table
        .filter(application::updated_at.lt(before))
        .filter(ended)
        .filter(diesel::dsl::not(diesel::dsl::exists(asked)))
        .filter(diesel::dsl::not(diesel::dsl::exists(moved)))
}

/// Whether there is any; asks without a lock.
///
/// # Errors
/// When the database does not answer.
pub fn has_expired(conn: &mut Conn, before: Timestamp) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(expired(before))).get_result(conn)?)
}

/// Removes at most `most` of them; tells how many. The audit log says that each went, not whose it
/// was.
///
/// # Errors
/// When the database does not answer.
pub fn delete_expired(
    tx: &mut WriteTx<'_>,
    before: Timestamp,
    most: i64,
) -> Result<usize, DbError> {
    let found = expired(before)
        .order(application::id)
        .limit(most)
        .select(application::id);
    let ids: Vec<ApplicationId> = match tx.conn() {
        Conn::Postgres(conn) => found.for_update().load(conn)?,
        Conn::Sqlite(conn) => found.load(conn)?,
    };
    if ids.is_empty() {
        return Ok(0);
    }
    let matches = stored_match::table.filter(stored_match::application_id.eq_any(ids.clone()));
    diesel::delete(matches).execute(tx.conn())?;
    let questions = contest::table
        .filter(contest::subject_kind.eq_term(ContestSubject::Rejection))
        .filter(contest::subject_id.eq_any(ids.clone()));
    diesel::delete(questions).execute(tx.conn())?;
    let told = notice::table
        .filter(notice::object_type.eq(ObjectType::Application.as_str()))
        .filter(notice::object_id.eq_any(ids.clone()));
    diesel::delete(told).execute(tx.conn())?;
    let talks = interview::table
        .filter(interview::application_id.eq_any(ids.clone()))
        .select(interview::id);
    let told_of_talks = notice::table
        .filter(notice::object_type.eq(ObjectType::Interview.as_str()))
        .filter(notice::object_id.eq_any(talks));
    diesel::delete(told_of_talks).execute(tx.conn())?;
    // What else belongs to an application goes with it.
    let gone = application::table.filter(application::id.eq_any(ids.clone()));
    diesel::delete(gone).execute(tx.conn())?;
    for id in &ids {
        let (kind, id) = (ObjectType::Application, *id.as_uuid());
        tx.audit(AuditDraft::new("application.expire", kind, id));
        tx.changed(Change::deleted(kind, id));
    }
    Ok(ids.len())
}
