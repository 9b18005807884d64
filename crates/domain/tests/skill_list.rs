//! Lists of skills as people type them: the laws over the fuzz target's corpus and over what
//! chance makes of it, and what is wrong with a text, and where.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers"
)]

use std::fs;
use std::path::Path;

use domain::ids::SkillId;
use domain::skill_list::{SkillList, SkillListError, SkillListFault, SkillTerm, SkillWord};
use proptest::prelude::*;

#[path = "../fuzz/laws.rs"]
mod laws;

fn corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/skill_list");
    let files = fs::read_dir(folder).unwrap();
    let texts = files.map(|file| fs::read(file.unwrap().path()).unwrap());
    texts
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

#[test]
fn the_laws_hold_for_the_corpus() {
    let texts = corpus();
    assert!(texts.len() >= 15);
    texts.iter().for_each(|text| laws::hold(text));
}

/// Texts that are likely to get somewhere: pieces of the grammar.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("\"".to_owned()),
        Just(" ".to_owned()),
        "[0-9]{1,2}",
        "[a-cé日]{1,3}",
        Just("0192f0c1-2345-7abc-8def-0123456789ab".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// A text of the corpus, with a part cut out and another put in.
fn changed() -> impl Strategy<Value = String> {
    let texts = corpus();
    (0..texts.len(), any::<(u8, u8)>(), pieces()).prop_map(move |(at, (from, length), piece)| {
        let letters: Vec<char> = texts[at].chars().collect();
        let from = usize::from(from).min(letters.len());
        let to = (from + usize::from(length % 8)).min(letters.len());
        let (before, after) = (&letters[..from], &letters[to..]);
        before
            .iter()
            .copied()
            .chain(piece.chars())
            .chain(after.iter().copied())
            .collect()
    })
}

fn any_list() -> impl Strategy<Value = Vec<SkillTerm>> {
    let word = prop_oneof![
        any::<u128>().prop_map(|n| SkillWord::Id(SkillId::from_uuid(uuid::Uuid::from_u128(n)))),
        any::<u128>().prop_map(|n| SkillWord::Name(uuid::Uuid::from_u128(n).to_string())),
        "[^\\p{C}\\s]([^\\p{C}\\n]{0,20}[^\\p{C}\\s])?".prop_map(SkillWord::Name),
        "[a-c,:\" ]{0,5}[a-c,:\"]".prop_map(|name| SkillWord::Name(name.trim().to_owned())),
    ];
    let term = (word, prop::option::of(1_u8..=5));
    let term = term.prop_map(|(skill, level)| SkillTerm { skill, level });
    prop::collection::vec(term, 1..10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn the_laws_hold_for_pieces_of_the_grammar(text in pieces()) {
        laws::hold(&text);
    }

    #[test]
    fn the_laws_hold_near_the_corpus(text in changed()) {
        laws::hold(&text);
    }

    #[test]
    fn the_laws_hold_for_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        laws::hold(&String::from_utf8_lossy(&bytes));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever can be meant can be written, and is read as it was meant.
    #[test]
    fn what_is_printed_is_read_back(terms in any_list()) {
        let text: Vec<String> = terms.iter().map(ToString::to_string).collect();
        match text.join(" , ").parse::<SkillList>() {
            Ok(list) => {
                let read: Vec<SkillTerm> = list.terms().map(|(_, term)| term.clone()).collect();
                prop_assert_eq!(read, terms);
            }
            Err(error) => prop_assert_eq!(error.fault, SkillListFault::Twice),
        }
    }
}

fn refused(text: &str) -> (SkillListFault, usize) {
    let SkillListError { fault, at } = text.parse::<SkillList>().unwrap_err();
    (fault, at)
}

#[test]
fn a_list_is_read_as_it_is_meant() {
    let list: SkillList = " C++ :3, \"ISO 27001: audit\" ,Machine learning"
        .parse()
        .unwrap();
    let read: Vec<String> = (list.terms())
        .map(|(at, term)| format!("{at} {:?} {:?}", term.skill, term.level))
        .collect();
    assert_eq!(
        read,
        [
            "2 Name(\"C++\") Some(3)",
            "10 Name(\"ISO 27001: audit\") None",
            "30 Name(\"Machine learning\") None"
        ]
    );
    assert_eq!(
        list.to_string(),
        "C++:3,\"ISO 27001: audit\",Machine learning"
    );
    let id = "0192F0C1-2345-7abc-8def-0123456789ab:2";
    let list: SkillList = id.parse().unwrap();
    assert_eq!(list.to_string(), id.to_lowercase());
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    use SkillListFault::*;
    assert_eq!(refused(""), (NoSkill, 1));
    assert_eq!(refused("sql,"), (NoSkill, 5));
    assert_eq!(refused("sql, ,rust"), (NoSkill, 6));
    assert_eq!(refused(":3"), (NoSkill, 1));
    assert_eq!(refused("\"  \""), (NoSkill, 1));
    assert_eq!(refused("sql:0"), (Level, 5));
    assert_eq!(refused("sql: 6"), (Level, 6));
    assert_eq!(refused("sql:12"), (Level, 5));
    assert_eq!(refused("sql:"), (Level, 5));
    assert_eq!(refused("sql:3 4"), (Unexpected, 7));
    assert_eq!(refused("sql:3:4"), (Unexpected, 6));
    assert_eq!(refused("\"sql\" x"), (Unexpected, 7));
    assert_eq!(refused("s\"ql"), (Unexpected, 2));
    assert_eq!(refused("é,\"sql"), (Quote, 3));
    assert_eq!(refused("sql\u{7f}"), (ControlCharacter, 4));
    assert_eq!(refused("SQL, élan, sql:3"), (Twice, 12));
    assert_eq!(refused("a,b,c,d,e,f,g,h,i,j,k"), (TooMany, 21));
    assert_eq!(refused(&"x".repeat(201)), (TooLong, 1));
}
