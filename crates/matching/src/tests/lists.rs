//! Lists: filters, facets, what is hidden, order, pages, suggestions.

use chrono::Days;
use domain::ids::OpportunityId;
use domain::terms::{OpportunityKind, Priority, SkillKind, WorkMode};

use super::world::*;
use crate::{
    Band, Catalogue, CatalogueSkill, Engine, FacetCount, HiddenCounts, JobProfile, ListOrder,
    MatchReasonCode, Opening, OpeningFilter, OpeningOrder, OpeningPage, Person, PreferenceMode,
};

fn catalogue() -> Catalogue {
    let grade = |n: u32, level: i16| JobProfile {
        id: profile(n),
        family: family(1),
        level,
        requirements: vec![required(n, 3)],
    };
    Catalogue {
        skills: plain_skills(6),
        job_profiles: vec![grade(1, 1), grade(2, 2), grade(3, 3)],
        ..Catalogue::default()
    }
}

fn filter() -> OpeningFilter<'static> {
    OpeningFilter {
        today: today(),
        ..OpeningFilter::default()
    }
}

fn ids(page: &OpeningPage) -> Vec<OpportunityId> {
    page.items.iter().map(|i| i.opportunity).collect()
}

fn list(engine: &Engine, filter: &OpeningFilter<'_>) -> OpeningPage {
    engine.openings_for(employee(1), filter, 50, 0).unwrap()
}

fn opening(n: u32, grade: u32, requirements: Vec<crate::Requirement>) -> Opening {
    Opening {
        job_profile: Some(profile(grade)),
        ..role(n, requirements)
    }
}

#[test]
fn step_downs_certificates_and_unwanted_are_hidden_and_counted() {
    let mut catalogue = catalogue();
    catalogue.skills.push(CatalogueSkill {
        id: skill(7),
        kind: SkillKind::Certificate,
    });
    let mut who = Person {
        job_profile: Some(profile(2)),
        ..person(1, &[(1, 3000)])
    };
    who.preferences.work_modes = vec![WorkMode::Hybrid];
    who.preferences.modes.work_mode = PreferenceMode::Filter;
    let openings = [
        opening(1, 2, vec![required(1, 3)]),
        opening(2, 1, vec![required(1, 3)]),
        opening(3, 3, vec![required(1, 3), required(7, 1)]),
        Opening {
            work_mode: WorkMode::OnSite,
            ..opening(4, 2, vec![required(1, 3)])
        },
        // A gig below one's grade is no demotion.
        Opening {
            kind: OpportunityKind::Gig,
            ..opening(5, 1, vec![required(1, 3), required(2, 1)])
        },
    ];
    let engine = engine(catalogue, &[who], &openings);
    let page = list(&engine, &filter());
    assert_eq!(ids(&page), [opportunity(1), opportunity(5)]);
    assert_eq!(
        page.hidden,
        HiddenCounts {
            missing_certificate: 1,
            step_down: 1,
            preference: 1
        }
    );
    let everything = OpeningFilter {
        include_step_down: true,
        include_missing_certificate: true,
        include_unwanted: true,
        ..filter()
    };
    let page = list(&engine, &everything);
    assert_eq!((page.total, page.hidden), (5, HiddenCounts::default()));
}

#[test]
fn facets_count_what_each_value_would_leave() {
    let who = Person {
        job_profile: Some(profile(1)),
        ..person(1, &[(1, 3000)])
    };
    let at = |n: u32, kind, place: u32, grade: u32| Opening {
        kind,
        location: Some(location(place)),
        ..opening(n, grade, vec![required(1, 3)])
    };
    let openings = [
        at(1, OpportunityKind::Role, 1, 1),
        at(2, OpportunityKind::Role, 2, 1),
        at(3, OpportunityKind::Gig, 1, 1),
        at(4, OpportunityKind::Gig, 2, 2),
    ];
    let engine = engine(catalogue(), &[who], &openings);
    let roles_here = OpeningFilter {
        kinds: &[OpportunityKind::Role],
        locations: &[location(1)],
        ..filter()
    };
    let page = list(&engine, &roles_here);
    assert_eq!(ids(&page), [opportunity(1)]);
    let count = |value, count| FacetCount { value, count };
    assert_eq!(
        page.facets.kind,
        [
            count(OpportunityKind::Role, 1),
            count(OpportunityKind::Gig, 1)
        ]
    );
    let count = |value, count| FacetCount { value, count };
    assert_eq!(
        page.facets.location,
        [count(location(1), 1), count(location(2), 1)]
    );
    assert_eq!(page.facets.level, [FacetCount { value: 1, count: 1 }]);
}

