//! FLT-01 for what happens by itself: the program is killed, each time at another moment, while it
//! works off thousands of timers, and started again. In the end what was to be written is there once
//! each, and every letter has arrived.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::time::Clock;
use persistence::audit::{self, Verdict};
use persistence::changes::ObjectType;
use persistence::timers::{self, Timer};
use persistence::{
    AuditDraft, Backend, Conn, Db, DbError, Origin, WriteTx, on_backend, on_both_databases, schema,
};
use serde_json::json;
use uuid::Uuid;

use crate::hiring::Company;
use crate::mail::{Sink, header};
use crate::support::TestApp;

const APPLICANTS: usize = 25;
/// Of the applicants; the others can be written no letter.
const WITH_ACCOUNT: usize = 5;
/// Half of them are offered to every applicant, and at half of them nobody hears anything.
const OPENINGS: usize = 80;
const EACH: usize = APPLICANTS * OPENINGS / 2;
/// Hana gets one for each, and who was offered something.
const LETTERS: usize = 2 * EACH + WITH_ACCOUNT * OPENINGS / 2;
const PATIENCE: Duration = Duration::from_secs(120);

/// A company where nobody answers: applicants no offers, and Hana no applications.
async fn company(app: TestApp) -> Company {
    app.state.clock.set(Clock::System.now());
    let acme = Company::of(app).await;
    let (world, now) = (acme.app.world(), acme.app.state.clock.now());
    let mut applicants = Vec::new();
    for number in 0..APPLICANTS {
        let name = format!("Applicant N{number}");
        let id = world.person(&name, acme.sales, Some(acme.max_id));
        if number < WITH_ACCOUNT {
            let _ = acme.app.person(id).await;
        }
        applicants.push(id);
    }
    let mut form = acme.form();
    form["closes_on"] = json!(now.plus(chrono::TimeDelta::days(60)).date());
    for number in 0..OPENINGS {
        let path = acme.open(&form).await;
        let opening = path.rsplit('/').next().unwrap().parse::<Uuid>().unwrap();
        let waiting = if number % 2 == 0 {
            (ApplicationStatus::Offered, "application.offer_answer")
        } else {
            (ApplicationStatus::Submitted, "application.feedback")
        };
        let opening = OpportunityId::from_uuid(opening);
        let all = applicants.clone();
        let written = (acme.app.db.db).write(Origin::system(now), move |tx| {
            apply(tx, opening, &all, waiting)
        });
        written.await.unwrap();
    }
    acme
}

