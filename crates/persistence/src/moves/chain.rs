//! Chains: a move fills one seat and leaves another, which a move may fill, and so on.

use diesel::prelude::*;
use diesel::sql_types::Integer;
use domain::access::{Permit, actions};
use domain::ids::{EmployeeId, MoveId, OpportunityId};
use domain::mobility::MoveStatus;
use domain::opportunity::OpportunityStatus;
use domain::sql::Uuid;

use super::{MoveRow, OpenMove, SealedMove};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{employee, internal_move, opportunity};

/// Moves of one chain, the first first, and the opening that the last of them left.
#[derive(Clone, Debug)]
pub struct Chain {
    pub moves: Vec<OpenMove>,
    pub open_end: Option<(OpportunityId, String, OpportunityStatus)>,
}

#[derive(QueryableByName)]
struct Link {
    #[diesel(sql_type = Uuid)]
    id: MoveId,
    #[diesel(sql_type = Integer)]
    place: i32,
}

/// Up to the move that left the seat which this one fills, and down to that which fills the seat
/// that this one leaves; what was cancelled or returned fills nothing. No chain is longer than
/// forty links in each direction.
const LINKS: &str = "WITH RECURSIVE \
     up (id, opportunity_id, place) AS (\
      SELECT id, opportunity_id, 0 FROM internal_move WHERE id = $1 \
      UNION ALL SELECT m.id, m.opportunity_id, up.place - 1 FROM internal_move m \
      JOIN up ON m.backfill_id = up.opportunity_id WHERE up.place > -40), \
     down (id, backfill_id, place) AS (\
      SELECT id, backfill_id, 0 FROM internal_move WHERE id = $2 \
      UNION ALL SELECT m.id, m.backfill_id, down.place + 1 FROM internal_move m \
      JOIN down ON m.opportunity_id = down.backfill_id \
      WHERE down.place < 40 AND m.status NOT IN ('cancelled', 'returned')) \
     SELECT id, place FROM up UNION SELECT id, place FROM down ORDER BY place, id";

/// The chain of which a move is a link, in three statements. For specialists: it names people who
/// have nothing to do with each other.
///
/// # Errors
/// When the database does not answer.
pub fn find_chain(
    conn: &mut Conn,
    _permit: &Permit<actions::ReadMovePipeline>,
    id: MoveId,
) -> Result<Chain, DbError> {
    let links: Vec<Link> = diesel::sql_query(LINKS)
        .bind::<Uuid, _>(id)
        .bind::<Uuid, _>(id)
        .load(conn)?;
    let ids: Vec<MoveId> = links.iter().map(|link| link.id).collect();
    let rows: Vec<(MoveRow, String, Option<EmployeeId>)> = internal_move::table
        .inner_join(opportunity::table.on(opportunity::id.eq(internal_move::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(internal_move::employee_id)))
        .filter(internal_move::id.eq_any(ids))
        .select((
            MoveRow::as_select(),
            opportunity::title,
            employee::manager_id,
        ))
        .load(conn)?;
    let place = |id: MoveId| {
        links
            .iter()
            .find(|link| link.id == id)
            .map(|link| link.place)
    };
    let mut moves: Vec<OpenMove> = (rows.into_iter())
        .map(|(row, title, manager)| SealedMove::new(row, title, manager).content)
        .collect();
    moves.sort_by_key(|one| (place(one.row.id), one.row.id));
    let last = moves.last().map(|one| &one.row);
    let left =
        last.filter(|row| !matches!(row.status, MoveStatus::Cancelled | MoveStatus::Returned));
    let open_end = match left.and_then(|row| row.backfill_id) {
        Some(left) => opportunity::table
            .filter(opportunity::id.eq(left))
            .select((opportunity::id, opportunity::title, opportunity::status))
            .first(conn)
            .optional()?,
        None => None,
    };
    Ok(Chain { moves, open_end })
}
