//! Questions about matches, levels and rejections: to whom they go, who answers, what is said.

use actix_web::http::Method;
use diesel::prelude::*;
use domain::terms::Role;
use persistence::{Conn, DbError, on_both_databases, schema};
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

const ALL: &str = "/api/v1/contests";

async fn ask(who: &User, kind: &str, id: impl serde::Serialize) -> Answer {
    let body =
        json!({"subject_kind": kind, "subject_id": id, "statement": "That cannot be right."});
    who.post(ALL, &body).await
}

async fn act(who: &User, question: &Answer, verb: &str, body: &Value) -> Answer {
    let address = format!("{ALL}/{}/{verb}", question.body["id"].as_str().unwrap());
    let draft = who
        .request(Method::POST, &address)
        .header("if-match", question.etag());
    let draft = if body.is_null() {
        draft
    } else {
        draft.json(body)
    };
    draft.send().await
}

fn answer() -> Value {
    json!({"outcome": "partly_upheld", "reason": "You are right about one of two.", "changed": "Assessed anew."})
}

fn count(list: &Answer) -> usize {
    list.body["items"].as_array().unwrap().len()
}

on_both_databases! {
    async fn gdpr_04_a_question_goes_to_a_named_specialist_and_its_answer_to_who_asked(db) {
        let acme = Company::new(db).await;
        let asked = ask(&acme.eve, "skill_level", acme.sql).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        assert_eq!(asked.body["assignee"]["display_name"], "Sam Specialist");
        assert_eq!(asked.body["due_on"], "2026-03-16", "ten working days after Monday, 2 March");
        assert_eq!(asked.body["allowed"], json!(["withdraw"]));
        let again = ask(&acme.eve, "skill_level", acme.sql).await;
        assert_eq!((again.status.as_u16(), again.code()), (409, "already_questioned"));

        let queue = acme.sam.get(&format!("{ALL}?assigned=me&state=open")).await;
        assert_eq!(count(&queue), 1, "{}", queue.text);
        assert_eq!(acme.eve.get(&format!("{ALL}?assigned=all")).await.status, 403);
        assert_eq!(act(&acme.eve, &asked, "answer", &answer()).await.status, 403);
        let stale = acme.sam.request(Method::POST, &format!("{ALL}/{}/answer", asked.body["id"].as_str().unwrap()));
        assert_eq!(stale.header("if-match", "\"v9\"").json(&answer()).send().await.status, 412);
        let done = act(&acme.sam, &asked, "answer", &answer()).await;
        assert_eq!(done.status, 200, "{}", done.text);
        let late = act(&acme.sam, &done, "answer", &answer()).await;
        assert_eq!((late.status.as_u16(), late.code()), (409, "illegal_transition"));
        assert_eq!(late.body["rule"], "not_from_here");

        let mine = acme.eve.get(ALL).await;
        assert_eq!(mine.body["items"][0]["outcome"], "partly_upheld");
        assert_eq!(mine.body["items"][0]["answered_by"]["display_name"], "Sam Specialist");
        let home = acme.eve.get("/api/v1/home").await;
        assert_eq!(home.body["answered_questions"][0]["reason"], answer()["reason"]);
        assert_eq!(ask(&acme.eve, "skill_level", acme.sql).await.status, 201, "asked again once it is answered");
        let log = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await;
        for action in ["contest.create", "contest.answer"] {
            assert!(log.text.contains(action), "{action} is audited");
        }
    }
}

on_both_databases! {
    async fn gdpr_04_only_what_is_ones_own_can_be_questioned(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let of_max = acme.max.get(&format!("{opening}/match")).await;
        for (kind, id) in [
            ("match", of_max.body["match_id"].clone()),
            ("match", json!(uuid::Uuid::now_v7())),
            ("skill_level", json!(uuid::Uuid::now_v7())),
            ("rejection", json!(uuid::Uuid::now_v7())),
        ] {
            let asked = ask(&acme.eve, kind, id).await;
            assert_eq!((asked.status.as_u16(), asked.code()), (422, "validation_failed"), "{kind}");
        }
        let application = acme.apply(&acme.eve, &opening).await;
        let id = application.rsplit('/').next().unwrap();
        assert_eq!(ask(&acme.eve, "rejection", id).await.status, 422, "it is not rejected");
        let read = acme.command(&acme.hana, &application, "invite_to_interview").await;
        let feedback = json!({"reason_code": "skills_gap", "gap": "Streaming.", "next_step": "Join the gig."});
        assert_eq!(step(&acme.hana, &application, &read, json!({"command": "reject", "feedback": feedback})).await.status, 200);
        let asked = ask(&acme.eve, "rejection", id).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        let kept = format!("/api/v1/matches/{}/replay", asked.body["match_id"].as_str().unwrap());
        assert_eq!(acme.sam.get(&kept).await.body["agrees"], true, "the match that it was decided on");

        // Their own view is theirs until they show it.
        let own = acme.eve.get(&format!("{opening}/match")).await;
        let own = own.body["match_id"].as_str().unwrap();
        let address = format!("/api/v1/matches/{own}");
        assert_eq!(acme.sam.get(&address).await.status, 404);
        let asked = ask(&acme.eve, "match", own).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        assert_eq!(acme.sam.get(&address).await.status, 200);
        assert_eq!(acme.hana.get(&address).await.status, 404);
        assert_eq!(act(&acme.eve, &asked, "withdraw", &Value::Null).await.status, 200);
        assert_eq!(acme.sam.get(&address).await.status, 404, "taken back");
        assert_eq!(acme.sam.get(&format!("{ALL}/{}", asked.body["id"].as_str().unwrap())).await.status, 404);
    }
}

