//! Skills as a person types them and an address carries them: `sql:3, rust`. Not here: which skill
//! a name means (the directory knows), and who has it (`matching`).
//!
//! ```text
//! list  = term *( "," term )            at most MOST_TERMS, none twice
//! term  = skill [ ":" level ]           white space around either does not matter
//! skill = id / bare / quoted
//! id    = a UUID with its hyphens       the skill of this id
//! bare  = characters but , : "          a name, or an alias
//! quoted = DQUOTE *( character / DQUOTE DQUOTE ) DQUOTE
//! level = "1" / "2" / "3" / "4" / "5"   at least so well; without one, any level will do
//! ```
//!
//! A list prints in the shortest form that reads back as the same list.

use std::fmt;
use std::str::FromStr;

use crate::ids::SkillId;
use crate::text::fold;

pub const MOST_TERMS: usize = 10;
/// Characters of a name.
pub const LONGEST_NAME: usize = 200;
const ID_CHARACTERS: usize = 36;

/// Which skill is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkillWord {
    Id(SkillId),
    /// Not empty, without white space at its ends or control characters.
    Name(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillTerm {
    pub skill: SkillWord,
    /// 1 to 5.
    pub level: Option<u8>,
}

/// At least one term. Each has the place where it begins in the text that it was read from.
#[derive(Clone, Debug)]
pub struct SkillList {
    terms: Vec<(usize, SkillTerm)>,
}

/// What is wrong with a text. The codes are a part of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SkillListFault {
    /// A skill is missing: before a comma, before a level, or at the end.
    NoSkill,
    /// What follows a colon is no level.
    Level,
    /// A quoted name does not end.
    Quote,
    /// Something stands where a comma or a level is expected.
    Unexpected,
    ControlCharacter,
    TooLong,
    TooMany,
    Twice,
}

impl SkillListFault {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoSkill => "no_skill",
            Self::Level => "no_level",
            Self::Quote => "open_quote",
            Self::Unexpected => "unexpected_character",
            Self::ControlCharacter => "control_character",
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
            Self::Twice => "duplicate",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} at character {at}", fault.code())]
pub struct SkillListError {
    pub fault: SkillListFault,
    /// Counted in characters, from 1; one more than there are at the end of the text.
    pub at: usize,
}

impl SkillList {
    /// The terms, each with the place where it begins, in characters from 1.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (usize, &SkillTerm)> {
        self.terms.iter().map(|(at, term)| (*at, term))
    }
}

/// Where the terms stood does not matter.
impl PartialEq for SkillList {
    fn eq(&self, other: &Self) -> bool {
        let terms = self.terms().map(|(_, term)| term);
        terms.eq(other.terms().map(|(_, term)| term))
    }
}

impl Eq for SkillList {}

impl SkillTerm {
    fn means_the_same(&self, other: &Self) -> bool {
        match (&self.skill, &other.skill) {
            (SkillWord::Id(one), SkillWord::Id(other)) => one == other,
            (SkillWord::Name(one), SkillWord::Name(other)) => fold(one) == fold(other),
            (SkillWord::Id(_), SkillWord::Name(_)) | (SkillWord::Name(_), SkillWord::Id(_)) => {
                false
            }
        }
    }
}

impl FromStr for SkillList {
    type Err = SkillListError;

    fn from_str(text: &str) -> Result<Self, SkillListError> {
        let mut reader = Reader::new(text);
        let mut terms: Vec<(usize, SkillTerm)> = Vec::new();
        loop {
            reader.skip_space();
            let at = reader.at;
            let term = reader.term()?;
            let fault = if terms.len() >= MOST_TERMS {
                Some(SkillListFault::TooMany)
            } else if terms.iter().any(|(_, other)| other.means_the_same(&term)) {
                Some(SkillListFault::Twice)
            } else {
                None
            };
            if let Some(fault) = fault {
                return Err(SkillListError { fault, at });
            }
            terms.push((at, term));
            match reader.next() {
                None => return Ok(Self { terms }),
                Some(',') => {}
                Some(_) => return Err(reader.fault_before(SkillListFault::Unexpected)),
            }
        }
    }
}

