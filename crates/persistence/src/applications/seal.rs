//! What is known of an application before anybody is allowed to read it.

use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::time::Timestamp;

/// What decides who may know of an application. Tells nothing to anybody by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    pub id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub status: ApplicationStatus,
    /// The manager of the seat that the applicant holds.
    pub manager_id: Option<EmployeeId>,
    pub submitted_at: Option<Timestamp>,
    /// Since when the one who asks has been of the hiring team, if they are.
    pub viewer_since: Option<Timestamp>,
    /// Whether the one who asks applied to the same opening.
    pub viewer_competes: bool,
    /// Whether the one who asks was named for an interview whose time the applicant has chosen.
    pub viewer_interviews: bool,
}
