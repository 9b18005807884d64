//! The audit log without its oldest events: the chain holds from where it was cut, and whoever takes
//! something from it otherwise is found out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use domain::time::Timestamp;
use persistence::audit::{self, AuditRow, Cut, Kept, Verdict};
use persistence::changes::{self, ObjectType};
use persistence::testing::TestDb;
use persistence::{AuditDraft, Backend, Db, DbError, Origin, on_both_databases};
use uuid::Uuid;

fn day(number: i64) -> Timestamp {
    let first = Timestamp::from_micros(1_790_000_000_123_456).unwrap();
    first.plus(TimeDelta::days(number))
}

/// Something happens on each of these days.
async fn happen(db: &Db, days: impl IntoIterator<Item = i64>) {
    for number in days {
        db.write(Origin::system(day(number)), |tx| -> Result<(), DbError> {
            let draft = AuditDraft::new("setting.update", ObjectType::Setting, Uuid::nil());
            tx.audit(draft.with(serde_json::json!({"name": "a"})));
            Ok(())
        })
        .await
        .unwrap();
    }
}

/// Cuts what is older than a day, on a day.
async fn cut(db: &Db, before: i64, on: i64, most: i64) -> Cut {
    let origin = Origin::system(day(on));
    let cut = move |tx: &mut persistence::WriteTx<'_>| audit::cut_before(tx, day(before), most);
    db.write(origin, cut).await.unwrap()
}

async fn verdict(db: &Db) -> Verdict {
    db.read(audit::verify).await.unwrap()
}

async fn kept(db: &Db) -> Kept {
    match verdict(db).await {
        Verdict::Intact(kept) => kept,
        broken => panic!("{broken:?}"),
    }
}

/// Everything, oldest first.
async fn log(db: &Db) -> Vec<AuditRow> {
    let rows = db.read(|conn| audit::list_about_nobody(conn, None, 1_000));
    rows.await
        .unwrap()
        .into_iter()
        .map(|(row, _)| row)
        .rev()
        .collect()
}

async fn tamper(db: &Db, statement: String) {
    db.write_untraced(move |conn| -> Result<(), DbError> { Ok(conn.batch_execute(&statement)?) })
        .await
        .unwrap();
}

const fn broken(seq: i64, reason: &'static str) -> Verdict {
    Verdict::Broken { seq, reason }
}

on_both_databases! {
    async fn the_oldest_go_and_the_chain_holds_from_there_on(test) {
        let db = &test.db;
        happen(db, 0..10).await;
        let before = log(db).await;
        assert_eq!(kept(db).await.cut.seq, 0);
        assert!(!db.read(|conn| audit::has_older(conn, day(0))).await.unwrap());
        assert!(db.read(|conn| audit::has_older(conn, day(1))).await.unwrap());

        assert_eq!(cut(db, 6, 20, 100).await, Cut::Done(6));
        let after = kept(db).await;
        assert_eq!((after.cut.seq, after.end.seq), (6, 11));
        assert_eq!(after.cut.hash, before[5].hash);
        let rows = log(db).await;
        assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [7, 8, 9, 10, 11]);
        let told = rows.last().unwrap();
        assert_eq!((told.action.as_str(), told.object_type.as_str(), told.source.as_str()), ("audit.cut", "audit_log", "system"));
        assert_eq!((told.at, told.subject_employee_id, told.object_id), (day(20), None, None));
        let detail: serde_json::Value = serde_json::from_str(told.detail.as_deref().unwrap()).unwrap();
        assert_eq!(detail, serde_json::json!({"up_to": 6, "hash": audit::hex(&before[5].hash), "events": 6}));

        // What was written before goes on from there, and what tells of a cut goes like all else.
        happen(db, 21..23).await;
        assert!(!db.read(|conn| audit::has_older(conn, day(6))).await.unwrap());
        assert_eq!(cut(db, 6, 24, 100).await, Cut::Done(0));
        assert_eq!(cut(db, 22, 24, 100).await, Cut::Done(6));
        let after = kept(db).await;
        assert_eq!((after.cut.seq, after.end.seq), (12, 14));
        assert_eq!(cut(db, 90, 90, 100).await, Cut::Done(2));
        let after = kept(db).await;
        assert_eq!((after.cut.seq, after.end.seq), (14, 15), "nothing stays but what tells of it");
    }
}

