//! What every write relies on: the trace in the same transaction, the chain, retries, migrations.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use domain::time::Timestamp;
use persistence::audit::{self, Verdict};
use persistence::changes::{self, Change, ObjectType};
use persistence::testing::{TestDb, World};
use persistence::{
    AuditDraft, Backend, Conn, DatabaseConfig, Db, DbError, Origin, on_both_databases, relations,
};
use uuid::Uuid;

fn now() -> Timestamp {
    Timestamp::from_micros(1_790_000_000_123_456).unwrap()
}

async fn set(db: &Db, name: &'static str, value: String) -> Result<(), DbError> {
    db.write(Origin::system(now()), move |tx| {
        let query = diesel::sql_query(match tx.conn() {
            Conn::Postgres(_) => "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            Conn::Sqlite(_) => "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        });
        query.bind::<Text, _>(name).bind::<Text, _>(value.clone()).execute(tx.conn())?;
        tx.audit(AuditDraft::new("setting.update", ObjectType::Setting, Uuid::nil()).with(serde_json::json!({"name": name})));
        tx.changed(Change::all_of(ObjectType::Setting));
        Ok(())
    })
    .await
}

async fn settings(db: &Db) -> i64 {
    db.read(|conn| -> Result<i64, DbError> {
        Ok(persistence::schema::setting::table
            .count()
            .get_result(conn)?)
    })
    .await
    .unwrap()
}

async fn verdict(db: &Db) -> Verdict {
    db.read(audit::verify).await.unwrap()
}

async fn tamper(db: &Db, statement: &'static str) {
    db.write_untraced(move |conn| -> Result<(), DbError> { Ok(conn.batch_execute(statement)?) })
        .await
        .unwrap();
}

on_both_databases! {
    async fn aud_02_the_chain_holds_and_shows_each_kind_of_tampering(test) {
        for value in 0..5 {
            set(&test.db, "a", value.to_string()).await.unwrap();
        }
        let Verdict::Intact(kept) = verdict(&test.db).await else { panic!("broken from the start") };
        assert_eq!((kept.cut.seq, kept.end.seq), (0, 5));

        tamper(&test.db, "UPDATE audit_event SET action = 'setting.read' WHERE seq = 3").await;
        assert_eq!(verdict(&test.db).await, Verdict::Broken { seq: 3, reason: "it was changed" });
        tamper(&test.db, "UPDATE audit_event SET action = 'setting.update' WHERE seq = 3").await;
        assert!(matches!(verdict(&test.db).await, Verdict::Intact(_)));

        tamper(&test.db, "UPDATE audit_event SET detail = '{}' WHERE seq = 2").await;
        assert_eq!(verdict(&test.db).await, Verdict::Broken { seq: 2, reason: "its detail was changed" });
        // AUD-03: an erased detail is no break.
        tamper(&test.db, "UPDATE audit_event SET detail = NULL WHERE seq = 2").await;
        assert!(matches!(verdict(&test.db).await, Verdict::Intact(_)));

        tamper(&test.db, "DELETE FROM audit_event WHERE seq = 5").await;
        assert_eq!(verdict(&test.db).await, Verdict::Broken { seq: 5, reason: "the newest events are missing" });
        tamper(&test.db, "DELETE FROM audit_event WHERE seq = 2").await;
        assert_eq!(verdict(&test.db).await, Verdict::Broken { seq: 3, reason: "an event before this one is missing" });
    }
}

