//! Each code with which an import refuses something is produced by some folder, and no other.

use std::collections::BTreeSet;
use std::fs;

use api::import::outcome::CODES;
use persistence::on_both_databases;

use crate::support::*;

const OPENING_HEAD: &str =
    "external_id,kind,title,description,org_unit,work_mode,owner,status,starts_on,ends_on,seats\n";

/// File, its text, and what the import says of it, in order.
type Case = (&'static str, String, &'static [&'static str]);

#[expect(clippy::too_many_lines, reason = "a table, a case each")]
fn cases() -> Vec<Case> {
    let long = "x".repeat(201);
    let place = |row: &str| format!("{LOCATIONS}{row}\n");
    let person = |row: &str| {
        format!(
            "{}{row}\n",
            EMPLOYEES
                .replace("status\n", "status,locale\n")
                .replace(",active\n", ",active,\n")
                .replace(",left\n", ",left,\n")
        )
    };
    let job = |row: &str| format!("{PROFILES}{row}\n");
    vec![
        (
            "locations.csv",
            place("L2,,Paris,FR,Europe/Paris"),
            &["required"],
        ),
        (
            "locations.csv",
            place(&format!("L2,{long},Paris,FR,Europe/Paris")),
            &["too_long"],
        ),
        (
            "locations.csv",
            place("L2,Par\u{7}is,Paris,FR,Europe/Paris"),
            &["control_character"],
        ),
        (
            "locations.csv",
            place("L2,Paris,Paris,FRA,Europe/Paris"),
            &["not_a_country"],
        ),
        (
            "locations.csv",
            place("L2,Paris,Paris,FR,Europe Paris"),
            &["not_a_time_zone"],
        ),
        (
            "locations.csv",
            place("L2,Paris,Paris,FR"),
            &["column_count"],
        ),
        (
            "locations.csv",
            place("L1,Paris,Paris,FR,Europe/Paris"),
            &["duplicate"],
        ),
        (
            "job_profiles.csv",
            job("P3,Coach,F1,three,,,"),
            &["not_a_number"],
        ),
        (
            "job_profiles.csv",
            job("P3,Coach,F1,100,,,"),
            &["out_of_range"],
        ),
        (
            "job_profiles.csv",
            job("P3,Coach,F1,3,1,2,EURO"),
            &["not_a_currency"],
        ),
        (
            "job_profiles.csv",
            job("P3,Coach,F9,3,,,"),
            &["unknown_reference"],
        ),
        (
            "employees.csv",
            person("E4,Al,Ba,al@example.org,Dev,U1,,,,2021-02-30,,active,"),
            &["not_a_date"],
        ),
        (
            "employees.csv",
            person("E4,Al,Ba,al at example.org,Dev,U1,,,,,,active,"),
            &["not_an_email"],
        ),
        (
            "employees.csv",
            person("E4,Al,Ba,al@example.org,Dev,U1,,,,,,active,french!"),
            &["not_a_language"],
        ),
        (
            "employees.csv",
            person("E4,Al,Ba,al@example.org,Dev,U1,,,,,,retired,"),
            &["unknown_value"],
        ),
        (
            "employees.csv",
            person("E4,Al,Ba,ada@example.org,Dev,U1,,,,,,active,"),
            &["email_taken"],
        ),
        (
            "employees.csv",
            person("E4,Al,Ba,al@example.org,Dev,U1,,E4,,,,active,"),
            &["cycle"],
        ),
        (
            "employees.csv",
            person(
                "E4,Al,Ba,al@example.org,Dev,U9,,,,,,active,\nE5,Cy,Do,cy@example.org,Dev,U1,,E4,,,,active,",
            ),
            &["unknown_reference", "refused_reference"],
        ),
        (
            "openings.csv",
            format!(
                "{OPENING_HEAD}O1,role,Lead,Lead us,U2,hybrid,E1,draft,2026-09-02,2026-09-01,1\n"
            ),
            &["date_order"],
        ),
        (
            "locations.csv",
            "b\u{e9}\0".encode_utf16().map(|_| "\0\0").collect(),
            &["encoding"],
        ),
        ("locations.csv", String::new(), &["empty"]),
        (
            "locations.csv",
            "external_id,name\n".to_owned(),
            &["missing_column"],
        ),
        (
            "locations.csv",
            LOCATIONS.replace("name,city", "name,name,city"),
            &["duplicate_column"],
        ),
        (
            "locations.csv",
            place(&format!("L2,\"{}", "x".repeat(1_200_000))),
            &["row_too_long"],
        ),
    ]
}

on_both_databases! {
    async fn every_code_is_produced_and_no_other(test) {
        let mut produced = BTreeSet::new();
        for (file, text, wanted) in cases() {
            let folder = folder(&good());
            fs::write(folder.path().join(file), &text).unwrap();
            let told = dry(&test.db, folder.path()).outcome;
            let codes: Vec<&str> = told.errors.iter().filter(|error| error.file == file).map(|error| error.code).collect();
            let shown: String = text.lines().last().unwrap_or_default().chars().take(80).collect();
            assert_eq!(codes, wanted, "{file}: {shown}");
            // What refers to what was refused has errors of its own.
            produced.extend(told.errors.iter().map(|error| error.code));
        }
        let unreadable = folder(&good());
        fs::remove_file(unreadable.path().join("locations.csv")).unwrap();
        fs::create_dir(unreadable.path().join("locations.csv")).unwrap();
        let told = dry(&test.db, unreadable.path()).outcome;
        let of_file = told.errors.iter().find(|error| error.file == "locations.csv");
        assert_eq!(of_file.unwrap().code, "unreadable");
        produced.insert("unreadable");
        assert_eq!(produced, BTreeSet::from(CODES));
    }
}

/// The table that users read, and the words of the application in both languages.
#[test]
fn every_code_is_explained() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let guide = fs::read_to_string(format!("{root}/docs/import.md")).unwrap();
    for code in CODES {
        assert!(
            guide.contains(&format!("`{code}`")),
            "docs/import.md: {code}"
        );
        for language in ["en", "fr"] {
            let words =
                fs::read_to_string(format!("{root}/frontend/src/i18n/{language}/imports.json"))
                    .unwrap();
            let words: serde_json::Value = serde_json::from_str(&words).unwrap();
            let all = words.as_object().unwrap().values();
            assert!(
                all.filter_map(|one| one.get(code)).count() > 0,
                "{language}: {code}"
            );
        }
    }
}
