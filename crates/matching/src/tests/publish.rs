//! Asking on some threads while another changes and publishes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;

use super::index::small_engine;
use super::world::*;
use crate::{Catalogue, Engine, Merged, Opening, OpeningRef, PeopleFilter};

/// All people have the level of their version.
fn state(engine: &mut Engine, version: u16) {
    for n in 1..=40 {
        engine.upsert_person(&person(n, &[(1, 1000 + version)]));
    }
    engine.set_data_version(version.into());
}

/// Asks until it is done; how often.
fn ask(published: &ArcSwap<Engine>, job: &Opening, done: &AtomicBool) -> u32 {
    let mut last = 0;
    let mut asked = 0;
    while !done.load(Ordering::Acquire) || asked == 0 {
        let engine = published.load();
        let filter = PeopleFilter {
            include_step_down: true,
            ..PeopleFilter::default()
        };
        let page = engine.people_for(OpeningRef::Draft(job), &filter, 30, 0);
        let page = page.unwrap();
        assert!(page.data_version >= last, "states follow each other");
        last = page.data_version;
        let coverage = (1000 + last) * 200;
        let mut all = page.items.iter();
        assert!(all.all(|one| u64::from(one.summary.coverage_ppm) == coverage));
        let ids = page.items.iter().map(|one| one.employee);
        assert!(
            ids.eq((1..=30).map(employee)),
            "nobody twice, nobody missing"
        );
        asked += 1;
    }
    asked
}

#[test]
fn whoever_asks_while_changes_are_published_sees_one_state() {
    let mut first = small_engine();
    first.set_catalogue(Catalogue {
        skills: plain_skills(2),
        ..Catalogue::default()
    });
    state(&mut first, 0);
    let published = ArcSwap::from_pointee(first);
    let job = role(1, vec![required(1, 5)]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers = [(); 2].map(|()| scope.spawn(|| ask(&published, &job, &done)));
        let mut merging: Option<Merged> = None;
        for version in 1..=150 {
            let mut next = Engine::clone(&published.load());
            state(&mut next, version);
            if let Some(merged) = merging.take() {
                assert!(next.install(merged));
            } else if version % 3 == 0 {
                // Prepared of this state, of which the next ones know nothing.
                merging = Some(next.merge());
            }
            published.store(Arc::new(next));
        }
        done.store(true, Ordering::Release);
        assert!(readers.into_iter().all(|reader| reader.join().unwrap() > 0));
    });
}