on_both_databases! {
    async fn aud_04_parallel_writers_leave_no_gap_and_lose_no_write(test) {
        let writers = (0..40).map(|number| {
            let db = test.db.clone();
            tokio::spawn(async move { set(&db, Box::leak(format!("key{number}").into_boxed_str()), "x".into()).await })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap().unwrap();
        }
        assert_eq!(settings(&test.db).await, 40);
        assert!(matches!(verdict(&test.db).await, Verdict::Intact(kept) if kept.end.seq == 40));
        let log = test.db.read(|conn| changes::list_after(conn, 0, 100)).await.unwrap();
        assert_eq!(log.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
    }
}

on_both_databases! {
    async fn a_refused_write_leaves_neither_data_nor_trace(test) {
        let refused: Result<(), DbError> = test.db.write(Origin::system(now()), |tx| {
            tx.conn().batch_execute("INSERT INTO setting (name, value) VALUES ('b', 'x')")?;
            tx.audit(AuditDraft::new("setting.update", ObjectType::Setting, Uuid::nil()));
            Err(DbError::NotFound)
        }).await;
        assert!(matches!(refused, Err(DbError::NotFound)));
        assert_eq!(settings(&test.db).await, 0);
        assert!(matches!(verdict(&test.db).await, Verdict::Intact(kept) if kept.end.seq == 0));
    }
}

on_both_databases! {
    async fn a_write_without_a_trace_is_refused(test) {
        let untraced = test.db.write(Origin::system(now()), |tx| -> Result<(), DbError> {
            tx.conn().batch_execute("INSERT INTO setting (name, value) VALUES ('c', 'x')")?;
            Ok(())
        }).await;
        assert!(matches!(untraced, Err(DbError::Untraced)));
        assert_eq!(settings(&test.db).await, 0);
    }
}

on_both_databases! {
    async fn a_commit_is_announced_before_the_writer_is_answered(test) {
        let announced = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
        let counter = std::sync::Arc::clone(&announced);
        test.db.on_commit(move || { counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst); });
        set(&test.db, "d", "x".into()).await.unwrap();
        assert_eq!(announced.load(std::sync::atomic::Ordering::SeqCst), 1);
    }
}

on_both_databases! {
    async fn violations_are_told_apart(test) {
        let run = |statement: &'static str| {
            let db = test.db.clone();
            async move { db.write_untraced(move |conn| -> Result<(), DbError> { Ok(conn.batch_execute(statement)?) }).await }
        };
        run("INSERT INTO setting (name, value) VALUES ('e', 'x')").await.unwrap();
        let taken = run("INSERT INTO setting (name, value) VALUES ('e', 'y')").await.unwrap_err();
        assert!(taken.is_unique("setting_pkey", "setting.name"), "{taken:?}");
        let check = run("INSERT INTO chain_head (id, audit_seq, audit_hash, change_seq) SELECT 2, 0, audit_hash, 0 FROM chain_head").await.unwrap_err();
        assert!(matches!(check, DbError::Check(_)), "{check:?}");
        let reference = run("INSERT INTO import_error SELECT id, id, 'f', 1, NULL, 'c', NULL, 'm' FROM import_run UNION ALL SELECT p.id, p.id, 'f', 1, NULL, 'c', NULL, 'm' FROM policy p").await;
        assert!(reference.is_ok(), "no rows, no violation: {reference:?}");
    }
}

on_both_databases! {
    async fn statements_are_counted_without_transaction_control(test) {
        settings(&test.db).await;
        let before = test.statements();
        settings(&test.db).await;
        assert_eq!(test.statements() - before, 1);
        set(&test.db, "f", "x".into()).await.unwrap();
        assert_eq!(test.statements() - before, 6, "count, insert, take numbers, audit event, head, change");
    }
}

#[test]
fn rel_05_migrations_go_up_down_and_up_again_to_the_same_schema() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let test = TestDb::new(backend);
        let before = schema_of(&test.db);
        assert!(
            before.len() > 200,
            "{} columns of {backend:?}",
            before.len()
        );
        test.revert_all();
        assert_eq!(
            schema_of(&test.db),
            Vec::<String>::new(),
            "what is left of {backend:?} after the way down"
        );
        test.db.migrate().unwrap();
        assert_eq!(schema_of(&test.db), before);
    }
}

#[test]
fn both_databases_and_the_code_have_the_same_schema() {
    let sqlite = schema_of(&TestDb::new(Backend::Sqlite).db);
    let postgres = schema_of(&TestDb::new(Backend::Postgres).db);
    assert_eq!(sqlite, postgres);
    let declared = declared_columns();
    assert_eq!(declared, sqlite);
}

#[test]
fn rel_05_a_database_of_a_newer_version_is_refused() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let test = TestDb::new(backend);
        test.db.check().unwrap();
        test.db
            .write_blocking(&Origin::system(now()), |tx| -> Result<(), DbError> {
                tx.conn().batch_execute(
                    "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')",
                )?;
                tx.changed(Change::all_of(ObjectType::Setting));
                Ok(())
            })
            .unwrap();
        assert!(matches!(test.db.check(), Err(DbError::NewerSchema { .. })));
        assert!(matches!(
            test.db.migrate(),
            Err(DbError::NewerSchema { .. })
        ));
    }
}

#[test]
fn hr_06_looking_at_a_schema_makes_no_table() {
    let tables = |db: &Db| {
        db.read_blocking(|conn| -> Result<i64, DbError> {
            let catalogue = match conn.backend() {
                Backend::Sqlite => "sqlite_master WHERE type = 'table'",
                Backend::Postgres => "pg_tables WHERE schemaname = 'public'",
            };
            Ok(
                diesel::dsl::sql::<BigInt>(&format!("SELECT count(*) FROM {catalogue}"))
                    .get_result(conn)?,
            )
        })
        .unwrap()
    };
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let test = TestDb::new(backend);
        test.db.check_schema().unwrap();
        test.revert_all();
        test.db
            .write_untraced_blocking(|conn| -> Result<(), DbError> {
                Ok(conn.batch_execute("DROP TABLE __diesel_schema_migrations")?)
            })
            .unwrap();
        let before = tables(&test.db);
        assert!(matches!(
            test.db.check_schema(),
            Err(DbError::OlderSchema { .. })
        ));
        assert_eq!(tables(&test.db), before);
    }
}

