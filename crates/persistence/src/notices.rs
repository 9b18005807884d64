//! What people are told: notices, written in the transaction of what they tell of, and how fast
//! each kind travels. Which kinds there are, for whom, and whether a reader may still know of the
//! matter, says `domain::notice`; whoever reads asks it for every row.

use std::collections::HashMap;

use chrono::{NaiveTime, TimeDelta};
use diesel::prelude::*;
use domain::ids::{EmployeeId, NoticeId, RowId};
use domain::notice::{NoticeDelivery, NoticeKind};
use domain::time::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cached::insert_rows;
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{notice, notice_preference};
use crate::timers::{Timer, schedule_all};
use crate::write::WriteTx;

/// Something to tell somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub recipient: EmployeeId,
    pub kind: NoticeKind,
    /// What it is about; by this the reader's right to know is asked.
    pub object_type: ObjectType,
    pub object_id: Uuid,
    /// Codes and ids, no names: those are looked up for the reader.
    pub params: Value,
}

#[derive(Insertable)]
#[diesel(table_name = notice, treat_none_as_default_value = false)]
struct NewRow {
    id: NoticeId,
    recipient_id: EmployeeId,
    kind: NoticeKind,
    object_type: &'static str,
    object_id: RowId,
    params: Json<Value>,
    created_at: Timestamp,
}

/// Rows of one statement.
const AT_ONCE: usize = 500;

/// Writes what a transaction tells ([`WriteTx::tell`]).
///
/// # Errors
/// When the database does not answer.
pub(crate) fn insert_notices(tx: &mut WriteTx<'_>, notices: Vec<Notice>) -> Result<(), DbError> {
    let now = tx.now();
    let rows: Vec<NewRow> = (notices.into_iter())
        .map(|one| NewRow {
            id: NoticeId::generate(),
            recipient_id: one.recipient,
            kind: one.kind,
            object_type: one.object_type.as_str(),
            object_id: RowId::from_uuid(one.object_id),
            params: Json(one.params),
            created_at: now,
        })
        .collect();
    for rows in rows.chunks(AT_ONCE) {
        insert_rows!(tx.conn(), notice::table, rows)?;
    }
    if tx.sends_mail() && !rows.is_empty() {
        queue_letters(tx, &rows)?;
    }
    Ok(())
}

/// The kind of timer that sends a letter about one notice.
pub const LETTER: &str = "notice.letter";
/// The kind of timer that sends a letter about a day's.
pub const DIGEST: &str = "notice.digest";
/// When the letters of a day leave, UTC.
const DIGEST_HOUR: i64 = 6;

/// Letters leave by timers, written with what they are about.
fn queue_letters(tx: &mut WriteTx<'_>, rows: &[NewRow]) -> Result<(), DbError> {
    let recipients: Vec<EmployeeId> = rows.iter().map(|row| row.recipient_id).collect();
    let chosen: Vec<(EmployeeId, String, NoticeDelivery)> = notice_preference::table
        .filter(notice_preference::employee_id.eq_any(recipients))
        .select(notice_preference::all_columns)
        .load(tx.conn())?;
    let chosen: HashMap<(EmployeeId, String), NoticeDelivery> = (chosen.into_iter())
        .map(|(employee, kind, delivery)| ((employee, kind), delivery))
        .collect();
    let now = tx.now();
    let timers = rows.iter().filter_map(|row| {
        let wanted = chosen.get(&(row.recipient_id, row.kind.as_str().to_owned()));
        match wanted.copied().unwrap_or(row.kind.usual_delivery()) {
            NoticeDelivery::Never => None,
            NoticeDelivery::Immediate => Some(Timer {
                key: format!("{LETTER}:{}", row.id),
                kind: LETTER,
                due_at: now,
                payload: json!({"notice_id": row.id}),
            }),
            NoticeDelivery::Daily => {
                let due_at = next_digest(now);
                Some(Timer {
                    key: format!("{DIGEST}:{}:{}", row.recipient_id, due_at.date()),
                    kind: DIGEST,
                    due_at,
                    payload: json!({"employee_id": row.recipient_id}),
                })
            }
        }
    });
    let mut timers: Vec<Timer> = timers.collect();
    // Several of one day are one letter.
    timers.sort_by(|a, b| a.key.cmp(&b.key));
    timers.dedup_by(|a, b| a.key == b.key);
    schedule_all(tx, &timers)
}

/// The next moment at which a day's letters leave, after `now`.
fn next_digest(now: Timestamp) -> Timestamp {
    let midnight = Timestamp::new(now.date().and_time(NaiveTime::MIN).and_utc());
    let today = midnight.plus(TimeDelta::hours(DIGEST_HOUR));
    if today > now {
        today
    } else {
        today.plus(TimeDelta::days(1))
    }
}

