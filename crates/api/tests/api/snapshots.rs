//! A server that starts from a snapshot answers as one that reads everything from the database.

use std::path::Path;

use api::matching::Start;
use chrono::TimeDelta;
use domain::ids::EmployeeId;
use domain::terms::{ClaimSource, SkillKind};
use persistence::on_both_databases;
use persistence::testing::TestDb;

use crate::hiring::Company;
use crate::support::Server;

/// The company with people who are open to moves, an opening, and a snapshot of it.
async fn company(db: TestDb, path: &Path) -> (Company, String, Vec<EmployeeId>) {
    let acme = Company::new(db).await;
    let world = acme.app.world();
    let people: Vec<EmployeeId> = (1..=6)
        .map(|n| {
            let person = world.person(&format!("Kim Candidate{n}"), acme.sales, Some(acme.max_id));
            let _ = world.claim(
                person,
                acme.sql,
                (ClaimSource::Own, person),
                n % 5 + 1,
                "2025-01-05",
            );
            world.open_to_moves(person);
            person
        })
        .collect();
    let opening = acme.open(&acme.form()).await;
    let server = acme.app.another_from(Some(path)).await;
    assert_eq!(server.state.matching.started_from(), Some(Start::Database));
    server.state.save_snapshot().await;
    (acme, opening, people)
}

/// What people see of the engine's answers, to the byte.
async fn answers(acme: &Company, opening: &str, server: &Server) -> Vec<String> {
    let (hana, eve) = (server.reached_by(&acme.hana), server.reached_by(&acme.eve));
    let mut all = Vec::new();
    for path in ["/api/v1/opportunities", "/api/v1/home", opening] {
        all.push(eve.get(path).await);
    }
    all.push(eve.get(&format!("{opening}/match")).await);
    all.push(
        hana.get(&format!("{opening}/candidates?source=people"))
            .await,
    );
    assert!(all.iter().all(|one| one.status == 200));
    all.into_iter().map(|one| one.text).collect()
}

on_both_databases! {
    async fn a_start_from_a_snapshot_answers_as_one_from_the_database(db) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people");
        let (acme, opening, people) = company(db, &path).await;
        let kept = acme.app.another_from(Some(&path)).await;
        assert_eq!(kept.state.matching.started_from(), Some(Start::Snapshot { changed: 0 }));
        let fresh = acme.app.another().await;
        assert_eq!(fresh.state.matching.started_from(), Some(Start::Database));
        assert_eq!(answers(&acme, &opening, &kept).await, answers(&acme, &opening, &fresh).await);

        // What changes after the snapshot was written is read from the database.
        let world = acme.app.world();
        let (better, newcomer) = (people[1], world.person("New Comer", acme.sales, None));
        for person in [better, newcomer] {
            let _ = world.claim(person, acme.sql, (ClaimSource::Manager, acme.max_id), 3, "2026-02-02");
        }
        world.open_to_moves(newcomer);
        let second = acme.open(&acme.form()).await;
        let kept = acme.app.another_from(Some(&path)).await;
        assert_eq!(kept.state.matching.started_from(), Some(Start::Snapshot { changed: 2 }));
        let fresh = acme.app.another().await;
        for opening in [&opening, &second] {
            let told = answers(&acme, opening, &kept).await;
            assert!(told.iter().any(|text| text.contains(&newcomer.to_string())));
            assert_eq!(told, answers(&acme, opening, &fresh).await);
        }

        // Nothing new, nothing written; something new, written anew.
        kept.state.save_snapshot().await;
        let again = acme.app.another_from(Some(&path)).await;
        assert_eq!(again.state.matching.started_from(), Some(Start::Snapshot { changed: 0 }));
        let before = std::fs::metadata(&path).unwrap().modified().unwrap();
        again.state.save_snapshot().await;
        assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), before);
    }
}

on_both_databases! {
    async fn what_does_not_fit_is_not_believed(db) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people");
        let (acme, opening, _) = company(db, &path).await;
        let truth = answers(&acme, &opening, &acme.app.another().await).await;
        let whole = std::fs::read(&path).unwrap();
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 1;
        for content in [damaged.as_slice(), &whole[..whole.len() - 1], b"", b"something else"] {
            std::fs::write(&path, content).unwrap();
            let server = acme.app.another_from(Some(&path)).await;
            assert_eq!(server.state.matching.started_from(), Some(Start::Database));
            assert_eq!(answers(&acme, &opening, &server).await, truth);
        }
        std::fs::write(&path, &whole).unwrap();
        let other = Company::new(TestDb::new(acme.app.db.db.backend())).await;
        let server = other.app.another_from(Some(&path)).await;
        assert_eq!(server.state.matching.started_from(), Some(Start::Database), "of another database");

        let from = || async {
            let server = acme.app.another_from(Some(&path)).await;
            server.state.matching.started_from().unwrap()
        };
        assert_eq!(from().await, Start::Snapshot { changed: 0 });
        let _ = acme.app.world().skill("Rust", SkillKind::Tool, &[]);
        assert_eq!(from().await, Start::Database, "skills are others");
    }
}

on_both_databases! {
    async fn levels_of_yesterday_are_not_those_of_today(db) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("people");
        let (acme, _, _) = company(db, &path).await;
        acme.app.wait(TimeDelta::days(1));
        let server = acme.app.another_from(Some(&path)).await;
        assert_eq!(server.state.matching.started_from(), Some(Start::Database));
    }
}
