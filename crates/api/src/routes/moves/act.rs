//! Steps of a move, check-ins and the hand-over list: one transaction each, under the move's lock.

use actix_web::{HttpRequest, HttpResponse, post, put};
use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Permit, actions};
use domain::ids::{ChecklistItemId, MoveId};
use domain::mobility::{
    CheckInMood, MoveCommand, MoveFacts, MoveRefusal, MoveSide, MoveStatus, MoveStep,
};
use domain::policy::Policy;
use persistence::checklist::{self, MoveTask};
use persistence::moves::{self, CheckIn, MoveRow};
use persistence::{DbError, WriteTx};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use validator::Validate;

use super::shape::Move;
use super::{show, standing, view};
use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::moves::{Step, StepError, advance};
use crate::state::App;

/// What to do with a move. `request_release` and `counter` need a date; `counter`, `refuse`,
/// `return`, `cancel`, `council_objects` and `comment` a reason, and so does `council_consents`
/// after an objection. `check_in` has an operation of its own.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct MoveTransitionInput {
    command: MoveCommand,
    date: Option<NaiveDate>,
    /// Everybody who knows of the move reads it; but not the manager who is left why the works
    /// council objects, nor anything that is said on the new seat.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "The quarter closes on the 28th.")]
    reason: Option<String>,
}

/// How it goes.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckInInput {
    /// 30, 60 or 90.
    #[schema(example = 30, minimum = 30, maximum = 90)]
    after_days: i32,
    mood: CheckInMood,
    /// The mover, the receiving manager and specialists read it.
    #[validate(length(max = 2000))]
    #[schema(
        max_length = 2000,
        example = "The team is welcoming; access to the warehouse took a week."
    )]
    note: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct MoveTaskInput {
    done: bool,
}

