//! The transition function of applications: exhaustive over states and steps, pure.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use super::{ApplicationCommand, ApplicationStatus};
use crate::disclosure::{DisclosureTable, Party};
use crate::opportunity::OpportunityStatus;
use crate::terms::{UnknownTerm, terms};

/// What moves an application: a person's command, or something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationStep {
    Submit,
    Command(ApplicationCommand),
    /// The opening was filled or cancelled.
    Lapse,
    /// The offer was not answered in time.
    OfferExpires,
}

terms! {
    /// For which side somebody speaks. Kept with every stage.
    DecisionSide {
        Applicant = "applicant",
        HiringTeam = "hiring_team",
        Specialist = "specialist",
        System = "system",
    }

    /// Why not.
    ApplicationRule {
        /// The command means nothing in this state.
        NotFromHere = "not_from_here",
        /// Only the applicant may do this.
        ApplicantOnly = "applicant_only",
        /// Only the hiring team or a specialist may do this.
        HiringSideOnly = "hiring_side_only",
        /// Nobody decides on their own application, whatever else they are.
        OwnApplication = "own_application",
        FeedbackRequired = "feedback_required",
        /// The policy promises an interview; only a specialist may do without, and says why.
        InterviewGuaranteed = "interview_guaranteed",
        OpportunityOnHold = "opportunity_on_hold",
        /// The opening is filled, cancelled or was never published.
        OpportunityOver = "opportunity_over",
        NoSeatLeft = "no_seat_left",
        /// The applicant is in another move that is not over.
        InAnotherMove = "in_another_move",
    }
}

/// What is true of the one who asks and of the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApplicationFacts {
    pub side: DecisionSide,
    /// The one who asks is the applicant, for whichever side they speak.
    pub is_applicant: bool,
    pub opportunity: OpportunityStatus,
    pub seats_left: i32,
    pub has_feedback: bool,
    /// The policy promised an interview when the application was sent.
    pub interview_guaranteed: bool,
    /// Why, for the record.
    pub has_reason: bool,
}

/// What a transition brings with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationEvent {
    /// These learn of the application by this step; the applicant sees that they did.
    Revealed(Party),
    /// A seat of the opening is taken.
    SeatTaken,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationTransition {
    pub to: ApplicationStatus,
    pub events: Vec<ApplicationEvent>,
}

/// A refusal: the rule, and what this person can do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationRefusal {
    pub rule: ApplicationRule,
    pub allowed: Vec<ApplicationCommand>,
}

/// Where the step leads by the state alone.
const fn target(from: ApplicationStatus, step: ApplicationStep) -> Option<ApplicationStatus> {
    use ApplicationCommand::{
        Accept, Decline, InviteToInterview, Offer, Reject, Screen, Select, Shortlist, Withdraw,
    };
    use ApplicationStatus as S;
    use ApplicationStep::{Command, Lapse, OfferExpires, Submit};
    match (from, step) {
        (S::Draft, Submit) => Some(S::Submitted),
        (S::Draft, Command(_) | Lapse) => None,

        (
            S::Submitted
            | S::Screening
            | S::Shortlisted
            | S::Interview
            | S::Selected
            | S::Offered
            | S::Accepted
            | S::Withdrawn
            | S::Rejected
            | S::OfferDeclined
            | S::Lapsed,
            Submit,
        ) => None,

        (S::Submitted, Command(Screen)) => Some(S::Screening),
        (S::Submitted | S::Screening, Command(Shortlist)) => Some(S::Shortlisted),
        (S::Submitted | S::Screening | S::Shortlisted, Command(InviteToInterview)) => {
            Some(S::Interview)
        }
        (S::Shortlisted | S::Interview, Command(Select)) => Some(S::Selected),
        (S::Shortlisted | S::Interview | S::Selected, Command(Offer)) => Some(S::Offered),
        (
            S::Submitted | S::Screening | S::Shortlisted | S::Interview | S::Selected,
            Command(Reject),
        ) => Some(S::Rejected),
        (
            S::Submitted | S::Screening | S::Shortlisted | S::Interview | S::Selected | S::Offered,
            Command(Withdraw),
        ) => Some(S::Withdrawn),
        (
            S::Submitted | S::Screening | S::Shortlisted | S::Interview | S::Selected | S::Offered,
            Lapse,
        ) => Some(S::Lapsed),
        (S::Offered, Command(Accept)) => Some(S::Accepted),
        (S::Offered, Command(Decline)) => Some(S::OfferDeclined),

        (S::Submitted, Command(Select | Offer | Accept | Decline)) => None,
        (S::Screening, Command(Screen | Select | Offer | Accept | Decline)) => None,
        (S::Shortlisted, Command(Screen | Shortlist | Accept | Decline)) => None,
        (S::Interview, Command(Screen | Shortlist | InviteToInterview | Accept | Decline)) => None,
        (
            S::Selected,
            Command(Screen | Shortlist | InviteToInterview | Select | Accept | Decline),
        ) => None,
        (S::Offered, Command(Screen | Shortlist | InviteToInterview | Select | Offer | Reject)) => {
            None
        }

        (
            S::Accepted | S::Withdrawn | S::Rejected | S::OfferDeclined | S::Lapsed,
            Command(_) | Lapse,
        ) => None,

        (_, OfferExpires) => after_silence(from),
    }
}

