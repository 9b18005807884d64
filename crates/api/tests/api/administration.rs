//! What administrators see of the running of the system.

use domain::ids::EmployeeId;
use domain::terms::Role;
use persistence::changes::ObjectType;
use persistence::{AuditDraft, Origin, on_both_databases};

use crate::support::TestApp;

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
