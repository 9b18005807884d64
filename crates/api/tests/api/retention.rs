//! What goes when its time is over, and what does not.

use api::upkeep::forget_applications;
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use futures_util::future::join_all;
use persistence::{Conn, DbError, on_both_databases};
use serde_json::json;

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