/// Nothing but an offer waits for the applicant's word.
const fn after_silence(from: ApplicationStatus) -> Option<ApplicationStatus> {
    match from {
        ApplicationStatus::Offered => Some(ApplicationStatus::Lapsed),
        ApplicationStatus::Draft
        | ApplicationStatus::Submitted
        | ApplicationStatus::Screening
        | ApplicationStatus::Shortlisted
        | ApplicationStatus::Interview
        | ApplicationStatus::Selected
        | ApplicationStatus::Accepted
        | ApplicationStatus::Withdrawn
        | ApplicationStatus::Rejected
        | ApplicationStatus::OfferDeclined
        | ApplicationStatus::Lapsed => None,
    }
}

/// Whose word the step needs.
const fn is_applicants(command: ApplicationCommand) -> bool {
    use ApplicationCommand::{
        Accept, Decline, InviteToInterview, Offer, Reject, Screen, Select, Shortlist, Withdraw,
    };
    match command {
        Accept | Decline | Withdraw => true,
        Screen | Shortlist | InviteToInterview | Select | Offer | Reject => false,
    }
}

/// What this person can do now.
#[must_use]
pub fn allowed(from: ApplicationStatus, facts: &ApplicationFacts) -> Vec<ApplicationCommand> {
    // Feedback and reasons come with the command; that they are still missing forbids nothing.
    let facts = ApplicationFacts {
        has_feedback: true,
        has_reason: true,
        ..*facts
    };
    ApplicationCommand::ALL
        .iter()
        .copied()
        .filter(|command| {
            let step = ApplicationStep::Command(*command);
            target(from, step).is_some()
                && broken_rule(step, &facts).is_none()
                && !breaks_promise(from, step, &facts)
        })
        .collect()
}

/// The first rule that forbids the step to this person, whatever the application's state.
fn broken_rule(step: ApplicationStep, facts: &ApplicationFacts) -> Option<ApplicationRule> {
    use ApplicationCommand as C;
    let command = match step {
        ApplicationStep::Command(command) => command,
        ApplicationStep::Submit => {
            return (!facts.is_applicant)
                .then_some(ApplicationRule::ApplicantOnly)
                .or((!facts.opportunity.is_open()).then_some(ApplicationRule::OpportunityOver));
        }
        ApplicationStep::Lapse | ApplicationStep::OfferExpires => return None,
    };
    if is_applicants(command) {
        if !facts.is_applicant {
            return Some(ApplicationRule::ApplicantOnly);
        }
    } else if facts.is_applicant {
        return Some(ApplicationRule::OwnApplication);
    } else if !matches!(
        facts.side,
        DecisionSide::HiringTeam | DecisionSide::Specialist
    ) {
        return Some(ApplicationRule::HiringSideOnly);
    }
    // Leaving is always possible; going on needs an opening that goes on.
    let leaves = matches!(command, C::Withdraw | C::Decline | C::Reject);
    match facts.opportunity {
        OpportunityStatus::OnHold if !leaves => return Some(ApplicationRule::OpportunityOnHold),
        OpportunityStatus::Draft
        | OpportunityStatus::PendingApproval
        | OpportunityStatus::Filled
        | OpportunityStatus::Cancelled
            if !leaves =>
        {
            return Some(ApplicationRule::OpportunityOver);
        }
        _ => {}
    }
    if matches!(command, C::Select | C::Offer | C::Accept) && facts.seats_left <= 0 {
        return Some(ApplicationRule::NoSeatLeft);
    }
    if command == C::Reject && !facts.has_feedback {
        return Some(ApplicationRule::FeedbackRequired);
    }
    None
}

/// Whether a promised interview would never happen. Who comes after it was invited in time.
const fn breaks_promise(
    from: ApplicationStatus,
    step: ApplicationStep,
    facts: &ApplicationFacts,
) -> bool {
    use ApplicationStatus::{Screening, Shortlisted, Submitted};
    let rejects = matches!(step, ApplicationStep::Command(ApplicationCommand::Reject));
    let before = matches!(from, Submitted | Screening | Shortlisted);
    let explained = matches!(facts.side, DecisionSide::Specialist) && facts.has_reason;
    facts.interview_guaranteed && rejects && before && !explained
}

/// Moves an application, or says which rule is in the way.
///
/// # Errors
/// [`ApplicationRefusal`].
pub fn transition(
    from: ApplicationStatus,
    step: ApplicationStep,
    facts: &ApplicationFacts,
    table: &DisclosureTable,
) -> Result<ApplicationTransition, ApplicationRefusal> {
    let refuse = |rule| ApplicationRefusal {
        rule,
        allowed: allowed(from, facts),
    };
    let Some(to) = target(from, step) else {
        return Err(refuse(ApplicationRule::NotFromHere));
    };
    if let Some(rule) = broken_rule(step, facts) {
        return Err(refuse(rule));
    }
    if breaks_promise(from, step, facts) {
        return Err(refuse(ApplicationRule::InterviewGuaranteed));
    }
    let mut events: Vec<ApplicationEvent> = table
        .revealed_by(Some(from), to)
        .into_iter()
        .map(ApplicationEvent::Revealed)
        .collect();
    if to == ApplicationStatus::Accepted {
        events.push(ApplicationEvent::SeatTaken);
    }
    Ok(ApplicationTransition { to, events })
}

#[cfg(test)]
#[path = "transition_tests.rs"]
mod tests;
