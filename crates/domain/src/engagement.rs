//! Gigs and shadowing after the offer was accepted: an engagement beside one's job (DOMAIN §3).
//!
//! ```text
//! awaiting_manager ─▶ agreed ─▶ ongoing ─▶ completed ─▶ confirmed
//!        │               │          │
//!        ├─▶ declined    └──────────┴─▶ ended_early
//!        └─▶ ended_early
//! ```
//!
//! The manager is asked only where the load is above the policy's threshold; their silence is
//! consent. Completing carries feedback and the skills that were shown; they become claims when
//! the participant confirms them.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::policy::GigPolicy;
use crate::terms::{OpportunityKind, UnknownTerm, terms};

terms! {
    EngagementStatus {
        /// Above the threshold of hours, and the manager has not answered yet.
        AwaitingManager = "awaiting_manager",
        /// It begins on its first day.
        Agreed = "agreed",
        Ongoing = "ongoing",
        /// With feedback; the participant has not confirmed the skills yet.
        Completed = "completed",
        Confirmed = "confirmed",
        EndedEarly = "ended_early",
        /// The manager said no.
        Declined = "declined",
    }

    EngagementCommand {
        /// The manager's yes.
        Agree = "agree",
        /// The manager's no, with a reason.
        Decline = "decline",
        /// Done: feedback, and the skills that were shown.
        Complete = "complete",
        /// The participant's word on the skills.
        Confirm = "confirm",
        EndEarly = "end_early",
    }

    /// Why not.
    EngagementRule {
        /// The command means nothing in this state.
        NotFromHere = "not_from_here",
        /// Only the participant's manager.
        ManagerOnly = "manager_only",
        /// Only the team whose opening it is, or a specialist.
        TeamOnly = "team_only",
        ParticipantOnly = "participant_only",
        /// Neither participant nor team.
        NotInvolved = "not_involved",
        ReasonRequired = "reason_required",
        FeedbackRequired = "feedback_required",
    }
}

impl EngagementStatus {
    /// Whether nothing will happen any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Confirmed | Self::EndedEarly | Self::Declined)
    }

    /// Whether its hours count towards the participant's load.
    #[must_use]
    pub const fn takes_time(self) -> bool {
        matches!(self, Self::AwaitingManager | Self::Agreed | Self::Ongoing)
    }
}

/// Whether an accepted application to this kind of opening becomes an engagement. Roles and
/// secondments change somebody's seat and become moves.
#[must_use]
pub const fn is_engagement(kind: OpportunityKind) -> bool {
    match kind {
        OpportunityKind::Gig | OpportunityKind::Shadowing => true,
        OpportunityKind::Role | OpportunityKind::Secondment => false,
    }
}

/// What moves an engagement: a person's command, or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngagementStep {
    Command(EngagementCommand),
    /// The days in which the manager could answer are over.
    Silence,
    /// The first day has come.
    FirstDay,
}

/// What is true of the one who asks, and of the engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngagementFacts {
    pub is_participant: bool,
    /// The manager of the seat that the participant holds.
    pub is_manager: bool,
    /// Of the opening's hiring team, or a specialist; never the participant.
    pub is_team: bool,
    pub has_reason: bool,
    pub has_feedback: bool,
    /// None: as soon as it is agreed.
    pub starts_on: Option<NaiveDate>,
}

/// The rule, and what this person can do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngagementRefusal {
    pub rule: EngagementRule,
    pub allowed: Vec<EngagementCommand>,
}

/// Where the step leads by the state alone; agreeing leads on by the first day.
const fn target(from: EngagementStatus, step: EngagementStep) -> Option<EngagementStatus> {
    use EngagementCommand::{Agree, Complete, Confirm, Decline, EndEarly};
    use EngagementStatus as S;
    use EngagementStep::{Command, FirstDay, Silence};
    match (from, step) {
        (S::AwaitingManager, Command(Agree) | Silence) => Some(S::Agreed),
        (S::AwaitingManager, Command(Decline)) => Some(S::Declined),
        (S::AwaitingManager | S::Agreed | S::Ongoing, Command(EndEarly)) => Some(S::EndedEarly),
        (S::AwaitingManager, Command(Complete | Confirm) | FirstDay) => None,

        (S::Agreed, FirstDay) => Some(S::Ongoing),
        (S::Agreed, Command(Agree | Decline | Complete | Confirm) | Silence) => None,

        (S::Ongoing, Command(Complete)) => Some(S::Completed),
        (S::Ongoing, Command(Agree | Decline | Confirm) | Silence | FirstDay) => None,

        (S::Completed, Command(Confirm)) => Some(S::Confirmed),
        (S::Completed, Command(Agree | Decline | Complete | EndEarly) | Silence | FirstDay) => None,

        (S::Confirmed | S::EndedEarly | S::Declined, _) => None,
    }
}

