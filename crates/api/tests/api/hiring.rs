//! A small company that hires: what the tests of openings and applications share.

use domain::ids::{EmployeeId, OrgUnitId, SkillId};
use domain::terms::{ClaimSource, Importance, Role, SkillKind};
use persistence::testing::TestDb;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, User};

/// Hana hires for the data team; Eve works in sales for Max and would like to move.
pub struct Company {
    pub app: TestApp,
    pub data: OrgUnitId,
    pub sales: OrgUnitId,
    pub sql: SkillId,
    pub hana_id: EmployeeId,
    pub eve_id: EmployeeId,
    pub max_id: EmployeeId,
    pub bo_id: EmployeeId,
    pub hana: User,
    pub eve: User,
    pub max: User,
    pub bo: User,
    pub sam: User,
}

impl Company {
    pub async fn new(db: TestDb) -> Self {
        Self::of(TestApp::new(db).await).await
    }

    pub async fn of(app: TestApp) -> Self {
        let world = app.world();
        let company = world.unit("Acme", None);
        let data = world.unit("Data", Some(company));
        let sales = world.unit("Sales", Some(company));
        let sql = world.skill("SQL", SkillKind::Tool, &[]);
        let family = world.family("Data");
        let job = world.job("Analyst", family, 3, &[(sql, 3, Importance::Required)]);
        let chief = world.person("Ada Chief", company, None);
        let hana_id = world.person("Hana Hiring", data, Some(chief));
        let max_id = world.person("Max Manager", sales, Some(chief));
        let eve_id = world.person("Eve Explorer", sales, Some(max_id));
        let bo_id = world.person("Bo Builder", data, Some(hana_id));
        let sam_id = world.person("Sam Specialist", company, Some(chief));
        world.works(eve_id, None, job, "2022-01-03");
        for person in [eve_id, bo_id] {
            let _ = world.claim(person, sql, (ClaimSource::Own, person), 3, "2026-01-05");
        }
        let hana = app.person(hana_id).await;
        let eve = app.person(eve_id).await;
        let max = app.person(max_id).await;
        let bo = app.person(bo_id).await;
        let sam = app
            .person_as(sam_id, &[Role::Employee, Role::Specialist])
            .await;
        Self {
            app,
            data,
            sales,
            sql,
            hana_id,
            eve_id,
            max_id,
            bo_id,
            hana,
            eve,
            max,
            bo,
            sam,
        }
    }

    /// A form that can be published.
    pub fn form(&self) -> Value {
        json!({
            "kind": "role", "title": "Data engineer", "description": "Build pipelines.",
            "org_unit_id": self.data, "work_mode": "hybrid",
            "requirements": [{"skill_id": self.sql, "level": 3, "importance": "required"}],
            "seats": 1, "pay_range": {"min_minor": 5_000_000, "max_minor": 6_000_000, "currency": "EUR"},
            "selection_criteria": ["Has built pipelines"], "priority": "normal", "closes_on": "2026-04-30",
        })
    }

    /// The form of a gig of so many hours per week that begins at once.
    pub fn gig(&self, hours: u32) -> Value {
        let mut form = self.form();
        form["kind"] = json!("gig");
        form["title"] = json!("Energy dashboard");
        form["hours_per_week"] = json!(hours);
        form
    }

    /// Hana's published opening; its address.
    pub async fn open(&self, form: &Value) -> String {
        let draft = self.hana.post("/api/v1/opportunities", form).await;
        assert_eq!(draft.status, 201, "{}", draft.text);
        let path = format!(
            "/api/v1/opportunities/{}",
            draft.body["id"].as_str().unwrap()
        );
        let open = step(&self.hana, &path, &draft, json!({"command": "publish"})).await;
        assert_eq!(open.status, 200, "{}", open.text);
        path
    }

    /// Somebody's application; its address.
    pub async fn apply(&self, who: &User, opening: &str) -> String {
        let sent = who
            .post(
                &format!("{opening}/applications"),
                &json!({"statement": "Me!"}),
            )
            .await;
        assert_eq!(sent.status, 201, "{}", sent.text);
        format!("/api/v1/applications/{}", sent.body["id"].as_str().unwrap())
    }

    /// Reads the object, then commands it.
    pub async fn command(&self, who: &User, path: &str, command: &str) -> Answer {
        let read = who.get(path).await;
        step(who, path, &read, json!({"command": command})).await
    }
}

/// A command on the version that was read.
pub async fn step(who: &User, path: &str, read: &Answer, body: Value) -> Answer {
    let tag = read.header("etag").unwrap_or("\"v0\"").to_owned();
    who.request(
        actix_web::http::Method::POST,
        &format!("{path}/transitions"),
    )
    .header("if-match", &tag)
    .json(&body)
    .send()
    .await
}
