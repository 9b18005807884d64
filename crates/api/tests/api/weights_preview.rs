//! A preview of other weights is what happens when they are put in force, and tells of no few.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use domain::ids::{EmployeeId, OrgUnitId, SkillId};
use domain::terms::{ClaimSource, Importance, Role, SkillKind};
use persistence::on_both_databases;
use persistence::testing::TestDb;
use serde_json::{Value, json};

use crate::support::{TestApp, User};

const PREVIEW: &str = "/api/v1/matching/weights/preview";
const VERSIONS: &str = "/api/v1/matching/weights/versions";
const BANDS: [&str; 5] = ["none", "low", "stretch", "good", "strong"];

/// A company of three teams, of which one is too small to be told of, and eighteen openings.
struct Company {
    app: TestApp,
    sam: User,
    /// Everybody with their unit below the root.
    people: Vec<(User, OrgUnitId)>,
}

impl Company {
    async fn new(db: TestDb) -> Self {
        let app = TestApp::new(db).await;
        let world = app.world();
        let root = world.unit("Acme", None);
        let teams = ["North", "South", "Tiny"].map(|name| world.unit(name, Some(root)));
        let skills: Vec<SkillId> = (0..6)
            .map(|at| world.skill(&format!("Skill {at}"), SkillKind::Skill, &[]))
            .collect();
        let family = world.family("Data");
        let boss = world.person("Bea Boss", root, None);
        let mut all: Vec<(EmployeeId, OrgUnitId)> = Vec::new();
        for at in 0..17_usize {
            let team = teams[match at {
                0..7 => 0,
                7..14 => 1,
                _ => 2,
            }];
            let person = world.person(&format!("Pat Person{at}"), team, Some(boss));
            for own in 0..3 {
                let level = 1 + i16::try_from((at + 2 * own) % 5).unwrap();
                let skill = skills[(at + own) % 6];
                let _ = world.claim(
                    person,
                    skill,
                    (ClaimSource::Own, person),
                    level,
                    "2026-01-05",
                );
            }
            all.push((person, team));
        }
        let bea = app.person(boss).await;
        for at in 0..18_usize {
            let asked: Vec<(SkillId, i16, Importance)> = (0..3)
                .map(|one| {
                    let importance = if one == 0 {
                        Importance::Required
                    } else {
                        Importance::Preferred
                    };
                    let level = 2 + i16::try_from((at + one) % 3).unwrap();
                    (skills[(at + one * (1 + at % 2)) % 6], level, importance)
                })
                .collect();
            let _ = world.job(&format!("Job {at}"), family, 3, &asked);
            publish(&bea, root, at, &asked).await;
        }
        let sam = world.person("Sam Specialist", teams[1], Some(boss));
        let sam = app
            .person_as(sam, &[Role::Employee, Role::Specialist])
            .await;
        let mut people = Vec::new();
        for (person, team) in all {
            people.push((app.person(person).await, team));
        }
        Self { app, sam, people }
    }

    async fn preview(&self, parameters: &Value) -> Value {
        let answer = self
            .sam
            .post(PREVIEW, &json!({"parameters": parameters}))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body
    }
}

async fn publish(who: &User, unit: OrgUnitId, at: usize, asked: &[(SkillId, i16, Importance)]) {
    let asked: Vec<Value> = (asked.iter())
        .map(|(skill, level, importance)| json!({"skill_id": skill, "level": level, "importance": importance}))
        .collect();
    let form = json!({
        "kind": "role", "title": format!("Opening {at}"), "description": "What it is about.",
        "org_unit_id": unit, "work_mode": "hybrid", "requirements": asked, "seats": 1,
        "pay_range": {"min_minor": 5_000_000, "max_minor": 6_000_000, "currency": "EUR"},
        "selection_criteria": ["Can do it"], "priority": "normal", "closes_on": "2026-04-30",
    });
    let draft = who.post("/api/v1/opportunities", &form).await;
    assert_eq!(draft.status, 201, "{}", draft.text);
    let path = format!(
        "/api/v1/opportunities/{}",
        draft.body["id"].as_str().unwrap()
    );
    let open = crate::hiring::step(who, &path, &draft, json!({"command": "publish"})).await;
    assert_eq!(open.status, 200, "{}", open.text);
}

/// The first ten of somebody's own list: the ids, and the best band.
async fn first_ten(who: &User) -> (BTreeSet<String>, usize, i64) {
    let list = who.get("/api/v1/opportunities?limit=10").await.body;
    let items = list["items"].as_array().unwrap();
    let ids = items
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned());
    let band = |one: &Value| {
        BANDS
            .iter()
            .position(|band| one["match"]["band"] == *band)
            .unwrap_or(0)
    };
    let fit = |one: &Value| one["match"]["fit"].as_i64().unwrap_or(0);
    (
        ids.collect(),
        items.iter().map(band).max().unwrap_or(0),
        items.iter().map(fit).max().unwrap_or(0),
    )
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    people: i64,
    entering: i64,
    leaving: i64,
    gaining: i64,
    losing: i64,
    unchanged: i64,
}

impl Counts {
    fn told(effect: &Value) -> Self {
        let of = |name: &str| effect[name].as_i64().unwrap();
        Self {
            people: of("people"),
            entering: of("openings_entering"),
            leaving: of("openings_leaving"),
            gaining: of("gaining"),
            losing: of("losing"),
            unchanged: of("unchanged"),
        }
    }

