//! A conversation with an applicant: times are proposed, the applicant chooses one, and from that
//! choice on those who will be there know of the application. Here are its states, who may be
//! named, and what may be done when. Not here: what an interviewer sees of the application
//! (`disclosure`), and what somebody says of it (`assessment`).
//!
//! ```text
//! proposed ─choose▶ confirmed ─choose another▶ confirmed
//!    ▲                  │
//!    └──────move────────┘        cancel, or the end of the application, from both ▶ cancelled
//! ```
//!
//! The applicant reads who will be there before they choose, so nobody learns of an application
//! without the applicant's knowing it beforehand. What took place is `confirmed` with an end that
//! is past; nothing changes it any more but its notes.

mod naming;

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

pub use naming::{Candidate, NamingRule, may_be_named};

use crate::application::ApplicationStatus;
use crate::opportunity::OpportunityStatus;
use crate::terms::{UnknownTerm, terms};
use crate::time::Timestamp;

terms! {
    InterviewStatus {
        /// The applicant has not chosen a time.
        Proposed = "proposed",
        /// At the time that the applicant chose.
        Confirmed = "confirmed",
        Cancelled = "cancelled",
    }

    /// Why something cannot be done with an interview.
    InterviewRule {
        /// The application is not so far, or is decided.
        NotNow = "not_now",
        /// The opening is on hold or over.
        OpeningNotGoingOn = "opening_not_going_on",
        /// There are as many under way as there may be.
        TooManyOpen = "too_many_open",
        /// A time is past, or further ahead than anybody plans.
        SlotNotAhead = "slot_not_ahead",
        /// Two of the times are the same.
        SameSlot = "same_slot",
        /// None of the times that were proposed.
        NoSuchSlot = "no_such_slot",
        /// It is what was chosen already.
        ChosenAlready = "chosen_already",
        /// It took place or was cancelled.
        Over = "over",
        /// The applicant has another interview then.
        ApplicantBusy = "applicant_busy",
        /// One of those who would be there has another interview then.
        InterviewerBusy = "interviewer_busy",
        /// Only those who were named write notes.
        NotNamed = "not_named",
        /// No time stands.
        NotConfirmed = "not_confirmed",
    }
}

/// Interviews of one application that may be under way at once.
pub const MOST_OPEN: usize = 3;
/// Times that may be proposed for one interview.
pub const MOST_SLOTS: usize = 8;
/// Who may be named for one interview.
pub const MOST_INTERVIEWERS: usize = 6;
pub const SHORTEST_MINUTES: u16 = 15;
pub const LONGEST_MINUTES: u16 = 480;
/// Nobody proposes a time further ahead, in days.
const FURTHEST_DAYS: i64 = 180;

/// A time that is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Slot {
    pub starts_at: Timestamp,
    pub minutes: u16,
}

impl Slot {
    #[must_use]
    pub fn ends_at(self) -> Timestamp {
        self.starts_at
            .plus(TimeDelta::minutes(i64::from(self.minutes)))
    }

    /// Whether the two have a moment in common; one may begin when the other ends.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.starts_at < other.ends_at() && other.starts_at < self.ends_at()
    }
}

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub status: InterviewStatus,
    pub slots: Vec<Slot>,
    /// What the applicant chose, while it stands.
    pub chosen: Option<Slot>,
    /// Since when those named know of the application; it stays when they are asked for another
    /// time.
    pub known_since: Option<Timestamp>,
    /// Grows with each change of what was confirmed once, as calendars count it.
    pub sequence: u32,
}

/// Where the application and its opening stand.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    pub application: ApplicationStatus,
    pub opportunity: OpportunityStatus,
}

/// Whether somebody whose application is in this state is talked with: from the shortlist until it
/// is decided. Selecting decides.
#[must_use]
pub const fn is_interviewed(status: ApplicationStatus) -> bool {
    matches!(
        status,
        ApplicationStatus::Shortlisted | ApplicationStatus::Interview
    )
}

impl Around {
    const fn goes_on(self) -> Result<(), InterviewRule> {
        if !is_interviewed(self.application) {
            return Err(InterviewRule::NotNow);
        }
        match self.opportunity {
            OpportunityStatus::Draft
            | OpportunityStatus::PendingApproval
            | OpportunityStatus::OnHold
            | OpportunityStatus::Filled
            | OpportunityStatus::Cancelled => Err(InterviewRule::OpeningNotGoingOn),
            OpportunityStatus::OpenInternal
            | OpportunityStatus::OpenAll
            | OpportunityStatus::Reviewing
            | OpportunityStatus::OfferOut
            | OpportunityStatus::Expired => Ok(()),
        }
    }
}

