//! Writing openings: create, edit, publish and the other steps of an opening's life.

use actix_web::{HttpRequest, HttpResponse, patch, post};
use chrono::NaiveDate;
use domain::access::actions;
use domain::ids::OpportunityId;
use domain::opportunity::{
    OpportunityCommand, OpportunityEvent, OpportunityFacts, OpportunityRefusal, OpportunityRule,
    OpportunityStep, check, is_publishable, transition,
};
use domain::policy::PostingPolicy;
use persistence::opportunities::{
    self, NewOpportunity, OpportunityRow, OpportunityText, StatusChange,
};
use persistence::{Conn, WriteTx, relations};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::criteria::{Criteria, criteria_frozen};
use super::detail::{Found, OpportunityDetail, find, show};
use super::form::OpportunityInput;
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code, Problem};
use crate::extract::{ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::seat::posting;
use crate::state::{App, AppState};

/// Create an opening
///
/// A draft of one's own, seen by its hiring team only until it is published. For managers and
/// specialists.
#[utoipa::path(tag = "opportunities", request_body = OpportunityInput,
    responses((status = 201, description = "A draft", body = OpportunityDetail)), security(("session" = [])))]
#[post("/opportunities")]
pub async fn create_opportunity(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    body: Json<OpportunityInput>,
) -> ApiResult<HttpResponse> {
    let me = actor
        .employee_id
        .ok_or_else(|| ApiError::new(Code::Forbidden))?;
    let access = actor.to_access();
    app.db
        .read(move |conn: &mut Conn| -> ApiResult<()> {
            let manages = relations::is_any_manager(conn, me)?;
            let capacities = access
                .capacities()
                .and_if(manages, domain::access::Capacity::AnyManager);
            access.permit(actions::CreateOpportunity, (), capacities)?;
            Ok(())
        })
        .await?;
    let new = body.0.check(&app)?;
    let origin = app.origin(&actor, &context);
    let write = move |tx: &mut WriteTx<'_>| opportunities::insert_opportunity(tx, me, &new, None);
    let id = app.db.write(origin, write).await?;
    let (tag, detail) = show(&app, &actor, id).await?;
    let mut response = HttpResponse::Created()
        .insert_header(("Location", format!("{}/{id}", req.path())))
        .json(detail);
    tag.attach(&mut response);
    Ok(response)
}

/// Change an opening
///
/// Takes the whole form. What is published must stay complete; what is filled or cancelled no
/// longer changes. The selection criteria stand as soon as the hiring team may know of an
/// application.
#[utoipa::path(tag = "opportunities",
    params(("id" = OpportunityId, Path, description = "The opening"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = OpportunityInput,
    responses((status = 200, body = OpportunityDetail), (status = 409, description = "It is over, or would no longer be complete", body = Problem)),
    security(("session" = [])))]
#[patch("/opportunities/{id}")]
pub async fn update_opportunity(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<OpportunityId>,
    version: IfMatch,
    body: Json<OpportunityInput>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let editable = editable(&app, &actor, id).await?;
    let new = body.0.check(&app)?;
    let posting = posting(&app, new.org_unit_id, new.job_profile_id);
    let today = app.clock.today();
    let has_role_requirements = role_requirements(&app, new.job_profile_id);
    let seen = Criteria::of(&app, &actor);
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
            let (row, _) = lock(tx.conn(), id, &version)?;
            still_changes(&row, &new)?;
            if row.opened_at.is_some() {
                let mut facts = facts_of(&new, has_role_requirements);
                facts.seats_left = 1;
                facts.closes_on = facts.closes_on.map(|date| date.max(today));
                complete(&facts, &posting, today)?;
            }
            if row.version != editable.opening.row.version {
                // What it is compared with was read before the lock.
                return Err(ApiError::new(Code::PreconditionFailed));
            }
            let fields = changed_fields(&editable, &new);
            if fields.contains(&"selection_criteria") && seen.frozen(tx.conn(), &row)? {
                return Err(criteria_frozen());
            }
            Ok(opportunities::update_opportunity(tx, id, &new, &fields)?)
        })
        .await?;
    let (tag, detail) = show(&app, &actor, id).await?;
    Ok(tag.respond(&req, detail))
}

