//! Applying, and every step from there: one transaction each, begun by locking the opening, so
//! that the last seat is taken once and double clicks are harmless.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, post};
use domain::access::{Actor as AccessActor, Permit, actions};
use domain::application::{
    ApplicationCommand, ApplicationEvent, ApplicationFacts, ApplicationRefusal, ApplicationRule,
    ApplicationStatus, ApplicationStep, DecisionSide, FeedbackReason, transition,
};
use domain::disclosure::Party;
use domain::eligibility;
use domain::ids::{ApplicationId, EmployeeId, MatchId, OpportunityId};
use domain::opportunity::OpportunityStatus;
use domain::policy::Policy;
use domain::terms::MatchPurpose;
use matching::View;
use persistence::applications::{
    self, ApplicationChange, ApplicationFeedback, NewApplication, OpenApplication,
};
use persistence::opportunities::{self, StatusChange, Viewer};
use persistence::{DbError, WriteTx, matches};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::view::{Application, capacities, facts};
use super::{refused, show};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::matching::Matching;
use crate::routes::opportunities::detail::find;
use crate::state::App;
use crate::stored::{Prepared, Showing};

#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationInput {
    /// Why you, why this; may be empty.
    #[validate(length(max = 5000))]
    #[schema(
        max_length = 5000,
        example = "I have built two of these and want the third to last."
    )]
    statement: String,
}

/// Apply for an opening
///
/// In confidence: who will know when is in the opening's `disclosure`. The match is kept as it is
/// now. Sending it twice makes one application.
#[utoipa::path(tag = "applications",
    params(("id" = OpportunityId, Path, description = "The opening")), request_body = ApplicationInput,
    responses((status = 201, description = "Sent", body = Application),
        (status = 409, description = "Already applied, not open, or not eligible", body = Problem)),
    security(("session" = [])))]
#[post("/opportunities/{id}/applications")]
pub async fn create_application(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<OpportunityId>,
    body: Json<ApplicationInput>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let policy = app.matching.policy();
    let application = ApplicationId::generate();
    let showing = Showing {
        purpose: MatchPurpose::Application,
        viewer: Some(actor.account_id),
        application: Some(application),
        at: app.clock.now(),
    };
    let kept = match actor.employee_id {
        Some(me) => (app.matching).explain_to_keep(me, id, View::Opening, showing)?,
        None => None,
    };
    let applying = Applying {
        id: application,
        actor: actor.to_access(),
        viewer: app.matching.viewer(&actor),
        policy,
        today: app.clock.today(),
        statement: body.0.statement,
        rules: actor
            .employee_id
            .and_then(|me| app.matching.eligibility(me, id)),
        kept: kept.map(|(_, prepared)| prepared),
    };
    let origin = app.origin(&actor, &context);
    let created = app
        .db
        .write(origin, move |tx: &mut WriteTx<'_>| applying.apply(tx, id))
        .await?;
    let (tag, shown) = show(&app, &actor, None, created).await?;
    let mut response = HttpResponse::Created()
        .insert_header(("Location", format!("/api/v1/applications/{created}")))
        .json(shown);
    tag.attach(&mut response);
    Ok(response)
}

/// Everything that applying needs to know.
struct Applying {
    id: ApplicationId,
    actor: AccessActor,
    viewer: Viewer,
    policy: Arc<Policy>,
    today: chrono::NaiveDate,
    statement: String,
    rules: Option<Vec<eligibility::RuleOutcome>>,
    /// The match as the hiring team sees it now.
    kept: Option<Prepared>,
}

impl Applying {
    fn apply(&self, tx: &mut WriteTx<'_>, id: OpportunityId) -> ApiResult<ApplicationId> {
        // Under the lock, so that double clicks wait for each other. Whoever may not know of the
        // opening is told nothing by it.
        opportunities::lock_only(tx.conn(), id)?;
        let found = find(tx.conn(), &self.actor, &self.viewer, id)?;
        self.actor
            .permit(actions::ApplyToOpportunity, id, found.capacities)?;
        let me = self.actor.employee_id.ok_or_else(ApiError::not_found)?;
        let row = &found.opening.row;
        let again = self.policy.parameters.decisions.reapply_after_rejection;
        if found.earlier.iter().any(|status| bars(*status, again)) {
            return Err(ApiError::new(Code::AlreadyApplied));
        }
        let closed = row.closes_on.is_some_and(|last| last < self.today);
        if !row.status.is_open() || closed {
            return Err(ApiError::new(Code::NotOpen).with("status", row.status.as_str()));
        }
        self.check_rules()?;
        let facts = ApplicationFacts {
            side: DecisionSide::Applicant,
            is_applicant: true,
            opportunity: row.status,
            seats_left: row.seats_left(),
            has_feedback: false,
        };
        let table = &self.policy.parameters.disclosure;
        let (draft, submit) = (ApplicationStatus::Draft, ApplicationStep::Submit);
        let done = transition(draft, submit, &facts, table).map_err(|refusal| refused(&refusal))?;
        let new = NewApplication {
            id: self.id,
            opportunity_id: id,
            employee_id: me,
            statement: self.statement.clone(),
            match_id: keep(tx, self.kept.as_ref())?,
            policy_version: self.policy.version,
            reveals: reveals(&done.events),
        };
        match applications::insert_application(tx, &new) {
            Err(DbError::Unique(_)) => Err(ApiError::new(Code::AlreadyApplied)),
            other => Ok(other?),
        }
    }

    fn check_rules(&self) -> ApiResult<()> {
        // Somebody whom nothing is known of yet was hired a moment ago, elsewhere.
        let Some(rules) = &self.rules else {
            return Err(ApiError::new(Code::Unavailable).retry_after(1));
        };
        if eligibility::is_eligible(rules) {
            return Ok(());
        }
        let rules = serde_json::to_value(rules).map_err(ApiError::internal)?;
        Err(ApiError::new(Code::NotEligible).with("rules", rules))
    }
}

/// Whether an earlier application stands in the way of a new one.
const fn bars(status: ApplicationStatus, reapply: bool) -> bool {
    match status {
        ApplicationStatus::Rejected => !reapply,
        ApplicationStatus::Withdrawn
        | ApplicationStatus::OfferDeclined
        | ApplicationStatus::Lapsed
        | ApplicationStatus::Draft => false,
        ApplicationStatus::Submitted
        | ApplicationStatus::Screening
        | ApplicationStatus::Shortlisted
        | ApplicationStatus::Interview
        | ApplicationStatus::Selected
        | ApplicationStatus::Offered
        | ApplicationStatus::Accepted => true,
    }
}

/// Stores the match that is acted upon, in the transaction of the act.
fn keep(tx: &mut WriteTx<'_>, kept: Option<&Prepared>) -> ApiResult<Option<MatchId>> {
    let Some(Prepared { inputs, row }) = kept else {
        return Ok(None);
    };
    matches::insert_matches(tx.conn(), inputs, std::slice::from_ref(row))?;
    Ok(Some(row.id))
}

fn reveals(events: &[ApplicationEvent]) -> Vec<Party> {
    (events.iter())
        .filter_map(|event| match event {
            ApplicationEvent::Revealed(party) => Some(*party),
            ApplicationEvent::SeatTaken => None,
        })
        .collect()
}

/// What to do with an application. `reject` needs the feedback.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationTransitionInput {
    command: ApplicationCommand,
    /// For the record; the applicant reads `feedback`.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "Strong in the interview.")]
    reason: Option<String>,
    #[validate(nested)]
    feedback: Option<FeedbackInput>,
}

