//! Moves: what is stored of one, and finding it. Steps are in `write`, what changes of the person
//! in `seat`, the history in `parts`, the hand-over list in `crate::checklist`.
//!
//! A move is found sealed: whoever wants its content asks the table of rights with what is on the
//! seal, and opens it with the permit.

mod chain;
pub(crate) mod imported;
mod list;
mod parts;
mod reports;
mod seat;
mod telling;
mod write;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{
    ApplicationId, EmployeeId, JobProfileId, LocationId, MoveId, OpportunityId, OrgUnitId,
    PositionId,
};
use domain::mobility::{
    Approvals, Council, CouncilStand, MoveSide, MoveState, MoveStatus, MoveTurn,
};
use domain::terms::OpportunityKind;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use chain::{Chain, find_chain};
pub use list::{
    Concerned, MoveFilter, MovePosition, MoveScope, count_on_desk, list_checked_in,
    list_concerning, list_moves,
};
pub use parts::{
    CheckIn, MoveEventRow, insert_check_in, list_check_ins, list_events, list_withdrawable,
};
pub use seat::{FieldChange, Placement, release_old_seat, restore_seat, seat_of, take_seat};
pub use write::{MoveStepRecord, delete_approver, insert_move, update_move};

use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::schema::{employee, internal_move, opportunity};
use crate::spelled::Spelled;
use crate::write::WriteTx;

/// What changes with a seat besides unit and manager.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub job_profile_id: Option<JobProfileId>,
    pub title: String,
    pub location_id: Option<LocationId>,
    pub position_id: Option<PositionId>,
    /// Who reported to the mover when they left, and reports to the mover's manager since.
    #[serde(default)]
    pub reports: Vec<EmployeeId>,
}

/// Whose consent a move needs besides that of the two managers, and what they said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consents {
    #[serde(flatten)]
    pub approvals: Approvals,
    /// Until when the works council may answer, once it has been informed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub council_answer_by: Option<NaiveDate>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = internal_move)]
pub struct MoveRow {
    pub id: MoveId,
    pub application_id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub kind: OpportunityKind,
    pub status: MoveStatus,
    pub from_org_unit_id: OrgUnitId,
    pub from_manager_id: Option<EmployeeId>,
    pub from_seat: Json<Seat>,
    pub to_org_unit_id: OrgUnitId,
    pub to_manager_id: Option<EmployeeId>,
    pub to_seat: Json<Seat>,
    pub backfill_id: Option<OpportunityId>,
    pub accepted_on: NaiveDate,
    pub plan_by: NaiveDate,
    pub cap_on: NaiveDate,
    pub asked_for: Option<NaiveDate>,
    pub countered_to: Option<NaiveDate>,
    pub effective_on: NaiveDate,
    pub turn: Option<MoveTurn>,
    pub answer_by: Option<NaiveDate>,
    pub trial_ends_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub confirmed_by: Option<MoveSide>,
    pub due_on: Option<NaiveDate>,
    pub known_to_hr: bool,
    pub policy_version: i64,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub consents: Json<Consents>,
    pub council: CouncilStand,
}

impl MoveRow {
    /// As the machine sees it.
    #[must_use]
    pub fn state(&self) -> MoveState {
        MoveState {
            status: self.status,
            accepted_on: self.accepted_on,
            cap_on: self.cap_on,
            effective_on: self.effective_on,
            plan_by: self.plan_by,
            countered_to: self.countered_to,
            turn: self.turn,
            answer_by: self.answer_by,
            trial_ends_on: self.trial_ends_on,
            ends_on: self.ends_on,
            confirmed_by_mover: self.confirmed_by == Some(MoveSide::Mover),
            confirmed_by_receiver: self.confirmed_by == Some(MoveSide::ReceivingManager),
            approvals: self.consents.0.approvals.count(),
            council: Council {
                stand: self.council,
                answer_by: self.consents.0.council_answer_by,
            },
        }
    }

    /// Takes over what the machine decided, but for the words of the approvers. When both sides have confirmed, neither word is kept
    /// apart: the move is confirmed.
    pub fn set(&mut self, state: &MoveState) {
        self.status = state.status;
        self.effective_on = state.effective_on;
        self.countered_to = state.countered_to;
        self.turn = state.turn;
        self.answer_by = state.answer_by;
        self.trial_ends_on = state.trial_ends_on;
        self.confirmed_by = match (state.confirmed_by_mover, state.confirmed_by_receiver) {
            (true, false) => Some(MoveSide::Mover),
            (false, true) => Some(MoveSide::ReceivingManager),
            (true, true) | (false, false) => None,
        };
        self.council = state.council.stand;
        self.consents.0.council_answer_by = state.council.answer_by;
        self.due_on = domain::mobility::due(state).map(|(_, day)| day);
    }
}

/// What decides who may know of a move. Tells nothing to anybody by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveSeal {
    pub id: MoveId,
    pub employee_id: EmployeeId,
    pub status: MoveStatus,
    /// To whom the mover reports now.
    pub manager_id: Option<EmployeeId>,
    pub to_manager_id: Option<EmployeeId>,
    pub approvers: Vec<EmployeeId>,
}

