//! What must not matter changes nothing, what should help never harms, and what is promised happens:
//! asked of the API, with every change really made.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::ids::EmployeeId;
use domain::terms::{ClaimSource, Importance, SkillKind};
use matching::{Side, View};
use persistence::changes::{Change, ObjectType};
use persistence::{DbError, Origin, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::User;

const STATEMENTS: [(&str, &str); 12] = [
    (
        "names",
        "UPDATE employee SET given_name = 'Aaron', family_name = 'Aaronson', display_name = 'Aaron Aaronson', name_folded = 'aaron aaronson'",
    ),
    (
        "names that tell a gender",
        "UPDATE employee SET given_name = 'Mrs Maria', display_name = 'Mrs Maria Zyx', name_folded = 'mrs maria zyx', preferred_name = 'she/her'",
    ),
    (
        "a hire date that tells an age",
        "UPDATE employee SET hire_date = '1979-04-01'",
    ),
    (
        "a recent hire date",
        "UPDATE employee SET hire_date = '2026-02-01'",
    ),
    (
        "the country of every place",
        "UPDATE location SET country = 'BR', city = 'Recife', name = 'Recife', name_folded = 'recife', time_zone = 'America/Recife'",
    ),
    ("no place", "UPDATE employee SET location_id = NULL"),
    ("the language", "UPDATE employee SET locale = 'fr'"),
    (
        "e-mail addresses",
        "UPDATE employee SET work_email = external_id || '@elsewhere.example', work_email_folded = external_id || '@elsewhere.example'",
    ),
    ("titles", "UPDATE employee SET title = 'Vice President'"),
    (
        "kinds of employment",
        "UPDATE employee SET employment_type = 'part_time', weekly_hours_tenths = 200",
    ),
    (
        "pay of roles",
        "UPDATE job_profile SET pay_min_minor = 100, pay_max_minor = 900000000, pay_currency = 'USD'",
    ),
    (
        "pay of openings",
        "UPDATE opportunity SET pay_min_minor = 1, pay_max_minor = 2",
    ),
];

/// Changes rows behind the program's back and tells it to read everything again.
async fn change(acme: &Company, statement: &'static str) {
    let origin = Origin::system(acme.app.state.clock.now());
    let write = move |tx: &mut persistence::WriteTx<'_>| -> Result<(), DbError> {
        let touched = diesel::sql_query(statement).execute(tx.conn())?;
        assert!(touched > 0, "{statement}");
        for all in [
            ObjectType::Employee,
            ObjectType::Location,
            ObjectType::JobProfile,
            ObjectType::Opportunity,
        ] {
            tx.changed(Change::all_of(all));
        }
        Ok(())
    };
    acme.app.state.db.write(origin, write).await.unwrap();
}

/// Every score there is and every order that is shown, without words and times.
async fn everything(
    acme: &Company,
    people: &[EmployeeId],
    openings: &[String],
) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for opening in openings {
        let id = opening.rsplit('/').next().unwrap();
        for person in people {
            for view in [View::Employee, View::Opening] {
                let mut found = acme
                    .app
                    .state
                    .matching
                    .explain(*person, id.parse().unwrap(), view)
                    .unwrap();
                found.data_version = 0;
                all.insert(
                    format!("{person} {id} {view:?}"),
                    serde_json::to_value(found).unwrap(),
                );
            }
        }
        for source in ["people", "applicants"] {
            let list = acme
                .hana
                .get(&format!("{opening}/candidates?source={source}"))
                .await
                .body;
            let order = list["items"].as_array().unwrap().iter();
            let order = order
                .map(|one| json!([one["employee"]["id"], one["match"]]))
                .collect();
            all.insert(
                format!("{id} {source}"),
                json!([Value::Array(order), list["order"]]),
            );
        }
    }
    for (name, who) in [("eve", &acme.eve), ("bo", &acme.bo)] {
        for query in ["", "?sort=need"] {
            let list = who.get(&format!("/api/v1/opportunities{query}")).await.body;
            let order = list["items"].as_array().unwrap().iter();
            let order = order.map(|one| json!([one["id"], one["match"]])).collect();
            all.insert(format!("list of {name}{query}"), Value::Array(order));
        }
    }
    all
}

/// Three who are equal, so that the lot decides between them, and one who is better.
fn candidates(acme: &Company) -> Vec<EmployeeId> {
    let world = acme.app.world();
    let (lyon, oslo) = (world.location("Lyon", "FR"), world.location("Oslo", "NO"));
    let job = world.job(
        "Planner",
        world.family("Planning"),
        3,
        &[(acme.sql, 3, Importance::Required)],
    );
    let people = [
        ("Zoe Zander", 3, lyon),
        ("Abe Abbot", 3, oslo),
        ("Mia Middle", 3, lyon),
        ("Kim Keen", 5, oslo),
    ];
    let mut all = vec![acme.eve_id, acme.bo_id, acme.max_id];
    for (name, level, place) in people {
        let person = world.person(name, acme.sales, Some(acme.max_id));
        world.works(person, Some(place), job, "2024-01-08");
        let _ = world.claim(
            person,
            acme.sql,
            (ClaimSource::Own, person),
            level,
            "2026-01-05",
        );
        world.open_to_moves(person);
        all.push(person);
    }
    all
}

