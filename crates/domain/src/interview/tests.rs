use proptest::prelude::*;

use super::*;
use ApplicationStatus as S;

fn at(minutes: i64) -> Timestamp {
    Timestamp::EPOCH.plus(TimeDelta::minutes(minutes))
}

fn slot(starts: i64, minutes: u16) -> Slot {
    Slot {
        starts_at: at(starts),
        minutes,
    }
}

const HERE: Around = Around {
    application: S::Interview,
    opportunity: OpportunityStatus::Reviewing,
};

fn proposed() -> Plan {
    Plan::propose(HERE, vec![slot(60, 60), slot(180, 45)], 0, at(0)).unwrap()
}

fn confirmed() -> Plan {
    proposed().choose(HERE, 0, Busy::Nobody, at(10)).unwrap()
}

#[test]
fn who_is_shortlisted_or_invited_is_talked_with_and_nobody_else() {
    for application in S::ALL {
        let around = Around {
            application: *application,
            ..HERE
        };
        let told = Plan::propose(around, vec![slot(60, 30)], 0, at(0)).map(drop);
        let wanted = if matches!(application, S::Shortlisted | S::Interview) {
            Ok(())
        } else {
            Err(InterviewRule::NotNow)
        };
        assert_eq!(told, wanted, "{application}");
    }
}

#[test]
fn an_opening_that_does_not_go_on_invites_nobody() {
    for opportunity in OpportunityStatus::ALL {
        let around = Around {
            opportunity: *opportunity,
            ..HERE
        };
        let told = Plan::propose(around, vec![slot(60, 30)], 0, at(0));
        assert!(
            told.is_ok() || told == Err(InterviewRule::OpeningNotGoingOn),
            "{opportunity}"
        );
        assert_eq!(
            told.is_ok(),
            !opportunity.is_over()
                && !matches!(
                    opportunity,
                    OpportunityStatus::Draft
                        | OpportunityStatus::PendingApproval
                        | OpportunityStatus::OnHold
                ),
            "{opportunity}"
        );
        assert!(confirmed().cancel(at(20)).is_ok());
    }
}

#[test]
fn times_are_ahead_apart_and_few_interviews_run_at_once() {
    let propose = |slots, open| Plan::propose(HERE, slots, open, at(0)).map(drop);
    assert_eq!(
        propose(vec![slot(0, 30)], 0),
        Err(InterviewRule::SlotNotAhead)
    );
    let far = slot(60 * 24 * 181, 30);
    assert_eq!(propose(vec![far], 0), Err(InterviewRule::SlotNotAhead));
    let same = vec![slot(60, 30), slot(60, 45)];
    assert_eq!(propose(same, 0), Err(InterviewRule::SameSlot));
    assert_eq!(
        propose(vec![slot(60, 30)], MOST_OPEN),
        Err(InterviewRule::TooManyOpen)
    );
}

#[test]
fn who_will_be_there_knows_from_the_choice_on_and_not_before() {
    assert_eq!(proposed().known_since, None);
    let first = confirmed();
    assert_eq!((first.known_since, first.sequence), (Some(at(10)), 0));
    let moved = first.choose(HERE, 1, Busy::Nobody, at(20)).unwrap();
    assert_eq!((moved.known_since, moved.sequence), (Some(at(10)), 1));
    assert_eq!(moved.chosen, Some(slot(180, 45)));
    let anew = moved.reschedule(HERE, vec![slot(300, 30)], at(30)).unwrap();
    assert_eq!(
        (anew.status, anew.chosen, anew.sequence),
        (InterviewStatus::Proposed, None, 2)
    );
    assert_eq!(
        anew.known_since,
        Some(at(10)),
        "what is known is not forgotten"
    );
    assert_eq!(anew.cancel(at(40)).unwrap().sequence, 3);
    // Nobody's calendar had it.
    assert_eq!(proposed().cancel(at(5)).unwrap().sequence, 0);
}

