//! Text as countable terms: words, beginnings of words, n-grams of letters. The same for every
//! language that puts spaces between words: no dictionary, no list of stop words; what is common is
//! weighed down by its rarity.
//!
//! A term is a 64-bit hash (FNV-1a) of its letters: two terms of a catalogue fall together with a
//! chance of about n² / 2⁶⁵, one in a million for six million terms.

use std::ops::RangeInclusive;

use domain::text::fold;

/// How often each term occurs, in order of term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bag(Vec<(u64, u32)>);

impl FromIterator<u64> for Bag {
    fn from_iter<I: IntoIterator<Item = u64>>(terms: I) -> Self {
        let mut terms: Vec<u64> = terms.into_iter().collect();
        terms.sort_unstable();
        let mut counted: Vec<(u64, u32)> = Vec::new();
        for term in terms {
            match counted.last_mut() {
                Some((last, count)) if *last == term => *count += 1,
                _ => counted.push((term, 1)),
            }
        }
        Self(counted)
    }
}

impl Bag {
    pub fn terms(&self) -> impl Iterator<Item = (u64, u32)> {
        self.0.iter().copied()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What is compared of a text: its words without case, accents and punctuation.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|letter: char| !letter.is_alphanumeric() && letter != '+' && letter != '#')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A code or an id as one term.
#[must_use]
pub fn term(code: &str) -> u64 {
    hash(code.chars())
}

/// The words of a text as terms.
#[must_use]
pub fn whole_words(text: &str) -> Vec<u64> {
    words(text).iter().map(|word| term(word)).collect()
}

/// The words of a text, each cut to its first six letters: joins the forms of a word in the languages
/// of Europe well enough to compare descriptions.
#[must_use]
pub fn beginnings(text: &str) -> Vec<u64> {
    let words = words(text);
    words
        .iter()
        .map(|word| hash(word.chars().take(6)))
        .collect()
}

/// Every run of so many letters within a word, the spaces around it included.
#[must_use]
pub fn grams_within(text: &str, lengths: RangeInclusive<usize>) -> Vec<u64> {
    let mut grams = Vec::new();
    for word in words(text) {
        collect_grams(&spaced(&word), lengths.clone(), &mut grams);
    }
    grams
}

/// Every run of so many letters of the whole text, across words.
#[must_use]
pub fn grams_across(text: &str, lengths: RangeInclusive<usize>) -> Vec<u64> {
    let mut grams = Vec::new();
    collect_grams(&spaced(&words(text).join(" ")), lengths, &mut grams);
    grams
}

fn spaced(text: &str) -> Vec<char> {
    std::iter::once(' ')
        .chain(text.chars())
        .chain(std::iter::once(' '))
        .collect()
}

fn collect_grams(letters: &[char], lengths: RangeInclusive<usize>, grams: &mut Vec<u64>) {
    for length in lengths {
        grams.extend(
            letters
                .windows(length.max(1))
                .map(|gram| hash(gram.iter().copied())),
        );
    }
}

/// FNV-1a over the code points.
fn hash(letters: impl Iterator<Item = char>) -> u64 {
    letters.fold(0xcbf2_9ce4_8422_2325, |hash, letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_no_case_accents_or_punctuation() {
        assert_eq!(
            words("Ingénieur(e) C++/C#, R&D"),
            ["ingenieur", "e", "c++", "c#", "r", "d"]
        );
        assert_eq!(words(" – "), [""; 0]);
    }

    #[test]
    fn grams_are_all_runs_of_letters_and_no_others() {
        let within: Bag = grams_within("ab c", 3..=4).into_iter().collect();
        let by_hand: Bag = [" ab", "ab ", " ab ", " c "]
            .map(term)
            .into_iter()
            .collect();
        assert_eq!(within, by_hand);
        let across: Bag = grams_across("ab c", 4..=4).into_iter().collect();
        let by_hand: Bag = [" ab ", "ab c", "b c "].map(term).into_iter().collect();
        assert_eq!(across, by_hand);
        assert_eq!(grams_within("", 1..=3), [0_u64; 0]);
    }

    #[test]
    fn a_bag_counts() {
        let bag: Bag = [3, 1, 3].into_iter().collect();
        assert_eq!(bag.terms().collect::<Vec<_>>(), [(1, 1), (3, 2)]);
    }

    #[test]
    fn forms_of_a_word_begin_alike() {
        assert_eq!(beginnings("Manager"), beginnings("MANAGERS"));
        assert_ne!(beginnings("Manage"), beginnings("Manual"));
    }
}
