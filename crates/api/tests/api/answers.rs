//! The feedback guarantee: what is overdue and for whom it is listed, answers to many at once, and
//! what an answer gives to work with.

use chrono::TimeDelta;
use domain::terms::SkillKind;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::User;

fn feedback(gap: &str) -> Value {
    json!({"reason_code": "skills_gap", "gap": gap, "next_step": "Join the spring gig."})
}

/// Days later, everybody signed in again: sessions do not last so long.
pub async fn later(acme: &mut Company, days: i64) {
    let Company {
        app,
        hana,
        eve,
        max,
        bo,
        sam,
        ..
    } = acme;
    let mut accounts = Vec::new();
    for user in [&*hana, eve, max, bo, sam] {
        let session = user.get("/api/v1/session").await;
        accounts.push(
            session.body["account_id"]
                .as_str()
                .unwrap()
                .parse()
                .unwrap(),
        );
    }
    app.wait(TimeDelta::days(days));
    for (user, account) in [hana, eve, max, bo, sam].into_iter().zip(accounts) {
        *user = app.sign_in(account).await;
    }
}

async fn overdue(who: &User) -> Vec<(String, String)> {
    let list = who.get("/api/v1/overdue-answers").await;
    assert_eq!(list.status, 200, "{}", list.text);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = list.body["items"].as_array().unwrap().iter();
    items
        .map(|one| {
            (
                text(&one["application"]["employee"]["display_name"]),
                text(&one["due"]),
            )
        })
        .collect()
}

on_both_databases! {
    async fn answers_are_overdue_after_the_policys_working_days(db) {
        let mut acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let line = |name: &str, due: &str| vec![(name.to_owned(), due.to_owned())];
        // Sent on Monday the second; in time until Monday the ninth.
        later(&mut acme, 7).await;
        for who in [&acme.hana, &acme.sam] {
            assert_eq!(overdue(who).await, []);
        }
        later(&mut acme, 1).await;
        for who in [&acme.hana, &acme.sam] {
            assert_eq!(overdue(who).await, line("Eve Explorer", "2026-03-09"));
        }
        for who in [&acme.max, &acme.eve, &acme.bo] {
            assert_eq!(overdue(who).await, [], "it is nobody else's business");
        }
        // Once somebody has looked closer it waits for the end, as long as others may apply.
        assert_eq!(acme.command(&acme.hana, &eves, "shortlist").await.status, 200);
        assert_eq!(overdue(&acme.hana).await, []);
        assert_eq!(acme.command(&acme.hana, &opening, "close").await.status, 200);
        later(&mut acme, 8).await;
        assert_eq!(overdue(&acme.hana).await, line("Eve Explorer", "2026-03-17"));
        let read = acme.hana.get(&eves).await;
        let answered = step(&acme.hana, &eves, &read, json!({"command": "invite_to_interview"})).await;
        assert_eq!(answered.status, 200);
        let answered = step(&acme.hana, &eves, &answered, json!({"command": "reject", "feedback": feedback("Streaming.")})).await;
        assert_eq!(answered.status, 200, "{}", answered.text);
        assert_eq!(overdue(&acme.hana).await, []);
    }
}

on_both_databases! {
    async fn sec_41_overdue_lists_follow_the_rule_for_one_application(db) {
        let mut acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let _ = acme.apply(&acme.eve, &opening).await;
        let _ = acme.apply(&acme.sam, &opening).await;
        later(&mut acme, 1).await;
        let _ = crate::fairness::save_team(&acme, &opening, &[acme.max_id, acme.bo_id]).await;
        later(&mut acme, 9).await;
        let names = |list: Vec<(String, String)>| list.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(overdue(&acme.hana).await), ["Eve Explorer", "Sam Specialist"]);
        assert_eq!(names(overdue(&acme.max).await), ["Sam Specialist"], "he joined after his report applied");
        assert_eq!(names(overdue(&acme.sam).await), [""; 0], "competitors see nothing of it");
    }
}

on_both_databases! {
    async fn several_are_answered_at_once_each_whole_or_not_at_all(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let other = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        let elsewhere = acme.apply(&acme.bo, &other).await;
        for path in [&eves, &bos, &elsewhere] {
            assert_eq!(acme.command(&acme.hana, path, "invite_to_interview").await.status, 200);
        }
        let list = acme.hana.get(&format!("{opening}/applications")).await;
        assert!(list.body["items"].as_array().unwrap().iter().all(|one| one["version"] == 2), "{}", list.text);
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let item = |path: &str, version: i64, gap: &str| json!({"application_id": id(path), "version": version, "feedback": feedback(gap)});
        let sent = json!({"items": [item(&eves, 2, "Streaming."), item(&bos, 1, "Stale."), item(&elsewhere, 2, "Not here.")]});
        let path = format!("{opening}/rejections");
        let answer = acme.hana.post(&path, &sent).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.body["items"], json!([
            {"application_id": id(&eves), "sent": true},
            {"application_id": id(&bos), "sent": false, "code": "precondition_failed"},
            {"application_id": id(&elsewhere), "sent": false, "code": "not_found"},
        ]));
        assert_eq!(acme.eve.get(&eves).await.body["feedback"]["gap"], "Streaming.");
        assert_eq!(acme.bo.get(&bos).await.body["status"], "interview");
        let again = acme.hana.post(&path, &json!({"items": [item(&eves, 3, "Twice.")]})).await;
        assert_eq!(again.body["items"][0], json!({"application_id": id(&eves), "sent": false, "code": "illegal_transition", "rule": "not_from_here"}));
        let empty = acme.hana.post(&path, &json!({"items": [item(&bos, 2, "")]})).await;
        assert_eq!((empty.status.as_u16(), &empty.body["errors"][0]["pointer"]), (422, &json!("/items/0/feedback/gap")), "{}", empty.text);
        assert_eq!(acme.eve.post(&path, &sent).await.status, 403);
        let many: Vec<Value> = (0..51).map(|_| item(&bos, 2, "Many.")).collect();
        assert_eq!(acme.hana.post(&path, &json!({"items": many})).await.status, 422);
    }
}

on_both_databases! {
    async fn an_answer_names_skills_to_work_on_in_a_language_that_is_told(db) {
        let acme = Company::new(db).await;
        let streaming = acme.app.world().skill("Streaming", SkillKind::Skill, &[]);
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.hana, &eves, "invite_to_interview").await.status, 200);
        let read = acme.hana.get(&eves).await;
        assert_eq!(read.body["reads_language"], "en");
        assert_eq!(acme.eve.get(&eves).await.body.get("reads_language"), None);
        let mut told = feedback("Streaming at this scale.");
        told["skill_ids"] = json!([acme.data]);
        let refused = step(&acme.hana, &eves, &read, json!({"command": "reject", "feedback": told})).await;
        assert_eq!(refused.body["errors"][0]["pointer"], "/feedback/skill_ids");
        told["skill_ids"] = json!([streaming]);
        assert_eq!(step(&acme.hana, &eves, &read, json!({"command": "reject", "feedback": told})).await.status, 200);
        let feedback = acme.eve.get(&eves).await.body["feedback"].clone();
        assert_eq!((&feedback["skills"][0]["id"], &feedback["skills"][0]["name"]), (&json!(streaming), &json!("Streaming")));
        let goal = json!({"target": {"skill_id": streaming}, "horizon": "1_year", "visibility": "private"});
        let made = acme.eve.post(&format!("/api/v1/employees/{}/aspirations", acme.eve_id), &goal).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
}
