use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::application::{ApplicationCommand as C, ApplicationStatus as S};

fn steps() -> Vec<ApplicationStep> {
    C::ALL
        .iter()
        .map(|command| ApplicationStep::Command(*command))
        .chain([
            ApplicationStep::Submit,
            ApplicationStep::Lapse,
            ApplicationStep::OfferExpires,
        ])
        .collect()
}

/// The side that may do it, with an opening that goes on.
fn rightly(step: ApplicationStep) -> ApplicationFacts {
    let applicant = match step {
        ApplicationStep::Submit => true,
        ApplicationStep::Command(command) => is_applicants(command),
        ApplicationStep::Lapse | ApplicationStep::OfferExpires => false,
    };
    ApplicationFacts {
        side: if applicant {
            DecisionSide::Applicant
        } else {
            DecisionSide::HiringTeam
        },
        is_applicant: applicant,
        opportunity: OpportunityStatus::OpenInternal,
        seats_left: 1,
        has_feedback: true,
        interview_guaranteed: false,
        has_reason: false,
    }
}

fn go(from: S, step: ApplicationStep) -> Result<ApplicationTransition, ApplicationRefusal> {
    transition(from, step, &rightly(step), &DisclosureTable::default())
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
                "{:<15}{:<29}{outcome}",
                from.as_str(),
                format!("{step:?}")
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!("application_transitions", text);
}

#[test]
fn every_state_can_be_reached_and_every_live_one_left() {
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
    assert_eq!(reached.len(), S::ALL.len());
    for state in S::ALL {
        let ways_out = steps().into_iter().filter(|step| go(*state, *step).is_ok());
        assert_eq!(ways_out.count() == 0, state.is_over(), "{state}");
    }
}

#[test]
fn nobody_decides_on_their_own_application() {
    for command in C::ALL.iter().filter(|command| !is_applicants(**command)) {
        let step = ApplicationStep::Command(*command);
        for side in [DecisionSide::HiringTeam, DecisionSide::Specialist] {
            let facts = ApplicationFacts {
                is_applicant: true,
                side,
                ..rightly(step)
            };
            for from in S::ALL {
                let refusal = transition(*from, step, &facts, &DisclosureTable::default());
                let rule = refusal.unwrap_err().rule;
                assert!(
                    matches!(
                        rule,
                        ApplicationRule::OwnApplication | ApplicationRule::NotFromHere
                    ),
                    "{command} {from}: {rule}"
                );
                assert!(!allowed(*from, &facts).contains(command));
            }
        }
    }
}

#[test]
fn nobody_answers_for_the_applicant() {
    for command in C::ALL.iter().filter(|command| is_applicants(**command)) {
        let step = ApplicationStep::Command(*command);
        let facts = ApplicationFacts {
            side: DecisionSide::Specialist,
            is_applicant: false,
            ..rightly(step)
        };
        let refusal = transition(S::Offered, step, &facts, &DisclosureTable::default());
        assert_eq!(refusal.unwrap_err().rule, ApplicationRule::ApplicantOnly);
    }
}

#[test]
fn a_rejection_without_feedback_is_refused_but_offered_as_possible() {
    let reject = ApplicationStep::Command(C::Reject);
    let facts = ApplicationFacts {
        has_feedback: false,
        ..rightly(reject)
    };
    let refusal = transition(S::Submitted, reject, &facts, &DisclosureTable::default());
    let refusal = refusal.unwrap_err();
    assert_eq!(refusal.rule, ApplicationRule::FeedbackRequired);
    assert!(refusal.allowed.contains(&C::Reject));
}

#[test]
fn a_promised_interview_is_held_unless_a_specialist_says_why() {
    let reject = ApplicationStep::Command(C::Reject);
    let table = DisclosureTable::default();
    for from in [S::Submitted, S::Screening, S::Shortlisted] {
        for side in [DecisionSide::HiringTeam, DecisionSide::Specialist] {
            for has_reason in [false, true] {
                let facts = ApplicationFacts {
                    side,
                    has_reason,
                    interview_guaranteed: true,
                    ..rightly(reject)
                };
                let done = transition(from, reject, &facts, &table);
                if side == DecisionSide::Specialist && has_reason {
                    assert_eq!(done.unwrap().to, S::Rejected);
                } else {
                    let refusal = done.unwrap_err();
                    assert_eq!(refusal.rule, ApplicationRule::InterviewGuaranteed);
                    let may = refusal.allowed.contains(&C::Reject);
                    assert_eq!(may, side == DecisionSide::Specialist, "{from} {side}");
                    assert!(refusal.allowed.contains(&C::InviteToInterview));
                }
            }
        }
    }
    let facts = ApplicationFacts {
        interview_guaranteed: true,
        ..rightly(reject)
    };
    for from in [S::Interview, S::Selected] {
        assert!(transition(from, reject, &facts, &table).is_ok(), "{from}");
    }
}

proptest! {
    /// Whatever is tried by whomever in whatever order: an answer is a transition or a named
    /// refusal, the manager learns at most once and not before `selected`, a seat is taken once,
    /// and what is over stays over.
    #[test]
    fn no_path_reaches_an_illegal_state(
        tries in prop::collection::vec((0_usize..11, 0_usize..4, any::<bool>(), 0_usize..10, 0_i32..2), 0..40),
    ) {
        let mut state = S::Draft;
        let (mut manager_learned, mut seats) = (0, 0);
        for (step, side, is_applicant, opportunity, seats_left) in tries {
            let step = steps()[step];
            let facts = ApplicationFacts {
                side: DecisionSide::ALL[side],
                is_applicant,
                opportunity: OpportunityStatus::ALL[opportunity],
                seats_left,
                has_feedback: true,
                interview_guaranteed: false,
                has_reason: false,
            };
            match transition(state, step, &facts, &DisclosureTable::default()) {
                Ok(done) => {
                    prop_assert!(!state.is_over());
                    prop_assert_ne!(done.to, S::Draft);
                    for event in &done.events {
                        match event {
                            ApplicationEvent::Revealed(Party::CurrentManager) => {
                                prop_assert!(matches!(done.to, S::Selected | S::Offered | S::Accepted));
                                manager_learned += 1;
                            }
                            ApplicationEvent::SeatTaken => seats += 1,
                            ApplicationEvent::Revealed(_) => {}
                        }
                    }
                    state = done.to;
                }
                Err(refusal) => {
                    for command in &refusal.allowed {
                        prop_assert!(target(state, ApplicationStep::Command(*command)).is_some());
                    }
                }
            }
        }
        prop_assert!(manager_learned <= 1);
        prop_assert_eq!(seats, u32::from(state == S::Accepted));
    }
}
