//! Conversations with an applicant: reading them here, planning and choosing in `plan`, what was
//! heard in `notes`, the file for one's own calendar in `calendar`. What may be done when, says
//! `domain::interview`.

pub mod calendar;
mod input;
pub mod notes;
pub mod plan;
mod view;

use actix_web::get;
use domain::access::{Act, Actor as AccessActor, Capacities, Capacity, Permit, actions};
use domain::application::ApplicationStatus;
use domain::assessment::sees_others;
use domain::ids::{ApplicationId, EmployeeId, InterviewId};
use domain::interview::{Around, InterviewRule, Plan};
use domain::policy::Policy;
use domain::time::Timestamp;
use persistence::applications::{self, OpenApplication, Seal, assessment};
use persistence::interviews::{self, Concerned, Interview, InterviewScope, Note};
use persistence::{Conn, DbError};

pub use calendar::appointment;
use view::{InterviewList, InterviewView, OwnInterview, OwnInterviews};

use super::view::{Rules, capacities};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::state::{App, AppState};

/// One's own that are looked at.
const MOST: i64 = 100;

/// List the interviews of an application
///
/// For the applicant, the hiring team and specialists; who was named to be there sees those that
/// they were named for, from the applicant's choice of a time on. Others' notes are told to those
/// who decide, after their own assessment.
#[utoipa::path(tag = "applications", params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, body = InterviewList)), security(("session" = [])))]
#[get("/applications/{id}/interviews")]
pub async fn list_interviews(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<ApplicationId>,
) -> ApiResult<Json<InterviewList>> {
    let found = find(&app, &actor, id.0).await?;
    if !actor.is(found.seal.employee_id) {
        let read = Read {
            by: app.origin(&actor, &context),
            action: "application.read",
            subject: found.seal.employee_id,
            application: Some(id.0),
        };
        app.reads()?.record(read).await?;
    }
    Ok(Json(InterviewList::of(&found, &actor, &app)))
}

/// List the interviews that one takes part in
///
/// Those ahead: of one's own applications, and those that one is named for and whose time the
/// applicant has chosen.
#[utoipa::path(tag = "applications", responses((status = 200, body = OwnInterviews)), security(("session" = [])))]
#[get("/interviews")]
pub async fn list_own_interviews(
    actor: Actor,
    app: App,
    context: RequestContext,
) -> ApiResult<Json<OwnInterviews>> {
    let Some(me) = actor.employee_id else {
        return Ok(Json(OwnInterviews::default()));
    };
    let (access, state, policy) = (actor.to_access(), app.clone(), app.matching.policy());
    let now = app.clock.now();
    let own = app
        .db
        .read(move |conn: &mut Conn| -> Result<_, DbError> {
            let rules = (&policy.parameters.disclosure, state.directory.as_ref());
            let mut own = Vec::new();
            for scope in [
                InterviewScope::Applicant(now),
                InterviewScope::Interviewer(now),
            ] {
                for one in interviews::list_sealed(conn, &scope, me, MOST)? {
                    let seal = one.seal;
                    let capacities = capacities(&access, &seal, rules);
                    let permit: Result<Permit<actions::ReadInterviews>, _> =
                        access.permit(actions::ReadInterviews, seal.id, capacities);
                    let opened = permit.ok().and_then(|permit| one.open(&permit));
                    own.extend(
                        opened
                            .filter(|one| one.row.plan().is_open(now))
                            .map(|one| OwnInterview::of(one, seal, access.is(seal.employee_id))),
                    );
                }
            }
            Ok(own)
        })
        .await?;
    for one in own.iter().filter(|one| one.applicant.is_some()) {
        let read = Read {
            by: app.origin(&actor, &context),
            action: "application.list",
            subject: one.subject,
            application: Some(one.application_id),
        };
        app.reads()?.record(read).await?;
    }
    Ok(Json(OwnInterviews::of(own)))
}

/// What is read, by somebody who may.
pub(super) struct Found {
    seal: Seal,
    application: OpenApplication,
    capacities: Capacities,
    all: Vec<Interview>,
    notes: Vec<Note>,
    /// Whether the notes of others are told here.
    others_shown: bool,
    now: Timestamp,
}

