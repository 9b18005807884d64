//! Each formula of the model against numbers computed by hand.

use domain::terms::{OpportunityKind, SkillKind, SkillRelationKind};

use super::world::*;
use crate::{
    Band, Catalogue, CatalogueRelation, CatalogueSkill, Direction, DirectionBasis, Engine,
    Explanation, HiddenReason, JobProfile, MatchReasonCode, Opening, OpeningRef, Person,
    SimilarityBasis, Via, View,
};

/// Two profiles: skill 1 is required by both (idf = 1), skill 2 by one
/// (idf = ln(3/2) + 1 = 1.405465, idf² = 1.9753), skill 3 by none (idf = ln 3 + 1, idf² = 4.4042).
pub(super) fn rarity() -> Catalogue {
    Catalogue {
        skills: plain_skills(6),
        job_profiles: vec![
            JobProfile {
                id: profile(1),
                family: family(1),
                level: 3,
                requirements: vec![required(1, 3), required(2, 2)],
            },
            JobProfile {
                id: profile(2),
                family: family(1),
                level: 4,
                requirements: vec![required(1, 4)],
            },
        ],
        ..Catalogue::default()
    }
}

pub(super) fn explain(
    catalogue: Catalogue,
    who: &Person,
    opening: &Opening,
    view: View,
) -> Explanation {
    let engine = engine(
        catalogue,
        std::slice::from_ref(who),
        std::slice::from_ref(opening),
    );
    pair(&engine, view)
}

fn pair(engine: &Engine, view: View) -> Explanation {
    engine
        .explain(
            employee(1),
            OpeningRef::Stored(opportunity(1)),
            view,
            today(),
        )
        .unwrap()
}

#[test]
fn coverage_use_of_self_and_fit() {
    // w1 = 1.0, w2 = 1.9753 / 2 (preferred).
    let opening = role(1, vec![required(1, 4), preferred(2, 2)]);
    // x1 = 3/4, x2 = 1; no job asks for skill 3, so it is not left unused here either.
    let who = person(1, &[(1, 3000), (2, 2500), (3, 1000)]);
    let e = explain(rarity(), &who, &opening, View::Employee);

    // C = (1 · 0.75 + 0.98765) / 1.98765 = 0.874224
    assert!(e.summary.coverage_ppm.abs_diff(874_224) < 60);
    // U = (1 · 3 + 1.9753 · 2) / (1 · 3 + 1.9753 · 2.5) = 6.9506 / 7.93825
    assert!(e.summary.use_of_self_ppm.abs_diff(875_583) < 60);
    // √(C · U) = 0.874903
    let fit = e.summary.fit_ppm.unwrap();
    assert!(fit.abs_diff(874_903) < 60);
    assert_eq!(e.summary.band, Band::Strong);
    // E = C · 0.4: all claims are the person's own.
    assert!(e.summary.evidence_ppm.abs_diff(349_690) < 60);

    // C^0.7 · U^0.3 = 0.874631
    let theirs = explain(rarity(), &who, &opening, View::Opening);
    assert!(theirs.summary.fit_ppm.unwrap().abs_diff(874_631) < 80);

    // A role that leaves skill 2 unused: U = 3 / 7.93825.
    let other = explain(
        rarity(),
        &who,
        &role(1, vec![required(1, 4)]),
        View::Employee,
    );
    assert!(other.summary.use_of_self_ppm.abs_diff(377_917) < 60);

    // A gig or shadowing: coverage alone, on both sides.
    for kind in [OpportunityKind::Gig, OpportunityKind::Shadowing] {
        let short = Opening {
            kind,
            ..opening.clone()
        };
        for view in [View::Employee, View::Opening] {
            let e = explain(rarity(), &who, &short, view);
            assert_eq!(e.summary.fit_ppm, Some(e.summary.coverage_ppm));
            assert_eq!(e.coverage_exponent_mille, 1000);
        }
    }
}

