//! The generated company through the bulk path, on both databases.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;

use api::import::loader::{Kind, Loader, Sink};
use chrono::NaiveDate;
use demo::{Company, Config};
use diesel::prelude::*;
use domain::time::Timestamp;
use persistence::bulk::{Bulk, Problem, Store, Verdict};
use persistence::{Db, DbError, Origin, on_both_databases, schema};

fn now() -> Timestamp {
    Timestamp::from_micros(1_790_000_000_123_456).unwrap()
}

fn company(people: usize) -> Company {
    Company::new(Config {
        seed: 7,
        people,
        today: NaiveDate::from_ymd_opt(2026, 9, 21).unwrap(),
    })
    .unwrap()
}

#[derive(Default)]
struct Counts {
    verdicts: BTreeMap<String, usize>,
    problems: Vec<String>,
}

impl Sink<()> for Counts {
    fn verdict(&mut self, (): &(), verdict: Verdict) {
        *self.verdicts.entry(format!("{verdict:?}")).or_default() += 1;
    }

    fn problem(&mut self, (): &(), problem: &Problem) {
        self.problems.push(format!("{problem:?}"));
    }

    fn progress(&mut self, _kind: Kind, _records: usize) {}
}

fn load(store: Store<'_, '_>, company: &Company) -> Counts {
    let bulk = Bulk::open(store, "demo", None).unwrap();
    let mut loader = Loader::new(bulk, Counts::default());
    for record in company.records() {
        loader.push((), record).unwrap();
    }
    loader.finish().unwrap().1
}

fn batches<'a>(db: &'a Db, origin: &'a Origin) -> Store<'a, 'static> {
    Store::Batches { db, origin }
}

async fn changes(db: &Db) -> i64 {
    db.read(persistence::changes::latest_seq).await.unwrap()
}

on_both_databases! {
    async fn hr_01_a_company_fed_twice_changes_nothing(test) {
        let company = company(60);
        let origin = Origin::system(now());
        let predicted = load(Store::Dry { db: &test.db, at: now() }, &company);
        assert_eq!(changes(&test.db).await, 0);
        let first = load(batches(&test.db, &origin), &company);
        assert_eq!(first.problems, [""; 0]);
        assert_eq!(first.verdicts.keys().collect::<Vec<_>>(), ["Created"]);
        assert_eq!(predicted.verdicts, first.verdicts);

        let after_first = changes(&test.db).await;
        let second = load(batches(&test.db, &origin), &company);
        assert_eq!(second.verdicts.keys().collect::<Vec<_>>(), ["Unchanged"]);
        assert_eq!(second.verdicts.values().sum::<usize>(), first.verdicts.values().sum::<usize>());
        assert_eq!(changes(&test.db).await, after_first);
    }
}

on_both_databases! {
    async fn every_employee_has_an_account_and_a_place_in_the_tree(test) {
        load(batches(&test.db, &Origin::system(now())), &company(60));
        let (employees, accounts, orphans) = test.db.read(|conn| -> Result<(i64, i64, i64), DbError> {
            let employees = schema::employee::table.count().get_result(conn)?;
            let accounts = schema::account::table
                .filter(schema::account::employee_id.is_not_null())
                .count()
                .get_result(conn)?;
            let orphans = schema::employee::table
                .filter(schema::employee::manager_id.is_null())
                .count()
                .get_result(conn)?;
            Ok((employees, accounts, orphans))
        }).await.unwrap();
        assert_eq!((employees, accounts, orphans), (60, 60, 1));
        let paths: Vec<(domain::ids::OrgUnitId, Option<domain::ids::OrgUnitId>, String)> = test.db.read(|conn| -> Result<_, DbError> {
            Ok(schema::org_unit::table
                .select((schema::org_unit::id, schema::org_unit::parent_id, schema::org_unit::path))
                .load(conn)?)
        }).await.unwrap();
        for (id, parent, path) in &paths {
            let above = parent.map_or_else(String::new, |parent| {
                paths.iter().find(|one| one.0 == parent).unwrap().2.clone()
            });
            assert_eq!(*path, format!("{above}{id}/"));
        }
    }
}
