//! People by skills: who is found by what, in which order, by whom; what is refused and where the
//! mistake stands; and that nothing is told which the profiles do not tell the same viewer.

use domain::ids::{EmployeeId, LocationId, OrgUnitId, SkillId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{ClaimSource, EmployeeStatus, Importance, Role, SkillKind};
use persistence::testing::TestDb;
use persistence::{Backend, on_both_databases};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, User};

const PATH: &str = "/api/v1/employees/by-skills";

/// A company with people who can something.
struct Skilled {
    app: TestApp,
    data: OrgUnitId,
    lyon: LocationId,
    sql: SkillId,
    rust: SkillId,
    /// Knows SQL and Rust well.
    ada: EmployeeId,
    /// Knows SQL a little; manages the others.
    bo: EmployeeId,
}

fn claim(app: &TestApp, person: EmployeeId, skill: SkillId, level: i16) {
    let by = (ClaimSource::Own, person);
    let _ = app.world().claim(person, skill, by, level, "2026-03-01");
}

impl Skilled {
    async fn new(db: TestDb) -> Self {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let data = world.unit("Data", Some(company));
        let platform = world.unit("Platform", Some(data));
        let lyon = world.location("Lyon", "FR");
        let sql = world.skill("SQL", SkillKind::Knowledge, &["Structured query language"]);
        let rust = world.skill("Rust", SkillKind::Knowledge, &[]);
        let aid = world.skill("First aid", SkillKind::Certificate, &[]);
        let audit = world.skill("ISO 27001: audit", SkillKind::Knowledge, &[]);
        let _ = world.skill("Java", SkillKind::Knowledge, &[]);
        let _ = world.skill("Java", SkillKind::Tool, &[]);
        let job = world.job(
            "Engineer",
            world.family("Data"),
            4,
            &[(sql, 3, Importance::Required)],
        );
        let bo = world.person("Bo Builder", company, None);
        let ada = world.person("Ada Lovelace", platform, Some(bo));
        let cy = world.person("Cy Young", data, Some(bo));
        let dee = world.person("Dee Dee", company, Some(bo));
        world.works(ada, Some(lyon), job, "2022-01-03");
        for (person, skill, level) in [
            (ada, sql, 4),
            (ada, rust, 3),
            (bo, sql, 2),
            (cy, sql, 4),
            (cy, aid, 1),
            (dee, rust, 5),
            (dee, audit, 2),
        ] {
            claim(&app, person, skill, level);
        }
        Self {
            app,
            data,
            lyon,
            sql,
            rust,
            ada,
            bo,
        }
    }
}

/// `Ada Lovelace 92: SQL 3.9/4, Rust -/3; …`, with `!` behind what falls short.
fn shown(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let people = answer.body["items"].as_array().unwrap().iter().map(|one| {
        let skills = one["skills"].as_array().unwrap().iter().map(|held| {
            let level = |name: &str| {
                held[name]
                    .as_f64()
                    .map_or("-".to_owned(), |level| level.to_string())
            };
            let short = if held["reached"] == true { "" } else { "!" };
            let name = held["skill"]["name"].as_str().unwrap();
            format!(
                "{name} {}/{}{short}",
                level("have_level"),
                level("wanted_level")
            )
        });
        let skills: Vec<String> = skills.collect();
        let name = one["employee"]["display_name"].as_str().unwrap();
        format!("{name} {}: {}", one["share"], skills.join(", "))
    });
    let people: Vec<String> = people.collect();
    format!("{} {}", answer.body["total"], people.join("; "))
}

async fn ask(user: &User, query: &str) -> String {
    shown(&user.get(&format!("{PATH}?{query}")).await)
}

