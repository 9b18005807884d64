//! What people are told without asking: the kinds of notice, for whom each is, and which a step of
//! an application brings. Not here: who the people are (`persistence::notices`), the words, and how
//! they travel.
//!
//! A notice holds codes and ids, never names. Whether its reader may still know of the matter is
//! asked anew each time that it is read: see [`NoticeKind::audience`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::access::{Capacities, Capacity};
use crate::application::ApplicationStatus;
use crate::disclosure::Party;
use crate::terms::{UnknownTerm, terms};

terms! {
    /// What somebody is told of.
    NoticeKind {
        /// One's application went a step further; `status` says where it stands.
        ApplicationMovedOn = "application_moved_on",
        /// From here on others know of one's application; `parties` says who, `name_shown` that the
        /// hiring team is told one's name.
        ApplicationRevealed = "application_revealed",
        /// One is offered a seat.
        OfferReceived = "offer_received",
        /// One was not chosen; the feedback is on the application.
        ApplicationRejected = "application_rejected",
        /// One's application ended with the opening.
        ApplicationLapsed = "application_lapsed",
        /// One did not answer an offer in time, and it lapsed.
        OfferLapsed = "offer_lapsed",

        /// Times for a conversation are proposed to one.
        InterviewProposed = "interview_proposed",
        /// The applicant has chosen a time.
        InterviewConfirmed = "interview_confirmed",
        /// The time that stood does not any more; `starts_at` is the new one, once there is one.
        InterviewMoved = "interview_moved",
        InterviewCancelled = "interview_cancelled",
        /// Somebody applied.
        ApplicationReceived = "application_received",
        /// Somebody withdrew.
        ApplicationWithdrawn = "application_withdrawn",
        OfferAccepted = "offer_accepted",
        OfferDeclined = "offer_declined",
        /// Somebody did not answer an offer in time.
        OfferUnanswered = "offer_unanswered",
        /// Somebody waits for a first word longer than the policy wants.
        FeedbackOverdue = "feedback_overdue",

        /// Somebody who reports to one has got so far that their manager is told.
        ReportRevealed = "report_revealed",

        /// One is asked to release somebody, or for a later day; silence is consent.
        ReleaseAsked = "release_asked",
        /// A move waits for one's approval.
        ApprovalAsked = "approval_asked",
        /// A move went a step further; `move_status` says where it stands.
        MoveMovedOn = "move_moved_on",

        /// A question came to one's desk.
        ContestAssigned = "contest_assigned",
        /// One's question was answered.
        ContestAnswered = "contest_answered",

        /// One's gig or shadowing went a step further; `engagement_status` says where it stands.
        EngagementMovedOn = "engagement_moved_on",
        /// A gig of one's opening was agreed to, declined, ended or confirmed.
        EngagementAnswered = "engagement_answered",
        /// Somebody who reports to one would take on more hours than the policy's threshold.
        EngagementConsentAsked = "engagement_consent_asked",
    }

    /// As what somebody is told.
    NoticeAudience {
        /// Whose matter it is: the applicant, who asked.
        Oneself = "oneself",
        /// Those who decide on it.
        Deciders = "deciders",
        /// The applicant, those who decide, and those who were named to be there.
        InterviewParties = "interview_parties",
        /// The applicant's manager, once they may know.
        Manager = "manager",
        /// The mover, the two managers, and whoever approves a move.
        MoveParties = "move_parties",
    }

    /// How fast a kind of notice travels by e-mail.
    NoticeDelivery {
        Immediate = "immediate",
        /// Once a day, together.
        Daily = "daily",
        Never = "never",
    }
}

