//! The policy's versions: disclosed, changed by specialists at once or on a day to come, taken back
//! before they begin, different for units and families.

use actix_web::http::Method;
use chrono::TimeDelta;
use domain::terms::Role;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::{Answer, User};

const IN_FORCE: &str = "/api/v1/policy";
const ALL: &str = "/api/v1/policies";

async fn put(who: &User, tag: &str, body: &Value) -> Answer {
    let draft = who.request(Method::POST, ALL);
    draft.header("if-match", tag).json(body).send().await
}

/// The same person after so long: sessions end meanwhile.
async fn after(acme: &Company, who: &User, wait: TimeDelta) -> User {
    let session = who.get("/api/v1/session").await;
    let account = session.body["account_id"].as_str().unwrap();
    acme.app.wait(wait);
    acme.app.sign_in(account.parse().unwrap()).await
}

async fn withdraw(who: &User, version: i64) -> Answer {
    who.request(Method::DELETE, &format!("{ALL}/{version}"))
        .send()
        .await
}

fn months(months: u32) -> Value {
    json!({"parameters": {"eligibility": {"min_months_in_role": months}}, "reason": "Tried out"})
}

/// Code, pointer and parameters of each field error.
fn errors(answer: &Answer) -> Vec<String> {
    let list = answer.body["errors"].as_array().unwrap();
    list.iter()
        .map(|one| format!("{} {} {}", one["pointer"], one["code"], one["params"]))
        .collect()
}

fn in_role(answer: &Answer, of: &str) -> Value {
    answer
        .body
        .pointer(&format!("{of}/eligibility/min_months_in_role"))
        .unwrap()
        .clone()
}

on_both_databases! {
    async fn the_shipped_policy_is_version_one_and_everybody_may_read_it(db) {
        let acme = Company::new(db).await;
        let found = acme.eve.get(IN_FORCE).await;
        assert_eq!((found.status.as_u16(), found.etag()), (200, "\"v1\""));
        let shipped = serde_json::to_value(domain::policy::PolicyParameters::default()).unwrap();
        assert_eq!((&found.body["parameters"], &found.body["seat"]["parameters"]), (&shipped, &shipped));
        assert_eq!((&found.body["state"], &found.body["reason"]), (&json!("in_force"), &json!("defaults")));
        assert!(found.body.get("author_name").is_none());
        assert_eq!(acme.eve.get(&format!("{ALL}/1")).await.body["parameters"], shipped);
        assert_eq!(acme.eve.get(&format!("{IN_FORCE}?org_unit_id={}", uuid::Uuid::now_v7())).await.status, 422);
    }
}

on_both_databases! {
    async fn a_policy_put_in_force_decides_at_once_on_every_server_and_can_be_taken_back(db) {
        let acme = Company::new(db).await;
        let elsewhere = acme.app.another().await;
        let opening = acme.open(&acme.form()).await;
        let eligibility = format!("{opening}/eligibility");
        assert_eq!(acme.eve.get(&eligibility).await.body["eligible"], true);
        let made = put(&acme.sam, "\"v1\"", &months(120)).await;
        assert_eq!((made.status.as_u16(), made.etag()), (201, "\"v2\""), "{}", made.text);
        assert_eq!(made.header("location"), Some("/api/v1/policies/2"));
        assert_eq!((&made.body["author_name"], &made.body["state"]), (&json!("Sam Specialist"), &json!("in_force")));
        assert_eq!(in_role(&made, "/parameters"), 120);
        assert_eq!(made.body["parameters"]["eligibility"]["min_months_in_company"], 12, "what is not named stays");
        let told = acme.eve.get(&eligibility).await;
        assert_eq!(told.body["eligible"], false, "own writes are seen at once");
        assert_eq!(told.body["rules"][2]["until"], "2032-01-03");
        tokio::time::sleep(api::follower::INTERVAL * 2).await;
        assert_eq!(elsewhere.reached_by(&acme.eve).get(&eligibility).await.body, told.body, "and soon by others");
        let sent = acme.eve.post(&format!("{opening}/applications"), &json!({"statement": ""})).await;
        assert_eq!((sent.status.as_u16(), sent.code()), (409, "not_eligible"));

        let first = acme.sam.get(&format!("{ALL}/1")).await.body["parameters"].clone();
        let back = put(&acme.sam, "\"v2\"", &json!({"parameters": first, "reason": "Back"})).await;
        assert_eq!(back.status, 201, "{}", back.text);
        assert_eq!(acme.eve.get(&eligibility).await.body["eligible"], true);
        let application = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.eve.get(&application).await.body["policy_version"], Value::Null, "not shown, but kept");

        let list = acme.eve.get(ALL).await.body;
        let lines: Vec<String> = list["items"].as_array().unwrap().iter()
            .map(|one| format!("{} {} {} {}", one["version"], one["state"], one["reason"], one["changes"]))
            .collect();
        assert_eq!(lines, [
            r#"3 "in_force" "Back" [{"after":6,"before":120,"parameter":"eligibility.min_months_in_role"}]"#,
            r#"2 "past" "Tried out" [{"after":120,"before":6,"parameter":"eligibility.min_months_in_role"}]"#,
            r#"1 "past" "defaults" []"#,
        ]);
        let one = acme.eve.get(&format!("{ALL}?limit=1")).await.body;
        let next = one["next_cursor"].as_str().unwrap();
        let second = acme.eve.get(&format!("{ALL}?limit=1&cursor={next}")).await.body;
        assert_eq!(second["items"][0], list["items"][1], "the diff does not end with the page");
    }
}