/// Reads character by character and knows where it is.
struct Reader<'a> {
    rest: std::str::Chars<'a>,
    /// The place of the next character, from 1.
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.chars(),
            at: 1,
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next();
        self.at += usize::from(next.is_some());
        next
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.next();
        }
        found
    }

    /// Line breaks and tabs are control characters, which nobody types into a field.
    fn skip_space(&mut self) {
        while self
            .peek()
            .is_some_and(|c| c.is_whitespace() && !c.is_control())
        {
            self.next();
        }
    }

    const fn fault(&self, fault: SkillListFault) -> SkillListError {
        SkillListError { fault, at: self.at }
    }

    /// Of the character that was read last.
    const fn fault_before(&self, fault: SkillListFault) -> SkillListError {
        let at = self.at.saturating_sub(1);
        SkillListError { fault, at }
    }

    fn term(&mut self) -> Result<SkillTerm, SkillListError> {
        let at = self.at;
        let skill = if self.take('"') {
            let name = self.quoted(at)?;
            self.skip_space();
            SkillWord::Name(name)
        } else {
            self.bare()?
        };
        let level = if self.take(':') {
            self.skip_space();
            let level = self.level()?;
            self.skip_space();
            Some(level)
        } else {
            None
        };
        Ok(SkillTerm { skill, level })
    }

    /// What is left of a quoted name that began at `start`.
    fn quoted(&mut self, start: usize) -> Result<String, SkillListError> {
        let mut name = String::new();
        loop {
            match self.next() {
                None => {
                    return Err(SkillListError {
                        fault: SkillListFault::Quote,
                        at: start,
                    });
                }
                Some('"') if !self.take('"') => break,
                Some(c) if c.is_control() => {
                    return Err(self.fault_before(SkillListFault::ControlCharacter));
                }
                Some(c) => name.push(c),
            }
        }
        checked(&name, start)
    }

    fn bare(&mut self) -> Result<SkillWord, SkillListError> {
        let (start, mut name) = (self.at, String::new());
        while let Some(c) = self.peek() {
            match c {
                ',' | ':' => break,
                '"' => return Err(self.fault(SkillListFault::Unexpected)),
                c if c.is_control() => return Err(self.fault(SkillListFault::ControlCharacter)),
                c => name.push(c),
            }
            self.next();
        }
        let name = checked(&name, start)?;
        Ok(id(&name).map_or(SkillWord::Name(name), SkillWord::Id))
    }

    fn level(&mut self) -> Result<u8, SkillListError> {
        let digit = self.peek().and_then(|c| c.to_digit(10));
        let level = digit.and_then(|digit| u8::try_from(digit).ok());
        let Some(level @ 1..=5) = level else {
            return Err(self.fault(SkillListFault::Level));
        };
        self.next();
        // Of `12` the first digit is none of our levels either.
        if self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err(self.fault_before(SkillListFault::Level));
        }
        Ok(level)
    }
}

fn checked(name: &str, at: usize) -> Result<String, SkillListError> {
    let name = name.trim();
    let fault = if name.is_empty() {
        SkillListFault::NoSkill
    } else if name.chars().count() > LONGEST_NAME {
        SkillListFault::TooLong
    } else {
        return Ok(name.to_owned());
    };
    Err(SkillListError { fault, at })
}

/// Only in the one form that people copy from an address.
fn id(word: &str) -> Option<SkillId> {
    if word.len() == ID_CHARACTERS {
        word.parse().ok()
    } else {
        None
    }
}

impl fmt::Display for SkillList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (_, term)) in self.terms.iter().enumerate() {
            if number > 0 {
                f.write_str(",")?;
            }
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for SkillTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.skill {
            SkillWord::Id(id) => id.fmt(f)?,
            SkillWord::Name(name) if name.contains([',', ':', '"']) || id(name).is_some() => {
                write!(f, "\"{}\"", name.replace('"', "\"\""))?;
            }
            SkillWord::Name(name) => f.write_str(name)?,
        }
        match self.level {
            Some(level) => write!(f, ":{level}"),
            None => Ok(()),
        }
    }
}
