//! What is to happen at a moment: timers, written in the transaction that decides on them, taken by
//! whichever server comes first, and removed in the transaction of their effect.
//!
//! A taker holds a timer by a lease and a number, the fence. When the lease is over others may take
//! it, with a higher number, and the first holds nothing any more, however late it wakes up: an
//! effect that is written goes through [`lock_held`], which lets only the latest number pass. What a
//! kind of timer means is its handler's business.

use std::collections::HashMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use domain::ids::RowId;
use domain::time::Timestamp;
use serde_json::Value;

use crate::cached::insert_rows;
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::schema::timer;
use crate::write::WriteTx;

/// After so many beginnings a timer is given up and waits for somebody to look; with the pauses of
/// [`pause_after`] that is some twenty hours after it was due.
pub const MOST_ATTEMPTS: i32 = 12;
const LONGEST_PAUSE_MINUTES: i64 = 360;
/// Of what is kept of an error.
const LONGEST_ERROR: usize = 1000;
/// Values of one statement stay below SQLite's limit.
const AT_ONCE: usize = 500;

/// Something that is to happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Timer {
    /// Names it for ever: scheduled again under the same key it is not there twice.
    pub key: String,
    /// Which handler it is for.
    pub kind: &'static str,
    pub due_at: Timestamp,
    /// Codes and ids.
    pub payload: Value,
}

#[derive(Insertable)]
#[diesel(table_name = timer, treat_none_as_default_value = false)]
struct NewRow<'a> {
    id: RowId,
    key: &'a str,
    kind: &'a str,
    payload: Json<&'a Value>,
    due_at: Timestamp,
    next_at: Timestamp,
    attempts: i32,
    fence: i64,
    created_at: Timestamp,
}

impl Timer {
    fn row(&self, now: Timestamp) -> NewRow<'_> {
        NewRow {
            id: RowId::generate(),
            key: &self.key,
            kind: self.kind,
            payload: Json(&self.payload),
            due_at: self.due_at,
            next_at: self.due_at,
            attempts: 0,
            fence: 0,
            created_at: now,
        }
    }
}

/// Schedules it, if the change that is being written comes to pass. One whose key is there already
/// stays as it is.
///
/// # Errors
/// When the database does not answer.
pub fn schedule(tx: &mut WriteTx<'_>, timer: &Timer) -> Result<(), DbError> {
    schedule_all(tx, std::slice::from_ref(timer))
}

/// [`schedule`] for many.
///
/// # Errors
/// When the database does not answer.
pub fn schedule_all(tx: &mut WriteTx<'_>, timers: &[Timer]) -> Result<(), DbError> {
    let now = tx.now();
    for timers in timers.chunks(AT_ONCE) {
        let rows: Vec<NewRow<'_>> = timers.iter().map(|timer| timer.row(now)).collect();
        insert_rows!(tx.conn(), timer::table, rows.as_slice(), or_leave)?;
    }
    Ok(())
}

/// It shall not happen. Tells whether it was still there.
///
/// # Errors
/// When the database does not answer.
pub fn cancel(tx: &mut WriteTx<'_>, key: &str) -> Result<bool, DbError> {
    let gone = diesel::delete(timer::table.filter(timer::key.eq(key))).execute(tx.conn())?;
    Ok(gone > 0)
}

/// A timer that somebody has taken.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = timer)]
pub struct Held {
    pub id: RowId,
    pub key: String,
    pub kind: String,
    pub payload: Json<Value>,
    pub due_at: Timestamp,
    /// This beginning counted.
    pub attempts: i32,
    pub fence: i64,
}

