//! What is written down comes back, and nothing that is broken is taken for it.

use domain::ids::EmployeeId;
use proptest::prelude::*;

use super::index::*;
use super::world::*;
use crate::{Engine, OpeningFilter, OpeningRef, PeopleFilter, SnapshotError, View};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_snapshot_brings_back_everybody(
        catalogue in any_catalogue(),
        steps in prop::collection::vec(any_step(), 1..60),
        openings in prop::collection::vec(any_opening(), 1..4),
        broken in any::<(prop::sample::Index, u8)>(),
    ) {
        let mut engine = small_engine();
        engine.set_catalogue(catalogue.clone());
        play(&mut engine, &steps);
        engine.set_catalogue(catalogue.clone());
        engine.set_data_version(41);
        let mut bytes = Vec::new();
        engine.write_people(&mut bytes).unwrap();
        let mut fresh = small_engine();
        fresh.set_catalogue(catalogue);
        fresh.upsert_person(&person(99, &[(1, 1000)]));
        fresh.read_people(&mut bytes.as_slice()).unwrap();
        prop_assert_eq!(fresh.data_version(), 41);
        for (n, mut opening) in (1..).zip(openings) {
            opening.id = opportunity(n);
            engine.upsert_opening(&opening);
            fresh.upsert_opening(&opening);
        }
        prop_assert_eq!(everything(&engine), everything(&fresh));

        let before = everything(&fresh);
        let (at, change) = broken;
        let mut damaged = bytes.clone();
        damaged[at.index(bytes.len())] ^= change.max(1);
        prop_assert!(fresh.read_people(&mut damaged.as_slice()).is_err());
        prop_assert!(fresh.read_people(&mut &bytes[..at.index(bytes.len())]).is_err());
        prop_assert_eq!(everything(&fresh), before);
    }
}

/// What people and openings see of each other, private things included.
fn everything(engine: &Engine) -> impl PartialEq + std::fmt::Debug + use<> {
    let own = OpeningFilter {
        today: today(),
        ..OpeningFilter::default()
    };
    let people: Vec<EmployeeId> = (1..100).map(employee).collect();
    let lists: Vec<_> = (people.iter())
        .map(|id| engine.openings_for(*id, &own, 50, 0))
        .collect();
    let explained: Vec<_> = (people.iter())
        .flat_map(|id| {
            [1, 2, 3].map(|n| {
                let opening = OpeningRef::Stored(opportunity(n));
                engine.explain(*id, opening, View::Employee, today())
            })
        })
        .collect();
    let candidates = [1, 2, 3].map(|n| {
        let opening = OpeningRef::Stored(opportunity(n));
        let page = engine.people_for(opening, &PeopleFilter::default(), 5, 0);
        page.map(|page| page.items)
    });
    (lists, explained, candidates)
}

#[test]
fn a_snapshot_of_another_kind_or_version_is_refused() {
    let mut engine = small_engine();
    let mut bytes = Vec::new();
    engine.write_people(&mut bytes).unwrap();
    let mut later = bytes.clone();
    later[8] = 2;
    let read = engine.read_people(&mut later.as_slice());
    assert!(matches!(
        read,
        Err(SnapshotError::OtherVersion { found: 2 })
    ));
    bytes[0] = b'X';
    let read = engine.read_people(&mut bytes.as_slice());
    assert!(matches!(read, Err(SnapshotError::Stranger)));
}