on_both_databases! {
    async fn aia_02_who_somebody_is_changes_no_score_and_no_order(db) {
        let acme = Company::new(db).await;
        let people = candidates(&acme);
        let mut openings = Vec::new();
        for (title, level) in [("Engineer", 3), ("Architect", 5), ("Engineer again", 3)] {
            let mut form = acme.form();
            form["title"] = json!(title);
            form["requirements"][0]["level"] = json!(level);
            openings.push(acme.open(&form).await);
        }
        let _ = acme.apply(&acme.eve, &openings[0]).await;
        let before = everything(&acme, &people, &openings).await;
        let drawn = before.values().filter(|one| one.pointer("/1/drawn").is_some_and(|drawn| drawn.as_u64() >= Some(3))).count();
        assert!(drawn >= 3, "equals are drawn in every list: {before:?}");
        for (what, statement) in STATEMENTS {
            // Two people of one name or address are told apart by their ids.
            change(&acme, statement).await;
            let after = everything(&acme, &people, &openings).await;
            for (key, value) in &before {
                assert_eq!(after.get(key), Some(value), "{what}: {key}");
            }
        }
        // The same test sees what should matter.
        change(&acme, "UPDATE skill_claim SET level = 2").await;
        assert_ne!(everything(&acme, &people, &openings).await, before);
    }
}

async fn claim(acme: &Company, skill: impl serde::Serialize, level: u64) -> String {
    let body = json!({"skill_id": skill, "level": level});
    let claimed = acme
        .eve
        .post(
            &format!("/api/v1/employees/{}/skill-claims", acme.eve_id),
            &body,
        )
        .await;
    assert_eq!(claimed.status, 201, "{}", claimed.text);
    claimed.header("location").unwrap().to_owned()
}

async fn panel(who: &User, opening: &str) -> Value {
    let found = who.get(&format!("{opening}/match")).await;
    assert_eq!(found.status, 200, "{}", found.text);
    let mut body = found.body;
    for changing in ["match_id", "data_version"] {
        body.as_object_mut().unwrap().remove(changing);
    }
    body
}

/// An opening that asks for one skill that Eve has, two that she has not, one of them close.
async fn demanding(acme: &Company) -> (String, [domain::ids::SkillId; 2]) {
    let world = acme.app.world();
    let (kafka, excel) = (
        world.skill("Kafka", SkillKind::Tool, &[]),
        world.skill("Excel", SkillKind::Tool, &[]),
    );
    for title in ["One", "Two", "Three"] {
        let _ = world.job(
            title,
            world.family(title),
            3,
            &[
                (acme.sql, 3, Importance::Required),
                (kafka, 2, Importance::Required),
            ],
        );
    }
    let mut form = acme.form();
    form["requirements"] = json!([
        {"skill_id": acme.sql, "level": 5, "importance": "required"},
        {"skill_id": kafka, "level": 3, "importance": "preferred"},
        {"skill_id": excel, "level": 4, "importance": "required"},
    ]);
    (acme.open(&form).await, [kafka, excel])
}

on_both_databases! {
    async fn aia_02_what_a_fit_says_would_change_it_does(db) {
        let acme = Company::new(db).await;
        let (opening, _) = demanding(&acme).await;
        let before = panel(&acme.eve, &opening).await;
        let mut tried = 0;
        for asked in before["requirements"].as_array().unwrap() {
            let Some(promise) = asked.get("counterfactual") else { continue };
            let address = claim(&acme, &asked["skill"]["id"], promise["to_level"].as_u64().unwrap()).await;
            let after = panel(&acme.eve, &opening).await;
            assert_eq!((&after["fit"], &after["band"]), (&promise["fit_after"], &promise["band_after"]), "{asked}");
            assert_eq!(acme.eve.delete(&address).await.status, 204);
            assert_eq!(panel(&acme.eve, &opening).await, before, "taken back");
            tried += 1;
        }
        assert_eq!(tried, 3);
        let route = &before["route"];
        for step in route["steps"].as_array().unwrap() {
            let _ = claim(&acme, &step["skill"]["id"], step["to_level"].as_u64().unwrap()).await;
        }
        let after = panel(&acme.eve, &opening).await;
        assert_eq!((&after["fit"], &after["band"]), (&route["fit_after"], &route["band_after"]), "{route}");
    }
}

on_both_databases! {
    async fn aia_02_a_higher_level_never_covers_less_and_the_parts_are_the_score(db) {
        let acme = Company::new(db).await;
        let (opening, skills) = demanding(&acme).await;
        let id = opening.rsplit('/').next().unwrap().parse().unwrap();
        let mut coverage = 0;
        for skill in [skills[0], skills[1], acme.sql] {
            for level in 1..=5 {
                let _ = claim(&acme, skill, level).await;
                let found = acme.app.state.matching.explain(acme.eve_id, id, View::Employee).unwrap();
                assert!(found.summary.coverage_ppm >= coverage || (skill == acme.sql && level < 3), "level {level}");
                coverage = found.summary.coverage_ppm;
                let contributions = found.requirements.iter().map(|one| one.contribution_ppm).sum::<u32>();
                assert_eq!(contributions, found.summary.coverage_ppm);
                let used = found.strengths.iter().map(|one| one.used_ppm).sum::<u32>();
                assert_eq!(used, found.summary.use_of_self_ppm);
                for (side, whole) in [(Side::Want, found.summary.want_ppm), (Side::Take, found.summary.take_ppm)] {
                    let points: i32 = found.parts.iter().filter(|one| one.side == side).map(|one| one.points_ppm).sum();
                    assert_eq!(i64::from(points), i64::from(whole), "{side:?}");
                }
            }
        }
        let shown = panel(&acme.eve, &opening).await;
        assert_eq!((&shown["coverage"], &shown["band"]), (&json!(100), &json!("strong")));
    }
}
