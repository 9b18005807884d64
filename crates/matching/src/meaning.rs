//! From free text to an official name by meaning: the labels whose vectors lie closest to the
//! text's. Where vectors come from is not here: whoever has a language model brings it as [`Embed`].
//! Without one `labels` does all the work; with one, what is close in meaning is merged in after what
//! is written like a label, and marked. Suggestions to confirm, no part of any score of people.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::labels::{Match, Named};

/// Cosine from which on a label is called close.
const CLOSE: f32 = 0.5;

/// Places of each list that are worth merging.
pub const DEPTH: usize = 50;

/// Reciprocal rank fusion: place `r` of a list counts `1 / (60 + r)`. Needs no scale that the two
/// lists share, whatever the model (Cormack, Clarke and Büttcher 2009, whose constant this is).
const FUSION: i64 = 60;

/// Texts that are given to a model at once.
const TOGETHER: usize = 512;

/// Why a text has no vector.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct EmbedError(#[from] pub Box<dyn std::error::Error + Send + Sync>);

/// Turns texts into vectors whose direction is what they mean.
pub trait Embed: Send + Sync {
    /// A vector for each text, in their order: all of one width, and of length 1, or all zeros for
    /// a text that says nothing.
    ///
    /// # Errors
    /// When what the model yields are no numbers.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError>;
}

/// An entry with its label that is closest in meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Near<'a> {
    pub entry: u32,
    pub label: &'a str,
    pub cosine: f32,
}

#[derive(Debug)]
struct Label {
    entry: u32,
    text: Arc<str>,
    vector: Arc<[f32]>,
}

/// The vectors of labels. Exact: every label is compared.
#[derive(Debug, Default)]
pub struct MeaningIndex {
    labels: Vec<Label>,
    by_text: HashMap<Arc<str>, Arc<[f32]>, foldhash::fast::FixedState>,
}

impl MeaningIndex {
    /// An index of labels, each with the number of its entry. Vectors that `before` has are taken
    /// from it; tens of thousands of others take minutes.
    ///
    /// # Errors
    /// When the model fails.
    pub fn new<'a>(
        labels: impl IntoIterator<Item = (u32, &'a str)>,
        model: &dyn Embed,
        before: &Self,
    ) -> Result<Self, EmbedError> {
        let labels: Vec<(u32, &str)> = labels
            .into_iter()
            .map(|(entry, label)| (entry, label.trim()))
            .collect();
        let texts: BTreeSet<&str> = labels.iter().map(|(_, text)| *text).collect();
        let mut all = Self::default();
        let mut new = Vec::new();
        for text in texts {
            match before.by_text.get_key_value(text) {
                Some((text, vector)) => {
                    all.by_text.insert(Arc::clone(text), Arc::clone(vector));
                }
                None => new.push(text),
            }
        }
        for texts in new.chunks(TOGETHER) {
            let vectors = model.embed(texts)?.into_iter().map(Arc::from);
            all.by_text
                .extend(texts.iter().map(|text| Arc::from(*text)).zip(vectors));
        }
        all.labels = (labels.iter())
            .filter_map(|(entry, text)| {
                let (text, vector) = all.by_text.get_key_value(*text)?;
                Some(Label {
                    entry: *entry,
                    text: Arc::clone(text),
                    vector: Arc::clone(vector),
                })
            })
            .collect();
        Ok(all)
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.labels.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The entries that are close to the text in meaning, the closest first; equal ones by number.
    ///
    /// # Errors
    /// When the model fails.
    pub fn find(&self, text: &str, model: &dyn Embed) -> Result<Vec<Near<'_>>, EmbedError> {
        let Some(asked) = model.embed(&[text.trim()])?.pop() else {
            return Ok(Vec::new());
        };
        let mut near: Vec<Near<'_>> = (self.labels.iter())
            .map(|label| Near {
                entry: label.entry,
                label: &label.text,
                cosine: dot(&asked, &label.vector),
            })
            .filter(|near| near.cosine >= CLOSE)
            .collect();
        near.sort_by(|a, b| (b.cosine.total_cmp(&a.cosine)).then(a.entry.cmp(&b.entry)));
        let mut seen = HashSet::new();
        near.retain(|near| seen.insert(near.entry));
        near.truncate(DEPTH);
        Ok(near)
    }
}

