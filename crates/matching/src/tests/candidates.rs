//! People for an opening: filters, who is left out, drafts.

use domain::ids::EmployeeId;
use domain::terms::{EmployeeStatus, SkillKind};

use super::world::*;
use crate::{
    Catalogue, CatalogueSkill, Engine, JobProfile, MatchReasonCode, Opening, OpeningRef,
    PeopleFilter, Person,
};

/// Skill 7 is a certificate; profile 2 is of grade 2, profile 3 of grade 3.
fn hiring() -> (Engine, Opening) {
    let grade = |n: u32, level: i16| JobProfile {
        id: profile(n),
        family: family(1),
        level,
        requirements: vec![required(n, 3)],
    };
    let mut skills = plain_skills(6);
    skills.push(CatalogueSkill {
        id: skill(7),
        kind: SkillKind::Certificate,
    });
    let catalogue = Catalogue {
        skills,
        job_profiles: vec![grade(2, 2), grade(3, 3)],
        ..Catalogue::default()
    };
    let certified = |n: u32, level| person(n, &[(1, level), (7, 5000)]);
    let people = [
        Person {
            org_unit: Some(unit(1)),
            open_to_moves: true,
            ..certified(1, 3000)
        },
        Person {
            location: Some(location(1)),
            ..certified(2, 2500)
        },
        Person {
            status: EmployeeStatus::Leaving,
            ..certified(3, 3000)
        },
        person(4, &[(1, 3000)]),
        Person {
            job_profile: Some(profile(3)),
            ..certified(5, 3000)
        },
    ];
    let job = Opening {
        job_profile: Some(profile(2)),
        ..role(1, vec![required(1, 3), required(7, 1)])
    };
    let engine = engine(catalogue, &people, std::slice::from_ref(&job));
    (engine, job)
}

fn candidates(engine: &Engine, filter: &PeopleFilter<'_>) -> Vec<EmployeeId> {
    let stored = OpeningRef::Stored(opportunity(1));
    let page = engine.people_for(stored, filter, 50, 0).unwrap();
    page.items.iter().map(|i| i.employee).collect()
}

#[test]
fn every_filter_leaves_out_whom_it_says() {
    let (engine, _) = hiring();
    let both = [employee(1), employee(2)];
    assert_eq!(candidates(&engine, &PeopleFilter::default()), both);
    let (units, here) = ([unit(1)], [location(1)]);
    let found = |narrow: &dyn Fn(&mut PeopleFilter<'_>)| {
        let mut narrowed = PeopleFilter::default();
        narrow(&mut narrowed);
        candidates(&engine, &narrowed)
    };
    let in_unit = PeopleFilter {
        org_units: Some(&units),
        ..PeopleFilter::default()
    };
    assert_eq!(candidates(&engine, &in_unit), [employee(1)]);
    let there = PeopleFilter {
        locations: &here,
        ..PeopleFilter::default()
    };
    assert_eq!(candidates(&engine, &there), [employee(2)]);
    assert_eq!(found(&|f| f.open_to_moves = true), [employee(1)]);
    assert_eq!(found(&|f| f.fit_min = Some(98)), [employee(1)]);
    assert_eq!(
        found(&|f| f.accept = Some(&|id| id != employee(1))),
        [employee(2)]
    );
    assert_eq!(found(&|f| f.include_step_down = true).len(), 3);
    assert_eq!(found(&|f| f.include_missing_certificate = true).len(), 3);
}

#[test]
fn applicants_are_all_shown() {
    let (engine, _) = hiring();
    // Those who are unknown or told twice do no harm.
    let applicants = [3, 4, 5, 5, 99].map(employee);
    let applied = PeopleFilter {
        only: Some(&applicants),
        ..PeopleFilter::default()
    };
    let stored = OpeningRef::Stored(opportunity(1));
    let page = engine.people_for(stored, &applied, 50, 0).unwrap();
    assert_eq!(page.counts.unwrap().total, 3);
    // The one without the certificate is last and is told why.
    let last = page.items[2];
    assert_eq!(last.employee, employee(4));
    assert_eq!(
        last.summary.reason.code,
        MatchReasonCode::MissingCertificate
    );
}

#[test]
fn a_draft_is_answered_like_an_opening() {
    let (engine, job) = hiring();
    let all = PeopleFilter {
        count: true,
        ..PeopleFilter::default()
    };
    let stored = engine.people_for(OpeningRef::Stored(job.id), &all, 1, 0);
    assert_eq!(
        stored,
        engine.people_for(OpeningRef::Draft(&job), &all, 1, 0)
    );
    let page = stored.unwrap();
    let counts = page.counts.unwrap();
    assert_eq!((counts.total, page.items.len()), (2, 1));
    assert_eq!(counts.bands.iter().map(|b| b.count).sum::<u32>(), 2);
}