on_both_databases! {
    async fn people_are_found_by_all_or_any_of_some_skills_and_their_levels(db) {
        let acme = Skilled::new(db).await;
        let user = acme.app.visitor().await;
        let (data, lyon) = (acme.data, acme.lyon);
        let mut lines = Vec::new();
        for query in [
            "skills=sql", "skills=SQL:4", "skills=sql:3,rust:3", "skills=rust:3,sql:3&match=any",
            "skills=%22ISO+27001:+audit%22:2", "skills=structured+query+language:4", "skills=first+aid:4",
            "skills=rust:5,sql:4", "skills=rust&level_min=4", "skills=rust&level_max=4", "skills=rust&level_min=5",
        ] {
            lines.push(format!("{query} -> {}", ask(&user, query).await));
        }
        assert_shows!(lines.join("\n"), @r#"
        skills=sql -> 3 Ada Lovelace 80: SQL 4/-; Cy Young 80: SQL 4/-; Bo Builder 40: SQL 2/-
        skills=SQL:4 -> 2 Ada Lovelace 100: SQL 4/4; Cy Young 100: SQL 4/4
        skills=sql:3,rust:3 -> 1 Ada Lovelace 100: SQL 4/3, Rust 3/3
        skills=rust:3,sql:3&match=any -> 3 Ada Lovelace 100: Rust 3/3, SQL 4/3; Cy Young 50: Rust -/3!, SQL 4/3; Dee Dee 50: Rust 5/3, SQL -/3!
        skills=%22ISO+27001:+audit%22:2 -> 1 Dee Dee 100: ISO 27001: audit 2/2
        skills=structured+query+language:4 -> 2 Ada Lovelace 100: SQL 4/4; Cy Young 100: SQL 4/4
        skills=first+aid:4 -> 1 Cy Young 100: First aid -/-
        skills=rust:5,sql:4 -> 0 
        skills=rust&level_min=4 -> 1 Ada Lovelace 60: Rust 3/-
        skills=rust&level_max=4 -> 1 Ada Lovelace 60: Rust 3/-
        skills=rust&level_min=5 -> 0
        "#);
        assert_eq!(ask(&user, &format!("skills=rust&org_unit_id={data}")).await, ask(&user, "skills=rust&level_min=1").await, "below the unit, too");
        assert_eq!(ask(&user, &format!("skills=sql&location_id={lyon}")).await, ask(&user, "skills=sql&level_min=4").await);
        let by_id = ask(&user, &format!("skills={}:4", acme.sql)).await;
        assert_eq!(by_id, ask(&user, "skills=sql:4").await);
        let answer = user.get(&format!("{PATH}?skills=+rust+:3,SQL")).await;
        assert_eq!(answer.body["skills"], json!([
            {"skill": {"id": acme.rust, "name": "Rust", "kind": "knowledge"}, "level": 3},
            {"skill": {"id": acme.sql, "name": "SQL", "kind": "knowledge"}},
        ]));
        assert_eq!(answer.body["match"], "all");
        assert!(acme.app.statements_of(&user, &format!("{PATH}?skills=sql:3,rust:2&match=any")).await <= 1);
    }
}

on_both_databases! {
    async fn what_is_wrong_with_a_question_is_said_with_its_place(db) {
        let acme = Skilled::new(db).await;
        let user = acme.app.visitor().await;
        let mut lines = Vec::new();
        for query in [
            "match=any", "skills=", "skills=sql,", "skills=sql:6", "skills=rust,sql:33", "skills=%22sql", "skills=sq%22l",
            "skills=sql,rust,SQL", "skills=sql%09", "skills=rust,sqll", "skills=java", "skills=structured+query+language,sql",
            "skills=0192f0c1-2345-7abc-8def-0123456789ab", "skills=a,b,c,d,e,f,g,h,i,j,k",
            "skills=sql&match=some", "skills=sql&open_to_moves=maybe", "skills=sql&work_mode=remote", "skills=sql&cursor=x",
        ] {
            let answer = user.get(&format!("{PATH}?{query}")).await;
            assert_eq!(answer.status, 400, "{query}: {}", answer.text);
            let error = &answer.body["errors"][0];
            let candidates = error["params"]["candidates"].as_array().map(|all| {
                all.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
            });
            lines.push(format!("{query} -> {} {} {} {} {}", answer.code(), error["pointer"], error["code"], error["params"]["at"],
                candidates.map(|all| all.join("|")).unwrap_or_default()));
        }
        assert_shows!(lines.join("\n"), @r#"
        match=any -> invalid_query "?skills" "required" null 
        skills= -> invalid_query "?skills" "required" null 
        skills=sql, -> invalid_query "?skills" "no_skill" 5 
        skills=sql:6 -> invalid_query "?skills" "no_level" 5 
        skills=rust,sql:33 -> invalid_query "?skills" "no_level" 10 
        skills=%22sql -> invalid_query "?skills" "open_quote" 1 
        skills=sq%22l -> invalid_query "?skills" "unexpected_character" 3 
        skills=sql,rust,SQL -> invalid_query "?skills" "duplicate" 10 
        skills=sql%09 -> invalid_query "?skills" "control_character" 4 
        skills=rust,sqll -> invalid_query "?skills" "unknown_reference" 6 SQL
        skills=java -> invalid_query "?skills" "ambiguous" 1 Java|Java
        skills=structured+query+language,sql -> invalid_query "?skills" "duplicate" 27 
        skills=0192f0c1-2345-7abc-8def-0123456789ab -> invalid_query "?skills" "unknown_reference" 1 
        skills=a,b,c,d,e,f,g,h,i,j,k -> invalid_query "?skills" "too_many" 21 
        skills=sql&match=some -> invalid_query "?match" "invalid_value" null 
        skills=sql&open_to_moves=maybe -> invalid_query "?open_to_moves" "invalid_value" null 
        skills=sql&work_mode=remote -> invalid_query "?work_mode" "unknown_field" null 
        skills=sql&cursor=x -> invalid_cursor null null null
        "#);
        let long = format!("{PATH}?skills={}", "x".repeat(3_001));
        assert_eq!(user.get(&long).await.status, 400);
        assert_eq!(acme.app.stranger().get(&format!("{PATH}?skills=sql")).await.status, 401);
    }
}

on_both_databases! {
    async fn api_04_pages_neither_repeat_nor_skip_whatever_changes_meanwhile(db) {
        let acme = Skilled::new(db).await;
        let (app, user) = (&acme.app, acme.app.visitor().await);
        let unit = app.world().unit("Many", None);
        for number in 0..7 {
            let person = app.world().person(&format!("Many {number}"), unit, None);
            claim(app, person, acme.rust, 3);
        }
        let base = format!("{PATH}?skills=rust:3&org_unit_id={unit}&limit=2");
        let first = user.get(&base).await;
        assert_eq!(first.body["total"], 7);
        let cursor = first.body["next_cursor"].as_str().unwrap().to_owned();
        let (mut seen, mut path) = (Vec::new(), base.clone());
        let mut pages = 0;
        loop {
            let answer = user.get(&path).await;
            let items = answer.body["items"].as_array().unwrap();
            seen.extend(items.iter().map(|one| one["employee"]["display_name"].as_str().unwrap().to_owned()));
            pages += 1;
            if pages == 1 {
                // Somebody who was shown goes, somebody comes who would have been first.
                let gone = items[0]["employee"]["id"].as_str().unwrap().parse().unwrap();
                app.world().status(gone, EmployeeStatus::Left);
                let best = app.world().person("Best Ever", unit, None);
                let _ = app.world().claim(best, acme.rust, (ClaimSource::Manager, acme.bo), 5, "2026-03-01");
            }
            let Some(next) = answer.body["next_cursor"].as_str() else { break };
            path = format!("{base}&cursor={next}");
        }
        seen.sort();
        assert_eq!(seen, (0..7).map(|number| format!("Many {number}")).collect::<Vec<_>>());
        for other in ["skills=rust:2", "skills=rust:3&match=any"] {
            let moved = user.get(&format!("{PATH}?{other}&org_unit_id={unit}&limit=2&cursor={cursor}")).await;
            assert_eq!((moved.status.as_u16(), moved.code()), (400, "invalid_cursor"));
        }
        let another = app.person(acme.ada).await;
        assert_eq!(another.get(&format!("{base}&cursor={cursor}")).await.code(), "invalid_cursor");
    }
}

on_both_databases! {
    async fn where_nobody_is_found_the_nearest_questions_are_proposed(db) {
        let acme = Skilled::new(db).await;
        let user = acme.app.visitor().await;
        let answer = user.get(&format!("{PATH}?skills=sql:5,rust:3")).await;
        assert_eq!(answer.body["total"], 0);
        let mut lines = Vec::new();
        for one in answer.body["nearest"].as_array().unwrap() {
            let query = format!("skills={}&match={}", one["skills"].as_str().unwrap(), one["match"].as_str().unwrap());
            let asked = user.get(&format!("{PATH}?{query}")).await;
            assert_eq!(asked.body["total"], one["total"], "{query}");
            lines.push(format!("{} {} {} -> {}", one["change"], one["skill"]["name"], one["level"], shown(&asked)));
        }
        assert_shows!(lines.join("\n"), @r#"
        "lower_level" "SQL" 4 -> 1 Ada Lovelace 100: SQL 4/4, Rust 3/3
        "any_of" null null -> 2 Ada Lovelace 90: SQL 4/5!, Rust 3/3; Dee Dee 50: SQL -/5!, Rust 5/3
        "without_skill" "SQL" null -> 2 Ada Lovelace 100: Rust 3/3; Dee Dee 100: Rust 5/3
        "#);
        let found = user.get(&format!("{PATH}?skills=sql")).await;
        assert_eq!(found.body["nearest"], json!([]));
    }
}

on_both_databases! {
    async fn sec_43_nothing_is_told_that_the_profiles_do_not_tell_the_same_viewer(db) {
        let acme = Skilled::new(db).await;
        let user = acme.app.visitor().await;
        let answer = user.get(&format!("{PATH}?skills=sql,rust,first+aid&match=any")).await;
        let people = answer.body["items"].as_array().unwrap();
        assert_eq!(people.len(), 4);
        for one in people {
            let id = one["employee"]["id"].as_str().unwrap();
            let card = user.get(&format!("/api/v1/employees/{id}")).await;
            for (name, value) in one["employee"].as_object().unwrap() {
                assert_eq!(&card.body[name], value, "{name}");
            }
            let profile = user.get(&format!("/api/v1/employees/{id}/profile")).await;
            let known = profile.body["skills"].as_array().unwrap();
            let level = |skill: &Value| known.iter().find(|one| one["skill"] == *skill).map(|one| one["effective_level"].clone());
            for held in one["skills"].as_array().unwrap() {
                let names: Vec<&str> = held.as_object().unwrap().keys().map(String::as_str).collect();
                assert!(names.iter().all(|name| ["skill", "wanted_level", "have_level", "reached", "via"].contains(name)), "{names:?}");
                match held.get("have_level") {
                    Some(have) => assert_eq!(Some(have), level(&held["skill"]).as_ref()),
                    None => assert!(held["skill"]["kind"] == "certificate" || level(&held["skill"]).is_none()),
                }
            }
        }
    }
}

on_both_databases! {
    async fn sec_43_a_gap_in_the_list_does_not_tell_who_is_about_to_leave(db) {
        let acme = Skilled::new(db).await;
        let user = acme.app.visitor().await;
        let before = user.get(&format!("{PATH}?skills=sql:3")).await;
        acme.app.world().status(acme.ada, EmployeeStatus::Leaving);
        let after = user.get(&format!("{PATH}?skills=sql:3")).await;
        assert_eq!(before.body, after.body);
        acme.app.world().status(acme.ada, EmployeeStatus::Left);
        assert_eq!(user.get(&format!("{PATH}?skills=sql:3")).await.body["total"], 1);
    }
}

on_both_databases! {
    async fn sec_43_filters_that_tell_more_are_for_those_who_may_know_it(db) {
        let backend = if db.url.starts_with("postgres") { Backend::Postgres } else { Backend::Sqlite };
        let (without, with) = (Skilled::new(db).await, Skilled::new(TestDb::new(backend)).await);
        with.app.world().open_to_moves(with.ada);
        let mut told = Vec::new();
        for acme in [&without, &with] {
            let (app, world) = (&acme.app, acme.app.world());
            let unit = world.unit("Office", None);
            let sam = world.person("Sam Specialist", unit, None);
            let lea = world.person("Lea Leader", unit, None);
            let rita = world.person("Rita Root", unit, None);
            let opening = world.opening("Engineer", acme.bo, OpportunityStatus::OpenInternal, &[]);
            let bo = app.person(acme.bo).await;
            let curious = [
                app.visitor().await, bo, app.person(acme.ada).await,
                app.person_as(lea, &[Role::Employee, Role::Leader]).await,
                app.person_as(rita, &[Role::Employee, Role::Admin]).await,
            ];
            let mut seen = Vec::new();
            for user in &curious {
                for filter in ["open_to_moves=true".to_owned(), format!("eligible_for={opening}")] {
                    let answer = user.get(&format!("{PATH}?skills=sql&{filter}")).await;
                    assert_eq!((answer.status.as_u16(), answer.code()), (403, "forbidden"), "{filter}");
                }
                for query in ["skills=sql", "skills=sql,rust&match=any", "skills=sql:3&open_to_moves=false", "skills=sql:5"] {
                    seen.push(ask(user, query).await);
                }
            }
            let sam = app.person_as(sam, &[Role::Employee, Role::Specialist]).await;
            let open = ask(&sam, "skills=sql&open_to_moves=true").await;
            told.push((seen, open));
            // The owner of an opening does not apply for it; whoever is leaving neither.
            assert_eq!(ask(&sam, &format!("skills=sql:2&eligible_for={opening}")).await.get(..2), Some("2 "));
            world.status(acme.ada, EmployeeStatus::Leaving);
            assert_eq!(ask(&sam, &format!("skills=sql:2&eligible_for={opening}")).await.get(..2), Some("1 "));
            let unknown = sam.get(&format!("{PATH}?skills=sql&eligible_for={}", acme.ada)).await;
            assert_eq!(unknown.body["errors"][0]["code"], "unknown_reference");
        }
        assert_eq!(told[0].0, told[1].0, "who may not know cannot tell the worlds apart");
        assert_eq!(told[0].1, "0 ");
        assert!(told[1].1.starts_with("1 Ada Lovelace"), "{}", told[1].1);
    }
}

on_both_databases! {
    async fn sec_43_nobody_learns_of_their_own_people_who_is_open_to_moves(db) {
        let acme = Skilled::new(db).await;
        acme.app.world().open_to_moves(acme.ada);
        let bo = acme.app.person_as(acme.bo, &[Role::Employee, Role::Specialist]).await;
        assert_eq!(ask(&bo, "skills=sql&open_to_moves=true").await, "0 ");
    }
}