/// One notice and whose it is; nobody has been asked yet whether they may still know.
///
/// # Errors
/// When the database does not answer.
pub fn find_notice(
    conn: &mut Conn,
    id: NoticeId,
) -> Result<Option<(EmployeeId, NoticeRow)>, DbError> {
    Ok(notice::table
        .find(id)
        .select((notice::recipient_id, NoticeRow::as_select()))
        .first(conn)
        .optional()?)
}

/// A row, as it was written. Nobody has been asked yet whether its reader may still know.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notice)]
pub struct NoticeRow {
    pub id: NoticeId,
    pub kind: String,
    pub object_type: String,
    pub object_id: RowId,
    pub params: Json<Value>,
    pub created_at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NoticePosition {
    pub at: Timestamp,
    pub id: NoticeId,
}

impl NoticeRow {
    #[must_use]
    pub const fn position(&self) -> NoticePosition {
        NoticePosition {
            at: self.created_at,
            id: self.id,
        }
    }
}

/// Somebody's own, newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_own(
    conn: &mut Conn,
    own: EmployeeId,
    unread_only: bool,
    after: Option<&NoticePosition>,
    limit: i64,
) -> Result<Vec<NoticeRow>, DbError> {
    let mut query = notice::table
        .filter(notice::recipient_id.eq(own))
        .select(NoticeRow::as_select())
        .into_boxed();
    if unread_only {
        query = query.filter(notice::read_at.is_null());
    }
    if let Some(after) = after {
        let same = notice::created_at.eq(after.at).and(notice::id.lt(after.id));
        query = query.filter(notice::created_at.lt(after.at).or(same));
    }
    Ok(query
        .order((notice::created_at.desc(), notice::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// Which of somebody's own notices to mark as read.
#[derive(Clone, Debug)]
pub enum Reading {
    These(Vec<NoticeId>),
    /// All up to this moment, so that what came meanwhile stays unread.
    UpTo(Timestamp),
}

/// Marks somebody's own as read; of others' it takes no notice.
///
/// # Errors
/// When the database does not answer.
pub fn update_read(
    conn: &mut Conn,
    own: EmployeeId,
    which: &Reading,
    now: Timestamp,
) -> Result<usize, DbError> {
    let unread = notice::table
        .filter(notice::recipient_id.eq(own))
        .filter(notice::read_at.is_null());
    let set = notice::read_at.eq(now);
    Ok(match which {
        Reading::These(ids) => diesel::update(unread.filter(notice::id.eq_any(ids)))
            .set(set)
            .execute(conn)?,
        Reading::UpTo(until) => diesel::update(unread.filter(notice::created_at.le(*until)))
            .set(set)
            .execute(conn)?,
    })
}

/// How fast each kind travels to somebody, by e-mail.
///
/// # Errors
/// When the database does not answer.
pub fn list_deliveries(
    conn: &mut Conn,
    own: EmployeeId,
) -> Result<Vec<(NoticeKind, NoticeDelivery)>, DbError> {
    let rows: Vec<(String, NoticeDelivery)> = notice_preference::table
        .filter(notice_preference::employee_id.eq(own))
        .select((notice_preference::kind, notice_preference::delivery))
        .load(conn)?;
    let chosen: HashMap<String, NoticeDelivery> = rows.into_iter().collect();
    let each = NoticeKind::ALL.iter().map(|kind| {
        let usual = kind.usual_delivery();
        (*kind, chosen.get(kind.as_str()).copied().unwrap_or(usual))
    });
    Ok(each.collect())
}

/// Stores what somebody wants; what they do not name stays as it is.
///
/// # Errors
/// When the database does not answer.
pub fn update_deliveries(
    tx: &mut WriteTx<'_>,
    own: EmployeeId,
    wanted: &[(NoticeKind, NoticeDelivery)],
) -> Result<(), DbError> {
    for (kind, delivery) in wanted {
        let row = (
            notice_preference::employee_id.eq(own),
            notice_preference::kind.eq(*kind),
            notice_preference::delivery.eq(*delivery),
        );
        on_backend!(tx.conn(), |c| diesel::insert_into(notice_preference::table)
            .values(row)
            .on_conflict((notice_preference::employee_id, notice_preference::kind))
            .do_update()
            .set(notice_preference::delivery.eq(*delivery))
            .execute(c))?;
    }
    Ok(())
}

/// Removes what was told before `before`.
///
/// # Errors
/// When the database does not answer.
pub fn delete_before(conn: &mut Conn, before: Timestamp) -> Result<usize, DbError> {
    Ok(diesel::delete(notice::table.filter(notice::created_at.lt(before))).execute(conn)?)
}
