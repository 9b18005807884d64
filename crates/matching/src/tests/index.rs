//! That the index changes no answer: whatever is put, removed, merged and in which order, lists are
//! those of an engine that scores everybody.

use domain::ids::{EmployeeId, LocationId, OrgUnitId};
use domain::terms::EmployeeStatus;
use proptest::prelude::*;

use super::world::*;
use crate::people::SEGMENT;
use crate::{
    Catalogue, Engine, Merged, Opening, OpeningRef, PeopleFilter, PeoplePage, Person, Weights,
};

/// What happens to an engine, one thing after the other.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Put(u32, Box<Person>),
    Remove(u32),
    /// Prepares a merge, to be installed some steps later.
    Prepare,
    Install,
    Settle,
    Recompile(Box<Catalogue>),
    /// Puts people of neighbouring units together, in this order of units.
    Arrange(Vec<OrgUnitId>),
}

pub(super) fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => (1_u32..40, any_person()).prop_map(|(n, person)| Step::Put(n, Box::new(person))),
        6 => (1_u32..40).prop_map(Step::Remove),
        2 => Just(Step::Prepare),
        2 => Just(Step::Install),
        1 => Just(Step::Settle),
        1 => any_catalogue().prop_map(|catalogue| Step::Recompile(Box::new(catalogue))),
        2 => Just((1_u32..6).map(unit).collect::<Vec<_>>()).prop_shuffle().prop_map(Step::Arrange),
    ]
}

#[derive(Clone, Debug)]
pub(super) struct Narrow {
    pub(super) units: Option<Vec<OrgUnitId>>,
    pub(super) locations: Vec<LocationId>,
    pub(super) open_to_moves: bool,
    fit_min: Option<u8>,
    pub(super) include: (bool, bool),
    pub(super) refused: Option<u32>,
}

pub(super) fn any_narrow() -> impl Strategy<Value = Narrow> {
    (
        prop::option::weighted(0.3, prop::collection::vec((1_u32..4).prop_map(unit), 0..3)),
        prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec((1_u32..5).prop_map(location), 1..3)],
        prop::bool::weighted(0.2),
        prop::option::weighted(0.3, 0_u8..90),
        any::<(bool, bool)>(),
        prop::option::weighted(0.3, 1_u32..4),
    )
        .prop_map(|(units, locations, open_to_moves, fit_min, include, refused)| Narrow {
            units,
            locations,
            open_to_moves,
            fit_min,
            include,
            refused,
        })
}

impl Narrow {
    fn ask(
        &self,
        engine: &Engine,
        opening: &Opening,
        count: bool,
        limit: usize,
        offset: usize,
    ) -> PeoplePage {
        let accept = |id: EmployeeId| {
            let number = id.as_uuid().as_u128();
            self.refused.is_none_or(|n| number % 4 != u128::from(n))
        };
        let filter = PeopleFilter {
            org_units: self.units.as_deref(),
            locations: &self.locations,
            open_to_moves: self.open_to_moves,
            fit_min: self.fit_min,
            include_step_down: self.include.0,
            include_missing_certificate: self.include.1,
            accept: Some(&accept),
            count,
            ..PeopleFilter::default()
        };
        let opening = OpeningRef::Draft(opening);
        engine.people_for(opening, &filter, limit, offset).unwrap()
    }
}

/// Segments of a few people, and searched however few pass.
pub(super) fn small_engine() -> Engine {
    let mut engine = Engine::new(Weights::default()).unwrap();
    engine.people.capacity = 7;
    engine.people.few = 2;
    engine
}

