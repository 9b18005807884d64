//! Heavy work that is done one at a time: a few may wait for their turn, whoever else comes is told
//! to come back, so that neither memory nor waiting grows without a bound.

use std::sync::Arc;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

pub struct Turns {
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

/// A place in the queue; given back when it is dropped.
pub struct Place {
    turn: Arc<Semaphore>,
    _place: OwnedSemaphorePermit,
}

/// Whoever holds it works alone. To be held until the work is done, also when the client has gone.
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: Place,
}

impl Turns {
    /// For one at work and the rest of `places` waiting.
    #[must_use]
    pub fn new(places: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// `None` when all places are taken.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Place {
            turn: Arc::clone(&self.turn),
            _place: place,
        })
    }
}

impl Place {
    /// Waits until it is one's turn; in the order of coming.
    ///
    /// # Errors
    /// Never: turns are not closed.
    pub async fn turn(self) -> Result<Turn, AcquireError> {
        let turn = Arc::clone(&self.turn).acquire_owned().await?;
        Ok(Turn {
            _turn: turn,
            _place: self,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_works_some_wait_and_the_rest_are_told() {
        let turns = Turns::new(2);
        let first = turns.place().unwrap().turn().await.unwrap();
        let second = turns.place().unwrap();
        assert!(turns.place().is_none());
        let mut second = Box::pin(second.turn());
        let moment = std::time::Duration::from_millis(20);
        let waits = tokio::time::timeout(moment, &mut second).await.is_err();
        assert!(waits, "while the first is at work");
        drop(first);
        let second = second.await.unwrap();
        assert!(turns.place().is_some());
        drop(second);
    }
}
