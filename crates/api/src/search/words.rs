//! How text becomes words, for documents and queries alike.

use domain::text::fold;

/// Words longer than this are cut: nobody types more, and long ones are costly to compare.
const LONGEST: usize = 40;

/// The words of a text, folded. `C++`, `C#` and `.NET` keep what distinguishes them; a word with a
/// dot or hyphen inside counts in parts and as one (`node.js`: node, js, nodejs).
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    for chunk in folded.split(|letter: char| !is_inner(letter)) {
        let parts: Vec<&str> = chunk
            .split(['.', '-', '\'', '’'])
            .filter(|part| !part.is_empty())
            .collect();
        for part in &parts {
            push(&mut words, (*part).to_owned());
        }
        if parts.len() > 1 {
            push(&mut words, parts.concat());
        }
    }
    words
}

/// The words of a query: as [`words`], without the joined form, which no query needs to repeat.
#[must_use]
pub fn query_words(text: &str) -> Vec<String> {
    // An address is looked for by the name before the @.
    let text = text.split('@').next().unwrap_or(text);
    let folded = fold(text);
    let mut words = Vec::new();
    for part in folded.split(|letter: char| !letter.is_alphanumeric() && !"+#".contains(letter)) {
        push(&mut words, part.to_owned());
    }
    words.truncate(8);
    words
}

fn is_inner(letter: char) -> bool {
    letter.is_alphanumeric() || "+#.-'’".contains(letter)
}

fn push(words: &mut Vec<String>, word: String) {
    let word: String = word.chars().take(LONGEST).collect();
    if !word.is_empty() && !words.contains(&word) {
        words.push(word);
    }
}

/// Edits that turn one word into the other: a letter put in, left out, exchanged, or two
/// neighbours swapped (optimal string alignment); `limit + 1` when there are more than `limit`.
#[must_use]
pub fn distance(one: &str, two: &str, limit: usize) -> usize {
    let (one, two): (Vec<char>, Vec<char>) = (one.chars().collect(), two.chars().collect());
    if one.len().abs_diff(two.len()) > limit {
        return limit + 1;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=two.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in two.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX);
            let exchange = at(&last, j) + usize::from(a != b);
            let mut least = exchange.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if i > 0 && j > 0 && one.get(i - 1) == Some(b) && two.get(j - 1) == Some(a) {
                least = least.min(at(&before_last, j - 1) + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(limit + 1).min(limit + 1)
}

/// How many typing mistakes are forgiven in a word of so many letters.
#[must_use]
pub const fn forgiven(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=6 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_what_distinguishes_them() {
        assert_eq!(
            words("Node.js, C++ & C#"),
            ["node", "js", "nodejs", "c++", "c#"]
        );
        assert_eq!(
            words("Jean-Luc d’Été"),
            ["jean", "luc", "jeanluc", "d", "ete", "dete"]
        );
        assert_eq!(words(".NET"), ["net"]);
        assert_eq!(query_words("ada.lovelace@example.org"), ["ada", "lovelace"]);
        assert_eq!(query_words(" ?! "), Vec::<String>::new());
    }

    #[test]
    fn mistakes_are_counted_as_people_make_them() {
        assert_eq!(distance("python", "python", 2), 0);
        assert_eq!(distance("pyhton", "python", 2), 1, "swapped");
        assert_eq!(distance("pytho", "python", 2), 1, "left out");
        assert_eq!(distance("pythoon", "python", 2), 1, "put in");
        assert_eq!(distance("pithen", "python", 2), 2);
        assert_eq!(distance("java", "python", 2), 3, "more than asked about");
        assert_eq!(distance("", "a", 1), 1);
    }
}