/// Move a move on
///
/// The managers agree on a day: the receiving side asks for release, the manager who is left agrees
/// or asks once for a later day up to the cap; silence is consent. Then it is approved, and
/// the works council heard, where the policy says so; it takes effect on its day, and either side may return during the trial.
#[utoipa::path(tag = "moves",
    params(("id" = MoveId, Path, description = "The move"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = MoveTransitionInput,
    responses((status = 200, body = Move), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/moves/{id}/transitions")]
pub async fn transition_move(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<MoveId>,
    version: IfMatch,
    body: Json<MoveTransitionInput>,
) -> ApiResult<HttpResponse> {
    let act = Act::Command(body.0);
    run(&app, &actor, &context, &req, id.0, version, act).await
}

/// Say how it goes on the new seat
///
/// The mover and the receiving manager, each once after 30, 60 and 90 days.
#[utoipa::path(tag = "moves",
    params(("id" = MoveId, Path, description = "The move"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = CheckInInput,
    responses((status = 200, body = Move), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/moves/{id}/check-ins")]
pub async fn create_move_check_in(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<MoveId>,
    version: IfMatch,
    body: Json<CheckInInput>,
) -> ApiResult<HttpResponse> {
    let act = Act::CheckIn(body.0);
    run(&app, &actor, &context, &req, id.0, version, act).await
}

/// Tick a hand-over task, or take the tick back
///
/// By whose task it is; specialists tick for HR and IT, and for everybody.
#[utoipa::path(tag = "moves",
    params(("id" = MoveId, Path, description = "The move"), ("item_id" = ChecklistItemId, Path, description = "The task, as the move's list names it"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = MoveTaskInput,
    responses((status = 200, body = Move), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[put("/moves/{id}/tasks/{item_id}")]
pub async fn update_move_task(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    ids: Path<(MoveId, ChecklistItemId)>,
    version: IfMatch,
    body: Json<MoveTaskInput>,
) -> ApiResult<HttpResponse> {
    let (id, task) = ids.0;
    let act = Act::Tick(task, body.0.done);
    run(&app, &actor, &context, &req, id, version, act).await
}

#[derive(Clone, Debug)]
enum Act {
    Command(MoveTransitionInput),
    CheckIn(CheckInInput),
    Tick(ChecklistItemId, bool),
}

async fn run(
    app: &App,
    actor: &Actor,
    context: &RequestContext,
    req: &HttpRequest,
    id: MoveId,
    version: IfMatch,
    act: Act,
) -> ApiResult<HttpResponse> {
    let acting = Acting {
        actor: actor.to_access(),
        policy: app.matching.policy(),
        names: app.directory.catalogue(),
        version,
        act,
    };
    let origin = app.origin(actor, context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| acting.act(tx, id))
        .await?;
    let (tag, shown) = show(app, actor, None, id).await?;
    Ok(tag.respond(req, shown))
}

struct Acting {
    actor: AccessActor,
    policy: Arc<Policy>,
    names: Arc<Catalogue>,
    version: IfMatch,
    act: Act,
}

impl Acting {
    fn act(&self, tx: &mut WriteTx<'_>, id: MoveId) -> ApiResult<()> {
        let sealed = moves::lock_move(tx, id)?.ok_or_else(ApiError::not_found)?;
        let table = &self.policy.parameters.disclosure;
        let capacities = standing::capacities(&self.actor, &sealed.seal, table);
        let permit: Permit<actions::ReadMove> =
            self.actor.permit(actions::ReadMove, id, capacities)?;
        self.actor.permit(actions::AdvanceMove, id, capacities)?;
        let mut row = sealed.open(&permit).ok_or_else(ApiError::not_found)?.row;
        self.version.require(&ETag::of_version(row.version))?;
        let sides = standing::sides(capacities);
        let tasks = checklist::list_tasks(tx.conn(), &permit)?;
        let facts = MoveFacts {
            handed_over: tasks.iter().all(|task| task.done_at.is_some()),
            ..standing::facts(&row, self.actor.employee_id, sides, tx.now().date())
        };
        match &self.act {
            Act::Command(input) => self.command(tx, &mut row, facts, input),
            Act::CheckIn(input) => self.check_in(tx, &mut row, facts, input),
            Act::Tick(task, done) => self.tick(tx, &mut row, facts, tasks, (*task, *done)),
        }
    }

    fn step(
        &self,
        tx: &mut WriteTx<'_>,
        row: &mut MoveRow,
        facts: MoveFacts,
        step: MoveStep,
        note: Option<String>,
    ) -> ApiResult<()> {
        let side = speaks_as(&facts.sides, step);
        let step = Step {
            step,
            facts,
            actor: self.actor.employee_id,
            side,
            note,
        };
        advance(tx, (&self.policy, &self.names), row, step).map_err(|error| match error {
            StepError::Refused(refusal) => refused(&refusal),
            StepError::Db(error) => error.into(),
        })
    }

    fn command(
        &self,
        tx: &mut WriteTx<'_>,
        row: &mut MoveRow,
        facts: MoveFacts,
        input: &MoveTransitionInput,
    ) -> ApiResult<()> {
        if input.command == MoveCommand::CheckIn {
            let detail = "say how it goes by POST …/check-ins";
            let error = FieldError::new("/command", "invalid_value", detail);
            return Err(ApiError::invalid(vec![error]));
        }
        let note = input.reason.as_ref().map(|text| text.trim().to_owned());
        let note = note.filter(|text| !text.is_empty());
        let facts = MoveFacts {
            date: input.date,
            has_reason: note.is_some(),
            ..facts
        };
        self.step(tx, row, facts, MoveStep::Command(input.command), note)
    }

    fn check_in(
        &self,
        tx: &mut WriteTx<'_>,
        row: &mut MoveRow,
        facts: MoveFacts,
        input: &CheckInInput,
    ) -> ApiResult<()> {
        let step = MoveStep::Command(MoveCommand::CheckIn);
        let (side, today) = (speaks_as(&facts.sides, step), facts.today);
        let due = view::check_ins_due(row, &[], &facts.sides, today);
        self.step(tx, row, facts, step, None)?;
        if !due.contains(&input.after_days) {
            let detail = "one of those that are asked for now";
            let error = FieldError::new("/after_days", "invalid_value", detail);
            return Err(ApiError::invalid(vec![error]));
        }
        let Some(employee_id) = self.actor.employee_id else {
            return Err(ApiError::not_found());
        };
        let said = CheckIn {
            move_id: row.id,
            after_days: input.after_days,
            side,
            mood: input.mood,
            note: input.note.trim().to_owned(),
            employee_id,
            at: tx.now(),
        };
        match moves::insert_check_in(tx, &said) {
            Err(DbError::Unique(_)) => Err(ApiError::new(Code::IllegalTransition)
                .with("rule", "already_said")
                .with("allowed", serde_json::Value::Array(Vec::new()))),
            other => Ok(other?),
        }
    }

    fn tick(
        &self,
        tx: &mut WriteTx<'_>,
        row: &mut MoveRow,
        facts: MoveFacts,
        mut tasks: Vec<MoveTask>,
        (id, done): (ChecklistItemId, bool),
    ) -> ApiResult<()> {
        let found = tasks.iter_mut().find(|task| task.item_id == id);
        let task = found.ok_or_else(ApiError::not_found)?;
        if !view::may_tick(task.owner, &facts.sides) {
            return Err(ApiError::new(Code::Forbidden));
        }
        if row.status == MoveStatus::Cancelled {
            return Err(ApiError::new(Code::IllegalTransition)
                .with("rule", "not_from_here")
                .with("allowed", serde_json::Value::Array(Vec::new())));
        }
        task.done_by_id = self.actor.employee_id.filter(|_| done);
        task.done_at = done.then(|| tx.now());
        checklist::update_task(tx, task)?;
        let all = tasks.iter().all(|task| task.done_at.is_some());
        let awaits = matches!(row.status, MoveStatus::Effective | MoveStatus::Transition);
        if done && all && awaits {
            return self.step(tx, row, facts, MoveStep::HandedOver, None);
        }
        let record = moves::MoveStepRecord {
            action: "move.task",
            command: if done { "task_done" } else { "task_open" },
            from: Some(row.status),
            actor: self.actor.employee_id,
            side: speaks_as(&facts.sides, MoveStep::HandedOver),
            note: Some(id.to_string()),
            on_day: facts.today,
            named_on: None,
            changed: Vec::new(),
            policy_version: self.policy.version,
        };
        Ok(moves::update_move(tx, row, &record)?)
    }
}

/// For which side somebody speaks who may be several things at once: a manager before a
/// specialist, whose word is asked before who comments.
fn speaks_as(sides: &[MoveSide], step: MoveStep) -> MoveSide {
    let approves = matches!(
        step,
        MoveStep::Command(MoveCommand::Approve | MoveCommand::Refuse)
    );
    if approves && sides.contains(&MoveSide::Approver) {
        return MoveSide::Approver;
    }
    let receives = matches!(
        step,
        MoveStep::Command(MoveCommand::CheckIn | MoveCommand::Confirm | MoveCommand::Return)
    );
    if receives && sides.contains(&MoveSide::ReceivingManager) {
        return MoveSide::ReceivingManager;
    }
    sides.first().copied().unwrap_or(MoveSide::System)
}

/// What the machine refused, as a problem document.
fn refused(refusal: &MoveRefusal) -> ApiError {
    let allowed = serde_json::to_value(&refusal.allowed).unwrap_or_default();
    ApiError::new(Code::IllegalTransition)
        .with("rule", refusal.rule.as_str())
        .with("allowed", allowed)
}
