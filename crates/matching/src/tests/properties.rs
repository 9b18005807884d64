//! Promises over random worlds.

use proptest::prelude::*;

use domain::ids::SkillId;

use super::world::*;
use crate::{
    Band, Catalogue, Engine, Explanation, OpeningFilter, OpeningMatch, OpeningRef, PartCode,
    PeopleFilter, PersonSkill, Side, View,
};

const ALL: usize = 1000;

fn everything() -> OpeningFilter<'static> {
    OpeningFilter {
        include_step_down: true,
        include_missing_certificate: true,
        include_unwanted: true,
        today: today(),
        ..OpeningFilter::default()
    }
}

fn everybody() -> PeopleFilter<'static> {
    PeopleFilter {
        include_step_down: true,
        include_missing_certificate: true,
        ..PeopleFilter::default()
    }
}

fn explanations(world: &World, engine: &Engine, view: View) -> Vec<Explanation> {
    let pairs = world
        .people
        .iter()
        .flat_map(|p| world.openings.iter().map(move |o| (p.id, o.id)));
    pairs
        .map(|(p, o)| {
            engine
                .explain(p, OpeningRef::Stored(o), view, today())
                .unwrap()
        })
        .collect()
}

/// Everything that the engine can be asked about a world.
fn all_answers(world: &World, engine: &Engine) -> impl PartialEq + std::fmt::Debug + use<> {
    let lists: Vec<_> = world
        .people
        .iter()
        .map(|p| engine.openings_for(p.id, &everything(), ALL, 0))
        .collect();
    let candidates: Vec<_> = world
        .openings
        .iter()
        .map(|o| engine.people_for(OpeningRef::Stored(o.id), &everybody(), ALL, 0))
        .collect();
    let suggestions: Vec<_> = world
        .people
        .iter()
        .map(|p| engine.suggest_skills(p.id, 10))
        .collect();
    let shown = [View::Employee, View::Opening].map(|view| explanations(world, engine, view));
    (lists, candidates, suggestions, shown)
}

