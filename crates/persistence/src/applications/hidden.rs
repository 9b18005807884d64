//! The applicant as one of those who decide is shown them: by name, or by number while the name is
//! hidden from the team. Until when that is, says `domain::anonymity`.

use std::collections::BTreeSet;

use diesel::prelude::*;
use domain::anonymity;
use domain::ids::{EmployeeId, OpportunityId};
use domain::time::Timestamp;

use super::{ApplicationRow, Named};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::application;

/// Whoever shows an applicant shows this, so that no list can forget that the name is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShownAs {
    Name(Named),
    Number(i32),
}

impl ShownAs {
    /// Of this application, to who has been of the team since then, if they are.
    pub(super) fn of(
        row: &ApplicationRow,
        named: Named,
        viewer: Option<EmployeeId>,
        in_team_since: Option<Timestamp>,
    ) -> Self {
        let own = viewer == Some(row.employee_id);
        let number = hidden_as((row.applicant_number, row.name_hidden), in_team_since, own);
        number.map_or(Self::Name(named), Self::Number)
    }

    #[must_use]
    pub const fn is_hidden(&self) -> bool {
        matches!(self, Self::Number(_))
    }
}

/// The number that stands for the name, where that is hidden from the one who looks.
pub(super) fn hidden_as(
    (number, hidden): (Option<i32>, bool),
    in_team_since: Option<Timestamp>,
    own: bool,
) -> Option<i32> {
    // An imported row could be hidden without a number.
    (hidden && anonymity::hides_from(in_team_since, own)).then(|| number.unwrap_or(0))
}

/// A number for somebody who applies to the opening, whose lock the caller holds; none where the
/// opening's team has seen the name by an earlier application.
pub(super) fn draw(
    conn: &mut Conn,
    opening: OpportunityId,
    applicant: EmployeeId,
) -> Result<Option<i32>, DbError> {
    let all: Vec<(EmployeeId, Option<i32>, bool)> = application::table
        .filter(application::opportunity_id.eq(opening))
        .select((
            application::employee_id,
            application::applicant_number,
            application::name_hidden,
        ))
        .load(conn)?;
    if (all.iter()).any(|(who, _, hidden)| *who == applicant && !hidden) {
        return Ok(None);
    }
    let taken: BTreeSet<i32> = all.iter().filter_map(|(_, number, _)| *number).collect();
    let random = uuid::Uuid::new_v4().as_fields().0;
    Ok(Some(anonymity::draw_number(&taken, random)))
}
