//! Applicants whose names the hiring team is not told until it shortlists them, where the policy says
//! so. That nothing else tells of them either is in `two_worlds::names`.

use actix_web::http::Method;
use domain::ids::EmployeeId;
use domain::terms::ClaimSource;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::User;

/// Puts the policy in force.
pub async fn hide(acme: &Company) {
    set(acme, "\"v1\"", true).await;
}

async fn set(acme: &Company, tag: &str, hides: bool) {
    let body = json!({
        "parameters": {"decisions": {"names_hidden_until_shortlist": hides}},
        "reason": "Look at what people can do first",
    });
    let draft = acme.sam.request(Method::POST, "/api/v1/policies");
    let set = draft.header("if-match", tag).json(&body).send().await;
    assert_eq!(set.status, 201, "{}", set.text);
}

/// What the lists of the opening call its applicants, and how their pages do.
async fn named(who: &User, opening: &str) -> Vec<String> {
    let mut all = Vec::new();
    for list in ["applications", "candidates"] {
        let list = who.get(&format!("{opening}/{list}")).await;
        for one in list.body["items"].as_array().unwrap() {
            all.push(called(one));
        }
    }
    all.sort();
    all.dedup();
    all
}

fn called(one: &Value) -> String {
    match &one["applicant_number"] {
        Value::Null => one["employee"]["display_name"].as_str().unwrap().to_owned(),
        number => {
            assert!(
                one.get("employee").is_none() && one.get("org_unit").is_none(),
                "{one}"
            );
            format!("Applicant {number}")
        }
    }
}

