use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::super::{ApprovalCount, MoveCommand as C, MoveStatus as S};
use super::*;

fn day(n: i64) -> NaiveDate {
    // A Monday.
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + chrono::TimeDelta::days(n)
}

fn rules() -> MoveRules {
    MoveRules::default()
}

fn begun() -> MoveState {
    MoveState::begin(day(0), None, false, &rules())
}

fn facts(sides: &[MoveSide], today: i64) -> MoveFacts {
    MoveFacts {
        sides: sides.to_vec(),
        today: day(today),
        date: None,
        has_reason: true,
        has_answered: false,
        handed_over: false,
    }
}

fn on(facts: MoveFacts, date: i64) -> MoveFacts {
    MoveFacts {
        date: Some(day(date)),
        ..facts
    }
}

fn say(from: &MoveState, command: C, facts: &MoveFacts) -> Result<MoveState, MoveRule> {
    let step = MoveStep::Command(command);
    let done = transition(from, step, facts, &rules());
    done.map(|done| done.to).map_err(|refusal| refusal.rule)
}

/// What time brings until nothing is due on `today`.
fn wait(mut state: MoveState, today: i64) -> MoveState {
    while let Some((step, when)) = due(&state).filter(|(_, when)| *when <= day(today)) {
        let facts = MoveFacts {
            today: when,
            ..facts(&[MoveSide::System], 0)
        };
        state = transition(&state, step, &facts, &rules()).unwrap().to;
    }
    state
}

fn steps() -> Vec<MoveStep> {
    use MoveStep::{
        CouncilSilent, DateReached, EndReached, HandedOver, PlanningOver, Silence, TrialOver,
    };
    (C::ALL.iter())
        .map(|command| MoveStep::Command(*command))
        .chain([
            PlanningOver,
            Silence,
            CouncilSilent,
            DateReached,
            HandedOver,
            TrialOver,
            EndReached,
        ])
        .collect()
}

fn one_approver() -> ApprovalCount {
    ApprovalCount {
        asked: 1,
        needed: 1,
        ..ApprovalCount::default()
    }
}

/// A move in `status`, as it is on its day.
fn state_in(status: S) -> MoveState {
    let asked = status == S::ReleaseRequested;
    let approvals = if status == S::ReleaseAgreed {
        one_approver()
    } else {
        ApprovalCount::default()
    };
    MoveState {
        status,
        approvals,
        effective_on: day(5),
        turn: asked.then_some(MoveTurn::Releasing),
        answer_by: asked.then_some(day(4)),
        trial_ends_on: status.is_seated().then_some(day(65)),
        ..begun()
    }
}

/// Every side at once, on the day on which time does it.
fn rightly(state: &MoveState, step: MoveStep) -> MoveFacts {
    let today = match step {
        MoveStep::Command(_) | MoveStep::HandedOver => day(5),
        _ => due(state).map_or(day(5), |(_, when)| when),
    };
    MoveFacts {
        today,
        ..on(facts(MoveSide::ALL, 0), 9)
    }
}