impl Found {
    /// At most five statements.
    fn read(
        conn: &mut Conn,
        actor: &AccessActor,
        rules: Rules<'_>,
        id: ApplicationId,
        now: Timestamp,
    ) -> ApiResult<Self> {
        let sealed = applications::find_application(conn, id, actor.employee_id)?
            .ok_or_else(ApiError::not_found)?;
        let seal = sealed.seal;
        let capacities = capacities(actor, &seal, rules);
        let reads: Permit<actions::ReadInterviews> =
            actor.permit(actions::ReadInterviews, id, capacities)?;
        let opens: Permit<actions::ReadApplication> =
            actor.permit(actions::ReadApplication, id, capacities)?;
        let application = sealed.open(&opens).ok_or_else(ApiError::not_found)?;
        let mut all = interviews::list_interviews(conn, &reads)?;
        if !sees_all(capacities) {
            let me = actor.employee_id;
            all.retain(|one| me.is_some_and(|me| one.row.known_since.is_some() && one.names(me)));
        }
        let mut found = Self {
            seal,
            application,
            capacities,
            all,
            notes: Vec::new(),
            others_shown: false,
            now,
        };
        if let Ok(permit) = actor.permit(actions::ReadInterviewNotes, id, capacities) {
            found.read_notes(conn, actor, &permit)?;
        }
        Ok(found)
    }

    fn read_notes(
        &mut self,
        conn: &mut Conn,
        actor: &AccessActor,
        permit: &Permit<actions::ReadInterviewNotes>,
    ) -> ApiResult<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        let (id, capacities) = (permit.object(), self.capacities);
        self.notes = interviews::list_notes(conn, permit)?;
        let decides = actor.permit(actions::DecideApplication, id, capacities);
        let assesses = actor.permit(actions::AssessApplication, id, capacities);
        let reads = actor.permit(actions::ReadAssessments, id, capacities);
        if let (Ok(_), Ok(reads)) = (decides, reads) {
            // As for assessments: who is to assess does so before they read what others heard.
            let all = assessment::list_assessments(conn, &reads)?;
            let has_own = all.iter().any(|one| actor.is(one.assessor.id));
            self.others_shown = sees_others(assesses.is_ok(), has_own);
        }
        if !self.others_shown {
            self.notes.retain(|note| actor.is(note.author.id));
        }
        Ok(())
    }

    const fn around(&self) -> Around {
        Around {
            application: self.application.row.status,
            opportunity: self.application.opportunity.status,
        }
    }

    fn status(&self) -> ApplicationStatus {
        self.application.row.status
    }

    fn one(&self, id: InterviewId) -> ApiResult<&Interview> {
        let found = self.all.iter().find(|one| one.row.id == id);
        found.ok_or_else(ApiError::not_found)
    }

    fn open_plans(&self) -> usize {
        let plans = self.all.iter().map(|one| one.row.plan());
        plans.filter(|plan: &Plan| plan.is_open(self.now)).count()
    }

    fn permits<A: Act<Object = ApplicationId>>(&self, actor: &AccessActor, action: A) -> bool {
        actor.permit(action, self.seal.id, self.capacities).is_ok()
    }

    fn concerned(&self, interviewers: Vec<EmployeeId>, actor: &AccessActor) -> Concerned {
        Concerned {
            application_id: self.seal.id,
            opportunity_id: self.seal.opportunity_id,
            applicant: self.seal.employee_id,
            interviewers,
            actor: actor.employee_id,
        }
    }
}

/// Whoever only talks with the applicant sees what they were named for.
const fn sees_all(capacities: Capacities) -> bool {
    capacities.has(Capacity::Oneself)
        || capacities.has(Capacity::HiringTeam)
        || capacities.has(Capacity::Specialist)
}

fn refused(rule: InterviewRule) -> ApiError {
    ApiError::new(Code::InterviewRefused).with("rule", rule.as_str())
}

/// [`Found::read`] with what decides who may know.
fn read(
    conn: &mut Conn,
    app: &AppState,
    policy: &Policy,
    actor: &AccessActor,
    id: ApplicationId,
) -> ApiResult<Found> {
    let rules = (&policy.parameters.disclosure, app.directory.as_ref());
    Found::read(conn, actor, rules, id, app.clock.now())
}

async fn find(app: &App, actor: &Actor, id: ApplicationId) -> ApiResult<Found> {
    let (access, state, policy) = (actor.to_access(), app.clone(), app.matching.policy());
    app.db
        .read(move |conn: &mut Conn| read(conn, &state, &policy, &access, id))
        .await
}