on_both_databases! {
    async fn gdpr_04_a_late_question_is_listed_as_overdue_and_can_be_handed_over(db) {
        let acme = Company::new(db).await;
        let nia_id = acme.app.world().person("Nia Neutral", acme.data, None);
        let asked = ask(&acme.eve, "skill_level", acme.sql).await;
        let _nia = acme.app.person_as(nia_id, &[Role::Employee, Role::Specialist]).await;
        let overdue = format!("{ALL}?assigned=all&overdue=true");
        assert_eq!(count(&acme.sam.get(&overdue).await), 0, "in time");
        assert_eq!(count(&acme.sam.get(&format!("{ALL}?assigned=all&overdue=false")).await), 1);
        // Sessions end sooner than questions fall due, so the row is made older.
        let age = |conn: &mut Conn| -> Result<usize, DbError> {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
            Ok(diesel::update(schema::contest::table).set(schema::contest::due_on.eq(day)).execute(conn)?)
        };
        assert_eq!(acme.app.state.db.write_untraced(age).await.unwrap(), 1);
        let late = acme.sam.get(&overdue).await;
        assert_eq!((count(&late), &late.body["items"][0]["overdue"]), (1, &json!(true)));
        assert!(late.body["items"][0].get("answerers").is_none(), "only of one that is shown alone");

        let address = format!("{ALL}/{}", asked.body["id"].as_str().unwrap());
        let open = acme.sam.get(&address).await;
        let names: Vec<&str> = open.body["answerers"].as_array().unwrap().iter().map(|one| one["display_name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Nia Neutral"], "whoever else may answer");
        assert!(acme.eve.get(&address).await.body.get("answerers").is_none());
        let handed = act(&acme.sam, &open, "assign", &json!({"assignee_id": nia_id})).await;
        assert_eq!(handed.body["assignee"]["display_name"], "Nia Neutral", "{}", handed.text);
        assert_eq!(act(&acme.sam, &handed, "answer", &answer()).await.status, 409, "it is hers now");
    }
}

on_both_databases! {
    async fn gdpr_04_who_had_a_hand_in_it_neither_gets_it_nor_learns_of_it(db) {
        let acme = Company::new(db).await;
        let (world, app) = (acme.app.world(), &acme.app);
        let sam_id = acme.sam.get("/api/v1/session").await.body["employee_id"].as_str().unwrap().parse().unwrap();
        world.reports_to(acme.eve_id, sam_id);
        let rita = world.person("Rita Root", acme.data, None);
        let rita = app.person_as(rita, &[Role::Employee, Role::Admin]).await;
        let asked = ask(&acme.eve, "skill_level", acme.sql).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        assert!(asked.body.get("assignee").is_none(), "the only specialist is her manager");
        let address = format!("{ALL}/{}", asked.body["id"].as_str().unwrap());
        assert_eq!(acme.sam.get(&address).await.status, 404);
        assert_eq!(count(&acme.sam.get(&format!("{ALL}?assigned=all")).await), 0);
        let told = rita.get(&format!("{ALL}?assigned=nobody")).await;
        assert_eq!(count(&told), 1, "an administrator is told that nobody can answer");
        let shown = &told.body["items"][0];
        for hidden in ["employee", "statement", "subject_id", "skill"] {
            assert!(shown.get(hidden).is_none(), "{hidden}: {shown}");
        }
        assert_eq!(rita.get(&address).await.status, 404);

        let nia_id = world.person("Nia Neutral", acme.data, None);
        let nia = app.person_as(nia_id, &[Role::Employee, Role::Specialist]).await;
        let open = nia.get(&address).await;
        assert_eq!(open.body["allowed"], json!(["assign"]), "taken over before it is answered");
        let unfit = act(&nia, &open, "assign", &json!({"assignee_id": sam_id})).await;
        assert_eq!((unfit.status.as_u16(), &unfit.body["rule"]), (409, &json!("unfit_assignee")));
        assert_eq!(open.body["answerers"][0]["id"], json!(nia_id));
        assert_eq!(open.body["answerers"].as_array().unwrap().len(), 1, "not to her manager");
        let taken = act(&nia, &open, "assign", &json!({"assignee_id": nia_id})).await;
        assert_eq!(taken.status, 200, "{}", taken.text);
        assert_eq!(count(&rita.get(&format!("{ALL}?assigned=nobody")).await), 0);
        assert_eq!(act(&nia, &taken, "answer", &answer()).await.status, 200);
    }
}