/// The list by brute force: explain every pair, sort by rank, then let business need reorder
/// within each band without moving a band's places.
fn by_brute_force(
    world: &World,
    engine: &Engine,
    person: domain::ids::EmployeeId,
) -> Vec<OpeningMatch> {
    let mut all: Vec<(OpeningMatch, u32)> = world
        .openings
        .iter()
        .map(|o| {
            let e = engine
                .explain(person, OpeningRef::Stored(o.id), View::Employee, today())
                .unwrap();
            let need = e
                .parts
                .iter()
                .find(|p| p.code == PartCode::BusinessNeed)
                .unwrap();
            let item = OpeningMatch {
                opportunity: o.id,
                summary: e.summary,
                business_need_ppm: u32::try_from(need.points_ppm).unwrap(),
            };
            let day = o.opened_on.map_or(0, |d| {
                u32::try_from(chrono::Datelike::num_days_from_ce(&d)).unwrap()
            });
            (item, day)
        })
        .collect();
    let key = |(item, day): &(OpeningMatch, u32), need: u32| {
        let s = &item.summary;
        let second = if s.fit_ppm.is_some() {
            s.evidence_ppm
        } else {
            *day
        };
        (
            std::cmp::Reverse((s.fit_ppm.is_some(), s.rank_ppm + need, second)),
            item.opportunity,
        )
    };
    all.sort_by_key(|item| key(item, 0));
    let places: Vec<Band> = all.iter().map(|(item, _)| item.summary.band).collect();
    all.sort_by_key(|item| {
        let need = if item.0.summary.fit_ppm.is_some() {
            item.0.business_need_ppm
        } else {
            0
        };
        key(item, need)
    });
    let mut taken = vec![false; all.len()];
    places
        .iter()
        .map(|band| {
            let at = (0..all.len())
                .find(|i| !taken[*i] && all[*i].0.summary.band == *band)
                .unwrap();
            taken[at] = true;
            all[at].0
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_list_is_what_brute_force_gives(world in any_world(), limit in 1_usize..6, offset in 0_usize..6) {
        let engine = world.engine();
        for person in &world.people {
            let whole = by_brute_force(&world, &engine, person.id);
            let list = engine.openings_for(person.id, &everything(), ALL, 0).unwrap();
            prop_assert_eq!(&list.items, &whole);
            let page = engine.openings_for(person.id, &everything(), limit, offset).unwrap();
            let expected: Vec<_> = whole.iter().skip(offset).take(limit).copied().collect();
            prop_assert_eq!(page.items, expected);
        }
    }

    #[test]
    fn candidates_are_what_brute_force_gives(world in any_world()) {
        let engine = world.engine();
        for opening in &world.openings {
            let page = engine.people_for(OpeningRef::Stored(opening.id), &everybody(), ALL, 0).unwrap();
            let mut expected: Vec<_> = world.people.iter().map(|p| {
                let stored = OpeningRef::Stored(opening.id);
                (p.id, engine.explain(p.id, stored, View::Opening, today()).unwrap().summary)
            }).collect();
            expected.sort_by_key(|(id, s)| {
                (std::cmp::Reverse((s.fit_ppm.is_some(), s.rank_ppm, s.evidence_ppm)), *id)
            });
            let found: Vec<_> = page.items.iter().map(|i| (i.employee, i.summary)).collect();
            prop_assert_eq!(found, expected);
            let counts = page.counts.unwrap();
            prop_assert_eq!(counts.bands.iter().map(|b| b.count).sum::<u32>(), counts.total);
        }
    }

    #[test]
    fn explanations_add_up(world in any_world()) {
        let engine = world.engine();
        for view in [View::Employee, View::Opening] {
            for e in explanations(&world, &engine, view) {
                let s = &e.summary;
                let contributions: u32 = e.requirements.iter().map(|r| r.contribution_ppm).sum();
                prop_assert_eq!(contributions, s.coverage_ppm);
                let used: u32 = e.strengths.iter().map(|u| u.used_ppm).sum();
                // A draft or person may name skills twice or unknown ones; all are accounted for.
                prop_assert_eq!(used, s.use_of_self_ppm);
                if !e.no_requirements {
                    prop_assert_eq!(e.requirements.iter().map(|r| r.weight_ppm).sum::<u32>(), 1_000_000);
                }
                let side = |side| e.parts.iter().filter(|p| p.side == side).map(|p| p.points_ppm).sum::<i32>();
                if view == View::Employee {
                    prop_assert_eq!(side(Side::Want), i32::try_from(s.want_ppm).unwrap());
                    prop_assert!(side(Side::Need) <= 50_000);
                }
                prop_assert_eq!(side(Side::Take), i32::try_from(s.take_ppm).unwrap());
                prop_assert!(s.want_ppm <= 1_000_000 && s.take_ppm <= 1_000_000);
                prop_assert!(s.fit_ppm.unwrap_or(0) <= 1_000_000);
                prop_assert_eq!(s.fit_ppm.is_none(), s.band == Band::None);
                for r in &e.requirements {
                    prop_assert!(r.contribution_ppm <= r.weight_ppm + 1);
                }
            }
        }
    }

    #[test]
    fn counterfactuals_are_real(world in any_world()) {
        let mut engine = world.engine();
        let person = &world.people[0];
        for opening in &world.openings {
            for view in [View::Employee, View::Opening] {
                let before = engine.explain(person.id, OpeningRef::Stored(opening.id), view, today()).unwrap();
                for r in &before.requirements {
                    let Some(counterfactual) = r.counterfactual else { continue };
                    let mut raised = person.clone();
                    raised.skills.retain(|s| s.skill != r.skill);
                    raised.skills.push(PersonSkill {
                        skill: r.skill,
                        level_milli: u16::from(counterfactual.to_level) * 1000,
                        evidence_ppm: 400_000,
                    });
                    engine.upsert_person(&raised);
                    let after = engine.explain(person.id, OpeningRef::Stored(opening.id), view, today()).unwrap();
                    prop_assert_eq!(after.summary.fit_ppm.unwrap_or(0), counterfactual.fit_after_ppm);
                    prop_assert_eq!(after.summary.band, counterfactual.band_after);
                }
                engine.upsert_person(person);
            }
        }
    }

    #[test]
    fn routes_are_real_and_no_shorter_one_exists(world in any_world()) {
        let mut engine = world.engine();
        let person = &world.people[0];
        let explain = |engine: &Engine, id| {
            engine.explain_in_full(person.id, OpeningRef::Stored(id), View::Employee, today()).unwrap()
        };
        for opening in &world.openings {
            let before = explain(&engine, opening.id);
            let Some(route) = &before.route else { continue };
            let steps: Vec<_> = route.steps.iter().map(|s| (s.skill, u16::from(s.to_level) * 1000)).collect();
            let mut raise = |steps: &[(SkillId, u16)]| {
                let mut raised = person.clone();
                for (skill, level_milli) in steps {
                    raised.skills.retain(|s| s.skill != *skill);
                    raised.skills.push(PersonSkill { skill: *skill, level_milli: *level_milli, evidence_ppm: 400_000 });
                }
                engine.upsert_person(&raised);
                explain(&engine, opening.id).summary
            };
            let after = raise(&steps);
            prop_assert_eq!(after.fit_ppm, Some(route.fit_after_ppm));
            prop_assert_eq!(after.band, route.band_after);
            prop_assert!(after.band > before.summary.band);
            // One level less on any of the steps is not enough, nor is any single step when it says two.
            for at in 0..steps.len() {
                let mut less = steps.clone();
                less[at].1 -= 1000;
                let had = route.steps[at].have_level_milli.unwrap_or(0);
                if less[at].1 <= had || route.steps[at].certificate {
                    less.remove(at);
                }
                prop_assert!(raise(&less).band <= before.summary.band);
            }
            if route.levels > 1 {
                for r in before.requirements.iter().filter(|r| r.counterfactual.is_some()) {
                    let next = r.have_level_milli.unwrap_or(0) / 1000 + 1;
                    prop_assert!(raise(&[(r.skill, next * 1000)]).band <= before.summary.band);
                }
            }
            engine.upsert_person(person);
        }
    }

    #[test]
    fn what_was_told_is_read_back_and_gives_the_same(world in any_world()) {
        let engine = world.engine();
        let told = |person: &crate::Person| -> crate::Person {
            let document = serde_json::to_vec(&engine.person(person.id).unwrap()).unwrap();
            serde_json::from_slice(&document).unwrap()
        };
        let catalogue = serde_json::to_vec(engine.catalogue()).unwrap();
        let again = World {
            catalogue: serde_json::from_slice(&catalogue).unwrap(),
            people: world.people.iter().map(told).collect(),
            openings: world.openings.iter().map(|one| {
                serde_json::from_slice(&serde_json::to_vec(one).unwrap()).unwrap()
            }).collect(),
        };
        let fresh = again.engine();
        prop_assert_eq!(all_answers(&world, &engine), all_answers(&world, &fresh));
        for person in &world.people {
            prop_assert_eq!(fresh.person(person.id), engine.person(person.id));
        }
        // Without what is private, the opening's view says the same.
        let bare = World {
            people: again.people.iter().cloned().map(crate::Person::as_openings_see).collect(),
            ..again
        };
        let bare = bare.engine();
        prop_assert_eq!(explanations(&world, &engine, View::Opening), explanations(&world, &bare, View::Opening));
        for one in explanations(&world, &engine, View::Employee) {
            let text = serde_json::to_string(&one).unwrap();
            prop_assert_eq!(serde_json::from_str::<Explanation>(&text).unwrap(), one);
        }
    }

    #[test]
    fn raising_a_level_never_lowers_coverage(world in any_world(), at: prop::sample::Index, by in 1_u16..3000) {
        let engine = world.engine();
        let mut raised = world.clone();
        for person in &mut raised.people {
            if let Some(skill) = (!person.skills.is_empty()).then(|| at.get(&person.skills).skill) {
                let same = person.skills.iter_mut().filter(|s| s.skill == skill);
                same.for_each(|s| s.level_milli = (s.level_milli + by).min(5000));
            }
        }
        let after = raised.engine();
        let coverage = |w: &World, e: &Engine| -> Vec<u32> {
            explanations(w, e, View::Employee).iter().map(|e| e.summary.coverage_ppm).collect()
        };
        for (before, after) in coverage(&world, &engine).into_iter().zip(coverage(&raised, &after)) {
            prop_assert!(after >= before);
        }
    }

    #[test]
    fn order_of_arrival_and_detours_do_not_matter(world in any_world(), other in any_world()) {
        let straight = world.engine();
        let mut detour = Engine::new(straight.weights().clone()).unwrap();
        // Everything in reverse, the catalogue last, with strangers in between that leave again.
        world.openings.iter().rev().for_each(|o| detour.upsert_opening(o));
        other.people.iter().for_each(|p| detour.upsert_person(p));
        other.openings.iter().for_each(|o| detour.upsert_opening(o));
        world.people.iter().rev().for_each(|p| detour.upsert_person(p));
        detour.set_catalogue(other.catalogue);
        other.people.iter().for_each(|p| { detour.remove_person(p.id); });
        other.openings.iter().for_each(|o| { detour.remove_opening(o.id); });
        world.people.iter().rev().for_each(|p| detour.upsert_person(p));
        world.openings.iter().rev().for_each(|o| detour.upsert_opening(o));
        let mut shuffled: Catalogue = world.catalogue.clone();
        shuffled.skills.reverse();
        shuffled.relations.reverse();
        shuffled.observed_moves.reverse();
        detour.set_catalogue(shuffled);
        prop_assert_eq!(all_answers(&world, &straight), all_answers(&world, &detour));
    }

    #[test]
    fn every_thread_gives_the_same(world in any_world()) {
        let engine = world.engine();
        let here = all_answers(&world, &engine);
        let there = std::thread::scope(|s| s.spawn(|| all_answers(&world, &engine)).join().unwrap());
        prop_assert_eq!(here, there);
    }
}
