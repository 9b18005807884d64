//! What people are told of applications and questions, and what they are not told any more once
//! they may not know.

use actix_web::http::Method;
use domain::terms::Role;
use persistence::changes::ObjectType;
use persistence::notices::Notice;
use persistence::{AuditDraft, DbError, Origin, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::User;

/// Kind, where the application stands by it, and who learned of it.
async fn told(who: &User) -> Vec<String> {
    let answer = who.get("/api/v1/notices").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let all = answer.body["items"].as_array().unwrap();
    let line = |one: &Value| {
        let params = &one["params"];
        let mut line = one["kind"].as_str().unwrap().to_owned();
        for detail in [&params["status"], &params["parties"]] {
            if !detail.is_null() {
                line = format!("{line} {detail}").replace('"', "");
            }
        }
        line
    };
    // Oldest first, as it happened.
    all.iter().rev().map(line).collect()
}

async fn bell(who: &User) -> Value {
    let answer = who.get("/api/v1/notices/summary").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

on_both_databases! {
    async fn each_side_is_told_what_the_other_did_and_nobody_what_they_did_themselves(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        for command in ["screen", "shortlist", "invite_to_interview", "select", "offer"] {
            assert_eq!(acme.command(&acme.hana, &application, command).await.status, 200);
            acme.app.wait(chrono::TimeDelta::seconds(1));
        }
        assert_eq!(acme.command(&acme.eve, &application, "accept").await.status, 200);
        assert_eq!(told(&acme.eve).await, [
            "application_moved_on screening",
            "application_moved_on shortlisted",
            "application_moved_on interview",
            "application_moved_on selected",
            "application_revealed [current_manager]",
            "offer_received offered",
            "application_revealed [approvers]",
            "application_revealed [executors]",
        ]);
        assert_eq!(told(&acme.hana).await, ["application_received submitted", "offer_accepted accepted"]);
        assert_eq!(told(&acme.max).await, ["report_revealed selected"]);
        assert_eq!(told(&acme.bo).await, [""; 0]);
        assert_eq!(told(&acme.sam).await, [""; 0]);
        let text = acme.max.get("/api/v1/notices").await.text;
        assert!(!text.contains("Eve"), "names are for the page behind the link: {text}");
    }
}

on_both_databases! {
    async fn those_who_come_too_late_are_told_that_it_is_over(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.max_id]);
        let opening = acme.open(&form).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        for command in ["shortlist", "offer"] {
            assert_eq!(acme.command(&acme.hana, &eves, command).await.status, 200);
        }
        assert_eq!(acme.command(&acme.eve, &eves, "accept").await.status, 200);
        assert_eq!(told(&acme.bo).await, ["application_lapsed lapsed"]);
        // Of the team and Eve's manager: told as the team is, and once.
        let max = told(&acme.max).await;
        assert_eq!(max.iter().filter(|one| one.starts_with("application_received")).count(), 2);
        assert_eq!(bell(&acme.max).await["groups"][0]["kind"], "offer_accepted");
        assert_eq!(acme.command(&acme.bo, &bos, "withdraw").await.status, 409);
    }
}

on_both_databases! {
    async fn sec_44_who_may_not_know_any_more_is_shown_nothing_and_nothing_is_counted(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.bo_id]);
        let opening = acme.open(&form).await;
        let application = acme.apply(&acme.eve, &opening).await;
        for command in ["shortlist", "select"] {
            assert_eq!(acme.command(&acme.hana, &application, command).await.status, 200);
        }
        assert_eq!(told(&acme.bo).await.len(), 1);
        assert_eq!(told(&acme.max).await.len(), 1);
        // Bo leaves the team, Eve gets another manager.
        let read = acme.hana.get(&opening).await;
        form["hiring_team_ids"] = json!([]);
        let draft = acme.hana.request(Method::PATCH, &opening).header("if-match", read.etag());
        assert_eq!(draft.json(&form).send().await.status, 200);
        acme.app.world().reports_to(acme.eve_id, acme.hana_id);
        for who in [&acme.bo, &acme.max] {
            assert_eq!(told(who).await, [""; 0]);
            let bell = bell(who).await;
            assert_eq!((&bell["unread"], &bell["groups"]), (&json!(0), &json!([])));
        }
        // Back again, what was told is told again.
        acme.app.world().reports_to(acme.eve_id, acme.max_id);
        assert_eq!(told(&acme.max).await.len(), 1);
        // Withdrawn, it was nothing that a manager should ever have heard of.
        assert_eq!(acme.command(&acme.eve, &application, "withdraw").await.status, 200);
        assert_eq!(told(&acme.max).await, [""; 0]);
    }
}

