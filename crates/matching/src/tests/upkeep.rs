//! Keeping the engine current, and what is asked of it besides lists.

use domain::terms::SkillKind;

use super::world::*;
use crate::{
    Catalogue, CatalogueSkill, Engine, JobProfile, Opening, OpeningFilter, OpeningPage, OpeningRef,
    PeopleFilter, PersonSkill, SkillSuggestion, Weights,
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
    let because: Vec<_> = suggestions[0].because.iter().map(|one| one.skill).collect();
    assert_eq!(because, [skill(1), skill(2)]);
    let contributions = suggestions[0]
        .because
        .iter()
        .map(|one| one.contribution_ppm);
    // cos(1, 3) = 2/√(2·2) = 1 and cos(2, 3) = 1/√(1·2).
    assert_eq!(contributions.collect::<Vec<_>>(), [585_786, 414_213]);
    assert_eq!(suggestions[0].own_role_level, None);
    assert_eq!(engine.suggest_skills(employee(2), 5), []);

    let mut of_a_role = person(3, &[(1, 3000)]);
    of_a_role.job_profile = Some(profile(3));
    let mut engine = engine;
    engine.upsert_person(&of_a_role);
    let suggestions = engine.suggest_skills(employee(3), 5);
    let told: Vec<_> = (suggestions.iter())
        .map(|one| (one.skill, one.own_role_level, one.because.len()))
        .collect();
    assert_eq!(
        told,
        [
            (skill(4), Some(3), 0),
            (skill(5), Some(3), 0),
            (skill(3), None, 1),
            (skill(2), None, 1)
        ],
        "what the own role asks for comes first"
    );
}

/// A role that asks for four skills, and openings that ask for some of them; the sixth skill is a
/// certificate.
fn role_and_openings() -> (Catalogue, Vec<Opening>) {
    let role_of = JobProfile {
        id: profile(1),
        family: family(1),
        level: 1,
        requirements: vec![
            required(1, 3),
            required(2, 3),
            required(3, 4),
            required(4, 2),
        ],
    };
    let mut skills = plain_skills(5);
    skills.push(CatalogueSkill {
        id: skill(6),
        kind: SkillKind::Certificate,
    });
    let catalogue = Catalogue {
        skills,
        job_profiles: vec![role_of],
        ..Catalogue::default()
    };
    let openings = vec![
        role(1, vec![required(1, 3), required(3, 4)]),
        role(2, vec![required(2, 3), required(3, 2)]),
        role(3, vec![required(5, 3)]),
        role(4, vec![required(3, 4), required(6, 1)]),
        role(5, vec![required(3, 4)]),
    ];
    (catalogue, openings)
}

