//! Documents as TF-IDF vectors, and the cosines between them.
//!
//! The weight of a term that occurs n times in a document is `(1 + ln n) · rarity`, with
//! `rarity = ln((1 + N) / (1 + df)) + 1`; vectors have length one. Cosines are found through an
//! inverted index, so that a document costs what it shares with others.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::intern::Rows;
use crate::real::{ln_of, rarity, single};
use crate::terms::Bag;
use crate::units::{handle, index};

#[derive(Clone, Debug, Default)]
pub struct Space {
    numbers: HashMap<u64, u32, foldhash::fast::FixedState>,
    rarities: Vec<f64>,
    /// By term: the documents that have it, and its share of their vector.
    having: Rows<(u32, f32)>,
    documents: usize,
}

impl Space {
    #[must_use]
    pub fn new(documents: &[Bag]) -> Self {
        let mut space = Self {
            documents: documents.len(),
            ..Self::default()
        };
        let mut frequencies: Vec<usize> = Vec::new();
        let mut numbered: Vec<Vec<(u32, u32)>> = Vec::with_capacity(documents.len());
        for document in documents {
            let numbers = document.terms().map(|(term, count)| {
                let next = handle(frequencies.len());
                let number = *space.numbers.entry(term).or_insert(next);
                match frequencies.get_mut(index(number)) {
                    Some(frequency) => *frequency += 1,
                    None => frequencies.push(1),
                }
                (number, count)
            });
            numbered.push(numbers.collect());
        }
        space.rarities = rarities(documents.len(), &frequencies);
        let mut having: Vec<Vec<(u32, f32)>> =
            frequencies.into_iter().map(Vec::with_capacity).collect();
        for (at, document) in (0..).zip(numbered) {
            for (term, share) in space.vector(document.into_iter()) {
                if let Some(list) = having.get_mut(index(term)) {
                    list.push((at, single(share)));
                }
            }
        }
        space.having = Rows::collect(having);
        space
    }

    #[must_use]
    pub const fn documents(&self) -> usize {
        self.documents
    }

    /// A vector of length one, by the numbers of terms.
    fn vector(&self, counted: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, f64)> {
        let mut vector: Vec<(u32, f64)> = counted
            .filter_map(|(number, count)| {
                let rarity = self.rarities.get(index(number))?;
                Some((number, dampened(count) * rarity))
            })
            .collect();
        let square: f64 = vector.iter().map(|(_, weight)| weight * weight).sum();
        let length = square.sqrt();
        for (_, weight) in &mut vector {
            *weight /= length;
        }
        vector
    }

    /// The cosine with each document, by number.
    #[must_use]
    pub fn cosines(&self, bag: &Bag) -> Vec<f64> {
        let mut cosines = vec![0.0; self.documents];
        let known = bag
            .terms()
            .filter_map(|(term, count)| Some((*self.numbers.get(&term)?, count)));
        for (term, share) in self.vector(known) {
            for (document, weight) in self.having.row(term) {
                if let Some(cosine) = cosines.get_mut(index(*document)) {
                    *cosine += share * f64::from(*weight);
                }
            }
        }
        cosines
    }
}

/// `1 + ln n`; most terms occur once or a few times.
fn dampened(count: u32) -> f64 {
    static FEW: LazyLock<Vec<f64>> =
        LazyLock::new(|| (0..64).map(|count| 1.0 + ln_of(count)).collect());
    match FEW.get(index(count)) {
        Some(known) => *known,
        None => 1.0 + ln_of(count.into()),
    }
}

/// The rarity of each term; many have the same frequency.
fn rarities(documents: usize, frequencies: &[usize]) -> Vec<f64> {
    let mut known: HashMap<usize, f64, foldhash::fast::FixedState> = HashMap::default();
    let of = |frequency: &usize| {
        let compute = || rarity(documents, *frequency);
        *known.entry(*frequency).or_insert_with(compute)
    };
    frequencies.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bags() -> impl Strategy<Value = Vec<Bag>> {
        let bag = prop::collection::vec(0..8_u64, 0..10);
        prop::collection::vec(bag.prop_map(Bag::from_iter), 1..8)
    }

    /// By the formulas, without an index.
    fn cosine(bags: &[Bag], a: &Bag, b: &Bag) -> f64 {
        let weight = |bag: &Bag, term: u64| -> f64 {
            let n = bag.terms().find(|(t, _)| *t == term).map_or(0, |(_, n)| n);
            let df = bags
                .iter()
                .filter(|bag| bag.terms().any(|(t, _)| t == term))
                .count();
            if n == 0 || df == 0 {
                return 0.0;
            }
            let idf = ((1.0 + crate::real::count(bags.len())) / (1.0 + crate::real::count(df)))
                .ln()
                + 1.0;
            (1.0 + f64::from(n).ln()) * idf
        };
        let dot = |a: &Bag, b: &Bag| -> f64 { (0..8).map(|t| weight(a, t) * weight(b, t)).sum() };
        let length = (dot(a, a) * dot(b, b)).sqrt();
        if length == 0.0 {
            0.0
        } else {
            dot(a, b) / length
        }
    }

    proptest! {
        #[test]
        fn the_index_gives_the_formula(bags in bags(), asked in prop::collection::vec(0..10_u64, 0..10)) {
            let space = Space::new(&bags);
            let asked: Bag = asked.into_iter().collect();
            for (found, document) in space.cosines(&asked).into_iter().zip(&bags) {
                prop_assert!((found - cosine(&bags, &asked, document)).abs() < 1e-6);
            }
        }
    }
}
