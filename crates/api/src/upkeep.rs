//! What happens by itself as time passes: openings whose last day is over stop taking
//! applications, dead sessions and forgotten failures go. Every server looks now and then, and
//! first when it starts; that it happens once is the database's doing. Levels that fade are no
//! work for here: each server's engine renews itself at midnight (`Follower::tick`).

use std::time::Duration;

use chrono::TimeDelta;
use persistence::opportunities::{close_overdue, has_overdue};
use persistence::{DbError, Origin, sessions, throttle};
use tokio::time::MissedTickBehavior;

use crate::state::{App, AppState};

const LOOK_EVERY: Duration = Duration::from_secs(30);
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// Openings of one transaction.
const AT_ONCE: i64 = 200;

/// Looks for what time has brought until the server stops.
pub async fn run(state: App) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    let mut tidy = tokio::time::interval(SWEEP_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tidy.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = look.tick() => match close_openings(&state).await {
                Ok(0) => {}
                Ok(closed) => tracing::info!(closed, "openings reached their closing date"),
                Err(error) => tracing::warn!(%error, "closing openings; trying again"),
            },
            _ = tidy.tick() => match sweep(&state).await {
                Ok(sessions) => tracing::debug!(sessions, "swept"),
                Err(error) => tracing::warn!(%error, "sweeping failed"),
            },
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

/// Removes dead sessions and forgotten failures.
async fn sweep(state: &AppState) -> Result<usize, DbError> {
    let now = state.clock.now();
    let idle_since = now.plus(-state.sessions.config().idle);
    state
        .db
        .write_untraced(move |conn| -> Result<usize, DbError> {
            throttle::delete_forgotten(conn, now.plus(TimeDelta::days(-2)))?;
            sessions::delete_expired(conn, now, idle_since)
        })
        .await
}
