//! Applying, deciding, accepting; and that nobody learns what is not for them.

use futures_util::future::join_all;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

on_both_databases! {
    async fn from_applying_to_the_seat(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        let again = acme.eve.post(&format!("{opening}/applications"), &json!({"statement": "Me!"})).await;
        assert_eq!((again.status.as_u16(), again.code()), (409, "already_applied"));
        assert_eq!(acme.eve.get(&opening).await.body["application_status"], "submitted");

        let candidates = acme.hana.get(&format!("{opening}/candidates")).await;
        assert_eq!(candidates.body["items"].as_array().unwrap().len(), 2);
        let read = acme.hana.get(&eves).await;
        assert_eq!((&read.body["statement"], &read.body["match_at_application"]["coverage"]), (&json!("Me!"), &json!(99)));
        assert_eq!(read.body["allowed"], json!(["screen", "shortlist", "invite_to_interview"]), "she fits, so she is interviewed");

        // Who decides is not who applies, and the other way round.
        let refused = acme.command(&acme.eve, &eves, "shortlist").await;
        assert_eq!(refused.status, 403);
        let refused = acme.command(&acme.hana, &eves, "withdraw").await;
        assert_eq!(refused.status, 403);
        let skipped = acme.command(&acme.hana, &eves, "offer").await;
        assert_eq!((skipped.status.as_u16(), skipped.code()), (409, "illegal_transition"));
        assert_eq!(acme.command(&acme.hana, &eves, "shortlist").await.body["status"], "shortlisted");
        let stale = step(&acme.hana, &eves, &read, json!({"command": "offer"})).await;
        assert_eq!(stale.status, 412);
        assert_eq!(acme.command(&acme.sam, &eves, "offer").await.body["status"], "offered");
        let home = acme.eve.get("/api/v1/home").await;
        assert_eq!((&home.body["waiting_for_me"][0]["code"], &home.body["waiting_for_me"][0]["due"]), (&json!("offer_to_answer"), &json!("2026-03-09")));

        let accepted = acme.command(&acme.eve, &eves, "accept").await;
        assert_eq!(accepted.body["status"], "accepted", "{}", accepted.text);
        assert_eq!(accepted.body["opportunity"]["status"], "filled");
        let lapsed = acme.bo.get(&bos).await;
        assert_eq!((&lapsed.body["status"], &lapsed.body["allowed"]), (&json!("lapsed"), &json!([])));
        let stages: Vec<&Value> = accepted.body["stages"].as_array().unwrap().iter().map(|stage| &stage["status"]).collect();
        assert_eq!(stages, ["submitted", "shortlisted", "offered", "accepted"]);
        acme.app.state.finish().await;
        let seen = acme.eve.get(&eves).await;
        let who: Vec<&Value> = seen.body["seen_by"].as_array().unwrap().iter().map(|one| &one["who"]).collect();
        assert!(who.contains(&&json!("Hana Hiring")) && who.contains(&&json!("Sam Specialist")), "{who:?}");
    }
}

on_both_databases! {
    async fn a_rejection_tells_why_and_a_withdrawal_leaves_the_way_open(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let first = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.eve, &first, "withdraw").await.body["status"], "withdrawn");
        let second = acme.apply(&acme.eve, &opening).await;
        let read = acme.hana.get(&second).await;
        assert_eq!(read.body["interview_guaranteed"], true, "she fits");
        let feedback = json!({"reason_code": "skills_gap", "gap": "Streaming.", "next_step": "The spring gig."});
        let early = step(&acme.hana, &second, &read, json!({"command": "reject", "feedback": feedback})).await;
        assert_eq!((early.status.as_u16(), &early.body["rule"]), (409, &json!("interview_guaranteed")));
        assert!(!read.body["allowed"].as_array().unwrap().contains(&json!("reject")));
        let specialist = step(&acme.sam, &second, &read, json!({"command": "reject", "feedback": feedback})).await;
        assert_eq!(specialist.body["rule"], "interview_guaranteed", "not without a reason");
        let read = acme.command(&acme.hana, &second, "invite_to_interview").await;
        let bare = step(&acme.hana, &second, &read, json!({"command": "reject"})).await;
        assert_eq!((bare.status.as_u16(), &bare.body["errors"][0]["pointer"]), (422, &json!("/feedback")));
        let told = json!({"command": "reject", "feedback": {"reason_code": "skills_gap", "gap": "Streaming.", "next_step": "The spring gig."}});
        assert_eq!(step(&acme.hana, &second, &read, told).await.status, 200);
        let read = acme.eve.get(&second).await;
        assert_eq!(read.body["feedback"]["next_step"], "The spring gig.");
        let again = acme.eve.post(&format!("{opening}/applications"), &json!({"statement": ""})).await;
        assert_eq!(again.code(), "already_applied", "the policy says once");
        let long = json!({"statement": "x".repeat(5001)});
        assert_eq!(acme.bo.post(&format!("{opening}/applications"), &long).await.status, 422);
    }
}

