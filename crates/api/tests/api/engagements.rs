//! Gigs beside one's job: who is asked, what silence means, what is confirmed by both sides.

use api::upkeep::move_engagements;
use chrono::TimeDelta;
use diesel::prelude::*;
use domain::ids::OpportunityId;
use domain::terms::TeamRole;
use persistence::changes::{Change, ObjectType};
use persistence::{DbError, Origin, on_backend, on_both_databases, schema};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

/// Eve's engagement in a gig of Hana's, as Eve sees it.
pub async fn engagement(acme: &Company, form: &Value) -> Answer {
    let opening = acme.open(form).await;
    let application = acme.apply(&acme.eve, &opening).await;
    for command in ["shortlist", "offer"] {
        let done = acme.command(&acme.hana, &application, command).await;
        assert_eq!(done.status, 200, "{}", done.text);
    }
    let accepted = acme.command(&acme.eve, &application, "accept").await;
    assert_eq!(accepted.status, 200, "{}", accepted.text);
    let list = acme.eve.get("/api/v1/engagements?limit=1").await;
    let id = list.body["items"][0]["id"].as_str().unwrap();
    acme.eve.get(&address(id)).await
}

fn address(id: &str) -> String {
    format!("/api/v1/engagements/{id}")
}

async fn act(who: &User, gig: &Answer, body: Value) -> Answer {
    let path = address(gig.body["id"].as_str().unwrap());
    let read = who.get(&path).await;
    step(who, &path, &read, body).await
}

fn refusal(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.code())
}

on_both_databases! {
    async fn few_hours_ask_nobody_and_many_ask_the_manager_whose_silence_is_consent(db) {
        let acme = Company::new(db).await;
        let session = acme.eve.get("/api/v1/session").await;
        let account = session.body["account_id"].as_str().unwrap().parse().unwrap();
        let small = engagement(&acme, &acme.gig(6)).await;
        assert_eq!(small.body["status"], "ongoing", "{}", small.text);
        assert!(small.body.get("consent_due_on").is_none());
        // With what Eve does already the next hours are too many.
        let second = engagement(&acme, &acme.gig(4)).await;
        assert_eq!(second.body["status"], "awaiting_manager", "{}", second.text);
        assert_eq!(second.body["consent_due_on"], "2026-03-09", "five working days after Monday, 2 March");
        assert_eq!(second.body["allowed"], json!(["end_early"]));
        let asked = acme.max.get("/api/v1/notices").await;
        assert!(asked.text.contains("engagement_consent_asked"), "{}", asked.text);
        let reports = acme.max.get("/api/v1/engagements?of=reports&live=true").await;
        assert_eq!(reports.body["items"].as_array().unwrap().len(), 2, "{}", reports.text);
        assert_eq!(reports.body["items"][0]["allowed"], json!(["agree", "decline"]));

        acme.app.wait(TimeDelta::days(7));
        assert_eq!(move_engagements(&acme.app.state).await.unwrap(), 0, "the last day is a day to answer on");
        acme.app.wait(TimeDelta::days(1));
        let other = acme.app.another().await;
        other.state.clock.set(acme.app.state.clock.now());
        let (here, there) = tokio::join!(move_engagements(&acme.app.state), move_engagements(&other.state));
        assert_eq!(here.unwrap() + there.unwrap(), 1, "once");
        let eve = acme.app.sign_in(account).await;
        let now = eve.get(&address(second.body["id"].as_str().unwrap())).await;
        assert_eq!(now.body["status"], "ongoing", "{}", now.text);
    }
}