impl Plan {
    /// Whether it is still ahead: to be chosen, or to take place.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        match self.status {
            InterviewStatus::Proposed => self.slots.iter().any(|slot| slot.starts_at > now),
            InterviewStatus::Confirmed => self.chosen.is_some_and(|slot| slot.ends_at() > now),
            InterviewStatus::Cancelled => false,
        }
    }

    /// Whether anything but its notes may still change.
    const fn stands(&self, ended: bool) -> Result<(), InterviewRule> {
        match self.status {
            InterviewStatus::Cancelled => Err(InterviewRule::Over),
            InterviewStatus::Confirmed if ended => Err(InterviewRule::Over),
            InterviewStatus::Confirmed | InterviewStatus::Proposed => Ok(()),
        }
    }

    fn ended(&self, now: Timestamp) -> bool {
        self.chosen.is_some_and(|slot| slot.ends_at() <= now)
    }

    /// What was in people's calendars changes by this.
    fn next_sequence(&self) -> u32 {
        self.sequence
            .saturating_add(u32::from(self.known_since.is_some()))
    }

    /// The times are proposed.
    ///
    /// # Errors
    /// The rule in the way; `open` are the interviews of the application that are under way.
    pub fn propose(
        around: Around,
        slots: Vec<Slot>,
        open: usize,
        now: Timestamp,
    ) -> Result<Self, InterviewRule> {
        around.goes_on()?;
        if open >= MOST_OPEN {
            return Err(InterviewRule::TooManyOpen);
        }
        sound(&slots, now)?;
        Ok(Self {
            status: InterviewStatus::Proposed,
            slots,
            chosen: None,
            known_since: None,
            sequence: 0,
        })
    }

    /// The applicant takes one of the times; another one later, while it is ahead.
    ///
    /// # Errors
    /// The rule in the way.
    pub fn choose(
        &self,
        around: Around,
        at: usize,
        busy: Busy,
        now: Timestamp,
    ) -> Result<Self, InterviewRule> {
        let slot = self.choosable(around, at, now)?;
        match busy {
            Busy::Nobody => {}
            Busy::Applicant => return Err(InterviewRule::ApplicantBusy),
            Busy::Interviewer => return Err(InterviewRule::InterviewerBusy),
        }
        Ok(Self {
            status: InterviewStatus::Confirmed,
            slots: self.slots.clone(),
            chosen: Some(slot),
            known_since: self.known_since.or(Some(now)),
            sequence: self.next_sequence(),
        })
    }

    /// The time at this place of the list, if it may be chosen as far as the others' calendars do
    /// not matter.
    ///
    /// # Errors
    /// The rule in the way.
    pub fn choosable(
        &self,
        around: Around,
        at: usize,
        now: Timestamp,
    ) -> Result<Slot, InterviewRule> {
        self.stands(self.ended(now))?;
        around.goes_on()?;
        let slot = *self.slots.get(at).ok_or(InterviewRule::NoSuchSlot)?;
        if self.chosen == Some(slot) {
            return Err(InterviewRule::ChosenAlready);
        }
        if slot.starts_at <= now {
            return Err(InterviewRule::SlotNotAhead);
        }
        Ok(slot)
    }

    /// Other times are proposed; the applicant chooses anew.
    ///
    /// # Errors
    /// The rule in the way.
    pub fn reschedule(
        &self,
        around: Around,
        slots: Vec<Slot>,
        now: Timestamp,
    ) -> Result<Self, InterviewRule> {
        self.stands(self.ended(now))?;
        around.goes_on()?;
        sound(&slots, now)?;
        Ok(Self {
            status: InterviewStatus::Proposed,
            slots,
            chosen: None,
            known_since: self.known_since,
            sequence: self.next_sequence(),
        })
    }

    /// It will not take place. Leaving needs no opening that goes on.
    ///
    /// # Errors
    /// [`InterviewRule::Over`].
    pub fn cancel(&self, now: Timestamp) -> Result<Self, InterviewRule> {
        self.stands(self.ended(now))?;
        Ok(Self {
            status: InterviewStatus::Cancelled,
            chosen: None,
            sequence: self.next_sequence(),
            ..self.clone()
        })
    }

    /// Whether somebody may write a note: what they want to ask, and what they heard.
    ///
    /// # Errors
    /// The rule in the way.
    pub fn may_note(
        &self,
        application: ApplicationStatus,
        named: bool,
    ) -> Result<(), InterviewRule> {
        if !named {
            return Err(InterviewRule::NotNamed);
        }
        if !is_interviewed(application) {
            return Err(InterviewRule::NotNow);
        }
        match self.status {
            InterviewStatus::Cancelled => Err(InterviewRule::Over),
            InterviewStatus::Proposed => Err(InterviewRule::NotConfirmed),
            InterviewStatus::Confirmed => Ok(()),
        }
    }
}

/// Who has another confirmed interview at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Busy {
    Nobody,
    Applicant,
    Interviewer,
}

fn sound(slots: &[Slot], now: Timestamp) -> Result<(), InterviewRule> {
    let furthest = now.plus(TimeDelta::days(FURTHEST_DAYS));
    let ahead = |slot: &Slot| slot.starts_at > now && slot.starts_at <= furthest;
    if !slots.iter().all(ahead) {
        return Err(InterviewRule::SlotNotAhead);
    }
    let twice = |(at, slot): (usize, &Slot)| {
        (slots.iter().take(at)).any(|other| other.starts_at == slot.starts_at)
    };
    if slots.iter().enumerate().any(twice) {
        return Err(InterviewRule::SameSlot);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
