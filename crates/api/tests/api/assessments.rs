//! Structured assessments: by criteria that were there before the people, each on their own before
//! they see the others, for the eyes of those who decide.

use actix_web::http::Method;
use chrono::TimeDelta;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

fn rated(ratings: &[Option<&str>]) -> Value {
    let one = |rating: &Option<&str>| match rating {
        Some(rating) => json!({"rating": rating, "note": "As told in the interview."}),
        None => json!({}),
    };
    json!({"ratings": ratings.iter().map(one).collect::<Vec<_>>()})
}

/// Hana's opening with Bo in the team and two criteria, and Eve's application to it.
async fn assessed(acme: &Company) -> (String, String) {
    let mut form = acme.form();
    form["hiring_team_ids"] = json!([acme.bo_id]);
    form["selection_criteria"] = json!(["Has built pipelines", "Explains well"]);
    let opening = acme.open(&form).await;
    let eves = acme.apply(&acme.eve, &opening).await;
    (opening, eves)
}

async fn edit(who: &User, path: &str, form: &Value) -> Answer {
    let read = who.get(path).await;
    let tag = read.header("etag").unwrap().to_owned();
    let draft = who.request(Method::PATCH, path).header("if-match", &tag);
    draft.json(form).send().await
}

on_both_databases! {
    async fn each_says_what_they_saw_before_they_read_what_others_say(db) {
        let acme = Company::new(db).await;
        let (_, eves) = assessed(&acme).await;
        let path = format!("{eves}/assessment");
        let first = acme.hana.put(&path, &rated(&[Some("partly_shown"), None])).await;
        assert_eq!(first.status, 200, "{}", first.text);
        assert_eq!(first.body["own"]["ratings"], json!([{"rating": "partly_shown", "note": "As told in the interview."}, {}]));
        // Bo has not said anything yet: a number, and nothing else.
        let blind = acme.bo.get(&path).await;
        assert_eq!((&blind.body["handed_in"], &blind.body["others_shown"]), (&json!(1), &json!(false)));
        assert_eq!((&blind.body["others"], &blind.body["summaries"]), (&json!([]), &json!([])));
        assert!(!blind.text.contains("partly_shown") && !blind.text.contains("Hana"), "{}", blind.text);
        // Nobody has read Hana's yet, so she may change it.
        assert_eq!(first.body["may_hand_in"], true);
        let again = acme.hana.put(&path, &rated(&[Some("shown"), None])).await;
        assert_eq!(again.status, 200, "{}", again.text);
        // A specialist does not assess, and reads.
        let sam = acme.sam.get(&path).await;
        assert_eq!(sam.body["others"][0]["ratings"][0]["rating"], "shown");
        assert_eq!(sam.body["may_hand_in"], false);

        let bos = acme.bo.put(&path, &rated(&[Some("exemplary"), Some("not_shown")])).await;
        assert_eq!(bos.body["others"][0]["assessor"]["id"], json!(acme.hana_id), "{}", bos.text);
        assert_eq!(bos.body["summaries"], json!([
            {"rated": {"raters": 2, "lowest": "shown", "median_low": "shown", "median_high": "exemplary", "highest": "exemplary"}},
            {"rated": {"raters": 1, "lowest": "not_shown", "median_low": "not_shown", "median_high": "not_shown", "highest": "not_shown"}},
        ]));
        // From here on both would write under the other's influence.
        for who in [&acme.hana, &acme.bo] {
            let late = who.put(&path, &rated(&[Some("not_shown"), None])).await;
            assert_eq!((late.code(), &late.body["rule"]), ("assessment_closed", &json!("others_read")), "{}", late.text);
            assert_eq!(who.get(&path).await.body["may_hand_in"], false);
        }
        assert_eq!(acme.hana.get(&path).await.body["own"]["ratings"][0]["rating"], "shown");
    }
}

on_both_databases! {
    async fn sec_41_neither_applicant_nor_manager_nor_rival_nor_who_steps_aside_assesses_or_reads(db) {
        let acme = Company::new(db).await;
        let (opening, eves) = assessed(&acme).await;
        let path = format!("{eves}/assessment");
        let said = rated(&[Some("shown"), None]);
        assert_eq!(acme.hana.put(&path, &said).await.status, 200);
        assert_eq!((acme.eve.get(&path).await.status.as_u16(), acme.eve.put(&path, &said).await.status.as_u16()), (403, 403));
        assert_eq!(acme.sam.put(&path, &said).await.status, 403);
        assert_eq!(acme.max.get(&path).await.status, 404);
        acme.app.wait(TimeDelta::minutes(10));
        // Max joins the team after Eve applied: he is her manager and stays one.
        let mut form = acme.form();
        form["selection_criteria"] = json!(["Has built pipelines", "Explains well"]);
        form["hiring_team_ids"] = json!([acme.bo_id, acme.max_id]);
        assert_eq!(edit(&acme.hana, &opening, &form).await.status, 200);
        assert_eq!((acme.max.get(&path).await.status.as_u16(), acme.max.put(&path, &said).await.status.as_u16()), (404, 404));
        // Whoever competes steps aside for good.
        let bos = acme.apply(&acme.bo, &opening).await;
        assert_eq!((acme.bo.get(&path).await.status.as_u16(), acme.bo.put(&path, &said).await.status.as_u16()), (404, 404));
        assert_eq!(acme.command(&acme.bo, &bos, "withdraw").await.status, 200);
        assert_eq!(acme.bo.put(&path, &said).await.status, 404);
        // The manager who is told of a selection is told nothing that led to it.
        for command in ["shortlist", "select"] {
            assert_eq!(acme.command(&acme.hana, &eves, command).await.status, 200);
        }
        assert_eq!(acme.max.get(&eves).await.status, 200);
        assert_eq!((acme.max.get(&path).await.status.as_u16(), acme.max.put(&path, &said).await.status.as_u16()), (403, 403));
    }
}

