//! What must hold of a list of skills whatever the text: asked by the fuzz target of whatever it
//! finds, and by `tests/skill_list.rs` in `make test`.

use domain::skill_list::{LONGEST_NAME, MOST_TERMS, SkillList, SkillWord};

/// # Panics
/// Where a law is broken.
pub fn hold(text: &str) {
    let length = text.chars().count();
    let list = match text.parse::<SkillList>() {
        Ok(list) => list,
        Err(error) => {
            assert!(
                (1..=length + 1).contains(&error.at),
                "{error} is no place in {text:?}"
            );
            return;
        }
    };
    assert!((1..=MOST_TERMS).contains(&list.terms().len()));
    for (at, term) in list.terms() {
        assert!((1..=length).contains(&at), "{at} is no place in {text:?}");
        assert!(term.level.is_none_or(|level| (1..=5).contains(&level)));
        if let SkillWord::Name(name) = &term.skill {
            assert_eq!(name.trim(), name);
            assert!((1..=LONGEST_NAME).contains(&name.chars().count()));
            assert!(!name.contains(char::is_control), "{name:?}");
        }
    }
    let printed = list.to_string();
    let again: SkillList = printed.parse().unwrap_or_else(|error| {
        panic!("{text:?} prints as {printed:?}, which is refused: {error}")
    });
    assert_eq!(again, list, "{text:?} prints as {printed:?}");
    assert_eq!(again.to_string(), printed);
}
