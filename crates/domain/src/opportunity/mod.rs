//! An opening's states, the commands that move it between them, and what it must say before it is
//! published (DOMAIN §3).
//!
//! ```text
//! draft ──publish──▶ open_internal ──close──▶ reviewing ──last seat──▶ filled
//!   │                 │  ▲                      │  ▲
//!   │           hold ─┘  └─ resume, reopen ─────┘  └── expired
//!   └──────────────── cancel (from everything that is not over) ──▶ cancelled
//! ```
//!
//! A filled opening whose mover does not come, or returns during the trial, is `reviewing` again.
//!
//! `pending_approval`, `open_all` and `offer_out` are states that approvals, external postings and
//! offers with terms will use; what is stored in one of them can be held, closed and cancelled.

mod checks;
mod transition;

use crate::terms::UnknownTerm;
use crate::terms::terms;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

pub use checks::{Finding, FindingCode, Severity, check, is_publishable};
pub use transition::{
    OpportunityEvent, OpportunityFacts, OpportunityRefusal, OpportunityRule, OpportunityStep,
    OpportunityTransition, after_seat_given_back, after_time_up, allowed, transition,
};

terms! {
    OpportunityStatus {
        Draft = "draft",
        PendingApproval = "pending_approval",
        OpenInternal = "open_internal",
        OpenAll = "open_all",
        Reviewing = "reviewing",
        OfferOut = "offer_out",
        Filled = "filled",
        OnHold = "on_hold",
        Cancelled = "cancelled",
        Expired = "expired",
    }

    /// What a person can ask of an opening.
    OpportunityCommand {
        Publish = "publish",
        Hold = "hold",
        Resume = "resume",
        /// Take no more applications; decide on those that there are.
        Close = "close",
        Cancel = "cancel",
        Reopen = "reopen",
    }
}

impl OpportunityStatus {
    /// Whether it takes applications, as far as the state goes; the closing date counts too.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::OpenInternal | Self::OpenAll)
    }

    /// Whether nothing more is asked of anybody. A seat that is freed brings a filled opening back.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Filled | Self::Cancelled)
    }
}
