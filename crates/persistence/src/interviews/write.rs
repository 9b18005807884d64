//! Interviews as they are planned, chosen, moved and cancelled, who is told of it, and notes.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{ApplicationId, EmployeeId, InterviewId, OpportunityId};
use domain::interview::{InterviewStatus, Plan, Slot, is_interviewed};
use domain::notice::NoticeKind;
use domain::time::Timestamp;
use serde_json::json;

use super::{Interview, InterviewRow, with_people};
use crate::applications::{Told, list_team};
use crate::cached::update_prepared;
use crate::changes::{Change, ObjectType};
use crate::error::DbError;
use crate::json::Json;
use crate::notices::Notice;
use crate::on_backend;
use crate::schema::{interview, interview_note, interview_person};
use crate::spelled::Spelled;
use crate::write::{AuditDraft, WriteTx};

/// Whom an interview concerns, and who acts.
#[derive(Clone, Debug)]
pub struct Concerned {
    pub application_id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub applicant: EmployeeId,
    pub interviewers: Vec<EmployeeId>,
    /// None: it happened by itself.
    pub actor: Option<EmployeeId>,
}

/// What is proposed.
#[derive(Clone, Debug)]
pub struct NewInterview {
    pub id: InterviewId,
    pub plan: Plan,
    pub place: Option<String>,
    pub time_zone: String,
}

/// Proposes an interview to the applicant; nobody else is told.
///
/// # Errors
/// When the database does not answer.
pub fn insert_interview(
    tx: &mut WriteTx<'_>,
    concerned: &Concerned,
    new: &NewInterview,
) -> Result<(), DbError> {
    let now = tx.now();
    let row = (
        interview::id.eq(new.id),
        interview::application_id.eq(concerned.application_id),
        interview::status.eq(new.plan.status),
        interview::slots.eq(Json(new.plan.slots.clone())),
        interview::place.eq(new.place.as_deref()),
        interview::time_zone.eq(&new.time_zone),
        interview::sequence.eq(0),
        interview::version.eq(1_i64),
        interview::created_at.eq(now),
        interview::updated_at.eq(now),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(interview::table)
        .values(row)
        .execute(c))?;
    let people: Vec<_> = (concerned.interviewers.iter())
        .map(|one| {
            (
                interview_person::interview_id.eq(new.id),
                interview_person::employee_id.eq(*one),
            )
        })
        .collect();
    on_backend!(tx.conn(), |c| diesel::insert_into(interview_person::table)
        .values(people)
        .execute(c))?;
    let step = Step {
        id: new.id,
        action: "interview.propose",
        before: None,
        after: &new.plan,
    };
    record(tx, concerned, &step);
    tell(tx, concerned, &step)
}

/// A step that the domain allowed.
#[derive(Clone, Debug)]
pub struct InterviewChange {
    pub id: InterviewId,
    pub action: &'static str,
    pub before: Plan,
    pub after: Plan,
    /// Absent: it stays.
    pub place: Option<String>,
}

/// Takes the step, and tells whom it concerns.
///
/// # Errors
/// When the database does not answer.
pub fn update_interview(
    tx: &mut WriteTx<'_>,
    concerned: &Concerned,
    change: &InterviewChange,
) -> Result<(), DbError> {
    store(tx, change.id, &change.after)?;
    if let Some(place) = &change.place {
        diesel::update(interview::table.filter(interview::id.eq(change.id)))
            .set(interview::place.eq(place))
            .execute(tx.conn())?;
    }
    let step = Step {
        id: change.id,
        action: change.action,
        before: Some(&change.before),
        after: &change.after,
    };
    record(tx, concerned, &step);
    tell(tx, concerned, &step)
}

fn store(tx: &mut WriteTx<'_>, id: InterviewId, plan: &Plan) -> Result<(), DbError> {
    let now = tx.now();
    let sequence = i32::try_from(plan.sequence).unwrap_or(i32::MAX);
    update_prepared(
        interview::table.filter(interview::id.eq(id)),
        (
            interview::status.eq(plan.status),
            interview::slots.eq(Json(plan.slots.clone())),
            interview::starts_at.eq(plan.chosen.map(|slot| slot.starts_at)),
            interview::ends_at.eq(plan.chosen.map(Slot::ends_at)),
            interview::known_since.eq(plan.known_since),
            interview::sequence.eq(sequence),
            interview::version.eq(interview::version + 1),
            interview::updated_at.eq(now),
        ),
    )
    .execute(tx.conn())?;
    Ok(())
}

struct Step<'a> {
    id: InterviewId,
    action: &'static str,
    before: Option<&'a Plan>,
    after: &'a Plan,
}

impl Step<'_> {
    /// Who is named learns of the application by this step.
    fn reveals(&self) -> bool {
        let knew = self.before.and_then(|plan| plan.known_since);
        knew.is_none() && self.after.known_since.is_some()
    }

    fn kind(&self) -> NoticeKind {
        let known = self.before.is_some_and(|plan| plan.known_since.is_some());
        match self.after.status {
            InterviewStatus::Cancelled => NoticeKind::InterviewCancelled,
            InterviewStatus::Confirmed if known => NoticeKind::InterviewMoved,
            InterviewStatus::Confirmed => NoticeKind::InterviewConfirmed,
            InterviewStatus::Proposed if known => NoticeKind::InterviewMoved,
            InterviewStatus::Proposed => NoticeKind::InterviewProposed,
        }
    }
}

