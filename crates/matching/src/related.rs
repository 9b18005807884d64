//! Which roles are like a role, and which of them people move on to.
//!
//! A role is described by several signals: the skills or tasks it names, how important each field of
//! knowledge is to it, what it is called. Each signal gives a cosine between two roles; cosines are
//! made comparable by their spread over all pairs of roles, weighted, and added up. The parts are the
//! explanation, and their sum is the score.

use std::cmp::Reverse;

use crate::real::{count, dot, ln_of, to_ppm};
use crate::space::Space;
use crate::terms::Bag;

/// One way to compare roles.
#[derive(Clone, Debug)]
pub struct Signal {
    name: &'static str,
    weight: f64,
    likeness: Likeness,
    /// Standard deviation of the cosines between different roles.
    spread: f64,
}

#[derive(Clone, Debug)]
enum Likeness {
    Terms { space: Space, bags: Vec<Bag> },
    Ratings(Vec<Vec<f64>>),
}

impl Signal {
    /// Roles by the terms that describe each.
    #[must_use]
    pub fn of_terms(name: &'static str, weight: f64, bags: Vec<Bag>) -> Self {
        let space = Space::new(&bags);
        Self::new(name, weight, Likeness::Terms { space, bags })
    }

    /// Roles by ratings of the same elements for each, compared by how they differ from the average
    /// role. A role without ratings is like none.
    #[must_use]
    pub fn of_ratings(name: &'static str, weight: f64, ratings: &[Option<Vec<f64>>]) -> Self {
        let rated = || ratings.iter().flatten();
        let width = rated().map(Vec::len).max().unwrap_or(0);
        let mean: Vec<f64> = (0..width)
            .map(|element| {
                let values = rated().filter_map(|row| row.get(element));
                values.fold(0.0, |sum, value| sum + value) / count(rated().count())
            })
            .collect();
        let unit = |row: &Option<Vec<f64>>| -> Vec<f64> {
            let values = row.iter().flatten().zip(&mean);
            let centred: Vec<f64> = values.map(|(value, mean)| value - mean).collect();
            let length = dot(&centred, &centred).sqrt();
            let length = if length > 0.0 { length } else { 1.0 };
            centred.into_iter().map(|value| value / length).collect()
        };
        Self::new(
            name,
            weight,
            Likeness::Ratings(ratings.iter().map(unit).collect()),
        )
    }

    fn new(name: &'static str, weight: f64, likeness: Likeness) -> Self {
        let mut signal = Self {
            name,
            weight,
            likeness,
            spread: 0.0,
        };
        let (mut sum, mut squares) = (0.0, 0.0);
        for role in 0..signal.roles() {
            for (other, cosine) in signal.cosines(role).into_iter().enumerate() {
                if other != role {
                    sum += cosine;
                    squares += cosine * cosine;
                }
            }
        }
        let pairs = count(signal.roles() * signal.roles().saturating_sub(1)).max(1.0);
        let variance = squares / pairs - (sum / pairs) * (sum / pairs);
        signal.spread = variance.max(0.0).sqrt();
        signal
    }

    fn roles(&self) -> usize {
        match &self.likeness {
            Likeness::Terms { bags, .. } => bags.len(),
            Likeness::Ratings(rows) => rows.len(),
        }
    }

    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The cosines between a role and all roles.
    #[must_use]
    pub fn cosines(&self, role: usize) -> Vec<f64> {
        match &self.likeness {
            Likeness::Terms { space, bags } => bags
                .get(role)
                .map_or_else(|| vec![0.0; bags.len()], |bag| space.cosines(bag)),
            Likeness::Ratings(rows) => {
                let own = rows.get(role).map(Vec::as_slice).unwrap_or_default();
                rows.iter().map(|row| dot(own, row)).collect()
            }
        }
    }

    /// What the signal says for each role, in its weight.
    fn part_ppm(&self, role: usize) -> Vec<i64> {
        let factor = if self.spread > 0.0 {
            self.weight / self.spread
        } else {
            0.0
        };
        let cosines = self.cosines(role);
        cosines
            .into_iter()
            .map(|cosine| to_ppm(factor * cosine))
            .collect()
    }
}

/// A role that is like another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub role: usize,
    /// The sum of the parts. Comparable within one answer.
    pub score_ppm: i64,
    /// What each signal adds, in their order, and then the prior.
    pub parts_ppm: Vec<i64>,
}

/// All roles but the role itself, the most alike first; equal ones by number. `prior_ppm`, by role,
/// is what is added for a role whatever the origin, e.g. by [`move_prior`].
#[must_use]
pub fn related(signals: &[Signal], role: usize, prior_ppm: Option<&[i64]>) -> Vec<Related> {
    let roles = signals.iter().map(Signal::roles).max().unwrap_or(0);
    let mut all: Vec<Related> = (0..roles)
        .map(|role| Related {
            role,
            score_ppm: 0,
            parts_ppm: Vec::with_capacity(signals.len() + 1),
        })
        .collect();
    let parts = signals.iter().map(|signal| signal.part_ppm(role));
    for part in parts.chain(prior_ppm.map(<[i64]>::to_vec)) {
        for (other, part) in all.iter_mut().zip(part) {
            other.score_ppm += part;
            other.parts_ppm.push(part);
        }
    }
    all.retain(|other| other.role != role);
    all.sort_by_key(|other| (Reverse(other.score_ppm), other.role));
    all
}