/// In eight sums side by side, so that it is fast, and always in this order.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (a, b) = (a.chunks(sums.len()), b.chunks(sums.len()));
    for (a, b) in a.zip(b) {
        for (sum, (x, y)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += x * y;
        }
    }
    sums.iter().sum()
}

/// One list of what is written like a text and what is close to it in meaning. What is the label
/// itself or a slip of the keyboard away stays first, as it is. The others stand by their places in
/// both lists, and those in the first list say so, for who reads them can see it.
#[must_use]
pub fn merge<'a>(written: Vec<Named<'a>>, near: &[Near<'a>], limit: usize) -> Vec<Named<'a>> {
    if near.is_empty() {
        return written.into_iter().take(limit).collect();
    }
    let mut all: Vec<(i64, Named<'a>)> = Vec::with_capacity(written.len() + near.len());
    all.extend((1..).zip(written).map(|(place, one)| (share(place), one)));
    for (place, near) in (1..).zip(near) {
        match all.iter_mut().find(|(_, one)| one.entry == near.entry) {
            Some((shares, _)) => *shares += share(place),
            None => all.push((
                share(place),
                Named {
                    entry: near.entry,
                    label: near.label,
                    how: Match::Meaning,
                    score_ppm: 0,
                },
            )),
        }
    }
    for (shares, one) in &mut all {
        if one.how != Match::Exact {
            one.score_ppm = *shares;
        }
    }
    let mut all: Vec<Named<'a>> = all.into_iter().map(|(_, one)| one).collect();
    let tier = |how| match how {
        Match::Exact => 0,
        Match::Spelling => 1,
        Match::Similar | Match::Meaning => 2,
    };
    all.sort_by_key(|one| (tier(one.how), Reverse(one.score_ppm), one.entry));
    all.truncate(limit);
    all
}

/// What a place in one of two lists counts; the first place of both comes to 1,000,000.
const fn share(place: i64) -> i64 {
    500_000 * (FUSION + 1) / (FUSION + place)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;

    /// Knows what a few texts mean, by three numbers each, and counts what it is asked.
    struct Table {
        texts: Vec<(&'static str, [f32; 3])>,
        asked: AtomicUsize,
    }

    impl Embed for Table {
        fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
            self.asked.fetch_add(texts.len(), Ordering::Relaxed);
            let known = |text: &&str| {
                let found = self.texts.iter().find(|(known, _)| known == text);
                found.map(|(_, vector)| vector.to_vec())
            };
            let all: Option<Vec<_>> = texts.iter().map(known).collect();
            all.ok_or_else(|| EmbedError("a text that the table does not have".into()))
        }
    }

    fn table() -> Table {
        Table {
            texts: vec![
                ("nurse", [1.0, 0.0, 0.0]),
                ("hospital carer", [0.96, 0.28, 0.0]),
                ("infirmier", [0.8, 0.6, 0.0]),
                ("welder", [0.0, 0.0, 1.0]),
                ("soignant", [0.96, 0.28, 0.0]),
                ("nothing", [0.0; 3]),
            ],
            asked: AtomicUsize::new(0),
        }
    }

    const LABELS: [(u32, &str); 4] = [
        (3, "infirmier"),
        (1, " nurse"),
        (1, "hospital carer"),
        (2, "welder"),
    ];

    fn index(model: &Table) -> MeaningIndex {
        MeaningIndex::new(LABELS, model, &MeaningIndex::default()).unwrap()
    }

    #[test]
    fn what_is_close_is_found_by_its_closest_label_and_the_rest_is_not() {
        let model = table();
        let index = index(&model);
        let found = |text| {
            let near = index.find(text, &model).unwrap();
            let told = near.iter().map(|near| (near.entry, near.label.to_owned()));
            told.collect::<Vec<_>>()
        };
        let both = [
            (1, "hospital carer".to_owned()),
            (3, "infirmier".to_owned()),
        ];
        assert_eq!(found("soignant"), both);
        assert_eq!(found(" welder "), [(2, "welder".to_owned())]);
        assert_eq!(found("nothing"), []);
        assert!(index.find("unheard of", &model).is_err());
        assert_eq!(index.len(), 4);
    }

    #[test]
    fn a_vector_that_is_there_is_not_computed_again() {
        let model = table();
        let before = index(&model);
        assert_eq!(model.asked.swap(0, Ordering::Relaxed), 4);
        let labels = [(7, "nurse"), (8, "nurse"), (9, "soignant")];
        let after = MeaningIndex::new(labels, &model, &before).unwrap();
        assert_eq!(model.asked.load(Ordering::Relaxed), 1);
        let near = after.find("nurse", &model).unwrap();
        let entries: Vec<u32> = near.iter().map(|near| near.entry).collect();
        assert_eq!(entries, [7, 8, 9]);
        assert!(MeaningIndex::new([(1, "unheard of")], &model, &after).is_err());
    }

    fn written(entry: u32, how: Match, score_ppm: i64) -> Named<'static> {
        let label = "written";
        Named {
            entry,
            label,
            how,
            score_ppm,
        }
    }

    fn near(entry: u32) -> Near<'static> {
        Near {
            entry,
            label: "near",
            cosine: 0.9,
        }
    }

    #[test]
    fn what_is_written_so_stays_first_and_the_rest_stands_by_both_lists() {
        let list = vec![
            written(5, Match::Exact, 1_000_000),
            written(4, Match::Spelling, 300_000),
            written(1, Match::Similar, 400_000),
            written(2, Match::Similar, 200_000),
        ];
        assert_eq!(merge(list.clone(), &[], 3), list[..3]);
        let merged = merge(list, &[near(9), near(2), near(5)], 10);
        let told: Vec<_> = (merged.iter())
            .map(|one| (one.entry, one.how, one.label, one.score_ppm))
            .collect();
        assert_eq!(
            told,
            [
                (5, Match::Exact, "written", 1_000_000),
                (4, Match::Spelling, "written", 500_000 * 61 / 62),
                (
                    2,
                    Match::Similar,
                    "written",
                    500_000 * 61 / 64 + 500_000 * 61 / 62
                ),
                (9, Match::Meaning, "near", 500_000),
                (1, Match::Similar, "written", 500_000 * 61 / 63),
            ]
        );
    }

    proptest! {
        #[test]
        fn the_fast_product_is_the_product(pairs in prop::collection::vec((-1.0_f32..1.0, -1.0_f32..1.0), 0..40)) {
            let (a, b): (Vec<f32>, Vec<f32>) = pairs.iter().copied().unzip();
            let want: f64 = pairs.iter().map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            prop_assert!((f64::from(dot(&a, &b)) - want).abs() < 1e-4);
        }

        #[test]
        fn merging_loses_nobody_shows_nobody_twice_and_leaves_the_first_first(
            list in prop::collection::btree_map(0_u32..20, (0_u8..3, 0_i64..1_000_000), 0..12),
            close in prop::collection::btree_set(0_u32..20, 0..12),
            limit in 0_usize..30,
        ) {
            let how = [Match::Exact, Match::Spelling, Match::Similar];
            let mut list: Vec<_> = list
                .into_iter()
                .map(|(entry, (kind, score))| written(entry, how[usize::from(kind)], score))
                .collect();
            list.sort_by_key(|one| (one.how, Reverse(one.score_ppm), one.entry));
            let close: Vec<_> = close.into_iter().map(near).collect();
            let merged = merge(list.clone(), &close, limit);
            let entries: BTreeSet<u32> = merged.iter().map(|one| one.entry).collect();
            prop_assert_eq!(entries.len(), merged.len());
            let all: BTreeSet<u32> = list.iter().map(|one| one.entry).chain(close.iter().map(|one| one.entry)).collect();
            prop_assert_eq!(merged.len(), all.len().min(limit));
            let sure = |one: &&Named<'_>| matches!(one.how, Match::Exact | Match::Spelling);
            let before: Vec<_> = list.iter().filter(sure).map(|one| (one.how, one.entry)).take(limit).collect();
            let after: Vec<_> = merged.iter().take(before.len()).map(|one| (one.how, one.entry)).collect();
            let same = |list: &[(Match, u32)]| list.iter().copied().collect::<HashSet<_>>();
            prop_assert_eq!(before.len(), after.len());
            if limit >= list.len() {
                prop_assert_eq!(same(&before), same(&after));
            }
            prop_assert!(after.iter().all(|(how, _)| matches!(how, Match::Exact | Match::Spelling)));
        }
    }
}
