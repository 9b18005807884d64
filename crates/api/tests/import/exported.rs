//! The generated company as a folder, and back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use api::demo::export::{ExportError, export, rows_of};
use api::import::files::File;
use api::import::rows::{Row, parse};
use api::import::table::Table;
use demo::{Company, Config};
use domain::feed::Record;
use persistence::on_both_databases;

use crate::support::*;

fn config() -> Config {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    Config {
        seed: 7,
        people: 60,
        today,
    }
}

on_both_databases! {
    async fn an_exported_company_is_imported_whole_and_again_without_a_change(test) {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("acme");
        let rows = export(&inside, config()).unwrap();
        let first = real(&test.db, &inside);
        assert_eq!(errors(&first), "");
        let created: u64 = first.outcome.files.values().map(|counts| counts.created).sum();
        let read: u64 = first.outcome.files.values().map(|counts| counts.rows).sum();
        assert_eq!(read, rows);
        assert!(created > 0 && first.outcome.files.values().all(|counts| counts.unknown_columns.is_empty()));
        let stored = content(&test.db).await;
        let again = real(&test.db, &inside);
        assert_eq!((errors(&again).as_str(), again.outcome.changed()), ("", 0));
        assert_eq!(content(&test.db).await, stored);
    }
}

/// What the rows of a file say.
fn said(folder: &Path, file: File) -> Vec<Row> {
    let mut table = Table::open(&folder.join(file.name()), file.columns()).unwrap();
    let mut record = csv::StringRecord::new();
    let mut rows = Vec::new();
    while let Some((cells, misfit)) = table.next(&mut record).unwrap() {
        assert_eq!(misfit, None);
        rows.push(parse(file, cells).unwrap());
    }
    rows
}

#[test]
fn what_is_read_back_is_what_was_generated() {
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), config()).unwrap();
    let company = Company::new(config()).unwrap();
    let mut files: Vec<(File, std::vec::IntoIter<Row>)> = (File::ALL.into_iter())
        .map(|file| (file, said(folder.path(), file).into_iter()))
        .collect();
    let mut filled = BTreeSet::new();
    for record in company.records() {
        for (file, cells) in rows_of(record.clone()) {
            for (column, _) in &cells {
                assert!(
                    file.columns().iter().any(|known| known.name == *column),
                    "{}: {column}",
                    file.name()
                );
            }
            filled.insert(file);
            let rows = files.iter_mut().find(|(one, _)| *one == file).unwrap();
            let read = rows.1.next().unwrap();
            match (read, &record) {
                (Row::Record(read), _) => assert_eq!(read, bare(record.clone())),
                (Row::Alias { skill, alias }, Record::Skill(whole)) => {
                    assert!(skill == whole.external_id && whole.aliases.contains(&alias));
                }
                (
                    Row::OpeningRequirement {
                        opening,
                        requirement,
                    },
                    Record::Opportunity(whole),
                ) => {
                    assert!(
                        opening == whole.external_id && whole.requirements.contains(&requirement)
                    );
                }
                (read, _) => assert_eq!(Row::Record(bare(record.clone())), read),
            }
        }
    }
    assert_eq!(filled, BTreeSet::from(File::ALL), "every file has rows");
    for (file, mut rest) in files {
        assert_eq!(rest.next(), None, "{}", file.name());
    }
}

/// Without what stands in a file of its own.
fn bare(record: Record) -> Record {
    match record {
        Record::Skill(mut one) => {
            one.aliases.clear();
            Record::Skill(one)
        }
        Record::Opportunity(mut one) => {
            one.requirements.clear();
            Record::Opportunity(one)
        }
        other => other,
    }
}

#[test]
fn a_folder_that_holds_an_export_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("skills.csv"), "mine").unwrap();
    let refused = export(folder.path(), config());
    assert!(matches!(refused, Err(ExportError::Occupied(_))));
    assert_eq!(
        fs::read_to_string(folder.path().join("skills.csv")).unwrap(),
        "mine"
    );
}
