//! Taking the oldest events away. They go from the front only, so that what stays is one chain:
//! where it begins is kept beside where it ends, and an event of its own says so inside the chain,
//! so that neither can be changed without the other.

use diesel::prelude::*;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::verify::fault;
use super::{AuditRow, Link, hex};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{audit_event, chain_head};
use crate::write::{AuditDraft, WriteTx};

pub(super) const ACTION: &str = "audit.cut";

/// What an event of a cut says.
#[derive(Serialize, Deserialize)]
struct Told {
    /// The number of the last event that went.
    up_to: i64,
    /// Its hash, in hexadecimal: the first event that stays follows it.
    hash: String,
    /// How many went.
    events: usize,
}

/// What became of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// So many events went; none where another server was faster.
    Done(usize),
    /// The event with this number does not fit, and why: nothing went. Whoever altered the log must
    /// not be helped by time.
    Refused { seq: i64, reason: &'static str },
}

/// The last event that was cut; its number is 0 where none was.
pub(crate) fn find_anchor(conn: &mut Conn) -> Result<Link, DbError> {
    let anchor = chain_head::table.select((chain_head::cut_seq, chain_head::cut_hash));
    Ok(anchor.get_result(conn)?)
}

/// Whether the oldest event is of before this moment: then there is something to cut.
///
/// # Errors
/// When the database does not answer.
pub fn has_older(conn: &mut Conn, before: Timestamp) -> Result<bool, DbError> {
    let anchor = find_anchor(conn)?;
    let oldest: Option<Timestamp> = audit_event::table
        .filter(audit_event::seq.gt(anchor.seq))
        .order(audit_event::seq)
        .select(audit_event::at)
        .first(conn)
        .optional()?;
    Ok(oldest.is_some_and(|at| at < before))
}

/// Takes the events before this moment away, at most `most`: from the oldest up to the first that
/// is younger, even if older ones follow it, as they may where clocks differ. What goes is verified
/// first.
///
/// # Errors
/// When the database does not answer.
pub fn cut_before(tx: &mut WriteTx<'_>, before: Timestamp, most: i64) -> Result<Cut, DbError> {
    tx.may_be_idle();
    let anchor = lock_anchor(tx.conn())?;
    let rows: Vec<AuditRow> = audit_event::table
        .filter(audit_event::seq.gt(anchor.seq))
        .order(audit_event::seq)
        .limit(most)
        .load(tx.conn())?;
    let (mut end, mut events) = (anchor.clone(), 0);
    for row in rows.iter().take_while(|row| row.at < before) {
        if let Some(reason) = fault(&end, row)? {
            let seq = row.seq;
            return Ok(Cut::Refused { seq, reason });
        }
        end = row.link();
        events += 1;
    }
    if events == 0 {
        return Ok(Cut::Done(0));
    }
    let old = audit_event::table
        .filter(audit_event::seq.gt(anchor.seq))
        .filter(audit_event::seq.le(end.seq));
    diesel::delete(old).execute(tx.conn())?;
    diesel::update(chain_head::table)
        .set((
            chain_head::cut_seq.eq(end.seq),
            chain_head::cut_hash.eq(&end.hash),
        ))
        .execute(tx.conn())?;
    let told = Told {
        up_to: end.seq,
        hash: hex(&end.hash),
        events,
    };
    let told = serde_json::to_value(told).map_err(|error| DbError::Other(error.to_string()))?;
    tx.audit(AuditDraft {
        action: ACTION,
        object_type: ObjectType::AuditLog,
        object_id: None,
        subject: None,
        detail: Some(told),
        by: None,
    });
    Ok(Cut::Done(events))
}

/// The anchor, with the head locked until the transaction ends: of two servers that cut, one waits
/// and then finds what the other left. Whoever writes waits, too, for as long as a batch takes.
fn lock_anchor(conn: &mut Conn) -> Result<Link, DbError> {
    let anchor = chain_head::table.select((chain_head::cut_seq, chain_head::cut_hash));
    Ok(match conn {
        Conn::Postgres(c) => anchor.for_update().get_result(c)?,
        Conn::Sqlite(c) => anchor.get_result(c)?,
    })
}

/// Whether an event of a cut says that it was this one.
pub(super) fn tells_of(row: &AuditRow, cut: &Link) -> bool {
    let told = row.detail.as_deref().map(serde_json::from_str::<Told>);
    told.is_some_and(|told| {
        told.is_ok_and(|told| told.up_to == cut.seq && told.hash == hex(&cut.hash))
    })
}