#[test]
fn the_two_sides_and_their_harmonic_mean() {
    let opening = role(1, vec![required(1, 4), preferred(2, 2)]);
    let who = person(1, &[(1, 3000), (2, 2500), (3, 1000)]);
    let s = explain(rarity(), &who, &opening, View::Employee).summary;
    // Nobody's role is known: M = 0 gives 0.5, grades are unknown. By skills: gap = 1 · 1,
    // over = 1.9753 · 0.5 = 0.98765: lateral, worth 0.7.
    assert_eq!(
        (s.direction, s.direction_basis),
        (Direction::Lateral, DirectionBasis::Skills)
    );
    // 0.5 · 0.874903 + 0.15 · 0.5 + 0.1 · 0.7 = 0.582452
    assert!(s.want_ppm.abs_diff(582_452) < 60);
    // 0.7 · 0.874224 + 0.2 · 1 + 0.1 · 0.34969 = 0.846926
    assert!(s.take_ppm.abs_diff(846_926) < 60);
    assert!(s.rank_ppm.abs_diff(690_222) < 60);
}

#[test]
fn only_the_strongest_skills_are_measured() {
    let many: Vec<(u32, u16)> = (1..=30)
        .map(|n| (n, if n <= 25 { 4000 } else { 3000 }))
        .collect();
    let mut catalogue = rarity();
    catalogue.skills = plain_skills(30);
    catalogue.job_profiles.push(JobProfile {
        id: profile(3),
        family: family(1),
        level: 3,
        requirements: (1..=30).map(|n| required(n, 1)).collect(),
    });
    let opening = role(1, vec![required(30, 3)]);
    let e = explain(catalogue, &person(1, &many), &opening, View::Employee);
    assert_eq!(e.strengths.len(), 25);
    assert_eq!(e.summary.use_of_self_ppm, 0);
    assert_eq!(e.summary.coverage_ppm, 1_000_000);
}

#[test]
fn strengths_are_measured_on_what_jobs_ask_for() {
    let counted = |catalogue: Catalogue, skills: &[(u32, u16)]| -> Vec<_> {
        let opening = role(1, vec![required(1, 3)]);
        let e = explain(catalogue, &person(1, skills), &opening, View::Employee);
        e.strengths.iter().map(|one| one.skill).collect()
    };
    let photographer = [(1, 3000), (3, 5000), (4, 4000)];
    assert_eq!(counted(rarity(), &photographer), [skill(1)]);
    // Where there is nothing to go by, all count.
    assert_eq!(counted(rarity(), &photographer[1..]).len(), 2);
    let no_jobs = Catalogue {
        job_profiles: Vec::new(),
        ..rarity()
    };
    assert_eq!(counted(no_jobs, &photographer).len(), 3);
}

#[test]
fn adjacency_gives_a_little_for_what_is_missing() {
    let catalogue = Catalogue {
        relations: vec![CatalogueRelation {
            from: skill(3),
            kind: SkillRelationKind::Related,
            to: skill(4),
        }],
        ..rarity()
    };
    let opening = role(1, vec![required(4, 4)]);
    // 0.3 · 0.8 · min(3/4, 1) = 0.18
    let e = explain(
        catalogue.clone(),
        &person(1, &[(3, 3000)]),
        &opening,
        View::Employee,
    );
    assert_eq!(e.summary.coverage_ppm, 180_000);
    let via = Via::Adjacent {
        skill: skill(3),
        similarity_ppm: 800_000,
    };
    assert_eq!(e.requirements[0].via, via);
    assert_eq!(e.requirements[0].have_level_milli, None);
    // The own skill counts more: 1/4.
    let e = explain(
        catalogue,
        &person(1, &[(3, 3000), (4, 1000)]),
        &opening,
        View::Employee,
    );
    assert_eq!(e.requirements[0].via, Via::Exact);
    assert_eq!(e.summary.coverage_ppm, 250_000);
}

#[test]
fn similarity_by_relation_hierarchy_and_cooccurrence() {
    let broader = |from: u32| CatalogueRelation {
        from: skill(from),
        kind: SkillRelationKind::Broader,
        to: skill(9),
    };
    let together = |n: u32, skills: &[u32]| JobProfile {
        id: profile(n),
        family: family(1),
        level: 1,
        requirements: skills.iter().map(|s| required(*s, 3)).collect(),
    };
    let catalogue = Catalogue {
        skills: plain_skills(9),
        relations: vec![broader(1), broader(2)],
        // 1 and 3 together in 2 of 3 and 2 profiles: 2 / √6 = 0.8165. 1 and 4 once: too little.
        job_profiles: vec![
            together(1, &[1, 3]),
            together(2, &[1, 3]),
            together(3, &[1, 4]),
        ],
        ..Catalogue::default()
    };
    let engine = engine(catalogue, &[], &[]);
    let similar: Vec<_> = engine
        .similar_skills(skill(1))
        .into_iter()
        .map(|s| (s.skill, s.similarity_ppm, s.basis))
        .collect();
    assert_eq!(
        similar,
        [
            (skill(3), 816_496, SimilarityBasis::RequiredTogether),
            (skill(9), 800_000, SimilarityBasis::Relation),
            (skill(2), 500_000, SimilarityBasis::Sibling),
        ]
    );
}

