//! Openings in memory: enough to rank, to search and to say who sees them. The words that people
//! read come from the row itself when it is shown.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::ids::{EmployeeId, OpportunityId, SkillId};
use domain::terms::Importance;
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::opportunities::{OpportunityRow, RequirementRow};
use crate::schema::{opportunity, opportunity_member, opportunity_requirement};

#[derive(Clone, Debug)]
pub struct BoardRow {
    pub row: OpportunityRow,
    pub requirements: Vec<RequirementRow>,
    /// Without the owner; each with when they joined.
    pub members: Vec<(EmployeeId, Timestamp)>,
}

/// All openings.
///
/// # Errors
/// When the database does not answer.
pub fn list_board(conn: &mut Conn) -> Result<Vec<BoardRow>, DbError> {
    let rows: Vec<OpportunityRow> = opportunity::table
        .order(opportunity::id)
        .select(OpportunityRow::as_select())
        .load(conn)?;
    let requirements: Vec<Requirement> = opportunity_requirement::table
        .order((
            opportunity_requirement::opportunity_id,
            opportunity_requirement::skill_id,
        ))
        .select(REQUIREMENT)
        .load(conn)?;
    let members: Vec<(OpportunityId, EmployeeId, Timestamp)> = opportunity_member::table
        .select((
            opportunity_member::opportunity_id,
            opportunity_member::employee_id,
            opportunity_member::joined_at,
        ))
        .load(conn)?;
    Ok(joined(rows, requirements, members))
}

/// These openings; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn list_board_rows(conn: &mut Conn, ids: &[OpportunityId]) -> Result<Vec<BoardRow>, DbError> {
    let rows: Vec<OpportunityRow> = opportunity::table
        .filter(opportunity::id.eq_any(ids))
        .select(OpportunityRow::as_select())
        .load(conn)?;
    let requirements: Vec<Requirement> = opportunity_requirement::table
        .filter(opportunity_requirement::opportunity_id.eq_any(ids))
        .order((
            opportunity_requirement::opportunity_id,
            opportunity_requirement::skill_id,
        ))
        .select(REQUIREMENT)
        .load(conn)?;
    let members: Vec<(OpportunityId, EmployeeId, Timestamp)> = opportunity_member::table
        .filter(opportunity_member::opportunity_id.eq_any(ids))
        .select((
            opportunity_member::opportunity_id,
            opportunity_member::employee_id,
            opportunity_member::joined_at,
        ))
        .load(conn)?;
    Ok(joined(rows, requirements, members))
}

type Requirement = (OpportunityId, SkillId, i16, Importance);

const REQUIREMENT: (
    opportunity_requirement::opportunity_id,
    opportunity_requirement::skill_id,
    opportunity_requirement::level,
    opportunity_requirement::importance,
) = (
    opportunity_requirement::opportunity_id,
    opportunity_requirement::skill_id,
    opportunity_requirement::level,
    opportunity_requirement::importance,
);

fn joined(
    rows: Vec<OpportunityRow>,
    requirements: Vec<Requirement>,
    members: Vec<(OpportunityId, EmployeeId, Timestamp)>,
) -> Vec<BoardRow> {
    let mut asked: HashMap<OpportunityId, Vec<RequirementRow>> = HashMap::new();
    for (id, skill_id, level, importance) in requirements {
        asked.entry(id).or_default().push(RequirementRow {
            skill_id,
            level,
            importance,
        });
    }
    let mut teams: HashMap<OpportunityId, Vec<(EmployeeId, Timestamp)>> = HashMap::new();
    for (id, member, joined_at) in members {
        teams.entry(id).or_default().push((member, joined_at));
    }
    rows.into_iter()
        .map(|row| BoardRow {
            requirements: asked.remove(&row.id).unwrap_or_default(),
            members: teams.remove(&row.id).unwrap_or_default(),
            row,
        })
        .collect()
}