/// In the applicant's log, with whom it revealed the application to.
fn record(tx: &mut WriteTx<'_>, concerned: &Concerned, step: &Step<'_>) {
    let object = *concerned.application_id.as_uuid();
    let mut detail = json!({
        "interview_id": step.id,
        "interviewers": concerned.interviewers,
        "status": step.after.status,
    });
    if step.reveals()
        && let Some(detail) = detail.as_object_mut()
    {
        detail.insert("revealed_to".to_owned(), json!(concerned.interviewers));
    }
    tx.audit(
        AuditDraft::new(step.action, ObjectType::Application, object)
            .about(concerned.applicant)
            .with(detail),
    );
    tx.changed(Change::upserted(ObjectType::Application, object));
}

/// It ended with the application.
const END: &str = "interview.end";

/// Tells the applicant, and the others as far as they know of it. Nobody is told of what they did
/// themselves, but the applicant of what they chose: with it comes the entry for their calendar.
fn tell(tx: &mut WriteTx<'_>, concerned: &Concerned, step: &Step<'_>) -> Result<(), DbError> {
    let kind = step.kind();
    let mut recipients = Vec::new();
    let ends = step.action == END;
    let had_time = step.before.is_some_and(|plan| plan.chosen.is_some());
    let told = concerned.actor != Some(concerned.applicant) && (had_time || !ends);
    if told || step.after.chosen.is_some() {
        recipients.push(concerned.applicant);
    }
    if kind != NoticeKind::InterviewProposed {
        // The end of the application is told to its team as that.
        if !ends {
            recipients.extend(list_team(tx.conn(), concerned.opportunity_id)?);
        }
        if step.after.known_since.is_some() {
            recipients.extend(&concerned.interviewers);
        }
    }
    let actor = concerned.actor.filter(|one| *one != concerned.applicant);
    recipients.retain(|one| Some(*one) != actor);
    let starts_at = step.after.chosen.map(|slot| slot.starts_at);
    let notices = recipients.into_iter().map(|recipient| Notice {
        recipient,
        kind,
        object_type: ObjectType::Interview,
        object_id: *step.id.as_uuid(),
        params: match starts_at {
            Some(at) => json!({"starts_at": at}),
            None => json!({}),
        },
    });
    tx.tell(notices);
    Ok(())
}

/// Values of one statement stay below SQLite's limit.
const AT_ONCE: usize = 500;

/// Ends the interviews of applications that are talked about no more.
pub(crate) fn end(tx: &mut WriteTx<'_>, steps: &[Told<'_>]) -> Result<(), DbError> {
    let is_over =
        |step: &&Told<'_>| step.from.is_some_and(is_interviewed) && !is_interviewed(step.to);
    let over: BTreeMap<ApplicationId, &Told<'_>> = (steps.iter().filter(is_over))
        .map(|step| (step.id, step))
        .collect();
    let ids: Vec<ApplicationId> = over.keys().copied().collect();
    for some in ids.chunks(AT_ONCE) {
        let open: Vec<InterviewRow> = interview::table
            .filter(interview::application_id.eq_any(some))
            .filter(interview::status.ne_term(InterviewStatus::Cancelled))
            .order(interview::id)
            .select(InterviewRow::as_select())
            .load(tx.conn())?;
        for one in with_people(tx.conn(), open)? {
            if let Some(step) = over.get(&one.row.application_id) {
                end_with(tx, step, &one)?;
            }
        }
    }
    Ok(())
}

/// Ends an interview with its application, unless it took place: then it stays as it was.
fn end_with(tx: &mut WriteTx<'_>, step: &Told<'_>, one: &Interview) -> Result<(), DbError> {
    let before = one.row.plan();
    let Ok(after) = before.cancel(tx.now()) else {
        return Ok(());
    };
    let concerned = Concerned {
        application_id: step.id,
        opportunity_id: step.opportunity_id,
        applicant: step.applicant,
        interviewers: one.interviewers.iter().map(|one| one.id).collect(),
        actor: step.actor,
    };
    store(tx, one.row.id, &after)?;
    let step = Step {
        id: one.row.id,
        action: END,
        before: Some(&before),
        after: &after,
    };
    record(tx, &concerned, &step);
    tell(tx, &concerned, &step)
}

/// Stores what somebody wrote, in place of what they wrote before.
///
/// # Errors
/// When the database does not answer.
pub fn replace_note(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::WriteInterviewNotes>,
    (id, author): (InterviewId, EmployeeId),
    note: &str,
) -> Result<Timestamp, DbError> {
    let now = tx.now();
    let own = interview_note::table
        .filter(interview_note::interview_id.eq(id))
        .filter(interview_note::author_id.eq(author));
    diesel::delete(own).execute(tx.conn())?;
    let row = (
        interview_note::interview_id.eq(id),
        interview_note::author_id.eq(author),
        interview_note::note.eq(note),
        interview_note::written_at.eq(now),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(interview_note::table)
        .values(row)
        .execute(c))?;
    // In the author's log: the applicant's would tell them that something was written.
    let application = *permit.object().as_uuid();
    let event = AuditDraft::new("interview.note", ObjectType::Application, application)
        .about(author)
        .with(json!({"interview_id": id}));
    tx.audit(event);
    tx.changed(Change::upserted(ObjectType::Application, application));
    Ok(now)
}
