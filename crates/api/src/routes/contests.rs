//! Questioning a match, a level or a rejection, and answering such a question. Whoever had a hand
//! in the matter is told nothing of it: to them it does not exist.

use actix_web::{HttpRequest, HttpResponse, get, post};
use chrono::NaiveDate;
use domain::access::{Capacities, Capacity, Permit, actions};
use domain::application::ApplicationStatus;
use domain::contest::{
    self, Answerer, ContestCommand, ContestFacts, ContestOutcome, ContestState, ContestSubject,
    Involvement,
};
use domain::ids::{ApplicationId, ContestId, EmployeeId, MatchId, OpportunityId, RowId, SkillId};
use domain::policy::add_working_days;
use domain::terms::Role;
use domain::time::Timestamp;
use persistence::contests::{self, ContestPosition, ContestRow, Desk};
use persistence::{Conn, DbError, WriteTx, applications, matches};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use super::applications::view;
use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{ETag, IfMatch, Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::refs::{EmployeeRef, SkillRef};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(create_contest)
        .service(list_contests)
        .service(get_contest)
        .service(submit_contest_answer)
        .service(submit_contest_withdrawal)
        .service(submit_contest_assignment);
}

/// What is questioned, and why.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContestInput {
    subject_kind: ContestSubject,
    /// The stored match, the skill, or the application.
    subject_id: Uuid,
    #[validate(length(min = 10, max = 4000))]
    #[schema(
        min_length = 10,
        max_length = 4000,
        example = "I have led two SQL migrations since that level was set."
    )]
    statement: String,
}

/// The answer to a question.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContestAnswerInput {
    outcome: ContestOutcome,
    /// Why; the person reads it.
    #[validate(length(min = 10, max = 4000))]
    #[schema(
        min_length = 10,
        max_length = 4000,
        example = "The migrations count: your level is 4 now."
    )]
    reason: String,
    /// What was changed because of it.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "SQL was assessed at level 4.")]
    changed: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContestAssignInput {
    /// The specialist who is to answer; oneself, to take it over.
    assignee_id: EmployeeId,
}

/// A question, as far as it is for the one who looks: administrators are told only that it is on
/// nobody's desk.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contest {
    id: ContestId,
    subject_kind: ContestSubject,
    state: ContestState,
    /// By when an answer is due.
    due_on: NaiveDate,
    /// Open beyond that day.
    overdue: bool,
    created_at: Timestamp,
    /// The stored match, the skill, or the application.
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
}

#[derive(Debug, Serialize, ToSchema)]
struct ContestOpportunity {
    id: OpportunityId,
    #[schema(example = "Data engineer, customer platform")]
    title: String,
}

/// Question a match, a level or a rejection
///
/// One's own: a stored match, the level of a skill, or the rejection of an application. It goes to
/// a specialist who had nothing to do with it and has the fewest questions, with a deadline. Neither
/// managers nor hiring teams learn of it.
#[utoipa::path(tag = "contests", request_body = ContestInput,
    responses((status = 201, description = "Asked", body = Contest),
        (status = 409, description = "The same question is open already", body = Problem)),
    security(("session" = [])))]
#[post("/contests")]
async fn create_contest(
    actor: Actor,
    app: App,
    context: RequestContext,
    body: Json<ContestInput>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::CreateContest, (), actor.capacities())?;
    let me = actor.employee_id.ok_or_else(ApiError::not_found)?;
    if body.0.subject_kind == ContestSubject::Match {
        // It may have been shown a moment ago.
        app.matching.flush().await;
    }
    let asking = Asking {
        app: app.clone(),
        actor: actor.clone(),
        me,
        input: body.0,
    };
    let origin = app.origin(&actor, &context);
    let row = app
        .db
        .write(origin, move |tx: &mut WriteTx<'_>| asking.ask(tx))
        .await?;
    let tag = ETag::of_version(row.version);
    let shown = Desks::of(&app, &actor).show(row)?;
    let mut response = HttpResponse::Created()
        .insert_header(("Location", format!("/api/v1/contests/{}", shown.id)))
        .json(shown);
    tag.attach(&mut response);
    Ok(response)
}

struct Asking {
    app: App,
    actor: Actor,
    me: EmployeeId,
    input: ContestInput,
}

/// What a question is about, besides its subject.
type About = (Option<OpportunityId>, Option<MatchId>);

