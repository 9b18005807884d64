//! Keeping the engine current, and what is asked of it besides lists.

use super::world::*;
use crate::{
    Catalogue, CatalogueSkill, Engine, JobProfile, OpeningFilter, OpeningPage, OpeningRef,
    PeopleFilter, Weights,
};

fn filter() -> OpeningFilter<'static> {
    OpeningFilter {
        today: today(),
        ..OpeningFilter::default()
    }
}

fn list(engine: &Engine, filter: &OpeningFilter<'_>) -> OpeningPage {
    engine.openings_for(employee(1), filter, 50, 0).unwrap()
}

fn catalogue() -> Catalogue {
    Catalogue {
        skills: plain_skills(6),
        ..Catalogue::default()
    }
}

#[test]
fn suggestions_name_their_causes() {
    let needs = |n: u32, skills: &[u32]| JobProfile {
        id: profile(n),
        family: family(1),
        level: 1,
        requirements: skills.iter().map(|s| required(*s, 3)).collect(),
    };
    let catalogue = Catalogue {
        skills: plain_skills(5),
        job_profiles: vec![needs(1, &[1, 2, 3]), needs(2, &[1, 3]), needs(3, &[4, 5])],
        ..Catalogue::default()
    };
    let engine = engine(catalogue, &[person(1, &[(1, 3000), (2, 2000)])], &[]);
    let suggestions = engine.suggest_skills(employee(1), 5);
    assert_eq!(suggestions.len(), 1);
    assert_eq!(suggestions[0].skill, skill(3));
    assert_eq!(suggestions[0].share_ppm, 1_000_000);
    assert_eq!(suggestions[0].because, [skill(1), skill(2)]);
    assert_eq!(engine.suggest_skills(employee(2), 5), []);
}

#[test]
fn unsound_weights_are_refused_and_change_nothing() {
    let mut engine = engine(
        catalogue(),
        &[person(1, &[(1, 3000)])],
        &[role(1, vec![required(1, 3)])],
    );
    let before = list(&engine, &filter());
    let unsound = Weights {
        want_fit_ppm: 1,
        ..Weights::default()
    };
    assert!(Engine::new(unsound.clone()).is_err());
    assert!(engine.set_weights(unsound).is_err());
    assert_eq!(list(&engine, &filter()), before);
    engine
        .set_weights(Weights {
            version: 2,
            ..Weights::default()
        })
        .unwrap();
    engine.set_data_version(17);
    let after = list(&engine, &filter());
    assert_eq!((after.weights_version, after.data_version), (2, 17));
    assert_eq!(after.items, before.items);
}

#[test]
fn what_is_unknown_has_no_answer() {
    let mut engine = engine(catalogue(), &[person(1, &[(1, 3000)])], &[]);
    assert_eq!(engine.openings_for(employee(2), &filter(), 5, 0), None);
    let stored = OpeningRef::Stored(opportunity(1));
    assert_eq!(
        engine.people_for(stored, &PeopleFilter::default(), 5, 0),
        None
    );
    assert!(!engine.remove_person(employee(2)));
    assert!(engine.remove_person(employee(1)));
    assert_eq!((engine.people_count(), engine.opening_count()), (0, 0));
}

#[test]
fn a_skill_may_be_added_at_any_time() {
    let openings = [role(1, vec![required(7, 3)])];
    let mut engine = engine(catalogue(), &[person(1, &[(1, 3000)])], &openings);
    assert_eq!(list(&engine, &filter()).hidden.missing_certificate, 0);
    engine.add_skill(CatalogueSkill {
        id: skill(7),
        kind: domain::terms::SkillKind::Certificate,
    });
    engine.upsert_opening(&openings[0]);
    assert_eq!(list(&engine, &filter()).hidden.missing_certificate, 1);
}

#[test]
fn kept_scores_are_good_until_something_changes() {
    let openings = [role(1, vec![required(1, 3)])];
    let mut engine = engine(catalogue(), &[person(1, &[(1, 3000)])], &openings);
    let scored = engine.score_openings(employee(1)).unwrap();
    assert_eq!(scored.revision(), engine.revision());
    let ranked = engine.rank_openings(&scored, &filter(), 50, 0);
    assert_eq!(ranked.unwrap(), list(&engine, &filter()));
    engine.remove_opening(opportunity(1));
    assert_eq!(engine.rank_openings(&scored, &filter(), 50, 0), None);
}
