//! Whose consent a move needs besides that of the two managers: approvers and the works council.

use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;
use futures_util::future::join_all;
use persistence::on_both_databases;
use persistence::testing::TestDb;
use serde_json::{Value, json};

use super::{Moving, rule};
use crate::hiring::{Company, step};
use crate::support::User;

/// A company under these rules, where Dora leads the data team and Cleo everything.
struct Ruled {
    acme: Company,
    dora_id: EmployeeId,
    cleo_id: EmployeeId,
    dora: User,
    cleo: User,
}

impl Ruled {
    async fn new(db: TestDb, rules: Value) -> Self {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let units = acme.sam.get("/api/v1/org-units").await.body["items"].clone();
        let top = (units.as_array().unwrap().iter()).find(|one| one["name"] == "Acme");
        let top = top.unwrap()["id"].as_str().unwrap().parse().unwrap();
        let dora_id = world.person("Dora Data", acme.data, None);
        let cleo_id = world.person("Cleo Chief", top, None);
        world.head(acme.data, dora_id);
        world.head(top, cleo_id);
        put_in_force(&acme, &rules).await;
        let (dora, cleo) = (
            acme.app.person(dora_id).await,
            acme.app.person(cleo_id).await,
        );
        Self {
            acme,
            dora_id,
            cleo_id,
            dora,
            cleo,
        }
    }
}

/// Instead of the rules as shipped.
async fn put_in_force(acme: &Company, rules: &Value) {
    let made = (acme.sam)
        .request(actix_web::http::Method::POST, "/api/v1/policies")
        .header("if-match", "\"v1\"")
        .json(rules)
        .send()
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
}

fn approvals(rules: Value) -> Value {
    json!({"reason": "Two more eyes", "parameters": {"approvals": rules}})
}

fn council(days: u32) -> Value {
    json!({"reason": "Section 99", "parameters": {"works_council": {"days": days}}})
}

/// Who is asked, whether they agreed, and who stood in.
fn asked(read: &Value) -> Vec<(String, Value, Value)> {
    let all = read["approvals"].as_array().unwrap().iter();
    all.map(|one| {
        (
            one["approver"]["display_name"].as_str().unwrap().to_owned(),
            one["approved"].clone(),
            one["stood_in"]["display_name"].clone(),
        )
    })
    .collect()
}

fn names(read: &Value) -> Vec<String> {
    asked(read).into_iter().map(|one| one.0).collect()
}

impl Moving {
    async fn released(&self) {
        let ask = json!({"command": "request_release", "date": "2026-03-16"});
        self.ok(&self.acme.hana, ask).await;
        self.ok(&self.acme.max, json!({"command": "agree"})).await;
    }
}