pub(super) fn play(engine: &mut Engine, steps: &[Step]) {
    let mut prepared: Option<Merged> = None;
    for step in steps {
        match step {
            Step::Put(n, person) => engine.upsert_person(&Person {
                id: employee(*n),
                ..(**person).clone()
            }),
            Step::Remove(n) => {
                engine.remove_person(employee(*n));
            }
            Step::Prepare => prepared = Some(engine.merge()),
            Step::Install => {
                if let Some(merged) = prepared.take() {
                    engine.install(merged);
                }
            }
            Step::Settle => engine.settle(),
            Step::Recompile(catalogue) => engine.set_catalogue((**catalogue).clone()),
            Step::Arrange(units) => engine.arrange(units),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn searching_finds_whom_scoring_everybody_finds(
        catalogue in any_catalogue(),
        steps in prop::collection::vec(any_step(), 1..120),
        openings in prop::collection::vec(any_opening(), 1..6),
        narrow in prop::collection::vec(any_narrow(), 3),
        (limit, offset) in (1_usize..6, 0_usize..4),
        settled: bool,
    ) {
        let mut engine = small_engine();
        engine.set_catalogue(catalogue.clone());
        play(&mut engine, &steps);
        if settled {
            engine.settle();
        }
        // The same people without any segment.
        let mut plain = Engine::new(Weights::default()).unwrap();
        plain.set_catalogue(catalogue);
        let stays = |step: &Step| matches!(step, Step::Put(..) | Step::Remove(_) | Step::Recompile(_));
        let changes: Vec<Step> = steps.iter().filter(|s| stays(s)).cloned().collect();
        play(&mut plain, &changes);
        prop_assert_eq!(engine.people_count(), plain.people_count());
        for opening in &openings {
            for narrow in &narrow {
                let found = narrow.ask(&engine, opening, false, limit, offset);
                let all = narrow.ask(&plain, opening, true, limit, offset);
                prop_assert_eq!(&found.items, &all.items);
                if let Some(counts) = found.counts {
                    prop_assert_eq!(Some(counts), all.counts);
                }
                let counted = narrow.ask(&engine, opening, true, limit, offset);
                prop_assert_eq!(&counted.items, &all.items);
            }
        }
    }
}

#[test]
fn a_full_segment_has_a_place_for_everybody() {
    let count = u32::try_from(SEGMENT).unwrap() + 3;
    let mut engine = Engine::new(Weights::default()).unwrap();
    engine.set_catalogue(Catalogue {
        skills: plain_skills(3),
        ..Catalogue::default()
    });
    for n in 1..=count {
        let level = 1000 + u16::try_from(n * 7919 % 3000).unwrap();
        engine.upsert_person(&Person {
            status: EmployeeStatus::Active,
            ..person(n, &[(1 + n % 3, level)])
        });
    }
    engine.settle();
    assert_eq!(engine.people_count(), usize::try_from(count).unwrap());
    assert!((1..=count).all(|n| engine.has_person(employee(n))));
    let job = role(1, vec![required(1, 4), preferred(2, 2)]);
    let filter = |count| PeopleFilter {
        include_step_down: true,
        count,
        ..PeopleFilter::default()
    };
    let page = |count, offset| {
        engine
            .people_for(OpeningRef::Draft(&job), &filter(count), 20, offset)
            .unwrap()
            .items
    };
    assert_eq!(page(false, 0), page(true, 0));
    assert_eq!(page(false, 990), page(true, 990));
}

/// Whose units are next to each other are in the same part of the index, and nobody is lost.
#[test]
fn people_are_arranged_by_unit() {
    let mut engine = small_engine();
    engine.set_catalogue(Catalogue {
        skills: plain_skills(1),
        ..Catalogue::default()
    });
    let in_unit = |n: u32, of: u32| Person {
        org_unit: Some(unit(of)),
        ..person(n, &[(1, 2000)])
    };
    for n in 1..=40 {
        engine.upsert_person(&in_unit(n, 1 + n * 7 % 4));
        if n % 5 == 0 {
            engine.settle();
        }
    }
    engine.remove_person(employee(4));
    engine.arrange(&[unit(3), unit(1), unit(4), unit(2)]);
    assert_eq!(engine.people_count(), 39);
    assert!((1..=40).all(|n| engine.has_person(employee(n)) == (n != 4)));
    let sizes = engine.people.segments().iter().map(|held| held.live());
    assert_eq!(sizes.collect::<Vec<_>>(), [7, 7, 7, 7, 7, 4]);
    let of_unit = |of: u32| {
        let at = engine.places.units.find(unit(of));
        let held = engine.people.segments().iter();
        let having = held
            .enumerate()
            .filter(|(_, held)| held.segment.units.contains(&at));
        having.map(|(number, _)| number).collect::<Vec<_>>()
    };
    // Ten people of each unit but the one that somebody was removed from.
    let found = [3, 1, 4, 2].map(of_unit);
    assert_eq!(found, [vec![0, 1], vec![1, 2], vec![2, 3, 4], vec![4, 5]]);
}
