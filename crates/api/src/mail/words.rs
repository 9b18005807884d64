//! What letters say, in each language, and how they look. They hold no name and no title.

use std::fmt::Write;

/// The languages that letters are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    English,
    French,
}

impl Language {
    /// By a locale such as `fr-CA`; English for all that is not written.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        match locale.split(['-', '_']).next() {
            Some("fr") => Self::French,
            _ => Self::English,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// A letter that says that there is news, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub language: Language,
    pub subject: String,
    pub lines: Vec<String>,
    /// Where the news is: the words of the link.
    pub read: &'static str,
    /// Where one chooses how one is told.
    pub choose: &'static str,
}

const READ_AT: &str = "/notices";
const CHOOSE_AT: &str = "/notices/preferences";

impl Letter {
    /// There is something new.
    #[must_use]
    pub fn of_news(language: Language) -> Self {
        let (subject, line) = match language {
            Language::English => (
                "There is news for you in Traverse",
                "Something happened that you may want to know soon. What it is, you read once you are signed in.",
            ),
            Language::French => (
                "Il y a du nouveau pour vous dans Traverse",
                "Il s’est passé quelque chose que vous voudrez sans doute savoir bientôt. Vous le lirez une fois connecté·e.",
            ),
        };
        Self::new(language, subject.to_owned(), line.to_owned())
    }

    /// So many things are new since the last letter.
    #[must_use]
    pub fn of_the_day(language: Language, count: usize) -> Self {
        let (subject, line) = match (language, count) {
            (Language::English, 1) => (
                "Your day in Traverse: 1 notice".to_owned(),
                "There is 1 notice that you have not read yet.".to_owned(),
            ),
            (Language::English, _) => (
                format!("Your day in Traverse: {count} notices"),
                format!("There are {count} notices that you have not read yet."),
            ),
            (Language::French, 1) => (
                "Votre journée dans Traverse\u{a0}: 1 avis".to_owned(),
                "Il y a 1 avis que vous n’avez pas encore lu.".to_owned(),
            ),
            (Language::French, _) => (
                format!("Votre journée dans Traverse\u{a0}: {count} avis"),
                format!("Il y a {count} avis que vous n’avez pas encore lus."),
            ),
        };
        Self::new(language, subject, line)
    }

    fn new(language: Language, subject: String, line: String) -> Self {
        let (read, choose) = match language {
            Language::English => ("Read your notices", "Choose how you are told"),
            Language::French => ("Lire vos avis", "Choisir comment vous êtes prévenu·e"),
        };
        Self {
            language,
            subject,
            lines: vec![line],
            read,
            choose,
        }
    }

    #[must_use]
    pub fn plain(&self, url: &str) -> String {
        let mut text = self.lines.join("\n\n");
        for (words, path) in [(self.read, READ_AT), (self.choose, CHOOSE_AT)] {
            // Writing to a string does not fail.
            let _written = write!(text, "\n\n{words}:\n{url}{path}");
        }
        text.push('\n');
        text
    }

    #[must_use]
    pub fn html(&self, url: &str) -> String {
        let mut body = String::new();
        for line in &self.lines {
            let _written = write!(body, "<p>{}</p>", escaped(line));
        }
        for (words, path) in [(self.read, READ_AT), (self.choose, CHOOSE_AT)] {
            let (address, words) = (escaped(&format!("{url}{path}")), escaped(words));
            let _written = write!(body, "<p><a href=\"{address}\">{words}</a></p>");
        }
        format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head><body>{body}</body></html>",
            self.language.code(),
            escaped(&self.subject),
        )
    }
}

/// Text inside an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_follows_the_locale() {
        let of = |locale| Language::of(locale);
        assert_eq!([of("fr"), of("fr-CA"), of("fr_FR")], [Language::French; 3]);
        assert_eq!([of("en-GB"), of("de"), of("")], [Language::English; 3]);
    }

    #[test]
    fn a_letter_as_text_and_as_a_page() {
        let letter = Letter::of_the_day(Language::French, 3);
        insta::assert_snapshot!(letter.plain("https://t.example.org"), @r"
        Il y a 3 avis que vous n’avez pas encore lus.

        Lire vos avis:
        https://t.example.org/notices

        Choisir comment vous êtes prévenu·e:
        https://t.example.org/notices/preferences
        ");
        let page = letter.html("https://t.example.org/?a=\"1\"&b=<2>");
        assert!(
            page.contains(
                "<a href=\"https://t.example.org/?a=&quot;1&quot;&amp;b=&lt;2&gt;/notices\">"
            ),
            "{page}"
        );
        assert!(page.starts_with("<!doctype html><html lang=\"fr\">"));
    }
}
