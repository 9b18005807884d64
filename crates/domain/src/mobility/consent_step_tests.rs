use super::super::{
    ApprovalCount, CouncilStand, MoveCommand as C, MoveStatus as S, MoveStep as Step,
};
use super::*;

fn day(n: i64) -> NaiveDate {
    // A Monday.
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + chrono::TimeDelta::days(n)
}

fn rules() -> MoveRules {
    MoveRules {
        council_days: 7,
        ..MoveRules::default()
    }
}

fn begun(asked: u32, needed: u32) -> MoveState {
    MoveState::begin(day(0), None, false, &rules()).approved_by(ApprovalCount {
        asked,
        needed,
        ..ApprovalCount::default()
    })
}

fn try_to(from: &MoveState, side: MoveSide, step: Step, on: i64) -> Result<MoveState, MoveRule> {
    let facts = MoveFacts {
        sides: vec![side],
        today: day(on),
        date: Some(day(on + 10)),
        has_reason: true,
        has_answered: false,
        handed_over: false,
    };
    let done = transition(from, step, &facts, &rules());
    done.map(|done| done.to).map_err(|refusal| refusal.rule)
}

fn say(from: &MoveState, side: MoveSide, command: C, on: i64) -> Result<MoveState, MoveRule> {
    try_to(from, side, Step::Command(command), on)
}

/// Released on day 1 for day 10.
fn released(asked: u32, needed: u32) -> MoveState {
    let asked = say(&begun(asked, needed), MoveSide::Mover, C::RequestRelease, 0);
    say(&asked.unwrap(), MoveSide::ReleasingManager, C::Agree, 1).unwrap()
}

/// The works council has nothing to say any more.
fn without_council(state: MoveState) -> MoveState {
    let council = Council::begin(0);
    MoveState { council, ..state }
}

#[test]
fn approval_is_awaited_without_a_clock_and_a_refusal_ends_the_move() {
    let agreed = without_council(released(1, 1));
    assert_eq!((agreed.status, due(&agreed)), (S::ReleaseAgreed, None));
    // Tuesday, and five working days.
    assert_eq!(agreed.answer_by, Some(day(8)));
    let approved = say(&agreed, MoveSide::Approver, C::Approve, 12).unwrap();
    let outcome = (approved.status, approved.effective_on, approved.answer_by);
    assert_eq!(outcome, (S::Approved, day(12), None));
    let refused = say(&agreed, MoveSide::Approver, C::Refuse, 8).unwrap();
    assert_eq!(refused.status, S::Cancelled);
    let old = say(&agreed, MoveSide::ReleasingManager, C::Refuse, 8);
    assert_eq!(old, Err(MoveRule::NotYourSide));
}

#[test]
fn of_three_approvers_two_are_needed_and_two_end_it() {
    let agreed = without_council(released(3, 2));
    let one = say(&agreed, MoveSide::Approver, C::Approve, 2).unwrap();
    assert_eq!(one.status, S::ReleaseAgreed);
    let against = say(&one, MoveSide::Approver, C::Refuse, 3).unwrap();
    assert_eq!(against.status, S::ReleaseAgreed);
    let yes = say(&against, MoveSide::Approver, C::Approve, 4).unwrap();
    assert_eq!(yes.status, S::Approved);
    let no = say(&against, MoveSide::Approver, C::Refuse, 4).unwrap();
    assert_eq!(no.status, S::Cancelled);
    // A specialist stands in for one, not for all.
    let stood_in = say(&agreed, MoveSide::Specialist, C::Approve, 2).unwrap();
    assert_eq!(stood_in.status, S::ReleaseAgreed);
}

#[test]
fn who_has_answered_has_answered() {
    let agreed = without_council(released(2, 2));
    let facts = MoveFacts {
        sides: vec![MoveSide::Approver],
        today: day(2),
        date: None,
        has_reason: true,
        has_answered: true,
        handed_over: false,
    };
    let again = transition(&agreed, Step::Command(C::Approve), &facts, &rules());
    let refusal = again.unwrap_err();
    assert_eq!(refusal.rule, MoveRule::AlreadyAnswered);
    assert_eq!(refusal.allowed, [C::Comment]);
}