impl Asking {
    fn ask(&self, tx: &mut WriteTx<'_>) -> ApiResult<ContestRow> {
        let (opportunity_id, match_id) = self.about(tx.conn())?.ok_or_else(|| {
            let detail = "names nothing of one's own that can be questioned";
            let error = FieldError::new("/subject_id", field::UNKNOWN_REFERENCE, detail);
            ApiError::invalid(vec![error])
        })?;
        let desks = Desks::of(&self.app, &self.actor);
        let answerers = contests::list_answerers(tx.conn())?;
        let answerers = answerers.into_iter().map(|(employee_id, open)| Answerer {
            employee_id,
            open,
            involvement: desks.involvement(employee_id, self.me, opportunity_id),
        });
        let policy = self.app.matching.policy();
        let days = policy.parameters.decisions.contest_answer_working_days;
        let now = tx.now();
        let row = ContestRow {
            id: ContestId::generate(),
            employee_id: self.me,
            subject_kind: self.input.subject_kind,
            subject_id: RowId::from_uuid(self.input.subject_id),
            opportunity_id,
            match_id,
            statement: self.input.statement.clone(),
            state: ContestState::Open,
            assignee_id: contest::choose(&answerers.collect::<Vec<_>>()),
            due_on: add_working_days(now.date(), days),
            outcome: None,
            answer: None,
            changed: None,
            answered_by_id: None,
            closed_at: None,
            policy_version: policy.version,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        match contests::insert_contest(tx, &row) {
            Err(DbError::Unique(_)) => Err(ApiError::new(Code::AlreadyQuestioned)),
            other => Ok(other.map(|()| row)?),
        }
    }

    /// `None` when the subject is not the person's to question.
    fn about(&self, conn: &mut Conn) -> ApiResult<Option<About>> {
        let id = self.input.subject_id;
        match self.input.subject_kind {
            ContestSubject::SkillLevel => {
                let skill = SkillId::from_uuid(id);
                let owned = self.app.matching.has_skill(self.me, skill);
                Ok(owned.then_some((None, None)))
            }
            ContestSubject::Match => {
                let Some(sealed) = matches::find_match(conn, MatchId::from_uuid(id))? else {
                    return Ok(None);
                };
                let seal = sealed.seal;
                let capacities = super::matches::capacities(conn, &self.app, &self.actor, &seal)?;
                let own = seal.employee_id == self.me && capacities.has(Capacity::Oneself);
                Ok(own.then_some((Some(seal.opportunity_id), Some(seal.id))))
            }
            ContestSubject::Rejection => self.rejection(conn, ApplicationId::from_uuid(id)),
        }
    }

    fn rejection(&self, conn: &mut Conn, id: ApplicationId) -> ApiResult<Option<About>> {
        let sealed = applications::find_application(conn, id, Some(self.me))?;
        let rejected = |seal: &applications::Seal| {
            seal.employee_id == self.me && seal.status == ApplicationStatus::Rejected
        };
        let Some(sealed) = sealed.filter(|one| rejected(&one.seal)) else {
            return Ok(None);
        };
        let policy = self.app.matching.policy();
        let access = self.actor.to_access();
        let table = &policy.parameters.disclosure;
        let capacities = view::capacities(&access, &sealed.seal, table);
        let permit: Permit<actions::ReadApplication> =
            access.permit(actions::ReadApplication, id, capacities)?;
        let stages = applications::list_stages(conn, &permit)?;
        let decided = stages.last().and_then(|stage| stage.match_id);
        Ok(Some((Some(sealed.seal.opportunity_id), decided)))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Assigned {
    Me,
    Nobody,
    All,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct ContestQuery {
    /// For specialists: those on one's own desk, on nobody's, or on any. Without it, the questions
    /// that one asked oneself.
    #[param(inline)]
    assigned: Option<Assigned>,
    /// In this state.
    state: Option<ContestState>,
}

/// Rows read at once while those that are not for the one who looks are left out.
const AT_ONCE: i64 = 200;

/// List questions
///
/// One's own, newest first; for specialists with `assigned` those on desks, the most urgent first,
/// without those about matters that they had a hand in. Administrators are told what is on nobody's
/// desk, and nothing of what it says.
#[utoipa::path(tag = "contests", params(PageParams, ContestQuery),
    responses((status = 200, body = Page<Contest>)), security(("session" = [])))]
#[get("/contests")]
async fn list_contests(
    actor: Actor,
    app: App,
    query: ListQuery<ContestQuery>,
) -> ApiResult<Json<Page<Contest>>> {
    let (page, key, filter) = (query.page, app.cursors()?, query.filter);
    let after: Option<ContestPosition> = page.position(key, actor.account_id)?;
    let (limit, most) = (page.fetch(), page.limit() + 1);
    let desks = Desks::of(&app, &actor);
    let rows = match filter.assigned {
        None => {
            let Some(me) = actor.employee_id else {
                return Ok(Json(Page::empty()));
            };
            let own = move |conn: &mut Conn| {
                contests::list_own(conn, me, filter.state, after.as_ref(), limit)
            };
            app.db.read(own).await?
        }
        Some(assigned) => {
            let permit: Permit<actions::ReadContestQueue> =
                actor.permit(actions::ReadContestQueue, (), actor.capacities())?;
            let desk = match (assigned, actor.employee_id) {
                (Assigned::Me, Some(me)) => Desk::Of(me),
                (Assigned::Me, None) => return Ok(Json(Page::empty())),
                (Assigned::Nobody, _) => Desk::Nobodys,
                (Assigned::All, _) if actor.has(Role::Specialist) => Desk::All,
                (Assigned::All, _) => Desk::Nobodys,
            };
            let looking = (app.clone(), actor.clone());
            let queue = move |conn: &mut Conn| -> ApiResult<Vec<ContestRow>> {
                let desks = Desks::of(&looking.0, &looking.1);
                let (mut all, mut after) = (Vec::new(), after);
                loop {
                    let some = contests::list_queue(
                        conn,
                        &permit,
                        desk,
                        filter.state,
                        after.as_ref(),
                        AT_ONCE,
                    )?;
                    let last = some.last().map(ContestRow::position);
                    let whole = some.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
                    all.extend(some.into_iter().filter(|row| desks.lists(row)));
                    if !whole || all.len() >= most {
                        all.truncate(most);
                        return Ok(all);
                    }
                    after = last;
                }
            };
            app.db.read(queue).await?
        }
    };
    let rows = Page::of(rows, &page, key, actor.account_id, ContestRow::position)?;
    Ok(Json(rows.try_map(|row| desks.show(row))?))
}

/// Show a question
///
/// To who asked, and to specialists who had no hand in the matter.
#[utoipa::path(tag = "contests", params(("id" = ContestId, Path, description = "The question")),
    responses((status = 200, body = Contest)), security(("session" = [])))]
