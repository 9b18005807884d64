//! Who is what to a question, and what they see of it.

use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Capacities, Capacity};
use domain::contest::{
    self, ContestCommand, ContestFacts, ContestOutcome, ContestState, ContestSubject, Involvement,
};
use domain::eligibility::EligibilityCode;
use domain::ids::{ContestId, EmployeeId, MatchId, OpportunityId, SkillId};
use domain::terms::Role;
use domain::time::Timestamp;
use persistence::contests::ContestRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::ApiResult;
use crate::refs::{EmployeeRef, SkillRef};
use crate::state::App;

/// A question, as far as it is for the one who looks: administrators are told only that it is on
/// nobody's desk.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contest {
    pub id: ContestId,
    subject_kind: ContestSubject,
    state: ContestState,
    /// By when an answer is due.
    due_on: NaiveDate,
    /// Open beyond that day.
    overdue: bool,
    created_at: Timestamp,
    /// The stored match, the skill, the application, or the opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_id: Option<Uuid>,
    /// Who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    employee: Option<EmployeeRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skill: Option<SkillRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opportunity: Option<ContestOpportunity>,
    /// The stored match that it is about; for a rejection the one at the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    match_id: Option<MatchId>,
    /// For a waiver: the rules that it is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    rules: Vec<EligibilityCode>,
    /// For a waiver that was granted: its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    waived_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "I have led two SQL migrations since that level was set.")]
    statement: Option<String>,
    /// Absent while it is on nobody's desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<EmployeeRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<ContestOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The migrations count: your level is 4 now.")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "SQL was assessed at level 4.")]
    changed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<EmployeeRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Timestamp>,
    /// What one can do now.
    #[schema(max_items = 3)]
    allowed: Vec<ContestCommand>,
    /// Of a question that is shown alone, to whoever may hand it over: specialists who had no hand
    /// in the matter, the least busy first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 1_000)]
    answerers: Vec<EmployeeRef>,
}

impl Contest {
    pub(super) fn hand_to(&mut self, answerers: Vec<EmployeeRef>) {
        if self.allowed.contains(&ContestCommand::Assign) {
            self.answerers = answerers;
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct ContestOpportunity {
    id: OpportunityId,
    #[schema(example = "Data engineer, customer platform")]
    title: String,
}

/// Who is what to a question, and what they see of it.
pub struct Desks<'a> {
    app: &'a App,
    actor: &'a AccessActor,
}

impl<'a> Desks<'a> {
    #[must_use]
    pub const fn of(app: &'a App, actor: &'a AccessActor) -> Self {
        Self { app, actor }
    }

    pub(super) fn involvement(
        &self,
        who: EmployeeId,
        asks: EmployeeId,
        opening: Option<OpportunityId>,
    ) -> Involvement {
        Involvement {
            asked: who == asks,
            manages: self.app.directory.is_in_line_of(who, asks),
            hires: opening.is_some_and(|id| self.app.matching.is_in_team(id, who)),
        }
    }

    fn own_involvement(&self, row: &ContestRow) -> Involvement {
        let involvement =
            |me: EmployeeId| self.involvement(me, row.employee_id, row.opportunity_id);
        (self.actor.employee_id).map_or_else(Involvement::default, involvement)
    }

    /// An employee's account is needed: whoever answers is named.
    fn answers(&self, involvement: Involvement) -> bool {
        self.actor.has(Role::Specialist)
            && self.actor.employee_id.is_some()
            && !involvement.is_any()
    }

    pub fn capacities(&self, row: &ContestRow) -> Capacities {
        let involvement = self.own_involvement(row);
        let withdrawn = row.state == ContestState::Withdrawn;
        let none = Capacities::default().and_if(involvement.asked, Capacity::Oneself);
        none.and_if(
            self.answers(involvement) && !withdrawn,
            Capacity::Specialist,
        )
    }

    pub(super) fn lists(&self, row: &ContestRow) -> bool {
        let involvement = self.own_involvement(row);
        let unassigned = row.assignee_id.is_none() && row.state == ContestState::Open;
        row.state != ContestState::Withdrawn && self.answers(involvement)
            || self.actor.has(Role::Admin) && unassigned && !involvement.is_any()
    }

    /// Of the specialists, with how many questions each has, those who may get this one.
    pub(super) fn fit_to_answer(
        &self,
        row: &ContestRow,
        specialists: &[(EmployeeId, i64)],
    ) -> Vec<EmployeeRef> {
        let mut fit: Vec<&(EmployeeId, i64)> = specialists
            .iter()
            .filter(|(one, _)| {
                let involved = self.involvement(*one, row.employee_id, row.opportunity_id);
                row.assignee_id != Some(*one) && !involved.is_any()
            })
            .collect();
        fit.sort_by_key(|(id, open)| (*open, *id));
        fit.into_iter()
            .filter_map(|(id, _)| self.app.directory.employee_ref(*id))
            .collect()
    }

    pub(super) fn facts(&self, row: &ContestRow) -> ContestFacts {
        let involvement = self.own_involvement(row);
        ContestFacts {
            is_specialist: self.answers(involvement),
            involvement,
            is_assignee: row.assignee_id.is_some_and(|one| self.actor.is(one)),
            fit_assignee: false,
        }
    }

    /// As far as it is for the one who looks.
    pub fn show(&self, row: ContestRow) -> ApiResult<Contest> {
        let reads = self.capacities(&row) != Capacities::default();
        let allowed = contest::allowed(row.state, &self.facts(&row));
        let names = self.app.directory.catalogue();
        let name = |id: EmployeeId| self.app.directory.employee_ref(id);
        let viewer = self.app.matching.viewer(self.actor);
        let subject = *row.subject_id.as_uuid();
        let skill = match row.subject_kind {
            ContestSubject::SkillLevel if reads => {
                Some(names.skill_ref(SkillId::from_uuid(subject))?)
            }
            _ => None,
        };
        let opening = row.opportunity_id.filter(|_| reads);
        let opening = opening.and_then(|id| self.app.matching.row(&viewer, id));
        Ok(Contest {
            id: row.id,
            subject_kind: row.subject_kind,
            state: row.state,
            due_on: row.due_on,
            overdue: row.state == ContestState::Open && row.due_on < self.app.clock.today(),
            created_at: row.created_at,
            subject_id: reads.then_some(subject),
            employee: reads.then(|| name(row.employee_id)).flatten(),
            skill,
            opportunity: opening.map(|row| ContestOpportunity {
                id: row.id,
                title: row.title,
            }),
            match_id: row.match_id.filter(|_| reads),
            rules: if reads {
                row.waived_rules.0
            } else {
                Vec::new()
            },
            waived_until: row.waived_until.filter(|_| reads),
            statement: reads.then_some(row.statement),
            assignee: row.assignee_id.filter(|_| reads).and_then(name),
            outcome: row.outcome.filter(|_| reads),
            reason: row.answer.filter(|_| reads),
            changed: row.changed.filter(|_| reads),
            answered_by: row.answered_by_id.filter(|_| reads).and_then(name),
            closed_at: row.closed_at.filter(|_| reads),
            allowed: if reads { allowed } else { Vec::new() },
            answerers: Vec::new(),
        })
    }
}
