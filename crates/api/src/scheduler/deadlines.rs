//! Deadlines of applications: an offer that is not answered lapses, and a hiring team is reminded of
//! an applicant who has not heard from them. They are set where the step is taken.

use domain::application::{
    ApplicationFacts, ApplicationStatus, ApplicationStep, DecisionSide, transition,
};
use domain::ids::{ApplicationId, EmployeeId};
use domain::notice::NoticeKind;
use domain::policy::{DecisionPolicy, add_working_days};
use domain::time::Timestamp;
use persistence::applications::{self, ApplicationChange, OFFER_EXPIRES, Standing};
use persistence::changes::ObjectType;
use persistence::notices::Notice;
use persistence::timers::{Held, Timer, cancel, schedule};
use persistence::{DbError, WriteTx, opportunities};
use serde::Deserialize;
use serde_json::json;

use crate::error::{ApiError, ApiResult};
use crate::state::App;

pub const OFFER_ANSWER: &str = "application.offer_answer";
pub const FEEDBACK: &str = "application.feedback";

#[derive(Deserialize)]
struct Payload {
    application_id: ApplicationId,
}

fn payload(held: &Held) -> ApiResult<Payload> {
    serde_json::from_value(held.payload.0.clone()).map_err(ApiError::internal)
}

fn key(kind: &str, id: ApplicationId) -> String {
    format!("{kind}:{id}")
}

/// When the last of so many working days after `from` is over, UTC.
fn end_of(from: Timestamp, working_days: u32) -> Timestamp {
    let last = add_working_days(from.date(), working_days);
    let after = last.succ_opt().unwrap_or(last);
    Timestamp::new(after.and_time(chrono::NaiveTime::MIN).and_utc())
}

/// Sets and cancels what follows from an application's step to `to`.
///
/// # Errors
/// When the database does not answer.
pub fn follow_step(
    tx: &mut WriteTx<'_>,
    id: ApplicationId,
    (from, to): (Option<ApplicationStatus>, ApplicationStatus),
    policy: &DecisionPolicy,
) -> Result<(), DbError> {
    let waits = |status| {
        matches!(
            status,
            ApplicationStatus::Submitted | ApplicationStatus::Screening
        )
    };
    let set = |tx: &mut WriteTx<'_>, kind: &'static str, days: u32| {
        let timer = Timer {
            key: key(kind, id),
            kind,
            due_at: end_of(tx.now(), days),
            payload: json!({"application_id": id}),
        };
        schedule(tx, &timer)
    };
    if to == ApplicationStatus::Submitted {
        set(tx, FEEDBACK, policy.feedback_working_days)?;
    } else if from.is_some_and(waits) && !waits(to) {
        cancel(tx, &key(FEEDBACK, id))?;
    }
    if to == ApplicationStatus::Offered {
        set(tx, OFFER_ANSWER, policy.offer_answer_working_days)?;
    } else if from == Some(ApplicationStatus::Offered) {
        cancel(tx, &key(OFFER_ANSWER, id))?;
    }
    Ok(())
}

/// The offer lapses, if it still waits for its answer; both sides are told.
pub(super) fn end_offer(app: &App, tx: &mut WriteTx<'_>, held: &Held) -> ApiResult<()> {
    let id = payload(held)?.application_id;
    opportunities::lock_opportunity_of(tx.conn(), id)?;
    let Some(standing) = applications::find_standing(tx.conn(), id)? else {
        return Ok(());
    };
    let policy = app.matching.policy();
    let facts = ApplicationFacts {
        side: DecisionSide::System,
        is_applicant: false,
        opportunity: standing.opportunity_status,
        seats_left: 0,
        has_feedback: false,
        interview_guaranteed: false,
        has_reason: false,
    };
    let table = &policy.parameters.disclosure;
    let step = ApplicationStep::OfferExpires;
    // It was answered or withdrawn, and this came too late to be cancelled.
    let Ok(done) = transition(standing.status, step, &facts, table) else {
        return Ok(());
    };
    let change = ApplicationChange {
        id,
        opportunity_id: standing.opportunity_id,
        subject: standing.employee_id,
        action: "application.offer_expires",
        command: OFFER_EXPIRES,
        from: standing.status,
        to: done.to,
        actor: None,
        side: DecisionSide::System,
        reason: None,
        feedback: None,
        reveals: Vec::new(),
        shows_name: false,
        policy_version: policy.version,
        match_id: None,
    };
    Ok(applications::update_application_status(tx, &change)?)
}

/// The hiring team is told that somebody waits for a word of theirs.
pub(super) fn remind_of_feedback(_: &App, tx: &mut WriteTx<'_>, held: &Held) -> ApiResult<()> {
    let id = payload(held)?.application_id;
    let Some(standing) = applications::find_standing(tx.conn(), id)? else {
        return Ok(());
    };
    let waits = matches!(
        standing.status,
        ApplicationStatus::Submitted | ApplicationStatus::Screening
    );
    if !waits {
        return Ok(());
    }
    let Standing { employee_id, .. } = standing;
    let team = applications::list_team(tx.conn(), standing.opportunity_id)?;
    let others = team.into_iter().filter(|one| *one != employee_id);
    let notice = |recipient: EmployeeId| Notice {
        recipient,
        kind: NoticeKind::FeedbackOverdue,
        object_type: ObjectType::Application,
        object_id: *id.as_uuid(),
        params: json!({"status": standing.status}),
    };
    let notices: Vec<Notice> = others.map(notice).collect();
    tx.tell(notices);
    Ok(())
}
