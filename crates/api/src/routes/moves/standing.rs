//! As what somebody stands towards a move, and which sides of it they therefore speak for.

use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Capacities, Capacity};
use domain::application::ApplicationStatus;
use domain::disclosure::{DisclosureTable, Party};
use domain::ids::EmployeeId;
use domain::mobility::{MoveFacts, MoveSide};
use persistence::moves::{MoveRow, MoveSeal};

/// In which capacities the actor stands towards a move. The mover is nothing else; nor is the
/// manager who is left a specialist of it, and they know of it until it is effective.
#[must_use]
pub fn capacities(actor: &AccessActor, seal: &MoveSeal, table: &DisclosureTable) -> Capacities {
    let known = actor.capacities();
    let none = Capacities::default().and(Capacity::Colleague);
    if actor.is(seal.employee_id) {
        return none.and(Capacity::Oneself);
    }
    let is = |one: Option<EmployeeId>| one.is_some_and(|one| actor.is(one));
    let told = table.may_know(Party::CurrentManager, ApplicationStatus::Accepted);
    let approves = seal.approvers.iter().any(|one| actor.is(*one));
    let leads = is(seal.manager_id) && !seal.status.is_seated();
    none.and_if(leads && told, Capacity::InformedManager)
        .and_if(is(seal.to_manager_id), Capacity::ReceivingManager)
        .and_if(approves && !leads, Capacity::Approver)
        .and_if(
            known.has(Capacity::Specialist) && !leads,
            Capacity::Specialist,
        )
}

/// The sides that somebody speaks for.
#[must_use]
pub fn sides(capacities: Capacities) -> Vec<MoveSide> {
    [
        (Capacity::Oneself, MoveSide::Mover),
        (Capacity::InformedManager, MoveSide::ReleasingManager),
        (Capacity::ReceivingManager, MoveSide::ReceivingManager),
        (Capacity::Approver, MoveSide::Approver),
        (Capacity::Specialist, MoveSide::Specialist),
    ]
    .into_iter()
    .filter(|(capacity, _)| capacities.has(*capacity))
    .map(|(_, side)| side)
    .collect()
}

/// What the machine needs to know of the one who asks, without what they bring.
#[must_use]
pub fn facts(
    row: &MoveRow,
    actor: Option<EmployeeId>,
    sides: Vec<MoveSide>,
    today: NaiveDate,
) -> MoveFacts {
    let stands_in = sides.contains(&MoveSide::Specialist);
    let approvals = &row.consents.0.approvals;
    let place = actor.and_then(|me| approvals.place_of(me, stands_in));
    MoveFacts {
        sides,
        today,
        date: None,
        has_reason: false,
        has_answered: place.is_none(),
        handed_over: false,
    }
}

/// Whether somebody sees what is said on the new seat.
#[must_use]
pub const fn sees_new_seat(capacities: Capacities) -> bool {
    capacities.has(Capacity::Oneself)
        || capacities.has(Capacity::ReceivingManager)
        || capacities.has(Capacity::Specialist)
}