on_both_databases! {
    async fn a_cut_takes_no_more_than_it_may_and_stops_at_the_first_young_event(test) {
        let db = &test.db;
        happen(db, [0, 1, 2, 9, 0, 1]).await;
        assert_eq!(cut(db, 5, 10, 2).await, Cut::Done(2));
        assert_eq!(kept(db).await.cut.seq, 2);
        assert_eq!(cut(db, 5, 10, 2).await, Cut::Done(1), "the fourth is young");
        assert_eq!(kept(db).await.cut.seq, 3);
        assert!(!db.read(|conn| audit::has_older(conn, day(5))).await.unwrap(), "nothing is due, though two are old");
        assert_eq!(cut(db, 5, 10, 2).await, Cut::Done(0));
        assert_eq!(kept(db).await.end.seq, 8, "a cut of nothing leaves no trace");
        assert_eq!(cut(db, 10, 20, 100).await, Cut::Done(3));
        assert_eq!(kept(db).await.cut.seq, 6);
    }
}

on_both_databases! {
    async fn of_two_that_cut_at_the_same_time_each_event_goes_once(test) {
        let db = &test.db;
        happen(db, 0..60).await;
        let cutters = (0..4).map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut gone = 0;
                // They do not agree about the time, nor about how much is cut at once.
                for _ in 0..20 {
                    match cut(&db, 30 + number * 5, 90, 3 + number).await {
                        Cut::Done(events) => gone += events,
                        refused @ Cut::Refused { .. } => panic!("{refused:?}"),
                    }
                }
                gone
            })
        });
        let reader = db.clone();
        let verifying = tokio::spawn(async move {
            for _ in 0..30 {
                let _intact_while_others_cut_and_write = kept(&reader).await;
            }
        });
        let mut gone = 0;
        for cutter in cutters.collect::<Vec<_>>() {
            gone += cutter.await.unwrap();
        }
        verifying.await.unwrap();
        assert_eq!(gone, 45);
        assert_eq!(kept(db).await.cut.seq, 45);
    }
}

on_both_databases! {
    async fn a_beginning_that_was_tampered_with_is_found(test) {
        let db = &test.db;
        happen(db, 0..10).await;
        let hash_of = |row: &AuditRow| match db.backend() {
            Backend::Sqlite => format!("x'{}'", audit::hex(&row.hash)),
            Backend::Postgres => format!("'\\x{}'", audit::hex(&row.hash)),
        };
        let hashes: Vec<String> = log(db).await.iter().map(hash_of).collect();
        let anchor = |seq: usize| format!("UPDATE chain_head SET cut_seq = {seq}, cut_hash = {}", hashes[seq - 1]);
        assert_eq!(cut(db, 3, 20, 100).await, Cut::Done(3));

        // Put anywhere else.
        tamper(db, anchor(2)).await;
        assert_eq!(verdict(db).await, broken(4, "an event before this one is missing"));
        tamper(db, anchor(5)).await;
        assert_eq!(verdict(db).await, broken(4, "it should have gone with the events that were cut"));
        tamper(db, format!("UPDATE chain_head SET cut_seq = 3, cut_hash = {}", hashes[4])).await;
        assert_eq!(verdict(db).await, broken(4, "it does not follow the event before it"));
        tamper(db, "UPDATE chain_head SET cut_seq = 0".to_owned()).await;
        assert_eq!(verdict(db).await, broken(4, "an event before this one is missing"));
        tamper(db, anchor(3)).await;
        kept(db).await;

        // More of the front taken away, first without the anchor, then with it.
        tamper(db, "DELETE FROM audit_event WHERE seq <= 5".to_owned()).await;
        assert_eq!(verdict(db).await, broken(6, "an event before this one is missing"));
        tamper(db, anchor(5)).await;
        assert_eq!(verdict(db).await, broken(11, "it tells of another cut than where the log begins"));
    }
}

