//! Who is what to an engagement, and what they see of it.

use chrono::NaiveDate;
use domain::access::{Act, Actor, Capacities, Capacity, Permit};
use domain::application::ApplicationStatus;
use domain::disclosure::Relation;
use domain::engagement::{self, EngagementCommand, EngagementFacts, EngagementStatus};
use domain::ids::{ApplicationId, EmployeeId, EngagementId, OpportunityId};
use domain::terms::OpportunityKind;
use domain::time::Timestamp;
use persistence::engagements::{EngagementRow, EngagementSkill};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{ApiError, ApiResult};
use crate::refs::{EmployeeRef, SkillRef};
use crate::state::AppState;
use crate::viewer::is_above;

/// A gig or shadowing beside somebody's job.
#[derive(Debug, Serialize, ToSchema)]
pub struct Engagement {
    id: EngagementId,
    kind: OpportunityKind,
    status: EngagementStatus,
    opportunity: EngagementOpportunity,
    employee: EmployeeRef,
    /// For those who know of the application that it began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    application_id: Option<ApplicationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 8)]
    hours_per_week: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_on: Option<NaiveDate>,
    /// Last day on which the manager's answer counts; without one it is a yes. Absent where the
    /// hours are few enough to ask nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_due_on: Option<NaiveDate>,
    /// Why it was declined or ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The release takes all hands until March.")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The dashboards are in daily use.")]
    feedback: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback_by: Option<EmployeeRef>,
    /// The participant's word on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "I learned more about data than in a year of courses.")]
    reply: Option<String>,
    /// What was shown; a claim once the participant confirmed it.
    #[schema(max_items = 50)]
    skills: Vec<EngagementSkillView>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Timestamp>,
    /// What one can do now.
    #[schema(max_items = 5)]
    allowed: Vec<EngagementCommand>,
}

/// A gig or shadowing in a word, where one sees that it runs or waits.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EngagementSummary {
    id: EngagementId,
    kind: OpportunityKind,
    status: EngagementStatus,
    opportunity: EngagementOpportunity,
    employee: EmployeeRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_on: Option<NaiveDate>,
    /// Last day on which the manager's answer counts; without one it is a yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_due_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct EngagementOpportunity {
    id: OpportunityId,
    #[schema(example = "Build the energy dashboard for our plants")]
    title: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EngagementSkill)]
struct EngagementSkillView {
    skill: SkillRef,
    /// On the proficiency scale.
    #[schema(minimum = 1, maximum = 5, example = 3)]
    level: i16,
    confirmed: bool,
}

/// Somebody who looks at engagements.
pub struct Standing<'a> {
    app: &'a AppState,
    actor: &'a Actor,
}

impl<'a> Standing<'a> {
    #[must_use]
    pub const fn of(app: &'a AppState, actor: &'a Actor) -> Self {
        Self { app, actor }
    }

    /// Those of an accepted application, for the team as it is now, since the work is done for them:
    /// whoever joins later joins that. A manager who was asked knows of it, whatever the policy tells
    /// managers otherwise.
    pub fn capacities(&self, row: &EngagementRow) -> Capacities {
        let asked = row.consent_due_on.is_some();
        self.towards(row.employee_id, row.opportunity_id, asked)
    }

    /// The same towards what somebody does for an opening; `asked`: their manager was.
    pub fn towards(&self, employee: EmployeeId, opening: OpportunityId, asked: bool) -> Capacities {
        let person = self.app.directory.person(employee);
        let manager = person.and_then(|person| person.manager_id);
        let of_team = |me| self.app.matching.is_in_team(opening, me);
        let since = Timestamp::EPOCH;
        let relation = Relation {
            is_applicant: self.actor.is(employee),
            in_team_since: self.actor.employee_id.is_some_and(of_team).then_some(since),
            sent_at: Some(since),
            is_current_manager: manager.is_some_and(|manager| self.actor.is(manager)),
            is_further_up: is_above(self.app, self.actor, employee),
            competes: false,
            interviews: false,
        };
        let policy = self.app.matching.policy();
        let table = &policy.parameters.disclosure;
        let known = self.actor.capacities();
        table
            .capacities(known, relation, ApplicationStatus::Accepted)
            .and_if(
                relation.is_current_manager && asked,
                Capacity::InformedManager,
            )
    }

    /// # Errors
    /// 404 for whoever may not know of it, 403 for whoever may not do this.
    pub fn permit<A: Act<Object = EngagementId>>(
        &self,
        action: A,
        row: &EngagementRow,
    ) -> ApiResult<Permit<A>> {
        Ok(self.actor.permit(action, row.id, self.capacities(row))?)
    }

    pub fn facts(&self, row: &EngagementRow) -> EngagementFacts {
        let capacities = self.capacities(row);
        let is_participant = capacities.has(Capacity::Oneself);
        let team = capacities.has(Capacity::HiringTeam) || capacities.has(Capacity::Specialist);
        EngagementFacts {
            is_participant,
            is_manager: capacities.has(Capacity::InformedManager),
            is_team: team && !is_participant,
            has_reason: false,
            has_feedback: false,
            starts_on: row.starts_on,
        }
    }

    /// # Errors
    /// When it names somebody or something that is not known.
    pub fn summary(&self, row: &EngagementRow) -> ApiResult<EngagementSummary> {
        let title = self.app.matching.title_of(row.opportunity_id);
        Ok(EngagementSummary {
            id: row.id,
            kind: row.kind,
            status: row.status,
            opportunity: EngagementOpportunity {
                id: row.opportunity_id,
                title: title.ok_or_else(ApiError::not_found)?,
            },
            employee: (self.app.directory.employee_ref(row.employee_id))
                .ok_or_else(ApiError::not_found)?,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            consent_due_on: row.consent_due_on,
        })
    }

    /// As far as it is for the one who looks: a manager is told of hours and dates, and of nothing
    /// that participant and team say to each other.
    ///
    /// # Errors
    /// When it names somebody or something that is not known.
    pub fn show(&self, row: EngagementRow, skills: &[EngagementSkill]) -> ApiResult<Engagement> {
        let facts = self.facts(&row);
        let sees = facts.is_participant || facts.is_team;
        let names = self.app.directory.catalogue();
        let title = self.app.matching.title_of(row.opportunity_id);
        let skills = skills.iter().filter(|_| sees).map(|one| {
            Ok(EngagementSkillView {
                skill: names.skill_ref(one.skill_id)?,
                level: one.level,
                confirmed: one.confirmed,
            })
        });
        let feedback_by = row.feedback_by_id.filter(|_| sees);
        Ok(Engagement {
            id: row.id,
            kind: row.kind,
            status: row.status,
            opportunity: EngagementOpportunity {
                id: row.opportunity_id,
                title: title.ok_or_else(ApiError::not_found)?,
            },
            employee: (self.app.directory.employee_ref(row.employee_id))
                .ok_or_else(ApiError::not_found)?,
            application_id: sees.then_some(row.application_id),
            hours_per_week: row.hours_per_week,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            consent_due_on: row.consent_due_on,
            allowed: engagement::allowed(row.status, &facts),
            reason: row.reason,
            feedback: row.feedback.filter(|_| sees),
            feedback_by: feedback_by.and_then(|id| self.app.directory.employee_ref(id)),
            reply: row.reply.filter(|_| sees),
            skills: skills.collect::<ApiResult<_>>()?,
            created_at: row.created_at,
            closed_at: row.closed_at,
        })
    }
}
