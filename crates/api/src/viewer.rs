//! Who looks at a person: the capacities of an actor towards somebody, from the data.

use domain::access::{Actor, Capacities, Capacity};
use domain::ids::EmployeeId;
use domain::policy::Policy;
use persistence::{Conn, DbError, relations};
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::AppState;

/// What the actor is to the person. One statement, none when it is the actor's own self.
pub fn capacities(
    conn: &mut Conn,
    actor: &Actor,
    policy: &Policy,
    person: EmployeeId,
) -> Result<Capacities, DbError> {
    let own = actor.capacities();
    match actor.employee_id {
        Some(me) if me == person => Ok(own.and(Capacity::Oneself)),
        Some(me) => {
            let table = &policy.parameters.disclosure;
            Ok(relations::find_relations(conn, table, me, person)?.add_to(own))
        }
        None => Ok(own),
    }
}

/// Whether the actor can be more to the person than a colleague. Where memory says no, a read
/// spares the database the question; where it says yes, the database decides. A relation that began
/// on another server a moment ago may be missed for as long as changes travel; one that has ended
/// grants nothing.
#[must_use]
pub fn may_be_related(app: &AppState, actor: &Actor, person: EmployeeId) -> bool {
    let in_any_team = |me| app.matching.is_in_any_team(me);
    is_above(app, actor, person) || actor.employee_id.is_some_and(in_any_team)
}

/// Whether the actor manages the person, directly or further up: then what the person wishes for is
/// not theirs to see.
#[must_use]
pub fn is_above(app: &AppState, actor: &Actor, person: EmployeeId) -> bool {
    let in_line = |me| app.directory.is_in_line_of(me, person);
    actor.employee_id.is_some_and(in_line)
}

/// [`capacities`] for reading, without a statement where [`may_be_related`] says no.
pub fn capacities_to_read(
    conn: &mut Conn,
    actor: &Actor,
    policy: &Policy,
    person: EmployeeId,
    may_be_related: bool,
) -> Result<Capacities, DbError> {
    if may_be_related {
        capacities(conn, actor, policy, person)
    } else {
        Ok(own_capacities(actor, person))
    }
}

/// What the actor is to the person as far as it needs no look at the data: self or not. Enough for
/// what only the person may do.
#[must_use]
pub fn own_capacities(actor: &Actor, person: EmployeeId) -> Capacities {
    actor
        .capacities()
        .and_if(actor.is(person), Capacity::Oneself)
}

/// As whom somebody sees a profile; tells the page what to offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Viewer {
    #[serde(rename = "self")]
    Oneself,
    Manager,
    Specialist,
    Colleague,
}

impl Viewer {
    #[must_use]
    pub const fn of(capacities: Capacities) -> Self {
        if capacities.has(Capacity::Oneself) {
            Self::Oneself
        } else if capacities.has(Capacity::LineManager) {
            Self::Manager
        } else if capacities.has(Capacity::Specialist) {
            Self::Specialist
        } else {
            Self::Colleague
        }
    }
}
