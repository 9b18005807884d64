//! What an accepted application went on as, for whoever may know of that.

use domain::access::actions;
use domain::ids::{EmployeeId, EngagementId, MoveId, OpportunityId};
use persistence::applications::{OpenApplication, Sequel};

use crate::auth::Actor;
use crate::routes::engagements::Standing;
use crate::routes::moves;
use crate::state::AppState;

/// The page to go to from an application, as far as there is one for the one who looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoesOn {
    pub move_id: Option<MoveId>,
    pub engagement_id: Option<EngagementId>,
}

impl GoesOn {
    /// Of an application that may be read.
    #[must_use]
    pub fn of_read(app: &AppState, actor: &Actor, found: &OpenApplication) -> Self {
        let OpenApplication { row, sequel, .. } = found;
        Self::of(app, actor, sequel, (row.employee_id, row.opportunity_id))
    }

    /// Of an application of this person to this opening.
    #[must_use]
    pub fn of(
        app: &AppState,
        actor: &Actor,
        sequel: &Sequel,
        (person, opening): (EmployeeId, OpportunityId),
    ) -> Self {
        let policy = app.matching.policy();
        let table = &policy.parameters.disclosure;
        let moved = sequel.moved.as_ref().filter(|seal| {
            let capacities = moves::capacities(actor, seal, table);
            (actor.permit(actions::ReadMove, seal.id, capacities)).is_ok()
        });
        let standing = Standing::of(app, actor);
        let engaged = sequel.engaged.filter(|(id, asked)| {
            let capacities = standing.towards(person, opening, *asked);
            (actor.permit(actions::ReadEngagement, *id, capacities)).is_ok()
        });
        Self {
            move_id: moved.map(|seal| seal.id),
            engagement_id: engaged.map(|(id, _)| id),
        }
    }
}