#[test]
fn every_filter_leaves_out_what_it_says() {
    let base = Opening {
        org_unit: Some(unit(1)),
        location: Some(location(1)),
        work_mode: WorkMode::Hybrid,
        hours_per_week: Some(20),
        pay_max_minor: Some(5_000_000),
        ..opening(1, 2, vec![required(1, 3)])
    };
    let bare = Opening {
        work_mode: WorkMode::Remote,
        ..role(2, vec![required(1, 3), required(2, 5)])
    };
    let engine = engine(catalogue(), &[person(1, &[(1, 3000)])], &[base, bare]);
    assert_eq!(list(&engine, &filter()).total, 2);
    let (one, units, here) = ([opportunity(1)], [unit(1), unit(9)], [location(1)]);
    let found = |narrow: &dyn Fn(&mut OpeningFilter<'_>)| {
        let mut narrowed = OpeningFilter {
            org_units: Some(&units),
            locations: &here,
            ..filter()
        };
        narrow(&mut narrowed);
        ids(&list(&engine, &narrowed))
    };
    assert_eq!(found(&|_| {}), one);
    let keeping: [fn(&mut OpeningFilter<'_>); 8] = [
        |f| f.org_units = None,
        |f| f.locations = &[],
        |f| f.work_modes = &[WorkMode::Hybrid],
        |f| f.level_min = Some(2),
        |f| f.level_max = Some(2),
        |f| f.pay_min_minor = Some(5_000_000),
        |f| f.hours_max = Some(20),
        |f| f.fit_min = Some(90),
    ];
    for (at, narrow) in keeping.iter().enumerate() {
        assert_eq!(found(narrow), one, "filter {at}");
    }
    let emptying: [fn(&mut OpeningFilter<'_>); 7] = [
        |f| f.org_units = Some(&[]),
        |f| f.kinds = &[OpportunityKind::Gig],
        |f| f.level_min = Some(3),
        |f| f.level_max = Some(1),
        |f| f.pay_min_minor = Some(5_000_001),
        |f| f.hours_max = Some(19),
        |f| f.accept = Some(&|_| false),
    ];
    for (at, narrow) in emptying.iter().enumerate() {
        assert!(found(narrow).is_empty(), "filter {at}");
    }
}

#[test]
fn openings_without_requirements_come_last_by_preference_and_recency() {
    let mut who = person(1, &[(1, 3000)]);
    who.preferences.work_modes = vec![WorkMode::Remote];
    let empty = |n: u32, work_mode, days: u64| Opening {
        work_mode,
        opened_on: Some(today() - Days::new(days)),
        priority: Priority::Critical,
        ..role(n, vec![])
    };
    let openings = [
        empty(1, WorkMode::OnSite, 1),
        empty(2, WorkMode::Remote, 90),
        empty(3, WorkMode::Remote, 2),
        role(4, vec![required(5, 5)]),
    ];
    let engine = engine(catalogue(), &[who], &openings);
    let page = list(&engine, &filter());
    assert_eq!(ids(&page), [4, 3, 2, 1].map(opportunity));
    let last = page.items[3].summary;
    assert_eq!((last.fit_ppm, last.band), (None, Band::None));
    assert_eq!(last.reason.code, MatchReasonCode::NoRequirements);
    assert_eq!(page.order, ListOrder::TwoSided);
}

#[test]
fn without_skills_the_list_falls_back_and_says_so() {
    let recent = |n: u32, days: u64| Opening {
        opened_on: Some(today() - Days::new(days)),
        ..role(n, vec![required(1, 3)])
    };
    let engine = engine(
        catalogue(),
        &[person(1, &[])],
        &[recent(1, 9), recent(2, 3)],
    );
    let page = list(&engine, &filter());
    assert_eq!(page.order, ListOrder::PreferencesAndRecency);
    assert_eq!(ids(&page), [opportunity(2), opportunity(1)]);
    assert_eq!(page.items[0].summary.reason.code, MatchReasonCode::NoSkills);
}

#[test]
fn other_orders_on_request() {
    let at = |n: u32, days: u64, priority| Opening {
        opened_on: Some(today() - Days::new(days)),
        priority,
        ..role(n, vec![required(1, 3)])
    };
    let openings = [
        at(1, 9, Priority::Critical),
        at(2, 3, Priority::Normal),
        at(3, 5, Priority::High),
    ];
    let engine = engine(catalogue(), &[person(1, &[(1, 3000)])], &openings);
    let by = |order| list(&engine, &OpeningFilter { order, ..filter() });
    assert_eq!(ids(&by(OpeningOrder::Date)), [2, 3, 1].map(opportunity));
    assert_eq!(ids(&by(OpeningOrder::Need)), [1, 3, 2].map(opportunity));
    assert_eq!(by(OpeningOrder::Need).order, ListOrder::Need);
    let points = |id: OpportunityId| if id == opportunity(3) { 90 } else { 40 };
    let found = list(
        &engine,
        &OpeningFilter {
            order: OpeningOrder::Relevance,
            relevance: Some(&points),
            ..filter()
        },
    );
    assert_eq!(ids(&found).first(), Some(&opportunity(3)));
    assert_eq!(found.order, ListOrder::Relevance);
}
