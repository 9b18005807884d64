//! How fast timers are worked off, and what people who read meanwhile feel of it, on both
//! databases: `tools/postgres.sh run cargo bench -p api --bench timers`. The first argument is how
//! many, 100,000.

#![expect(
    dead_code,
    unused_macros,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement with the helpers of the tests"
)]

#[path = "../tests/api/hiring.rs"]
mod hiring;
#[path = "../tests/api/support/mod.rs"]
mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use api::error::ApiResult;
use api::scheduler::Scheduler;
use api::state::App;
use domain::notice::NoticeKind;
use persistence::changes::ObjectType;
use persistence::notices::Notice;
use persistence::testing::TestDb;
use persistence::timers::{self, Held, Timer};
use persistence::{AuditDraft, Backend, DbError, Origin, WriteTx};
use serde_json::json;
use uuid::Uuid;

use hiring::Company;
use support::User;

const KIND: &str = "bench.tell";

/// What a deadline does at least: it tells somebody, and says so in the books.
fn tell(_: &App, tx: &mut WriteTx<'_>, held: &Held) -> ApiResult<()> {
    let object_id = Uuid::nil();
    let notice = Notice {
        recipient: serde_json::from_value(held.payload.0["to"].clone()).unwrap(),
        kind: NoticeKind::FeedbackOverdue,
        object_type: ObjectType::Application,
        object_id,
        params: json!({"key": held.key}),
    };
    tx.tell([notice]);
    tx.audit(AuditDraft::new(
        "bench.tell",
        ObjectType::Application,
        object_id,
    ));
    Ok(())
}

async fn fill(acme: &Company, many: usize) {
    let now = acme.app.state.clock.now();
    let all: Vec<usize> = (0..many).collect();
    for some in all.chunks(5_000) {
        let (some, to) = (some.to_vec(), acme.eve_id);
        let written = acme.app.db.db.write(Origin::system(now), move |tx| {
            let timer = |n: &usize| Timer {
                key: format!("{n}"),
                kind: KIND,
                due_at: now,
                payload: json!({"to": to}),
            };
            timers::schedule_all(tx, &some.iter().map(timer).collect::<Vec<_>>())?;
            tx.audit(AuditDraft::new(
                "bench.fill",
                ObjectType::Setting,
                Uuid::nil(),
            ));
            Ok::<_, DbError>(())
        });
        written.await.unwrap();
    }
}

/// Milliseconds: the median and the slowest of a hundred.
async fn read(who: &User, until: impl Fn(usize) -> bool) -> (usize, f64, f64) {
    let mut taken: Vec<Duration> = Vec::new();
    while !until(taken.len()) {
        for path in [
            "/api/v1/notices/summary",
            "/api/v1/opportunities",
            "/api/v1/home",
        ] {
            let begun = Instant::now();
            assert_eq!(who.get(path).await.status, 200, "{path}");
            taken.push(begun.elapsed());
        }
    }
    taken.sort();
    let at = |share: usize| {
        taken[(taken.len() * share / 100).min(taken.len() - 1)].as_secs_f64() * 1000.0
    };
    (taken.len(), at(50), at(99))
}

async fn measure(backend: Backend, many: usize) {
    let acme = Company::new(TestDb::new(backend)).await;
    let opening = acme.open(&acme.form()).await;
    let _ = acme.apply(&acme.eve, &opening).await;
    let (_, idle_p50, idle_p99) = read(&acme.hana, |so_far| so_far >= 3_000).await;
    fill(&acme, many).await;
    let scheduler = Scheduler::new(acme.app.state.clone()).writes(KIND, tell);
    let over = AtomicBool::new(false);
    let work = async {
        let begun = Instant::now();
        let done = scheduler.work_off(true).await.unwrap();
        over.store(true, Ordering::SeqCst);
        (done, begun.elapsed())
    };
    let reading = read(&acme.hana, |_| over.load(Ordering::SeqCst));
    let ((done, took), (reads, p50, p99)) = tokio::join!(work, reading);
    println!(
        "{backend:?}: {done} timers in {:.1} s; reads idle p50 {idle_p50:.2} ms, p99 {idle_p99:.2} ms; \
         meanwhile {reads} reads, p50 {p50:.2} ms, p99 {p99:.2} ms",
        took.as_secs_f64()
    );
}

fn main() {
    let many = std::env::args().find_map(|argument| argument.parse().ok());
    let many = many.unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let local = tokio::task::LocalSet::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        local.block_on(&runtime, measure(backend, many));
    }
}
