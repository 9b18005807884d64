//! From free text to an official name: which entry of a catalogue is meant by what somebody typed.
//! Always a suggestion to confirm, never a fact.
//!
//! An entry (a skill, an occupation) has labels: its name, alternative names, any number of languages,
//! all in one index. Three views of the same labels are added up:
//!
//! - the closest labels, one by one: cosine over the n-grams of 3 to 5 letters within words; the best
//!   label counts whole, the second half, the third a quarter, so that being called so in several
//!   ways speaks for an entry;
//! - all labels of the entry as one document, n-grams of 3 to 5 letters across words;
//! - all labels of the entry as one document, whole words.
//!
//! The same text as a label, but for case, accents and punctuation, is an exact match and comes first;
//! then what is a slip of the keyboard away.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::real::to_ppm;
use crate::space::Space;
use crate::terms::{Bag, grams_across, grams_within, whole_words, words};
use crate::units::{handle, index};

/// How much the closest, the second and the third closest label count.
const CLOSEST: [f64; 3] = [1.0, 0.5, 0.25];

/// What a text that is like an entry in every view comes to.
const WHOLE: f64 = 1.0 + 0.5 + 0.25 + 1.0 + 1.0;

/// Entries whose labels are looked at for slips of the keyboard.
const LOOKED_AT: usize = 32;

/// Letters for each of which one slip is forgiven.
const LETTERS_PER_SLIP: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Match {
    /// The label itself.
    Exact,
    /// The label with a letter or two missing, added, changed or swapped.
    Spelling,
    /// A label that shares words or parts of words.
    Similar,
    /// A label that a language model takes to mean about the same ([`crate::meaning`]).
    Meaning,
}

/// An entry that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    pub entry: u32,
    /// The label that is closest to the text.
    pub label: &'a str,
    pub how: Match,
    /// 1,000,000 for an exact match; otherwise comparable within one answer.
    pub score_ppm: i64,
}

#[derive(Clone, Debug)]
struct Label {
    entry: u32,
    text: Box<str>,
    /// The words, joined by single spaces.
    plain: Box<str>,
}

#[derive(Clone, Debug, Default)]
pub struct LabelIndex {
    labels: Vec<Label>,
    exact: HashMap<Box<str>, Vec<u32>, foldhash::fast::FixedState>,
    by_label: Space,
    by_entry: Space,
    by_word: Space,
}

impl LabelIndex {
    /// An index of labels, each with the number of its entry. Of labels of one entry that read alike
    /// the first is kept.
    #[must_use]
    pub fn new<'a>(labels: impl IntoIterator<Item = (u32, &'a str)>) -> Self {
        let mut all = Self::default();
        for (entry, text) in labels {
            all.add(entry, text);
        }
        let entries = all.labels.iter().map(|label| index(label.entry) + 1).max();
        let mut across = vec![Vec::new(); entries.unwrap_or(0)];
        let mut in_words = across.clone();
        let mut within = Vec::with_capacity(all.labels.len());
        for label in &all.labels {
            within.push(Bag::from_iter(grams_within(&label.plain, 3..=5)));
            let place = index(label.entry);
            if let Some((grams, words)) = across.get_mut(place).zip(in_words.get_mut(place)) {
                grams.extend(grams_across(&label.plain, 3..=5));
                words.extend(whole_words(&label.plain));
            }
        }
        let bags =
            |lists: Vec<Vec<u64>>| -> Vec<Bag> { lists.into_iter().map(Bag::from_iter).collect() };
        all.by_label = Space::new(&within);
        all.by_entry = Space::new(&bags(across));
        all.by_word = Space::new(&bags(in_words));
        all
    }

    fn add(&mut self, entry: u32, text: &str) {
        let plain: Box<str> = words(text).join(" ").into();
        if plain.is_empty() {
            return;
        }
        let number = handle(self.labels.len());
        let same = self.exact.entry(plain.clone()).or_default();
        let entry_of = |label: &u32| self.labels.get(index(*label)).map(|label| label.entry);
        if same.iter().any(|label| entry_of(label) == Some(entry)) {
            return;
        }
        same.push(number);
        self.labels.push(Label {
            entry,
            text: text.trim().into(),
            plain,
        });
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.labels.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The entries that the text may mean, the most likely first; equal ones by number.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize) -> Vec<Named<'_>> {
        let plain = words(text).join(" ");
        let mut found: Vec<Named<'_>> = (self.likely(&plain).into_iter())
            .filter_map(|(entry, label, score)| {
                Some(Named {
                    entry,
                    label: &self.labels.get(index(label))?.text,
                    how: Match::Similar,
                    score_ppm: to_ppm(score / WHOLE),
                })
            })
            .filter(|one| one.score_ppm > 0)
            .collect();
        found.sort_by_key(|one| (Reverse(one.score_ppm), one.entry));
        self.recognise(&plain, &mut found);
        found.sort_by_key(|one| (one.how, Reverse(one.score_ppm), one.entry));
        found.truncate(limit);
        found
    }

    /// Every entry with its closest label and how likely it is, at most [`WHOLE`].
    fn likely(&self, plain: &str) -> Vec<(u32, u32, f64)> {
        let by_label = self
            .by_label
            .cosines(&Bag::from_iter(grams_within(plain, 3..=5)));
        let by_entry = self
            .by_entry
            .cosines(&Bag::from_iter(grams_across(plain, 3..=5)));
        let by_word = self.by_word.cosines(&Bag::from_iter(whole_words(plain)));
        let mut closest = vec![[(0.0_f64, 0_u32); CLOSEST.len()]; by_entry.len()];
        for ((number, label), cosine) in (0..).zip(&self.labels).zip(by_label) {
            let places = closest.get_mut(index(label.entry)).into_iter().flatten();
            let mut carried = (cosine, number);
            for place in places {
                if carried.0 > place.0 {
                    std::mem::swap(place, &mut carried);
                }
            }
        }
        (0..)
            .zip(closest)
            .zip(by_entry.into_iter().zip(by_word))
            .filter(|(_, (grams, words))| *grams > 0.0 || *words > 0.0)
            .map(|((entry, closest), (grams, words))| {
                let labels = closest
                    .iter()
                    .zip(CLOSEST)
                    .map(|((cosine, _), part)| part * cosine);
                let likely = labels.fold(0.0, |sum, part| sum + part) + grams + words;
                (
                    entry,
                    closest.first().map_or(0, |(_, label)| *label),
                    likely,
                )
            })
            .collect()
    }

    /// Marks exact matches and slips of the keyboard.
    fn recognise<'a>(&'a self, plain: &str, found: &mut [Named<'a>]) {
        let exact = self.exact.get(plain).map(Vec::as_slice).unwrap_or_default();
        for label in exact
            .iter()
            .filter_map(|label| self.labels.get(index(*label)))
        {
            if let Some(one) = found.iter_mut().find(|one| one.entry == label.entry) {
                one.label = &label.text;
                one.how = Match::Exact;
                one.score_ppm = 1_000_000;
            }
        }
        let letters = plain.chars().count();
        for one in found.iter_mut().take(LOOKED_AT) {
            let label = words(one.label).join(" ");
            if one.how != Match::Exact && slips(plain, &label) <= letters / LETTERS_PER_SLIP {
                one.how = Match::Spelling;
            }
        }
    }
}

