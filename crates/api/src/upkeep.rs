//! What happens by itself as time passes: openings whose last day is over stop taking
//! applications, those whose owner leaves go to one of their team, moves go on, dead sessions and
//! forgotten failures go, and applications that came to nothing, stored matches and the oldest of the
//! audit log when their time is over. Every server looks now and then, and
//! first when it starts; that it happens once is the database's doing. Levels that fade are no
//! work for here: each server's engine renews itself at midnight (`Follower::tick`).

use std::time::Duration;

use chrono::{Months, NaiveTime, TimeDelta};
use domain::time::Timestamp;
use persistence::applications::{delete_expired, has_expired};
use persistence::audit::{self, Cut};
use persistence::opportunities::{close_overdue, hand_over_abandoned, has_abandoned, has_overdue};
use persistence::{DbError, Origin, engagements, matches, notices, sessions, throttle};
use tokio::time::MissedTickBehavior;

use crate::moves::time::advance_due;
use crate::state::{App, AppState};

const LOOK_EVERY: Duration = Duration::from_secs(30);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// A server that is killed starts from the snapshot before; the more has changed since, the longer
/// it takes.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(900);
/// Logs are kept at least so long (AI Act, article 26(6)).
const LEAST_LOG_MONTHS: u32 = 6;
/// Openings of one transaction.
const AT_ONCE: i64 = 200;
/// Events of the audit log that one transaction verifies and takes away, while whoever writes waits.
const EVENTS_AT_ONCE: i64 = 2_000;

/// Looks for what time has brought until the server stops.
pub async fn run(state: App) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    let mut tidy = tokio::time::interval(SWEEP_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut snapshot = tokio::time::interval(SNAPSHOT_EVERY);
    tidy.set_missed_tick_behavior(MissedTickBehavior::Delay);
    snapshot.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = look.tick() => {
                match close_openings(&state).await {
                    Ok(0) => {}
                    Ok(closed) => tracing::info!(closed, "openings reached their closing date"),
                    Err(error) => tracing::warn!(%error, "closing openings; trying again"),
                }
                match hand_over_openings(&state).await {
                    Ok(0) => {}
                    Ok(handed) => tracing::info!(handed, "openings went on to one of their team"),
                    Err(error) => tracing::warn!(%error, "handing openings over; trying again"),
                }
                match advance_due(&state).await {
                    Ok(0) => {}
                    Ok(steps) => tracing::info!(steps, "moves went on"),
                    Err(error) => tracing::warn!(%error, "moves could not go on; trying again"),
                }
                match move_engagements(&state).await {
                    Ok(0) => {}
                    Ok(moved) => tracing::info!(moved, "gigs began or were consented to by silence"),
                    Err(error) => tracing::warn!(%error, "moving gigs on; trying again"),
                }
            }
            _ = snapshot.tick() => state.save_snapshot().await,
            _ = tidy.tick() => {
                match sweep(&state).await {
                    Ok(sessions) => tracing::debug!(sessions, "swept"),
                    Err(error) => tracing::warn!(%error, "sweeping failed"),
                }
                match forget_applications(&state).await {
                    Ok(0) => {}
                    Ok(gone) => tracing::info!(gone, "applications went when their time was over"),
                    Err(error) => tracing::warn!(%error, "forgetting applications; trying again"),
                }
                match cut_audit_log(&state).await {
                    Ok(0) => {}
                    Ok(gone) => tracing::info!(gone, "events of the audit log went when their time was over"),
                    Err(error) => tracing::warn!(%error, "cutting the audit log; trying again"),
                }
            }
        }
    }
}

/// Closes the openings whose last day is over, however long ago; tells how many.
///
/// # Errors
/// When the database does not answer; the next look goes on.
pub async fn close_openings(state: &AppState) -> Result<usize, DbError> {
    let mut closed = 0;
    loop {
        let today = state.clock.today();
        let some = state.db.read(move |conn| has_overdue(conn, today)).await?;
        if !some {
            return Ok(closed);
        }
        let origin = Origin::system(state.clock.now());
        let moved = state
            .db
            .write(origin, move |tx| close_overdue(tx, today, AT_ONCE))
            .await;
        closed += match moved {
            Ok(moved) => moved.len(),
            // Nothing was left to write: another server was faster.
            Err(DbError::Untraced) => return Ok(closed),
            Err(error) => return Err(error),
        };
    }
}

