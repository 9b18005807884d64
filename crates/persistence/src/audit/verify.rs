//! Recomputing the chain.

use diesel::prelude::*;

use super::cut::{ACTION, find_anchor, tells_of};
use super::{AuditRow, Link, digest};
use crate::conn::Conn;
use crate::db::end;
use crate::error::DbError;
use crate::schema::{audit_event, chain_head};

/// A chain that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The last event that was cut after its time; its number is 0 where none was.
    pub cut: Link,
    /// Where the chain ends. Compare with an end that was kept elsewhere to notice that the newest
    /// events were cut off together with the head.
    pub end: Link,
}

/// What [`verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Intact(Kept),
    /// The first event that does not fit, and why.
    Broken {
        seq: i64,
        reason: &'static str,
    },
}

const BATCH: i64 = 5_000;

/// Recomputes the chain, from where it was cut to its end, as it is at this moment: servers may
/// write and cut meanwhile.
///
/// # Errors
/// When the database does not answer.
pub fn verify(conn: &mut Conn) -> Result<Verdict, DbError> {
    conn.begin_snapshot()?;
    let verdict = verify_now(conn);
    end(conn, verdict)
}

fn verify_now(conn: &mut Conn) -> Result<Verdict, DbError> {
    let cut = find_anchor(conn)?;
    let mut end = cut.clone();
    // The last event that tells of a cut, and whether it tells of this one.
    let mut on_record = None;
    let mut read_to = i64::MIN;
    loop {
        let rows: Vec<AuditRow> = audit_event::table
            .filter(audit_event::seq.gt(read_to))
            .order(audit_event::seq)
            .limit(BATCH)
            .load(conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Some(reason) = fault(&end, &row)? {
                let seq = row.seq;
                return Ok(Verdict::Broken { seq, reason });
            }
            if row.action == ACTION {
                on_record = Some((row.seq, tells_of(&row, &cut)));
            }
            end = row.link();
        }
        read_to = end.seq;
    }
    let head = chain_head::table.select((chain_head::audit_seq, chain_head::audit_hash));
    let head: Link = head.get_result(conn)?;
    Ok(match misfit(&cut, on_record, &head, &end) {
        Some((seq, reason)) => Verdict::Broken { seq, reason },
        None => Verdict::Intact(Kept { cut, end }),
    })
}

/// What is wrong with where the chain begins or ends.
fn misfit(
    cut: &Link,
    on_record: Option<(i64, bool)>,
    head: &Link,
    end: &Link,
) -> Option<(i64, &'static str)> {
    if head.seq != end.seq {
        return Some((end.seq + 1, "the newest events are missing"));
    }
    if head.hash != end.hash {
        return Some((end.seq, "the head does not match the last event"));
    }
    match on_record {
        None if cut.seq == 0 => None,
        None => Some((cut.seq, "no event tells that the log was cut here")),
        Some((_, true)) => None,
        Some((seq, false)) => Some((seq, "it tells of another cut than where the log begins")),
    }
}

/// What is wrong with an event that should follow `after`.
pub(super) fn fault(after: &Link, row: &AuditRow) -> Result<Option<&'static str>, DbError> {
    if row.seq <= after.seq {
        return Ok(Some("it should have gone with the events that were cut"));
    }
    if row.seq != after.seq + 1 {
        return Ok(Some("an event before this one is missing"));
    }
    if row.prev_hash != after.hash {
        return Ok(Some("it does not follow the event before it"));
    }
    // An erased detail leaves its digest behind; an edited one does not match it.
    if row.detail.is_some() && digest(row.detail.as_deref()) != row.detail_digest {
        return Ok(Some("its detail was changed"));
    }
    if row.computed_hash()? != row.hash {
        return Ok(Some("it was changed"));
    }
    Ok(None)
}