on_both_databases! {
    async fn two_heads_approve_and_a_specialist_stands_in_for_one_of_them(db) {
        let rules = approvals(json!({"required": true, "heads": 2, "quorum": 2}));
        let Ruled { acme, dora, cleo, .. } = Ruled::new(db, rules).await;
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        let early = moving.say(&dora, json!({"command": "approve"})).await;
        assert_eq!(rule(&early), (409, "not_from_here"));
        moving.released().await;
        let read = acme.eve.get(&moving.path).await.body;
        assert_eq!(names(&read), ["Dora Data", "Cleo Chief"]);
        assert_eq!((&read["status"], &read["waits_for"], &read["answer_by"]), (&json!("release_agreed"), &json!("approver"), &json!("2026-03-09")));
        for who in [&dora, &cleo] {
            let waiting = who.get("/api/v1/moves?view=approvals").await.body["items"].clone();
            assert_eq!(waiting.as_array().unwrap().len(), 1);
            let told = who.get("/api/v1/notices").await.body["items"].clone();
            assert_eq!((&told[0]["kind"], &told[0]["params"]["on"]), (&json!("approval_asked"), &json!("2026-03-09")));
        }
        let not_hers = moving.say(&acme.hana, json!({"command": "approve"})).await;
        assert_eq!(rule(&not_hers), (409, "not_your_side"));
        let one = moving.ok(&dora, json!({"command": "approve"})).await.body;
        assert_eq!((&one["status"], &one["allowed"]), (&json!("release_agreed"), &json!(["comment"])));
        for (who, waits) in [(&dora, 0), (&cleo, 1)] {
            let waiting = who.get("/api/v1/moves?view=approvals").await.body["items"].clone();
            assert_eq!(waiting.as_array().unwrap().len(), waits);
            let home = who.get("/api/v1/home").await.body["waiting_for_me"].clone();
            let codes = home.as_array().unwrap().iter().filter(|one| one["code"] == "move_to_approve");
            assert_eq!(codes.count(), waits);
        }
        let again = moving.say(&dora, json!({"command": "refuse", "reason": "After all."})).await;
        assert_eq!(rule(&again), (409, "already_answered"));
        let done = moving.ok(&acme.sam, json!({"command": "approve"})).await.body;
        assert_eq!(done["status"], "approved");
        let said = [("Dora Data".to_owned(), json!(true), Value::Null), ("Cleo Chief".to_owned(), json!(true), json!("Sam Specialist"))];
        assert_eq!(asked(&done), said);
        let told = cleo.get("/api/v1/notices").await.body["items"].clone();
        assert_eq!(told.as_array().unwrap().len(), 1, "asked once");
    }
}

on_both_databases! {
    async fn too_many_refusals_end_it_and_one_of_two_does_not(db) {
        let rules = approvals(json!({"required": true, "heads": 2, "quorum": 1}));
        let Ruled { acme, dora, cleo, .. } = Ruled::new(db, rules).await;
        let moving = Moving::of(acme).await;
        moving.released().await;
        let silent = moving.say(&dora, json!({"command": "refuse"})).await;
        assert_eq!(rule(&silent), (409, "reason_required"));
        let one = moving.ok(&dora, json!({"command": "refuse", "reason": "The budget."})).await.body;
        assert_eq!(one["status"], "release_agreed");
        let two = moving.ok(&cleo, json!({"command": "refuse", "reason": "No seat."})).await.body;
        assert_eq!((&two["status"], &two["allowed"]), (&json!("cancelled"), &json!([])));
    }
}

on_both_databases! {
    async fn nobody_approves_whom_they_chose_or_leave_and_nobody_who_is_gone(db) {
        let rules = approvals(json!({"required": true, "heads": 4, "quorum": 4}));
        let Ruled { acme, dora_id, cleo_id, .. } = Ruled::new(db, rules).await;
        let world = acme.app.world();
        // Hana hires, and heads the team: the head above is asked alone.
        world.head(acme.data, acme.hana_id);
        let moving = Moving::of(acme).await;
        let read = moving.acme.eve.get(&moving.path).await.body;
        assert_eq!((names(&read), &read["approvals_needed"]), (vec!["Cleo Chief".to_owned()], &json!(1)));
        moving.ok(&moving.acme.eve, json!({"command": "cancel", "reason": "Not now."})).await;
        // Max is left; he has no veto by another office.
        world.head(moving.acme.data, moving.acme.max_id);
        let moving = Moving::of(moving.acme).await;
        let read = moving.acme.eve.get(&moving.path).await.body;
        assert_eq!(names(&read), ["Cleo Chief"]);
        moving.ok(&moving.acme.eve, json!({"command": "cancel", "reason": "Not now."})).await;
        // Cleo has left the company.
        world.head(moving.acme.data, dora_id);
        world.status(cleo_id, EmployeeStatus::Left);
        let moving = Moving::of(moving.acme).await;
        let read = moving.acme.eve.get(&moving.path).await.body;
        assert_eq!(names(&read), ["Dora Data"]);
    }
}