/// Whether there is anything of these kinds to take; asks without a lock.
///
/// # Errors
/// When the database does not answer.
pub fn has_due(conn: &mut Conn, kinds: &[&'static str], now: Timestamp) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(free(kinds, now))).get_result(conn)?)
}

/// Kinds that the caller does not know are for a newer version than it.
#[diesel::dsl::auto_type(no_type_alias)]
fn free(kinds: &[&'static str], now: Timestamp) -> _ {
    let kinds: Vec<String> = kinds.iter().map(ToString::to_string).collect();
    timer::table
        .filter(timer::kind.eq_any(kinds))
        .filter(timer::dead_at.is_null())
        .filter(timer::next_at.le(now))
        .filter(timer::lease_until.is_null().or(timer::lease_until.le(now)))
}

/// Takes at most `most` timers of these kinds that are due, in the order of their times. Others cannot take them
/// until the lease is over. What somebody else is just taking is left to them.
///
/// # Errors
/// When the database does not answer.
pub fn take(
    conn: &mut Conn,
    kinds: &[&'static str],
    now: Timestamp,
    lease: TimeDelta,
    most: i64,
) -> Result<Vec<Held>, DbError> {
    let found = free(kinds, now)
        .order((timer::next_at, timer::id))
        .limit(most)
        .select(timer::id);
    let ids: Vec<RowId> = match conn {
        Conn::Postgres(c) => found.for_update().skip_locked().load(c)?,
        // The transaction began as a writing one: nobody else takes anything meanwhile.
        Conn::Sqlite(c) => found.load(c)?,
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let taken = timer::table.filter(timer::id.eq_any(&ids));
    diesel::update(taken)
        .set((
            timer::lease_until.eq(now.plus(lease)),
            timer::fence.eq(timer::fence + 1),
            timer::attempts.eq(timer::attempts + 1),
        ))
        .execute(conn)?;
    Ok(timer::table
        .filter(timer::id.eq_any(&ids))
        .order((timer::next_at, timer::id))
        .select(Held::as_select())
        .load(conn)?)
}

/// Of these those that are still held by the number that they were taken with. Without a lock: it
/// spares work, and [`lock_held`] decides.
///
/// # Errors
/// When the database does not answer.
pub fn list_held(conn: &mut Conn, held: &[Held]) -> Result<Vec<Held>, DbError> {
    let rows: Vec<(RowId, i64)> = rows_of(held).load(conn)?;
    Ok(still_held(held, &rows))
}

/// The same, and they stay so until the transaction ends. Asked *after* the effects are written, so
/// that these wait for an opening's lock before a timer's, as everybody who cancels one does; if one
/// is missing its effect must not stay.
///
/// # Errors
/// When the database does not answer.
pub fn lock_held(conn: &mut Conn, held: &[Held]) -> Result<Vec<Held>, DbError> {
    let found = rows_of(held);
    let rows: Vec<(RowId, i64)> = match conn {
        Conn::Postgres(c) => found.for_update().load(c)?,
        Conn::Sqlite(c) => found.load(c)?,
    };
    Ok(still_held(held, &rows))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn rows_of(held: &[Held]) -> _ {
    let ids: Vec<RowId> = held.iter().map(|one| one.id).collect();
    timer::table
        .filter(timer::id.eq_any(ids))
        .order(timer::id)
        .select((timer::id, timer::fence))
}

fn still_held(held: &[Held], rows: &[(RowId, i64)]) -> Vec<Held> {
    let rows: HashMap<RowId, i64> = rows.iter().copied().collect();
    let still = |one: &&Held| rows.get(&one.id) == Some(&one.fence);
    held.iter().filter(still).cloned().collect()
}

/// They happened. For what [`lock_held`] let pass, in the same transaction.
///
/// # Errors
/// When the database does not answer.
pub fn delete_done(conn: &mut Conn, held: &[Held]) -> Result<(), DbError> {
    let ids: Vec<RowId> = held.iter().map(|one| one.id).collect();
    diesel::delete(timer::table.filter(timer::id.eq_any(ids))).execute(conn)?;
    Ok(())
}

/// How long a timer rests after its `attempts`th beginning came to nothing: a minute, twice as long
/// each time, six hours at most.
#[must_use]
pub fn pause_after(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
    let minutes = 1_i64.checked_shl(doublings).unwrap_or(i64::MAX);
    TimeDelta::minutes(minutes.min(LONGEST_PAUSE_MINUTES))
}

/// It came to nothing, and is tried again after a pause, or given up; unless somebody else has taken
/// it meanwhile. Tells whether it was given up.
///
/// # Errors
/// When the database does not answer.
pub fn update_failed(
    conn: &mut Conn,
    held: &Held,
    error: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let dies = held.attempts >= MOST_ATTEMPTS;
    let told: String = error.chars().take(LONGEST_ERROR).collect();
    let mine = timer::table
        .filter(timer::id.eq(held.id))
        .filter(timer::fence.eq(held.fence));
    diesel::update(mine)
        .set((
            timer::next_at.eq(now.plus(pause_after(held.attempts))),
            timer::lease_until.eq(None::<Timestamp>),
            timer::last_error.eq(told),
            timer::dead_at.eq(dies.then_some(now)),
        ))
        .execute(conn)?;
    Ok(dies)
}

/// A timer that did not go as it should.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = timer)]
pub struct Troubled {
    pub id: RowId,
    pub kind: String,
    pub due_at: Timestamp,
    pub next_at: Timestamp,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub dead_at: Option<Timestamp>,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TroubledPosition {
    pub at: Timestamp,
    pub id: RowId,
}

impl Troubled {
    #[must_use]
    pub const fn position(&self) -> TroubledPosition {
        TroubledPosition {
            at: self.due_at,
            id: self.id,
        }
    }
}

/// Timers that failed at least once and are not done, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_troubled(
    conn: &mut Conn,
    after: Option<&TroubledPosition>,
    limit: i64,
) -> Result<Vec<Troubled>, DbError> {
    let mut query = timer::table
        .filter(timer::last_error.is_not_null())
        .select(Troubled::as_select())
        .into_boxed();
    if let Some(after) = after {
        let same = timer::due_at.eq(after.at).and(timer::id.gt(after.id));
        query = query.filter(timer::due_at.gt(after.at).or(same));
    }
    Ok(query
        .order((timer::due_at, timer::id))
        .limit(limit)
        .load(conn)?)
}

/// How many timers are due, how many were given up, and since when the oldest is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    pub due: i64,
    pub dead: i64,
    pub oldest_due_at: Option<Timestamp>,
}

/// # Errors
/// When the database does not answer.
pub fn find_backlog(conn: &mut Conn, now: Timestamp) -> Result<Backlog, DbError> {
    let alive = timer::table.filter(timer::dead_at.is_null());
    let due = alive.filter(timer::due_at.le(now));
    Ok(Backlog {
        due: due.count().get_result(conn)?,
        dead: (timer::table.filter(timer::dead_at.is_not_null()))
            .count()
            .get_result(conn)?,
        oldest_due_at: due
            .order(timer::due_at)
            .select(timer::due_at)
            .first(conn)
            .optional()?,
    })
}

/// Tries one again that was given up, from the start. Tells whether there was such an one.
///
/// # Errors
/// When the database does not answer.
pub fn update_revived(tx: &mut WriteTx<'_>, id: RowId) -> Result<bool, DbError> {
    let now = tx.now();
    let dead = timer::table
        .filter(timer::id.eq(id))
        .filter(timer::dead_at.is_not_null());
    let revived = diesel::update(dead)
        .set((
            timer::dead_at.eq(None::<Timestamp>),
            timer::next_at.eq(now),
            timer::attempts.eq(0),
        ))
        .execute(tx.conn())?;
    Ok(revived > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rel_08_pauses_double_from_a_minute_to_six_hours() {
        let minutes: Vec<i64> = [1, 2, 3, 9, 10, 12, i32::MAX]
            .map(|attempts| pause_after(attempts).num_minutes())
            .into();
        assert_eq!(minutes, [1, 2, 4, 256, 360, 360, 360]);
    }
}