#[test]
fn the_works_council_is_informed_while_the_day_is_agreed_and_its_silence_is_consent() {
    let informed = say(&begun(0, 0), MoveSide::Specialist, C::InformCouncil, 0).unwrap();
    assert_eq!(informed.status, S::Planned);
    assert_eq!(informed.council.answer_by, Some(day(7)));
    assert_eq!(
        say(&informed, MoveSide::Specialist, C::InformCouncil, 1),
        Err(MoveRule::NotFromHere)
    );
    // Release is asked for on day 3, and silent on day 11; the works council on day 8.
    let asked = try_to(&informed, MoveSide::System, Step::PlanningOver, 3).unwrap();
    assert_eq!(due(&asked), Some((Step::CouncilSilent, day(8))));
    let early = try_to(&asked, MoveSide::System, Step::CouncilSilent, 7);
    assert_eq!(early, Err(MoveRule::NotYet));
    let silent = try_to(&asked, MoveSide::System, Step::CouncilSilent, 8).unwrap();
    let stands = (silent.status, silent.council.stand);
    assert_eq!(stands, (S::ReleaseRequested, CouncilStand::Consented));
    assert_eq!(due(&silent), Some((Step::Silence, day(11))));
    let agreed = try_to(&silent, MoveSide::System, Step::Silence, 11).unwrap();
    assert_eq!(agreed.status, S::Approved);
}

#[test]
fn nothing_takes_effect_before_the_works_council_consents() {
    let released = released(0, 0);
    assert_eq!((released.status, due(&released)), (S::ReleaseAgreed, None));
    assert_eq!(released.answer_by, None);
    let nobody = say(&released, MoveSide::Specialist, C::Approve, 2);
    assert_eq!(nobody, Err(MoveRule::NotFromHere));
    let informed = say(&released, MoveSide::Specialist, C::InformCouncil, 2).unwrap();
    for side in [
        MoveSide::Mover,
        MoveSide::ReleasingManager,
        MoveSide::ReceivingManager,
        MoveSide::Approver,
    ] {
        for command in [C::InformCouncil, C::CouncilConsents, C::CouncilObjects] {
            assert!(
                say(&informed, side, command, 3).is_err(),
                "{side} {command}"
            );
        }
    }
    let late = say(&informed, MoveSide::Specialist, C::CouncilObjects, 10);
    assert_eq!(late, Err(MoveRule::ClockOver));
    let objected = say(&informed, MoveSide::Specialist, C::CouncilObjects, 9).unwrap();
    assert_eq!((objected.status, due(&objected)), (S::ReleaseAgreed, None));
    let settled = say(&objected, MoveSide::Specialist, C::CouncilConsents, 30).unwrap();
    assert_eq!(
        (settled.status, settled.effective_on),
        (S::Approved, day(30))
    );
    let ended = say(&objected, MoveSide::Specialist, C::Cancel, 30).unwrap();
    assert_eq!(ended.status, S::Cancelled);
}

#[test]
fn an_objection_and_what_overcomes_it_need_a_reason() {
    let informed = say(&begun(0, 0), MoveSide::Specialist, C::InformCouncil, 0).unwrap();
    let silent = |from: &MoveState, command| {
        let facts = MoveFacts {
            sides: vec![MoveSide::Specialist],
            today: day(1),
            date: None,
            has_reason: false,
            has_answered: false,
            handed_over: false,
        };
        let done = transition(from, Step::Command(command), &facts, &rules());
        done.map(|done| done.to).map_err(|refusal| refusal.rule)
    };
    let objects = silent(&informed, C::CouncilObjects);
    assert_eq!(objects, Err(MoveRule::ReasonRequired));
    assert!(silent(&informed, C::CouncilConsents).is_ok());
    let objected = say(&informed, MoveSide::Specialist, C::CouncilObjects, 1).unwrap();
    let consents = silent(&objected, C::CouncilConsents);
    assert_eq!(consents, Err(MoveRule::ReasonRequired));
}

#[test]
fn both_kinds_of_consent_are_waited_for_in_either_order() {
    let released = released(1, 1);
    let informed = say(&released, MoveSide::Specialist, C::InformCouncil, 1).unwrap();
    let approved = say(&informed, MoveSide::Approver, C::Approve, 2).unwrap();
    assert_eq!(approved.status, S::ReleaseAgreed);
    assert_eq!(approved.answer_by, None);
    let both = say(&approved, MoveSide::Specialist, C::CouncilConsents, 3).unwrap();
    assert_eq!(both.status, S::Approved);
    let council = say(&informed, MoveSide::Specialist, C::CouncilConsents, 2).unwrap();
    assert_eq!(council.status, S::ReleaseAgreed);
    let both = say(&council, MoveSide::Approver, C::Approve, 3).unwrap();
    assert_eq!((both.status, both.effective_on), (S::Approved, day(10)));
}
