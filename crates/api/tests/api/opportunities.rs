//! Openings from draft to cancelled, who finds them, and what is refused.

use actix_web::http::Method;
use domain::terms::ClaimSource;
use persistence::on_both_databases;
use serde_json::json;

use crate::hiring::{Company, step};

on_both_databases! {
    async fn a_draft_is_checked_completed_published_and_found(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["pay_range"] = json!(null);
        let refused = acme.eve.post("/api/v1/opportunities", &form).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden"));
        let draft = acme.hana.post("/api/v1/opportunities", &form).await;
        assert_eq!((draft.status.as_u16(), &draft.body["status"]), (201, &json!("draft")));
        let path = format!("/api/v1/opportunities/{}", draft.body["id"].as_str().unwrap());

        // Nobody but the team knows of a draft.
        for path in [path.clone(), format!("{path}/match"), format!("{path}/eligibility"), format!("{path}/checks"), format!("{path}/candidates"), format!("{path}/applications")] {
            assert_eq!(acme.eve.get(&path).await.status, 404, "{path}");
        }
        let applied = acme.eve.post(&format!("{path}/applications"), &json!({"statement": ""})).await;
        assert_eq!(applied.status, 404);

        let checks = acme.hana.get(&format!("{path}/checks")).await;
        assert_eq!(checks.body["publishable"], false);
        assert_eq!(checks.body["findings"][0], json!({"code": "pay_range_missing", "severity": "error", "pointer": "/pay_range"}));
        assert_eq!(checks.body["eligible_count"], 5, "everybody but its owner: {}", checks.text);
        let refused = step(&acme.hana, &path, &draft, json!({"command": "publish"})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "not_publishable"));
        assert_eq!(refused.body["findings"][0]["code"], "pay_range_missing");

        let unversioned = acme.hana.patch(&path, &acme.form()).await;
        assert_eq!(unversioned.status, 428);
        let edit = |tag: &'static str| {
            let request = acme.hana.request(Method::PATCH, &path).header("if-match", tag);
            request.json(&acme.form()).send()
        };
        let edited = edit("\"v1\"").await;
        assert_eq!((edited.status.as_u16(), edited.header("etag")), (200, Some("\"v2\"")), "{}", edited.text);
        assert_eq!(edit("\"v1\"").await.status, 412);
        let open = step(&acme.hana, &path, &edited, json!({"command": "publish"})).await;
        assert_eq!(open.body["status"], "open_internal");
        assert_eq!(open.body["allowed"], json!(["hold", "close", "cancel"]));

        let list = acme.eve.get("/api/v1/opportunities").await;
        let card = &list.body["items"][0];
        assert_eq!((&card["title"], &card["match"]["coverage"]), (&json!("Data engineer"), &json!(99)), "a tool fades within weeks: {}", list.text);
        assert_eq!(card.get("applicants_count"), None, "not for onlookers");
        assert_eq!(list.body["order"]["by"], "fit");
        assert_eq!(list.body["facets"]["work_mode"][0], json!({"value": "hybrid", "count": 1}));
        let explained = acme.eve.get(&format!("{path}/match")).await;
        assert_eq!(explained.body["requirements"][0]["via"]["kind"], "exact");
        let may = acme.eve.get(&format!("{path}/eligibility")).await;
        assert_eq!(may.body["eligible"], true, "{}", may.text);
    }
}

on_both_databases! {
    async fn what_is_not_possible_names_the_rule_and_what_is(db) {
        let acme = Company::new(db).await;
        let path = acme.open(&acme.form()).await;
        for (command, status) in [("hold", "on_hold"), ("resume", "open_internal"), ("close", "reviewing"), ("reopen", "open_internal")] {
            let done = acme.command(&acme.hana, &path, command).await;
            assert_eq!(done.body["status"], status, "{}", done.text);
        }
        let refused = acme.command(&acme.hana, &path, "resume").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "illegal_transition"));
        assert_eq!((&refused.body["rule"], &refused.body["allowed"]), (&json!("not_from_here"), &json!(["hold", "close", "cancel"])));

        acme.command(&acme.hana, &path, "hold").await;
        let refused = acme.eve.post(&format!("{path}/applications"), &json!({"statement": ""})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "not_open"));
        assert_eq!(acme.eve.get("/api/v1/opportunities").await.body["items"], json!([]));
        acme.command(&acme.hana, &path, "cancel").await;
        let refused = acme.command(&acme.hana, &path, "reopen").await;
        assert_eq!((refused.code(), &refused.body["allowed"]), ("illegal_transition", &json!([])));
        let stale = acme.hana.request(Method::PATCH, &path).header("if-match", "\"v1\"").json(&acme.form()).send().await;
        assert_eq!(stale.status, 412);
    }
}