#[test]
fn a_reader_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nobody-made-it.db");
    let db = Db::open(&DatabaseConfig::new(path.to_str().unwrap())).unwrap();
    let refused = db.check_schema().unwrap_err().to_string();
    assert!(refused.contains("traverse migrate"), "{refused}");
    assert!(!path.exists());
}

#[test]
fn a_mistyped_postgres_url_never_becomes_a_file() {
    for url in ["postgres:host", "mysql://host/db", "postgresql:/host"] {
        assert!(
            matches!(Backend::of_url(url), Err(DbError::Configuration(_))),
            "{url}"
        );
    }
    for url in [
        "data/traverse.db",
        "sqlite:data/traverse.db",
        "/var/lib/traverse.db",
        "C:\\traverse.db",
    ] {
        assert_eq!(Backend::of_url(url).unwrap(), Backend::Sqlite, "{url}");
    }
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// `table.column[?]` of every column, sorted; `?` where null is allowed.
fn schema_of(db: &Db) -> Vec<String> {
    db.read_blocking(|conn| -> Result<Vec<String>, DbError> {
        let sql = match conn.backend() {
            Backend::Sqlite => {
                "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN '?' ELSE '' END AS name \
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'"
            }
            Backend::Postgres => {
                "SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'YES' THEN '?' ELSE '' END AS name \
                 FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'"
            }
        };
        let mut names: Vec<String> =
            diesel::sql_query(sql).load::<Name>(conn)?.into_iter().map(|row| row.name).collect();
        names.sort();
        let keys = match conn.backend() {
            Backend::Sqlite => "SELECT count(*) AS count FROM sqlite_master m JOIN pragma_foreign_key_list(m.name)",
            Backend::Postgres => "SELECT count(*) AS count FROM information_schema.table_constraints WHERE constraint_type = 'FOREIGN KEY'",
        };
        let keys: Count = diesel::sql_query(keys).get_result(conn)?;
        if keys.count > 0 {
            names.push(format!("{} references", keys.count));
        }
        let indexes = match conn.backend() {
            Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
            Backend::Postgres => {
                "SELECT indexname::text AS name FROM pg_indexes i WHERE schemaname = 'public' AND NOT EXISTS \
                 (SELECT 1 FROM pg_constraint WHERE conname = i.indexname)"
            }
        };
        let mut indexes: Vec<String> = diesel::sql_query(indexes)
            .load::<Name>(conn)?
            .into_iter()
            .map(|row| format!("index {}", row.name))
            .collect();
        indexes.sort();
        names.extend(indexes);
        Ok(names)
    })
    .unwrap()
}

/// The same list from `schema.rs`, whose text is the only place that has all of it. Indexes and
/// references are not declared there: they are taken over from a real database.
fn declared_columns() -> Vec<String> {
    let mut names = Vec::new();
    let mut table = "";
    for line in include_str!("../src/schema.rs").lines() {
        let line = line.trim();
        if let Some((name, column_type)) = line
            .strip_suffix(',')
            .and_then(|line| line.split_once(" -> "))
        {
            let mark = if column_type.starts_with("Nullable") {
                "?"
            } else {
                ""
            };
            names.push(format!("{table}.{name}{mark}"));
        } else if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name;
        }
    }
    names.sort();
    let real = schema_of(&TestDb::new(Backend::Sqlite).db);
    names.extend(
        real.into_iter()
            .filter(|name| name.ends_with(" references") || name.starts_with("index ")),
    );
    names
}

on_both_databases! {
    async fn a_line_that_is_a_ring_is_followed_once_around(test) {
        let world = World::new(test.db.clone(), now());
        let company = world.unit("Acme", None);
        let (ada, bo) = (world.person("Ada A", company, None), world.person("Bo B", company, None));
        let (cy, eve) = (world.person("Cy C", company, None), world.person("Eve E", company, None));
        for (person, manager) in [(ada, bo), (bo, cy), (cy, ada), (eve, eve)] {
            world.reports_to(person, manager);
        }
        let began = std::time::Instant::now();
        let lines = test.db.read(move |conn| -> Result<Vec<bool>, DbError> {
            let table = domain::disclosure::DisclosureTable::default();
            let pairs = [(ada, bo), (ada, cy), (bo, ada), (ada, eve), (eve, ada)];
            pairs.iter().map(|(viewer, person)| Ok(relations::find_relations(conn, &table, *viewer, *person)?.line_manager)).collect()
        }).await.unwrap();
        assert_eq!(lines, [true, true, true, false, false]);
        assert!(began.elapsed() < std::time::Duration::from_secs(2), "{:?}", began.elapsed());
    }
}
