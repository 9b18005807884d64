//! A set of places in one segment.

use super::SEGMENT;

/// Places that are in no word are not in the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn of(places: impl Iterator<Item = u16>) -> Self {
        let mut words = [0; SEGMENT / 64];
        for place in places {
            if let Some(word) = words.get_mut(usize::from(place) / 64) {
                *word |= 1 << (place % 64);
            }
        }
        Self(words.to_vec())
    }

    #[inline]
    pub(crate) fn has(&self, place: u16) -> bool {
        let word = self.0.get(usize::from(place) / 64);
        word.is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    #[inline]
    pub(crate) fn insert(&mut self, place: u16) {
        let at = usize::from(place) / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at) {
            *word |= 1 << (place % 64);
        }
    }

    /// Adds what is in the other.
    pub(crate) fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }

    /// Keeps what is in both.
    pub(crate) fn keep(&mut self, other: &Self) {
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        for (word, other) in self.0.iter_mut().zip(others) {
            *word &= other;
        }
    }

    /// Keeps what is not in the other.
    pub(crate) fn drop(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word &= !other;
        }
    }

    pub(crate) fn count(&self) -> usize {
        let ones = self.0.iter().map(|word| word.count_ones());
        ones.map(crate::units::index).sum()
    }

    /// In order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u16> {
        let words = (0_u32..).step_by(64).zip(&self.0);
        words.flat_map(|(start, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let place = start + rest.trailing_zeros();
                    rest &= rest - 1;
                    u16::try_from(place).unwrap_or(u16::MAX)
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sets_behave_like_sets(
            a in prop::collection::btree_set(any::<u16>(), 0..50),
            b in prop::collection::btree_set(0_u16..300, 0..50),
        ) {
            let of = |set: &BTreeSet<u16>| Bits::of(set.iter().copied());
            let members = |bits: &Bits| bits.iter().collect::<BTreeSet<u16>>();
            prop_assert_eq!(members(&of(&a)), a.clone());
            prop_assert_eq!(of(&a).count(), a.len());
            prop_assert!(a.iter().all(|place| of(&a).has(*place)));
            let mut both = of(&a);
            both.keep(&of(&b));
            prop_assert_eq!(members(&both), a.intersection(&b).copied().collect());
            let mut all = of(&a);
            all.join(&of(&b));
            prop_assert_eq!(members(&all), a.union(&b).copied().collect());
            let mut rest = of(&a);
            rest.drop(&of(&b));
            prop_assert_eq!(members(&rest), a.difference(&b).copied().collect());
        }
    }
}