/// That it is not over, and keeps the seats that are taken.
fn still_changes(row: &OpportunityRow, new: &NewOpportunity) -> ApiResult<()> {
    if row.status.is_over() {
        return Err(refused(&OpportunityRefusal {
            rule: OpportunityRule::NotFromHere,
            allowed: Vec::new(),
            findings: Vec::new(),
        }));
    }
    if new.seats < row.seats_filled {
        let detail = "fewer than are taken already";
        let error = crate::error::FieldError::new("/seats", "out_of_range", detail);
        return Err(ApiError::invalid(vec![
            error.param("min", row.seats_filled),
        ]));
    }
    Ok(())
}

/// What to do with an opening, and why.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityTransitionInput {
    command: OpportunityCommand,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "Budget is confirmed.")]
    reason: Option<String>,
}

/// Move an opening on
///
/// Publish, hold, resume, close, cancel or reopen. A refusal names the rule and what is possible.
#[utoipa::path(tag = "opportunities",
    params(("id" = OpportunityId, Path, description = "The opening"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = OpportunityTransitionInput,
    responses((status = 200, body = OpportunityDetail), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/opportunities/{id}/transitions")]
pub async fn transition_opportunity(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<OpportunityId>,
    version: IfMatch,
    body: Json<OpportunityTransitionInput>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let found = editable(&app, &actor, id).await?;
    let facts = facts_of_found(&app, &found);
    let (seen, today) = (app.clone(), app.clock.today());
    let OpportunityTransitionInput { command, reason } = body.0;
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
            let (row, _) = lock(tx.conn(), id, &version)?;
            let posting = posting(&seen, row.org_unit_id, row.job_profile_id);
            let facts = OpportunityFacts {
                live_applications: opportunities::count_live_applications(tx.conn(), id)?,
                ..facts
            };
            let step = OpportunityStep::Command(command);
            let done = transition(row.status, step, &facts, &posting, today)
                .map_err(|refusal| refused(&refusal))?;
            let change = StatusChange {
                action: action(command),
                from: row.status,
                to: done.to,
                opened: row.opened_at.is_none() && done.events.contains(&OpportunityEvent::Opened),
                reason: reason.clone(),
                mover: None,
            };
            opportunities::update_status(tx, id, &change)?;
            if done.events.contains(&OpportunityEvent::ApplicationsLapse) {
                opportunities::lapse_applications(tx, id)?;
            }
            Ok(())
        })
        .await?;
    let (tag, detail) = show(&app, &actor, id).await?;
    Ok(tag.respond(&req, detail))
}

const fn action(command: OpportunityCommand) -> &'static str {
    match command {
        OpportunityCommand::Publish => "opportunity.publish",
        OpportunityCommand::Hold => "opportunity.hold",
        OpportunityCommand::Resume => "opportunity.resume",
        OpportunityCommand::Close => "opportunity.close",
        OpportunityCommand::Cancel => "opportunity.cancel",
        OpportunityCommand::Reopen => "opportunity.reopen",
    }
}

/// The opening, if the actor may change it.
async fn editable(app: &App, actor: &Actor, id: OpportunityId) -> ApiResult<Found> {
    let (viewer, access) = (app.matching.viewer(actor), actor.to_access());
    app.db
        .read(move |conn: &mut Conn| -> ApiResult<Found> {
            let found = find(conn, &access, &viewer, id)?;
            access.permit(actions::EditOpportunity, id, found.capacities)?;
            Ok(found)
        })
        .await
}

/// The row as it is now, if the version is the one that was read.
fn lock(
    conn: &mut Conn,
    id: OpportunityId,
    version: &IfMatch,
) -> ApiResult<(OpportunityRow, OpportunityText)> {
    let locked = opportunities::lock_opportunity(conn, id)?.ok_or_else(ApiError::not_found)?;
    version.require(&ETag::of_version(locked.0.version))?;
    Ok(locked)
}

/// A refusal of the machine as a problem document.
fn refused(refusal: &OpportunityRefusal) -> ApiError {
    let code = match refusal.rule {
        OpportunityRule::NotPublishable => Code::NotPublishable,
        OpportunityRule::NotFromHere
        | OpportunityRule::ClosingDatePast
        | OpportunityRule::NoSeatLeft => Code::IllegalTransition,
    };
    let list = |value| serde_json::to_value(value).unwrap_or_default();
    let error = ApiError::new(code)
        .with("rule", refusal.rule.as_str())
        .with("allowed", list(&refusal.allowed));
    if refusal.findings.is_empty() {
        error
    } else {
        error.with(
            "findings",
            serde_json::to_value(&refusal.findings).unwrap_or_default(),
        )
    }
}