/// Whoever reads it as JSON finds nothing that tells of this person.
fn tells_nothing(text: &str, id: EmployeeId, name: &str) {
    for word in [id.to_string().as_str(), name, "Sales"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

on_both_databases! {
    async fn sec_41_the_team_decides_by_number_and_learns_the_name_with_the_shortlist(db) {
        let acme = Company::new(db).await;
        hide(&acme).await;
        let opening = acme.open(&acme.form()).await;
        assert_eq!(acme.eve.get(&opening).await.body["names_hidden"], true, "told beforehand");
        let eves = acme.apply(&acme.eve, &opening).await;
        let number = acme.hana.get(&eves).await.body["applicant_number"].clone();
        let alias = format!("Applicant {number}");
        assert!(number.as_i64().is_some_and(|number| (100..1_000).contains(&number)), "{number}");
        let page = format!("{eves}/match");
        for path in [eves.as_str(), &page, &format!("{eves}/assessment"), &format!("{eves}/interviews"), &format!("{opening}/applications"), &format!("{opening}/candidates"), "/api/v1/home", "/api/v1/notices"] {
            let read = acme.hana.get(path).await;
            assert_eq!(read.status, 200, "{path}");
            tells_nothing(&read.text, acme.eve_id, "Eve");
        }
        assert_eq!(named(&acme.hana, &opening).await, std::slice::from_ref(&alias));
        assert_eq!(named(&acme.sam, &opening).await, ["Eve Explorer"], "who answers for eligibility");
        assert_eq!(acme.hana.get(&page).await.body["fit"], acme.sam.get(&page).await.body["fit"]);
        let kept = acme.eve.get(&eves).await.body["match_at_application"]["match_id"].clone();
        let kept = format!("/api/v1/matches/{}", kept.as_str().unwrap());
        assert_eq!((acme.hana.get(&kept).await.status.as_u16(), acme.sam.get(&kept).await.status.as_u16()), (404, 200));
        let by_name = format!("{opening}/candidates/{}/match", acme.eve_id);
        assert_eq!(acme.hana.get(&by_name).await.status, 404);
        assert_eq!(acme.hana.get(&format!("{eves}/vacancy-what-if")).await.status, 403);

        assert_eq!(called(&acme.command(&acme.hana, &eves, "screen").await.body), alias, "it stays the same");
        let own = acme.eve.get(&eves).await.body;
        assert_eq!((&own["name_hidden"], &own["employee"]["display_name"]), (&json!(true), &json!("Eve Explorer")));
        let told = acme.command(&acme.hana, &eves, "shortlist").await;
        assert_eq!((called(&told.body).as_str(), &told.body["name_hidden"]), ("Eve Explorer", &json!(false)));
        assert_eq!(named(&acme.hana, &opening).await, ["Eve Explorer"]);
        for path in [&kept, &by_name] {
            assert_eq!(acme.hana.get(path).await.status, 200, "{path}");
        }

        let notices = acme.eve.get("/api/v1/notices").await.body;
        let told = notices["items"].as_array().unwrap().iter().find(|one| one["kind"] == "application_revealed");
        assert_eq!(told.unwrap()["params"], json!({"name_shown": true}));
        acme.app.state.reads().unwrap().flush().await;
        let log = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await.body;
        let log = log["items"].as_array().unwrap();
        let by_hana = |action: &str| log.iter().any(|one| one["action"] == action && one["actor_name"] == "Hana Hiring");
        assert!(by_hana("application.show_name") && by_hana("application.read"), "{log:?}");
    }
}

on_both_databases! {
    async fn what_held_when_somebody_applied_holds_for_good(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let bos = acme.apply(&acme.max, &opening).await;
        hide(&acme).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        set(&acme, "\"v2\"", false).await;
        let number = acme.hana.get(&eves).await.body["applicant_number"].clone();
        assert_eq!(named(&acme.hana, &opening).await, [format!("Applicant {number}"), "Max Manager".to_owned()]);

        for (path, who) in [(&eves, &acme.eve), (&bos, &acme.max)] {
            assert_eq!(acme.command(who, path, "withdraw").await.status, 200);
        }
        assert_eq!(named(&acme.hana, &opening).await, [format!("Applicant {number}"), "Max Manager".to_owned()], "also once it is over");
        set(&acme, "\"v3\"", true).await;
        let again = acme.apply(&acme.max, &opening).await;
        assert_eq!(called(&acme.hana.get(&again).await.body), "Max Manager", "whose name the team has seen");
    }
}

on_both_databases! {
    async fn sec_41_a_hidden_applicant_is_among_the_people_as_if_they_had_not_applied(db) {
        let acme = Company::new(db).await;
        hide(&acme).await;
        acme.app.world().open_to_moves(acme.eve_id);
        let opening = acme.open(&acme.form()).await;
        let people = format!("{opening}/candidates?source=people");
        let profile = format!("/api/v1/employees/{}/profile", acme.eve_id);
        let look = async || {
            let by_name = acme.hana.get(&format!("{opening}/candidates/{}/match", acme.eve_id)).await;
            let profile = acme.hana.get(&profile).await;
            (acme.hana.get(&people).await.body, by_name.snapshot(), profile.snapshot())
        };
        let before = look().await;
        assert_eq!(called(&before.0["items"][0]), "Eve Explorer");
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(look().await, before);
        assert_eq!(acme.sam.get(&people).await.body["items"], json!([]), "specialists know that she applied");
        assert_eq!(acme.command(&acme.hana, &eves, "shortlist").await.status, 200);
        let after = look().await;
        assert_eq!(after.0["items"], json!([]));
        assert_ne!(after.2, before.2, "her claims, as of one's own applicant");
    }
}

on_both_databases! {
    async fn sec_41_neither_warnings_nor_naming_interviewers_tell_who_a_hidden_applicant_is(db) {
        let acme = Company::new(db).await;
        hide(&acme).await;
        let opening = acme.open(&acme.form()).await;
        let _ = acme.apply(&acme.eve, &opening).await;
        let maxs = acme.apply(&acme.max, &opening).await;
        let nell = acme.app.world().person("Nell Named", acme.data, None);
        let shortlisted = acme.apply(&acme.app.person(nell).await, &opening).await;
        assert_eq!(acme.command(&acme.hana, &shortlisted, "invite_to_interview").await.status, 200);
        let starts = acme.app.state.clock.now().plus(chrono::TimeDelta::days(2));
        let ask = async |who: EmployeeId, by: &User| {
            let body = json!({"slots": [{"starts_at": starts, "minutes": 30}], "interviewer_ids": [who]});
            by.post(&format!("{shortlisted}/interviews"), &body).await
        };
        let refused = ask(acme.max_id, &acme.sam).await;
        assert_eq!((refused.status.as_u16(), &refused.body["rule"]), (409, &json!("competes")), "{}", refused.text);
        assert_eq!(ask(acme.max_id, &acme.hana).await.status, 201, "the team is told of nobody by it");
        acme.app.wait(chrono::TimeDelta::minutes(10));
        assert_eq!(acme.command(&acme.max, &maxs, "withdraw").await.status, 200);
        // Ada Chief is above Eve, whose application is older.
        let ada = acme.app.state.directory.person(acme.max_id).unwrap().manager_id.unwrap();
        let _ = crate::fairness::save_team(&acme, &opening, &[ada]).await;
        let checks = format!("{opening}/checks");
        let late = async |who: &User| who.get(&checks).await.text.contains("manager_joined_late");
        assert!(late(&acme.sam).await, "a specialist is warned");
        assert!(!late(&acme.hana).await, "to whom she reports");
    }
}

on_both_databases! {
    async fn sec_41_equal_applicants_are_ordered_by_nothing_that_tells_who_they_are(db) {
        let acme = Company::new(db).await;
        hide(&acme).await;
        let opening = acme.open(&acme.form()).await;
        let world = acme.app.world();
        let mut sent = Vec::new();
        for at in 0..6 {
            let one = world.person(&format!("Equal {at}"), acme.sales, None);
            let _ = world.claim(one, acme.sql, (ClaimSource::Own, one), 3, "2026-01-05");
            let who = acme.app.person(one).await;
            sent.push(acme.apply(&who, &opening).await);
        }
        let list = acme.hana.get(&format!("{opening}/candidates")).await.body;
        let ids = list["items"].as_array().unwrap().iter().map(|one| one["application"]["id"].as_str().unwrap());
        let ids: Vec<String> = ids.map(|id| format!("/api/v1/applications/{id}")).collect();
        assert_eq!(list["order"]["drawn"], 6);
        let id = opening.rsplit('/').next().unwrap().parse().unwrap();
        let seed = matching::rotation::seed(id, acme.app.state.clock.today());
        let lot = |path: &String| {
            let id: uuid::Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
            matching::rotation::lot(seed, id.as_u128())
        };
        sent.sort_by_key(lot);
        assert_eq!(ids, sent, "by the lots of what they sent");
        let by_number: std::collections::BTreeSet<i64> = list["items"].as_array().unwrap().iter().map(|one| one["applicant_number"].as_i64().unwrap()).collect();
        assert_eq!(by_number.len(), 6);
        let read = acme.hana.get(&sent[0]).await;
        let feedback = json!({"reason_code": "experience", "gap": "Scale.", "next_step": "Join the gig."});
        let refused = step(&acme.hana, &sent[0], &read, json!({"command": "reject", "feedback": feedback})).await;
        assert!([200, 409].contains(&refused.status.as_u16()), "{}", refused.text);
    }
}

on_both_databases! {
    async fn sec_41_who_waits_too_long_is_answered_by_number(db) {
        let mut acme = Company::new(db).await;
        hide(&acme).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        crate::answers::later(&mut acme, 10).await;
        let overdue = acme.hana.get("/api/v1/overdue-answers").await;
        tells_nothing(&overdue.text, acme.eve_id, "Eve");
        let waits = &overdue.body["items"][0]["application"];
        assert_eq!(called(waits), called(&acme.hana.get(&eves).await.body));
        let to_sam = acme.sam.get("/api/v1/overdue-answers").await.body;
        assert_eq!(called(&to_sam["items"][0]["application"]), "Eve Explorer");
        let feedback = json!({"reason_code": "experience", "gap": "Scale.", "next_step": "Join the gig."});
        let items = json!({"items": [{"application_id": waits["id"], "version": waits["version"], "feedback": feedback}]});
        let sent = acme.hana.post(&format!("{opening}/rejections"), &items).await;
        assert_eq!(sent.status, 200, "{}", sent.text);
        tells_nothing(&sent.text, acme.eve_id, "Eve");
    }
}
