//! Which applications come to whose desk, as a condition; why, says `domain::disclosure`.

use diesel::prelude::*;
use domain::disclosure::Desk;
use domain::ids::EmployeeId;
use domain::time::Timestamp;

use crate::schema::application;
use crate::spelled::{IsAmong, Spelled};

/// One of those who decide on the applications to an opening, and which come to their desk.
#[derive(Clone, Debug)]
pub struct Decider {
    pub desk: Desk,
    /// Since when they have been of the team, if they are.
    pub since: Option<Timestamp>,
    /// Applicants whom they manage, directly or further up.
    pub reports: Vec<EmployeeId>,
}

/// The desk as a condition on an application.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn on_desk(decider: &Decider) -> _ {
    let of_anybody: IsAmong<application::status> =
        application::status.eq_any_term(decider.desk.of_anybody.iter().copied());
    let of_reports: IsAmong<application::status> =
        application::status.eq_any_term(decider.desk.of_reports.iter().copied());
    let others: Vec<EmployeeId> = decider.reports.clone();
    let reports: Vec<EmployeeId> = decider.reports.clone();
    // Who is not of the team has nothing of reports on the desk, whenever it was sent.
    let since: Timestamp = decider.since.unwrap_or(Timestamp::EPOCH);
    let told = application::submitted_at
        .is_not_null()
        .and(application::submitted_at.ge(since).assume_not_null());
    application::employee_id
        .ne_all(others)
        .and(of_anybody)
        .or(application::employee_id
            .eq_any(reports)
            .and(of_reports)
            .and(told))
}
