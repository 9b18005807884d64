//! Which applications come to whose desk, as a condition; why, says `domain::disclosure`.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::disclosure::Desk;
use domain::ids::EmployeeId;

use crate::schema::{application, employee};

/// One of those who decide on the applications to an opening, and which come to their desk.
#[derive(Clone, Debug)]
pub struct Decider {
    pub employee_id: Option<EmployeeId>,
    pub desk: Desk,
}

/// The desk as a condition on an application and its applicant.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn on_desk(decider: &Decider) -> _ {
    // An id that nobody has stands for who is no employee.
    let own: EmployeeId =
        (decider.employee_id).unwrap_or_else(|| EmployeeId::from_uuid(uuid::Uuid::nil()));
    let of_anybody: Vec<ApplicationStatus> = decider.desk.of_anybody.clone();
    let of_reports: Vec<ApplicationStatus> = decider.desk.of_reports.clone();
    let others = employee::manager_id
        .is_null()
        .or(employee::manager_id.ne(own).assume_not_null());
    let reports = employee::manager_id
        .is_not_null()
        .and(employee::manager_id.eq(own).assume_not_null());
    others
        .and(application::status.eq_any(of_anybody))
        .or(reports.and(application::status.eq_any(of_reports)))
}