/// How many letters must be added, removed, changed or swapped with their neighbour to get from one
/// text to the other (optimal string alignment).
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX / 2);
            let changed = cell(&last, j) + usize::from(x != y);
            let mut best = changed.min(cell(&last, j + 1) + 1).min(cell(&row, j) + 1);
            let swapped = i.checked_sub(1).zip(j.checked_sub(1));
            if let Some((above, left)) = swapped
                && (a.get(above), b.get(left)) == (Some(y), Some(x))
            {
                best = best.min(cell(&before, left) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index() -> LabelIndex {
        LabelIndex::new([
            (0, "software developer"),
            (0, "programmer"),
            (0, "développeur de logiciels"),
            (1, "web developer"),
            (1, "Webentwickler"),
            (2, "nurse"),
            (2, "Nurse"),
        ])
    }

    fn first(text: &str) -> (u32, String, Match) {
        let index = index();
        let found = index.find(text, 1);
        (found[0].entry, found[0].label.to_owned(), found[0].how)
    }

    #[test]
    fn exact_spelling_and_similar_matches_in_any_language() {
        assert_eq!(first("Programmer!"), (0, "programmer".into(), Match::Exact));
        assert_eq!(first("DEVELOPPEUR DE LOGICIELS").2, Match::Exact);
        assert_eq!(
            first("web devleoper"),
            (1, "web developer".into(), Match::Spelling)
        );
        assert_eq!(
            first("Senior Software Developers"),
            (0, "software developer".into(), Match::Similar)
        );
        assert_eq!(
            first("webentwicklung"),
            (1, "Webentwickler".into(), Match::Similar)
        );
        assert_eq!(index().len(), 6, "labels that read alike are one");
        assert!(index().find("", 5).is_empty());
        assert!(index().find("qqq", 5).is_empty());
        assert!(LabelIndex::new([]).find("nurse", 5).is_empty());
    }

    #[test]
    fn slips_are_counted() {
        let pairs = [
            ("", "", 0),
            ("ab", "ba", 1),
            ("nurse", "nurses", 1),
            ("abcd", "acbd", 1),
            ("abc", "xyz", 3),
            ("a", "", 1),
        ];
        for (a, b, slip) in pairs {
            assert_eq!((slips(a, b), slips(b, a)), (slip, slip), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn every_label_finds_its_entry_first(labels in prop::collection::vec("[a-c]{1,4}( [a-c]{1,4}){0,2}", 1..12)) {
            let entries: Vec<(u32, &str)> = (0..).zip(labels.iter().map(String::as_str)).collect();
            let index = LabelIndex::new(entries.iter().copied());
            for (entry, label) in entries {
                let found = index.find(label, labels.len());
                let exact: Vec<_> = found.iter().filter(|one| one.how == Match::Exact).collect();
                prop_assert!(exact.iter().any(|one| one.entry == entry));
                prop_assert!(found.iter().take(exact.len()).all(|one| one.how == Match::Exact));
                prop_assert_eq!(found, index.find(label, labels.len()));
            }
        }
    }
}