on_both_databases! {
    async fn a_specialist_may_do_without_the_promised_interview_and_says_why(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let read = acme.sam.get(&eves).await;
        let feedback = json!({"reason_code": "availability", "gap": "The dates.", "next_step": "The next round."});
        let told = json!({"command": "reject", "reason": "Asked to be left out.", "feedback": feedback});
        assert_eq!(step(&acme.sam, &eves, &read, told).await.body["status"], "rejected");
        // Nobody is promised anything where the policy promises nothing.
        let mut parameters = acme.app.state.matching.policy().parameters.clone();
        parameters.decisions.interview_guarantee_fit = 0;
        acme.app.world().policy(&parameters);
        let bos = acme.apply(&acme.bo, &opening).await;
        let read = acme.hana.get(&bos).await;
        assert_eq!(read.body["interview_guaranteed"], false);
        assert_eq!(step(&acme.hana, &bos, &read, json!({"command": "reject", "feedback": feedback})).await.status, 200);
    }
}

on_both_databases! {
    async fn rules_in_the_way_are_named_with_their_end(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let job = acme.app.world().job("Lead", acme.app.world().family("Sales"), 4, &[]);
        acme.app.world().works(acme.eve_id, None, job, "2025-12-01");
        let refused = acme.eve.post(&format!("{opening}/applications"), &json!({"statement": ""})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "not_eligible"));
        let rules = refused.body["rules"].as_array().unwrap();
        let failed: Vec<_> = rules.iter().filter(|rule| rule["passed"] == false).collect();
        assert_eq!(failed, [&json!({"code": "time_in_role", "passed": false, "until": "2026-06-01", "params": {"months": 6}})]);
        let card = &acme.eve.get("/api/v1/opportunities?sort=date").await.body["items"][0];
        assert_eq!(card["eligible_from"], json!({"code": "time_in_role", "date": "2026-06-01"}));
        let own = acme.hana.post(&format!("{opening}/applications"), &json!({"statement": ""})).await;
        assert_eq!(own.code(), "not_eligible", "nobody applies for what they own");
    }
}

on_both_databases! {
    async fn sec_27_fifty_clicks_make_one_application(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let (path, body) = (format!("{opening}/applications"), json!({"statement": "Me!"}));
        let answers = join_all((0..50).map(|_| acme.eve.post(&path, &body))).await;
        let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!(with(201), 1);
        let others = answers.iter().filter(|answer| answer.status != 201);
        assert!(others.clone().all(|a| a.code() == "already_applied" || a.status == 503), "{:?}", others.map(Answer::code).collect::<Vec<_>>());
        let card = acme.hana.get(&opening).await;
        assert_eq!(card.body["applicants_count"], 1);
        let list = acme.hana.get("/api/v1/opportunities?sort=date").await;
        assert_eq!(list.body["items"][0]["applicants_count"], 1, "from memory, at once");
        assert_eq!(acme.hana.get("/api/v1/opportunities").await.body["items"], json!([]), "nobody is advised to join their own team");
        assert_eq!(acme.hana.get("/api/v1/session").await.body["is_hiring"], true);
        assert_eq!(acme.eve.get("/api/v1/applications").await.body["items"].as_array().unwrap().len(), 1);
    }
}

on_both_databases! {
    async fn sec_27_the_last_seat_is_taken_once(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        for path in [&eves, &bos] {
            assert_eq!(acme.command(&acme.hana, path, "shortlist").await.status, 200);
            assert_eq!(acme.command(&acme.hana, path, "offer").await.status, 200);
        }
        let both = join_all([(&acme.eve, &eves), (&acme.bo, &bos)].map(|(who, path)| acme.command(who, path, "accept"))).await;
        let won = both.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(won, 1, "{:?}", both.iter().map(|a| a.text.clone()).collect::<Vec<_>>());
        let opening = acme.hana.get(&opening).await;
        assert_eq!((&opening.body["status"], &opening.body["seats_filled"]), (&json!("filled"), &json!(1)));
        let ends = [acme.eve.get(&eves).await.body["status"].clone(), acme.bo.get(&bos).await.body["status"].clone()];
        assert!(ends.contains(&json!("accepted")) && ends.contains(&json!("lapsed")), "{ends:?}");
    }
}

