//! What an accepted application went on as: a move, or an engagement beside the job. Who may know
//! of it is decided by the rules for that, not by those for the application.

use diesel::prelude::*;
use domain::ids::{EmployeeId, EngagementId, MoveId};
use domain::mobility::MoveStatus;

use crate::json::Json;
use crate::moves::{Consents, MoveSeal};
use crate::schema::{engagement, internal_move};

/// Tells nothing to anybody by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequel {
    pub moved: Option<MoveSeal>,
    /// With whether the manager was asked.
    pub engaged: Option<(EngagementId, bool)>,
}

/// As it is selected beside an application.
pub(super) type SequelColumns = (
    Option<(MoveId, MoveStatus, Option<EmployeeId>, Json<Consents>)>,
    Option<EngagementId>,
    Option<chrono::NaiveDate>,
);

/// The columns of [`SequelColumns`], for an application that is joined with both tables.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn sequel_columns() -> _ {
    (
        (
            internal_move::id,
            internal_move::status,
            internal_move::to_manager_id,
            internal_move::consents,
        )
            .nullable(),
        engagement::id.nullable(),
        engagement::consent_due_on.nullable(),
    )
}

impl Sequel {
    /// Of the application of somebody who reports to `manager_id` now.
    pub(super) fn of(
        (moved, engaged, asked_until): SequelColumns,
        employee_id: EmployeeId,
        manager_id: Option<EmployeeId>,
    ) -> Self {
        Self {
            moved: moved.map(|(id, status, to_manager_id, consents)| MoveSeal {
                id,
                employee_id,
                status,
                manager_id,
                to_manager_id,
                approvers: consents.0.approvers(),
            }),
            engaged: engaged.map(|id| (id, asked_until.is_some())),
        }
    }
}
