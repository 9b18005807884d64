//! Timers: once each, in order, on whichever server; and what becomes of those that fail.

use api::error::{ApiError, ApiResult};
use api::scheduler::Scheduler;
use api::state::App;
use chrono::TimeDelta;
use diesel::prelude::*;
use domain::ids::EmployeeId;
use domain::notice::NoticeKind;
use domain::time::Timestamp;
use futures_util::future::BoxFuture;
use persistence::changes::ObjectType;
use persistence::notices::Notice;
use persistence::timers::{self, Held, MOST_ATTEMPTS, Timer};
use persistence::{AuditDraft, Conn, DbError, Origin, WriteTx, on_both_databases, schema};
use serde_json::json;
use uuid::Uuid;

use crate::support::TestApp;

const KIND: &str = "test.write";
const SENT: &str = "test.send";
const WORDS: [&str; 2] = ["fails", "panics"];

/// Tells the person of the payload so that the effect can be counted; fails where it says so.
fn write(_: &App, tx: &mut WriteTx<'_>, held: &Held) -> ApiResult<()> {
    tell(tx, held)?;
    match held.payload.0["does"].as_str() {
        Some("fails") => Err(ApiError::internal("a poisoned timer")),
        Some(_) => panic!("a poisoned handler"),
        None => Ok(()),
    }
}

/// Goes out, says the effect, and is not heard of again where the payload says so.
fn send(app: App, held: Held) -> BoxFuture<'static, Result<(), String>> {
    Box::pin(async move {
        let fails = held.payload.0["does"].is_string();
        let origin = Origin::system(app.clock.now());
        let written = app.db.write(origin, move |tx| {
            tx.may_be_idle();
            tell(tx, &held)
        });
        written.await.map_err(|error| error.to_string())?;
        if fails {
            Err("451 come back later".to_owned())
        } else {
            Ok(())
        }
    })
}

fn tell(tx: &mut WriteTx<'_>, held: &Held) -> Result<(), DbError> {
    let notice = Notice {
        recipient: serde_json::from_value(held.payload.0["to"].clone()).unwrap(),
        kind: NoticeKind::ContestAnswered,
        object_type: ObjectType::Contest,
        object_id: Uuid::nil(),
        params: json!({"key": held.key}),
    };
    tx.tell([notice]);
    Ok(())
}

struct Stage {
    app: TestApp,
    to: EmployeeId,
}

impl Stage {
    async fn new(db: persistence::testing::TestDb) -> Self {
        let app = TestApp::new(db).await;
        let unit = app.world().unit("Acme", None);
        let to = app.world().person("Eve Explorer", unit, None);
        Self { app, to }
    }

    fn scheduler(&self) -> Scheduler {
        of(self.app.state.clone())
    }

    fn now(&self) -> Timestamp {
        self.app.state.clock.now()
    }

    fn timer(&self, key: &str, due_at: Timestamp) -> Timer {
        Timer {
            key: key.to_owned(),
            kind: KIND,
            due_at,
            payload: json!({"to": self.to}),
        }
    }

    async fn schedule(&self, timers: Vec<Timer>) {
        let written = self.app.db.db.write(Origin::system(self.now()), move |tx| {
            timers::schedule_all(tx, &timers)?;
            tx.audit(AuditDraft::new(
                "test.schedule",
                ObjectType::Setting,
                Uuid::nil(),
            ));
            Ok::<_, DbError>(())
        });
        written.await.unwrap();
    }

