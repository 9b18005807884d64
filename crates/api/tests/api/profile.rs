//! Profiles: what each viewer sees of them, and who is told that they were read.

use domain::application::ApplicationStatus;
use domain::ids::EmployeeId;
use domain::opportunity::OpportunityStatus;
use domain::terms::{ClaimSource, Importance, Role, SkillKind};
use persistence::on_both_databases;
use persistence::testing::World;
use serde_json::Value;

use crate::support::{TestApp, User};

/// A line of three, a colleague, and a skill that two people spoke about.
struct Cast {
    top: EmployeeId,
    manager: EmployeeId,
    ada: EmployeeId,
    colleague: EmployeeId,
}

fn cast(world: &World) -> Cast {
    let company = world.unit("Acme", None);
    let top = world.person("Top Manager", company, None);
    let manager = world.person("Middle Manager", company, Some(top));
    let ada = world.person("Ada Lovelace", company, Some(manager));
    let colleague = world.person("Bo Li", company, Some(manager));
    let sql = world.skill("SQL", SkillKind::Tool, &[]);
    let job = world.job(
        "Data engineer",
        world.family("Data"),
        4,
        &[(sql, 4, Importance::Required)],
    );
    world.works(ada, None, job, "2022-01-01");
    world.claim(ada, sql, (ClaimSource::Own, ada), 5, "2026-03-01");
    world.claim(ada, sql, (ClaimSource::Manager, manager), 4, "2026-03-02");
    Cast {
        top,
        manager,
        ada,
        colleague,
    }
}

/// Which parts somebody sees.
fn parts(profile: &Value) -> String {
    let skill = &profile["skills"][0];
    let mut seen: Vec<String> = Vec::new();
    for name in [
        "interests",
        "aspirations",
        "mobility_preference",
        "completeness",
    ] {
        if profile.get(name).is_some() {
            seen.push(name.to_owned());
        }
    }
    for name in ["claims", "reason", "counted_claim_id", "interest"] {
        if skill.get(name).is_some() {
            seen.push(format!("skill.{name}"));
        }
    }
    if profile["employee"].get("hire_date").is_some() {
        seen.push("hire_date".to_owned());
    }
    format!(
        "{}: {}",
        profile["viewer"].as_str().unwrap(),
        seen.join(" ")
    )
}