#[test]
fn what_cannot_be_chosen_says_why() {
    let choose = |plan: &Plan, which, busy, now| plan.choose(HERE, which, busy, at(now)).map(drop);
    let plan = proposed();
    assert_eq!(
        choose(&plan, 2, Busy::Nobody, 1),
        Err(InterviewRule::NoSuchSlot)
    );
    assert_eq!(
        choose(&plan, 0, Busy::Nobody, 60),
        Err(InterviewRule::SlotNotAhead)
    );
    assert_eq!(choose(&plan, 1, Busy::Nobody, 60), Ok(()));
    assert_eq!(
        choose(&plan, 0, Busy::Applicant, 1),
        Err(InterviewRule::ApplicantBusy)
    );
    assert_eq!(
        choose(&plan, 0, Busy::Interviewer, 1),
        Err(InterviewRule::InterviewerBusy)
    );
    assert_eq!(
        choose(&confirmed(), 0, Busy::Nobody, 20),
        Err(InterviewRule::ChosenAlready)
    );
    // It took place from 60 to 120.
    assert_eq!(
        choose(&confirmed(), 1, Busy::Nobody, 120),
        Err(InterviewRule::Over)
    );
    assert_eq!(confirmed().cancel(at(120)), Err(InterviewRule::Over));
    let cancelled = proposed().cancel(at(1)).unwrap();
    assert_eq!(
        choose(&cancelled, 0, Busy::Nobody, 2),
        Err(InterviewRule::Over)
    );
}

#[test]
fn notes_are_written_by_who_is_there_from_the_choice_until_the_decision() {
    let note = |plan: &Plan, status, named| plan.may_note(status, named);
    assert_eq!(note(&confirmed(), S::Interview, true), Ok(()));
    assert_eq!(
        note(&confirmed(), S::Interview, false),
        Err(InterviewRule::NotNamed)
    );
    assert_eq!(
        note(&confirmed(), S::Selected, true),
        Err(InterviewRule::NotNow)
    );
    assert_eq!(
        note(&proposed(), S::Interview, true),
        Err(InterviewRule::NotConfirmed)
    );
    let cancelled = confirmed().cancel(at(20)).unwrap();
    assert_eq!(
        note(&cancelled, S::Interview, true),
        Err(InterviewRule::Over)
    );
}

#[test]
fn one_may_begin_when_the_other_ends() {
    assert!(!slot(0, 60).overlaps(slot(60, 30)));
    assert!(slot(0, 61).overlaps(slot(60, 30)));
    assert!(slot(0, 120).overlaps(slot(60, 30)) && slot(60, 30).overlaps(slot(0, 120)));
}

proptest! {
    /// Whatever is tried in whatever order: a plan is confirmed exactly while there is a time, its
    /// time is one of those proposed, what people know they know since the first choice, the
    /// sequence never falls, and what is over stays over.
    #[test]
    fn no_path_reaches_an_illegal_plan(
        tries in prop::collection::vec((0_u8..4, 0_usize..3, 0_i64..400, 0_usize..12), 1..40),
    ) {
        let mut now = 0;
        let mut plan = proposed();
        for (what, which, later, application) in tries {
            now += later;
            let around = Around { application: S::ALL[application], ..HERE };
            let slots = vec![slot(now + 30, 30), slot(now + 300, 60)];
            let done = match what {
                0 => plan.choose(around, which, Busy::Nobody, at(now)),
                1 => plan.reschedule(around, slots, at(now)),
                2 => plan.cancel(at(now)),
                _ => plan.choose(around, which, Busy::Interviewer, at(now)),
            };
            let over = plan.status == InterviewStatus::Cancelled || plan.ended(at(now));
            if let Ok(next) = done {
                prop_assert!(!over);
                prop_assert_eq!(next.chosen.is_some(), next.status == InterviewStatus::Confirmed);
                prop_assert!(next.chosen.is_none_or(|slot| next.slots.contains(&slot) && slot.starts_at > at(now)));
                prop_assert!(plan.known_since.is_none() || next.known_since == plan.known_since);
                prop_assert!(next.sequence >= plan.sequence);
                prop_assert!(plan.known_since.is_none() || next.sequence > plan.sequence);
                plan = next;
            }
        }
    }
}