impl Consents {
    /// Who is asked to approve.
    pub(crate) fn approvers(&self) -> Vec<EmployeeId> {
        let asked = self.approvals.asked.iter();
        asked.map(|one| one.approver_id).collect()
    }
}

/// A move with the title of its opening.
#[derive(Clone, Debug)]
pub struct OpenMove {
    pub row: MoveRow,
    pub opportunity_title: String,
    pub seal: MoveSeal,
}

/// A move that nobody has been allowed to read yet.
#[derive(Clone, Debug)]
pub struct SealedMove {
    pub seal: MoveSeal,
    content: OpenMove,
}

impl SealedMove {
    fn new(row: MoveRow, opportunity_title: String, manager_id: Option<EmployeeId>) -> Self {
        let seal = MoveSeal {
            id: row.id,
            employee_id: row.employee_id,
            status: row.status,
            manager_id,
            to_manager_id: row.to_manager_id,
            approvers: row.consents.0.approvers(),
        };
        Self {
            seal: seal.clone(),
            content: OpenMove {
                row,
                opportunity_title,
                seal,
            },
        }
    }

    /// `None` when the permit is for another move.
    #[must_use]
    pub fn open(self, permit: &Permit<actions::ReadMove>) -> Option<OpenMove> {
        (permit.object() == self.seal.id).then_some(self.content)
    }

    /// For what time brings: nobody reads it.
    #[must_use]
    pub fn into_row(self) -> MoveRow {
        self.content.row
    }
}

/// One move.
///
/// # Errors
/// When the database does not answer.
pub fn find_move(conn: &mut Conn, id: MoveId) -> Result<Option<SealedMove>, DbError> {
    let found: Option<(MoveRow, String, Option<EmployeeId>)> = internal_move::table
        .inner_join(opportunity::table.on(opportunity::id.eq(internal_move::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(internal_move::employee_id)))
        .filter(internal_move::id.eq(id))
        .select((
            MoveRow::as_select(),
            opportunity::title,
            employee::manager_id,
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(|(row, title, manager)| SealedMove::new(row, title, manager)))
}

/// These moves, in one statement.
///
/// # Errors
/// When the database does not answer.
pub fn list_by_ids(conn: &mut Conn, ids: &[MoveId]) -> Result<Vec<SealedMove>, DbError> {
    let found: Vec<(MoveRow, String, Option<EmployeeId>)> = internal_move::table
        .inner_join(opportunity::table.on(opportunity::id.eq(internal_move::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(internal_move::employee_id)))
        .filter(internal_move::id.eq_any(ids.to_vec()))
        .select((
            MoveRow::as_select(),
            opportunity::title,
            employee::manager_id,
        ))
        .load(conn)?;
    let sealed =
        (found.into_iter()).map(|(row, title, manager)| SealedMove::new(row, title, manager));
    Ok(sealed.collect())
}

/// The same, with its opening and itself locked until the transaction ends: the opening first, like
/// everybody who writes to openings. On SQLite the whole transaction is the lock.
///
/// # Errors
/// When the database does not answer.
pub fn lock_move(tx: &mut WriteTx<'_>, id: MoveId) -> Result<Option<SealedMove>, DbError> {
    if let Conn::Postgres(c) = tx.conn() {
        let its = internal_move::table
            .filter(internal_move::id.eq(id))
            .select(internal_move::opportunity_id);
        let _locked: Option<OpportunityId> = opportunity::table
            .filter(opportunity::id.eq_any(its))
            .select(opportunity::id)
            .for_update()
            .first(c)
            .optional()?;
        let _locked: Option<MoveId> = internal_move::table
            .filter(internal_move::id.eq(id))
            .select(internal_move::id)
            .for_update()
            .first(c)
            .optional()?;
    }
    find_move(tx.conn(), id)
}

/// Moves for which time has brought something by `today`, the longest overdue first; each with the
/// day on which it was due.
///
/// # Errors
/// When the database does not answer.
pub fn list_due(conn: &mut Conn, today: NaiveDate, most: i64) -> Result<Vec<MoveId>, DbError> {
    Ok(internal_move::table
        .filter(internal_move::due_on.le(today))
        .order((internal_move::due_on, internal_move::id))
        .limit(most)
        .select(internal_move::id)
        .load(conn)?)
}

/// Whether somebody is in a move that is not over.
///
/// # Errors
/// When the database does not answer.
pub fn is_moving(conn: &mut Conn, person: EmployeeId) -> Result<bool, DbError> {
    use MoveStatus::{Cancelled, Confirmed, Returned};
    let live = internal_move::table
        .filter(internal_move::employee_id.eq(person))
        .filter(internal_move::status.ne_all_terms([Confirmed, Returned, Cancelled]));
    Ok(diesel::select(diesel::dsl::exists(live)).get_result(conn)?)
}