on_both_databases! {
    async fn known_but_not_allowed_is_403_and_unknown_is_404(db) {
        let acme = Company::new(db).await;
        let path = acme.open(&acme.form()).await;
        for part in ["checks", "candidates", "applications"] {
            assert_eq!(acme.eve.get(&format!("{path}/{part}")).await.status, 403, "{part}");
            assert_eq!(acme.sam.get(&format!("{path}/{part}")).await.status, 200, "{part}");
        }
        assert_eq!(acme.command(&acme.eve, &path, "cancel").await.status, 403);
        let visitor = acme.app.visitor().await;
        assert_eq!(visitor.get(&path).await.status, 404, "no employee, no audience");
        assert_eq!(visitor.get("/api/v1/opportunities").await.body["items"], json!([]));
        for id in [acme.eve_id.to_string(), acme.data.to_string(), "x".to_owned()] {
            assert_eq!(acme.hana.get(&format!("/api/v1/opportunities/{id}")).await.status, 404);
            assert_eq!(acme.hana.get(&format!("/api/v1/applications/{id}")).await.status, 404);
        }
        assert_eq!(acme.hana.get(&format!("{path}/candidates/{}/match", acme.eve_id)).await.status, 404, "neither applied nor open to moves");

        let mut wrong = acme.form();
        wrong["title"] = json!("x".repeat(161));
        wrong["seats"] = json!(0);
        let refused = acme.hana.post("/api/v1/opportunities", &wrong).await;
        assert_eq!(refused.status, 422);
        let mut wrong = acme.form();
        wrong["org_unit_id"] = json!(acme.eve_id);
        wrong["requirements"][0]["skill_id"] = json!(acme.eve_id);
        wrong["starts_on"] = json!("2026-05-01");
        wrong["ends_on"] = json!("2026-04-01");
        let refused = acme.hana.post("/api/v1/opportunities", &wrong).await;
        let pointers: Vec<_> = refused.body["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/org_unit_id", "/requirements/0/skill_id", "/ends_on"]);
    }
}

on_both_databases! {
    async fn lists_are_filtered_searched_and_paged_without_gaps(db) {
        let acme = Company::new(db).await;
        for number in 0..7 {
            let mut form = acme.form();
            form["title"] = json!(format!("Opening {number}"));
            if number % 2 == 0 {
                form["kind"] = json!("gig");
                form["work_mode"] = json!("remote");
            }
            acme.open(&form).await;
        }
        let mut hidden = acme.form();
        hidden["title"] = json!("For data only");
        hidden["audience"] = json!({"org_unit_ids": [acme.data]});
        acme.open(&hidden).await;

        for sort in ["fit", "date", "need"] {
            for who in [&acme.eve, &acme.sam] {
                let mut seen = Vec::new();
                let mut next = String::new();
                loop {
                    let page = who.get(&format!("/api/v1/opportunities?limit=3&sort={sort}{next}")).await;
                    assert_eq!(page.status, 200, "{}", page.text);
                    seen.extend(page.body["items"].as_array().unwrap().iter().map(|card| card["title"].as_str().unwrap().to_owned()));
                    let Some(cursor) = page.body["next_cursor"].as_str() else { break };
                    next = format!("&cursor={cursor}");
                }
                let all = seen.len();
                seen.sort();
                seen.dedup();
                assert_eq!(seen.len(), all, "{sort}: none twice");
                assert_eq!(seen.contains(&"For data only".to_owned()), std::ptr::eq(who, &raw const acme.sam), "{sort}: {seen:?}");
            }
        }
        let count = |query: &'static str| {
            let eve = acme.eve.clone();
            async move { eve.get(&format!("/api/v1/opportunities?{query}")).await.body["items"].as_array().unwrap().len() }
        };
        assert_eq!(count("kind=gig").await, 4);
        assert_eq!(count("kind=gig&work_mode=hybrid").await, 0);
        assert_eq!(count("work_mode=hybrid&sort=date").await, 3);
        assert_eq!(count("q=openi%20sql").await, 7, "by title and skill");
        assert_eq!(count("q=nothing").await, 0);
        assert_eq!(acme.bo.get("/api/v1/opportunities?q=data%20only").await.body["items"].as_array().unwrap().len(), 1);
        let unit = format!("/api/v1/opportunities?org_unit_id={}", acme.sales);
        assert_eq!(acme.eve.get(&unit).await.body["items"], json!([]));
        let mine = acme.hana.get("/api/v1/opportunities?mine=true&limit=200").await;
        assert_eq!(mine.body["items"].as_array().unwrap().len(), 8);
        assert_eq!(acme.eve.get("/api/v1/opportunities?colour=red").await.status, 400);
        assert_eq!(acme.eve.get("/api/v1/opportunities?status=draft").await.body["items"], json!([]));
    }
}

