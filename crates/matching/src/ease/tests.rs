//! EASE against its definition, solved the slow way, over random profiles.

use proptest::prelude::*;

use super::*;
use crate::real::to_ppm;

const SKILLS: usize = 12;

fn profiles() -> impl Strategy<Value = Vec<Vec<Weighted>>> {
    let skill = prop::option::weighted(0.4, prop::sample::select(vec![0.5, 1.0]));
    let profile = prop::collection::vec(skill, SKILLS).prop_map(|weights| {
        (0..)
            .zip(weights)
            .filter_map(|(skill, weight)| Some((skill, weight?)))
            .collect()
    });
    prop::collection::vec(profile, 1..9)
}

fn ridge() -> impl Strategy<Value = f64> {
    0.1_f64..10.0
}

fn owned() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(0..12_u32, 0..6)
}

/// B by its definition, through the inverse of XᵀX + D.
fn by_definition(profiles: &[Vec<Weighted>], ridge: f64) -> Vec<Vec<f64>> {
    let mut gram = Square::zeros(SKILLS);
    for profile in profiles {
        for (a, x) in profile {
            for (b, y) in profile {
                gram.add(place(*a), place(*b), x * y);
            }
        }
    }
    for skill in 0..SKILLS {
        gram.add(skill, skill, ridge);
    }
    let p = gram.inverse().unwrap();
    let b = |a: usize, j: usize| {
        if a == j {
            0.0
        } else {
            -p.at(a, j) / p.at(j, j)
        }
    };
    (0..SKILLS)
        .map(|a| (0..SKILLS).map(|j| b(a, j)).collect())
        .collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9 * (1.0 + a.abs())
}

proptest! {
    #[test]
    fn both_sides_give_the_definition(profiles in profiles(), ridge in ridge(), owned in owned()) {
        let b = by_definition(&profiles, ridge);
        for side in [Side::Profiles, Side::Skills] {
            let model = Ease::over(side, &profiles, SKILLS, ridge).unwrap();
            let answer = model.ask(&owned);
            for skill in (0..12).filter(|skill| !owned.contains(skill)) {
                let exact: f64 = answer.owned.iter().map(|a| b[place(*a)][place(skill)]).sum();
                prop_assert!(close(exact, answer.score(skill)), "{:?} {} {}", side, exact, answer.score(skill));
            }
        }
    }

    #[test]
    fn contributions_sum_to_the_score(profiles in profiles(), ridge in ridge(), owned in owned()) {
        let b = by_definition(&profiles, ridge);
        for side in [Side::Profiles, Side::Skills] {
            let model = Ease::over(side, &profiles, SKILLS, ridge).unwrap();
            let answer = model.ask(&owned);
            for one in answer.best(SKILLS) {
                let causes = answer.causes(one.skill);
                let sum: i64 = causes.iter().map(|cause| cause.contribution_ppm).sum();
                prop_assert_eq!(sum, one.score_ppm);
                for cause in causes {
                    let exact = to_ppm(b[place(cause.skill)][place(one.skill)]);
                    prop_assert!((exact - cause.contribution_ppm).abs() <= 1);
                }
            }
        }
    }

    #[test]
    fn leaving_out_is_never_having_had(
        profiles in profiles(),
        ridge in ridge(),
        owned in owned(),
        out in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let out: Vec<usize> = out.iter().map(|index| index.index(profiles.len())).collect();
        let kept: Vec<Vec<Weighted>> = (profiles.iter().enumerate())
            .filter(|(at, _)| !out.contains(at))
            .map(|(_, profile)| profile.clone())
            .collect();
        let whole = Ease::over(Side::Profiles, &profiles, SKILLS, ridge).unwrap();
        let fewer = Ease::over(Side::Profiles, &kept, SKILLS, ridge).unwrap();
        let (without, never) = (whole.ask_without(&owned, &out).unwrap(), fewer.ask(&owned));
        for skill in (0..12).filter(|skill| !owned.contains(skill)) {
            prop_assert!(close(never.score(skill), without.score(skill)));
            for (a, b) in never.causes(skill).into_iter().zip(without.causes(skill)) {
                prop_assert!((a.contribution_ppm - b.contribution_ppm).abs() <= 1);
            }
        }
    }
}

#[test]
fn a_skill_that_always_comes_with_another_is_suggested_for_it() {
    let profiles: Vec<Vec<Weighted>> = vec![
        vec![(0, 1.0), (1, 1.0)],
        vec![(0, 1.0), (1, 1.0), (2, 1.0)],
        vec![(2, 1.0), (3, 1.0)],
        vec![(2, 1.0), (3, 1.0)],
    ];
    let model = Ease::new(&profiles, 5, 0.5).unwrap();
    assert_eq!(model.side(), Side::Profiles);
    let answer = model.ask(&[0, 0, 99]);
    let best = answer.best(10);
    assert_eq!(best[0].skill, 1);
    assert!(best.iter().all(|one| one.skill != 0 && one.skill != 4));
    assert_eq!(
        answer.causes(1),
        [Cause {
            skill: 0,
            contribution_ppm: best[0].score_ppm
        }]
    );
    assert!(model.ask(&[]).best(10).is_empty());
}

#[test]
fn a_ridge_that_divides_by_nothing_is_refused() {
    assert!(Ease::new(&[vec![(0, 1.0)]], 1, 0.0).is_none());
    assert!(Ease::new(&[], 0, RIDGE).is_some());
    let over_skills = Ease::new(&[vec![(0, 1.0)], vec![]], 1, RIDGE).unwrap();
    assert!(over_skills.ask_without(&[0], &[0]).is_none());
}

#[test]
fn a_profile_has_two_rows_while_there_is_room() {
    let profiles = vec![(vec![0, 1], vec![2]), (vec![1], vec![])];
    let two = profile_rows(&profiles, 4);
    assert_eq!(two[..2], [vec![(0, 1.0), (1, 1.0)], vec![(1, 1.0)]]);
    assert_eq!(
        two[2..],
        [vec![(0, 0.7), (1, 0.7), (2, 0.7)], vec![(1, 0.7)]]
    );
    let one = profile_rows(&profiles, 3);
    assert_eq!(one, [vec![(0, 1.0), (1, 1.0), (2, 0.3)], vec![(1, 1.0)]]);
}
