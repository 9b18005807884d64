//! Proposing times, choosing one, moving and cancelling: one transaction each, begun by locking the
//! opening; a choice also locks the calendars of those who will be there.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, post};
use domain::access::{Actor as AccessActor, actions};
use domain::anonymity;
use domain::disclosure::Relation;
use domain::ids::{ApplicationId, EmployeeId, InterviewId};
use domain::interview::{Busy, Candidate, NamingRule, Plan, Slot, may_be_named};
use domain::policy::Policy;
use persistence::interviews::{self, Competing, InterviewChange, NewInterview};
use persistence::{Conn, WriteTx, opportunities};

use super::input::{InterviewChoiceInput, InterviewInput, InterviewMoveInput, slots};
use super::view::zone;
use super::{Found, InterviewView, find, read, refused};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code, Problem};
use crate::extract::{ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::state::{App, AppState};

/// Propose an interview
///
/// Times to the applicant, with a place and who will be there. Those are told when the applicant has
/// chosen a time, and not before. Nobody above the applicant in the line is named.
#[utoipa::path(tag = "applications", params(("id" = ApplicationId, Path, description = "The application")),
    request_body = InterviewInput,
    responses((status = 201, body = InterviewView), (status = 409, description = "Not possible now, or not with these people", body = Problem)),
    security(("session" = [])))]
#[post("/applications/{id}/interviews")]
pub async fn create_interview(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ApplicationId>,
    body: Json<InterviewInput>,
) -> ApiResult<HttpResponse> {
    let (id, input, interview) = (id.0, body.0, InterviewId::generate());
    let (access, state, policy) = (actor.to_access(), app.clone(), app.matching.policy());
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
            opportunities::lock_opportunity_of(tx.conn(), id)?;
            let found = read(tx.conn(), &state, &policy, &access, id)?;
            access.permit(actions::PlanInterviews, id, found.capacities)?;
            let times = slots(&input.slots);
            let plan = Plan::propose(found.around(), times, found.open_plans(), tx.now())
                .map_err(refused)?;
            let mut people = input.interviewer_ids.clone();
            people.sort_unstable();
            people.dedup();
            let naming = Naming {
                app: &state,
                policy: &policy,
                actor: &access,
                found: &found,
            };
            naming.check(tx.conn(), &people)?;
            let new = NewInterview {
                id: interview,
                plan,
                place: input.place.clone(),
                time_zone: (input.time_zone.clone()).unwrap_or_else(|| zone(&found, &state)),
            };
            let concerned = found.concerned(people, &access);
            Ok(interviews::insert_interview(tx, &concerned, &new)?)
        })
        .await?;
    let mut response = show(&app, &actor, &req, (id, interview)).await?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

async fn show(
    app: &App,
    actor: &Actor,
    req: &HttpRequest,
    (id, interview): (ApplicationId, InterviewId),
) -> ApiResult<HttpResponse> {
    let found = find(app, actor, id).await?;
    let one = found.one(interview)?;
    let tag = ETag::of_version(one.row.version);
    Ok(tag.respond(req, InterviewView::of(&found, one, actor)))
}

/// Whether people may be named, asked by somebody who plans.
struct Naming<'a> {
    app: &'a AppState,
    policy: &'a Policy,
    actor: &'a AccessActor,
    found: &'a Found,
}

impl Naming<'_> {
    /// Two statements.
    fn check(&self, conn: &mut Conn, people: &[EmployeeId]) -> ApiResult<()> {
        let seal = self.found.seal;
        let team = opportunities::list_team(conn, seal.opportunity_id)?;
        let competing = interviews::list_competing(conn, seal.opportunity_id, people)?;
        for one in people {
            let theirs: Vec<_> = (competing.iter())
                .filter(|other| other.employee_id == *one)
                .collect();
            let since = team.iter().filter(|(member, _)| member == one);
            let candidate = Candidate {
                works_here: (self.app.directory.person(*one))
                    .is_some_and(|person| !person.has_left()),
                relation: Relation {
                    is_applicant: *one == seal.employee_id,
                    in_team_since: since.map(|(_, since)| *since).min(),
                    sent_at: seal.submitted_at,
                    is_current_manager: seal.manager_id == Some(*one),
                    is_further_up: self.app.directory.is_in_line_of(*one, seal.employee_id),
                    competes: !theirs.is_empty(),
                    interviews: false,
                },
                known_to_compete: theirs.iter().any(|other| self.knows(other)),
            };
            may_be_named(&candidate).map_err(|rule| not_named(rule, *one))?;
        }
        Ok(())
    }

    /// Whether the one who plans may know of that person's application to this opening.
    fn knows(&self, other: &Competing) -> bool {
        let Competing {
            employee_id: who,
            status,
            submitted_at: sent_at,
            name_hidden,
        } = *other;
        // The team knows that somebody competes, but not who.
        if name_hidden && anonymity::hides_from(self.found.seal.viewer_since, false) {
            return false;
        }
        let directory = &self.app.directory;
        let in_line = |me| directory.is_in_line_of(me, who);
        let manager = directory.person(who).and_then(|person| person.manager_id);
        let relation = Relation {
            in_team_since: self.found.seal.viewer_since,
            sent_at,
            is_current_manager: manager.is_some_and(|manager| self.actor.is(manager)),
            is_further_up: self.actor.employee_id.is_some_and(in_line),
            ..Relation::default()
        };
        let table = &self.policy.parameters.disclosure;
        let capacities = table.capacities(self.actor.capacities(), relation, status);
        let id = self.found.seal.id;
        self.actor
            .permit(actions::ReadApplication, id, capacities)
            .is_ok()
    }
}