on_both_databases! {
    async fn no_page_of_openings_needs_more_than_six_statements(db) {
        let acme = Company::new(db).await;
        let path = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &path).await;
        let mut told = Vec::new();
        for (who, page) in [
            (&acme.eve, "/api/v1/opportunities?kind=role&work_mode=hybrid&pay_min_minor=5000000".to_owned()),
            (&acme.eve, "/api/v1/opportunities?sort=date".to_owned()),
            (&acme.hana, "/api/v1/opportunities?mine=true".to_owned()),
            (&acme.eve, path.clone()),
            (&acme.eve, format!("{path}/match")),
            (&acme.eve, format!("{path}/eligibility")),
            (&acme.hana, format!("{path}/checks")),
            (&acme.hana, format!("{path}/candidates")),
            (&acme.hana, format!("{path}/applications")),
            (&acme.hana, format!("{path}/candidates/{}/match", acme.eve_id)),
            (&acme.eve, "/api/v1/applications".to_owned()),
            (&acme.eve, application),
            (&acme.eve, "/api/v1/home".to_owned()),
            (&acme.hana, "/api/v1/home".to_owned()),
            (&acme.eve, "/api/v1/policy".to_owned()),
        ] {
            told.push((acme.app.statements_of(who, &page).await, page));
        }
        for (statements, page) in &told {
            assert!(*statements <= 6, "{page}: {statements}");
        }
        assert_eq!(told[0].0, 1, "the list that everybody looks at");
        assert_eq!(told[1].0, 1);
    }
}

on_both_databases! {
    async fn what_changes_here_counts_at_once_and_elsewhere_within_a_second(db) {
        let acme = Company::new(db).await;
        let elsewhere = acme.app.another().await;
        let mut form = acme.form();
        form["requirements"][0]["level"] = json!(5);
        let path = acme.open(&form).await;
        let fit = |answer: &crate::support::Answer| answer.body["items"][0]["match"]["fit"].as_u64();
        let before = fit(&acme.eve.get("/api/v1/opportunities").await).unwrap();
        let world = acme.app.world();
        let _ = world.claim(acme.eve_id, acme.sql, (ClaimSource::Assessment, acme.eve_id), 5, "2026-03-01");
        let after = fit(&acme.eve.get("/api/v1/opportunities").await).unwrap();
        assert!(after > before, "{before} → {after}");

        tokio::time::sleep(std::time::Duration::from_millis(1_000)).await;
        let there = elsewhere.reached_by(&acme.eve);
        assert_eq!(fit(&there.get("/api/v1/opportunities").await), Some(after));
        acme.command(&acme.hana, &path, "hold").await;
        assert_eq!(acme.eve.get("/api/v1/opportunities").await.body["items"], json!([]));
        tokio::time::sleep(std::time::Duration::from_millis(1_000)).await;
        assert_eq!(there.get("/api/v1/opportunities").await.body["items"], json!([]));
    }
}

on_both_databases! {
    async fn people_are_shown_to_hiring_teams_only_if_they_want_to_be_and_never_to_their_managers(db) {
        let acme = Company::new(db).await;
        let path = acme.open(&acme.form()).await;
        let people = format!("{path}/candidates?source=people");
        assert_eq!(acme.hana.get(&people).await.body["items"], json!([]));
        let world = acme.app.world();
        world.open_to_moves(acme.eve_id);
        world.open_to_moves(acme.bo_id);
        let found = acme.hana.get(&people).await;
        let names: Vec<_> = found.body["items"].as_array().unwrap().iter().map(|one| one["employee"]["display_name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Eve Explorer"], "Bo reports to Hana");
        assert_eq!(acme.hana.get(&format!("{path}/candidates/{}/match", acme.eve_id)).await.status, 200);
        assert_eq!(acme.hana.get(&format!("{path}/candidates/{}/match", acme.bo_id)).await.status, 404);
    }
}
