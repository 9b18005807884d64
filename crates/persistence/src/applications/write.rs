//! Submitting an application and moving it on. The caller holds the opening's lock
//! (`opportunities::lock_opportunity`) and has asked the domain whether the step is right.

use diesel::prelude::*;
use domain::application::{ApplicationStatus, DecisionSide, FeedbackReason};
use domain::disclosure::Party;
use domain::ids::{ApplicationId, EmployeeId, MatchId, OpportunityId, RowId, SkillId};
use serde_json::json;

use super::hidden;
use super::telling::{Told, follow};
use crate::cached::update_prepared;
use crate::changes::{Change, ObjectType};
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{application, application_event, opportunity};
use crate::write::{AuditDraft, WriteTx};

/// What an applicant sends, with what the decision to let them was made on.
#[derive(Clone, Debug)]
pub struct NewApplication {
    pub id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub statement: String,
    /// The match as the hiring team sees it, stored in this transaction.
    pub match_id: Option<MatchId>,
    pub policy_version: i64,
    /// By the policy, since they fit as well and may apply.
    pub interview_guaranteed: bool,
    /// By the policy, from the hiring team until it shortlists them.
    pub hides_name: bool,
    pub reveals: Vec<Party>,
}

/// Submits. The version of the opening stays as it is: a number that grows with every application
/// would tell onlookers of each.
///
/// # Errors
/// [`DbError::Unique`] when there is a live application already.
pub fn insert_application(
    tx: &mut WriteTx<'_>,
    new: &NewApplication,
) -> Result<ApplicationId, DbError> {
    let id = new.id;
    let now = tx.now();
    let number = match new.hides_name {
        true => hidden::draw(tx.conn(), new.opportunity_id, new.employee_id)?,
        false => None,
    };
    let row = (
        application::id.eq(id),
        application::opportunity_id.eq(new.opportunity_id),
        application::employee_id.eq(new.employee_id),
        application::statement.eq(&new.statement),
        application::status.eq(ApplicationStatus::Submitted),
        application::submitted_at.eq(now),
        application::match_id.eq(new.match_id),
        application::policy_version.eq(new.policy_version),
        application::interview_guaranteed.eq(new.interview_guaranteed),
        application::applicant_number.eq(number),
        application::name_hidden.eq(number.is_some()),
        application::version.eq(1_i64),
        application::created_at.eq(now),
        application::updated_at.eq(now),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(application::table)
        .values(row)
        .execute(c))?;
    count_applicant(tx, new.opportunity_id)?;
    let step = Step {
        id,
        command: "submit",
        from: None,
        to: ApplicationStatus::Submitted,
        actor: Some(new.employee_id),
        side: DecisionSide::Applicant,
        note: None,
        match_id: new.match_id,
    };
    insert_event(tx, &step)?;
    let detail = json!({
        "match_id": new.match_id,
        "opportunity_id": new.opportunity_id,
        "policy_version": new.policy_version,
        "revealed_to": new.reveals,
        "name_hidden": number.is_some(),
    });
    record(tx, "application.submit", id, new.employee_id, detail);
    let told = Told {
        id,
        opportunity_id: new.opportunity_id,
        applicant: new.employee_id,
        actor: Some(new.employee_id),
        from: None,
        to: ApplicationStatus::Submitted,
        unanswered: false,
        reveals: &new.reveals,
        shows_name: false,
    };
    follow(tx, &[told])?;
    Ok(id)
}

fn count_applicant(tx: &mut WriteTx<'_>, id: OpportunityId) -> Result<(), DbError> {
    update_prepared(
        opportunity::table.filter(opportunity::id.eq(id)),
        opportunity::applicants_count.eq(opportunity::applicants_count + 1),
    )
    .execute(tx.conn())?;
    Ok(())
}

/// The command under which a step is kept that an unanswered offer took by itself.
pub const OFFER_EXPIRES: &str = "offer_expires";

/// Why somebody was not chosen, and what they can do about it.
#[derive(Clone, Debug)]
pub struct ApplicationFeedback {
    pub reason: FeedbackReason,
    pub gap: String,
    pub next_step: String,
    /// Skills that were missing, to work on.
    pub skill_ids: Vec<SkillId>,
}