on_both_databases! {
    async fn below_every_threshold_nobody_is_asked_and_pay_beyond_the_posted_range_is_one(db) {
        let rules = approvals(json!({"required": true, "from_grades_up": 1}));
        let Ruled { acme, .. } = Ruled::new(db, rules).await;
        let mut form = acme.form();
        let family = acme.app.world().family("Engineering");
        for (level, pay, expected) in [(3, 5_500_000, 0), (4, 5_500_000, 1), (3, 6_400_000, 1)] {
            let job = acme.app.world().job("Engineer", family, level, &[]);
            form["job_profile_id"] = json!(job);
            let opening = acme.open(&form).await;
            let application = acme.apply(&acme.eve, &opening).await;
            assert_eq!(acme.command(&acme.hana, &application, "shortlist").await.status, 200);
            let read = acme.hana.get(&application).await;
            let terms = json!({"pay": {"minor": pay, "currency": "EUR"}, "pay_reason": "Leads two people."});
            let offered = step(&acme.hana, &application, &read, json!({"command": "offer", "offer": terms})).await;
            assert_eq!(offered.status, 200, "{}", offered.text);
            assert_eq!(acme.command(&acme.eve, &application, "accept").await.status, 200);
            let moves = acme.eve.get("/api/v1/moves?over=false").await.body["items"].clone();
            let path = format!("/api/v1/moves/{}", moves[0]["id"].as_str().unwrap());
            let read = acme.eve.get(&path).await;
            assert_eq!(names(&read.body).len(), expected, "level {level}, pay {pay}");
            let cancel = json!({"command": "cancel", "reason": "Not now."});
            assert_eq!(step(&acme.eve, &path, &read, cancel).await.status, 200);
        }
    }
}

on_both_databases! {
    async fn sec_27_fifty_answers_of_two_approvers_are_two(db) {
        let rules = approvals(json!({"required": true, "heads": 2, "quorum": 2}));
        let Ruled { acme, dora, cleo, .. } = Ruled::new(db, rules).await;
        let moving = Moving::of(acme).await;
        moving.released().await;
        let insist = |at: usize| {
            let (moving, who) = (&moving, if at.is_multiple_of(2) { &dora } else { &cleo });
            async move {
                loop {
                    let said = moving.say(who, json!({"command": "approve"})).await;
                    if said.status != 412 {
                        return said;
                    }
                }
            }
        };
        let answers = join_all((0..50).map(insist)).await;
        let won = answers.iter().filter(|one| one.status == 200).count();
        assert_eq!(won, 2);
        let others = answers.iter().filter(|one| one.status != 200);
        assert!(others.clone().all(|one| one.status == 409), "{:?}", others.map(|one| one.status).collect::<Vec<_>>());
        let read = moving.acme.eve.get(&moving.path).await.body;
        assert_eq!(read["status"], "approved");
        assert!(asked(&read).iter().all(|one| one.1 == true && one.2.is_null()));
        let steps = read["history"].as_array().unwrap().iter();
        assert_eq!(steps.filter(|one| one["step"] == "approve").count(), 2);
    }
}

