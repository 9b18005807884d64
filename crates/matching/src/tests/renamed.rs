//! No score knows an id: the same world under other ids, in another order, has the same scores.
//! Ids are given in the order in which things are entered, so this is what export and import into
//! an empty database may change.

use std::collections::HashMap;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::world::*;
use crate::{
    Catalogue, CatalogueRelation, Engine, Explanation, JobProfile, OpeningRef, Part, View,
};

/// The other way round.
fn other(id: Uuid) -> Uuid {
    Uuid::from_u128(!id.as_u128())
}

fn rename(value: &mut Value) {
    match value {
        Value::Object(map) => map.values_mut().for_each(rename),
        Value::Array(list) => list.iter_mut().for_each(rename),
        Value::String(text) => {
            if let Ok(id) = text.parse() {
                *text = other(id).to_string();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn renamed<T: Serialize + DeserializeOwned>(thing: &T) -> T {
    let mut value = serde_json::to_value(thing).unwrap();
    rename(&mut value);
    serde_json::from_value(value).unwrap()
}

/// Everything that is a score; without the skills that are named where several say the same.
fn scores(found: &Explanation) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut summary = found.summary;
    summary.reason.skill = None;
    // Without weights: they are rounded so that they add up, and of two equal ones either may get
    // the last millionth.
    let asked = found.requirements.iter();
    let mut asked: Vec<_> = asked
        .map(|one| (one.credit_ppm, one.have_level_milli))
        .collect();
    asked.sort_unstable();
    let parts: Vec<Part> = found.parts.clone();
    (summary, asked, parts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn other_ids_in_another_order_change_no_score(world in any_world()) {
        let again = World {
            catalogue: renamed(&world.catalogue),
            people: world.people.iter().map(renamed).collect(),
            openings: world.openings.iter().map(renamed).collect(),
        };
        let (one, two) = (world.engine(), again.engine());
        let explain = |engine: &Engine, world: &World, at: (usize, usize), view| {
            let opening = OpeningRef::Stored(world.openings[at.1].id);
            engine.explain(world.people[at.0].id, opening, view, today()).unwrap()
        };
        for view in [View::Employee, View::Opening] {
            for person in 0..world.people.len() {
                for opening in 0..world.openings.len() {
                    let at = (person, opening);
                    prop_assert_eq!(
                        scores(&explain(&one, &world, at, view)),
                        scores(&explain(&two, &again, at, view))
                    );
                }
            }
        }
    }
}

/// Skill 1 and those from 10 on are all under one broader skill, 2, and nothing else is known.
fn siblings(count: u32) -> Catalogue {
    let relation = |from: u32| CatalogueRelation {
        from: skill(from),
        kind: domain::terms::SkillRelationKind::Broader,
        to: skill(2),
    };
    Catalogue {
        skills: plain_skills(9 + count),
        relations: std::iter::once(1)
            .chain(10..10 + count)
            .map(relation)
            .collect(),
        ..Catalogue::default()
    }
}

#[test]
fn a_last_place_that_is_shared_goes_to_nobody() {
    let neighbours = |catalogue: Catalogue| -> Vec<_> {
        let engine = engine(catalogue, &[], &[]);
        let found = engine.similar_skills(skill(1));
        found.iter().map(|one| one.skill).collect()
    };
    let all = |last: u32| (10..=last).map(skill);
    // Their broader skill is a relation of its own, and closer.
    let two = std::iter::once(skill(2));
    assert_eq!(
        neighbours(siblings(4)),
        two.clone().chain(all(13)).collect::<Vec<_>>()
    );
    assert_eq!(neighbours(siblings(5)), [skill(2)]);
    // One that a role asks for stands out.
    let mut known = siblings(5);
    known.job_profiles.push(JobProfile {
        id: profile(1),
        family: family(1),
        level: 3,
        requirements: vec![required(14, 3)],
    });
    assert_eq!(neighbours(known), [skill(2), skill(14)]);
}

#[test]
fn who_is_as_strong_as_the_last_of_the_strongest_counts() {
    let skills: Vec<(u32, u16)> = (1..=40)
        .map(|n| (n, if n <= 20 { 4000 } else { 3000 }))
        .collect();
    let catalogue = Catalogue {
        skills: plain_skills(40),
        ..Catalogue::default()
    };
    let who = person(1, &skills);
    let asked: HashMap<u32, crate::Opening> =
        [21, 40].map(|n| (n, role(n, vec![required(n, 3)]))).into();
    let openings: Vec<_> = asked.values().cloned().collect();
    let engine = engine(catalogue, &[who], &openings);
    let uses = |n: u32| {
        let stored = OpeningRef::Stored(opportunity(n));
        let found = engine.explain(employee(1), stored, View::Employee, today());
        found.unwrap().summary.use_of_self_ppm
    };
    assert_eq!(uses(21), uses(40));
    assert!(uses(40) > 0);
}
