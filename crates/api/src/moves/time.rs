//! What time brings to moves: release is asked for, silence becomes consent, seats change on their
//! day, trials end. Every server looks; each step is taken once, since it is taken under the
//! move's lock and a step that was taken is due no more. After any time away the steps are caught
//! up day by day, so that they come in the order and with the days that they would have had.

use domain::ids::MoveId;
use domain::mobility::{MoveSide, due};
use persistence::moves::{list_due, lock_move};
use persistence::{DbError, Origin, WriteTx};

use super::{Step, StepError, advance, system_facts};
use crate::state::AppState;

/// Moves of one look at the database.
const AT_ONCE: i64 = 200;

/// Takes every step that is due; tells how many.
///
/// # Errors
/// When the database does not answer; the next look goes on.
pub async fn advance_due(state: &AppState) -> Result<usize, DbError> {
    let mut taken = 0;
    loop {
        let today = state.clock.today();
        let found = state
            .db
            .read(move |conn| list_due(conn, today, AT_ONCE))
            .await?;
        if found.is_empty() {
            return Ok(taken);
        }
        let mut moved = 0;
        // One step each, then look again: what was due first comes first.
        for id in found {
            match advance_one(state, id).await {
                Ok(done) => moved += usize::from(done),
                Err(error @ DbError::Unavailable(_)) => return Err(error),
                // One that cannot go on must not keep the others waiting.
                Err(error) => tracing::error!(%error, %id, "a move is stuck"),
            }
        }
        taken += moved;
        if moved == 0 {
            // Another server was faster, or what is left is stuck.
            return Ok(taken);
        }
    }
}

/// Whether there was still something to do.
async fn advance_one(state: &AppState, id: MoveId) -> Result<bool, DbError> {
    let (policy, names) = (state.matching.policy(), state.directory.catalogue());
    let today = state.clock.today();
    let step = move |tx: &mut WriteTx<'_>| -> Result<(), DbError> {
        let Some(sealed) = lock_move(tx, id)? else {
            return Ok(());
        };
        let mut row = sealed.into_row();
        let Some((step, day)) = due(&row.state()).filter(|(_, day)| *day <= today) else {
            return Ok(());
        };
        let step = Step {
            step,
            facts: system_facts(day, false),
            actor: None,
            side: MoveSide::System,
            note: None,
        };
        match advance(tx, (&policy, &names), &mut row, step) {
            Ok(()) => Ok(()),
            Err(StepError::Db(error)) => Err(error),
            // What is due is possible; otherwise the machine contradicts itself.
            Err(StepError::Refused(refusal)) => Err(DbError::Other(format!(
                "a step that is due was refused: {}",
                refusal.rule
            ))),
        }
    };
    match state
        .db
        .write(Origin::system(state.clock.now()), step)
        .await
    {
        Ok(()) => Ok(true),
        Err(DbError::Untraced) => Ok(false),
        Err(error) => Err(error),
    }
}
