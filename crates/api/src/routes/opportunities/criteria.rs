//! When the selection criteria of an opening are frozen: nobody chooses the yardstick after having
//! seen the people.

use std::sync::Arc;

use domain::policy::Policy;
use persistence::opportunities::{OpportunityRow, Viewer};
use persistence::{Conn, applications};

use super::card::Cards;
use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::state::App;

/// Asks for one viewer.
pub struct Criteria {
    app: App,
    viewer: Viewer,
    policy: Arc<Policy>,
}

impl Criteria {
    pub fn of(app: &App, actor: &Actor) -> Self {
        Self {
            app: app.clone(),
            viewer: app.matching.viewer(actor),
            policy: app.matching.policy(),
        }
    }

    /// Whether the criteria stand: from the first application on of which the hiring team may know.
    /// To who may not know how many applied they stand from publishing on: that they are frozen
    /// would tell a manager that somebody did.
    pub fn frozen(&self, conn: &mut Conn, row: &OpportunityRow) -> ApiResult<bool> {
        let names = self.app.directory.catalogue();
        if !Cards::new(&self.app, &names, &self.viewer).knows_count(row, None) {
            return Ok(row.opened_at.is_some());
        }
        let known = self.policy.parameters.disclosure.known_to_teams();
        // Nobody asks the database of what nobody ever applied to.
        Ok(row.applicants_count > 0 && applications::has_any_in(conn, row.id, &known)?)
    }
}

/// They stand.
pub fn criteria_frozen() -> ApiError {
    let detail = "the hiring team may know of an application already";
    let error = FieldError::new("/selection_criteria", field::FROZEN, detail);
    ApiError::new(Code::CriteriaFrozen).field(error)
}