fn not_named(rule: NamingRule, who: EmployeeId) -> ApiError {
    ApiError::new(Code::InterviewerRefused)
        .with("rule", rule.as_str())
        .with("employee_id", who.to_string())
}

/// One step of one interview.
enum Act {
    Choose(InterviewChoiceInput),
    Move(InterviewMoveInput),
    Cancel,
}

/// Choose the time of an interview
///
/// The applicant takes one of the times, or another one later. From the first choice on those who
/// will be there know of the application.
#[utoipa::path(tag = "applications",
    params(("id" = ApplicationId, Path, description = "The application"),
        ("interview_id" = InterviewId, Path, description = "The interview"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = InterviewChoiceInput,
    responses((status = 200, body = InterviewView), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/applications/{id}/interviews/{interview_id}/choice")]
pub async fn submit_interview_choice(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    path: Path<(ApplicationId, InterviewId)>,
    version: IfMatch,
    body: Json<InterviewChoiceInput>,
) -> ApiResult<HttpResponse> {
    act(&app, &actor, &context, path.0, version, Act::Choose(body.0)).await?;
    show(&app, &actor, &req, path.0).await
}

/// Propose other times
///
/// The time that stood falls, and the applicant chooses anew.
#[utoipa::path(tag = "applications",
    params(("id" = ApplicationId, Path, description = "The application"),
        ("interview_id" = InterviewId, Path, description = "The interview"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = InterviewMoveInput,
    responses((status = 200, body = InterviewView), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/applications/{id}/interviews/{interview_id}/move")]
pub async fn submit_interview_times(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    path: Path<(ApplicationId, InterviewId)>,
    version: IfMatch,
    body: Json<InterviewMoveInput>,
) -> ApiResult<HttpResponse> {
    act(&app, &actor, &context, path.0, version, Act::Move(body.0)).await?;
    show(&app, &actor, &req, path.0).await
}

/// Cancel an interview
///
/// By the applicant or those who decide; the application stays where it is.
#[utoipa::path(tag = "applications",
    params(("id" = ApplicationId, Path, description = "The application"),
        ("interview_id" = InterviewId, Path, description = "The interview"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    responses((status = 200, body = InterviewView), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/applications/{id}/interviews/{interview_id}/cancel")]
pub async fn submit_interview_cancellation(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    path: Path<(ApplicationId, InterviewId)>,
    version: IfMatch,
) -> ApiResult<HttpResponse> {
    act(&app, &actor, &context, path.0, version, Act::Cancel).await?;
    show(&app, &actor, &req, path.0).await
}

async fn act(
    app: &App,
    actor: &Actor,
    context: &RequestContext,
    (id, interview): (ApplicationId, InterviewId),
    version: IfMatch,
    act: Act,
) -> ApiResult<()> {
    let (access, state, policy) = (actor.to_access(), app.clone(), app.matching.policy());
    let origin = app.origin(actor, context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
            opportunities::lock_opportunity_of(tx.conn(), id)?;
            let found = read(tx.conn(), &state, &policy, &access, id)?;
            let capacities = found.capacities;
            match &act {
                Act::Choose(_) => access
                    .permit(actions::AnswerApplication, id, capacities)
                    .map(drop)?,
                Act::Move(_) => access
                    .permit(actions::PlanInterviews, id, capacities)
                    .map(drop)?,
                Act::Cancel => access
                    .permit(actions::CancelInterviews, id, capacities)
                    .map(drop)?,
            }
            let one = found.one(interview)?;
            version.require(&ETag::of_version(one.row.version))?;
            let (before, around, now) = (one.row.plan(), found.around(), tx.now());
            let people: Vec<EmployeeId> = one.interviewers.iter().map(|one| one.id).collect();
            let concerned = found.concerned(people.clone(), &access);
            let (action, after, place) = match &act {
                Act::Choose(input) => {
                    let at = usize::from(input.slot);
                    let slot = before.choosable(around, at, now).map_err(refused)?;
                    let busy = busy(tx.conn(), concerned.applicant, &people, slot, interview)?;
                    let after = before.choose(around, at, busy, now);
                    ("interview.choose", after, None)
                }
                Act::Move(input) => {
                    let after = before.reschedule(around, slots(&input.slots), now);
                    ("interview.move", after, input.place.clone())
                }
                Act::Cancel => ("interview.cancel", before.cancel(now), None),
            };
            let change = InterviewChange {
                id: interview,
                action,
                after: after.map_err(refused)?,
                before,
                place,
            };
            Ok(interviews::update_interview(tx, &concerned, &change)?)
        })
        .await
}

/// Who is somewhere else then, with everybody's calendar locked.
fn busy(
    conn: &mut Conn,
    applicant: EmployeeId,
    interviewers: &[EmployeeId],
    slot: Slot,
    except: InterviewId,
) -> ApiResult<Busy> {
    let mut all = interviewers.to_vec();
    all.push(applicant);
    interviews::lock_people(conn, &all)?;
    let busy = interviews::list_busy(conn, applicant, interviewers, slot, except)?;
    Ok(if busy.contains(&applicant) {
        Busy::Applicant
    } else if busy.is_empty() {
        Busy::Nobody
    } else {
        Busy::Interviewer
    })
}
