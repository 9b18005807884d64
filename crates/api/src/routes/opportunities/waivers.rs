//! Rules of eligibility that a specialist waived for one person and one opening. Asking for a waiver
//! and answering is `contests`; here is what follows from it.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::contest::{ContestOutcome, ContestState};
use domain::eligibility::{self, EligibilityCode, RuleOutcome};
use domain::ids::{ContestId, EmployeeId, OpportunityId};
use persistence::contests::{self, ContestRow};
use persistence::{Conn, DbError};
use serde::Serialize;
use utoipa::ToSchema;

use super::card::{EligibleFrom, OpportunityCard};
use crate::error::ApiResult;
use crate::refs::EmployeeRef;
use crate::state::{App, AppState};

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

/// What was waived for somebody, by opening: which rules, up to and including which day.
#[derive(Debug, Default)]
pub struct Granted(HashMap<OpportunityId, Vec<(Vec<EligibilityCode>, NaiveDate)>>);

impl Granted {
    /// Out of somebody's questions, whatever they are about.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a ContestRow>) -> Self {
        let mut granted: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let upheld = row.outcome == Some(ContestOutcome::Upheld);
            if let (true, Some(opening), Some(last_day)) =
                (upheld, row.opportunity_id, row.waived_until)
            {
                let lifted = (row.waived_rules.0.clone(), last_day);
                granted.entry(opening).or_default().push(lifted);
            }
        }
        Self(granted)
    }

    fn lift(
        &self,
        opening: OpportunityId,
        rules: Vec<RuleOutcome>,
        today: NaiveDate,
    ) -> Vec<RuleOutcome> {
        let lifted = self.0.get(&opening).into_iter().flatten();
        lifted.fold(rules, |rules, (lifted, last_day)| {
            eligibility::waive(rules, lifted, *last_day, today)
        })
    }

    /// Says on somebody's cards what the rules say with what was waived for them.
    pub fn show(&self, app: &AppState, me: EmployeeId, cards: &mut [OpportunityCard]) {
        let today = app.clock.today();
        for card in cards {
            if card.eligible_from.is_none() || !self.0.contains_key(&card.id) {
                continue;
            }
            // All rules: a card whose door is opened leads to where all are asked.
            let Some(rules) = app.matching.eligibility(me, card.id) else {
                continue;
            };
            let rules = self.lift(card.id, rules, today);
            card.eligible_from = EligibleFrom::of(&rules);
            card.waived_until = waived_until(&rules);
        }
    }
}

/// The last day on which somebody may apply by waiver; `None` for who may without, or may not.
fn waived_until(rules: &[RuleOutcome]) -> Option<NaiveDate> {
    let waived = rules.iter().filter_map(|rule| rule.waived_until);
    waived.min().filter(|_| eligibility::is_eligible(rules))
}

/// Says on somebody's cards what the rules say with what was waived for them. Asks the database
/// only if time is in the way somewhere.
pub async fn show_waived(
    app: &App,
    me: Option<EmployeeId>,
    cards: &mut [OpportunityCard],
) -> ApiResult<()> {
    let Some(me) = me.filter(|_| cards.iter().any(|card| card.eligible_from.is_some())) else {
        return Ok(());
    };
    let now = app.clock.now();
    let rows = (app.db)
        .read(move |conn: &mut Conn| contests::list_answered(conn, me, now, now.date()))
        .await?;
    Granted::of(&rows).show(app, me, cards);
    Ok(())
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
    let rules = Granted::of(&asked).lift(opening, rules, today);
    Ok((rules, asked))
}
