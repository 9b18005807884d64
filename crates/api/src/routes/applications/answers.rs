//! The feedback guarantee: who has waited too long, and answering many at once, each in their own
//! words.

use std::sync::Arc;

use actix_web::{get, post};
use chrono::{NaiveDate, NaiveTime};
use domain::application::{ApplicationRule, ApplicationStatus};
use domain::disclosure::{DisclosureTable, Party};
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::impartiality::Relation;
use domain::policy::{add_working_days, overdue_before};
use domain::terms::Role;
use domain::time::Timestamp;
use persistence::applications::{self, ListedApplication, Overdue, OverdueApplication};
use persistence::{Conn, WriteTx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::decide::{Deciding, Version};
use super::input::{ApplicationTransitionInput, FeedbackInput};
use super::view::{ApplicationSummary, line};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::routes::opportunities::card::Cards;
use crate::routes::opportunities::detail::find;
use crate::state::{App, AppState};

const SHOWN: usize = 100;
/// Read at once; what is not for the viewer is left out afterwards.
const BATCH: i64 = 400;
const BATCHES: usize = 5;

/// An application whose applicant should have heard.
#[derive(Debug, Serialize, ToSchema)]
struct OverdueAnswer {
    application: ApplicationSummary,
    /// The last day on which the answer would have been in time.
    due: NaiveDate,
}

#[derive(Debug, Serialize, ToSchema)]
struct OverdueAnswers {
    /// The longest waiting first.
    #[schema(max_items = 100)]
    items: Vec<OverdueAnswer>,
    /// Whether there are more than these.
    more: bool,
}

/// List overdue answers
///
/// Applications of one's openings, for specialists of all, that wait longer than the policy's
/// working days: since they were sent, or since their opening closed.
#[utoipa::path(tag = "applications", responses((status = 200, body = OverdueAnswers)), security(("session" = [])))]
#[get("/overdue-answers")]
pub async fn list_overdue_answers(
    actor: Actor,
    app: App,
    context: RequestContext,
) -> ApiResult<Json<OverdueAnswers>> {
    let Some(me) = actor.employee_id else {
        return Ok(Json(OverdueAnswers {
            items: Vec::new(),
            more: false,
        }));
    };
    let policy = app.matching.policy();
    let days = policy.parameters.decisions.feedback_working_days;
    let looking = Looking {
        app: app.clone(),
        me,
        specialist: actor.has(Role::Specialist),
        before: morning(overdue_before(app.clock.today(), days)),
        table: policy.parameters.disclosure.clone(),
    };
    let mut found = (app.db)
        .read(move |conn: &mut Conn| looking.read(conn))
        .await?;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let (viewer, names) = (app.matching.viewer(&actor), app.directory.catalogue());
    let cards = Cards::new(&app, &names, &viewer);
    let mut items = Vec::with_capacity(found.len());
    for one in found {
        let read = Read {
            by: app.origin(&actor, &context),
            action: "application.list",
            subject: one.listed.row.employee_id,
            application: Some(one.listed.row.id),
        };
        app.reads()?.record(read).await?;
        items.push(OverdueAnswer {
            due: add_working_days(waits_since(&one).date(), days),
            application: line(one.listed, &actor, &cards)?,
        });
    }
    Ok(Json(OverdueAnswers { items, more }))
}

fn morning(day: NaiveDate) -> Timestamp {
    Timestamp::new(day.and_time(NaiveTime::MIN).and_utc())
}

/// Until somebody has decided anything it counts from when it was sent.
fn waits_since(one: &OverdueApplication) -> Timestamp {
    let row = &one.listed.row;
    let sent = row.submitted_at.unwrap_or(row.created_at);
    match row.status {
        ApplicationStatus::Submitted | ApplicationStatus::Screening => sent,
        _ => one.closed_at.unwrap_or(sent),
    }
}

struct Looking {
    app: App,
    me: EmployeeId,
    specialist: bool,
    before: Timestamp,
    table: DisclosureTable,
}

impl Looking {
    /// One more than are shown, as far as they are for the viewer.
    fn read(&self, conn: &mut Conn) -> ApiResult<Vec<OverdueApplication>> {
        let mut asked = Overdue {
            viewer: self.me,
            all: self.specialist,
            before: self.before,
            after: None,
            limit: BATCH,
        };
        let mut found = Vec::new();
        for _ in 0..BATCHES {
            let batch = applications::list_overdue(conn, &asked)?;
            let end = batch.last().map(|one| &one.listed);
            asked.after = end.and_then(|one| Some((one.row.submitted_at?, one.row.id)));
            let last = i64::try_from(batch.len()).is_ok_and(|read| read < BATCH);
            found.extend(batch.into_iter().filter(|one| self.sees(one)));
            if last || found.len() > SHOWN {
                break;
            }
        }
        found.truncate(SHOWN + 1);
        Ok(found)
    }

    /// The rule for one application, as its page asks it.
    fn sees(&self, one: &OverdueApplication) -> bool {
        let ListedApplication { row, .. } = &one.listed;
        let relation = Relation {
            in_team_since: one.since,
            sent_at: row.submitted_at,
            is_further_up: (self.app.directory).is_in_line_of(self.me, row.employee_id),
            ..Relation::default()
        };
        let knows = |party| self.table.may_know(party, row.status);
        (relation.is_of_team() && knows(Party::HiringTeam))
            || (self.specialist && relation.is_free_specialist() && knows(Party::Specialists))
    }
}

/// Answers to several applicants, each with their own feedback.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectionsInput {
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    items: Vec<RejectionInput>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct RejectionInput {
    application_id: ApplicationId,
    /// That was read; somebody who moved on in the meantime is not answered.
    #[schema(example = 3)]
    version: i64,
    #[validate(nested)]
    feedback: FeedbackInput,
}

/// What became of each, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
struct Rejections {
    #[schema(max_items = 50)]
    items: Vec<RejectionResult>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RejectionResult {
    application_id: ApplicationId,
    /// Whether the answer is sent. Each is sent whole or not at all.
    sent: bool,
    /// The code of the problem, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "precondition_failed")]
    code: Option<&'static str>,
    /// The rule that is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<ApplicationRule>,
}

/// Answer several applicants
///
/// Not to select them, each with their own feedback. One that fails does not stop the others.
#[utoipa::path(tag = "applications", params(("id" = OpportunityId, Path, description = "The opening")),
    request_body = RejectionsInput,
    responses((status = 200, body = Rejections), (status = 422, description = "No answer is sent", body = Problem)),
    security(("session" = [])))]
