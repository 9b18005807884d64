use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::super::{FindingCode, Severity};
use super::*;
use crate::opportunity::{OpportunityCommand as C, OpportunityStatus as S};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn complete() -> OpportunityFacts {
    OpportunityFacts {
        kind: OpportunityKind::Role,
        has_pay_range: true,
        criteria: 2,
        requirements: 4,
        is_blank: false,
        audience_unknown: false,
        seats_left: 1,
        hours_per_week: None,
        starts_on: None,
        ends_on: None,
        closes_on: Some(today()),
        live_applications: 0,
    }
}

fn steps() -> Vec<OpportunityStep> {
    C::ALL
        .iter()
        .map(|command| OpportunityStep::Command(*command))
        .chain([
            OpportunityStep::LastSeatTaken,
            OpportunityStep::SeatFreed,
            OpportunityStep::TimeUp,
        ])
        .collect()
}

fn go(from: S, step: OpportunityStep) -> Result<OpportunityTransition, OpportunityRefusal> {
    transition(from, step, &complete(), &PostingPolicy::default(), today())
}

/// A change of the machine is a readable difference here.
#[test]
fn every_step_from_every_state() {
    let mut text = String::new();
    for from in S::ALL {
        for step in steps() {
            let outcome = match go(*from, step) {
                Ok(done) => format!("{} {:?}", done.to, done.events),
                Err(refusal) => format!("- {}", refusal.rule),
            };
            writeln!(
                text,
                "{:<17}{:<27}{outcome}",
                from.as_str(),
                format!("{step:?}")
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!("opportunity_transitions", text);
}

#[test]
fn every_state_but_the_last_two_has_a_way_out_and_can_be_reached() {
    let mut reached = BTreeSet::from([S::Draft]);
    let mut todo = vec![S::Draft];
    while let Some(from) = todo.pop() {
        for step in steps() {
            if let Ok(done) = go(from, step)
                && reached.insert(done.to)
            {
                todo.push(done.to);
            }
        }
    }
    for state in S::ALL {
        // A freed seat brings a filled opening back; no person does.
        let ways_out = (steps().into_iter())
            .filter(|step| *step != OpportunityStep::SeatFreed)
            .filter(|step| go(*state, *step).is_ok());
        assert_eq!(ways_out.count() == 0, state.is_over(), "{state}");
        let later = matches!(state, S::PendingApproval | S::OpenAll | S::OfferOut);
        assert_eq!(reached.contains(state), !later, "{state}");
    }
}

#[test]
fn publishing_says_what_is_missing_and_gigs_need_no_pay_range() {
    let bare = OpportunityFacts {
        has_pay_range: false,
        criteria: 0,
        requirements: 0,
        is_blank: true,
        closes_on: Some(today().pred_opt().unwrap()),
        ..complete()
    };
    let publish = OpportunityStep::Command(C::Publish);
    let policy = PostingPolicy::default();
    let refusal = transition(S::Draft, publish, &bare, &policy, today()).unwrap_err();
    assert_eq!(refusal.rule, OpportunityRule::NotPublishable);
    let errors = refusal
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error);
    let codes: Vec<&str> = errors.map(|finding| finding.code.as_str()).collect();
    insta::assert_debug_snapshot!(codes, @r#"
    [
        "pay_range_missing",
        "selection_criteria_missing",
        "requirements_missing",
        "description_missing",
        "closing_date_past",
    ]
    "#);
    let gig = OpportunityFacts {
        kind: OpportunityKind::Gig,
        has_pay_range: false,
        ..complete()
    };
    assert!(transition(S::Draft, publish, &gig, &policy, today()).is_ok());
    let relaxed = PostingPolicy {
        pay_range_required: false,
        ..policy
    };
    let unpaid = OpportunityFacts {
        has_pay_range: false,
        ..complete()
    };
    assert!(transition(S::Draft, publish, &unpaid, &relaxed, today()).is_ok());
    let codes: Vec<_> = check(&unpaid, &policy, today());
    assert_eq!(
        codes.first().map(|f| f.code),
        Some(FindingCode::PayRangeMissing)
    );
}

proptest! {
    /// Whatever is tried in whatever order: every answer is a transition into a known state or a
    /// refusal that names its rule and lists only what the state allows.
    #[test]
    fn no_path_reaches_an_illegal_state(
        tries in prop::collection::vec((0_usize..9, any::<bool>(), -1_i32..3, -2_i64..3, 0_usize..3), 0..40),
    ) {
        let mut state = S::Draft;
        let mut opened = false;
        for (step, complete_now, seats_left, closes_in, live) in tries {
            let step = steps()[step];
            let facts = OpportunityFacts {
                has_pay_range: complete_now,
                seats_left,
                closes_on: Some(today() + chrono::TimeDelta::days(closes_in)),
                live_applications: live,
                ..complete()
            };
            match transition(state, step, &facts, &PostingPolicy::default(), today()) {
                Ok(done) => {
                    let freed = step == OpportunityStep::SeatFreed;
                    prop_assert_eq!(state.is_over(), freed);
                    prop_assert!(!freed || state == S::Filled);
                    prop_assert_ne!(done.to, S::Draft);
                    if done.to == S::OpenInternal {
                        prop_assert!(seats_left > 0);
                        prop_assert!(done.events.contains(&OpportunityEvent::Opened));
                        opened = true;
                    }
                    // Nothing is filled, held or expired that nobody could ever see.
                    prop_assert!(opened || done.to == S::Cancelled);
                    prop_assert_eq!(done.to.is_over(), done.events.contains(&OpportunityEvent::ApplicationsLapse));
                    state = done.to;
                }
                Err(refusal) => {
                    prop_assert_eq!(refusal.allowed, allowed(state));
                }
            }
        }
    }
}