on_both_databases! {
    async fn a_front_that_went_without_a_word_is_found(test) {
        let db = &test.db;
        happen(db, 0..4).await;
        let hash = audit::hex(&log(db).await[1].hash);
        tamper(db, "DELETE FROM audit_event WHERE seq <= 2".to_owned()).await;
        assert_eq!(verdict(db).await, broken(3, "an event before this one is missing"));
        let hash = match db.backend() {
            Backend::Sqlite => format!("x'{hash}'"),
            Backend::Postgres => format!("'\\x{hash}'"),
        };
        tamper(db, format!("UPDATE chain_head SET cut_seq = 2, cut_hash = {hash}")).await;
        assert_eq!(verdict(db).await, broken(2, "no event tells that the log was cut here"));
    }
}

on_both_databases! {
    async fn what_was_altered_is_not_cut_away(test) {
        let db = &test.db;
        happen(db, 0..6).await;
        tamper(db, "UPDATE audit_event SET action = 'setting.read' WHERE seq = 3".to_owned()).await;
        assert_eq!(cut(db, 5, 9, 2).await, Cut::Done(2), "as far as it holds");
        assert_eq!(cut(db, 5, 9, 2).await, Cut::Refused { seq: 3, reason: "it was changed" });
        assert_eq!(verdict(db).await, broken(3, "it was changed"));
        tamper(db, "DELETE FROM audit_event WHERE seq = 3".to_owned()).await;
        assert_eq!(cut(db, 5, 9, 2).await, Cut::Refused { seq: 4, reason: "an event before this one is missing" });
        assert_eq!(verdict(db).await, broken(4, "an event before this one is missing"));
    }
}

on_both_databases! {
    async fn a_place_in_history_is_known_as_long_as_the_log_tells_of_it(test) {
        let db = &test.db;
        happen(db, 0..2).await;
        let early = db.read(changes::position).await.unwrap();
        happen(db, 2..4).await;
        let late = db.read(changes::position).await.unwrap();
        let known = async |position: &changes::Position| {
            let position = position.clone();
            db.read(move |conn| changes::has_been_at(conn, &position)).await.unwrap()
        };
        assert_eq!((known(&early).await, known(&late).await), (true, true));
        // All of it goes: its end is still known.
        assert_eq!(cut(db, 50, 50, 100).await, Cut::Done(4));
        assert_eq!((known(&early).await, known(&late).await), (false, true));
        let mut forged = late.clone();
        forged.audit.hash[0] ^= 1;
        assert!(!known(&forged).await);
    }
}

on_both_databases! {
    async fn a_filled_log_goes_through_the_migration_whole_or_cut(test) {
        let db = &test.db;
        let migrate = |test: &TestDb| {
            test.revert_from("20261127000185");
            test.db.migrate().unwrap();
        };
        migrate(&test);
        assert_eq!(kept(db).await.end.seq, 0, "empty");
        happen(db, 0..5).await;
        migrate(&test);
        let whole = kept(db).await;
        assert_eq!((whole.cut.seq, whole.end.seq), (0, 5));
        assert_eq!(cut(db, 2, 9, 100).await, Cut::Done(2));
        let before = kept(db).await;
        migrate(&test);
        assert_eq!(kept(db).await, before, "what was cut before is still told of");
        // Whoever took the front away before there were cuts is found out all the same.
        test.revert_from("20261127000185");
        tamper(db, "DELETE FROM audit_event WHERE seq <= 4".to_owned()).await;
        db.migrate().unwrap();
        assert_eq!(verdict(db).await, broken(6, "it tells of another cut than where the log begins"));
    }
}