on_both_databases! {
    async fn a_manager_who_declines_says_why_and_the_seat_is_free_again(db) {
        let acme = Company::new(db).await;
        let gig = engagement(&acme, &acme.gig(20)).await;
        let opening = format!("/api/v1/opportunities/{}", gig.body["opportunity"]["id"].as_str().unwrap());
        assert_eq!(acme.hana.get(&opening).await.body["status"], "filled");
        let silent = act(&acme.max, &gig, json!({"command": "decline"})).await;
        assert_eq!(refusal(&silent), (422, "validation_failed"), "{}", silent.text);
        assert_eq!(silent.body["errors"][0]["pointer"], "/reason");
        let mine = act(&acme.eve, &gig, json!({"command": "agree"})).await;
        assert_eq!(refusal(&mine), (403, "forbidden"));
        let declined = act(&acme.max, &gig, json!({"command": "decline", "reason": "The release takes all hands."})).await;
        assert_eq!(declined.body["status"], "declined", "{}", declined.text);
        assert!(declined.body.get("application_id").is_none(), "what led to it is not the manager's");
        let opening = acme.hana.get(&opening).await;
        assert_eq!(opening.body["status"], "reviewing");
        assert_eq!(opening.body["seats_filled"], 0);
        let told = acme.eve.get("/api/v1/notices").await;
        assert!(told.text.contains("declined"), "{}", told.text);
        let late = act(&acme.max, &gig, json!({"command": "agree"})).await;
        assert_eq!(refusal(&late), (409, "illegal_transition"), "{}", late.text);
        assert_eq!(late.body["rule"], "not_from_here");
    }
}

on_both_databases! {
    async fn what_both_sides_confirm_becomes_a_claim_and_nothing_else_does(db) {
        let acme = Company::new(db).await;
        let python = acme.app.world().skill("Python", domain::terms::SkillKind::Tool, &[]);
        let gig = engagement(&acme, &acme.gig(4)).await;
        let unknown = "0192f0c1-2345-7abc-8def-0123456789ab";
        let bad = json!({"command": "complete", "feedback": "Well done.", "skills": [
            {"skill_id": acme.sql, "level": 4}, {"skill_id": acme.sql, "level": 5}, {"skill_id": unknown, "level": 1}]});
        let refused = act(&acme.hana, &gig, bad).await;
        assert_eq!(refusal(&refused), (422, "validation_failed"));
        let pointers: Vec<&str> = refused.body["errors"].as_array().unwrap().iter().map(|one| one["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/skills/1/skill_id", "/skills/2/skill_id"]);
        let done = json!({"command": "complete", "feedback": "The dashboards are in daily use.", "skills": [
            {"skill_id": acme.sql, "level": 5}, {"skill_id": python, "level": 2}]});
        let completed = act(&acme.hana, &gig, done).await;
        assert_eq!(completed.body["status"], "completed", "{}", completed.text);
        let profile = format!("/api/v1/employees/{}/profile", acme.eve_id);
        let before = acme.eve.get(&profile).await;
        assert!(!before.text.contains("\"project\""), "nothing is claimed by one side alone");

        let foreign = json!({"command": "confirm", "confirmed_skill_ids": [unknown]});
        assert_eq!(refusal(&act(&acme.eve, &gig, foreign).await), (422, "validation_failed"));
        let confirmed = act(&acme.eve, &gig, json!({"command": "confirm", "confirmed_skill_ids": [acme.sql], "reply": "Thank you."})).await;
        assert_eq!(confirmed.body["status"], "confirmed", "{}", confirmed.text);
        let after = acme.eve.get(&profile).await;
        let skills = after.body["skills"].as_array().unwrap();
        let sql = skills.iter().find(|one| one["skill"]["name"] == "SQL").unwrap();
        let claim = sql["claims"].as_array().unwrap().iter().find(|one| one["source"] == "project").unwrap();
        assert_eq!((&claim["level"], &claim["by"]["display_name"]), (&json!(5), &json!("Hana Hiring")), "{claim}");
        assert!(!skills.iter().any(|one| one["skill"]["name"] == "Python"), "Eve did not agree to it");
        // The manager is told of dates and hours, not of what the two said to each other.
        let manager = acme.max.get(&address(gig.body["id"].as_str().unwrap())).await;
        assert_eq!(manager.status, 200);
        for secret in ["feedback", "reply", "application_id"] {
            assert!(manager.body.get(secret).is_none(), "{secret}: {}", manager.text);
        }
        assert_eq!(manager.body["skills"], json!([]));
        assert_eq!(acme.bo.get(&address(gig.body["id"].as_str().unwrap())).await.status, 404);
    }
}