/// A step that the domain allowed.
#[derive(Clone, Debug)]
pub struct ApplicationChange {
    pub id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub subject: EmployeeId,
    pub action: &'static str,
    pub command: &'static str,
    pub from: ApplicationStatus,
    pub to: ApplicationStatus,
    pub actor: Option<EmployeeId>,
    pub side: DecisionSide,
    pub reason: Option<String>,
    pub feedback: Option<ApplicationFeedback>,
    pub reveals: Vec<Party>,
    /// The hiring team learns by it who the applicant is.
    pub shows_name: bool,
    pub policy_version: i64,
    /// The match at the time, stored in this transaction.
    pub match_id: Option<MatchId>,
}

/// Moves an application on.
///
/// # Errors
/// When the database does not answer.
pub fn update_application_status(
    tx: &mut WriteTx<'_>,
    change: &ApplicationChange,
) -> Result<(), DbError> {
    let now = tx.now();
    let told = change.feedback.as_ref();
    update_prepared(
        application::table.filter(application::id.eq(change.id)),
        (
            application::status.eq(change.to),
            application::version.eq(application::version + 1),
            application::updated_at.eq(now),
            // Absent: they stay.
            change.to.is_over().then(|| application::decided_at.eq(now)),
            (change.shows_name).then(|| application::name_hidden.eq(false)),
            told.map(|told| application::feedback_reason.eq(told.reason.as_str())),
            told.map(|told| application::feedback_gap.eq(&told.gap)),
            told.map(|told| application::feedback_next_step.eq(&told.next_step)),
            told.map(|told| application::feedback_skill_ids.eq(Json(told.skill_ids.clone()))),
        ),
    )
    .execute(tx.conn())?;
    let step = Step {
        id: change.id,
        command: change.command,
        from: Some(change.from),
        to: change.to,
        actor: change.actor,
        side: change.side,
        note: change.reason.as_deref(),
        match_id: change.match_id,
    };
    insert_event(tx, &step)?;
    let detail = json!({
        "match_id": change.match_id,
        "opportunity_id": change.opportunity_id,
        "from": change.from,
        "to": change.to,
        "by": change.side,
        "policy_version": change.policy_version,
        "revealed_to": change.reveals,
    });
    record(tx, change.action, change.id, change.subject, detail);
    if change.shows_name {
        let detail = json!({"opportunity_id": change.opportunity_id, "to": change.to});
        record(
            tx,
            "application.show_name",
            change.id,
            change.subject,
            detail,
        );
    }
    let told = Told {
        id: change.id,
        opportunity_id: change.opportunity_id,
        applicant: change.subject,
        actor: change.actor,
        from: Some(change.from),
        to: change.to,
        unanswered: change.command == OFFER_EXPIRES,
        reveals: &change.reveals,
        shows_name: change.shows_name,
    };
    follow(tx, &[told])
}

struct Step<'a> {
    id: ApplicationId,
    command: &'static str,
    from: Option<ApplicationStatus>,
    to: ApplicationStatus,
    actor: Option<EmployeeId>,
    side: DecisionSide,
    note: Option<&'a str>,
    match_id: Option<MatchId>,
}

fn insert_event(tx: &mut WriteTx<'_>, step: &Step<'_>) -> Result<(), DbError> {
    let now = tx.now();
    let row = (
        application_event::id.eq(RowId::generate()),
        application_event::application_id.eq(step.id),
        application_event::at.eq(now),
        application_event::command.eq(step.command),
        application_event::from_status.eq(step.from.map(ApplicationStatus::as_str)),
        application_event::to_status.eq(step.to.as_str()),
        application_event::actor_employee_id.eq(step.actor),
        application_event::actor_capacity.eq(step.side.as_str()),
        application_event::note.eq(step.note),
        application_event::match_id.eq(step.match_id),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(application_event::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

fn record(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    id: ApplicationId,
    subject: EmployeeId,
    detail: serde_json::Value,
) {
    let object = *id.as_uuid();
    tx.audit(
        AuditDraft::new(action, ObjectType::Application, object)
            .about(subject)
            .with(detail),
    );
    tx.changed(Change::upserted(ObjectType::Application, object));
}