on_both_databases! {
    async fn wh_09_a_change_that_is_rolled_back_tells_nobody(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        let notice = Notice {
            recipient: acme.eve_id,
            kind: domain::notice::NoticeKind::OfferReceived,
            object_type: ObjectType::Application,
            object_id: application.rsplit('/').next().unwrap().parse().unwrap(),
            params: json!({}),
        };
        for fails in [true, false] {
            let notice = notice.clone();
            let origin = Origin::system(acme.app.state.clock.now());
            let written = acme.app.db.db.write(origin, move |tx| {
                // Named twice, told once.
                tx.tell([notice.clone(), notice.clone()]);
                tx.audit(AuditDraft::new("test.notice", ObjectType::Application, notice.object_id));
                if fails { Err(DbError::Other("later".to_owned())) } else { Ok(()) }
            });
            assert_eq!(written.await.is_err(), fails);
            assert_eq!(told(&acme.eve).await.len(), usize::from(!fails));
        }
        // A refused step tells nobody either.
        let read = acme.hana.get(&application).await;
        let refused = step(&acme.hana, &application, &read, json!({"command": "reject"})).await;
        assert_eq!(refused.status, 422);
        assert_eq!(told(&acme.eve).await.len(), 1);
    }
}

on_both_databases! {
    async fn the_bell_groups_and_what_was_read_stays_read(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let _ = acme.apply(&acme.eve, &opening).await;
        let _ = acme.apply(&acme.bo, &opening).await;
        let first = bell(&acme.hana).await;
        assert_eq!(first["unread"], 2);
        let groups = first["groups"].as_array().unwrap();
        assert_eq!(groups.len(), 1, "two applications to one opening are one line: {groups:?}");
        assert_eq!((&groups[0]["count"], &groups[0]["unread"]), (&json!(2), &json!(2)));
        assert_eq!(groups[0]["opportunity"]["title"], "Data engineer");
        // Pages join, and the cursor is nobody else's.
        let page = acme.hana.get("/api/v1/notices?limit=1").await.body;
        let cursor = page["next_cursor"].as_str().unwrap();
        let next = acme.hana.get(&format!("/api/v1/notices?limit=1&cursor={cursor}")).await.body;
        assert_ne!(page["items"][0]["id"], next["items"][0]["id"]);
        assert!(next.get("next_cursor").is_none());
        assert_eq!(acme.eve.get(&format!("/api/v1/notices?limit=1&cursor={cursor}")).await.status, 400);

        // Somebody else's ids do nothing.
        let ids = json!({"ids": [page["items"][0]["id"]]});
        assert_eq!(acme.bo.post("/api/v1/notices/read", &ids).await.status, 204);
        assert_eq!(bell(&acme.hana).await["unread"], 2);
        assert_eq!(acme.hana.post("/api/v1/notices/read", &ids).await.status, 204);
        assert_eq!(bell(&acme.hana).await["unread"], 1);
        let unread = acme.hana.get("/api/v1/notices?unread=true").await.body;
        assert_eq!(unread["items"].as_array().unwrap().len(), 1);
        let all = json!({"up_to": first["as_of"]});
        assert_eq!(acme.hana.post("/api/v1/notices/read", &all).await.status, 204);
        let after = bell(&acme.hana).await;
        assert_eq!((&after["unread"], &after["groups"][0]["count"]), (&json!(0), &json!(2)));
        // What came after one looked is unread still.
        acme.app.wait(chrono::TimeDelta::seconds(1));
        let bos = acme.bo.get("/api/v1/applications").await.body["items"][0]["id"].clone();
        let path = format!("/api/v1/applications/{}", bos.as_str().unwrap());
        assert_eq!(acme.command(&acme.bo, &path, "withdraw").await.status, 200);
        assert_eq!(acme.hana.post("/api/v1/notices/read", &all).await.status, 204);
        assert_eq!(bell(&acme.hana).await["unread"], 1);
        for wrong in [json!({}), json!({"ids": [], "up_to": first["as_of"]})] {
            assert_eq!(acme.hana.post("/api/v1/notices/read", &wrong).await.status, 422);
        }
    }
}