/// A change of the machine is a readable difference here.
#[test]
fn every_step_from_every_state() {
    let mut text = String::new();
    for from in S::ALL {
        let state = state_in(*from);
        for step in steps() {
            let outcome = match transition(&state, step, &rightly(&state, step), &rules()) {
                Ok(done) => format!("{} {:?}", done.to.status, done.events),
                Err(refusal) => format!("- {}", refusal.rule),
            };
            writeln!(
                text,
                "{:<18}{:<25}{outcome}",
                from.as_str(),
                format!("{step:?}")
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!("move_transitions", text);
}

#[test]
fn who_may_say_what() {
    let mut text = String::new();
    for from in S::ALL {
        for side in MoveSide::ALL {
            let said = allowed(&state_in(*from), &facts(&[*side], 5));
            let said: Vec<&str> = said.iter().map(|command| command.as_str()).collect();
            writeln!(
                text,
                "{:<18}{:<19}{}",
                from.as_str(),
                side.as_str(),
                said.join(" ")
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!("move_sides", text);
}

#[test]
fn if_nobody_ever_says_anything_the_move_is_made_and_the_trial_passed() {
    let begun = begun();
    assert_eq!(wait(begun, 2).status, S::Planned);
    let asked = wait(begun, 3);
    assert_eq!(asked.status, S::ReleaseRequested);
    // Thursday, and five working days.
    assert_eq!(asked.answer_by, Some(day(10)));
    assert_eq!(wait(begun, 10).status, S::ReleaseRequested);
    assert_eq!(wait(begun, 11).status, S::Approved);
    let effective = wait(begun, 14);
    assert_eq!(
        (effective.status, effective.effective_on),
        (S::Effective, day(14))
    );
    assert_eq!(effective.trial_ends_on, Some(day(74)));
    assert_eq!(wait(begun, 74).status, S::Effective);
    assert_eq!(wait(begun, 75).status, S::Confirmed);
    assert_eq!(wait(begun, 500).status, S::Confirmed);
}

#[test]
fn catching_up_late_gives_the_days_that_being_there_would_have_given() {
    let mut step_by_step = begun();
    for today in 0..200 {
        step_by_step = wait(step_by_step, today);
    }
    assert_eq!(step_by_step, wait(begun(), 200));
}

#[test]
fn the_releasing_manager_asks_once_for_a_later_day_within_the_cap() {
    use MoveSide::{ReceivingManager, ReleasingManager};
    let new = facts(&[ReceivingManager], 0);
    let old = facts(&[ReleasingManager], 1);
    let asked = say(&begun(), C::RequestRelease, &on(new.clone(), 10)).unwrap();
    let refused = |date| say(&asked, C::Counter, &on(old.clone(), date)).unwrap_err();
    assert_eq!(refused(31), MoveRule::DateBeyondCap);
    assert_eq!(refused(10), MoveRule::DateNotLater);
    let silent = MoveFacts {
        has_reason: false,
        ..on(old.clone(), 25)
    };
    assert_eq!(
        say(&asked, C::Counter, &silent),
        Err(MoveRule::ReasonRequired)
    );
    assert_eq!(say(&asked, C::Counter, &old), Err(MoveRule::DateMissing));
    let later = say(&asked, C::Counter, &on(old.clone(), 25)).unwrap();
    assert_eq!(later.effective_on, day(25));
    assert_eq!(later.turn, Some(MoveTurn::Receiving));
    assert_eq!(say(&later, C::Agree, &old), Err(MoveRule::NotYourSide));
    assert_eq!(say(&later, C::Agree, &new).unwrap().status, S::Approved);
    // The other side may insist on an earlier day; then there is nothing more to ask for.
    let insist = |date| say(&later, C::RequestRelease, &on(new.clone(), date));
    assert_eq!(insist(25), Err(MoveRule::DateNotEarlier));
    let insisted = insist(18).unwrap();
    assert_eq!(insisted.turn, Some(MoveTurn::Releasing));
    let again = say(&insisted, C::Counter, &on(old.clone(), 26));
    assert_eq!(again, Err(MoveRule::AlreadyCountered));
    assert_eq!(
        say(&insisted, C::Agree, &old).unwrap().effective_on,
        day(18)
    );
    // Silence of the other side is consent to the later day.
    assert_eq!(wait(later, 20).status, S::Approved);
}

#[test]
fn critical_seats_have_a_longer_cap() {
    let critical = MoveState::begin(day(0), None, true, &rules());
    assert_eq!((begun().cap_on, critical.cap_on), (day(30), day(60)));
    assert_eq!(begun().effective_on, day(14));
}

#[test]
fn both_sides_end_a_trial_early_and_either_returns() {
    let effective = wait(begun(), 14);
    let mover = facts(&[MoveSide::Mover], 20);
    let new = facts(&[MoveSide::ReceivingManager], 20);
    let one = say(&effective, C::Confirm, &mover).unwrap();
    assert_eq!(one.status, S::Effective);
    assert_eq!(
        say(&one, C::Confirm, &mover),
        Err(MoveRule::AlreadyConfirmed)
    );
    assert_eq!(say(&one, C::Confirm, &new).unwrap().status, S::Confirmed);
    for side in [&mover, &new] {
        let step = MoveStep::Command(C::Return);
        let done = transition(&effective, step, side, &rules()).unwrap();
        assert_eq!(done.to.status, S::Returned);
        assert_eq!(
            done.events,
            [MoveEvent::SeatRestored, MoveEvent::SeatGivenUp]
        );
        let late = MoveFacts {
            today: day(75),
            ..side.clone()
        };
        assert_eq!(say(&effective, C::Return, &late), Err(MoveRule::TrialOver));
    }
    let old = facts(&[MoveSide::ReleasingManager, MoveSide::Specialist], 20);
    assert_eq!(say(&effective, C::Return, &old), Err(MoveRule::NotYourSide));
}

#[test]
fn without_a_trial_nobody_returns() {
    let mut none = rules();
    none.release.trial_days = 0;
    let approved = state_in(S::Approved);
    let reached = facts(&[MoveSide::System], 5);
    let done = transition(&approved, MoveStep::DateReached, &reached, &none).unwrap();
    assert_eq!(done.to.trial_ends_on, None);
    assert_eq!(due(&done.to), Some((MoveStep::TrialOver, day(5))));
    let mover = facts(&[MoveSide::Mover], 5);
    assert_eq!(say(&done.to, C::Return, &mover), Err(MoveRule::TrialOver));
}

#[test]
fn a_secondment_ends_on_its_last_day_confirmed_or_not() {
    let short = MoveState::begin(day(0), Some(day(40)), false, &rules());
    assert_eq!(wait(short, 40).status, S::Effective);
    assert_eq!(wait(short, 41).status, S::Returned);
    let long = MoveState::begin(day(0), Some(day(200)), false, &rules());
    assert_eq!(wait(long, 100).status, S::Confirmed);
    assert_eq!(wait(long, 201).status, S::Returned);
}

#[test]
fn the_end_of_the_hand_over_begins_the_trial() {
    let effective = wait(begun(), 14);
    let mover = facts(&[MoveSide::Mover], 44);
    let reported = say(&effective, C::CheckIn, &mover).unwrap();
    assert_eq!(reported.status, S::Transition);
    let done = transition(&reported, MoveStep::HandedOver, &mover, &rules()).unwrap();
    assert_eq!(done.to.status, S::Trial);
    let handed_over = MoveFacts {
        handed_over: true,
        ..mover
    };
    assert_eq!(
        say(&effective, C::CheckIn, &handed_over).unwrap().status,
        S::Trial
    );
}

#[test]
fn every_state_is_reached_and_every_one_that_is_not_over_is_left() {
    let mut reached = BTreeSet::new();
    for approvals in [ApprovalCount::default(), one_approver()] {
        let mut todo = vec![begun().approved_by(approvals)];
        reached.insert(S::Planned);
        while let Some(from) = todo.pop() {
            for step in steps() {
                if let Ok(done) = transition(&from, step, &rightly(&from, step), &rules())
                    && (reached.insert(done.to.status)
                        || done.to.status == S::ReleaseRequested && from.status == S::Planned)
                {
                    todo.push(done.to);
                }
            }
        }
    }
    assert_eq!(reached.len(), S::ALL.len());
    for status in S::ALL {
        let state = state_in(*status);
        let leaves = |step: &MoveStep| {
            let facts = rightly(&state, *step);
            transition(&state, *step, &facts, &rules()).is_ok_and(|done| done.to.status != *status)
        };
        assert_eq!(steps().iter().any(leaves), !status.is_over(), "{status}");
    }
}

proptest! {
    /// Whoever tries what in whatever order: every answer is a transition or a named refusal, the
    /// day never passes the cap while people choose it, the seat changes once and changes back at
    /// most once, the releasing manager alone never ends a move, and what is over stays over.
    #[test]
    fn no_path_reaches_an_illegal_state(
        tries in prop::collection::vec(
            (0_usize..22, 0_usize..6, 0_i64..9, -3_i64..40, any::<(bool, bool, bool)>()),
            0..60,
        ),
        secondment in any::<bool>(),
        (asked, needed, council_days) in (0_u32..4, 1_u32..4, prop::sample::select(vec![0_u32, 7])),
    ) {
        let rules = MoveRules { council_days, ..rules() };
        let approvals = ApprovalCount { asked, needed: needed.min(asked), ..ApprovalCount::default() };
        let ends_on = secondment.then(|| day(60));
        let mut state = MoveState::begin(day(0), ends_on, false, &rules).approved_by(approvals);
        let (mut changes, mut restored, mut given_up, mut now) = (0_u32, 0_u32, 0_u32, 0_i64);
        for (step, side, later, ahead, (has_reason, has_answered, handed_over)) in tries {
            now += later;
            let (step, side) = (steps()[step], MoveSide::ALL[side]);
            let facts = MoveFacts {
                has_reason,
                has_answered,
                handed_over,
                ..on(facts(&[side], now), now + ahead)
            };
            let before = state;
            match transition(&state, step, &facts, &rules) {
                Ok(done) => {
                    prop_assert!(before.status != S::Returned && before.status != S::Cancelled);
                    changes += u32::from(done.events.contains(&MoveEvent::SeatChanges));
                    restored += u32::from(done.events.contains(&MoveEvent::SeatRestored));
                    given_up += u32::from(done.events.contains(&MoveEvent::SeatGivenUp));
                    state = done.to;
                    let ends = matches!(state.status, S::Cancelled | S::Returned);
                    let commanded = matches!(step, MoveStep::Command(_));
                    prop_assert!(!(ends && commanded && side == MoveSide::ReleasingManager));
                    prop_assert_eq!(state.turn.is_some(), state.status == S::ReleaseRequested);
                    let awaits_approver = state.status == S::ReleaseAgreed && !state.approvals.is_given();
                    let awaits = state.status == S::ReleaseRequested || awaits_approver;
                    prop_assert_eq!(state.answer_by.is_some(), awaits);
                    // No seat changes without everybody's consent.
                    let consented = state.approvals.is_given() && state.council.stand.is_clear();
                    prop_assert!(consented || state.is_before_approval() || state.status == S::Cancelled);
                    if state.effective_on != before.effective_on {
                        prop_assert!(state.effective_on <= state.cap_on.max(day(now)));
                        prop_assert!(state.effective_on >= before.accepted_on);
                    }
                }
                Err(refusal) => {
                    for command in &refusal.allowed {
                        prop_assert!(is_possible(&before, MoveStep::Command(*command)));
                    }
                }
            }
            prop_assert_eq!(changes, u32::from(state.status.is_seated() || restored == 1));
            prop_assert!(restored <= 1 && given_up <= 1);
            prop_assert_eq!(restored == 1, state.status == S::Returned);
            // Time alone brings every move to an end, unless an approval or the works council's
            // consent is awaited.
            let end = wait(state, now + 400);
            prop_assert!(end.status.is_over() || end.status == S::ReleaseAgreed);
        }
    }
}
