//! What surrounds the fit: aspirations, mobility, preferences, business need, and what is private.

use chrono::Days;
use domain::terms::{OpportunityKind, Priority, WorkMode};

use super::formulas::{explain, rarity};
use super::world::*;
use crate::{
    AspirationTarget, Catalogue, Explanation, HiddenReason, JobProfile, ObservedMoves, Opening,
    PartCode, Person, PreferenceMode, Preferences, View,
};

fn part(explanation: &Explanation, code: PartCode) -> i32 {
    let parts = &explanation.parts;
    parts.iter().find(|p| p.code == code).unwrap().points_ppm
}

#[test]
fn aspirations_by_role_family_and_steps() {
    let lone = |n: u32, f: u32| JobProfile {
        id: profile(n),
        family: family(f),
        level: 3,
        requirements: vec![required(1, 3)],
    };
    let catalogue = Catalogue {
        skills: plain_skills(4),
        job_profiles: vec![lone(1, 1), lone(2, 2), lone(3, 3), lone(4, 1), lone(5, 5)],
        // 3 → 2 → 1
        career_steps: vec![(profile(2), profile(1)), (profile(3), profile(2))],
        ..Catalogue::default()
    };
    let aspiration = |to: u32, interests: Vec<_>| {
        let who = Person {
            aspirations: vec![AspirationTarget::JobProfile(profile(1))],
            interests,
            ..person(1, &[(1, 3000)])
        };
        let opening = Opening {
            job_profile: Some(profile(to)),
            ..role(1, vec![required(1, 3), required(2, 3)])
        };
        part(
            &explain(catalogue.clone(), &who, &opening, View::Employee),
            PartCode::Aspiration,
        )
    };
    // A quarter of want.
    assert_eq!(aspiration(1, vec![]), 250_000);
    assert_eq!(aspiration(2, vec![]), 200_000);
    assert_eq!(aspiration(3, vec![]), 160_000);
    assert_eq!(aspiration(4, vec![]), 150_000);
    assert_eq!(aspiration(5, vec![]), 0);
    // Skill 2 (idf² = (ln 6 + 1)² = 7.7944) is 88.63 % of what is asked: 0.3 · that · 0.25.
    let wanted = vec![(skill(2), domain::terms::Interest::WantToLearn)];
    assert!(aspiration(5, wanted).abs_diff(66_472) < 30);
    let avoided = vec![(skill(2), domain::terms::Interest::PreferNot)];
    assert_eq!(aspiration(5, avoided), 0);
}

#[test]
fn the_mobility_prior_starts_from_similarity_and_follows_history() {
    let moves = |count: u32| Catalogue {
        observed_moves: vec![ObservedMoves {
            from: profile(1),
            to: profile(2),
            count,
        }],
        ..rarity()
    };
    let who = Person {
        job_profile: Some(profile(1)),
        ..person(1, &[(1, 3000)])
    };
    let opening = Opening {
        job_profile: Some(profile(2)),
        ..role(1, vec![required(1, 4)])
    };
    let points = |count| {
        part(
            &explain(moves(count), &who, &opening, View::Employee),
            PartCode::Mobility,
        )
    };
    // Vectors (3, 2·1.40547) and (4): cosine 12 / (4.1109 · 4) = 0.72977; π = 0.72977 / 1.72977
    // = 0.42189, q = 1/2: M = ln 0.84377 = −0.16987; 0.15 · (M + 3) / 6 = 0.070753.
    assert!(points(0).abs_diff(70_753) <= 60);
    // 20 of 20: (20 + 20 · 0.42189) / (40 · 21/22) = 0.74480, ln = −0.29463.
    assert!(points(20).abs_diff(67_634) <= 60);
    // Without a role of one's own nothing is known: M = 0.
    let nobody = person(1, &[(1, 3000)]);
    let e = explain(moves(0), &nobody, &opening, View::Employee);
    assert_eq!(part(&e, PartCode::Mobility), 75_000);
}

#[test]
fn preferences_cost_or_filter() {
    let opening = Opening {
        location: Some(location(1)),
        work_mode: WorkMode::OnSite,
        hours_per_week: Some(38),
        languages: vec!["fr".to_owned()],
        ..role(1, vec![required(1, 3)])
    };
    let mut who = person(1, &[(1, 3000)]);
    who.preferences = Preferences {
        kinds: vec![OpportunityKind::Gig],
        locations: vec![location(2)],
        work_modes: vec![WorkMode::Remote],
        hours_per_week_max: Some(30),
        languages: vec!["en".to_owned()],
        ..Preferences::default()
    };
    let e = explain(rarity(), &who, &opening, View::Employee);
    assert_eq!(part(&e, PartCode::Preferences), -500_000);
    assert_eq!(e.hidden, []);
    who.preferences.modes.location = PreferenceMode::Filter;
    let e = explain(rarity(), &who, &opening, View::Employee);
    assert_eq!(part(&e, PartCode::Preferences), -400_000);
    assert_eq!(e.hidden, [HiddenReason::Preference]);
    // Remote suits every location; preferences that are met cost nothing.
    who.preferences = Preferences {
        locations: vec![location(2)],
        work_modes: vec![WorkMode::Remote],
        hours_per_week_min: Some(38),
        languages: vec!["en".to_owned(), "fr".to_owned()],
        ..Preferences::default()
    };
    let remote = Opening {
        work_mode: WorkMode::Remote,
        ..opening
    };
    let e = explain(rarity(), &who, &remote, View::Employee);
    assert_eq!(part(&e, PartCode::Preferences), 0);
}

#[test]
fn business_need_is_a_line_of_its_own_and_at_most_five_points() {
    let need = |priority, critical_position, days: Option<u64>| {
        let opening = Opening {
            priority,
            critical_position,
            opened_on: days.map(|d| today() - Days::new(d)),
            ..role(1, vec![required(1, 3)])
        };
        let e = explain(rarity(), &person(1, &[(1, 3000)]), &opening, View::Employee);
        (part(&e, PartCode::BusinessNeed), e.summary.rank_ppm)
    };
    let (none, rank) = need(Priority::Normal, false, None);
    assert_eq!(none, 0);
    assert_eq!(need(Priority::High, false, Some(30)), (20_000, rank));
    assert_eq!(need(Priority::Normal, true, Some(15)), (12_500, rank));
    assert_eq!(need(Priority::Critical, true, Some(900)), (50_000, rank));
}

#[test]
fn what_is_private_does_not_show_on_the_openings_side() {
    let plain = Person {
        job_profile: Some(profile(1)),
        ..person(1, &[(1, 3000), (2, 1000)])
    };
    let mut private = plain.clone();
    private.aspirations = vec![AspirationTarget::JobProfile(profile(2))];
    private.interests = vec![(skill(1), domain::terms::Interest::PreferNot)];
    private.preferences.kinds = vec![OpportunityKind::Gig];
    private.preferences.modes.kind = PreferenceMode::Filter;
    let opening = Opening {
        job_profile: Some(profile(2)),
        ..role(1, vec![required(1, 4)])
    };
    let seen = |who| explain(rarity(), who, &opening, View::Opening);
    assert_eq!(seen(&plain), seen(&private));
    assert_ne!(
        explain(rarity(), &plain, &opening, View::Employee),
        explain(rarity(), &private, &opening, View::Employee)
    );
}