    fn add(
        &mut self,
        before: &(BTreeSet<String>, usize, i64),
        after: &(BTreeSet<String>, usize, i64),
    ) {
        let count = |number: usize| i64::try_from(number).unwrap();
        self.people += 1;
        self.entering += count(after.0.difference(&before.0).count());
        self.leaving += count(before.0.difference(&after.0).count());
        self.gaining += i64::from(after.1 > before.1);
        self.losing += i64::from(after.1 < before.1);
        self.unchanged += i64::from(after.1 == before.1);
    }
}

on_both_databases! {
    async fn a_preview_is_what_happens_when_the_weights_are_put_in_force(db) {
        let acme = Company::new(db).await;
        let change = json!({
            "opening_coverage_exponent_mille": 300, "preferred_ppm": 1_000_000, "adjacency_credit_ppm": 0,
            "want_fit_ppm": 200_000, "want_step_ppm": 400_000, "band_good_ppm": 520_000,
            "take_coverage_ppm": 100_000, "take_evidence_ppm": 700_000,
        });
        let told = acme.preview(&change).await;
        assert_eq!(acme.preview(&change).await, told, "the same question has the same answer");
        assert_eq!(told["based_on"], 1);
        assert_eq!(told["changes"].as_array().unwrap().len(), 8);
        // Two more than those who look: the head of all, and the specialist.
        assert_eq!(told["sample"], json!({"people": 19, "population": 19, "openings": 18, "list_length": 10, "least_people": 5}));

        let mut before = Vec::new();
        for (user, _) in &acme.people {
            before.push(first_ten(user).await);
        }
        let body = json!({"parameters": change, "reason": "As previewed"});
        let put = acme.sam.request(Method::POST, VERSIONS).header("if-match", "\"v1\"").json(&body).send().await;
        assert_eq!(put.status, 201, "{}", put.text);
        let mut units: BTreeMap<String, Counts> = BTreeMap::new();
        let mut fit = 0;
        for ((user, unit), before) in acme.people.iter().zip(&before) {
            let after = first_ten(user).await;
            units.entry(unit.to_string()).or_default().add(before, &after);
            fit += (after.2 - before.2).abs();
        }
        let total: i64 = units.values().map(|one| one.entering + one.gaining + one.losing).sum();
        assert!(total > 10 && fit > 0, "these weights change nothing: {units:?}");

        let shown: Vec<(String, Counts)> = told["units"].as_array().unwrap().iter()
            .filter(|one| one["level"] == 2)
            .map(|one| (one["org_unit"]["id"].as_str().unwrap().to_owned(), Counts::told(&one["effect"])))
            .collect();
        // South has the specialist in it, too, whose list has no fits before or after.
        let south = acme.people[7].1.to_string();
        let seen = &units[&south];
        let with_sam = Counts { people: seen.people + 1, unchanged: seen.unchanged + 1, ..*seen };
        assert_eq!(shown, [(south, with_sam)]);
        // The specialist and the head have no skills: nothing of theirs changes, so the sums agree.
        let overall = Counts::told(&told["overall"]);
        let mut seen = Counts { people: 2, unchanged: 2, ..Counts::default() };
        for one in units.values() {
            seen.people += one.people;
            seen.entering += one.entering;
            seen.leaving += one.leaving;
            seen.gaining += one.gaining;
            seen.losing += one.losing;
            seen.unchanged += one.unchanged;
        }
        assert_eq!(overall, seen);

        let again = acme.preview(&change).await;
        assert_eq!((&again["based_on"], &again["changes"]), (&json!(2), &json!([])));
        let nothing = Counts::told(&again["overall"]);
        assert_eq!((nothing.entering, nothing.leaving, nothing.unchanged), (0, 0, 19), "what is in force changes nothing");
        assert_eq!(again["openings"], json!([]));
    }
}

on_both_databases! {
    async fn sec_46_a_preview_tells_of_no_group_under_five(db) {
        let acme = Company::new(db).await;
        let told = acme.preview(&json!({"want_fit_ppm": 0, "want_mobility_ppm": 650_000})).await;
        let units: Vec<(&Value, i64)> = told["units"].as_array().unwrap().iter()
            .map(|one| (&one["org_unit"]["name"], one["effect"]["people"].as_i64().unwrap()))
            .collect();
        // Three are in Tiny and one in none: South goes with them, or the total would tell.
        assert_eq!(units, [(&json!("Acme"), 19), (&json!("South"), 8)]);
        assert_eq!(told["units_withheld"], 2);
        for one in told["openings"].as_array().unwrap() {
            assert!((1..=10).contains(&one["changed"].as_i64().unwrap()), "{one}");
        }
    }
}

on_both_databases! {
    async fn previews_are_computed_one_at_a_time_and_refused_when_unsound(db) {
        let acme = Company::new(db).await;
        let change = json!({"parameters": {"need_max_ppm": 0}});
        let leave = acme.app.state.matching.may_preview().unwrap();
        let refused = acme.sam.post(PREVIEW, &change).await;
        assert_eq!((refused.status.as_u16(), refused.code(), refused.header("retry-after")), (503, "preview_busy", Some("5")));
        drop(leave);
        assert_eq!(acme.sam.post(PREVIEW, &change).await.status, 200);
        let unsound = acme.sam.post(PREVIEW, &json!({"parameters": {"want_fit_ppm": 1}})).await;
        assert_eq!((unsound.status.as_u16(), unsound.code()), (422, "validation_failed"));
        assert_eq!(acme.sam.post(PREVIEW, &change).await.status, 200, "a refusal gives its leave back");
        assert_eq!(acme.people[0].0.post(PREVIEW, &change).await.status, 403);
    }
}