/// Everything that Max can read here, as text; `request_id` aside.
async fn all_that_is_seen(
    acme: &Company,
    who: &User,
    opening: &str,
    application: Option<&str>,
) -> Vec<(String, String)> {
    let eve = acme.eve_id;
    let mut pages = vec![
        "/api/v1/opportunities".to_owned(),
        "/api/v1/opportunities?sort=date".to_owned(),
        "/api/v1/opportunities?sort=need".to_owned(),
        "/api/v1/opportunities?mine=true".to_owned(),
        opening.to_owned(),
        format!("{opening}/match"),
        format!("{opening}/eligibility"),
        format!("{opening}/checks"),
        format!("{opening}/candidates"),
        format!("{opening}/candidates?source=people"),
        format!("{opening}/candidates/{eve}/match"),
        format!("{opening}/applications"),
        "/api/v1/applications".to_owned(),
        "/api/v1/home".to_owned(),
        format!("/api/v1/employees/{eve}"),
        format!("/api/v1/employees/{eve}/profile"),
    ];
    pages.extend(application.map(str::to_owned));
    let mut seen = Vec::new();
    for page in pages {
        let answer = who.get(&page).await;
        let mut body = answer.body.clone();
        if let Some(problem) = body.as_object_mut() {
            problem.remove("request_id");
            problem.remove("instance");
        }
        seen.push((
            page,
            format!("{} {:?} {body}", answer.status, answer.header("etag")),
        ));
    }
    seen
}

on_both_databases! {
    async fn sec_41_a_manager_cannot_tell_whether_a_report_applied(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        // The address of an application is a guess until there is one.
        let guess = format!("/api/v1/applications/{}", uuid::Uuid::now_v7());
        let before = all_that_is_seen(&acme, &acme.max, &opening, Some(&guess)).await;
        let application = acme.apply(&acme.eve, &opening).await;
        let same = |seen: Vec<(String, String)>, when: &str| {
            for ((page, then), (_, now)) in before.iter().zip(seen) {
                assert_eq!(*then, now, "{when}: {page}");
            }
        };
        same(all_that_is_seen(&acme, &acme.max, &opening, Some(&application)).await, "submitted");
        for command in ["screen", "shortlist", "invite_to_interview"] {
            assert_eq!(acme.command(&acme.hana, &application, command).await.status, 200);
            same(all_that_is_seen(&acme, &acme.max, &opening, Some(&application)).await, command);
        }
        let selected = acme.command(&acme.hana, &application, "select").await;
        assert_eq!(selected.body["status"], "selected", "{}", selected.text);
        let informed = acme.max.get(&application).await;
        assert_eq!((informed.status.as_u16(), &informed.body["status"]), (200, &json!("selected")));
        for private in ["statement", "match_at_application", "feedback"] {
            assert_eq!(informed.body.get(private), None, "{private}");
        }
        assert_eq!((&informed.body["stages"], &informed.body["seen_by"]), (&json!([]), &json!([])));
        assert_eq!(acme.command(&acme.max, &application, "reject").await.status, 403);
        assert_eq!(acme.command(&acme.eve, &application, "withdraw").await.status, 200);
        same(all_that_is_seen(&acme, &acme.max, &opening, Some(&application)).await, "withdrawn");
    }
}

on_both_databases! {
    async fn sec_41_an_applicant_is_warned_of_a_manager_in_the_hiring_team(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.max_id]);
        let opening = acme.open(&form).await;
        let who_at_once = |answer: &Answer| answer.body["disclosure"][1]["who"].clone();
        let warned = acme.eve.get(&opening).await;
        assert_eq!(who_at_once(&warned), json!(["hiring_team", "specialists", "current_manager"]));
        let report_of_the_owner = acme.bo.get(&opening).await;
        assert_eq!(who_at_once(&report_of_the_owner), who_at_once(&warned));
        let unconcerned = acme.sam.get(&opening).await;
        assert_eq!(who_at_once(&unconcerned), json!(["hiring_team", "specialists"]));
        let application = acme.apply(&acme.eve, &opening).await;
        let sent = acme.eve.get(&application).await;
        assert_eq!(who_at_once(&sent), json!(["hiring_team", "specialists", "current_manager"]));
        assert_eq!(acme.max.get(&application).await.status, 200, "as one of the hiring team");
    }
}

on_both_databases! {
    async fn others_learn_nothing_and_nobody_decides_for_themselves(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.bo_id]);
        let opening = acme.open(&form).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        let refused = acme.command(&acme.bo, &bos, "shortlist").await;
        assert_eq!(refused.status, 403, "of the team, and an applicant like any other");
        assert_eq!(acme.bo.get(&bos).await.body["allowed"], json!(["withdraw"]));
        let visitor = acme.app.visitor().await;
        for who in [&acme.eve, &acme.max, &visitor] {
            assert_eq!(who.get(&bos).await.status, 404);
        }
        assert_eq!(acme.command(&acme.hana, &bos, "shortlist").await.status, 200);
        let policy = acme.eve.get("/api/v1/policy").await;
        assert_eq!((&policy.body["version"], &policy.body["parameters"]["decisions"]["feedback_working_days"]), (&json!(1), &json!(5)));
    }
}