on_both_databases! {
    async fn sec_27_fifty_answers_at_once_are_one(db) {
        let acme = Company::new(db).await;
        let gig = engagement(&acme, &acme.gig(20)).await;
        let path = address(gig.body["id"].as_str().unwrap());
        let read = acme.max.get(&path).await;
        let answers = (0..50).map(|turn| {
            let body = if turn % 2 == 0 {
                json!({"command": "agree"})
            } else {
                json!({"command": "decline", "reason": "No time."})
            };
            step(&acme.max, &path, &read, body)
        });
        let answers = futures_util::future::join_all(answers).await;
        let won: Vec<&Answer> = answers.iter().filter(|one| one.status == 200).collect();
        assert_eq!(won.len(), 1);
        assert!(answers.iter().all(|one| matches!(one.status.as_u16(), 200 | 409 | 412)));
        let seats = if won[0].body["status"] == "declined" { 0 } else { 1 };
        let opening = format!("/api/v1/opportunities/{}", gig.body["opportunity"]["id"].as_str().unwrap());
        assert_eq!(acme.hana.get(&opening).await.body["seats_filled"], seats);
    }
}

on_both_databases! {
    async fn a_gig_runs_as_it_was_offered_not_as_it_was_posted(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.gig(6)).await;
        let application = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.hana, &application, "shortlist").await.status, 200);
        let read = acme.hana.get(&application).await;
        let terms = json!({"command": "offer", "offer": {"starts_on": "2026-03-20", "hours_per_week": 12}});
        let offered = step(&acme.hana, &application, &read, terms).await;
        assert_eq!(offered.status, 200, "{}", offered.text);
        assert_eq!(acme.command(&acme.eve, &application, "accept").await.status, 200);
        let list = acme.eve.get("/api/v1/engagements").await;
        let gig = acme.eve.get(&address(list.body["items"][0]["id"].as_str().unwrap())).await;
        assert_eq!((&gig.body["hours_per_week"], &gig.body["starts_on"]), (&json!(12), &json!("2026-03-20")), "{}", gig.text);
        assert_eq!(gig.body["status"], "awaiting_manager", "twelve hours ask the manager, six would not");
        assert_eq!(acme.sam.get(&opening).await.body["status"], "filled");
        let ended = act(&acme.eve, &gig, json!({"command": "end_early", "reason": "Another one came."})).await;
        assert_eq!(ended.status, 200, "{}", ended.text);
        assert_eq!(acme.sam.get(&opening).await.body["status"], "reviewing", "its seat is free: it never began");
    }
}

on_both_databases! {
    async fn what_the_board_learns_late_takes_no_page_away(db) {
        let acme = Company::new(db).await;
        let mut gigs = Vec::new();
        for _ in 0..3 {
            gigs.push(engagement(&acme, &acme.gig(2)).await.body);
        }
        let openings: Vec<Uuid> = gigs.iter().map(|gig| gig["opportunity"]["id"].as_str().unwrap().parse().unwrap()).collect();
        let bo = acme.bo_id;
        // Bo joins all three teams; of the newest the board has not heard yet.
        let joined = acme.app.state.db.write(Origin::system(acme.app.state.clock.now()), move |tx| {
            use schema::opportunity_member as t;
            let now = tx.now();
            for (place, opening) in openings.iter().enumerate() {
                let member = (t::opportunity_id.eq(OpportunityId::from_uuid(*opening)), t::employee_id.eq(bo), t::role.eq(TeamRole::Member), t::joined_at.eq(now));
                on_backend!(tx.conn(), |c| diesel::insert_into(t::table).values(member).execute(c))?;
                if place < 2 {
                    tx.changed(Change::upserted(ObjectType::Opportunity, *opening));
                }
            }
            Ok::<_, DbError>(())
        });
        joined.await.unwrap();
        let (mut shown, mut next) = (Vec::new(), String::new());
        for _ in 0..3 {
            let page = acme.bo.get(&format!("/api/v1/engagements?of=team&limit=1{next}")).await;
            assert_eq!(page.status, 200, "{}", page.text);
            shown.extend(page.body["items"].as_array().unwrap().iter().map(|one| one["id"].clone()));
            match page.body["next_cursor"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(shown, [gigs[1]["id"].clone(), gigs[0]["id"].clone()]);
    }
}