impl NoticeKind {
    /// For whom it is. A notice is shown only while its reader is one of these.
    #[must_use]
    pub const fn audience(self) -> NoticeAudience {
        match self {
            Self::ApplicationMovedOn
            | Self::ApplicationRevealed
            | Self::OfferReceived
            | Self::ApplicationRejected
            | Self::ApplicationLapsed
            | Self::OfferLapsed
            | Self::InterviewProposed
            | Self::ContestAnswered
            | Self::EngagementMovedOn => NoticeAudience::Oneself,
            Self::InterviewConfirmed | Self::InterviewMoved | Self::InterviewCancelled => {
                NoticeAudience::InterviewParties
            }
            Self::ApplicationReceived
            | Self::ApplicationWithdrawn
            | Self::OfferAccepted
            | Self::OfferDeclined
            | Self::OfferUnanswered
            | Self::FeedbackOverdue
            | Self::ContestAssigned
            | Self::EngagementAnswered => NoticeAudience::Deciders,
            Self::ReportRevealed | Self::EngagementConsentAsked => NoticeAudience::Manager,
            Self::ReleaseAsked | Self::ApprovalAsked | Self::MoveMovedOn => {
                NoticeAudience::MoveParties
            }
        }
    }

    /// Whether somebody who looks over the reader's shoulder must not learn what it is about. Of
    /// such a notice an e-mail says only that there is news.
    #[must_use]
    pub const fn is_confidential(self) -> bool {
        match self {
            // Whatever tells of an application or of a question tells of somebody's plans.
            Self::ApplicationMovedOn
            | Self::ApplicationRevealed
            | Self::OfferReceived
            | Self::ApplicationRejected
            | Self::ApplicationLapsed
            | Self::OfferLapsed
            | Self::InterviewProposed
            | Self::InterviewConfirmed
            | Self::InterviewMoved
            | Self::InterviewCancelled
            | Self::ApplicationReceived
            | Self::ApplicationWithdrawn
            | Self::OfferAccepted
            | Self::OfferDeclined
            | Self::OfferUnanswered
            | Self::FeedbackOverdue
            | Self::ReportRevealed
            | Self::ReleaseAsked
            | Self::ApprovalAsked
            | Self::MoveMovedOn
            | Self::ContestAssigned
            | Self::ContestAnswered
            | Self::EngagementMovedOn
            | Self::EngagementAnswered
            | Self::EngagementConsentAsked => true,
        }
    }

    /// How it travels unless its reader wants otherwise: at once where somebody waits for an
    /// answer or has been waiting for one.
    #[must_use]
    pub const fn usual_delivery(self) -> NoticeDelivery {
        match self {
            Self::OfferReceived
            | Self::InterviewProposed
            | Self::InterviewConfirmed
            | Self::InterviewMoved
            | Self::InterviewCancelled
            | Self::ApplicationRejected
            | Self::ApplicationRevealed
            | Self::OfferAccepted
            | Self::OfferDeclined
            | Self::OfferLapsed
            | Self::OfferUnanswered
            | Self::FeedbackOverdue
            | Self::ReleaseAsked
            | Self::ApprovalAsked
            | Self::ContestAnswered
            | Self::EngagementConsentAsked => NoticeDelivery::Immediate,
            Self::ApplicationMovedOn
            | Self::ApplicationLapsed
            | Self::ApplicationReceived
            | Self::ApplicationWithdrawn
            | Self::ReportRevealed
            | Self::MoveMovedOn
            | Self::ContestAssigned
            | Self::EngagementMovedOn
            | Self::EngagementAnswered => NoticeDelivery::Daily,
        }
    }
}

impl NoticeAudience {
    /// Whether somebody with these capacities towards the matter is one of them.
    #[must_use]
    pub const fn includes(self, reader: Capacities) -> bool {
        match self {
            Self::Oneself => reader.has(Capacity::Oneself),
            // Nobody decides on their own matter, whatever else they are.
            Self::Deciders => {
                (reader.has(Capacity::HiringTeam) || reader.has(Capacity::Specialist))
                    && !reader.has(Capacity::Oneself)
            }
            Self::InterviewParties => {
                reader.has(Capacity::Oneself)
                    || reader.has(Capacity::HiringTeam)
                    || reader.has(Capacity::Specialist)
                    || reader.has(Capacity::Interviewer)
            }
            Self::Manager => reader.has(Capacity::InformedManager),
            // Of a move: an application gives the second of these only.
            Self::MoveParties => {
                reader.has(Capacity::Oneself)
                    || reader.has(Capacity::InformedManager)
                    || reader.has(Capacity::ReceivingManager)
                    || reader.has(Capacity::Approver)
            }
        }
    }
}