/// Gives the openings whose owner leaves to whoever of their teams stays; tells how many.
///
/// # Errors
/// When the database does not answer; the next look goes on.
pub async fn hand_over_openings(state: &AppState) -> Result<usize, DbError> {
    let mut handed = 0;
    while state.db.read(has_abandoned).await? {
        let origin = Origin::system(state.clock.now());
        let moved = state
            .db
            .write(origin, move |tx| hand_over_abandoned(tx, AT_ONCE))
            .await;
        handed += match moved {
            Ok(moved) => moved.len(),
            // Another server was faster.
            Err(DbError::Untraced) => return Ok(handed),
            Err(error) => return Err(error),
        };
    }
    Ok(handed)
}

/// Begins gigs whose first day has come, and takes managers' silence for consent; tells how many.
///
/// # Errors
/// When the database does not answer; the next look goes on.
pub async fn move_engagements(state: &AppState) -> Result<usize, DbError> {
    let mut moved = 0;
    loop {
        let today = state.clock.today();
        let some = (state.db.read(move |conn| engagements::has_due(conn, today))).await?;
        if !some {
            return Ok(moved);
        }
        let origin = Origin::system(state.clock.now());
        let step = (state.db)
            .write(origin, move |tx| engagements::move_due(tx, today, AT_ONCE))
            .await;
        moved += match step {
            Ok(some) => some.len(),
            // Nothing was left to write: another server was faster.
            Err(DbError::Untraced) => return Ok(moved),
            Err(error) => return Err(error),
        };
    }
}

/// Removes applications that came to nothing, once the policy's months are over; tells how many.
///
/// # Errors
/// When the database does not answer; the next look goes on.
pub async fn forget_applications(state: &AppState) -> Result<usize, DbError> {
    let months = (state.matching.policy().parameters.retention).rejected_applications_months;
    let now = state.clock.now();
    let Some(before) = now.as_utc().checked_sub_months(Months::new(months)) else {
        return Ok(0);
    };
    let before = Timestamp::new(before);
    let mut gone = 0;
    while (state.db.read(move |conn| has_expired(conn, before))).await? {
        let origin = Origin::system(state.clock.now());
        let some = (state.db)
            .write(origin, move |tx| delete_expired(tx, before, AT_ONCE))
            .await;
        gone += match some {
            Ok(some) => some,
            // Another server was faster.
            Err(DbError::Untraced) => return Ok(gone),
            Err(error) => return Err(error),
        };
    }
    Ok(gone)
}

/// Takes away the events of the audit log whose months are over, whole days at a time, so that the
/// log does not tell of a cut every hour; tells how many.
///
/// # Errors
/// When the database does not answer; the next look goes on.
pub async fn cut_audit_log(state: &AppState) -> Result<usize, DbError> {
    let months = state.matching.policy().parameters.retention.log_months;
    let Some(since) = kept_since(months, state.clock.now()) else {
        return Ok(0);
    };
    let before = Timestamp::new(since.date().and_time(NaiveTime::MIN).and_utc());
    let mut gone = 0;
    while (state.db.read(move |conn| audit::has_older(conn, before))).await? {
        let origin = Origin::system(state.clock.now());
        let cut = (state.db)
            .write(origin, move |tx| {
                audit::cut_before(tx, before, EVENTS_AT_ONCE)
            })
            .await?;
        match cut {
            // Another server was faster.
            Cut::Done(0) => return Ok(gone),
            Cut::Done(events) => gone += events,
            Cut::Refused { seq, reason } => {
                tracing::error!(
                    seq,
                    reason,
                    "the audit log was altered; nothing is cut from it"
                );
                return Ok(gone);
            }
        }
    }
    Ok(gone)
}

/// What was stored before goes: after as many months as the policy says, never before six.
fn kept_since(months: u32, now: Timestamp) -> Option<Timestamp> {
    let months = Months::new(months.max(LEAST_LOG_MONTHS));
    (now.as_utc().checked_sub_months(months)).map(Timestamp::new)
}

/// Removes dead sessions, forgotten failures and matches of long ago.
async fn sweep(state: &AppState) -> Result<usize, DbError> {
    let now = state.clock.now();
    let idle_since = now.plus(-state.sessions.config().idle);
    let kept_since = kept_since(state.matching.policy().parameters.retention.log_months, now);
    state
        .db
        .write_untraced(move |conn| -> Result<usize, DbError> {
            throttle::delete_forgotten(conn, now.plus(TimeDelta::days(-2)))?;
            if let Some(kept_since) = kept_since {
                matches::delete_before(conn, kept_since)?;
                notices::delete_before(conn, kept_since)?;
            }
            sessions::delete_expired(conn, now, idle_since)
        })
        .await
}