/// Whose word the command needs, and what must come with it.
const fn broken_rule(
    command: EngagementCommand,
    facts: &EngagementFacts,
) -> Option<EngagementRule> {
    use EngagementCommand::{Agree, Complete, Confirm, Decline, EndEarly};
    match command {
        Agree | Decline if !facts.is_manager => Some(EngagementRule::ManagerOnly),
        Complete if !facts.is_team => Some(EngagementRule::TeamOnly),
        Confirm if !facts.is_participant => Some(EngagementRule::ParticipantOnly),
        EndEarly if !facts.is_participant && !facts.is_team => Some(EngagementRule::NotInvolved),
        Decline | EndEarly if !facts.has_reason => Some(EngagementRule::ReasonRequired),
        Complete if !facts.has_feedback => Some(EngagementRule::FeedbackRequired),
        Agree | Decline | Complete | Confirm | EndEarly => None,
    }
}

/// What this person can do now.
#[must_use]
pub fn allowed(from: EngagementStatus, facts: &EngagementFacts) -> Vec<EngagementCommand> {
    // Words come with the command; that they are still missing forbids nothing.
    let facts = EngagementFacts {
        has_reason: true,
        has_feedback: true,
        ..*facts
    };
    let all = EngagementCommand::ALL.iter().copied();
    all.filter(|command| {
        target(from, EngagementStep::Command(*command)).is_some()
            && broken_rule(*command, &facts).is_none()
    })
    .collect()
}

/// Where the step leads.
///
/// # Errors
/// [`EngagementRefusal`].
pub fn transition(
    from: EngagementStatus,
    step: EngagementStep,
    facts: &EngagementFacts,
    today: NaiveDate,
) -> Result<EngagementStatus, EngagementRefusal> {
    let refuse = |rule| EngagementRefusal {
        rule,
        allowed: allowed(from, facts),
    };
    let Some(to) = target(from, step) else {
        return Err(refuse(EngagementRule::NotFromHere));
    };
    if let EngagementStep::Command(command) = step
        && let Some(rule) = broken_rule(command, facts)
    {
        return Err(refuse(rule));
    }
    Ok(match to {
        EngagementStatus::Agreed => begun(facts.starts_on, today),
        other => other,
    })
}

/// The state of what nobody has to agree to any more.
#[must_use]
pub fn begun(starts_on: Option<NaiveDate>, today: NaiveDate) -> EngagementStatus {
    if starts_on.is_some_and(|day| day > today) {
        EngagementStatus::Agreed
    } else {
        EngagementStatus::Ongoing
    }
}

/// Hours per week beside somebody's job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Of what they are engaged in already.
    pub present_hours: u32,
    pub added_hours: u32,
    /// Contracted, in tenths of an hour, where it is known.
    pub contracted_tenths: Option<u32>,
}

impl Load {
    #[must_use]
    pub const fn total_hours(&self) -> u32 {
        self.present_hours.saturating_add(self.added_hours)
    }

    /// Whether the manager has to agree: above the hours, or above the share of contracted hours,
    /// each counted with what somebody is engaged in already.
    #[must_use]
    pub fn needs_consent(&self, policy: &GigPolicy) -> bool {
        let total = u64::from(self.total_hours());
        let above_hours = total > u64::from(policy.max_hours_per_week);
        let above_share = self.contracted_tenths.is_some_and(|tenths| {
            // total / (tenths / 10) > percent / 100
            total * 1000 > u64::from(tenths) * u64::from(policy.max_share_percent)
        });
        self.added_hours > 0 && (above_hours || above_share)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts() -> impl Strategy<Value = EngagementFacts> {
        (any::<[bool; 5]>(), prop::option::of(0_u64..40)).prop_map(|(flags, start)| {
            let [
                is_participant,
                is_manager,
                is_team,
                has_reason,
                has_feedback,
            ] = flags;
            EngagementFacts {
                is_participant,
                is_manager,
                is_team,
                has_reason,
                has_feedback,
                starts_on: start.map(|days| day() + chrono::Days::new(days)),
            }
        })
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 27).unwrap()
    }