async fn profile_of(user: &User, person: EmployeeId) -> Value {
    let answer = user
        .get(&format!("/api/v1/employees/{person}/profile"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

on_both_databases! {
    async fn sec_43_each_viewer_sees_what_is_theirs_to_see(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let cast = cast(&world);
        let hirer = world.person("Hiring Person", world.unit("Other", None), None);
        let opening = world.opening("Lead engineer", hirer, OpportunityStatus::OpenInternal, &[]);
        let hirer_browser = app.person(hirer).await;
        let mut seen = Vec::new();
        for who in [cast.ada, cast.manager, cast.top, cast.colleague] {
            let user = app.person(who).await;
            seen.push(parts(&profile_of(&user, cast.ada).await));
        }
        let specialist = app.account("hr@example.org", &[Role::Employee, Role::Specialist]).await;
        seen.push(parts(&profile_of(&app.sign_in(specialist).await, cast.ada).await));
        let admin = app.account("admin@example.org", &[Role::Employee, Role::Admin]).await;
        seen.push(parts(&profile_of(&app.sign_in(admin).await, cast.ada).await));
        seen.push(parts(&profile_of(&hirer_browser, cast.ada).await));
        let _ = world.application(cast.ada, opening, ApplicationStatus::Submitted);
        seen.push(parts(&profile_of(&hirer_browser, cast.ada).await));
        assert_shows!(seen.join("\n"), @"
        self: interests aspirations mobility_preference completeness skill.claims skill.reason skill.counted_claim_id hire_date
        manager: aspirations skill.claims skill.reason skill.counted_claim_id hire_date
        manager: aspirations skill.claims skill.reason skill.counted_claim_id hire_date
        colleague: 
        specialist: interests aspirations mobility_preference skill.claims skill.reason skill.counted_claim_id hire_date
        colleague: 
        colleague: 
        colleague: skill.claims skill.reason skill.counted_claim_id
        ");
    }
}

on_both_databases! {
    async fn the_person_looks_at_themselves_through_anothers_eyes(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let ada = app.person(cast.ada).await;
        let mut seen = Vec::new();
        for eyes in ["colleague", "manager", "specialist"] {
            let path = format!("/api/v1/employees/{}/profile?as={eyes}", cast.ada);
            seen.push(parts(&ada.get(&path).await.body));
        }
        assert_shows!(seen.join("\n"), @"
        colleague: 
        manager: aspirations skill.claims skill.reason skill.counted_claim_id hire_date
        specialist: interests aspirations mobility_preference skill.claims skill.reason skill.counted_claim_id hire_date
        ");
        let other = format!("/api/v1/employees/{}/profile?as=specialist", cast.colleague);
        let answer = ada.get(&other).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (403, "forbidden"));
        let unknown = format!("/api/v1/employees/{}/profile", EmployeeId::generate());
        assert_eq!(ada.get(&unknown).await.status, 404);
        let strange = format!("/api/v1/employees/{}/profile?as=ceo", cast.ada);
        assert_eq!(ada.get(&strange).await.status, 400);
    }
}

on_both_databases! {
    async fn a_level_says_which_claim_counts_and_why(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let path = format!("/api/v1/employees/{}/profile", cast.ada);
        let answer = app.person(cast.ada).await.get(&path).await;
        assert_shows!(answer.snapshot(), @r#"
        200 OK
        {
          "aspirations": [],
          "completeness": {
            "missing": [
              {
                "code": "set_preferences",
                "gain": 15
              },
              {
                "code": "aspirations",
                "gain": 15
              },
              {
                "code": "interests",
                "gain": 10
              }
            ],
            "score": 60
          },
          "employee": {
            "direct_reports": [],
            "display_name": "Ada Lovelace",
            "hire_date": "2020-01-06",
            "id": "<id 1>",
            "job_profile": {
              "id": "<id 2>",
              "level": 4,
              "title": "Data engineer"
            },
            "manager": {
              "display_name": "Middle Manager",
              "id": "<id 3>",
              "title": "Engineer"
            },
            "org_unit": {
              "id": "<id 4>",
              "name": "Acme"
            },
            "status": "active",
            "title": "Engineer",
            "work_email": "ada.lovelace@example.org"
          },
          "interests": [],
          "mobility_preference": {
            "languages": [],
            "location_ids": [],
            "open_to_moves": false,
            "opportunity_kinds": [],
            "work_modes": []
          },
          "role_history": [
            {
              "from": "2022-01-01",
              "id": "<id 5>",
              "job_profile": {
                "id": "<id 2>",
                "level": 4,
                "title": "Data engineer"
              },
              "org_unit": {
                "id": "<id 4>",
                "name": "Acme"
              },
              "title": "Engineer"
            }
          ],
          "skills": [
            {
              "claimed_level": 4,
              "claims": [
                {
                  "by": {
                    "display_name": "Middle Manager",
                    "id": "<id 3>",
                    "title": "Engineer"
                  },
                  "claimed_on": "2026-03-02",
                  "evidence": "Ran the migration.",
                  "id": "<id 6>",
                  "level": 4,
                  "source": "manager"
                },
                {
                  "claimed_on": "2026-03-01",
                  "evidence": "Ran the migration.",
                  "id": "<id 7>",
                  "level": 5,
                  "source": "self"
                }
              ],
              "confidence": "high",
              "counted_claim_id": "<id 6>",
              "effective_level": 4.0,
              "evidence_score": 0.82,
              "expired": false,
              "reason": {
                "code": "strongest_and_latest",
                "params": {
                  "claimed_on": "2026-03-02",
                  "faded_milli": 0,
                  "level": 4,
                  "source": "manager"
                }
              },
              "skill": {
                "id": "<id 8>",
                "kind": "tool",
                "name": "SQL"
              }
            }
          ],
          "viewer": "self"
        }
        "#);
    }
}

on_both_databases! {
    async fn a_profile_takes_few_statements(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let path = format!("/api/v1/employees/{}/profile", cast.ada);
        let colleague = app.person(cast.colleague).await;
        assert!(app.statements_of(&colleague, &path).await <= 3);
        let manager = app.person(cast.manager).await;
        assert!(app.statements_of(&manager, &path).await <= 4);
        let own = app.person(cast.ada).await;
        assert!(app.statements_of(&own, &path).await <= 5);
        let specialist = app.person_as(cast.top, &[Role::Specialist]).await;
        assert!(app.statements_of(&specialist, &path).await <= 6);
    }
}
