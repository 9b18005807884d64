//! What goes when its time is over, and what does not.

use api::upkeep::{cut_audit_log, forget_applications};
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::terms::Role;
use futures_util::future::join_all;
use persistence::audit::{self, Verdict};
use persistence::changes::ObjectType;
use persistence::{AuditDraft, Conn, DbError, Origin, changes, on_both_databases};
use serde_json::json;
use uuid::Uuid;

use crate::hiring::{Company, step};

/// Tables that say something of an application.
const OF_APPLICATIONS: [&str; 7] = [
    "application",
    "application_event",
    "application_offer",
    "application_assessment",
    "interview",
    "contest",
    "notice",
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn counts(acme: &Company) -> Vec<(&'static str, i64)> {
    let read = |conn: &mut Conn| -> Result<Vec<(&'static str, i64)>, DbError> {
        let each = OF_APPLICATIONS.into_iter().map(|table| {
            let sql = format!("SELECT count(*) AS count FROM {table}");
            let found: Count = diesel::sql_query(sql).get_result(conn)?;
            Ok((table, found.count))
        });
        each.collect()
    };
    acme.app.state.db.read(read).await.unwrap()
}

/// Invites, as whoever fits is promised, and says no.
async fn reject(acme: &Company, application: &str) {
    let invited = acme.command(&acme.hana, application, "invite_to_interview");
    assert_eq!(invited.await.status, 200);
    let read = acme.hana.get(application).await;
    let feedback = json!({"reason_code": "skills_gap", "gap": "Pipelines.", "next_step": "A gig."});
    let body = json!({"command": "reject", "feedback": feedback});
    let rejected = step(&acme.hana, application, &read, body).await;
    assert_eq!(rejected.status, 200, "{}", rejected.text);
}

on_both_databases! {
    async fn gdpr_03_what_came_to_nothing_goes_after_the_months_of_the_policy_and_the_rest_stays(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let rejected = acme.apply(&acme.eve, &opening).await;
        let asked = acme.apply(&acme.max, &opening).await;
        let live = acme.apply(&acme.bo, &opening).await;
        reject(&acme, &rejected).await;
        reject(&acme, &asked).await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let question = json!({"subject_kind": "rejection", "subject_id": id(&asked), "statement": "Why was it not enough?"});
        let open = acme.max.post("/api/v1/contests", &question).await;
        assert_eq!(open.status, 201, "{}", open.text);
        let applicants = acme.hana.get(&opening).await.body["applicants_count"].clone();

        acme.app.wait(TimeDelta::days(364));
        assert_eq!(forget_applications(&acme.app.state).await.unwrap(), 0, "not before its time");
        acme.app.wait(TimeDelta::days(2));
        let other = acme.app.another().await;
        let looks = join_all([forget_applications(&acme.app.state), forget_applications(&other.state)]).await;
        let gone: usize = looks.into_iter().map(Result::unwrap).sum();
        assert_eq!(gone, 1, "once, though two servers look; not the one that is asked about, nor one that lives");
        assert_eq!(forget_applications(&acme.app.state).await.unwrap(), 0);
        acme.app.wait(TimeDelta::days(-366));

        for who in [&acme.eve, &acme.hana, &acme.sam] {
            assert_eq!(who.get(&rejected).await.status, 404);
        }
        assert_eq!(acme.max.get(&asked).await.status, 200);
        assert_eq!(acme.bo.get(&live).await.status, 200);
        assert_eq!(acme.eve.get("/api/v1/applications").await.body["items"], json!([]));
        let shown = acme.hana.get(&opening).await;
        assert_eq!(shown.body["applicants_count"], applicants, "the number stays");
    }
}

on_both_databases! {
    async fn gdpr_03_nothing_of_it_stays_in_any_table_and_the_log_does_not_say_whose_it_was(db) {
        let acme = Company::new(db).await;
        let before = counts(&acme).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.hana, &application, "shortlist").await.status, 200);
        let talk = crate::interviews::propose(&acme, &application, &[acme.bo_id], &[24]).await;
        assert_eq!(talk.status, 201, "{}", talk.text);
        reject(&acme, &application).await;
        assert_ne!(counts(&acme).await, before);
        acme.app.wait(TimeDelta::days(400));
        assert_eq!(forget_applications(&acme.app.state).await.unwrap(), 1);
        acme.app.wait(TimeDelta::days(-400));
        assert_eq!(counts(&acme).await, before);
        let log = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await;
        assert!(!log.text.contains("application.expire"), "{}", log.text);
    }
}

/// Somebody is looked at, or nobody, so many times, days after the beginning.
async fn looks(acme: &Company, days: i64, times: usize, draft: AuditDraft) {
    let at = acme.app.state.clock.now().plus(TimeDelta::days(days));
    let written = acme.app.state.db.write(Origin::system(at), move |tx| {
        for _ in 0..times {
            tx.audit(draft.clone());
        }
        Ok::<_, DbError>(())
    });
    written.await.unwrap();
}