/// Moves that are taken as seen for each word before any was.
const SMOOTHING: u64 = 4;

/// What known moves say of a destination by what it is called: of roles whose name has a word, how
/// many more moves end there than by chance, `ln((c + 4) / (e + 4))` with `e = moves · share of the
/// word's roles`, averaged over the words and times `weight`. "Head of …" is where people move on to,
/// also in a family where no move has been seen.
///
/// `known` are the roles between which moves would have been seen; what is said of the others comes
/// from their words alone.
#[must_use]
pub fn move_prior(
    names: &[Bag],
    known: &[bool],
    moves: &[(usize, usize)],
    weight: f64,
) -> Vec<i64> {
    use std::collections::BTreeMap;

    let is_known = |role: &usize| known.get(*role).copied().unwrap_or(false);
    let whole = |items: usize| u64::try_from(items).unwrap_or(u64::MAX);
    let mut named: BTreeMap<u64, u64> = BTreeMap::new();
    for (name, _) in names.iter().zip(known).filter(|(_, known)| **known) {
        for (word, _) in name.terms() {
            *named.entry(word).or_default() += 1;
        }
    }
    let mut reached: BTreeMap<u64, u64> = BTreeMap::new();
    let mut seen = 0;
    for (_, to) in moves
        .iter()
        .filter(|(from, to)| is_known(from) && is_known(to))
    {
        seen += 1;
        for (word, _) in names.get(*to).into_iter().flat_map(Bag::terms) {
            *reached.entry(word).or_default() += 1;
        }
    }
    let roles = whole(known.iter().filter(|known| **known).count()).max(1);
    let lift = |word: u64| {
        let at = |counts: &BTreeMap<u64, u64>| counts.get(&word).copied().unwrap_or(0);
        let above = (at(&reached) + SMOOTHING) * roles;
        let below = seen * at(&named) + SMOOTHING * roles;
        ln_of(above) - ln_of(below)
    };
    let prior = names.iter().map(|name| {
        let words = name.terms().count();
        let sum = name.terms().fold(0.0, |sum, (word, _)| sum + lift(word));
        if words == 0 {
            0
        } else {
            to_ppm(weight * sum / count(words))
        }
    });
    prior.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::terms::whole_words;

    fn bag(text: &str) -> Bag {
        whole_words(text).into_iter().collect()
    }

    fn signals() -> Vec<Signal> {
        let names = ["sales clerk", "sales lead", "nurse", "head nurse"];
        let ratings = [
            Some(vec![1.0, 5.0]),
            Some(vec![1.0, 4.0]),
            Some(vec![5.0, 1.0]),
            None,
        ];
        vec![
            Signal::of_terms("names", 1.0, names.map(bag).to_vec()),
            Signal::of_ratings("knowledge", 2.0, &ratings),
        ]
    }

    #[test]
    fn the_parts_are_the_score() {
        for role in 0..4 {
            let found = related(&signals(), role, Some(&[7, 7, 7, 7]));
            assert_eq!(found.len(), 3);
            for one in &found {
                assert_eq!(one.parts_ppm.iter().sum::<i64>(), one.score_ppm);
                assert_eq!(one.parts_ppm.len(), 3);
                assert_eq!(one.parts_ppm[2], 7);
            }
        }
        assert_eq!(related(&signals(), 0, None)[0].role, 1);
        assert_eq!(
            related(&signals(), 3, None)[0].role,
            2,
            "a role without ratings has its name"
        );
    }

    #[test]
    fn where_moves_end_raises_roles_of_such_names() {
        let names = ["clerk", "head clerk", "nurse", "head nurse"].map(bag);
        let known = [true, true, false, false];
        let prior = move_prior(&names, &known, &[(0, 1), (0, 1), (2, 3)], 1.0);
        // head: ln((2+4)·2 / (2·1 + 4·2)) = ln 1.2; clerk: ln((2+4)·2 / (2·2 + 8)) = 0; nurse, of
        // which nothing is known: 0.
        assert_eq!(prior, [0, 91_161, 0, 91_161]);
    }

    proptest! {
        #[test]
        fn likeness_is_mutual(rows in prop::collection::vec(prop::collection::vec(0.0_f64..5.0, 3), 2..6)) {
            let ratings: Vec<_> = rows.into_iter().map(Some).collect();
            let signal = Signal::of_ratings("r", 1.0, &ratings);
            for a in 0..ratings.len() {
                for b in 0..ratings.len() {
                    prop_assert_eq!(signal.cosines(a)[b], signal.cosines(b)[a]);
                }
            }
        }
    }
}
