//! Chance that can be replayed: one stream of numbers per (seed, purpose, index).
//!
//! Every draw goes through integers of our own making, so that a company stays the same byte for
//! byte across machines and across versions of the random-number crates' distributions.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::table::OneOf;

/// What a stream is for. Streams of different purposes never share numbers, so that a change to
/// one part of a person leaves the other parts as they were.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Seat,
    Tenure,
    Career,
    Identity,
    Skills,
    Opening,
    Applicants,
    Wishes,
}

impl Purpose {
    const fn number(self) -> u64 {
        match self {
            Self::Seat => 1,
            Self::Tenure => 2,
            Self::Career => 3,
            Self::Identity => 4,
            Self::Skills => 5,
            Self::Opening => 6,
            Self::Applicants => 7,
            Self::Wishes => 8,
        }
    }
}

/// Widens an index; no index of ours exceeds 64 bits.
fn wide(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: Purpose, index: usize) -> Self {
        let mut key = [0; 32];
        let words = [seed, purpose.number(), wide(index)];
        for (slot, word) in key.chunks_exact_mut(8).zip(words) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 up to, not including, `bound`; 0 when there is no room.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide_product = u128::from(self.0.next_u64()) * u128::from(wide(bound));
        usize::try_from(wide_product >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Between `low` and `high`, mostly near `low`.
    pub(crate) fn mostly_low(&mut self, low: usize, high: usize) -> usize {
        self.between(low, high).min(self.between(low, high))
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn one<'a, T>(&mut self, choices: &'a OneOf<T>) -> &'a T {
        choices.get(self.below(choices.len()))
    }

    /// One of the choices, the first ones far more often than the last.
    pub(crate) fn favourite<'a, T>(&mut self, choices: &'a OneOf<T>) -> &'a T {
        let len = choices.len();
        choices.get(self.below(len) * self.below(len) / len)
    }

    /// One of the choices, each as often as its weight says.
    pub(crate) fn weighted<'a, T>(&mut self, choices: &'a OneOf<(T, usize)>) -> &'a T {
        let total = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (value, weight) in choices.iter() {
            if left < *weight {
                return value;
            }
            left -= weight;
        }
        &choices.get(0).0
    }

    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    pub(crate) fn shuffle<T>(&mut self, values: &mut [T]) {
        for end in (1..values.len()).rev() {
            values.swap(end, self.below(end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ_by_purpose_and_index() {
        let draw = |seed, purpose, index| {
            let mut dice = Dice::new(seed, purpose, index);
            [(); 8].map(|()| dice.below(1_000_000))
        };
        assert_eq!(draw(1, Purpose::Career, 7), draw(1, Purpose::Career, 7));
        assert_ne!(draw(1, Purpose::Career, 7), draw(2, Purpose::Career, 7));
        assert_ne!(draw(1, Purpose::Career, 7), draw(1, Purpose::Skills, 7));
        assert_ne!(draw(1, Purpose::Career, 7), draw(1, Purpose::Career, 8));
    }

    #[test]
    fn draws_stay_in_range_and_reach_both_ends() {
        let mut dice = Dice::new(3, Purpose::Seat, 0);
        let mut seen = [0; 5];
        for _ in 0..1_000 {
            seen[dice.between(0, 4)] += 1;
        }
        assert!(seen.iter().all(|&count| count > 120), "{seen:?}");
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.between(7, 7), 7);
    }

    #[test]
    fn weights_are_respected() {
        let choices = OneOf::new(vec![("often", 9), ("never", 0), ("rarely", 1)]).unwrap();
        let mut dice = Dice::new(3, Purpose::Seat, 0);
        let often = (0..1_000).filter(|_| *dice.weighted(&choices) == "often");
        assert!((850..950).contains(&often.count()));
        assert!((0..1_000).all(|_| *dice.weighted(&choices) != "never"));
    }
}
