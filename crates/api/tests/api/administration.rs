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
        let again = app.account("again@example.org", &[Role::Employee]).await;
        let list = root.get("/api/v1/audit-events?limit=2").await;
        let items = list.body["items"].as_array().unwrap();
        assert_eq!(items[0]["object_id"], again.to_string());
        assert_eq!(items[1]["action"], "session.create", "nothing stands for what was done about a person");
        let number = |at: usize| items[at]["seq"].as_i64().unwrap();
        assert_eq!(number(0) - number(1), 2, "but the chain shows that something was");
        let newest = number(0);
        let mut seen = 2;
        let mut cursor = list.body["next_cursor"].as_str().map(str::to_owned);
        while let Some(next) = cursor {
            let page = root.get(&format!("/api/v1/audit-events?limit=2&cursor={next}")).await;
            seen += page.body["items"].as_array().unwrap().len();
            cursor = page.body["next_cursor"].as_str().map(str::to_owned);
        }
        assert_eq!(usize::try_from(newest), Ok(seen + 1));
        let specialist = app.account("ada@example.org", &[Role::Specialist]).await;
        let refused = app.sign_in(specialist).await.get("/api/v1/audit-events").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden"));
    }
}
