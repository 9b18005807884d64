//! What holds for the job architecture and the skills, which are the same in every company.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests may panic like the tests themselves"
)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use demo::{Company, Config};
use domain::feed::{JobProfile, Record, Requirement};
use domain::terms::{CareerStepKind, Importance, SkillKind, Track};

fn catalogue() -> Vec<Record> {
    let company = Company::new(Config {
        seed: 1,
        people: 30,
        today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
    });
    let company = company.unwrap();
    let records = company.records();
    records
        .take_while(|record| !matches!(record, Record::OrgUnit(_)))
        .collect()
}

fn profiles(records: &[Record]) -> BTreeMap<&str, &JobProfile> {
    records
        .iter()
        .filter_map(|record| match record {
            Record::JobProfile(profile) => Some((profile.external_id.as_str(), profile)),
            _ => None,
        })
        .collect()
}

fn requirements(records: &[Record]) -> BTreeMap<&str, Vec<&Requirement>> {
    let mut by_profile: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for record in records {
        if let Record::Requirement(r) = record {
            by_profile
                .entry(r.job_profile.as_str())
                .or_default()
                .push(r);
        }
    }
    by_profile
}

#[test]
fn levels_and_pay_rise_along_every_promotion() {
    let records = catalogue();
    let (profiles, requirements) = (profiles(&records), requirements(&records));
    let mut promotions = 0;
    for record in &records {
        let Record::CareerStep(step) = record else {
            continue;
        };
        let (from, to) = (profiles[step.from.as_str()], profiles[step.to.as_str()]);
        match step.kind {
            CareerStepKind::Promotion => {
                promotions += 1;
                assert!(to.level > from.level, "{step:?}");
                assert!(to.level - from.level <= 3, "{step:?}");
            }
            CareerStepKind::Lateral => {
                assert!((from.level - to.level).abs() <= 1, "{step:?}");
                assert_eq!(from.family, to.family, "{step:?}");
            }
            CareerStepKind::CrossFamily => {
                assert!((from.level - to.level).abs() <= 2, "{step:?}");
                assert_ne!(from.family, to.family, "{step:?}");
            }
            CareerStepKind::StepBack => assert!(to.level < from.level, "{step:?}"),
        }
        // Rungs of a ladder are numbered: `sw_1`, `sw_2` and so on.
        let ladder = |key: &str| key.rsplit_once('_').map(|(ladder, _)| ladder.to_owned());
        let same_ladder = ladder(&step.from).is_some_and(|from| Some(from) == ladder(&step.to));
        if step.kind == CareerStepKind::Promotion && same_ladder {
            let pay = |profile: &JobProfile| profile.pay_range.unwrap().min_minor;
            assert!(pay(to) > pay(from), "{step:?}");
            for need in &requirements[step.to.as_str()] {
                let before = requirements[step.from.as_str()].iter();
                for before in before.filter(|before| before.skill == need.skill) {
                    assert!(before.level <= need.level, "{before:?} {need:?}");
                }
            }
        }
    }
    assert!(promotions > 50, "{promotions}");
}

#[test]
fn profiles_ask_for_a_readable_number_of_skills() {
    let records = catalogue();
    let (profiles, requirements) = (profiles(&records), requirements(&records));
    let mut titles = BTreeSet::new();
    for (key, profile) in profiles {
        let needs = &requirements[key];
        assert!((6..=12).contains(&needs.len()), "{key} has {}", needs.len());
        assert!(
            needs
                .iter()
                .any(|need| need.importance == Importance::Required)
        );
        assert!(titles.insert(&profile.title), "{} twice", profile.title);
        assert!(profile.summary.is_some(), "{key}");
        assert!((3..=14).contains(&profile.level), "{key}");
        let management = needs.iter().any(|need| need.skill == "team_leadership");
        assert_eq!(profile.track == Track::Management, management, "{key}");
    }
}

#[test]
fn every_skill_is_asked_for_or_near_one_that_is() {
    let records = catalogue();
    let requirements = requirements(&records);
    let asked: BTreeSet<_> = requirements
        .values()
        .flatten()
        .map(|need| need.skill.as_str())
        .collect();
    let mut near = asked.clone();
    for record in &records {
        if let Record::SkillRelation(relation) = record {
            let (from, to) = (relation.from.as_str(), relation.to.as_str());
            if asked.contains(from) || asked.contains(to) {
                near.extend([from, to]);
            }
        }
    }
    let mut names = BTreeSet::new();
    let mut certificates = BTreeSet::new();
    for record in &records {
        let Record::Skill(skill) = record else {
            continue;
        };
        let key = skill.external_id.as_str();
        let spoken = skill.kind == SkillKind::Language;
        assert!(spoken || near.contains(key), "nothing leads to {key}");
        if skill.kind == SkillKind::Certificate {
            certificates.insert(key);
        }
        let aliases = skill.aliases.iter().filter(|alias| alias.locale == "en");
        for name in aliases.map(|alias| &alias.name).chain([&skill.name]) {
            assert!(names.insert(name.to_lowercase()), "{name} means two skills");
        }
    }
    // A licence is held or not; the middle of the scale stands for held.
    for need in requirements.values().flatten() {
        let held = need.level == 3 || !certificates.contains(need.skill.as_str());
        assert!(held, "{need:?}");
    }
}
