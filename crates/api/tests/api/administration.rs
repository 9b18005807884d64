//! What administrators and specialists see of the running of the system.

use domain::ids::{EmployeeId, ImportRunId};
use domain::terms::Role;
use persistence::changes::ObjectType;
use persistence::imports::{self, NewError, NewRun, status};
use persistence::{AuditDraft, Origin, on_both_databases};

use crate::support::TestApp;

/// A run that refused `errors` rows.
async fn import(app: &TestApp, errors: usize) -> ImportRunId {
    let run = NewRun {
        id: ImportRunId::generate(),
        source: "hris".to_owned(),
        origin: "folder".to_owned(),
        strict: false,
    };
    let id = run.id;
    let refused: Vec<NewError> = (0..errors)
        .map(|row| NewError {
            file: "employees.csv".to_owned(),
            row: i64::try_from(row).unwrap() + 2,
            column: Some("manager".to_owned()),
            code: "unknown_reference".to_owned(),
            value: Some("=E-4711".to_owned()),
            message: "refers to nobody".to_owned(),
        })
        .collect();
    let counts = format!(
        r#"{{"employees.csv":{{"rows":7,"created":5,"updated":0,"unchanged":0,"refused":{errors},"errors":{errors}}}}}"#
    );
    app.state
        .db
        .write(Origin::system(app.state.clock.now()), move |tx| {
            imports::insert_run(tx, &run)?;
            imports::update_finished(tx, run.id, status::COMPLETE, &counts, &refused)
        })
        .await
        .unwrap();
    id
}

on_both_databases! {
    async fn imports_are_listed_and_their_errors_can_be_taken_along(db) {
        let app = TestApp::new(db).await;
        let first = import(&app, 0).await;
        let id = import(&app, 2).await;
        let specialist = app.account("ada@example.org", &[Role::Specialist]).await;
        let ada = app.sign_in(specialist).await;
        let list = ada.get("/api/v1/import-runs?limit=1").await;
        assert_shows!(list.snapshot(), @r#"
        200 OK
        {
          "items": [
            {
              "created": 5,
              "dry_run": false,
              "finished_at": "<time>",
              "id": "<id 1>",
              "rejected": 2,
              "source": "hris",
              "started_at": "<time>",
              "status": "succeeded_with_errors",
              "unchanged": 0,
              "updated": 0
            }
          ],
          "next_cursor": "<next_cursor>"
        }
        "#);
        let cursor = list.body["next_cursor"].as_str().unwrap();
        let rest = ada.get(&format!("/api/v1/import-runs?limit=1&cursor={cursor}")).await;
        assert_eq!(rest.body["items"][0]["id"], first.to_string());
        assert_eq!(rest.body["items"][0]["status"], "succeeded");
        assert!(rest.body["next_cursor"].is_null());
        let page = ada.get(&format!("/api/v1/import-runs/{id}?limit=1")).await;
        assert_shows!(page.body["files"], @r#"[{"created":5,"file":"employees.csv","rejected":2,"unchanged":0,"updated":0}]"#);
        assert_shows!(page.body["errors"]["items"], @r#"[{"code":"unknown_reference","column":"manager","file":"employees.csv","row":2,"value":"=E-4711"}]"#);
        let cursor = page.body["errors"]["next_cursor"].as_str().unwrap();
        let rest = ada.get(&format!("/api/v1/import-runs/{id}?limit=1&cursor={cursor}")).await;
        assert_eq!(rest.body["errors"]["items"][0]["row"], 3);
        let elsewhere = ada.get(&format!("/api/v1/import-runs/{first}?limit=1&cursor={cursor}")).await;
        assert_eq!((elsewhere.status.as_u16(), elsewhere.code()), (400, "invalid_cursor"));
        let csv = ada.get(&format!("/api/v1/import-runs/{id}/errors.csv")).await;
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        assert!(csv.header("content-disposition").unwrap().starts_with("attachment; "));
        assert_shows!(csv.text, @"
        file,row,column,code,value,message
        employees.csv,2,manager,unknown_reference,'=E-4711,refers to nobody
        employees.csv,3,manager,unknown_reference,'=E-4711,refers to nobody
        ");
        let unknown = ada.get(&format!("/api/v1/import-runs/{}", ImportRunId::generate())).await;
        assert_eq!(unknown.status, 404);
    }
}

on_both_databases! {
    async fn sec_40_the_audit_log_tells_administrators_nothing_about_people(db) {
        let app = TestApp::new(db).await;
        let admin = app.account("root@example.org", &[Role::Admin]).await;
        let root = app.sign_in(admin).await;
        let mut origin = Origin::system(app.state.clock.now());
        origin.actor = Some(admin);
        let write = app.state.db.write(origin, |tx| {
            let somebody = EmployeeId::generate();
            let draft = AuditDraft::new("aspiration.create", ObjectType::Employee, *somebody.as_uuid());
            tx.audit(draft.about(somebody));
            Ok::<_, persistence::DbError>(())
        });
        write.await.unwrap();
        let list = root.get("/api/v1/audit-events?limit=2").await;
        let about_a_person = &list.body["items"][0];
        assert_eq!(about_a_person["action"], "aspiration.create");
        for hidden in ["actor_name", "object_id", "request_id"] {
            assert!(about_a_person.get(hidden).is_none(), "{hidden}");
        }
        let session = &list.body["items"][1];
        assert_eq!(session["action"], "session.create");
        assert!(session.get("object_id").is_some());
        let mut seen = 2;
        let mut cursor = list.body["next_cursor"].as_str().map(str::to_owned);
        while let Some(next) = cursor {
            let page = root.get(&format!("/api/v1/audit-events?limit=2&cursor={next}")).await;
            seen += page.body["items"].as_array().unwrap().len();
            cursor = page.body["next_cursor"].as_str().map(str::to_owned);
        }
        assert_eq!(list.body["items"][0]["seq"], seen);
        let specialist = app.account("ada@example.org", &[Role::Specialist]).await;
        let refused = app.sign_in(specialist).await.get("/api/v1/audit-events").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden"));
    }
}