    /// The keys of the effects, in the order in which they came.
    async fn effects(&self) -> Vec<String> {
        use schema::notice as t;
        let rows: Vec<String> = (self.app.db.db)
            .read(|conn: &mut Conn| -> Result<_, DbError> {
                Ok(t::table
                    .order((t::created_at, t::id))
                    .select(t::params)
                    .load(conn)?)
            })
            .await
            .unwrap();
        let key = |text: String| {
            serde_json::from_str::<serde_json::Value>(&text).unwrap()["key"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        rows.into_iter().map(key).collect()
    }

    async fn left(&self) -> i64 {
        use schema::timer as t;
        (self.app.db.db)
            .read(|conn: &mut Conn| -> Result<_, DbError> {
                Ok(t::table.count().get_result(conn)?)
            })
            .await
            .unwrap()
    }
}

fn of(app: App) -> Scheduler {
    Scheduler::new(app).writes(KIND, write).sends(SENT, send)
}

on_both_databases! {
    async fn a_timer_is_there_once_and_only_if_its_change_came_to_pass(db) {
        let stage = Stage::new(db).await;
        let (due, db) = (stage.now(), stage.app.db.db.clone());
        let rolled_back = stage.timer("a", due);
        let written = db.write(Origin::system(due), move |tx| -> Result<(), DbError> {
            timers::schedule(tx, &rolled_back)?;
            Err(DbError::Other("later".to_owned()))
        });
        assert!(written.await.is_err());
        assert_eq!(stage.left().await, 0);
        let again = stage.timer("b", due.plus(TimeDelta::hours(9)));
        stage.schedule(vec![stage.timer("b", due), stage.timer("c", due)]).await;
        stage.schedule(vec![again]).await;
        assert_eq!(stage.left().await, 2);
        let cancelled = db.write(Origin::system(due), |tx| -> Result<_, DbError> {
            tx.may_be_idle();
            Ok((timers::cancel(tx, "c")?, timers::cancel(tx, "never there")?))
        });
        assert_eq!(cancelled.await.unwrap(), (true, false));
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 1);
        assert_eq!((stage.effects().await, stage.left().await), (vec!["b".to_owned()], 0));
    }
}

on_both_databases! {
    async fn rel_08_after_downtime_what_came_due_happens_in_its_order_and_nothing_early(db) {
        let stage = Stage::new(db).await;
        let start = stage.now();
        // Written in an order that is not theirs; more than one batch.
        let due = |n: i64| start.plus(TimeDelta::minutes(n * 7 % 251));
        let timers = (0..251).map(|n| stage.timer(&format!("{:03}", n * 7 % 251), due(n)));
        stage.schedule(timers.collect()).await;
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 1);
        stage.app.wait(TimeDelta::minutes(240));
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 240);
        let expected: Vec<String> = (0..=240).map(|n| format!("{n:03}")).collect();
        assert_eq!(stage.effects().await, expected);
    }
}

on_both_databases! {
    async fn flt_10_who_slept_longer_than_their_lease_writes_nothing(db) {
        let stage = Stage::new(db).await;
        stage.schedule((0..5).map(|n| stage.timer(&format!("{n}"), stage.now())).collect()).await;
        let sleeper = stage.scheduler();
        let held = sleeper.take(true, TimeDelta::seconds(60), 3).await.unwrap();
        assert_eq!(held.len(), 3);
        let other = stage.app.another().await;
        // While it is held others take only the rest.
        assert_eq!(of(other.state.clone()).work_off(true).await.unwrap(), 2);
        stage.app.wait(TimeDelta::seconds(61));
        let taken = of(other.state.clone()).take(true, TimeDelta::seconds(60), 2).await.unwrap();
        assert_eq!(taken.len(), 2);
        // The sleeper wakes up: two are somebody else's, one is nobody's and still its own.
        assert_eq!(sleeper.write(held).await.unwrap(), 1);
        assert_eq!(of(other.state.clone()).write(taken).await.unwrap(), 2);
        let mut effects = stage.effects().await;
        effects.sort();
        assert_eq!((effects, stage.left().await), (["0", "1", "2", "3", "4"].map(str::to_owned).to_vec(), 0));
    }
}

on_both_databases! {
    async fn flt_14_a_server_that_dies_with_what_it_took_loses_nothing(db) {
        let stage = Stage::new(db).await;
        stage.schedule((0..40).map(|n| stage.timer(&format!("{n:02}"), stage.now())).collect()).await;
        for _ in 0..8 {
            // Dies with five in hand.
            let _ = stage.scheduler().take(true, TimeDelta::seconds(60), 5).await.unwrap();
        }
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 0, "all is in dead hands");
        stage.app.wait(TimeDelta::seconds(60));
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 40);
        let expected: Vec<String> = (0..40).map(|n| format!("{n:02}")).collect();
        assert_eq!(stage.effects().await, expected);
    }
}

on_both_databases! {
    async fn two_servers_at_once_do_each_thing_once(db) {
        let stage = Stage::new(db).await;
        stage.schedule((0..600).map(|n| stage.timer(&format!("{n:03}"), stage.now())).collect()).await;
        let other = stage.app.another().await;
        let (one, two) = (stage.scheduler(), of(other.state.clone()));
        let (a, b) = tokio::join!(one.work_off(true), two.work_off(true));
        assert_eq!(a.unwrap() + b.unwrap(), 600);
        let mut effects = stage.effects().await;
        effects.sort();
        let expected: Vec<String> = (0..600).map(|n| format!("{n:03}")).collect();
        assert_eq!(effects, expected);
    }
}

