//! Moves that imported data has not heard of yet. Until a record names anything but the old seat,
//! it is older than the move, and the seat stays as the move made it; from then on records win
//! again, whatever they say.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{EmployeeId, JobProfileId, MoveId, OrgUnitId};
use domain::mobility::MoveStatus;

use super::MoveRow;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::internal_move;
use crate::spelled::Spelled;

/// Of these people the moves that are in effect and that no record has named yet.
pub(crate) fn list_unheard(
    conn: &mut Conn,
    people: &[EmployeeId],
) -> Result<HashMap<EmployeeId, MoveRow>, DbError> {
    let seated = MoveStatus::ALL
        .iter()
        .copied()
        .filter(|one| one.is_seated());
    let seated: Vec<MoveStatus> = seated.collect();
    let mut all = HashMap::new();
    for chunk in people.chunks(500) {
        let rows: Vec<MoveRow> = internal_move::table
            .filter(internal_move::employee_id.eq_any(chunk.to_vec()))
            .filter(internal_move::status.eq_any_term(seated.iter().copied()))
            .filter(internal_move::known_to_hr.eq(false))
            .order((internal_move::effective_on, internal_move::id))
            .select(MoveRow::as_select())
            .load(conn)?;
        // Of several the latest.
        all.extend(rows.into_iter().map(|row| (row.employee_id, row)));
    }
    Ok(all)
}

/// Remembers that records know of these moves.
pub(crate) fn update_heard(conn: &mut Conn, ids: &[MoveId]) -> Result<(), DbError> {
    diesel::update(internal_move::table.filter(internal_move::id.eq_any(ids.to_vec())))
        .set(internal_move::known_to_hr.eq(true))
        .execute(conn)?;
    Ok(())
}

impl MoveRow {
    /// Whether a record that puts the mover there has not heard of the move.
    pub(crate) fn is_news_to(
        &self,
        unit: OrgUnitId,
        job: Option<JobProfileId>,
        manager: Option<EmployeeId>,
    ) -> bool {
        let old = (self.from_org_unit_id, self.from_seat.0.job_profile_id);
        let new = (self.to_org_unit_id, self.to_seat.0.job_profile_id);
        // Within one unit and job only the manager tells.
        (unit, job) == old && (old != new || manager == self.from_manager_id)
    }

    /// Whether the move ended an assignment on this day.
    pub(crate) fn ended_on(&self, day: Option<NaiveDate>) -> bool {
        day.is_some() && day == self.effective_on.pred_opt()
    }
}