    fn status() -> impl Strategy<Value = EngagementStatus> {
        prop::sample::select(EngagementStatus::ALL)
    }

    fn command() -> impl Strategy<Value = EngagementCommand> {
        prop::sample::select(EngagementCommand::ALL)
    }

    fn everybody() -> EngagementFacts {
        EngagementFacts {
            is_participant: true,
            is_manager: true,
            is_team: true,
            has_reason: true,
            has_feedback: true,
            starts_on: None,
        }
    }

    #[test]
    fn every_state_that_is_not_over_has_a_way_out_and_an_end_has_none() {
        for status in EngagementStatus::ALL {
            let by_people = !allowed(*status, &everybody()).is_empty();
            assert_eq!(by_people, !status.is_over(), "{status}");
            for step in [EngagementStep::Silence, EngagementStep::FirstDay] {
                let moved = transition(*status, step, &everybody(), day());
                assert!(!status.is_over() || moved.is_err(), "{status}");
            }
        }
    }

    #[test]
    fn silence_is_consent_and_the_first_day_begins_it() {
        let mut facts = everybody();
        facts.starts_on = day().succ_opt();
        let silent = transition(
            EngagementStatus::AwaitingManager,
            EngagementStep::Silence,
            &facts,
            day(),
        );
        assert_eq!(silent, Ok(EngagementStatus::Agreed));
        let late = transition(
            EngagementStatus::AwaitingManager,
            EngagementStep::Silence,
            &facts,
            day() + chrono::Days::new(1),
        );
        assert_eq!(late, Ok(EngagementStatus::Ongoing));
        let first = transition(
            EngagementStatus::Agreed,
            EngagementStep::FirstDay,
            &facts,
            day(),
        );
        assert_eq!(first, Ok(EngagementStatus::Ongoing));
    }

    #[test]
    fn the_threshold_is_hours_and_share_whichever_comes_first() {
        let policy = GigPolicy::default();
        let load = |present, added, contracted| Load {
            present_hours: present,
            added_hours: added,
            contracted_tenths: contracted,
        };
        assert!(!load(0, 8, None).needs_consent(&policy));
        assert!(load(0, 9, None).needs_consent(&policy));
        assert!(load(4, 5, None).needs_consent(&policy));
        // 20 % of 40 hours are 8, of 37.5 hours 7.5, of 20 hours 4.
        assert!(!load(0, 8, Some(400)).needs_consent(&policy));
        assert!(load(0, 8, Some(375)).needs_consent(&policy));
        assert!(!load(0, 4, Some(200)).needs_consent(&policy));
        assert!(load(0, 5, Some(200)).needs_consent(&policy));
        // What takes no time asks nobody, whatever else is going on.
        assert!(!load(40, 0, Some(200)).needs_consent(&policy));
    }

    proptest! {
        #[test]
        fn a_refusal_names_what_is_possible_and_that_is_possible(
            from in status(), command in command(), facts in facts(),
        ) {
            match transition(from, EngagementStep::Command(command), &facts, day()) {
                Ok(to) => prop_assert_ne!(to, from),
                Err(refusal) => {
                    let facts = EngagementFacts { has_reason: true, has_feedback: true, ..facts };
                    for possible in refusal.allowed {
                        let step = EngagementStep::Command(possible);
                        prop_assert!(transition(from, step, &facts, day()).is_ok());
                    }
                }
            }
        }

        #[test]
        fn each_command_needs_the_word_of_its_side(from in status(), command in command(), facts in facts()) {
            if transition(from, EngagementStep::Command(command), &facts, day()).is_ok() {
                let entitled = match command {
                    EngagementCommand::Agree => facts.is_manager,
                    EngagementCommand::Decline => facts.is_manager && facts.has_reason,
                    EngagementCommand::Complete => facts.is_team && facts.has_feedback,
                    EngagementCommand::Confirm => facts.is_participant,
                    EngagementCommand::EndEarly => {
                        (facts.is_participant || facts.is_team) && facts.has_reason
                    }
                };
                prop_assert!(entitled);
            }
        }

        #[test]
        fn more_hours_never_need_less_consent(
            present in 0_u32..60, added in 1_u32..60, more in 0_u32..20, contracted in prop::option::of(0_u32..500),
        ) {
            let policy = GigPolicy::default();
            let load = Load { present_hours: present, added_hours: added, contracted_tenths: contracted };
            let heavier = Load { added_hours: added + more, ..load };
            prop_assert!(!load.needs_consent(&policy) || heavier.needs_consent(&policy));
        }
    }
}
