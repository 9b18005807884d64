//! People by skills: the same with and without an index, levels as they are shown.

use domain::ids::EmployeeId;
use domain::terms::{EmployeeStatus, SkillRelationKind};
use proptest::prelude::*;

use super::index::*;
use super::world::*;
use crate::{
    Catalogue, Engine, PeopleBySkills, PersonBySkills, QueryChange, SkillQuery, SkillQueryFilter,
    SkillRank, SkillWanted, Via,
};

fn any_wanted() -> impl Strategy<Value = Vec<SkillWanted>> {
    let one = (1_u32..27, prop::option::of(1_u8..=5)).prop_map(|(n, level)| SkillWanted {
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
        accept: narrow.refused.is_some().then_some(&accept),
        after: None,
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

    /// Page by page, each beginning behind the last of the one before, it is the whole list; and
    /// every page knows how long that is.
    #[test]
    fn pages_follow_each_other_without_gaps(
        catalogue in any_catalogue(),
        steps in prop::collection::vec(any_step(), 1..100),
        (all_of, any_of) in (any_wanted(), any_wanted()),
        limit in 1_usize..4,
    ) {
        let mut engine = small_engine();
        engine.set_catalogue(catalogue);
        play(&mut engine, &steps);
        let query = SkillQuery { all_of: &all_of, any_of: &any_of };
        let ask = |after: Option<SkillRank>, limit: usize| {
            let filter = SkillQueryFilter { after, count: true, ..SkillQueryFilter::default() };
            engine.people_by_skills(&query, &filter, limit, 0)
        };
        let whole = ask(None, usize::MAX);
        prop_assert_eq!(whole.total.map(crate::units::index), Some(whole.items.len()));
        let mut pages: Vec<PersonBySkills> = Vec::new();
        loop {
            let page = ask(pages.last().map(PersonBySkills::rank), limit);
            prop_assert_eq!(page.total, whole.total);
            if page.items.is_empty() {
                break;
            }
            pages.extend(page.items);
        }
        prop_assert_eq!(pages, whole.items);
    }

    /// What is said of a changed query is what asking it says.
    #[test]
    fn nearest_queries_find_as_many_as_they_say(
        catalogue in any_catalogue(),
        steps in prop::collection::vec(any_step(), 1..60),
        (all_of, any_of) in (any_wanted(), any_wanted()),
    ) {
        let mut engine = small_engine();
        engine.set_catalogue(catalogue);
        play(&mut engine, &steps);
        let filter = SkillQueryFilter { count: true, ..SkillQueryFilter::default() };
        let query = SkillQuery { all_of: &all_of, any_of: &any_of };
        for nearest in engine.nearest_skill_queries(&query, &filter, usize::MAX) {
            let changed = |list: &[SkillWanted]| -> Vec<SkillWanted> {
                let change = |one: &SkillWanted| match nearest.change {
                    QueryChange::LowerLevel { skill, level } if skill == one.skill => {
                        Some(SkillWanted { level: Some(level), ..*one })
                    }
                    QueryChange::CloseSkill { skill, close } if skill == one.skill => {
                        Some(SkillWanted { skill: close, ..*one })
                    }
                    QueryChange::Without { skill } if skill == one.skill => None,
                    _ => Some(*one),
                };
                list.iter().filter_map(change).collect()
            };
            let (mut of_all, mut of_any) = (changed(&all_of), changed(&any_of));
            if nearest.change == QueryChange::AnyOf {
                of_any.append(&mut of_all);
            }
            let asked = SkillQuery { all_of: &of_all, any_of: &of_any };
            let found = engine.people_by_skills(&asked, &filter, 1, 0);
            // A skill named in both lists, or twice, is changed in one place only.
            let names: std::collections::HashSet<_> =
                all_of.iter().chain(&any_of).map(|one| one.skill).collect();
            if names.len() == all_of.len() + any_of.len() {
                prop_assert_eq!(Some(nearest.total), found.total, "{:?}", nearest.change);
                prop_assert_eq!(found.items.len(), 1);
            }
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
        level: Some(level),
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

/// Whoever may not know that somebody leaves would learn it from a gap in the list.
#[test]
fn who_is_about_to_leave_is_found_and_who_has_left_is_not() {
    let with = |n, status| crate::Person {
        status,
        ..person(n, &[(1, 4000)])
    };
    let people = [
        with(1, EmployeeStatus::Leaving),
        with(2, EmployeeStatus::Left),
        with(3, EmployeeStatus::OnLeave),
    ];
    let catalogue = Catalogue {
        skills: plain_skills(1),
        ..Catalogue::default()
    };
    let mut engine = engine(catalogue, &people, &[]);
    for _ in 0..2 {
        let all_of = [SkillWanted {
            skill: skill(1),
            level: Some(4),
        }];
        let query = SkillQuery {
            all_of: &all_of,
            any_of: &[],
        };
        let page = engine.people_by_skills(&query, &SkillQueryFilter::default(), 9, 0);
        let ids: Vec<EmployeeId> = page.items.iter().map(|one| one.employee).collect();
        assert_eq!(ids, [1, 3].map(employee));
        engine.settle();
    }
}

#[test]
fn a_close_skill_is_told_and_does_not_count() {
    let people = [person(1, &[(1, 4000), (3, 3000)]), person(2, &[(2, 5000)])];
    let catalogue = Catalogue {
        skills: plain_skills(3),
        relations: vec![crate::CatalogueRelation {
            from: skill(2),
            kind: SkillRelationKind::Related,
            to: skill(1),
        }],
        ..Catalogue::default()
    };
    let engine = engine(catalogue, &people, &[]);
    let wanted = |n, level| SkillWanted {
        skill: skill(n),
        level: Some(level),
    };
    let any_of = [wanted(2, 4), wanted(3, 3)];
    let query = SkillQuery {
        all_of: &[],
        any_of: &any_of,
    };
    let page = engine.people_by_skills(&query, &SkillQueryFilter::default(), 9, 0);
    let first = &page.items[0];
    assert_eq!(first.employee, employee(1));
    let held = first.skills[0];
    assert_eq!(
        (held.have_level_milli, held.reached, held.met_ppm),
        (None, false, 0)
    );
    assert!(matches!(held.via, Via::Adjacent { skill: by, .. } if by == skill(1)));
    // 0.3 · 0.8 of level 4 of 4.
    assert_eq!(held.credit_ppm, 240_000);
    assert_eq!(first.met_ppm, 500_000);
    assert_eq!(first.skills[1].via, Via::Exact);

    let all_of = [wanted(2, 5), wanted(3, 5)];
    let query = SkillQuery {
        all_of: &all_of,
        any_of: &[],
    };
    let nearest = engine.nearest_skill_queries(&query, &SkillQueryFilter::default(), 9);
    let told: Vec<_> = nearest.iter().map(|one| (one.change, one.total)).collect();
    assert_eq!(
        told,
        [
            (QueryChange::AnyOf, 1),
            (QueryChange::Without { skill: skill(3) }, 1)
        ]
    );
}

#[test]
fn where_any_level_will_do_who_has_more_comes_first() {
    let people = [person(1, &[(1, 1000)]), person(2, &[(1, 4000)])];
    let catalogue = Catalogue {
        skills: plain_skills(1),
        ..Catalogue::default()
    };
    let engine = engine(catalogue, &people, &[]);
    let all_of = [SkillWanted {
        skill: skill(1),
        level: None,
    }];
    let query = SkillQuery {
        all_of: &all_of,
        any_of: &[],
    };
    let page = engine.people_by_skills(&query, &SkillQueryFilter::default(), 9, 0);
    let found: Vec<_> = (page.items.iter())
        .map(|one| (one.employee, one.met_ppm))
        .collect();
    assert_eq!(found, [(employee(2), 800_000), (employee(1), 200_000)]);
}