/// All have applied, and what is to be answered is due.
fn apply(
    tx: &mut WriteTx<'_>,
    to: OpportunityId,
    applicants: &[EmployeeId],
    (status, kind): (ApplicationStatus, &'static str),
) -> Result<(), DbError> {
    use schema::application as t;
    let now = tx.now();
    let ids: Vec<ApplicationId> = (applicants.iter())
        .map(|_| ApplicationId::generate())
        .collect();
    let rows: Vec<_> = (ids.iter().zip(applicants))
        .map(|(id, applicant)| {
            (
                (t::id.eq(*id), t::opportunity_id.eq(to)),
                (t::employee_id.eq(*applicant), t::statement.eq("Me!")),
                t::status.eq(status),
                (t::policy_version.eq(1), t::version.eq(1)),
                (t::interview_guaranteed.eq(false), t::name_hidden.eq(false)),
                (t::submitted_at.eq(now), t::created_at.eq(now)),
                t::updated_at.eq(now),
            )
        })
        .collect();
    on_backend!(tx.conn(), |c| diesel::insert_into(t::table)
        .values(&rows)
        .execute(c))?;
    let due = ids.iter().map(|id| Timer {
        key: format!("{kind}:{id}"),
        kind,
        due_at: now,
        payload: json!({"application_id": id}),
    });
    timers::schedule_all(tx, &due.collect::<Vec<_>>())?;
    let nothing = Uuid::nil();
    tx.audit(AuditDraft::new("test.apply", ObjectType::Setting, nothing));
    Ok(())
}

/// The program, which does not survive the test.
struct Program(Child);

impl Program {
    fn start(url: &str, folder: &Path, sink: &Sink) -> Self {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(folder.join("log"))
            .unwrap();
        let child = traverse(url, folder)
            .arg("serve")
            .env("HOST", "127.0.0.1")
            .env("PORT", "0")
            .env("SMTP_HOST", "127.0.0.1")
            .env("SMTP_PORT", sink.port.to_string())
            .env("SMTP_TLS", "none")
            .env("MAIL_FROM", "Traverse <traverse@example.org>")
            .env("PUBLIC_URL", "https://traverse.example.org")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        Self(child.unwrap())
    }

    /// `kill -9`.
    fn kill(mut self) {
        assert_eq!(self.0.try_wait().unwrap(), None, "it runs until then");
        self.0.kill().unwrap();
        assert_eq!(self.0.wait().unwrap().signal(), Some(9));
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It is gone already, or the test has failed.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn traverse(url: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_traverse"));
    command
        .env_clear()
        .env("DATABASE_URL", url)
        .env("SPA_DIR", folder.join("no-pages"))
        .current_dir(folder);
    command
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn count(db: &Db, of: &'static str) -> usize {
    let read = move |conn: &mut Conn| -> Result<i64, DbError> {
        let found: Count =
            diesel::sql_query(format!("SELECT count(*) AS count FROM {of}")).get_result(conn)?;
        Ok(found.count)
    };
    usize::try_from(db.read(read).await.unwrap()).unwrap()
}

/// What each timer's effect leaves once.
const DONE: &str = "notice WHERE kind IN ('offer_unanswered', 'feedback_overdue')";
const DUE: &str = "timer";

/// The letters that arrived: each id with whom it was for. The same letter twice has one id.
fn letters(sink: &Sink) -> BTreeMap<String, String> {
    let mut arrived = BTreeMap::new();
    for letter in sink.letters.lock().unwrap().iter() {
        let (id, to) = (header(letter, "Message-ID:"), header(letter, "To:"));
        assert!(!id.is_empty() && !to.is_empty(), "{letter}");
        let before = arrived.insert(id.to_owned(), to.to_owned());
        assert!(before.is_none_or(|before| before == to), "{id} is for one");
    }
    arrived
}

async fn wait_until(folder: &Path, mut reached: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !reached().await {
        let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(begun.elapsed() < PATIENCE, "it comes to nothing: {}", log());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Whoever died holds what it took for at most five minutes; instead of waiting they are over.
async fn five_minutes_pass(db: &Db) {
    let sql = match db.backend() {
        Backend::Sqlite => "UPDATE timer SET lease_until = lease_until - 300000000",
        Backend::Postgres => "UPDATE timer SET lease_until = lease_until - interval '5 minutes'",
    };
    db.write_untraced(move |conn| -> Result<(), DbError> { Ok(conn.batch_execute(sql)?) })
        .await
        .unwrap();
}

/// An arbitrary moment, counted in what was done.
fn some(range: std::ops::Range<usize>) -> usize {
    rand::random_range(range)
}

on_both_databases! {
    async fn flt_01_killed_while_working_off_timers_it_writes_each_effect_once_and_sends_every_letter(db) {
        let (sink, folder) = (Sink::new().await, tempfile::tempdir().unwrap());
        let (folder, url) = (folder.path(), db.url.clone());
        let acme = company(TestApp::new(db).await).await;
        let db = &acme.app.db.db;
        assert_eq!((count(db, DONE).await, count(db, DUE).await), (0, 2 * EACH));

        // While effects are written: by hundreds, and one by one those that somebody died over.
        for _ in 0..5 {
            let program = Program::start(&url, folder, &sink);
            let enough = count(db, DONE).await + some(1..EACH / 5);
            wait_until(folder, async || count(db, DONE).await >= enough).await;
            tokio::time::sleep(Duration::from_millis(rand::random_range(0..5))).await;
            program.kill();
            let done = count(db, DONE).await;
            assert!((enough..2 * EACH).contains(&done), "killed too late: {done} of {} were written", 2 * EACH);
            five_minutes_pass(db).await;
        }

        // While letters leave, twice.
        for _ in 0..2 {
            let enough = sink.letters.lock().unwrap().len() + some(1..LETTERS / 4);
            let program = Program::start(&url, folder, &sink);
            wait_until(folder, async || sink.letters.lock().unwrap().len() >= enough).await;
            program.kill();
            let (sent, due) = (letters(&sink).len(), count(db, "timer WHERE kind = 'notice.letter'").await);
            assert!(sent > 0 && sent < LETTERS && due > 0, "killed too late: {sent} of {LETTERS} letters had left, {due} were due");
            five_minutes_pass(db).await;
        }

        let program = Program::start(&url, folder, &sink);
        wait_until(folder, async || count(db, DUE).await == 0).await;
        program.kill();

        for (what, there) in [
            ("application WHERE status = 'lapsed' AND version = 2", EACH),
            ("application WHERE status = 'submitted' AND version = 1", EACH),
            ("application_event WHERE command = 'offer_expires'", EACH),
            ("(SELECT DISTINCT application_id FROM application_event WHERE command = 'offer_expires') AS each", EACH),
            ("audit_event WHERE action = 'application.offer_expires'", EACH),
            ("notice WHERE kind = 'offer_lapsed'", EACH),
            ("notice WHERE kind = 'offer_unanswered'", EACH),
            ("notice WHERE kind = 'feedback_overdue'", EACH),
            ("(SELECT DISTINCT kind, recipient_id, object_id FROM notice) AS each", 3 * EACH),
        ] {
            assert_eq!(count(db, what).await, there, "{what}");
        }
        let arrived = letters(&sink);
        let mut of_each: BTreeMap<String, usize> = BTreeMap::new();
        for to in arrived.values() {
            *of_each.entry(to.clone()).or_default() += 1;
        }
        let mut wanted: BTreeMap<String, usize> = (0..WITH_ACCOUNT).map(|number| (format!("applicant.n{number}@example.org"), OPENINGS / 2)).collect();
        wanted.insert("hana.hiring@example.org".to_owned(), 2 * EACH);
        assert_eq!(of_each, wanted, "as many ids as notices");

        let verdict = db.read(audit::verify).await.unwrap();
        assert!(matches!(verdict, Verdict::Intact(_)), "{verdict:?}");
        let told = traverse(&url, folder).args(["audit", "verify"]).output().unwrap();
        assert!(told.status.success() && told.stdout.starts_with(b"intact: "), "{told:?}");
    }
}
