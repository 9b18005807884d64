//! The hand-over list of a move: who does what, and when.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use super::MoveSide;
use crate::terms::{UnknownTerm, terms};

terms! {
    /// One thing to do for a move. People read the words in their language.
    MoveTask {
        HandOverWork = "hand_over_work",
        HandOverContacts = "hand_over_contacts",
        NameStandIn = "name_stand_in",
        CloseGoals = "close_goals",
        DecideBackfill = "decide_backfill",
        PrepareWorkplace = "prepare_workplace",
        PlanFirstWeeks = "plan_first_weeks",
        AgreeGoals = "agree_goals",
        UpdateContract = "update_contract",
        GrantAccess = "grant_access",
        RemoveOldAccess = "remove_old_access",
    }
}

impl MoveTask {
    /// Who does it. What HR and IT do is ticked by specialists.
    #[must_use]
    pub const fn owner(self) -> MoveSide {
        match self {
            Self::HandOverWork | Self::HandOverContacts => MoveSide::Mover,
            Self::NameStandIn | Self::CloseGoals | Self::DecideBackfill => {
                MoveSide::ReleasingManager
            }
            Self::PrepareWorkplace | Self::PlanFirstWeeks | Self::AgreeGoals => {
                MoveSide::ReceivingManager
            }
            Self::UpdateContract | Self::GrantAccess | Self::RemoveOldAccess => {
                MoveSide::Specialist
            }
        }
    }

    /// Calendar days from the effective date to the day by which it should be done.
    #[must_use]
    pub const fn offset_days(self) -> i64 {
        match self {
            Self::NameStandIn | Self::DecideBackfill => -7,
            Self::HandOverWork | Self::CloseGoals | Self::PrepareWorkplace => -2,
            Self::HandOverContacts | Self::UpdateContract | Self::PlanFirstWeeks => -1,
            Self::GrantAccess => 0,
            Self::RemoveOldAccess => 1,
            Self::AgreeGoals => 14,
        }
    }

    #[must_use]
    pub fn due_on(self, effective_on: NaiveDate) -> NaiveDate {
        effective_on
            .checked_add_signed(TimeDelta::days(self.offset_days()))
            .unwrap_or(effective_on)
    }
}
