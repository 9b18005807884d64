//! What a change of weights may touch, and what it must not.

use domain::ids::EmployeeId;
use proptest::prelude::*;

use super::world::*;
use crate::{
    Engine, Explanation, MatchSummary, OpeningFilter, OpeningPage, OpeningRef, PeopleFilter,
    PeoplePage, RankedPerson, View, Weights,
};

const ALL: usize = 1000;

fn under(world: &World, weights: Weights) -> Engine {
    let mut engine = world.engine();
    engine.set_weights(weights).unwrap();
    engine
}

/// Every pair, in one view.
fn explained(world: &World, engine: &Engine, view: View) -> Vec<Explanation> {
    let pairs = (world.people.iter()).flat_map(|p| world.openings.iter().map(|o| (p.id, o.id)));
    let explain =
        |(person, opening)| engine.explain(person, OpeningRef::Stored(opening), view, today());
    pairs.filter_map(explain).collect()
}

fn summaries(world: &World, engine: &Engine, view: View) -> Vec<MatchSummary> {
    explained(world, engine, view)
        .iter()
        .map(|one| one.summary)
        .collect()
}

fn own_list(engine: &Engine, person: EmployeeId) -> Option<OpeningPage> {
    let filter = OpeningFilter {
        today: today(),
        ..OpeningFilter::default()
    };
    engine.openings_for(person, &filter, ALL, 0)
}

fn own_lists(world: &World, engine: &Engine) -> Vec<Option<OpeningPage>> {
    world
        .people
        .iter()
        .map(|p| own_list(engine, p.id))
        .collect()
}

fn candidates(world: &World, engine: &Engine) -> Vec<Option<PeoplePage>> {
    let each = world
        .openings
        .iter()
        .map(|o| engine.people_for(OpeningRef::Stored(o.id), &PeopleFilter::default(), ALL, 0));
    each.collect()
}

