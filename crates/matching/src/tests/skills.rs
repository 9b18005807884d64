//! People by skills: the same with and without an index, levels as they are shown.

use domain::ids::EmployeeId;
use proptest::prelude::*;

use super::index::*;
use super::world::*;
use crate::{Catalogue, Engine, PeopleBySkills, SkillQuery, SkillQueryFilter, SkillWanted};

fn any_wanted() -> impl Strategy<Value = Vec<SkillWanted>> {
    let one = (1_u32..27, 1_u8..=5).prop_map(|(n, level)| SkillWanted {
        skill: skill(n),
        level,
    });
    prop::collection::vec(one, 0..4)
}

fn by_skills(
    engine: &Engine,
    (all_of, any_of): &(Vec<SkillWanted>, Vec<SkillWanted>),
    narrow: &Narrow,
    count: bool,
    (limit, offset): (usize, usize),
) -> PeopleBySkills {
    let accept = |id: EmployeeId| {
        let number = id.as_uuid().as_u128();
        narrow.refused.is_none_or(|n| number % 4 != u128::from(n))
    };
    let filter = SkillQueryFilter {
        org_units: narrow.units.as_deref(),
        locations: &narrow.locations,
        open_to_moves: narrow.open_to_moves,
        level_min: narrow.include.0.then_some(2),
        level_max: narrow.include.1.then_some(4),
        accept: Some(&accept),
        count,
    };
    engine.people_by_skills(&SkillQuery { all_of, any_of }, &filter, limit, offset)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn people_by_skills_are_the_same_with_and_without_segments(
        catalogue in any_catalogue(),
        steps in prop::collection::vec(any_step(), 1..100),
        queries in prop::collection::vec((any_wanted(), any_wanted(), any_narrow()), 1..6),
        page in (0_usize..6, 0_usize..4),
    ) {
        let mut engine = small_engine();
        engine.set_catalogue(catalogue);
        play(&mut engine, &steps);
        let mut settled = engine.clone();
        settled.settle();
        for (all_of, any_of, narrow) in queries {
            let query = (all_of, any_of);
            let found = by_skills(&settled, &query, &narrow, false, page);
            let all = by_skills(&engine, &query, &narrow, true, page);
            prop_assert_eq!(&found.items, &all.items);
            let counted = by_skills(&settled, &query, &narrow, true, page);
            prop_assert_eq!(counted, all);
            for one in &found.items {
                let (of_all, of_any) = one.skills.split_at(one.skills.len().min(unique(&query.0)));
                prop_assert!(of_all.iter().all(|held| held.reached));
                prop_assert!(of_any.is_empty() || of_any.iter().any(|held| held.reached));
                let mean = |sum: u64| sum / u64::try_from(one.skills.len()).unwrap();
                let met = mean(one.skills.iter().map(|held| u64::from(held.met_ppm)).sum());
                prop_assert!(met.abs_diff(one.met_ppm.into()) <= 1);
            }
            let keys: Vec<_> = (found.items.iter())
                .map(|one| (std::cmp::Reverse((one.met_ppm, one.evidence_ppm)), one.employee))
                .collect();
            prop_assert!(keys.is_sorted());
        }
    }
}

fn unique(wanted: &[SkillWanted]) -> usize {
    let mut ids: Vec<_> = wanted.iter().map(|one| one.skill).collect();
    ids.sort();
    ids.dedup();
    ids.len()
}

#[test]
fn levels_count_as_they_are_shown() {
    let people = [
        // Shown as 4, 3 and 4; the third knows another skill better.
        person(1, &[(1, 3600), (2, 2000)]),
        person(2, &[(1, 3400), (2, 5000)]),
        person(3, &[(1, 4000), (2, 1000)]),
    ];
    let catalogue = Catalogue {
        skills: plain_skills(3),
        ..Catalogue::default()
    };
    let engine = engine(catalogue, &people, &[]);
    let wanted = |n, level| SkillWanted {
        skill: skill(n),
        level,
    };
    let ids = |all_of: &[SkillWanted], any_of: &[SkillWanted]| -> Vec<EmployeeId> {
        let query = SkillQuery { all_of, any_of };
        let page = engine.people_by_skills(&query, &SkillQueryFilter::default(), 9, 0);
        page.items.iter().map(|one| one.employee).collect()
    };
    assert_eq!(ids(&[wanted(1, 4)], &[]), [employee(3), employee(1)]);
    assert_eq!(ids(&[wanted(1, 3), wanted(2, 5)], &[]), [employee(2)]);
    assert_eq!(
        ids(&[], &[wanted(1, 4), wanted(2, 5)]),
        [2, 1, 3].map(employee)
    );
    assert_eq!(ids(&[wanted(3, 1)], &[wanted(1, 1)]), []);
    assert_eq!(ids(&[wanted(77, 1)], &[]), []);
    assert_eq!(ids(&[], &[]), []);
}
