//! Rules of eligibility that a specialist waived for one person and one opening. Asking for a waiver
//! and answering is `contests`; here is what follows from it.

use chrono::NaiveDate;
use domain::contest::{ContestOutcome, ContestState};
use domain::eligibility::{self, RuleOutcome};
use domain::ids::{ContestId, EmployeeId, OpportunityId};
use persistence::contests::{self, ContestRow};
use persistence::{Conn, DbError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::refs::EmployeeRef;
use crate::state::AppState;

/// What somebody asked to have waived for an opening, and how it was answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiver {
    /// The question that asks for it.
    contest_id: ContestId,
    state: ContestState,
    /// By when an answer is due.
    due_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<ContestOutcome>,
    /// The last day of a waiver that was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<EmployeeRef>,
}

impl Waiver {
    pub(super) fn of(app: &AppState, row: &ContestRow) -> Self {
        let by = row.answered_by_id;
        Self {
            contest_id: row.id,
            state: row.state,
            due_on: row.due_on,
            outcome: row.outcome,
            until: row.waived_until,
            answered_by: by.and_then(|id| app.directory.employee_ref(id)),
        }
    }
}

/// The rules with what was waived for this person and opening, and the requests, newest first.
pub fn waived(
    conn: &mut Conn,
    person: EmployeeId,
    opening: OpportunityId,
    rules: Vec<RuleOutcome>,
    today: NaiveDate,
) -> Result<(Vec<RuleOutcome>, Vec<ContestRow>), DbError> {
    if eligibility::is_eligible(&rules) {
        return Ok((rules, Vec::new()));
    }
    let asked = contests::list_waivers_to(conn, person, opening)?;
    let granted = asked.iter().filter_map(|row| {
        let last_day = row.waived_until?;
        (row.outcome == Some(ContestOutcome::Upheld)).then_some((&row.waived_rules.0, last_day))
    });
    let rules = granted.fold(rules, |rules, (lifted, last_day)| {
        eligibility::waive(rules, lifted, last_day, today)
    });
    Ok((rules, asked))
}
