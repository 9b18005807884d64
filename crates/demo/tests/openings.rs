//! What holds for openings, applications and the people the demo is shown as.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{SIZES, company, today};
use domain::application::ApplicationStatus;
use domain::feed::Record;
use domain::opportunity::OpportunityStatus;
use domain::terms::{EmployeeStatus, OpportunityKind};

#[test]
fn openings_come_in_every_state_and_have_what_publishing_asks_for() {
    use OpportunityStatus::{
        Cancelled, Draft, Expired, Filled, OfferOut, OnHold, OpenInternal, Reviewing,
    };
    for people in [300, 1_000, 20_000] {
        let mut states: BTreeMap<_, usize> = BTreeMap::new();
        for record in company(1, people).records() {
            let Record::Opportunity(o) = record else {
                continue;
            };
            *states.entry(o.status).or_default() += 1;
            assert!(!o.selection_criteria.is_empty(), "{o:?}");
            assert!(o.description.len() > 150, "{o:?}");
            assert!(!o.description.contains(['{', '}']), "{o:?}");
            assert!(
                o.job_profile.is_some() || !o.requirements.is_empty(),
                "{o:?}"
            );
            let open = o.status == OpenInternal;
            assert_eq!(open, open && o.closes_on.unwrap() > today(), "{o:?}");
            assert!(o.opens_on.is_none_or(|day| day <= today()), "{o:?}");
            assert!(
                o.ends_on.is_none_or(|day| day > o.starts_on.unwrap()),
                "{o:?}"
            );
        }
        let all = [
            Draft,
            OpenInternal,
            Reviewing,
            OfferOut,
            Filled,
            OnHold,
            Cancelled,
            Expired,
        ];
        assert_eq!(states.keys().copied().collect::<Vec<_>>(), all);
        let open = states[&OpenInternal] * 10;
        assert!(
            (people * 8 / 10..people * 12 / 10).contains(&open),
            "{states:?}"
        );
    }
}

#[test]
fn applications_agree_with_their_openings() {
    use ApplicationStatus::{Accepted, Interview, Lapsed, Offered, Screening, Selected, Submitted};
    for people in SIZES {
        let mut employees = BTreeMap::new();
        let mut openings = BTreeMap::new();
        let mut winners = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for record in company(1, people).records() {
            match record {
                Record::Employee(e) => {
                    employees.insert(e.external_id.clone(), e);
                }
                Record::Opportunity(o) => {
                    openings.insert(o.external_id.clone(), o);
                }
                Record::Application(a) => {
                    let (who, what) = (&employees[&a.employee], &openings[&a.opportunity]);
                    assert_ne!(who.external_id, what.owner);
                    assert_ne!(who.org_unit, what.org_unit, "{a:?}");
                    assert_ne!(who.status, EmployeeStatus::Leaving);
                    assert!(a.submitted_on >= what.opens_on.unwrap(), "{a:?}");
                    assert!(a.submitted_on <= today());
                    assert!(!a.statement.contains(['{', '}']), "{a:?}");
                    match what.status {
                        OpportunityStatus::OpenInternal => assert!(
                            ![Accepted, Offered, Lapsed, Selected, Interview].contains(&a.status),
                            "{a:?}"
                        ),
                        OpportunityStatus::Filled => {
                            assert!(![Submitted, Screening, Offered].contains(&a.status));
                        }
                        OpportunityStatus::Draft => panic!("{a:?} for a draft"),
                        _ => {}
                    }
                    if [Accepted, Offered].contains(&a.status) {
                        assert!(taken.insert(a.employee.clone()), "{a:?} is their second");
                        *winners.entry(a.opportunity).or_insert(0) += 1;
                    }
                }
                _ => {}
            }
        }
        for opening in openings.values() {
            let won = winners.get(&opening.external_id).copied().unwrap_or(0);
            let expected = match opening.status {
                OpportunityStatus::Filled | OpportunityStatus::OfferOut => 1..=opening.seats,
                _ => 0..=0,
            };
            assert!(expected.contains(&won), "{won} chosen for {opening:?}");
        }
    }
}

#[test]
fn the_personas_have_what_they_are_shown_for() {
    for people in SIZES {
        let company = company(1, people);
        let who: BTreeMap<_, _> = company
            .personas()
            .into_iter()
            .map(|persona| (persona.key.clone(), persona))
            .collect();
        let number = |key: &str| who[key].employee.clone();
        let mut team = 0;
        let mut mine = Vec::new();
        let mut openings = BTreeMap::new();
        let mut applicants: BTreeMap<String, usize> = BTreeMap::new();
        for record in company.records() {
            match record {
                Record::Employee(e) => {
                    team += usize::from(e.manager == Some(number("manager")));
                    if let Some(persona) = who.values().find(|p| p.employee == e.external_id) {
                        assert_eq!(persona.work_email, e.work_email);
                        assert_eq!(persona.title, e.title);
                    }
                    if e.external_id == number("employee") {
                        assert_eq!(e.manager, Some(number("manager")));
                    }
                }
                Record::Opportunity(o) => {
                    openings.insert(o.external_id, o.owner);
                }
                Record::Application(a) => {
                    *applicants
                        .entry(openings[&a.opportunity].clone())
                        .or_default() += 1;
                    if a.employee == number("employee") {
                        mine.push(a);
                    }
                }
                _ => {}
            }
        }
        assert!(
            (7..=9).contains(&team),
            "{team} people report to the manager"
        );
        assert_eq!(mine.len(), 1);
        assert_eq!(mine[0].status, ApplicationStatus::Shortlisted);
        assert_eq!(openings[&mine[0].opportunity], number("hiring_manager"));
        let hiring = openings
            .values()
            .filter(|o| **o == number("hiring_manager"));
        assert!(hiring.count() >= 4);
        assert!(
            applicants[&number("hiring_manager")] >= 12,
            "{applicants:?}"
        );
        assert_eq!(who.len(), 6);
    }
}

#[test]
fn people_apply_for_what_their_career_may_lead_to() {
    let mut steps = BTreeSet::new();
    let mut holds = BTreeMap::new();
    let mut wanted = BTreeMap::new();
    let (mut all, mut expected) = (0, 0);
    for record in company(1, 20_000).records() {
        match record {
            Record::CareerStep(step) => {
                steps.insert((step.from, step.to));
            }
            Record::Employee(e) => {
                holds.insert(e.external_id, e.job_profile.unwrap());
            }
            Record::Opportunity(o) if o.kind == OpportunityKind::Role => {
                wanted.insert(o.external_id, o.job_profile.unwrap());
            }
            Record::Application(a) => {
                if let Some(wanted) = wanted.get(&a.opportunity) {
                    let current = &holds[&a.employee];
                    all += 1;
                    expected += usize::from(
                        current == wanted || steps.contains(&(current.clone(), wanted.clone())),
                    );
                }
            }
            _ => {}
        }
    }
    assert!(
        all > 4_000 && expected * 100 > all * 90,
        "{expected} of {all}"
    );
}
