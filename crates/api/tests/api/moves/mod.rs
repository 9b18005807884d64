//! Moves from the accepted offer on: who does what, what changes when, and who learns of it. What
//! comes after the change of seat is in `after`, the hand-over list and its template in `checklist`,
//! whose consent is asked in `consents`, where it is told of in `told`.

mod after;
mod checklist;
mod consents;
mod told;
mod vacancy;

use actix_web::http::Method;
use api::moves::time::advance_due;
use api::upkeep::close_openings;
use chrono::TimeDelta;
use domain::application::ApplicationStatus;
use domain::opportunity::OpportunityStatus;
use domain::terms::{EmployeeStatus, Role};
use futures_util::future::join_all;
use persistence::on_both_databases;
use persistence::testing::TestDb;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

/// Eve has accepted Hana's offer.
struct Moving {
    acme: Company,
    opening: String,
    path: String,
}

impl Moving {
    async fn new(db: TestDb) -> Self {
        Self::of(Company::new(db).await).await
    }

    async fn of(acme: Company) -> Self {
        let form = acme.form();
        Self::into(acme, &form).await
    }

    /// Eve has accepted Hana's offer of this opening.
    async fn into(acme: Company, form: &Value) -> Self {
        let opening = acme.open(form).await;
        let application = acme.apply(&acme.eve, &opening).await;
        for command in ["shortlist", "offer"] {
            assert_eq!(
                acme.command(&acme.hana, &application, command).await.status,
                200
            );
        }
        let accepted = acme.command(&acme.eve, &application, "accept").await;
        assert_eq!(accepted.status, 200, "{}", accepted.text);
        let moves = acme.eve.get("/api/v1/moves?over=false").await;
        let id = moves.body["items"][0]["id"].as_str().unwrap();
        let path = format!("/api/v1/moves/{id}");
        Self {
            acme,
            opening,
            path,
        }
    }

    /// Reads the move, then says something.
    async fn say(&self, who: &User, body: Value) -> Answer {
        let read = who.get(&self.path).await;
        step(who, &self.path, &read, body).await
    }