#[post("/opportunities/{id}/rejections")]
pub async fn submit_rejections(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<OpportunityId>,
    body: Json<RejectionsInput>,
) -> ApiResult<Json<Rejections>> {
    let id = id.0;
    may_decide(&app, &actor, id).await?;
    let names = app.directory.catalogue();
    for item in &body.0.items {
        item.feedback.check(&names)?;
    }
    let mut items = Vec::with_capacity(body.0.items.len());
    for item in body.0.items {
        let deciding = Deciding {
            matching: Arc::clone(&app.matching),
            names: Arc::clone(&names),
            directory: Arc::clone(&app.directory),
            actor: actor.to_access(),
            policy: app.matching.policy(),
            version: Version::Number(item.version),
            within: Some(id),
            input: ApplicationTransitionInput::rejection(item.feedback),
        };
        let (origin, application) = (app.origin(&actor, &context), item.application_id);
        let done = (app.db)
            .write(origin, move |tx: &mut WriteTx<'_>| {
                deciding.decide(tx, application)
            })
            .await;
        items.push(RejectionResult::of(application, done));
    }
    Ok(Json(Rejections { items }))
}

impl RejectionResult {
    fn of(application_id: ApplicationId, done: ApiResult<()>) -> Self {
        let failed = done.err();
        if let Some(cause) = failed.as_ref().and_then(ApiError::cause_chain) {
            tracing::warn!(%application_id, %cause, "an answer of several was not sent");
        }
        Self {
            application_id,
            sent: failed.is_none(),
            code: failed.as_ref().map(|error| error.code().entry().code),
            rule: failed
                .as_ref()
                .and_then(|error| error.member("rule")?.as_str()?.parse().ok()),
        }
    }
}

/// Whether the actor decides on the applications to this opening at all.
async fn may_decide(app: &AppState, actor: &Actor, id: OpportunityId) -> ApiResult<()> {
    let (viewer, access) = (app.matching.viewer(actor), actor.to_access());
    (app.db)
        .read(move |conn: &mut Conn| -> ApiResult<()> {
            let found = find(conn, &access, &viewer, id)?;
            let action = domain::access::actions::ReadCandidates;
            access.permit(action, id, found.capacities)?;
            Ok(())
        })
        .await
}