on_both_databases! {
    async fn flt_16_a_clock_that_jumps_makes_nothing_happen_twice(db) {
        let stage = Stage::new(db).await;
        let start = stage.now();
        let in_an_hour = (0..10).map(|n| stage.timer(&format!("{n}"), start.plus(TimeDelta::hours(1))));
        stage.schedule(in_an_hour.collect()).await;
        stage.app.wait(TimeDelta::hours(1));
        let held = stage.scheduler().take(true, TimeDelta::seconds(60), 4).await.unwrap();
        // Back by an hour: not due any more, and what is held stays held.
        stage.app.state.clock.set(start);
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 0);
        // Forward by a day: the lease is over, others do it, and the first does not.
        stage.app.wait(TimeDelta::days(1));
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 10);
        assert_eq!(stage.scheduler().write(held).await.unwrap(), 0);
        assert_eq!((stage.effects().await.len(), stage.left().await), (10, 0));
        // Over the end of February in a leap year and over a change of summer time: instants are
        // UTC, so neither is anything.
        for day in ["2028-02-28T23:30:00Z", "2026-03-29T00:30:00Z"] {
            let at = Timestamp::new(day.parse().unwrap());
            stage.app.state.clock.set(at);
            stage.schedule(vec![stage.timer(day, at.plus(TimeDelta::hours(2)))]).await;
            stage.app.wait(TimeDelta::minutes(119));
            assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 0);
            stage.app.wait(TimeDelta::minutes(1));
            assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 1);
        }
    }
}

on_both_databases! {
    async fn flt_15_one_that_fails_rests_longer_each_time_is_given_up_and_holds_nothing_up(db) {
        let stage = Stage::new(db).await;
        let start = stage.now();
        let mut timers: Vec<Timer> = (0..20).map(|n| stage.timer(&format!("{n:02}"), start)).collect();
        for (at, does) in [7, 13].into_iter().zip(WORDS) {
            timers[at].payload["does"] = json!(does);
        }
        stage.schedule(timers).await;
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 18);
        assert_eq!((stage.effects().await.len(), stage.left().await), (18, 2));
        let mut tries = 1;
        let mut last = stage.now();
        // Minute by minute until both are given up.
        let trouble = || async {
            stage.app.db.db.read(|conn| timers::list_troubled(conn, None, 10)).await.unwrap()
        };
        let mut pauses = Vec::new();
        while trouble().await.iter().any(|one| one.dead_at.is_none()) {
            stage.app.wait(TimeDelta::minutes(1));
            assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 0);
            let now = trouble().await;
            assert_eq!(now.len(), 2);
            if now[0].attempts > tries {
                tries = now[0].attempts;
                pauses.push((stage.now().as_utc() - last.as_utc()).num_minutes());
                last = stage.now();
            }
        }
        assert_eq!(tries, MOST_ATTEMPTS);
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert_eq!(stage.effects().await.len(), 18, "what failed left nothing behind");
        let dead = trouble().await;
        assert!(dead.iter().all(|one| one.last_error.is_some()));
        stage.app.wait(TimeDelta::days(30));
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 0);
        let backlog = stage.app.db.db.read(move |conn| timers::find_backlog(conn, last)).await.unwrap();
        assert_eq!((backlog.due, backlog.dead), (0, 2));
    }
}

on_both_databases! {
    async fn what_is_sent_is_sent_until_it_is_taken(db) {
        let stage = Stage::new(db).await;
        let mut timers: Vec<Timer> = (0..12).map(|n| stage.timer(&format!("{n:02}"), stage.now())).collect();
        timers.iter_mut().for_each(|one| one.kind = SENT);
        timers[3].payload["does"] = json!("fails");
        stage.schedule(timers).await;
        assert_eq!(stage.scheduler().work_off(true).await.unwrap(), 0, "another lane");
        assert_eq!(stage.scheduler().work_off(false).await.unwrap(), 11);
        assert_eq!((stage.effects().await.len(), stage.left().await), (12, 1));
        stage.app.wait(TimeDelta::minutes(1));
        assert_eq!(stage.scheduler().work_off(false).await.unwrap(), 0);
        let again = stage.effects().await.into_iter().filter(|key| key == "03").count();
        assert_eq!(again, 2, "under the same key");
    }
}