/// The numbers of the first event that is kept and of the last.
async fn kept(acme: &Company) -> (i64, i64) {
    match acme.app.state.db.read(audit::verify).await.unwrap() {
        Verdict::Intact(kept) => (kept.cut.seq + 1, kept.end.seq),
        broken @ Verdict::Broken { .. } => panic!("{broken:?}"),
    }
}

on_both_databases! {
    async fn the_audit_log_goes_after_the_months_of_the_policy_and_what_is_read_of_it_stays_right(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.hana.get(&application).await.status, 200);
        acme.app.state.reads().unwrap().flush().await;
        assert_eq!(acme.eve.get(&application).await.body["seen_by"][0]["who"], "Hana Hiring");
        let root = acme.app.sign_in(acme.app.account("root@example.org", &[Role::Admin]).await).await;
        // More than goes at once.
        looks(&acme, 0, 2_100, AuditDraft::new("setting.update", ObjectType::Setting, Uuid::nil())).await;
        let old = acme.app.state.db.read(changes::position).await.unwrap().audit.seq;
        let about_eve = AuditDraft::new("profile.read", ObjectType::Employee, *acme.eve_id.as_uuid()).about(acme.eve_id);
        looks(&acme, 600, 3, about_eve).await;

        acme.app.wait(TimeDelta::days(701));
        assert_eq!(cut_audit_log(&acme.app.state).await.unwrap(), 0, "23 months");
        acme.app.wait(TimeDelta::days(30));
        assert_eq!(cut_audit_log(&acme.app.state).await.unwrap(), 0, "24 months to the hour: the day is not over");
        acme.app.wait(TimeDelta::days(-731));
        assert_eq!(kept(&acme).await, (1, old + 3));
        let path = format!("/api/v1/employees/{}/access-log?limit=2", acme.eve_id);
        let page = acme.eve.get(&path).await;

        acme.app.wait(TimeDelta::days(732));
        let other = acme.app.another().await;
        let cuts = join_all([cut_audit_log(&acme.app.state), cut_audit_log(&other.state)]).await;
        let gone: usize = cuts.into_iter().map(Result::unwrap).sum();
        assert_eq!(i64::try_from(gone).unwrap(), old, "once, though two servers cut");
        assert_eq!(cut_audit_log(&acme.app.state).await.unwrap(), 0);
        acme.app.wait(TimeDelta::days(-732));
        assert_eq!(kept(&acme).await, (old + 1, old + 5), "the looks of the second year, and an event of each batch");

        let next = page.body["next_cursor"].as_str().unwrap();
        let rest = acme.eve.get(&format!("{path}&cursor={next}")).await;
        let shown = |page: &crate::support::Answer| page.body["items"].as_array().unwrap().len();
        assert_eq!((shown(&page), shown(&rest), rest.body.get("next_cursor")), (2, 1, None), "{}", rest.text);
        let whole = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await;
        assert_eq!(shown(&whole), 3, "{}", whole.text);
        let read = acme.eve.get(&application).await;
        assert_eq!((read.status.as_u16(), &read.body["seen_by"]), (200, &json!([])), "nobody knows any more");
        assert_eq!(read.body["stages"].as_array().unwrap().len(), 1, "what happened to it is its own: {}", read.text);
        let listed = root.get("/api/v1/audit-events").await;
        let actions: Vec<&str> = listed.body["items"].as_array().unwrap().iter().filter_map(|one| one["action"].as_str()).collect();
        assert_eq!(actions, ["audit.cut", "audit.cut"], "{}", listed.text);
        let exported = acme.eve.get(&format!("/api/v1/employees/{}/export", acme.eve_id)).await;
        assert_eq!((exported.status.as_u16(), shown_applications(&exported.body)), (200, 1));
    }
}

fn shown_applications(export: &serde_json::Value) -> usize {
    export["applications"].as_array().unwrap().len()
}

on_both_databases! {
    async fn no_policy_cuts_the_audit_log_before_six_months(db) {
        let acme = Company::new(db).await;
        let (_, old) = kept(&acme).await;
        let hasty = |conn: &mut Conn| -> Result<(), DbError> {
            Ok(conn.batch_execute("UPDATE policy SET parameters = '{\"retention\": {\"log_months\": 1}}'")?)
        };
        acme.app.state.db.write_untraced(hasty).await.unwrap();
        let other = acme.app.another().await;
        assert_eq!(other.state.matching.policy().parameters.retention.log_months, 1);
        // Until the second of September.
        acme.app.wait(TimeDelta::days(184));
        assert_eq!(cut_audit_log(&other.state).await.unwrap(), 0);
        acme.app.wait(TimeDelta::days(1));
        assert_eq!(i64::try_from(cut_audit_log(&other.state).await.unwrap()).unwrap(), old);
        assert_eq!(kept(&acme).await, (old + 1, old + 1));
    }
}
