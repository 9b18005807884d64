//! What lists of openings are made of. Which opening is in whose list is decided over what the API
//! keeps of all of them in memory.

use domain::application::ApplicationStatus;
use domain::ids::{EmployeeId, OrgUnitId};

use super::OpportunityRow;

/// Whose list it is; decides what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub employee_id: Option<EmployeeId>,
    /// The viewer's unit and those above it.
    pub units: Vec<OrgUnitId>,
    /// Specialists see every opening.
    pub sees_all: bool,
}

/// An opening with the viewer's own live application to it.
#[derive(Clone, Debug)]
pub struct ListedOpportunity {
    pub row: OpportunityRow,
    pub application_status: Option<ApplicationStatus>,
}
