//! Openings whose last day for applications has passed. What becomes of them is the state
//! machine's word; here it is done to many at once, and once, however many servers try.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::OpportunityId;
use domain::opportunity::{OpportunityStatus, after_time_up};
use serde_json::json;

use super::write::{insert_closing, record};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, opportunity};
use crate::spelled::{IsAmong, Spelled};
use crate::write::WriteTx;

/// States that take applications.
const OPEN: [OpportunityStatus; 2] = [OpportunityStatus::OpenInternal, OpportunityStatus::OpenAll];

type Overdue = (OpportunityId, OpportunityStatus);

#[diesel::dsl::auto_type(no_type_alias)]
fn overdue(today: NaiveDate) -> _ {
    let open: IsAmong<opportunity::status> = opportunity::status.eq_any_term(OPEN);
    opportunity::table
        .filter(open)
        .filter(opportunity::closes_on.lt(today))
}

/// Whether there is any; asks without a lock.
///
/// # Errors
/// When the database does not answer.
pub fn has_overdue(conn: &mut Conn, today: NaiveDate) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(overdue(today))).get_result(conn)?)
}

/// Moves at most `most` openings on whose last day is before `today`. Returns those that this
/// transaction moved: another server's are no longer open when the lock is had.
///
/// # Errors
/// When the database does not answer.
pub fn close_overdue(
    tx: &mut WriteTx<'_>,
    today: NaiveDate,
    most: i64,
) -> Result<Vec<Overdue>, DbError> {
    let found = lock(tx.conn(), today, most)?;
    let ids: Vec<OpportunityId> = found.iter().map(|(id, _)| *id).collect();
    let live = count_live(tx.conn(), &ids)?;
    let mut moved = Vec::new();
    for (id, from) in found {
        let waiting = live.get(&id).copied().unwrap_or(0);
        if let Some(to) = after_time_up(from, waiting) {
            moved.push((id, from, to));
        }
    }
    let now = tx.now();
    for target in [OpportunityStatus::Expired, OpportunityStatus::Reviewing] {
        let there = moved.iter().filter(|(_, _, to)| *to == target);
        let ids: Vec<OpportunityId> = there.map(|(id, _, _)| *id).collect();
        if ids.is_empty() {
            continue;
        }
        let still_open = opportunity::table
            .filter(opportunity::id.eq_any(ids))
            .filter(opportunity::status.eq_any_term(OPEN));
        diesel::update(still_open)
            .set((
                opportunity::status.eq(target),
                opportunity::version.eq(opportunity::version + 1),
                opportunity::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    for (id, from, to) in &moved {
        insert_closing(tx, *id)?;
        let action = match to {
            OpportunityStatus::Expired => "opportunity.expire",
            _ => "opportunity.close",
        };
        let why = json!({"from": from, "to": to, "reason": "closing_date_past"});
        record(tx, action, *id, why);
    }
    Ok(moved.into_iter().map(|(id, _, to)| (id, to)).collect())
}

/// In the order of ids, like everybody who locks several. On SQLite the whole transaction is the
/// lock.
fn lock(conn: &mut Conn, today: NaiveDate, most: i64) -> Result<Vec<Overdue>, DbError> {
    let found = overdue(today)
        .order(opportunity::id)
        .limit(most)
        .select((opportunity::id, opportunity::status));
    Ok(match conn {
        Conn::Postgres(conn) => found.for_update().load(conn)?,
        Conn::Sqlite(conn) => found.load(conn)?,
    })
}

fn count_live(
    conn: &mut Conn,
    ids: &[OpportunityId],
) -> Result<HashMap<OpportunityId, usize>, DbError> {
    let all: Vec<(OpportunityId, domain::application::ApplicationStatus)> = application::table
        .filter(application::opportunity_id.eq_any(ids))
        .select((application::opportunity_id, application::status))
        .load(conn)?;
    let mut live = HashMap::new();
    for (id, _) in all.into_iter().filter(|(_, status)| status.is_live()) {
        *live.entry(id).or_default() += 1;
    }
    Ok(live)
}
