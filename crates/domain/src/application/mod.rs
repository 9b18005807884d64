//! An application's states and the commands that move it between them (DOMAIN §3).
//!
//! ```text
//! submitted ─▶ screening ─▶ shortlisted ─▶ interview ─▶ selected ─▶ offered ─▶ accepted
//! ```
//!
//! A hiring team need not walk every step. What may skip what:
//! - `shortlist` from `submitted`, without screening;
//! - `invite_to_interview` from `submitted` or `screening`;
//! - `select` from `shortlisted`, without an interview;
//! - `offer` from `shortlisted` or `interview`; it reveals what `select` would have revealed.
//!
//! So the shortest way is apply, shortlist, offer, accept. `reject` is possible until there is an
//! offer and needs feedback; `withdraw` until it is accepted.

mod transition;

use crate::terms::UnknownTerm;
use crate::terms::terms;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

pub use transition::{
    ApplicationEvent, ApplicationFacts, ApplicationRefusal, ApplicationRule, ApplicationStep,
    ApplicationTransition, DecisionSide, allowed, transition,
};

terms! {
    ApplicationStatus {
        Draft = "draft",
        Submitted = "submitted",
        Screening = "screening",
        Shortlisted = "shortlisted",
        Interview = "interview",
        Selected = "selected",
        Offered = "offered",
        Accepted = "accepted",
        Withdrawn = "withdrawn",
        Rejected = "rejected",
        OfferDeclined = "offer_declined",
        Lapsed = "lapsed",
    }

    /// What a person can ask of an application.
    ApplicationCommand {
        Screen = "screen",
        Shortlist = "shortlist",
        InviteToInterview = "invite_to_interview",
        Select = "select",
        Offer = "offer",
        Accept = "accept",
        Decline = "decline",
        Reject = "reject",
        Withdraw = "withdraw",
    }

    /// Why somebody was not chosen.
    FeedbackReason {
        SkillsGap = "skills_gap",
        Experience = "experience",
        StrongerCandidate = "stronger_candidate",
        Availability = "availability",
        Other = "other",
    }
}

impl ApplicationStatus {
    /// Whether nothing will happen any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::Withdrawn | Self::Rejected | Self::OfferDeclined | Self::Lapsed
        )
    }

    /// Whether somebody still waits for an answer of somebody.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !self.is_over() && !matches!(self, Self::Draft)
    }
}
