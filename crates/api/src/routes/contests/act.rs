//! Answering, taking back, taking over: one transaction each, under the question's lock.

use actix_web::{HttpRequest, HttpResponse, post};
use chrono::NaiveDate;
use domain::access::actions;
use domain::contest::{self, ContestCommand, ContestOutcome, ContestSubject};
use domain::ids::{ContestId, EmployeeId};
use persistence::WriteTx;
use persistence::contests::{self, ContestRow};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::state::App;

use super::desk::{Contest, Desks};

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
    /// For a waiver that is granted: its last day.
    #[schema(example = "2026-12-31")]
    waived_until: Option<NaiveDate>,
}

impl ContestAnswerInput {
    /// A waiver has a last day when it is granted, and nothing else has one.
    fn check(&self, subject: ContestSubject, today: NaiveDate) -> ApiResult<()> {
        let granted = subject == ContestSubject::Waiver && self.outcome == ContestOutcome::Upheld;
        let mut errors = Vec::new();
        if !subject.takes(self.outcome) {
            let detail = "a waiver is granted or dismissed";
            errors.push(FieldError::new("/outcome", field::INVALID, detail));
        }
        let until = |code, detail: &'static str| FieldError::new("/waived_until", code, detail);
        match self.waived_until {
            None if granted => errors.push(until(field::REQUIRED, "a waiver has a last day")),
            Some(_) if !granted => {
                errors.push(until(field::INVALID, "only for a waiver that is granted"));
            }
            Some(last) if last < today => {
                errors.push(until("too_early", "in the past").param("earliest", today.to_string()))
            }
            _ => {}
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(errors))
        }
    }
}

#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContestAssignInput {
    /// The specialist who is to answer; oneself, to take it over.
    assignee_id: EmployeeId,
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
pub async fn submit_contest_answer(
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
pub async fn submit_contest_withdrawal(
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
pub async fn submit_contest_assignment(
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
        if let Step::Answer(input) = &self.step {
            input.check(row.subject_kind, tx.now().date())?;
        }
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
                row.waived_until = input.waived_until;
                row.answer = Some(input.reason.clone());
                row.changed = (input.changed.clone()).filter(|text| !text.trim().is_empty());
                row.answered_by_id = self.actor.employee_id;
                row.closed_at = Some(now);
            }
            Step::Withdraw => row.closed_at = Some(now),
            Step::Assign(to) => row.assignee_id = Some(*to),
        }
        contests::update_contest(tx, action, &row, self.actor.employee_id)?;
        row.version += 1;
        row.updated_at = now;
        Ok(row)
    }
}