#[test]
fn certificates_and_languages_have_no_neighbours() {
    let mut skills = plain_skills(4);
    skills[0].kind = SkillKind::Certificate;
    skills[1].kind = SkillKind::Language;
    let related = |from: u32, to: u32| CatalogueRelation {
        from: skill(from),
        kind: SkillRelationKind::Related,
        to: skill(to),
    };
    let catalogue = Catalogue {
        skills,
        relations: vec![related(1, 3), related(2, 3), related(3, 4)],
        ..Catalogue::default()
    };
    let engine = engine(catalogue, &[], &[]);
    assert_eq!(engine.similar_skills(skill(1)), []);
    assert_eq!(engine.similar_skills(skill(2)), []);
    let of_3: Vec<_> = engine
        .similar_skills(skill(3))
        .iter()
        .map(|s| s.skill)
        .collect();
    assert_eq!(of_3, [skill(4)]);
}

#[test]
fn a_grade_difference_decides_the_direction() {
    let direction = |from: Option<u32>, to: Option<u32>, level: u16| {
        let who = Person {
            job_profile: from.map(profile),
            ..person(1, &[(1, level)])
        };
        let opening = Opening {
            job_profile: to.map(profile),
            ..role(1, vec![required(1, 3)])
        };
        explain(rarity(), &who, &opening, View::Employee)
            .summary
            .direction
    };
    assert_eq!(direction(Some(1), Some(2), 5000), Direction::StepUp);
    assert_eq!(direction(Some(2), Some(1), 1000), Direction::StepDown);
    // Equal or unknown grades: the skills. Margin 10 % of 3 levels.
    assert_eq!(direction(Some(1), Some(1), 3300), Direction::Lateral);
    assert_eq!(direction(Some(1), Some(1), 3301), Direction::StepDown);
    assert_eq!(direction(None, None, 2700), Direction::Lateral);
    assert_eq!(direction(None, None, 2699), Direction::StepUp);
}

#[test]
fn a_must_have_that_is_short_caps_the_band() {
    let opening = role(1, vec![required(1, 1), required(2, 5), required(3, 5)]);
    let e = |level: u16| {
        let who = person(1, &[(1, 5000), (2, 5000), (3, level)]);
        explain(rarity(), &who, &opening, View::Employee)
    };
    // One level short, and the same after the level has faded for some years.
    for level in [4000, 3500] {
        let one_short = e(level);
        assert_eq!(one_short.summary.band, Band::Strong);
        assert!(one_short.must_haves.iter().all(|m| m.met));
    }
    let more_short = e(3499);
    assert!(more_short.summary.fit_ppm.unwrap() > 650_000);
    assert_eq!(more_short.summary.band, Band::Stretch);
    assert_eq!(
        more_short.summary.reason.code,
        MatchReasonCode::MustHaveShort
    );
    assert_eq!(more_short.summary.reason.skill, Some(skill(3)));
    assert_eq!(more_short.summary.reason.short_by_milli, Some(1501));
}

#[test]
fn a_required_certificate_is_a_hard_filter() {
    let mut catalogue = rarity();
    catalogue.skills.push(CatalogueSkill {
        id: skill(7),
        kind: SkillKind::Certificate,
    });
    let opening = role(1, vec![required(1, 3), required(7, 4)]);
    let without = explain(
        catalogue.clone(),
        &person(1, &[(1, 3000)]),
        &opening,
        View::Employee,
    );
    assert_eq!(without.hidden, [HiddenReason::MissingCertificate]);
    assert_eq!(without.summary.band, Band::Low);
    assert_eq!(
        without.summary.reason.code,
        MatchReasonCode::MissingCertificate
    );
    assert_eq!(without.summary.reason.skill, Some(skill(7)));
    // Held is held, whatever level was claimed for it.
    let with = explain(
        catalogue,
        &person(1, &[(1, 3000), (7, 1000)]),
        &opening,
        View::Employee,
    );
    assert_eq!(with.hidden, []);
    assert_eq!(with.summary.coverage_ppm, 1_000_000);
    assert!(with.must_haves.iter().any(|m| m.certificate && m.met));
}
