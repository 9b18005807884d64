//! Deadlines of applications: offers that nobody answers, applicants who hear nothing.

use api::scheduler::standard;
use chrono::TimeDelta;
use domain::time::Timestamp;
use persistence::on_both_databases;
use serde_json::json;

use crate::hiring::Company;
use crate::support::User;

/// At `moment` the same people, signed in again: no session lasts so long.
async fn at<const N: usize>(acme: &Company, moment: &str, who: [&User; N]) -> [User; N] {
    let mut accounts = Vec::new();
    for one in who {
        accounts.push(one.get("/api/v1/session").await.body["account_id"].clone());
    }
    acme.app
        .state
        .clock
        .set(Timestamp::new(moment.parse().unwrap()));
    let mut users = Vec::new();
    for account in accounts {
        users.push(
            acme.app
                .sign_in(serde_json::from_value(account).unwrap())
                .await,
        );
    }
    users
        .try_into()
        .unwrap_or_else(|_| panic!("as many as before"))
}

async fn kinds(who: &User) -> Vec<String> {
    let all = who.get("/api/v1/notices").await.body;
    let all = all["items"].as_array().unwrap().iter();
    all.map(|one| one["kind"].as_str().unwrap().to_owned())
        .collect()
}

on_both_databases! {
    async fn an_offer_that_nobody_answers_lapses_after_the_last_day_and_both_sides_hear(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        for command in ["shortlist", "offer"] {
            assert_eq!(acme.command(&acme.hana, &application, command).await.status, 200);
        }
        let scheduler = standard(acme.app.state.clone());
        // Offered on Monday the 2nd: five working days end with Monday the 9th.
        let who = [&acme.eve, &acme.hana, &acme.max];
        let [eve, hana, max] = at(&acme, "2026-03-09T23:59:59Z", who).await;
        assert_eq!(scheduler.work_off(true).await.unwrap(), 0);
        acme.app.wait(TimeDelta::seconds(1));
        assert_eq!(scheduler.work_off(true).await.unwrap(), 1);
        let read = eve.get(&application).await;
        assert_eq!(read.body["status"], "lapsed");
        let last = read.body["stages"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["status"], &last["by_role"]), (&json!("lapsed"), &json!("system")));
        assert_eq!(kinds(&eve).await[0], "offer_lapsed");
        assert_eq!(kinds(&hana).await[0], "offer_unanswered");
        // It came to nothing: Eve's manager knows no more.
        assert_eq!(kinds(&max).await, [""; 0]);
        assert_eq!(acme.command(&eve, &application, "accept").await.status, 409);
        // The seat is free, and Eve may apply again.
        let _ = acme.apply(&eve, &opening).await;
    }
}

on_both_databases! {
    async fn sec_27_an_answer_and_the_deadline_at_once_are_one_of_the_two(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["seats"] = json!(2);
        let opening = acme.open(&form).await;
        let scheduler = standard(acme.app.state.clone());
        let mut late = Vec::new();
        for who in [&acme.eve, &acme.bo] {
            let application = acme.apply(who, &opening).await;
            for command in ["shortlist", "offer"] {
                assert_eq!(acme.command(&acme.hana, &application, command).await.status, 200);
            }
            late.push(application);
        }
        let [eve, hana] = at(&acme, "2026-03-22T09:00:00Z", [&acme.eve, &acme.hana]).await;
        // The deadline has both in hand when Eve accepts and Bo does not.
        let held = scheduler.take(true, TimeDelta::seconds(60), 10).await.unwrap();
        assert_eq!(held.len(), 2);
        assert_eq!(acme.command(&eve, &late[0], "accept").await.status, 200);
        assert_eq!(scheduler.write(held).await.unwrap(), 1);
        assert_eq!(hana.get(&late[0]).await.body["status"], "accepted");
        assert_eq!(hana.get(&late[1]).await.body["status"], "lapsed");
    }
}

on_both_databases! {
    async fn a_team_is_reminded_once_of_who_waits_for_a_first_word(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let _ = acme.apply(&acme.eve, &opening).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        assert_eq!(acme.command(&acme.hana, &bos, "shortlist").await.status, 200);
        let [hana] = at(&acme, "2026-03-10T00:00:00Z", [&acme.hana]).await;
        let scheduler = standard(acme.app.state.clone());
        assert_eq!(scheduler.work_off(true).await.unwrap(), 1);
        assert_eq!(scheduler.work_off(true).await.unwrap(), 0);
        let told = kinds(&hana).await;
        assert_eq!(told.iter().filter(|kind| *kind == "feedback_overdue").count(), 1, "{told:?}");
    }
}