fn complete(facts: &OpportunityFacts, posting: &PostingPolicy, today: NaiveDate) -> ApiResult<()> {
    let findings = check(facts, posting, today);
    if is_publishable(&findings) {
        return Ok(());
    }
    Err(refused(&OpportunityRefusal {
        rule: OpportunityRule::NotPublishable,
        allowed: Vec::new(),
        findings,
    }))
}

/// How many requirements an opening takes over from its role.
fn role_requirements(app: &AppState, profile: Option<domain::ids::JobProfileId>) -> usize {
    let names = app.directory.catalogue();
    let profile = profile.and_then(|id| names.profiles.find(id));
    profile.map_or(0, |profile| profile.requirements.len())
}

fn facts_of(new: &NewOpportunity, from_role: usize) -> OpportunityFacts {
    OpportunityFacts {
        kind: new.kind,
        has_pay_range: new.pay_range.is_some(),
        criteria: new.selection_criteria.len(),
        requirements: if new.requirements.is_empty() {
            from_role
        } else {
            new.requirements.len()
        },
        is_blank: new.description.trim().is_empty(),
        audience_unknown: false,
        seats_left: new.seats,
        hours_per_week: new.hours_per_week,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        closes_on: new.closes_on,
        live_applications: 0,
    }
}

pub(super) fn facts_of_found(app: &AppState, found: &Found) -> OpportunityFacts {
    let (row, text) = (&found.opening.row, &found.opening.text);
    let names = app.directory.catalogue();
    let own = found.opening.requirements.len();
    OpportunityFacts {
        kind: row.kind,
        has_pay_range: row.pay_range().is_some(),
        criteria: text.selection_criteria.0.len(),
        requirements: if own == 0 {
            role_requirements(app, row.job_profile_id)
        } else {
            own
        },
        is_blank: text.description.trim().is_empty(),
        audience_unknown: (row.audience_org_unit_ids.0.iter())
            .any(|unit| names.units.find(*unit).is_none()),
        seats_left: row.seats_left(),
        hours_per_week: row.hours_per_week,
        starts_on: text.starts_on,
        ends_on: text.ends_on,
        closes_on: row.closes_on,
        live_applications: 0,
    }
}

/// Names of the fields that an edit changes, for the audit log; not their values.
fn changed_fields(found: &Found, new: &NewOpportunity) -> Vec<&'static str> {
    let (row, text) = (&found.opening.row, &found.opening.text);
    let team = found.opening.team.iter().skip(1);
    let team: Vec<_> = team.filter_map(|one| Some((one.id, one.role?))).collect();
    let same_team = team.len() == new.team.len() && team.iter().all(|one| new.team.contains(one));
    let own = &found.opening.requirements;
    let same_requirements =
        own.len() == new.requirements.len() && own.iter().all(|one| new.requirements.contains(one));
    let fields = [
        ("kind", row.kind != new.kind),
        ("title", row.title != new.title),
        ("description", text.description != new.description),
        ("org_unit_id", row.org_unit_id != new.org_unit_id),
        ("location_id", row.location_id != new.location_id),
        ("work_mode", row.work_mode != new.work_mode),
        ("job_profile_id", row.job_profile_id != new.job_profile_id),
        ("seats", row.seats != new.seats),
        ("pay_range", row.pay_range() != new.pay_range),
        ("hours_per_week", row.hours_per_week != new.hours_per_week),
        ("starts_on", text.starts_on != new.starts_on),
        ("ends_on", text.ends_on != new.ends_on),
        ("closes_on", row.closes_on != new.closes_on),
        ("priority", row.priority != new.priority),
        (
            "selection_criteria",
            text.selection_criteria.0 != new.selection_criteria,
        ),
        ("audience", row.audience_org_unit_ids.0 != new.audience),
        ("requirements", !same_requirements),
        ("hiring_team_ids", !same_team),
    ];
    (fields.into_iter())
        .filter_map(|(name, changed)| changed.then_some(name))
        .collect()
}