#[test]
fn what_naming_skills_would_bring_is_what_the_lists_say_once_they_are_named() {
    let (catalogue, openings) = role_and_openings();
    let mut me = person(1, &[(1, 3000)]);
    me.job_profile = Some(profile(1));
    let mut engine = engine(catalogue, &[me.clone()], &openings);
    let before = list(&engine, &filter());
    let scored = engine.score_openings(employee(1)).unwrap();
    let not_five = |id| id != opportunity(5);
    let gain = engine.profile_gain(&scored, 2, &not_five).unwrap();
    let told: Vec<_> = (gain.skills.iter())
        .map(|one| (one.skill, one.level, one.openings))
        .collect();
    assert_eq!(told, [(skill(3), 4, 3), (skill(2), 3, 1)]);

    for one in &gain.skills {
        me.skills.push(PersonSkill {
            skill: one.skill,
            level_milli: u16::from(one.level) * 1_000,
            evidence_ppm: 0,
        });
    }
    engine.upsert_person(&me);
    let after = list(&engine, &filter());
    let in_list = |page: &OpeningPage, id| {
        let found = page.items.iter().find(|one| one.opportunity == id);
        found.map(|one| one.summary)
    };
    let mut rising = 0;
    for one in after.items.iter().filter(|one| not_five(one.opportunity)) {
        let was = in_list(&before, one.opportunity).map(|summary| summary.band);
        rising += u32::from(was.is_some_and(|was| one.summary.band > was));
    }
    assert!(rising > 0);
    assert_eq!(
        gain.rising, rising,
        "opening 4 stays hidden, 5 is not accepted"
    );
    let best = in_list(&after, gain.best.opportunity).unwrap();
    assert_eq!(best.fit_ppm, Some(gain.best.fit_after_ppm));
    assert_eq!(
        gain.best.fit_before_ppm,
        in_list(&before, gain.best.opportunity).unwrap().fit_ppm
    );

    assert_eq!(
        engine.profile_gain(&scored, 2, &not_five),
        None,
        "old scores"
    );
    let scored = engine.score_openings(employee(1)).unwrap();
    assert_eq!(
        engine.profile_gain(&scored, 2, &not_five),
        None,
        "no opening asks for what is left"
    );
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
        kind: SkillKind::Certificate,
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

/// Twenty roles in two trades that share nothing but the last skill.
fn two_trades() -> Catalogue {
    let needs = |n: u32| {
        let trade = n % 2 * 4;
        let skills = (1..5).filter(move |skill| *skill != 1 + n / 2 % 4);
        let mut requirements: Vec<_> = skills.map(|skill| required(trade + skill, 3)).collect();
        requirements.push(required(9, 2));
        JobProfile {
            id: profile(n),
            family: family(n % 2),
            level: 1,
            requirements,
        }
    };
    Catalogue {
        skills: plain_skills(10),
        job_profiles: (1..=20).map(needs).collect(),
        ..Catalogue::default()
    }
}

#[test]
fn with_enough_roles_the_item_model_suggests() {
    let catalogue = two_trades();
    let people = [person(1, &[(1, 3000), (2, 2000)])];
    let suggested = engine(catalogue.clone(), &people, &[]).suggest_skills(employee(1), 3);
    let mut skills: Vec<_> = suggested.iter().map(|one| one.skill).collect();
    skills.sort_unstable();
    assert_eq!(
        skills,
        [skill(3), skill(4), skill(9)],
        "those of the own trade"
    );
    for one in &suggested {
        let parts = one.because.iter().map(|cause| cause.contribution_ppm);
        assert!(
            (999_998..=1_000_000).contains(&parts.sum::<u32>()),
            "{one:?}"
        );
    }

    let mut turned = catalogue;
    turned.job_profiles.reverse();
    turned.skills.reverse();
    for profile in &mut turned.job_profiles {
        profile.requirements.reverse();
    }
    assert_eq!(
        engine(turned, &people, &[]).suggest_skills(employee(1), 3),
        suggested
    );
}

/// So many skills that its system of equations is none to wait for: neighbours go together.
fn large_ring(skills: u32) -> Catalogue {
    let needs = |n: u32| JobProfile {
        id: profile(n),
        family: family(1),
        level: 3,
        requirements: [0, 1, 2]
            .map(|step| required(1 + (n + step) % skills, 3))
            .into(),
    };
    Catalogue {
        skills: plain_skills(skills),
        job_profiles: (1..=skills).map(needs).collect(),
        ..Catalogue::default()
    }
}

#[test]
fn a_large_catalogue_answers_as_before_until_it_is_solved() {
    let mut catalogue = large_ring(320);
    let people = [person(1, &[(10, 3000), (11, 2000)])];
    let ask = |engine: &Engine| engine.suggest_skills(employee(1), 3);
    let mut live = engine(catalogue.clone(), &people, &[]);
    let solve = |engine: &Engine| engine.pending_suggestions().unwrap().solve();
    assert!(!ask(&live).is_empty(), "the cosines stand in");
    solve(&live);
    let before = ask(&live);
    assert!(!before.is_empty() && live.pending_suggestions().is_none());

    live.set_catalogue(catalogue.clone());
    assert!(
        live.pending_suggestions().is_none(),
        "nothing is asked for that was not"
    );
    for profile in &mut catalogue.job_profiles {
        if profile.requirements.contains(&required(10, 3)) {
            profile.requirements.push(required(200, 3));
        }
    }
    live.set_catalogue(catalogue.clone());
    let copy = live.clone();
    let pending = live.pending_suggestions().unwrap();
    assert_eq!(ask(&live), before);
    pending.solve();
    let solved = engine(catalogue.clone(), &people, &[]);
    solve(&solved);
    let after = ask(&solved);
    assert_ne!(after, before);
    for one in [&live, &copy] {
        assert!(one.pending_suggestions().is_none());
        assert_eq!(ask(one), after);
    }

    // Another engine, with other handles, takes over what is solved.
    let mut fresh = Engine::new(live.weights().clone()).unwrap();
    people.iter().for_each(|one| fresh.upsert_person(one));
    fresh.set_catalogue(catalogue.clone());
    fresh.keep_suggestions_of(&live);
    assert!(fresh.pending_suggestions().is_none());
    assert_eq!(ask(&fresh), after);
    let mut again = Engine::new(live.weights().clone()).unwrap();
    people.iter().for_each(|one| again.upsert_person(one));
    again.set_catalogue(large_ring(320));
    again.keep_suggestions_of(&live);
    assert!(again.pending_suggestions().is_some());
    let skills =
        |found: &[SkillSuggestion]| -> Vec<_> { found.iter().map(|one| one.skill).collect() };
    assert_eq!(skills(&ask(&again)), skills(&after), "until it is solved");
}