#[get("/contests/{id}")]
async fn get_contest(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ContestId>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let row = app
        .db
        .read(move |conn| contests::find_contest(conn, id))
        .await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let desks = Desks::of(&app, &actor);
    actor.permit(actions::ReadContest, id, desks.capacities(&row))?;
    if !actor.is(row.employee_id) {
        let read = Read {
            by: app.origin(&actor, &context),
            action: "contest.read",
            subject: row.employee_id,
            application: None,
        };
        app.reads()?.record(read).await?;
    }
    let tag = ETag::of_version(row.version);
    Ok(tag.respond(&req, desks.show(row)?))
}

/// Answer a question
///
/// By the specialist on whose desk it is, with a reason and what was changed; who asked reads both.
#[utoipa::path(tag = "contests",
    params(("id" = ContestId, Path, description = "The question"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = ContestAnswerInput,
    responses((status = 200, body = Contest), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/contests/{id}/answer")]
async fn submit_contest_answer(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ContestId>,
    version: IfMatch,
    body: Json<ContestAnswerInput>,
) -> ApiResult<HttpResponse> {
    let moving = Moving::new(&app, &actor, version, Step::Answer(body.0));
    moving.run(&req, &context, id.0).await
}

/// Take a question back
///
/// By who asked, while it is open. Nobody reads it any more but they.
#[utoipa::path(tag = "contests",
    params(("id" = ContestId, Path, description = "The question"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    responses((status = 200, body = Contest), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/contests/{id}/withdraw")]
async fn submit_contest_withdrawal(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ContestId>,
    version: IfMatch,
) -> ApiResult<HttpResponse> {
    let moving = Moving::new(&app, &actor, version, Step::Withdraw);
    moving.run(&req, &context, id.0).await
}

/// Take a question over, or hand it to another specialist
///
/// By specialists who had no hand in the matter, to one who had none either.
#[utoipa::path(tag = "contests",
    params(("id" = ContestId, Path, description = "The question"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = ContestAssignInput,
    responses((status = 200, body = Contest), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/contests/{id}/assign")]
async fn submit_contest_assignment(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ContestId>,
    version: IfMatch,
    body: Json<ContestAssignInput>,
) -> ApiResult<HttpResponse> {
    let moving = Moving::new(&app, &actor, version, Step::Assign(body.0.assignee_id));
    moving.run(&req, &context, id.0).await
}

#[derive(Clone)]
enum Step {
    Answer(ContestAnswerInput),
    Withdraw,
    Assign(EmployeeId),
}

/// One step of a question: under its lock, asked of the table of rights and of the machine.
struct Moving {
    app: App,
    actor: Actor,
    version: IfMatch,
    step: Step,
}

impl Moving {
    fn new(app: &App, actor: &Actor, version: IfMatch, step: Step) -> Self {
        Self {
            app: app.clone(),
            actor: actor.clone(),
            version,
            step,
        }
    }

    async fn run(
        self,
        req: &HttpRequest,
        context: &RequestContext,
        id: ContestId,
    ) -> ApiResult<HttpResponse> {
        let (app, actor) = (self.app.clone(), self.actor.clone());
        let origin = app.origin(&actor, context);
        let row = app
            .db
            .write(origin, move |tx: &mut WriteTx<'_>| self.step(tx, id))
            .await?;
        let tag = ETag::of_version(row.version);
        Ok(tag.respond(req, Desks::of(&app, &actor).show(row)?))
    }

    fn step(&self, tx: &mut WriteTx<'_>, id: ContestId) -> ApiResult<ContestRow> {
        let mut row = contests::lock_contest(tx, id)?.ok_or_else(ApiError::not_found)?;
        let desks = Desks::of(&self.app, &self.actor);
        let capacities = desks.capacities(&row);
        self.actor.permit(actions::ReadContest, id, capacities)?;
        match self.step {
            Step::Withdraw => {
                self.actor
                    .permit(actions::WithdrawContest, id, capacities)?;
            }
            Step::Answer(_) | Step::Assign(_) => {
                self.actor.permit(actions::AnswerContest, id, capacities)?;
            }
        }
        self.version.require(&ETag::of_version(row.version))?;
        let mut facts = desks.facts(&row);
        let (command, action) = match &self.step {
            Step::Answer(_) => (ContestCommand::Answer, "contest.answer"),
            Step::Withdraw => (ContestCommand::Withdraw, "contest.withdraw"),
            Step::Assign(to) => {
                let answerers = contests::list_answerers(tx.conn())?;
                let involved = desks.involvement(*to, row.employee_id, row.opportunity_id);
                facts.fit_assignee =
                    answerers.iter().any(|(one, _)| one == to) && !involved.is_any();
                (ContestCommand::Assign, "contest.assign")
            }
        };
        row.state = contest::transition(row.state, command, &facts).map_err(|refusal| {
            let allowed = serde_json::to_value(&refusal.allowed).unwrap_or_default();
            ApiError::new(Code::IllegalTransition)
                .with("rule", refusal.rule.as_str())
                .with("allowed", allowed)
        })?;
        let now = tx.now();
        match &self.step {
            Step::Answer(input) => {
                row.outcome = Some(input.outcome);
                row.answer = Some(input.reason.clone());
                row.changed = (input.changed.clone()).filter(|text| !text.trim().is_empty());
                row.answered_by_id = self.actor.employee_id;
                row.closed_at = Some(now);
            }
            Step::Withdraw => row.closed_at = Some(now),
            Step::Assign(to) => row.assignee_id = Some(*to),
        }
        contests::update_contest(tx, action, &row)?;
        row.version += 1;
        row.updated_at = now;
        Ok(row)
    }
}

/// Who is what to a question, and what they see of it.
pub struct Desks<'a> {
    app: &'a App,
    actor: &'a Actor,
}

impl<'a> Desks<'a> {
    #[must_use]
    pub const fn of(app: &'a App, actor: &'a Actor) -> Self {
        Self { app, actor }
    }

    fn involvement(
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

    fn capacities(&self, row: &ContestRow) -> Capacities {
        let involvement = self.own_involvement(row);
        let withdrawn = row.state == ContestState::Withdrawn;
        let none = Capacities::default().and_if(involvement.asked, Capacity::Oneself);
        none.and_if(
            self.answers(involvement) && !withdrawn,
            Capacity::Specialist,
        )
    }

    fn lists(&self, row: &ContestRow) -> bool {
        let involvement = self.own_involvement(row);
        let unassigned = row.assignee_id.is_none() && row.state == ContestState::Open;
        row.state != ContestState::Withdrawn && self.answers(involvement)
            || self.actor.has(Role::Admin) && unassigned && !involvement.is_any()
    }

    fn facts(&self, row: &ContestRow) -> ContestFacts {
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
            statement: reads.then_some(row.statement),
            assignee: row.assignee_id.filter(|_| reads).and_then(name),
            outcome: row.outcome.filter(|_| reads),
            reason: row.answer.filter(|_| reads),
            changed: row.changed.filter(|_| reads),
            answered_by: row.answered_by_id.filter(|_| reads).and_then(name),
            closed_at: row.closed_at.filter(|_| reads),
            allowed: if reads { allowed } else { Vec::new() },
        })
    }
}