on_both_databases! {
    async fn a_question_is_told_to_its_desk_and_its_answer_to_who_asked(db) {
        let acme = Company::new(db).await;
        let unit = acme.app.world().unit("People", None);
        let sue_id = acme.app.world().person("Sue Specialist", unit, None);
        let sue = acme.app.person_as(sue_id, &[Role::Employee, Role::Specialist]).await;
        let question = json!({"subject_kind": "skill_level", "subject_id": acme.sql, "statement": "I can do more than that."});
        let asked = acme.eve.post("/api/v1/contests", &question).await;
        let path = format!("/api/v1/contests/{}", asked.body["id"].as_str().unwrap());
        let sam_has_it = told(&acme.sam).await.len() == 1;
        let (has, other) = if sam_has_it { (&acme.sam, &sue) } else { (&sue, &acme.sam) };
        assert_eq!((told(has).await.len(), told(other).await.len()), (1, 0));
        // Handed over, it is told there and here no more.
        let other_id = other.get("/api/v1/session").await.body["employee_id"].clone();
        let handed = has.request(Method::POST, &format!("{path}/assign")).header("if-match", asked.etag());
        let handed = handed.json(&json!({"assignee_id": other_id})).send().await;
        assert_eq!(handed.status, 200, "{}", handed.text);
        assert_eq!((told(has).await.len(), told(other).await.len()), (0, 1));
        let answer = json!({"outcome": "upheld", "reason": "The migrations count."});
        let answered = other.request(Method::POST, &format!("{path}/answer")).header("if-match", handed.etag());
        assert_eq!(answered.json(&answer).send().await.status, 200);
        assert_eq!(told(&acme.eve).await, ["contest_answered"]);
        assert_eq!(told(&acme.max).await, [""; 0]);
    }
}

on_both_databases! {
    async fn how_one_is_told_is_ones_own_choice_kind_by_kind(db) {
        let acme = Company::new(db).await;
        let of = |body: &Value, kind: &str| {
            let items = body["items"].as_array().unwrap();
            items.iter().find(|one| one["kind"] == kind).unwrap()["email"].clone()
        };
        let usual = acme.eve.get("/api/v1/notice-preferences").await.body;
        assert_eq!(usual["items"].as_array().unwrap().len(), domain::notice::NoticeKind::ALL.len());
        assert_eq!((of(&usual, "offer_received"), of(&usual, "application_moved_on")), (json!("immediate"), json!("daily")));
        for email in ["never", "immediate"] {
            let wanted = json!({"items": [{"kind": "application_moved_on", "email": email}]});
            let stored = acme.eve.put("/api/v1/notice-preferences", &wanted).await;
            assert_eq!(stored.status, 200, "{}", stored.text);
            assert_eq!(of(&stored.body, "application_moved_on"), email);
        }
        let others = acme.bo.get("/api/v1/notice-preferences").await.body;
        assert_eq!(of(&others, "application_moved_on"), "daily");
        let wrong = json!({"items": [{"kind": "weather", "email": "never"}]});
        assert_eq!(acme.eve.put("/api/v1/notice-preferences", &wrong).await.status, 400);
    }
}
