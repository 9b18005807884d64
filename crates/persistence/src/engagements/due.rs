//! What time brings to gigs and shadowing.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::engagement::{EngagementStatus, EngagementStep, begun};
use domain::ids::EngagementId;

use super::{EngagementRow, update_engagement};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::engagement;
use crate::write::WriteTx;

#[diesel::dsl::auto_type(no_type_alias)]
fn due(today: NaiveDate) -> _ {
    let (asked, agreed): (EngagementStatus, EngagementStatus) =
        (EngagementStatus::AwaitingManager, EngagementStatus::Agreed);
    let silent = engagement::status
        .eq(asked)
        .and(engagement::consent_due_on.lt(today).assume_not_null());
    let begins = engagement::status
        .eq(agreed)
        .and(engagement::starts_on.le(today).assume_not_null());
    engagement::table.filter(silent.or(begins))
}

/// Whether time has brought something; asks without a lock.
///
/// # Errors
/// When the database does not answer.
pub fn has_due(conn: &mut Conn, today: NaiveDate) -> Result<bool, DbError> {
    Ok(diesel::select(exists(due(today))).get_result(conn)?)
}

/// What time brings: a manager's silence becomes consent on the day after the last one for an
/// answer, and what is agreed begins on its first day. At most `most`; returns those that this
/// transaction moved, however many servers try.
///
/// # Errors
/// When the database does not answer.
pub fn move_due(
    tx: &mut WriteTx<'_>,
    today: NaiveDate,
    most: i64,
) -> Result<Vec<(EngagementId, EngagementStep)>, DbError> {
    let found = due(today).order(engagement::id).limit(most);
    let rows: Vec<EngagementRow> = match tx.conn() {
        Conn::Postgres(c) => found
            .select(EngagementRow::as_select())
            .for_update()
            .load(c)?,
        Conn::Sqlite(c) => found.select(EngagementRow::as_select()).load(c)?,
    };
    let mut moved = Vec::new();
    for mut row in rows {
        let (step, action) = match row.status {
            EngagementStatus::AwaitingManager => (EngagementStep::Silence, "engagement.consent"),
            _ => (EngagementStep::FirstDay, "engagement.start"),
        };
        row.status = begun(row.starts_on, today);
        update_engagement(tx, action, &row, None)?;
        moved.push((row.id, step));
    }
    Ok(moved)
}
