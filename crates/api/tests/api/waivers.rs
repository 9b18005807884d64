//! Waivers: who may ask for one, who decides, what it lifts and for how long, and who never learns.

use actix_web::http::Method;
use chrono::TimeDelta;
use domain::terms::Role;
use persistence::testing::TestDb;
use persistence::{Backend, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::{Answer, User};
use crate::two_worlds::{WorldOf, difference};

const ALL: &str = "/api/v1/contests";

/// A company in which Eve has not been in her role for long enough, and an opening for her.
async fn waiting(db: TestDb) -> (Company, String) {
    let acme = Company::new(db).await;
    ten_years(&acme);
    let opening = acme.open(&acme.form()).await;
    (acme, opening)
}

/// From now on a role is held for ten years.
fn ten_years(acme: &Company) {
    let mut parameters = acme.app.state.matching.policy().parameters.clone();
    parameters.eligibility.min_months_in_role = 120;
    acme.app.world().policy(&parameters);
}

async fn ask(who: &User, opening: &str) -> Answer {
    let id = opening.rsplit('/').next().unwrap();
    let body = json!({"subject_kind": "waiver", "subject_id": id, "statement": "My project ends in spring."});
    who.post(ALL, &body).await
}

async fn answer(who: &User, question: &Answer, body: &Value) -> Answer {
    let address = format!("{ALL}/{}/answer", question.body["id"].as_str().unwrap());
    let draft = who.request(Method::POST, &address);
    let tag = question.etag();
    draft.header("if-match", tag).json(body).send().await
}

fn granted(until: &str) -> Value {
    json!({"outcome": "upheld", "reason": "The project ends, so the team loses nobody early.", "waived_until": until})
}

async fn send(who: &User, opening: &str) -> Answer {
    let body = json!({"statement": "Me!"});
    who.post(&format!("{opening}/applications"), &body).await
}

on_both_databases! {
    async fn a_granted_waiver_lifts_the_rule_for_that_opening_and_person_and_is_logged(db) {
        let (acme, opening) = waiting(db).await;
        let other = acme.open(&acme.form()).await;
        let eligibility = format!("{opening}/eligibility");
        let told = acme.eve.get(&eligibility).await.body;
        assert_eq!((&told["eligible"], &told["may_ask_waiver"], told.get("waiver")), (&json!(false), &json!(true), None));
        let asked = ask(&acme.eve, &opening).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        assert_eq!((&asked.body["rules"], &asked.body["assignee"]["display_name"]), (&json!(["time_in_role"]), &json!("Sam Specialist")));
        assert_eq!(asked.body["due_on"], "2026-03-16", "ten working days");
        assert_eq!(ask(&acme.eve, &opening).await.code(), "already_questioned");
        let told = acme.eve.get(&eligibility).await.body;
        assert_eq!((&told["may_ask_waiver"], &told["waiver"]["state"]), (&json!(false), &json!("open")));
        assert_eq!(send(&acme.eve, &opening).await.code(), "not_eligible", "asking is not having");

        for (body, pointer) in [
            (json!({"outcome": "upheld", "reason": "For as long as ever."}), "/waived_until"),
            (granted("2026-03-01"), "/waived_until"),
            (json!({"outcome": "dismissed", "reason": "The team needs her.", "waived_until": "2026-04-01"}), "/waived_until"),
            (json!({"outcome": "partly_upheld", "reason": "Half of a waiver."}), "/outcome"),
        ] {
            let refused = answer(&acme.sam, &asked, &body).await;
            assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{body}");
        }
        assert_eq!(answer(&acme.eve, &asked, &granted("2026-04-01")).await.status, 403);
        let done = answer(&acme.sam, &asked, &granted("2026-04-01")).await;
        assert_eq!((done.status.as_u16(), &done.body["waived_until"]), (200, &json!("2026-04-01")), "{}", done.text);

        let told = acme.eve.get(&eligibility).await.body;
        assert_eq!(told["eligible"], true);
        let rule = &told["rules"][2];
        assert_eq!((&rule["code"], &rule["passed"], &rule["waived_until"]), (&json!("time_in_role"), &json!(true), &json!("2026-04-01")));
        assert_eq!(rule["until"], "2032-01-03", "what the rule says stays visible");
        assert_eq!(told["waiver"]["answered_by"]["display_name"], "Sam Specialist");
        assert_eq!(send(&acme.eve, &other).await.code(), "not_eligible", "for that opening only");
        assert_eq!(send(&acme.eve, &opening).await.status, 201);
        let log = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await;
        for action in ["contest.create", "contest.answer"] {
            assert!(log.text.contains(action), "{action} is audited");
        }
    }
}

/// What every place that shows somebody an opening says of whether they may apply: from when, or
/// by waiver until when.
async fn doors(who: &User, opening: &str) -> Vec<(&'static str, Value, Value)> {
    let id = opening.rsplit('/').next().unwrap();
    let mut said = Vec::new();
    for (place, address) in [
        ("by fit", "/api/v1/opportunities?sort=fit"),
        ("by date", "/api/v1/opportunities?sort=date"),
        ("by state", "/api/v1/opportunities?status=open_internal"),
        ("searched", "/api/v1/opportunities?q=engineer"),
        ("itself", opening),
        ("home", "/api/v1/home"),
    ] {
        let read = who.get(address).await;
        assert_eq!(read.status, 200, "{}", read.text);
        let body = &read.body;
        let of = [&body["items"], &body["best_openings"], &json!([body])];
        let mut cards = of.into_iter().filter_map(Value::as_array).flatten();
        let card = cards
            .find(|card| card["id"] == id)
            .unwrap_or_else(|| panic!("{place}"))
            .clone();
        said.push((
            place,
            card["eligible_from"]["date"].clone(),
            card["waived_until"].clone(),
        ));
    }
    said
}

on_both_databases! {
    async fn whoever_has_a_waiver_reads_so_wherever_the_opening_is_shown(db) {
        let (acme, opening) = waiting(db).await;
        let other = acme.open(&acme.form()).await;
        let closed = (json!("2032-01-03"), Value::Null);
        let all = async |who: &User, opening: &str, wanted: &(Value, Value)| {
            for (place, from, until) in doors(who, opening).await {
                assert_eq!((&from, &until), (&wanted.0, &wanted.1), "{place}");
            }
        };
        all(&acme.eve, &opening, &closed).await;
        let asked = ask(&acme.eve, &opening).await;
        all(&acme.eve, &opening, &closed).await;
        assert_eq!(answer(&acme.sam, &asked, &granted("2026-03-20")).await.status, 200);
        all(&acme.eve, &opening, &(Value::Null, json!("2026-03-20"))).await;
        all(&acme.eve, &other, &closed).await;
        for page in ["/api/v1/opportunities", "/api/v1/home", &opening] {
            assert!(acme.app.statements_of(&acme.eve, page).await <= 6, "{page}");
        }
        let account = acme.eve.get("/api/v1/session").await.body["account_id"].as_str().unwrap().parse().unwrap();
        // It outlasts the fortnight in which answers are told, and ends with its last day.
        for (days, wanted) in [(18, (Value::Null, json!("2026-03-20"))), (1, closed)] {
            acme.app.wait(TimeDelta::days(days));
            let eve = acme.app.sign_in(account).await;
            let home = eve.get("/api/v1/home").await;
            assert_eq!(home.body["answered_questions"], json!([]), "{}", home.text);
            all(&eve, &opening, &wanted).await;
        }
    }
}

on_both_databases! {
    async fn a_waiver_ends_and_a_refused_one_lifts_nothing(db) {
        let (acme, opening) = waiting(db).await;
        let eligibility = format!("{opening}/eligibility");
        let asked = ask(&acme.eve, &opening).await;
        let no = json!({"outcome": "dismissed", "reason": "The team has just lost two."});
        assert_eq!(answer(&acme.sam, &asked, &no).await.status, 200);
        let told = acme.eve.get(&eligibility).await.body;
        assert_eq!((&told["eligible"], &told["waiver"]["outcome"], &told["may_ask_waiver"]), (&json!(false), &json!("dismissed"), &json!(true)));
        let again = ask(&acme.eve, &opening).await;
        assert_eq!(again.status, 201, "things change: {}", again.text);
        assert_eq!(answer(&acme.sam, &again, &granted("2026-03-03")).await.status, 200);
        let account = acme.eve.get("/api/v1/session").await.body["account_id"].as_str().unwrap().parse().unwrap();
        acme.app.wait(TimeDelta::days(1));
        let eve = acme.app.sign_in(account).await;
        assert_eq!(eve.get(&eligibility).await.body["eligible"], true, "on its last day");
        acme.app.wait(TimeDelta::days(1));
        let eve = acme.app.sign_in(account).await;
        assert_eq!(eve.get(&eligibility).await.body["eligible"], false);
        assert_eq!(send(&eve, &opening).await.code(), "not_eligible");
    }
}

on_both_databases! {
    async fn only_what_time_would_mend_can_be_waived_and_only_to_whom_it_is_in_the_way(db) {
        let (acme, opening) = waiting(db).await;
        let refused = |answer: &Answer| (answer.status.as_u16(), answer.code().to_owned());
        let expected = (422, "validation_failed".to_owned());
        assert_eq!(refused(&ask(&acme.max, &opening).await), expected, "nothing is in his way");
        assert_eq!(refused(&ask(&acme.hana, &opening).await), expected, "it is her own");
        assert_eq!(refused(&ask(&acme.eve, &format!("/{}", uuid::Uuid::now_v7())).await), expected);
        let draft = acme.hana.post("/api/v1/opportunities", &acme.form()).await;
        let hidden = format!("/{}", draft.body["id"].as_str().unwrap());
        assert_eq!(refused(&ask(&acme.eve, &hidden).await), expected, "like what is not there");
        let mut gig = acme.form();
        gig["kind"] = json!("gig");
        let gig = acme.open(&gig).await;
        assert_eq!(refused(&ask(&acme.eve, &gig).await), expected, "gigs know no time");
    }
}

on_both_databases! {
    async fn a_waiver_goes_to_nobody_who_manages_or_hires(db) {
        let (acme, opening) = waiting(db).await;
        let world = acme.app.world();
        let sam_id = acme.sam.get("/api/v1/session").await.body["employee_id"].as_str().unwrap().parse().unwrap();
        world.reports_to(acme.eve_id, sam_id);
        let asked = ask(&acme.eve, &opening).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        assert!(asked.body.get("assignee").is_none(), "the only specialist is her manager");
        let address = format!("{ALL}/{}", asked.body["id"].as_str().unwrap());
        assert_eq!(acme.sam.get(&address).await.status, 404);
        assert_eq!(answer(&acme.sam, &asked, &granted("2026-04-01")).await.status, 404);
        assert_eq!(acme.hana.get(&address).await.status, 404);
        assert_eq!(acme.max.get(&address).await.status, 404);
    }
}

on_both_databases! {
    async fn sec_46_the_report_of_waivers_tells_of_no_group_under_five(db) {
        let (acme, opening) = waiting(db).await;
        let world = acme.app.world();
        let job = world.job("Seller", world.family("Sales"), 2, &[]);
        let report = "/api/v1/waivers/report";
        for number in 0..6 {
            let unit = if number < 4 { acme.sales } else { acme.data };
            let seller = world.person(&format!("Seller {number}"), unit, None);
            world.works(seller, None, job, "2025-01-01");
            let seller = acme.app.person(seller).await;
            let asked = ask(&seller, &opening).await;
            assert_eq!(asked.status, 201, "{}", asked.text);
            if number < 5 {
                assert_eq!(answer(&acme.sam, &asked, &granted("2026-04-01")).await.status, 200);
            }
        }
        let told = acme.sam.get(report).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let rows = told.body["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "one who waits is not told of: {}", told.text);
        assert_eq!((&rows[0]["rule"], &rows[0]["answer"], &rows[0]["people"]), (&json!("time_in_role"), &json!("granted"), &json!(5)));
        let units: Vec<(&Value, &Value)> = rows[0]["units"].as_array().unwrap().iter()
            .map(|one| (&one["org_unit"]["name"], &one["people"]))
            .collect();
        assert_eq!(units, [(&json!("Acme"), &json!(5))], "four of a unit are not told apart");
        assert_eq!(acme.max.get(report).await.status, 403);
        let rita = world.person("Rita Root", acme.data, None);
        let rita = acme.app.person_as(rita, &[Role::Employee, Role::Admin]).await;
        assert_eq!(rita.get(report).await.status, 403);
    }
}

on_both_databases! {
    async fn sec_40_neither_managers_nor_hiring_teams_learn_of_a_waiver(db) {
        let backend = if db.url.starts_with("postgres") { Backend::Postgres } else { Backend::Sqlite };
        let mut worlds = [WorldOf::new(db).await, WorldOf::new(TestDb::new(backend)).await];
        for world in &mut worlds {
            ten_years(&world.acme);
            let hana = world.acme.hana.clone();
            world.curious.insert("the hiring manager", hana);
        }
        let [without, mut with] = worlds;
        let asked = ask(&with.acme.eve, &with.opening).await;
        with.ids.insert("contests", vec![asked.body["id"].as_str().unwrap().to_owned()]);
        for step in ["asked", "granted"] {
            if step == "granted" {
                assert_eq!(answer(&with.acme.sam, &asked, &granted("2026-04-01")).await.status, 200);
            }
            for (name, who) in &with.curious {
                let there = with.walk(who).await;
                let told = difference(&without.walk(&without.curious[name]).await, &there);
                assert_eq!(told, None, "{name} learns when it is {step}");
            }
        }
        for (here, there) in [(&without.acme.sam, &with.acme.sam), (&without.acme.eve, &with.acme.eve)] {
            let told = difference(&without.walk(here).await, &with.walk(there).await);
            assert!(told.is_some(), "the walk sees what there is to see");
        }
    }
}