on_both_databases! {
    async fn a_scheduled_policy_begins_on_its_day_and_can_be_withdrawn_before(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eligibility = format!("{opening}/eligibility");
        let on = |day: &str, number: u32| {
            let mut body = months(number);
            body["effective_from"] = json!(day);
            body
        };
        let made = put(&acme.sam, "\"v1\"", &on("2026-03-04", 120)).await;
        assert_eq!((made.status.as_u16(), &made.body["state"]), (201, &json!("scheduled")), "{}", made.text);
        assert_eq!(made.body["effective_from"], "2026-03-04T00:00:00Z");
        let now = acme.eve.get(IN_FORCE).await;
        assert_eq!((&now.body["version"], &now.body["scheduled"][0]["version"]), (&json!(1), &json!(2)));
        assert_eq!(acme.eve.get(&eligibility).await.body["eligible"], true, "not yet");

        for (body, tag, expected) in [
            (months(9), "\"v2\"", r#""/effective_from" "too_early" {"earliest":"2026-03-04"}"#),
            (on("2026-03-03", 9), "\"v2\"", r#""/effective_from" "too_early" {"earliest":"2026-03-04"}"#),
            (on("2026-03-01", 9), "\"v2\"", r#""/effective_from" "too_early" {"earliest":"2026-03-04"}"#),
        ] {
            let refused = put(&acme.sam, tag, &body).await;
            assert_eq!((refused.status.as_u16(), errors(&refused)), (422, vec![expected.to_owned()]));
        }
        assert_eq!(put(&acme.sam, "\"v1\"", &months(9)).await.status, 412, "the newest is the scheduled one");
        assert_eq!(put(&acme.sam, "\"v2\"", &on("2026-03-05", 60)).await.status, 201);

        assert_eq!(withdraw(&acme.eve, 3).await.status, 403);
        assert_eq!(withdraw(&acme.sam, 3).await.status, 204);
        let again = withdraw(&acme.sam, 3).await;
        assert_eq!((again.status.as_u16(), &again.body["rule"]), (409, &json!("not_scheduled")));
        assert_eq!(withdraw(&acme.sam, 9).await.status, 404);
        assert_eq!(withdraw(&acme.sam, 1).await.status, 409, "in force");

        let sam = acme.sam.get("/api/v1/session").await.body["account_id"].as_str().unwrap().parse().unwrap();
        // At the last moment before, and at the moment itself; nobody tells the server.
        let eve = after(&acme, &acme.eve, TimeDelta::hours(38) + TimeDelta::minutes(59)).await;
        assert_eq!(eve.get(&eligibility).await.body["eligible"], true);
        acme.app.wait(TimeDelta::minutes(1));
        assert_eq!(eve.get(&eligibility).await.body["eligible"], false);
        assert_eq!(eve.get(IN_FORCE).await.body["version"], 2);
        let eve = after(&acme, &eve, TimeDelta::days(2)).await;
        assert_eq!(eve.get(IN_FORCE).await.body["version"], 2, "what was withdrawn never begins");
        let sam = acme.app.sign_in(sam).await;
        assert_eq!(withdraw(&sam, 2).await.status, 409, "it has begun");

        assert_eq!(put(&sam, "\"v2\"", &months(0)).await.etag(), "\"v4\"", "numbers are not used again");
        let list = eve.get(ALL).await.body;
        let states: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
        assert_eq!(states, ["in_force", "withdrawn", "past", "past"]);
        assert_eq!(list["items"][0]["changes"][0]["before"], 120, "compared with what it was written on");

        let root = acme.app.account("root@example.org", &[Role::Admin]).await;
        let log = acme.app.sign_in(root).await.get("/api/v1/audit-events?limit=200").await.body;
        let actions: Vec<&str> = log["items"].as_array().unwrap().iter()
            .filter_map(|one| one["action"].as_str())
            .filter(|one| one.starts_with("policy."))
            .collect();
        assert_eq!(actions, ["policy.create", "policy.withdraw", "policy.create", "policy.create", "policy.create"]);
    }
}

on_both_databases! {
    async fn api_05_of_two_who_change_the_same_policy_one_is_told(db) {
        let acme = Company::new(db).await;
        assert_eq!(acme.sam.post(ALL, &months(1)).await.status, 428);
        let (one, two) = (months(1), months(2));
        let (one, two) = tokio::join!(put(&acme.sam, "\"v1\"", &one), put(&acme.sam, "\"v1\"", &two));
        let mut told = [one.status.as_u16(), two.status.as_u16()];
        told.sort_unstable();
        assert_eq!(told, [201, 412]);
        assert_eq!(put(&acme.hana, "\"v2\"", &months(3)).await.status, 403);
    }
}

on_both_databases! {
    async fn an_unsound_policy_is_refused_with_everything_that_is_wrong(db) {
        let acme = Company::new(db).await;
        let nothing = uuid::Uuid::now_v7();
        let body = json!({
            "parameters": {
                "eligibility": {"min_months_in_role": 121},
                "release": {"days_from_acceptance": 31},
                "disclosure": [
                    {"stage": "exploring", "who": ["current_manager"]},
                    {"stage": "submitted", "who": ["hiring_team", "specialists"]},
                    {"stage": "interview", "who": ["specialists"]},
                    {"stage": "selected", "who": ["hiring_team", "specialists"]},
                    {"stage": "offered", "who": ["hiring_team", "specialists"]},
                    {"stage": "accepted", "who": ["hiring_team", "specialists"]},
                    {"stage": "closed", "who": ["current_manager"]},
                ],
            },
            "overrides": [{"org_unit_id": nothing, "parameters": {"release": {"trial_days": 366}}}, {"parameters": {}}],
            "reason": "Everything at once",
        });
        let refused = put(&acme.sam, "\"v1\"", &body).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "validation_failed"));
        assert_eq!(errors(&refused), [
            r#""/parameters/eligibility/min_months_in_role" "out_of_range" {"max":120,"min":0}"#,
            r#""/parameters/release/cap_days" "below_what_it_caps" {"least":31}"#,
            r#""/parameters/disclosure/0/who" "exploring_is_private" null"#,
            r#""/parameters/disclosure/2/who" "hides_from_hiring_team" null"#,
            r#""/parameters/disclosure/2/who" "forgets_party" null"#,
            r#""/parameters/disclosure/6/who" "end_reveals" null"#,
            r#""/overrides/0/parameters/release/trial_days" "out_of_range" {"max":365,"min":0}"#,
            r#""/overrides/0/parameters/release/cap_days" "below_what_it_caps" {"least":31}"#,
            r#""/overrides/1" "scope_not_one" null"#,
            r#""/overrides/1/parameters" "empty_override" null"#,
            r#""/overrides/0/org_unit_id" "unknown_reference" null"#,
        ]);
        for (parameters, expected) in [
            (json!({"salary": {}}), r#""/parameters/salary" "unknown_field" null"#),
            (json!({"gigs": {"colour": 1}}), r#""/parameters/gigs/colour" "unknown_field" null"#),
            (json!({"gigs": {"max_hours_per_week": "many"}}), r#""/parameters/gigs/max_hours_per_week" "wrong_type" null"#),
            (json!({"gigs": {"max_hours_per_week": -1}}), r#""/parameters/gigs/max_hours_per_week" "invalid_value" null"#),
        ] {
            let refused = put(&acme.sam, "\"v1\"", &json!({"parameters": parameters, "reason": "x"})).await;
            assert_eq!((refused.status.as_u16(), errors(&refused)), (400, vec![expected.to_owned()]));
        }
        let same = put(&acme.sam, "\"v1\"", &months(6)).await;
        assert_eq!((same.status.as_u16(), errors(&same)), (422, vec![r#""/parameters" "unchanged" null"#.to_owned()]));
        assert_eq!(acme.sam.get(ALL).await.body["items"].as_array().unwrap().len(), 1, "nothing was stored");
    }
}

on_both_databases! {
    async fn overrides_decide_for_the_seat_that_somebody_leaves_and_the_opening_that_is_posted(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let family = acme.eve.get("/api/v1/job-profiles").await.body["items"][0]["family"]["id"].clone();
        let of = |scope: &str, id: Value, parameters: Value| json!({scope: id, "parameters": parameters});
        let long = json!({"eligibility": {"min_months_in_role": 120}});
        let body = json!({"overrides": [
            of("job_family_id", family.clone(), long.clone()),
            of("org_unit_id", json!(acme.data), json!({"posting": {"pay_range_required": false}})),
        ], "reason": "Apart"});
        let made = put(&acme.sam, "\"v1\"", &body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let eligibility = format!("{opening}/eligibility");
        assert_eq!(acme.eve.get(&eligibility).await.body["eligible"], false, "her family");
        assert_eq!(acme.max.get(&eligibility).await.body["eligible"], true, "he has none");
        let own = acme.eve.get(IN_FORCE).await;
        assert_eq!((in_role(&own, "/parameters"), in_role(&own, "/seat/parameters")), (json!(6), json!(120)));
        assert_eq!(own.body["seat"]["departures"][0]["job_family"]["id"], family);
        assert_eq!(in_role(&acme.max.get(IN_FORCE).await, "/seat/parameters"), 6);
        let asked = acme.max.get(&format!("{IN_FORCE}?job_family_id={}", family.as_str().unwrap())).await;
        assert_eq!(in_role(&asked, "/seat/parameters"), 120);
        let asked = acme.max.get(&format!("{IN_FORCE}?org_unit_id={}", acme.data)).await;
        assert_eq!(asked.body["seat"]["parameters"]["posting"]["pay_range_required"], false);

        let mut form = acme.form();
        form.as_object_mut().unwrap().remove("pay_range");
        acme.open(&form).await;
        form["org_unit_id"] = json!(acme.sales);
        let draft = acme.hana.post("/api/v1/opportunities", &form).await;
        let path = format!("/api/v1/opportunities/{}", draft.body["id"].as_str().unwrap());
        let refused = crate::hiring::step(&acme.hana, &path, &draft, json!({"command": "publish"})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "not_publishable"));

        // The unit has the last word over the family, and the nearest unit over those above.
        let body = json!({"overrides": [
            of("job_family_id", family, long),
            of("org_unit_id", json!(acme.sales), json!({"eligibility": {"min_months_in_role": 1}})),
        ], "reason": "The works agreement"});
        let made = put(&acme.sam, "\"v2\"", &body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(acme.eve.get(&eligibility).await.body["eligible"], true);
        let list = acme.eve.get(ALL).await.body;
        let changes = list["items"][0]["changes"].as_array().unwrap();
        let told: Vec<String> = changes.iter().map(|one| format!("{} {} {}", one["parameter"], one["before"], one["after"])).collect();
        assert_eq!(told, [
            r#""posting.pay_range_required" false null"#,
            r#""eligibility.min_months_in_role" null 1"#,
        ]);
    }
}

on_both_databases! {
    async fn a_preview_counts_whom_a_change_makes_eligible_and_what_else_it_touches(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let family = world.family("Sales");
        let job = world.job("Seller", family, 2, &[]);
        for number in 0..7 {
            let seller = world.person(&format!("Seller {number}"), acme.sales, Some(acme.max_id));
            world.works(seller, None, job, if number < 6 { "2025-10-01" } else { "2020-01-01" });
        }
        let preview = format!("{ALL}/preview");
        let asked = acme.sam.post(&preview, &json!({"parameters": {
            "eligibility": {"min_months_in_role": 3}, "decisions": {"offer_answer_working_days": 9},
            "gigs": {"max_hours_per_week": 4},
        }})).await;
        assert_eq!(asked.status, 200, "{}", asked.text);
        let told = &asked.body;
        assert_eq!((&told["based_on"], &told["day"]), (&json!(1), &json!("2026-03-02")));
        assert_eq!(told["eligibility"].as_array().unwrap().len(), 1, "gigs know no time");
        let of = &told["eligibility"][0];
        assert_eq!(of["kinds"], json!(["role", "secondment"]));
        let all = acme.app.state.matching.everybody();
        let policy = acme.app.state.matching.policy();
        let mut other = (*policy).clone();
        other.parameters.eligibility.min_months_in_role = 3;
        let counted = all.compare(&policy, &other, acme.app.state.clock.today());
        let groups = &counted[0].groups;
        assert_eq!(groups.overall.unwrap().gaining, 6);
        assert_eq!(of["overall"]["gaining"], 6);
        assert_eq!((&of["overall"]["losing"], &told["least_people"]), (&json!(0), &json!(5)));
        let units: Vec<(&Value, &Value, &Value)> = of["units"].as_array().unwrap().iter()
            .map(|one| (&one["org_unit"]["name"], &one["effect"]["people"], &one["effect"]["gaining"]))
            .collect();
        // Data and those of the company itself are too few to be told apart from each other.
        assert_eq!(units[1], (&json!("Sales"), &json!(9), &json!(6)));
        assert_eq!(units.len(), 2);
        let touches: Vec<String> = told["touches"].as_array().unwrap().iter()
            .map(|one| format!("{} {} {} {}", one["parameter"], one["touched"], one["count"], one["few"]))
            .collect();
        assert_eq!(touches, [
            r#""decisions.offer_answer_working_days" "offers" 0 false"#,
            r#""eligibility.min_months_in_role" "people" null false"#,
            r#""gigs.max_hours_per_week" "nothing" null false"#,
        ]);
        // On the day on which it would begin.
        let later = acme.sam.post(&preview, &json!({"parameters": {"eligibility": {"min_months_in_role": 3}}, "effective_from": "2026-05-01"})).await;
        assert_eq!(later.body["eligibility"][0]["overall"]["gaining"], 0, "by then they are eligible anyway");
        assert_eq!(acme.eve.post(&preview, &json!({})).await.status, 403);
        let leave = acme.app.state.matching.may_preview().unwrap();
        let refused = acme.sam.post(&preview, &json!({})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (503, "preview_busy"));
        drop(leave);
        assert_eq!(acme.sam.get(IN_FORCE).await.body["version"], 1, "nothing is stored");
    }
}

on_both_databases! {
    async fn sec_46_a_preview_of_a_policy_counts_few_things_as_few(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        acme.apply(&acme.eve, &opening).await;
        let asked = acme.sam.post(&format!("{ALL}/preview"), &json!({"parameters": {"decisions": {"feedback_working_days": 9}}})).await;
        let touch = &asked.body["touches"][0];
        assert_eq!((&touch["few"], touch.get("count")), (&json!(true), None), "one application is somebody's secret");
        for one in asked.body["eligibility"].as_array().unwrap() {
            for unit in one["units"].as_array().unwrap() {
                assert!(unit["effect"]["people"].as_i64().unwrap() >= 5, "{unit}");
            }
        }
    }
}

/// Everybody is counted, not a sample; how long it takes for a hundred thousand is printed.
#[test]
fn a_hundred_thousand_people_are_counted_one_by_one() {
    use domain::eligibility::Tenure;
    use domain::ids::OrgUnitId;
    use domain::policy::Policy;
    use domain::terms::EmployeeStatus;
    let today: chrono::NaiveDate = "2026-03-02".parse().unwrap();
    let units: Vec<OrgUnitId> = (0..200).map(|_| OrgUnitId::generate()).collect();
    let people = (0..100_000_usize).map(|number| {
        let days = i64::try_from(number % 1_000).unwrap();
        let since = Some(today - TimeDelta::days(days));
        let tenure = Tenure {
            status: EmployeeStatus::Active,
            hire_date: None,
            in_role_since: since,
            moved_on: None,
        };
        (tenure, units[number % units.len()], None)
    });
    let names = api::directory::Catalogue::default();
    let everybody = api::matching::eligible::Everybody::of(people, &names);
    let before = Policy::default();
    let mut after = before.clone();
    after.parameters.eligibility.min_months_in_role = 12;
    let start = std::time::Instant::now();
    let found = everybody.compare(&before, &after, today);
    println!("a hundred thousand people in {:?}", start.elapsed());
    // 181 and 365 of a thousand have to wait.
    let overall = found[0].groups.overall.unwrap();
    assert_eq!(
        (overall.people, overall.before, overall.after),
        (100_000, 81_900, 63_500)
    );
    assert_eq!((overall.gaining, overall.losing), (0, 18_400));
    assert_eq!(found[0].groups.units.len(), 200);
}
