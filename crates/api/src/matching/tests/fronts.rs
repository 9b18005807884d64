//! First places that are kept.

use domain::ids::EmployeeId;
use domain::time::Timestamp;
use persistence::Json;
use persistence::matching_input::{PersonInput, PreferenceInput};
use proptest::prelude::*;
use uuid::Uuid;

use super::{first, opening, person, row};
use crate::directory::Catalogue;
use crate::matching::fronts::Fronts;
use crate::matching::known::Known;

/// Somebody who is open to moves.
fn willing(number: u128, version: u64) -> PersonInput {
    let id = EmployeeId::from_uuid(Uuid::from_u128(number));
    PersonInput {
        preference: Some(PreferenceInput {
            employee_id: id,
            opportunity_kinds: Json(Vec::new()),
            location_ids: Json(Vec::new()),
            work_modes: Json(Vec::new()),
            hours_per_week_min: None,
            hours_per_week_max: None,
            languages: Json(Vec::new()),
            open_to_moves: true,
        }),
        ..person(id, version)
    }
}

#[test]
fn first_places_that_are_kept_are_those_of_now_and_of_whoever_looks() {
    let (fronts, mut known) = (Fronts::default(), first());
    let first_ten = |known: &Known, hidden: &[u128]| {
        let except = |id: EmployeeId| hidden.contains(&id.as_uuid().as_u128());
        let found = fronts.first(known, opening(), 10, &except)?;
        let ids = found.iter().map(|one| one.employee.as_uuid().as_u128());
        Some(ids.collect::<Vec<u128>>())
    };
    assert_eq!(first_ten(&known, &[]).unwrap(), [0_u128; 0]);
    let put = |known: &mut Known, number: u128, version: u64| {
        known.put_person(&willing(number, version), version);
    };
    for number in 1_001..=1_200 {
        put(&mut known, number, 2);
    }
    let all: Vec<u128> = (1_001..=1_010).collect();
    assert_eq!(first_ten(&known, &[]).unwrap(), all);
    let others: Vec<u128> = (1_003..=1_012).collect();
    assert_eq!(first_ten(&known, &[1_001, 1_002]).unwrap(), others);
    assert_eq!(
        first_ten(&known, &[]).unwrap(),
        all,
        "for the next one again"
    );
    // Somebody is better from now on.
    put(&mut known, 1_200, 4);
    assert_eq!(first_ten(&known, &[]).unwrap()[..2], [1_200, 1_001]);
    // Whoever joins the team is no candidate.
    let mut with_member = row(0);
    let member = EmployeeId::from_uuid(Uuid::from_u128(1_001));
    with_member.members = vec![(member, Timestamp::EPOCH)];
    known.take_openings(&[opening()], &[with_member], &Catalogue::default(), 7);
    assert_eq!(first_ten(&known, &[]).unwrap()[..2], [1_200, 1_002]);
    // Too few of those kept are for this one: they are searched for.
    let most: Vec<u128> = (1_001..=1_199).collect();
    assert_eq!(first_ten(&known, &most), None);
}

/// What happens between two looks at an opening's list.
#[derive(Clone, Debug)]
enum Event {
    Willing(u128, u64),
    Unwilling(u128, u64),
    Gone(u128),
    Team(Option<u128>),
    /// So many others change.
    Others(u64),
    /// Somebody looks, to whom these are not shown.
    Look(Vec<u128>),
}

fn any_event() -> impl Strategy<Value = Event> {
    let number = || 1_001_u128..1_120;
    prop_oneof![
        12 => (number(), 0_u64..5).prop_map(|(who, version)| Event::Willing(who, version)),
        3 => (number(), 0_u64..5).prop_map(|(who, version)| Event::Unwilling(who, version)),
        3 => number().prop_map(Event::Gone),
        1 => prop::option::of(number()).prop_map(Event::Team),
        1 => (200_u64..300).prop_map(Event::Others),
        6 => prop::collection::vec(number(), 0..40).prop_map(Event::Look),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn first_places_that_are_brought_up_to_date_are_those_that_are_found_anew(
        events in prop::collection::vec(any_event(), 1..120),
    ) {
        let (fronts, mut known) = (Fronts::default(), first());
        let id = |number| EmployeeId::from_uuid(Uuid::from_u128(number));
        for number in 1_001..1_100 {
            known.put_person(&willing(number, 1), 1);
        }
        let mut stamp = 9;
        for event in events {
            match event {
                Event::Willing(who, version) => known.put_person(&willing(who, version), 2),
                Event::Unwilling(who, version) => known.put_person(&person(id(who), version), 2),
                Event::Gone(who) => known.drop_person(id(who)),
                Event::Team(member) => {
                    let mut row = row(0);
                    row.members = member.map(|who| (id(who), Timestamp::EPOCH)).into_iter().collect();
                    stamp += 1;
                    known.take_openings(&[opening()], &[row], &Catalogue::default(), stamp);
                }
                Event::Others(count) => {
                    for _ in 0..count {
                        known.put_person(&person(id(1), 1), 2);
                    }
                }
                Event::Look(hidden) => {
                    let except = |one: EmployeeId| hidden.contains(&one.as_uuid().as_u128());
                    let mut all = known.open_to_moves(opening(), 1_000).unwrap();
                    all.retain(|one| !except(one.employee));
                    all.truncate(30);
                    prop_assert_eq!(fronts.first(&known, opening(), 30, &except), Some(all));
                }
            }
        }
    }
}
