//! What the figures are made of: counts, and single events without anybody's name.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::ids::{EmployeeId, OrgUnitId};
use crate::small_groups::LEAST_PEOPLE;

/// People of a unit, those of units below it not among them, on the first and on the last day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    pub first: u32,
    pub last: u32,
}

impl Heads {
    pub(super) fn add(&mut self, other: Self) {
        self.first += other.first;
        self.last += other.last;
    }

    pub(super) fn are_enough(self) -> bool {
        let fewest = usize::try_from(self.first.min(self.last));
        fewest.is_ok_and(|fewest| fewest >= LEAST_PEOPLE)
    }
}

/// A move that took effect in the period, whatever became of it afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeMove {
    pub employee_id: EmployeeId,
    pub from: OrgUnitId,
    pub to: OrgUnitId,
    pub accepted_on: NaiveDate,
    pub effective_on: NaiveDate,
    /// The day for which release was asked first.
    pub asked_for: Option<NaiveDate>,
    /// The manager who was left asked for a later day.
    pub countered: bool,
    /// Nobody answered about the day in time.
    pub silent: bool,
}

/// A move that was called off in the period before it took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CancelledMove {
    pub employee_id: EmployeeId,
    pub from: OrgUnitId,
    /// By whoever had to approve it.
    pub refused: bool,
}

/// The end of an application of which the applicant's manager knew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InformedEnding {
    pub employee_id: EmployeeId,
    /// Of the applicant, on the first day of the period.
    pub unit: OrgUnitId,
    /// The applicant withdrew or declined the offer.
    pub given_up: bool,
}

/// What figures are made of. Units are those on the day itself.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub heads: BTreeMap<OrgUnitId, Heads>,
    pub made: Vec<MadeMove>,
    pub cancelled: Vec<CancelledMove>,
    /// Of the people who were in a unit on the first day: how many sent an application for a role or
    /// a secondment in the period.
    pub applicants: BTreeMap<OrgUnitId, u32>,
    pub endings: Vec<InformedEnding>,
}