on_both_databases! {
    async fn the_works_council_is_informed_and_its_silence_is_consent(db) {
        let Ruled { acme, .. } = Ruled::new(db, council(7)).await;
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        let begun = acme.eve.get(&moving.path).await.body;
        assert_eq!(begun["council"], json!({"stand": "due"}));
        let desk = "/api/v1/moves?view=pipeline&desk=true";
        assert_eq!(acme.sam.get(desk).await.body["items"].as_array().unwrap().len(), 1);
        let home = acme.sam.get("/api/v1/home").await.body["waiting_for_me"].clone();
        let item = (home.as_array().unwrap().iter()).find(|one| one["code"] == "moves_on_desk");
        assert_eq!(item.unwrap()["params"]["count"], 1);

        let pack = format!("{}/works-council-pack", moving.path);
        let told = acme.sam.get(&pack).await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!((&told.body["days"], &told.body["trial_days"]), (&json!(7), &json!(60)));
        assert_eq!((&told.body["from_seat"]["title"], &told.body["from_seat"]["grade"]), (&json!("Engineer"), &json!(3)));
        assert_eq!(told.body["opening"]["selection_criteria"], json!(["Has built pipelines"]));
        assert_eq!((&told.body["opening"]["applicants"], &told.body["old_seat"]["backfill"]), (&json!(1), &json!("draft")));
        assert!(!told.text.contains("minor"), "no pay: {}", told.text);
        for (who, status) in [(&acme.eve, 403), (&acme.hana, 403), (&acme.max, 403), (&acme.bo, 404)] {
            assert_eq!(who.get(&pack).await.status, status);
        }
        acme.app.state.reads().unwrap().flush().await;
        let seen = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await.text;
        assert!(seen.contains("move.council_pack"), "{seen}");

        moving.released().await;
        assert_eq!((&moving.status().await, moving.days(10).await), (&json!("release_agreed"), 0), "nobody informed it");
        let not_hers = moving.say(&acme.hana, json!({"command": "inform_council"})).await;
        assert_eq!(rule(&not_hers), (409, "not_your_side"));
        let informed = moving.ok(&acme.sam, json!({"command": "inform_council"})).await.body;
        assert_eq!(informed["council"], json!({"stand": "informed", "answer_by": "2026-03-09"}));
        assert_eq!(informed["next"], json!({"step": "council_consents", "on": "2026-03-10"}));
        assert_eq!(acme.sam.get(desk).await.body["items"], json!([]));
        assert_eq!(moving.days(7).await, 0);
        assert_eq!(moving.days(8).await, 1);
        let silent = acme.eve.get(&moving.path).await.body;
        assert_eq!((&silent["status"], &silent["council"]["stand"]), (&json!("approved"), &json!("consented")));
        let last = silent["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["step"], &last["side"], &last["on"]), (&json!("council_silent"), &json!("system"), &json!("2026-03-10")));
    }
}

on_both_databases! {
    async fn an_objection_holds_the_move_and_its_reason_is_not_for_the_manager_who_is_left(db) {
        let Ruled { acme, .. } = Ruled::new(db, council(7)).await;
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        moving.ok(&acme.sam, json!({"command": "inform_council"})).await;
        moving.released().await;
        let silent = moving.say(&acme.sam, json!({"command": "council_objects"})).await;
        assert_eq!(rule(&silent), (409, "reason_required"));
        moving.ok(&acme.sam, json!({"command": "council_objects", "reason": "Night shifts."})).await;
        assert_eq!(moving.days(300).await, 0, "time does not overcome it");
        let told = acme.eve.get("/api/v1/notices").await.body["items"].clone();
        assert_eq!(told[0]["kind"], "move_moved_on");
        for (who, reads) in [(&acme.eve, true), (&acme.hana, true), (&acme.sam, true), (&acme.max, false)] {
            let read = who.get(&moving.path).await;
            assert_eq!(read.body["council"]["stand"], "objected");
            assert_eq!(read.text.contains("Night shifts"), reads);
        }
        let wordless = moving.say(&acme.sam, json!({"command": "council_consents"})).await;
        assert_eq!(rule(&wordless), (409, "reason_required"));
        let settled = moving.ok(&acme.sam, json!({"command": "council_consents", "reason": "Day shifts agreed."})).await.body;
        assert_eq!(settled["status"], "approved");
    }
}

on_both_databases! {
    async fn the_longer_clock_of_the_two_seats_counts(db) {
        let acme = Company::new(db).await;
        let of = |unit, days: u32| json!({"org_unit_id": unit, "parameters": {"works_council": {"days": days}}});
        let rules = json!({"reason": "Two sites", "overrides": [of(acme.sales, 7), of(acme.data, 14)]});
        put_in_force(&acme, &rules).await;
        let moving = Moving::of(acme).await;
        let informed = moving.ok(&moving.acme.sam, json!({"command": "inform_council"})).await.body;
        assert_eq!(informed["council"]["answer_by"], "2026-03-16");
    }
}