/// A share, and what is left of the whole for the others.
fn share() -> impl Strategy<Value = u32> {
    0_u32..=1_000_000
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_importances_scaled_alike_leave_coverage_as_it_is(world in any_world(), percent in 40_u32..=100) {
        let scaled = Weights {
            required_ppm: percent * 10_000,
            preferred_ppm: percent * 5_000,
            ..Weights::default()
        };
        let before = summaries(&world, &world.engine(), View::Opening);
        let after = summaries(&world, &under(&world, scaled), View::Opening);
        for (before, after) in before.iter().zip(&after) {
            // Weights are kept in ten-thousandths: scaled down, each is rounded by at most one.
            prop_assert!(before.coverage_ppm.abs_diff(after.coverage_ppm) <= 500, "{before:?} {after:?}");
            prop_assert_eq!(before.use_of_self_ppm, after.use_of_self_ppm);
            prop_assert_eq!(before.evidence_ppm.abs_diff(after.evidence_ppm) <= 500, true);
        }
    }

    #[test]
    fn the_shares_of_the_order_touch_no_fit_and_not_the_other_side(world in any_world(), fit in share(), coverage in share()) {
        let default = Weights::default();
        let want = Weights {
            want_fit_ppm: fit, want_aspiration_ppm: 0, want_mobility_ppm: 0, want_step_ppm: 1_000_000 - fit,
            ..default.clone()
        };
        let take = Weights {
            take_coverage_ppm: coverage, take_must_haves_ppm: 0, take_evidence_ppm: 1_000_000 - coverage,
            ..default.clone()
        };
        for view in [View::Employee, View::Opening] {
            let before = summaries(&world, &world.engine(), view);
            let wanted = summaries(&world, &under(&world, want.clone()), view);
            let taken = summaries(&world, &under(&world, take.clone()), view);
            for ((before, wanted), taken) in before.iter().zip(&wanted).zip(&taken) {
                let same_want = MatchSummary { want_ppm: before.want_ppm, rank_ppm: before.rank_ppm, ..*wanted };
                prop_assert_eq!(&same_want, before, "only want and rank follow from the shares of want");
                let same_take = MatchSummary { take_ppm: before.take_ppm, rank_ppm: before.rank_ppm, ..*taken };
                prop_assert_eq!(&same_take, before, "only take and rank follow from the shares of take");
            }
        }
    }

    #[test]
    fn what_weighs_private_wishes_changes_nothing_for_the_hiring_side(world in any_world(), one in share(), two in share()) {
        let other = Weights {
            aspiration_family_ppm: one,
            aspiration_step_ppm: two,
            aspiration_max_steps: 2,
            interest_overlap_ppm: one,
            preference_penalty_ppm: two,
            ..Weights::default()
        };
        let (before, after) = (world.engine(), under(&world, other));
        prop_assert_eq!(candidates(&world, &before), candidates(&world, &after));
        prop_assert_eq!(explained(&world, &before, View::Opening), explained(&world, &after, View::Opening));
    }

    #[test]
    fn business_need_is_no_part_of_fit_or_rank(world in any_world(), need in 0_u32..=50_000) {
        let other = Weights {
            need_high_ppm: need, need_critical_ppm: need, need_critical_position_ppm: need,
            need_per_30_days_ppm: need, need_days_max_ppm: need, need_max_ppm: need,
            ..Weights::default()
        };
        let (before, after) = (world.engine(), under(&world, other));
        for view in [View::Employee, View::Opening] {
            prop_assert_eq!(summaries(&world, &before, view), summaries(&world, &after, view));
        }
        prop_assert_eq!(candidates(&world, &before), candidates(&world, &after));
    }

    #[test]
    fn exposure_is_no_part_of_any_score(world in any_world(), tie in 0_u32..=50_000, limit in 0_u16..=1_000) {
        let other = Weights { exposure_tie_ppm: tie, exposure_limit: limit, ..Weights::default() };
        let (before, after) = (world.engine(), under(&world, other));
        prop_assert_eq!(own_lists(&world, &before), own_lists(&world, &after));
        prop_assert_eq!(candidates(&world, &before), candidates(&world, &after));
    }

    #[test]
    fn going_back_is_as_if_nothing_had_been(world in any_world(), fit in share(), credit in share()) {
        let before = world.engine();
        let mut engine = under(&world, Weights {
            adjacency_credit_ppm: credit, similarity_floor_ppm: credit, neighbours: 2, strongest_skills: 3,
            want_fit_ppm: fit, want_aspiration_ppm: 1_000_000 - fit, want_mobility_ppm: 0, want_step_ppm: 0,
            mobility_prior_moves: 1, direction_margin_ppm: credit,
            ..Weights::default()
        });
        engine.set_weights(Weights::default()).unwrap();
        prop_assert_eq!(own_lists(&world, &before), own_lists(&world, &engine));
        prop_assert_eq!(candidates(&world, &before), candidates(&world, &engine));
    }

    #[test]
    fn a_sample_of_people_has_the_lists_that_they_have_among_all(world in any_world(), every in 1_usize..4) {
        let engine = world.engine();
        let some: Vec<EmployeeId> = world.people.iter().step_by(every).map(|p| p.id).collect();
        let mut sample = engine.with_only(&some);
        for person in &world.people {
            let list = own_list(&sample, person.id);
            if some.contains(&person.id) {
                prop_assert_eq!(list, own_list(&engine, person.id));
            } else {
                prop_assert_eq!(list, None);
            }
        }
        let other = Weights { adjacency_credit_ppm: 0, strongest_skills: 2, ..Weights::default() };
        sample.set_weights(other.clone()).unwrap();
        let all = under(&world, other);
        for person in &some {
            prop_assert_eq!(own_list(&sample, *person), own_list(&all, *person));
        }
    }

    #[test]
    fn rotation_moves_equals_only_and_depends_on_the_seed_alone(world in any_world(), seed in any::<u64>(), step in 0_u32..200_000) {
        for page in candidates(&world, &world.engine()).into_iter().flatten() {
            let ranked = page.items.iter().map(|one| RankedPerson {
                employee: one.employee,
                band: one.summary.band,
                rank_ppm: one.summary.rank_ppm,
                evidence_ppm: one.summary.evidence_ppm,
            });
            let ranked: Vec<RankedPerson> = ranked.collect();
            let mut people = ranked.clone();
            let drawn = crate::rotation::rotate(&mut people, seed, step);
            let mut again = ranked.clone();
            // However the equals stood before.
            for equals in again.chunk_by_mut(|a, b| crate::rotation::are_equal(a, b, step)) {
                equals.reverse();
            }
            prop_assert_eq!(crate::rotation::rotate(&mut again, seed, step), drawn);
            prop_assert_eq!(&again, &people);
            for (before, after) in ranked.iter().zip(&people) {
                prop_assert!(crate::rotation::are_equal(before, after, step), "{before:?} {after:?}");
            }
            let mut ids: Vec<EmployeeId> = people.iter().map(|one| one.employee).collect();
            let mut told: Vec<EmployeeId> = page.items.iter().map(|one| one.employee).collect();
            ids.sort_unstable();
            told.sort_unstable();
            prop_assert_eq!(ids, told);
        }
    }
}