/// A step that an application has taken.
#[derive(Clone, Copy, Debug)]
pub struct StepTaken<'a> {
    pub to: ApplicationStatus,
    /// It is an offer's that was not answered in time.
    pub unanswered: bool,
    /// Who learned of the application by it.
    pub reveals: &'a [Party],
    /// The hiring team learned by it who the applicant is.
    pub shows_name: bool,
}

/// What a step is told as; nobody is told of what they did themselves, which is the caller's to see
/// to, since it knows who they are.
#[must_use]
pub fn of_step(step: &StepTaken<'_>) -> Vec<NoticeKind> {
    use ApplicationStatus as S;
    let mut kinds = Vec::new();
    match step.to {
        S::Draft => {}
        S::Submitted => kinds.push(NoticeKind::ApplicationReceived),
        S::Screening | S::Shortlisted | S::Interview | S::Selected => {
            kinds.push(NoticeKind::ApplicationMovedOn);
        }
        S::Offered => kinds.push(NoticeKind::OfferReceived),
        S::Rejected => kinds.push(NoticeKind::ApplicationRejected),
        S::Lapsed if step.unanswered => {
            kinds.extend([NoticeKind::OfferLapsed, NoticeKind::OfferUnanswered]);
        }
        S::Lapsed => kinds.push(NoticeKind::ApplicationLapsed),
        S::Withdrawn => kinds.push(NoticeKind::ApplicationWithdrawn),
        S::Accepted => kinds.push(NoticeKind::OfferAccepted),
        S::OfferDeclined => kinds.push(NoticeKind::OfferDeclined),
    }
    // Who applies is told on the same page who will know from then on.
    if step.to != S::Submitted && (step.shows_name || !step.reveals.is_empty()) {
        kinds.push(NoticeKind::ApplicationRevealed);
    }
    if step.reveals.contains(&Party::CurrentManager) {
        kinds.push(NoticeKind::ReportRevealed);
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{DisclosureTable, Relation};

    #[test]
    fn every_step_tells_somebody_and_the_manager_only_by_a_reveal() {
        let table = DisclosureTable::default();
        for from in ApplicationStatus::ALL {
            for to in ApplicationStatus::ALL {
                let reveals = table.revealed_by(Some(*from), *to);
                let kinds = of_step(&StepTaken {
                    to: *to,
                    unanswered: *from == ApplicationStatus::Offered,
                    reveals: &reveals,
                    shows_name: false,
                });
                assert_eq!(kinds.is_empty(), *to == ApplicationStatus::Draft, "{to}");
                assert_eq!(
                    kinds.contains(&NoticeKind::ReportRevealed),
                    reveals.contains(&Party::CurrentManager),
                    "{from} {to}"
                );
            }
        }
    }

    /// The reveal itself decides: whoever is told as a manager may know by the same table.
    #[test]
    fn sec_41_no_notice_for_a_manager_is_shown_while_the_table_hides_the_application() {
        let table = DisclosureTable::default();
        let manager = Relation {
            is_current_manager: true,
            ..Relation::default()
        };
        let known = Capacities::default().and(Capacity::Colleague);
        for status in ApplicationStatus::ALL {
            let reader = table.capacities(known, manager, *status);
            for kind in NoticeKind::ALL {
                let shown = kind.audience().includes(reader);
                let may = table.may_know(Party::CurrentManager, *status);
                assert_eq!(
                    shown,
                    may && matches!(
                        kind.audience(),
                        NoticeAudience::Manager | NoticeAudience::MoveParties
                    ),
                    "{kind} {status}"
                );
            }
        }
    }

    #[test]
    fn who_applies_to_their_own_opening_is_told_as_an_applicant_only() {
        let both = Capacities::default()
            .and(Capacity::HiringTeam)
            .and(Capacity::Oneself);
        assert!(NoticeAudience::Oneself.includes(both));
        assert!(!NoticeAudience::Deciders.includes(both));
    }
}
