//! Lists of moves, each for one side.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{EmployeeId, MoveId, OrgUnitId};
use domain::mobility::{CouncilStand, MoveSide, MoveStatus};
use domain::time::Timestamp;

use super::{MoveRow, OpenMove, SealedMove};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{employee, internal_move, move_approver, move_check_in, opportunity};
use crate::spelled::Spelled;

/// States in which the manager who is left knows of the move.
const AHEAD: [MoveStatus; 5] = [
    MoveStatus::Planned,
    MoveStatus::ReleaseRequested,
    MoveStatus::ReleaseAgreed,
    MoveStatus::Approved,
    MoveStatus::Scheduled,
];
const OVER: [MoveStatus; 3] = [
    MoveStatus::Confirmed,
    MoveStatus::Returned,
    MoveStatus::Cancelled,
];

/// Whose moves a list holds.
#[derive(Clone, Debug)]
pub enum MoveScope {
    Own(EmployeeId),
    /// Of people who report to this manager and are about to leave. Their own move is none of it.
    LeavingManager(EmployeeId),
    /// Of people who come to this manager, or came.
    ArrivingAt(EmployeeId),
    /// Those that wait for this person's approval.
    ToApprove(EmployeeId),
    /// All but the specialist's own and their reports', of which they are told as such.
    Pipeline(Permit<actions::ReadMovePipeline>, Option<EmployeeId>),
}

#[derive(Clone, Copy, Debug, Default)]
pub struct MoveFilter {
    pub status: Option<MoveStatus>,
    /// Over or not; `None`: both.
    pub over: Option<bool>,
    pub org_unit_id: Option<OrgUnitId>,
    /// Nothing has happened since before this moment.
    pub still_since: Option<Timestamp>,
    /// What waits for specialists on this day.
    pub desk_on: Option<NaiveDate>,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MovePosition {
    pub at: Timestamp,
    pub id: MoveId,
}

impl OpenMove {
    #[must_use]
    pub const fn position(&self) -> MovePosition {
        MovePosition {
            at: self.row.updated_at,
            id: self.row.id,
        }
    }
}

type Query<'a> = diesel::helper_types::IntoBoxed<'a, Joined, crate::conn::MultiBackend>;
type Joined = diesel::helper_types::Select<
    diesel::helper_types::InnerJoinOn<
        diesel::helper_types::InnerJoinOn<
            internal_move::table,
            opportunity::table,
            diesel::dsl::Eq<opportunity::id, internal_move::opportunity_id>,
        >,
        employee::table,
        diesel::dsl::Eq<employee::id, internal_move::employee_id>,
    >,
    (
        diesel::helper_types::AsSelect<MoveRow, crate::conn::MultiBackend>,
        opportunity::title,
        employee::manager_id,
    ),
>;

fn joined<'a>() -> Query<'a> {
    internal_move::table
        .inner_join(opportunity::table.on(opportunity::id.eq(internal_move::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(internal_move::employee_id)))
        .select((
            MoveRow::as_select(),
            opportunity::title,
            employee::manager_id,
        ))
        .into_boxed()
}

/// Whether somebody is asked to approve a move and has not answered.
#[diesel::dsl::auto_type(no_type_alias)]
fn asks(me: EmployeeId) -> _ {
    let asked = move_approver::table
        .filter(move_approver::move_id.eq(internal_move::id))
        .filter(move_approver::approver_id.eq(me));
    diesel::dsl::exists(asked)
}

/// Those about which specialists have to do something: inform the works council, overcome its
/// objection, stand in for an approver who is overdue.
fn on_desk(query: Query<'_>, today: NaiveDate) -> Query<'_> {
    use MoveStatus::{Planned, ReleaseAgreed, ReleaseRequested};
    use internal_move as t;
    let council = t::council
        .eq_any_term([CouncilStand::Due, CouncilStand::Objected])
        .and(t::status.eq_any_term([Planned, ReleaseRequested, ReleaseAgreed]));
    let overdue = t::status
        .eq_term(ReleaseAgreed)
        .and(t::answer_by.lt(today).assume_not_null());
    query.filter(council.or(overdue))
}

/// How many moves wait for the specialist of this scope.
///
/// # Errors
/// When the database does not answer.
pub fn count_on_desk(conn: &mut Conn, scope: &MoveScope, today: NaiveDate) -> Result<i64, DbError> {
    let all = on_desk(within(joined(), scope), today);
    Ok(all.count().get_result(conn)?)
}

fn within<'a>(query: Query<'a>, scope: &MoveScope) -> Query<'a> {
    use internal_move as t;
    match scope {
        MoveScope::Own(me) => query.filter(t::employee_id.eq(*me)),
        MoveScope::LeavingManager(me) => query
            .filter(employee::manager_id.eq(*me))
            .filter(t::employee_id.ne(*me))
            .filter(t::status.eq_any_term(AHEAD)),
        MoveScope::ArrivingAt(me) => query
            .filter(t::to_manager_id.eq(*me))
            .filter(t::employee_id.ne(*me)),
        MoveScope::ToApprove(me) => query
            .filter(asks(*me))
            .filter(t::employee_id.ne(*me))
            .filter(t::status.eq_term(MoveStatus::ReleaseAgreed))
            // Not once enough have agreed and only the works council is waited for.
            .filter(t::answer_by.is_not_null()),
        MoveScope::Pipeline(_, me) => match me {
            None => query,
            Some(me) => query.filter(t::employee_id.ne(*me)).filter(
                employee::manager_id
                    .is_null()
                    .or(employee::manager_id.ne(*me).assume_not_null()),
            ),
        },
    }
}

/// One page in one statement: what has not moved for the longest first; of those that are over the
/// latest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_moves(
    conn: &mut Conn,
    scope: &MoveScope,
    filter: MoveFilter,
    after: Option<&MovePosition>,
    limit: i64,
) -> Result<Vec<OpenMove>, DbError> {
    use internal_move as t;
    let mut query = within(joined(), scope);
    if let Some(status) = filter.status {
        query = query.filter(t::status.eq_term(status));
    }
    if let Some(unit) = filter.org_unit_id {
        query = query.filter(t::from_org_unit_id.eq(unit).or(t::to_org_unit_id.eq(unit)));
    }
    if let Some(today) = filter.desk_on {
        query = on_desk(query, today);
    }
    if let Some(since) = filter.still_since {
        query = query.filter(t::updated_at.lt(since));
    }
    query = match filter.over {
        // A secondment that was confirmed runs on to its last day.
        Some(true) => query.filter(t::status.eq_any_term(OVER).and(t::due_on.is_null())),
        Some(false) => query.filter(t::status.ne_all_terms(OVER).or(t::due_on.is_not_null())),
        None => query,
    };
    let latest_first = filter.over == Some(true);
    if let Some(after) = after {
        query = if latest_first {
            let same = t::updated_at.eq(after.at).and(t::id.lt(after.id));
            query.filter(t::updated_at.lt(after.at).or(same))
        } else {
            let same = t::updated_at.eq(after.at).and(t::id.gt(after.id));
            query.filter(t::updated_at.gt(after.at).or(same))
        };
    }
    query = if latest_first {
        query.order((t::updated_at.desc(), t::id.desc()))
    } else {
        query.order((t::updated_at, t::id))
    };
    let rows: Vec<(MoveRow, String, Option<EmployeeId>)> = query.limit(limit).load(conn)?;
    let sealed = rows
        .into_iter()
        .map(|(row, title, manager)| SealedMove::new(row, title, manager));
    // What the scope lets through may be read by the one who asks.
    Ok(sealed.map(|sealed| sealed.content).collect())
}