    async fn ok(&self, who: &User, body: Value) -> Answer {
        let answer = self.say(who, body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    }

    async fn status(&self) -> Value {
        self.acme.sam.get(&self.path).await.body["status"].clone()
    }

    /// The server looks so many days after the offer was accepted, when every session would have
    /// ended; then it is that Monday again.
    async fn days(&self, days: i64) -> usize {
        self.acme.app.wait(TimeDelta::days(days));
        let taken = advance_due(&self.acme.app.state).await.unwrap();
        self.acme.app.wait(TimeDelta::days(-days));
        taken
    }

    /// Released for today, and made.
    async fn make(&self) {
        self.ok(
            &self.acme.hana,
            json!({"command": "request_release", "date": "2026-03-02"}),
        )
        .await;
        self.ok(&self.acme.max, json!({"command": "agree"})).await;
        assert_eq!(self.days(0).await, 1);
        assert_eq!(self.status().await, "effective");
    }

    /// Reads the move, then ticks one of its tasks or takes the tick back.
    async fn tick(&self, who: &User, task: &str, done: bool) -> Answer {
        let read = who.get(&self.path).await;
        let draft = who.request(Method::PUT, &format!("{}/tasks/{task}", self.path));
        let draft = draft.header("if-match", read.etag());
        draft.json(&json!({"done": done})).send().await
    }

    /// The id of a task that every template begins with.
    async fn task(&self, code: &str) -> String {
        let read = self.acme.sam.get(&self.path).await.body;
        let mut tasks = read["tasks"].as_array().unwrap().iter();
        let found = tasks.find(|task| task["code"] == code).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    async fn profile(&self) -> Value {
        let path = format!("/api/v1/employees/{}/profile", self.acme.eve_id);
        self.acme.eve.get(&path).await.body
    }
}

fn rule(answer: &Answer) -> (u16, &str) {
    let rule = answer.body["rule"].as_str().unwrap_or_default();
    (answer.status.as_u16(), rule)
}

on_both_databases! {
    async fn an_accepted_offer_becomes_a_move_that_the_two_managers_agree_on(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let begun = acme.eve.get(&moving.path).await.body;
        assert_eq!((&begun["status"], &begun["effective_on"], &begun["cap_on"]), (&json!("planned"), &json!("2026-03-16"), &json!("2026-04-01")));
        assert_eq!(begun["next"], json!({"step": "release_asked", "on": "2026-03-05"}));
        assert_eq!(begun["tasks"].as_array().unwrap().len(), 11);

        moving.ok(&acme.hana, json!({"command": "request_release", "date": "2026-03-09"})).await;
        let releases = acme.max.get("/api/v1/moves?view=releases").await;
        assert_eq!(releases.body["items"][0]["answer_by"], "2026-03-09", "{}", releases.text);
        assert_eq!(releases.body["items"][0]["waits_for"], "releasing_manager");
        let beyond = moving.say(&acme.max, json!({"command": "counter", "date": "2026-04-02", "reason": "The quarter."})).await;
        assert_eq!(rule(&beyond), (409, "date_beyond_cap"));
        let silent = moving.say(&acme.max, json!({"command": "counter", "date": "2026-03-30"})).await;
        assert_eq!(rule(&silent), (409, "reason_required"));
        for veto in ["cancel", "refuse", "return"] {
            let answer = moving.say(&acme.max, json!({"command": veto, "reason": "No."})).await;
            assert_eq!(answer.status, 409, "{veto}");
        }
        let countered = moving.ok(&acme.max, json!({"command": "counter", "date": "2026-03-30", "reason": "The quarter closes."})).await;
        assert_eq!(countered.body["countered_to"], "2026-03-30");
        let agreed = moving.ok(&acme.hana, json!({"command": "agree"})).await;
        assert_eq!((&agreed.body["status"], &agreed.body["effective_on"]), (&json!("approved"), &json!("2026-03-30")));
        let early = moving.say(&acme.hana, json!({"command": "make_effective"})).await;
        assert_eq!(rule(&early), (409, "not_yet"));
        let history = acme.eve.get(&moving.path).await.body["history"].clone();
        let steps: Vec<&str> = history.as_array().unwrap().iter().map(|one| one["step"].as_str().unwrap()).collect();
        assert_eq!(steps, ["accept", "request_release", "counter", "agree"]);
        assert_eq!(history[2]["note"], "The quarter closes.");
        assert_eq!(history[2]["by"]["display_name"], "Max Manager");
    }
}

on_both_databases! {
    async fn hr_02_on_its_day_everything_of_the_seat_changes_at_once_and_the_old_manager_loses_sight(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let before = moving.profile().await;
        assert_eq!(before["employee"]["manager"]["display_name"], "Max Manager");
        moving.make().await;
        let after = moving.profile().await;
        assert_eq!(after["employee"]["manager"]["display_name"], "Hana Hiring", "{after}");
        assert_eq!(after["employee"]["org_unit"]["name"], "Data");
        assert_eq!(after["employee"]["title"], "Data engineer");
        let roles = after["role_history"].as_array().unwrap();
        assert_eq!(roles.len(), 2, "{roles:?}");

        let read = acme.eve.get(&moving.path).await.body;
        let changed = read["history"].as_array().unwrap().last().unwrap()["changed"].clone();
        assert_eq!(changed, json!([
            {"field": "org_unit", "old": "Sales", "new": "Data"},
            {"field": "manager", "old": "Max Manager", "new": "Hana Hiring"},
            {"field": "title", "old": "Engineer", "new": "Data engineer"},
        ]));
        assert_eq!(read["trial_ends_on"], "2026-05-01");

        assert_eq!(acme.max.get(&moving.path).await.status, 404, "SEC-44");
        assert_eq!(acme.max.get("/api/v1/moves?view=releases").await.body["items"], json!([]));
        let profile = format!("/api/v1/employees/{}/profile", acme.eve_id);
        assert_eq!(acme.max.get(&profile).await.body["viewer"], "colleague");
        assert_eq!(acme.hana.get(&profile).await.body["viewer"], "manager");
        // The engine has heard of it: nobody applies anew so soon after a move.
        let other = acme.open(&acme.form()).await;
        let eligibility = acme.eve.get(&format!("{other}/eligibility")).await;
        assert_eq!(eligibility.body["eligible"], false, "{}", eligibility.text);
    }
}

on_both_databases! {
    async fn silence_is_consent_and_time_away_is_caught_up_in_order(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        assert_eq!(moving.days(2).await, 0);
        assert_eq!(moving.days(3).await, 1);
        let asked = acme.max.get(&moving.path).await.body;
        assert_eq!((&asked["status"], &asked["answer_by"]), (&json!("release_requested"), &json!("2026-03-12")));
        // Nobody looks for a hundred days.
        assert_eq!(moving.days(100).await, 3);
        let read = acme.eve.get(&moving.path).await.body;
        assert_eq!(read["status"], "confirmed");
        let on: Vec<(&str, &str)> = read["history"].as_array().unwrap().iter()
            .map(|one| (one["step"].as_str().unwrap(), one["on"].as_str().unwrap())).collect();
        assert_eq!(on, [
            ("accept", "2026-03-02"), ("planning_over", "2026-03-05"), ("silence", "2026-03-13"),
            ("date_reached", "2026-03-16"), ("trial_over", "2026-05-16"),
        ]);
        assert_eq!(moving.days(0).await, 0);
    }
}

on_both_databases! {
    async fn sec_42_a_specialist_who_is_left_has_no_veto_and_the_mover_decides_nothing_for_others(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let sara = world.person("Sara Both", acme.sales, None);
        world.reports_to(acme.eve_id, sara);
        let sara = acme.app.person_as(sara, &[Role::Employee, Role::Specialist]).await;
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        assert_eq!(sara.get("/api/v1/moves?view=pipeline").await.body["items"], json!([]));
        assert_eq!(acme.sam.get("/api/v1/moves?view=pipeline").await.body["items"].as_array().unwrap().len(), 1);
        let veto = moving.say(&sara, json!({"command": "cancel", "reason": "We need her."})).await;
        assert_eq!(rule(&veto), (409, "not_your_side"));
        assert_eq!(sara.get(&moving.path).await.body["sides"], json!(["releasing_manager"]));
        moving.ok(&acme.eve, json!({"command": "request_release", "date": "2026-03-20"})).await;
        let own = moving.say(&acme.eve, json!({"command": "agree"})).await;
        assert_eq!(rule(&own), (409, "not_your_side"));
        for nobody in [&acme.bo, &acme.app.visitor().await] {
            assert_eq!(nobody.get(&moving.path).await.status, 404);
            assert_eq!(nobody.get("/api/v1/moves?view=pipeline").await.status, 403);
        }
    }
}

on_both_databases! {
    async fn gigs_make_no_move_and_nobody_is_in_two(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let world = acme.app.world();
        let second = world.opening("Another role", acme.hana_id, OpportunityStatus::OpenInternal, &[]);
        let offered = world.application(acme.eve_id, second, ApplicationStatus::Offered);
        let again = acme.command(&acme.eve, &format!("/api/v1/applications/{offered}"), "accept").await;
        assert_eq!(rule(&again), (409, "in_another_move"));
        let others = acme.eve.get(&moving.path).await.body["other_applications"].clone();
        assert_eq!(others[0]["title"], "Another role", "{others}");
        assert_eq!(acme.hana.get(&moving.path).await.body["other_applications"], json!([]));
        let mut form = acme.form();
        form["kind"] = json!("gig");
        let gig = acme.open(&form).await;
        let application = acme.apply(&acme.bo, &gig).await;
        for command in ["shortlist", "offer"] {
            let _ = acme.command(&acme.hana, &application, command).await;
        }
        assert_eq!(acme.command(&acme.bo, &application, "accept").await.status, 200);
        assert_eq!(acme.bo.get("/api/v1/moves").await.body["items"], json!([]));
    }
}

on_both_databases! {
    async fn sec_27_fifty_answers_at_once_are_one_and_fifty_looks_make_one_change(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        moving.ok(&acme.hana, json!({"command": "request_release", "date": "2026-03-02"})).await;
        let read = acme.max.get(&moving.path).await;
        let tries = (0..50).map(|at| {
            let (who, command) = if at % 2 == 0 { (&acme.max, json!({"command": "agree"})) } else { (&acme.eve, json!({"command": "cancel", "reason": "No."})) };
            step(who, &moving.path, &read, command)
        });
        let answers = join_all(tries).await;
        let won: Vec<&Answer> = answers.iter().filter(|one| one.status == 200).collect();
        assert_eq!(won.len(), 1);
        assert!(answers.iter().all(|one| [200, 404, 412].contains(&one.status.as_u16())), "{:?}", answers.iter().map(|one| one.status).collect::<Vec<_>>());
        let status = moving.status().await;
        assert!(status == "approved" || status == "cancelled");
        let other = acme.app.another().await;
        let looks = join_all((0..50).map(|at| advance_due(if at % 2 == 0 { &acme.app.state } else { &other.state }))).await;
        let taken: usize = looks.into_iter().map(Result::unwrap).sum();
        assert_eq!(taken, usize::from(status == "approved"));
        let history = acme.sam.get(&moving.path).await.body["history"].clone();
        let made = history.as_array().unwrap().iter().filter(|one| one["step"] == "date_reached").count();
        assert_eq!(made, taken);
    }
}

on_both_databases! {
    async fn sec_27_fifty_acceptances_of_two_offers_are_one_move(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let mut offers = Vec::new();
        for title in ["One", "Two"] {
            let opening = world.opening(title, acme.hana_id, OpportunityStatus::OpenInternal, &[]);
            let offered = world.application(acme.eve_id, opening, ApplicationStatus::Offered);
            let path = format!("/api/v1/applications/{offered}");
            let read = acme.eve.get(&path).await;
            offers.push((path, read));
        }
        let accept = |at: usize| {
            let (path, read) = &offers[at % 2];
            step(&acme.eve, path, read, json!({"command": "accept"}))
        };
        let answers = join_all((0..50).map(accept)).await;
        assert_eq!(answers.iter().filter(|one| one.status == 200).count(), 1);
        assert_eq!(acme.eve.get("/api/v1/moves").await.body["items"].as_array().unwrap().len(), 1);
    }
}

on_both_databases! {
    async fn moves_are_read_in_few_statements_and_pages(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        assert!(acme.app.statements_of(&acme.eve, &moving.path).await <= 6);
        assert!(acme.app.statements_of(&acme.sam, "/api/v1/moves?view=pipeline&over=false").await <= 2);
        acme.app.world().status(acme.bo_id, EmployeeStatus::Active);
        assert_eq!(acme.sam.get("/api/v1/moves?view=pipeline&stuck=true").await.body["items"], json!([]));
        let approved = acme.sam.get("/api/v1/moves?view=pipeline&status=planned").await;
        assert_eq!(approved.body["items"].as_array().unwrap().len(), 1);
        assert_eq!(close_openings(&acme.app.state).await.unwrap(), 0);
    }
}