#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackInput {
    reason_code: FeedbackReason,
    /// What was missing.
    #[validate(length(min = 3, max = 2000))]
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Streaming at this scale."
    )]
    gap: String,
    #[validate(length(min = 3, max = 2000))]
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Join the event platform's gig."
    )]
    next_step: String,
}

/// Move an application on
///
/// The hiring team screens, shortlists, invites, selects, offers or rejects with feedback; the
/// applicant withdraws, accepts or declines. Accepting takes a seat; the last one fills the
/// opening and ends the other applications.
#[utoipa::path(tag = "applications",
    params(("id" = ApplicationId, Path, description = "The application"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = ApplicationTransitionInput,
    responses((status = 200, body = Application), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/applications/{id}/transitions")]
pub async fn transition_application(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ApplicationId>,
    version: IfMatch,
    body: Json<ApplicationTransitionInput>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let deciding = Deciding {
        matching: Arc::clone(&app.matching),
        actor: actor.to_access(),
        policy: app.matching.policy(),
        version,
        input: body.0,
    };
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| deciding.decide(tx, id))
        .await?;
    let (tag, shown) = show(&app, &actor, None, id).await?;
    Ok(tag.respond(&req, shown))
}

struct Deciding {
    matching: Arc<Matching>,
    actor: AccessActor,
    policy: Arc<Policy>,
    version: IfMatch,
    input: ApplicationTransitionInput,
}

impl Deciding {
    fn decide(&self, tx: &mut WriteTx<'_>, id: ApplicationId) -> ApiResult<()> {
        opportunities::lock_opportunity_of(tx.conn(), id)?;
        let (application, facts) = self.open(tx, id)?;
        let opening = application.row.opportunity_id;
        self.version
            .require(&ETag::of_version(application.row.version))?;
        let command = self.input.command;
        let table = &self.policy.parameters.disclosure;
        let step = ApplicationStep::Command(command);
        let done = transition(application.row.status, step, &facts, table).map_err(|refusal| {
            if refusal.rule == ApplicationRule::FeedbackRequired {
                let detail = "a rejection tells the reason, the gap and a next step";
                return ApiError::invalid(vec![FieldError::new("/feedback", "required", detail)]);
            }
            refused(&refusal)
        })?;
        let feedback = self.input.feedback.as_ref();
        let change = ApplicationChange {
            id,
            opportunity_id: opening,
            subject: application.row.employee_id,
            action: action(command),
            command: command.as_str(),
            from: application.row.status,
            to: done.to,
            actor: self.actor.employee_id,
            side: facts.side,
            reason: self.input.reason.clone(),
            feedback: feedback
                .filter(|_| command == ApplicationCommand::Reject)
                .map(|told| ApplicationFeedback {
                    reason: told.reason_code,
                    gap: told.gap.clone(),
                    next_step: told.next_step.clone(),
                }),
            reveals: reveals(&done.events),
            policy_version: self.policy.version,
            match_id: keep(tx, self.kept(tx, &application)?.as_ref())?,
        };
        applications::update_application_status(tx, &change)?;
        if done.events.contains(&ApplicationEvent::SeatTaken) {
            take_seat(tx, opening, application.opportunity.status)?;
        }
        Ok(())
    }

    /// The match as those see it who decide: the applicant answers an offer on their own view.
    fn kept(&self, tx: &WriteTx<'_>, application: &OpenApplication) -> ApiResult<Option<Prepared>> {
        let showing = Showing {
            purpose: MatchPurpose::Decision,
            viewer: Some(self.actor.account_id),
            application: Some(application.row.id),
            at: tx.now(),
        };
        let view = match self.input.command {
            ApplicationCommand::Accept
            | ApplicationCommand::Decline
            | ApplicationCommand::Withdraw => View::Employee,
            ApplicationCommand::Screen
            | ApplicationCommand::Shortlist
            | ApplicationCommand::InviteToInterview
            | ApplicationCommand::Select
            | ApplicationCommand::Offer
            | ApplicationCommand::Reject => View::Opening,
        };
        let (person, opening) = (application.row.employee_id, application.row.opportunity_id);
        let kept = self
            .matching
            .explain_to_keep(person, opening, view, showing)?;
        Ok(kept.map(|(_, prepared)| prepared))
    }

    /// The application, if the actor may know of it and may speak for the command's side.
    fn open(
        &self,
        tx: &mut WriteTx<'_>,
        id: ApplicationId,
    ) -> ApiResult<(OpenApplication, ApplicationFacts)> {
        let me: Option<EmployeeId> = self.actor.employee_id;
        let sealed =
            applications::find_application(tx.conn(), id, me)?.ok_or_else(ApiError::not_found)?;
        let capacities = capacities(
            &self.actor,
            &sealed.seal,
            &self.policy.parameters.disclosure,
        );
        let permit: Permit<actions::ReadApplication> =
            self.actor
                .permit(actions::ReadApplication, id, capacities)?;
        match self.input.command {
            ApplicationCommand::Accept
            | ApplicationCommand::Decline
            | ApplicationCommand::Withdraw => {
                self.actor
                    .permit(actions::AnswerApplication, id, capacities)?;
            }
            ApplicationCommand::Screen
            | ApplicationCommand::Shortlist
            | ApplicationCommand::InviteToInterview
            | ApplicationCommand::Select
            | ApplicationCommand::Offer
            | ApplicationCommand::Reject => {
                self.actor
                    .permit(actions::DecideApplication, id, capacities)?;
            }
        }
        let application = sealed.open(&permit).ok_or_else(ApiError::not_found)?;
        let facts = ApplicationFacts {
            has_feedback: self.input.feedback.is_some(),
            ..facts(&self.actor, &application, capacities)
        };
        Ok((application, facts))
    }
}

/// Takes a seat of the locked opening; the last one fills it and ends what still waits.
fn take_seat(tx: &mut WriteTx<'_>, id: OpportunityId, from: OpportunityStatus) -> ApiResult<()> {
    let Some(left) = opportunities::take_seat(tx, id)? else {
        return Err(refused(&ApplicationRefusal {
            rule: ApplicationRule::NoSeatLeft,
            allowed: vec![ApplicationCommand::Decline, ApplicationCommand::Withdraw],
        }));
    };
    if left == 0 {
        let change = StatusChange {
            action: "opportunity.fill",
            from,
            to: OpportunityStatus::Filled,
            opened: false,
            reason: None,
        };
        opportunities::update_status(tx, id, &change)?;
        opportunities::lapse_applications(tx, id)?;
    }
    Ok(())
}

const fn action(command: ApplicationCommand) -> &'static str {
    match command {
        ApplicationCommand::Screen => "application.screen",
        ApplicationCommand::Shortlist => "application.shortlist",
        ApplicationCommand::InviteToInterview => "application.invite_to_interview",
        ApplicationCommand::Select => "application.select",
        ApplicationCommand::Offer => "application.offer",
        ApplicationCommand::Accept => "application.accept",
        ApplicationCommand::Decline => "application.decline",
        ApplicationCommand::Reject => "application.reject",
        ApplicationCommand::Withdraw => "application.withdraw",
    }
}