/// Whose first page it is.
#[derive(Clone, Debug)]
pub struct Concerned {
    pub me: EmployeeId,
    /// Who reports to them.
    pub reports: Vec<EmployeeId>,
    /// Moves that were confirmed and took effect before this day concern nobody any more, but for
    /// secondments.
    pub since: NaiveDate,
}

/// Moves that run and concern somebody, on whichever side, in one statement; the next due first.
/// Who may know of them is decided by who asks.
///
/// # Errors
/// When the database does not answer.
pub fn list_concerning(
    conn: &mut Conn,
    who: &Concerned,
    limit: i64,
) -> Result<Vec<SealedMove>, DbError> {
    use internal_move as t;
    let leaving = t::employee_id
        .eq_any(who.reports.clone())
        .and(t::status.eq_any_term(AHEAD));
    let approving = asks(who.me).and(t::status.eq_term(MoveStatus::ReleaseAgreed));
    let arriving = t::to_manager_id.eq(who.me).assume_not_null();
    let mine = t::employee_id.eq(who.me);
    let runs = t::status.ne_all_terms(OVER);
    let recent = t::status
        .eq_term(MoveStatus::Confirmed)
        .and(t::effective_on.ge(who.since).or(t::ends_on.is_not_null()));
    let rows: Vec<(MoveRow, String, Option<EmployeeId>)> = joined()
        .filter(mine.or(arriving).or(approving).or(leaving))
        .filter(runs.or(recent))
        .order((t::due_on, t::id))
        .limit(limit)
        .load(conn)?;
    let sealed = rows
        .into_iter()
        .map(|(row, title, manager)| SealedMove::new(row, title, manager));
    Ok(sealed.collect())
}

/// Which sides have said after how many days how it goes; not what they said.
///
/// # Errors
/// When the database does not answer.
pub fn list_checked_in(
    conn: &mut Conn,
    ids: &[MoveId],
) -> Result<Vec<(MoveId, i32, MoveSide)>, DbError> {
    Ok(move_check_in::table
        .filter(move_check_in::move_id.eq_any(ids.to_vec()))
        .select((
            move_check_in::move_id,
            move_check_in::after_days,
            move_check_in::side,
        ))
        .load(conn)?)
}