on_both_databases! {
    async fn what_says_nothing_or_comes_too_late_is_refused(db) {
        let acme = Company::new(db).await;
        let (_, eves) = assessed(&acme).await;
        let path = format!("{eves}/assessment");
        for (wrong, pointer, code) in [
            (rated(&[Some("shown")]), "/ratings", "out_of_range"),
            (rated(&[Some("shown"), None, None]), "/ratings", "out_of_range"),
            (rated(&[None, None]), "/ratings", "required"),
            (json!({"ratings": [{"rating": "shown"}, {"note": "  "}]}), "/ratings/1/note", "too_short"),
        ] {
            let refused = acme.hana.put(&path, &wrong).await;
            assert_eq!(refused.status, 422, "{}", refused.text);
            assert_eq!((&refused.body["errors"][0]["pointer"], &refused.body["errors"][0]["code"]), (&json!(pointer), &json!(code)));
        }
        assert_eq!(acme.hana.put(&path, &json!({"ratings": [{"rating": "good"}, {}]})).await.status, 400);
        let read = acme.hana.get(&eves).await;
        assert_eq!(read.body["permissions"], json!(["read_assessment", "assess", "read_interviews"]));
        let feedback = json!({"reason_code": "skills_gap", "gap": "Streaming.", "next_step": "Join the gig."});
        let invited = acme.command(&acme.hana, &eves, "invite_to_interview").await;
        assert_eq!(invited.status, 200, "{}", invited.text);
        let no = step(&acme.hana, &eves, &acme.hana.get(&eves).await, json!({"command": "reject", "feedback": feedback})).await;
        assert_eq!(no.status, 200, "{}", no.text);
        let late = acme.hana.put(&path, &rated(&[Some("shown"), None])).await;
        assert_eq!((late.code(), &late.body["rule"]), ("assessment_closed", &json!("decided")));
        assert_eq!(acme.hana.get(&eves).await.body["permissions"], json!(["read_assessment", "read_interviews"]));
    }
}

on_both_databases! {
    async fn criteria_stand_once_the_team_may_know_of_an_application(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let mut form = acme.form();
        form["selection_criteria"] = json!(["Has built pipelines", "Explains well"]);
        assert_eq!(acme.hana.get(&opening).await.body["criteria_frozen"], false);
        assert_eq!(edit(&acme.hana, &opening, &form).await.status, 200, "nobody has applied yet");
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.hana.get(&opening).await.body["criteria_frozen"], true);
        for criteria in [json!(["Has built pipelines"]), json!(["Has built pipelines", "Explains well", "Is nice"]), json!(["Explains well", "Has built pipelines"]), json!(["Has built pipelines", "Explains it well"])] {
            let mut other = form.clone();
            other["selection_criteria"] = criteria;
            let refused = edit(&acme.hana, &opening, &other).await;
            assert_eq!((refused.status.as_u16(), refused.code()), (409, "criteria_frozen"), "{}", refused.text);
            assert_eq!(refused.body["errors"][0]["pointer"], "/selection_criteria");
        }
        form["description"] = json!("Build and mend pipelines.");
        assert_eq!(edit(&acme.hana, &opening, &form).await.status, 200, "the rest may change");
        // The team has seen Eve; that she withdrew does not undo it.
        assert_eq!(acme.command(&acme.eve, &eves, "withdraw").await.status, 200);
        form["selection_criteria"] = json!(["Is nice"]);
        assert_eq!(edit(&acme.hana, &opening, &form).await.code(), "criteria_frozen");
    }
}

on_both_databases! {
    async fn sec_41_that_criteria_stand_tells_a_manager_of_the_team_nothing(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.max_id]);
        acme.app.wait(TimeDelta::minutes(10));
        assert_eq!(edit(&acme.hana, &opening, &form).await.status, 200);
        // Max leads people and joined late: frozen from publishing on, whether anybody applied or not.
        let look = || async {
            let read = acme.max.get(&opening).await;
            let mut other = form.clone();
            other["selection_criteria"] = json!(["Is nice"]);
            (read.body["criteria_frozen"].clone(), edit(&acme.max, &opening, &other).await.code().to_owned())
        };
        let before = look().await;
        let _ = acme.apply(&acme.eve, &opening).await;
        assert_eq!(before, look().await);
        assert_eq!(before, (json!(true), "criteria_frozen".to_owned()));
    }
}

on_both_databases! {
    async fn what_was_said_of_somebody_is_theirs_once_it_is_over_without_who_said_it(db) {
        let acme = Company::new(db).await;
        let (_, eves) = assessed(&acme).await;
        assert_eq!(acme.hana.put(&format!("{eves}/assessment"), &rated(&[Some("shown"), None])).await.status, 200);
        let export = format!("/api/v1/employees/{}/export", acme.eve_id);
        let under_way = acme.eve.get(&export).await;
        assert_eq!(under_way.body["applications"][0].get("assessments"), None);
        assert_eq!(acme.command(&acme.eve, &eves, "withdraw").await.status, 200);
        let over = acme.eve.get(&export).await;
        assert_eq!(over.body["applications"][0]["assessments"], json!([{"criteria": [
            {"criterion": "Has built pipelines", "rating": "shown", "note": "As told in the interview."},
            {"criterion": "Explains well"},
        ]}]));
        assert!(!over.body["applications"].to_string().contains("Hana"));
    }
}
