//! What every write does again is prepared once for a connection.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use domain::ids::RowId;
use domain::time::Timestamp;
use persistence::timers::{self, Timer};
use persistence::{DbError, Origin, WriteTx, on_both_databases, sessions};
use serde_json::json;

/// How often each statement was run, and how often it was prepared to be kept.
type Seen = Arc<Mutex<HashMap<String, (u32, u32)>>>;

fn watch(tx: &mut WriteTx<'_>, seen: &Seen) {
    let seen = Arc::clone(seen);
    tx.conn()
        .set_instrumentation(move |event: InstrumentationEvent<'_>| {
            let mut seen = seen.lock().unwrap();
            match event {
                InstrumentationEvent::StartQuery { query, .. } => {
                    let text = query.to_string();
                    let statement = text.split(" -- binds").next().unwrap();
                    seen.entry(statement.to_owned()).or_default().0 += 1;
                }
                InstrumentationEvent::CacheQuery { sql, .. } => {
                    seen.entry(sql.to_owned()).or_default().1 += 1;
                }
                _ => {}
            }
        });
}

fn now() -> Timestamp {
    Timestamp::from_micros(1_790_000_000_123_456).unwrap()
}

fn timer(key: String) -> Timer {
    Timer {
        key,
        kind: "test",
        due_at: now(),
        payload: json!({}),
    }
}

const WRITES: u32 = 12;

on_both_databases! {
    async fn a_statement_of_every_write_is_prepared_once_for_a_connection(test) {
        let seen = Seen::default();
        for number in 0..WRITES {
            let seen = Arc::clone(&seen);
            let write = move |tx: &mut WriteTx<'_>| {
                watch(tx, &seen);
                sessions::update_last_seen(tx.conn(), serde_json::from_value(json!(RowId::generate())).unwrap(), now())?;
                timers::schedule(tx, &timer(format!("one {number}")))?;
                timers::schedule_all(tx, &["two", "three"].map(|name| timer(format!("{name} {number}"))))?;
                tx.audit(persistence::AuditDraft::new("test.write", persistence::changes::ObjectType::Setting, uuid::Uuid::nil()));
                Ok::<_, DbError>(())
            };
            test.db.write(Origin::system(now()), write).await.unwrap();
        }
        let seen = seen.lock().unwrap();
        let of = |beginning: &str| -> Vec<(u32, u32)> {
            let found = seen.iter().filter(|(sql, _)| sql.replace('`', "\"").starts_with(beginning));
            found.map(|(_, counts)| *counts).collect()
        };
        // PostgreSQL has four connections for writes, and one after the other they may all be used.
        let once = |(run, kept): &(u32, u32)| *run == WRITES && (1..=4).contains(kept);
        for (beginning, statements) in [
            ("UPDATE \"session\"", 1),
            ("UPDATE \"chain_head\"", 1),
            ("INSERT INTO \"audit_event\"", 1),
        ] {
            let found = of(beginning);
            assert!(found.len() == statements && found.iter().all(once), "{beginning}: {found:?} of {:?}", seen.keys());
        }
        // A single row is one statement; the lists, of any length, are not kept.
        let mut timers = of("INSERT INTO \"timer\"");
        timers.sort_by_key(|(_, kept)| *kept);
        assert!(matches!(timers.as_slice(), [(WRITES, 0), one] if once(one)), "{timers:?}");
    }
}
