//! An immutable piece of an index: the words of some documents in a finite-state map, and for each
//! word the documents that have it.

use std::collections::BTreeMap;
use std::sync::Arc;

use fst::automaton::{Automaton, Levenshtein, Str};
use fst::{IntoStreamer, Map, Streamer};

use super::Document;
use super::words::{distance, forgiven};

/// Points of a word that is spelled as it was asked for.
const EXACT: u32 = 100;
/// Points of a word that begins so: from the first to the second, the more of it was typed.
const PREFIX: (u32, u32) = (50, 40);
/// Points lost by a typing mistake, beside those of a prefix.
const MISTAKE: u32 = 22;
/// Words that the fuzzy search looks at; more would match nothing in particular.
const MOST_WORDS: usize = 2_000;

#[derive(Clone, Copy, Debug)]
struct Posting {
    document: u32,
    /// Points of the field that the word stands in, of 4.
    weight: u8,
}

/// The best points of a document for one word of the query.
pub(super) type Points = BTreeMap<u32, u32>;

pub(super) struct Segment {
    words: Map<Vec<u8>>,
    /// Of word `n`, from `starts[n]` to before `starts[n + 1]`.
    starts: Vec<usize>,
    postings: Vec<Posting>,
    pub(super) documents: Vec<Arc<Document>>,
}

impl Segment {
    pub(super) fn build(documents: Vec<Arc<Document>>) -> Self {
        let mut words: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
        for (number, document) in (0..).zip(&documents) {
            for (word, weight) in &document.words {
                let posting = Posting {
                    document: number,
                    weight: *weight,
                };
                words.entry(word).or_default().push(posting);
            }
        }
        let mut starts = Vec::with_capacity(words.len() + 1);
        let mut postings = Vec::new();
        let mut entries = Vec::with_capacity(words.len());
        for ((word, found), number) in words.into_iter().zip(0_u64..) {
            starts.push(postings.len());
            postings.extend(found);
            entries.push((word.to_owned(), number));
        }
        starts.push(postings.len());
        // Words come out of a sorted map once each, which is all that can go wrong here.
        let words = Map::from_iter(entries).unwrap_or_default();
        Self {
            words,
            starts,
            postings,
            documents,
        }
    }

    fn add(&self, word: u64, points: u32, found: &mut Points) {
        let Ok(word) = usize::try_from(word) else {
            return;
        };
        let (start, end) = (self.starts.get(word), self.starts.get(word + 1));
        let (Some(start), Some(end)) = (start, end) else {
            return;
        };
        for posting in self.postings.get(*start..*end).unwrap_or_default() {
            let points = points * u32::from(posting.weight) / 4;
            let best = found.entry(posting.document).or_default();
            *best = points.max(*best);
        }
    }

    /// Documents with a word that is, or begins like, the one asked for.
    pub(super) fn find(&self, asked: &str, found: &mut Points) {
        let letters = asked.chars().count();
        let mut stream = self
            .words
            .search(Str::new(asked).starts_with())
            .into_stream();
        while let Some((word, number)) = stream.next() {
            let all = std::str::from_utf8(word).map_or(letters, |word| word.chars().count());
            self.add(number, spelled(letters, all), found);
        }
    }

    /// Documents with a word that is, or begins, nearly like the one asked for.
    pub(super) fn find_misspelled(&self, asked: &str, found: &mut Points) {
        let letters = asked.chars().count();
        let mistakes = forgiven(letters);
        // A swap of neighbours is one mistake to us and two to the automaton, so it gets one more.
        let wide = u32::try_from(mistakes + 1).unwrap_or(1).min(2);
        if mistakes == 0 {
            return;
        }
        let Ok(near) = Levenshtein::new(asked, wide) else {
            return;
        };
        let mut stream = self.words.search(near.starts_with()).into_stream();
        let mut looked_at = 0;
        while let Some((word, number)) = stream.next() {
            looked_at += 1;
            if looked_at > MOST_WORDS {
                return;
            }
            let Ok(word) = std::str::from_utf8(word) else {
                continue;
            };
            // The first letter is seldom wrong, and insisting on it keeps out most false friends.
            if word.chars().next() != asked.chars().next() && letters < 6 {
                continue;
            }
            let Some((wrong, all)) = nearest_beginning(asked, letters, word, mistakes) else {
                continue;
            };
            let lost = MISTAKE * u32::try_from(wrong).unwrap_or(2);
            self.add(number, spelled(letters, all).saturating_sub(lost), found);
        }
    }
}

/// Points of a word with `all` letters of which `typed` were asked for.
fn spelled(typed: usize, all: usize) -> u32 {
    if typed >= all {
        return EXACT;
    }
    let share = u32::try_from(typed * 100 / all.max(1)).unwrap_or(0);
    PREFIX.0 + PREFIX.1 * share / 100
}

/// The fewest mistakes with which `asked` is the beginning of `word`, and the letters of `word`.
fn nearest_beginning(
    asked: &str,
    letters: usize,
    word: &str,
    mistakes: usize,
) -> Option<(usize, usize)> {
    let all: Vec<char> = word.chars().collect();
    let shortest = letters.saturating_sub(mistakes).min(all.len());
    let longest = (letters + mistakes).min(all.len());
    let best = (shortest..=longest)
        .map(|length| {
            let beginning: String = all.iter().take(length).collect();
            (distance(asked, &beginning, mistakes), length != all.len())
        })
        .min()?;
    // The whole word with its mistakes counts as typed in full.
    let typed_all = if best.1 {
        all.len()
    } else {
        letters.min(all.len())
    };
    (best.0 <= mistakes).then_some((best.0, typed_all))
}
