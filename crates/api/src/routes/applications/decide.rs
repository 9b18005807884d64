//! Applying, and every step from there: one transaction each, begun by locking the opening, so
//! that the last seat is taken once and double clicks are harmless.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, post};
use domain::access::{Actor as AccessActor, Permit, actions};
use domain::anonymity;
use domain::application::{
    ApplicationCommand, ApplicationEvent, ApplicationFacts, ApplicationRefusal, ApplicationRule,
    ApplicationStep, transition,
};
use domain::disclosure::Party;
use domain::ids::{ApplicationId, EmployeeId, MatchId, OpportunityId};
use domain::opportunity::OpportunityStatus;
use domain::policy::{Policy, add_working_days};
use domain::terms::MatchPurpose;
use matching::View;
use persistence::applications::{self, ApplicationChange, OpenApplication};
use persistence::opportunities::{self, StatusChange};
use persistence::{DbError, WriteTx, matches, moves};

use super::input::{ApplicationTransitionInput, FeedbackInput};
use super::offer;
use super::view::{Application, capacities, facts};
use super::{refused, show};
use crate::auth::Actor;
use crate::directory::{Catalogue, Directory};
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::matching::Matching;
use crate::moves::Beginning;
use crate::routes::engagements::begin;
use crate::scheduler::follow_step;
use crate::state::App;
use crate::stored::{Prepared, Showing};

/// Stores the match that is acted upon, in the transaction of the act.
pub(super) fn keep(tx: &mut WriteTx<'_>, kept: Option<&Prepared>) -> ApiResult<Option<MatchId>> {
    let Some(Prepared { inputs, row }) = kept else {
        return Ok(None);
    };
    matches::insert_matches(tx.conn(), inputs, std::slice::from_ref(row))?;
    Ok(Some(row.id))
}

pub(super) fn reveals(events: &[ApplicationEvent]) -> Vec<Party> {
    (events.iter())
        .filter_map(|event| match event {
            ApplicationEvent::Revealed(party) => Some(*party),
            ApplicationEvent::SeatTaken => None,
        })
        .collect()
}

/// Whether the object is still the one that was read.
#[derive(Debug)]
pub(super) enum Version {
    Tag(IfMatch),
    Number(i64),
}

impl Version {
    fn require(&self, current: i64) -> ApiResult<()> {
        match self {
            Self::Tag(tag) => tag.require(&ETag::of_version(current)),
            Self::Number(read) if *read == current => Ok(()),
            Self::Number(_) => Err(ApiError::new(Code::PreconditionFailed)),
        }
    }
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
    if let Some(feedback) = &body.0.feedback {
        feedback.check(&app.directory.catalogue())?;
    }
    if let Some(offer) = &body.0.offer {
        offer.check(&app.directory.catalogue())?;
    }
    let deciding = Deciding {
        matching: Arc::clone(&app.matching),
        names: app.directory.catalogue(),
        directory: Arc::clone(&app.directory),
        actor: actor.to_access(),
        policy: app.matching.policy(),
        version: Version::Tag(version),
        within: None,
        input: body.0,
    };
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| deciding.decide(tx, id))
        .await?;
    let (tag, shown) = show(&app, &actor, None, id).await?;
    Ok(tag.respond(&req, shown))
}

pub(super) struct Deciding {
    pub matching: Arc<Matching>,
    pub names: Arc<Catalogue>,
    pub directory: Arc<Directory>,
    pub actor: AccessActor,
    pub policy: Arc<Policy>,
    pub version: Version,
    /// The opening that it must be an application to, where that is said.
    pub within: Option<OpportunityId>,
    pub input: ApplicationTransitionInput,
}

impl Deciding {
    pub fn decide(&self, tx: &mut WriteTx<'_>, id: ApplicationId) -> ApiResult<()> {
        opportunities::lock_opportunity_of(tx.conn(), id)?;
        let (application, facts) = self.open(tx, id)?;
        let opening = application.row.opportunity_id;
        if self.within.is_some_and(|within| within != opening) {
            return Err(ApiError::not_found());
        }
        self.version.require(application.row.version)?;
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
                .map(FeedbackInput::told),
            reveals: reveals(&done.events),
            shows_name: application.row.name_hidden && anonymity::shows_name(done.to),
            policy_version: self.policy.version,
            match_id: keep(tx, self.kept(tx, &application)?.as_ref())?,
        };
        applications::update_application_status(tx, &change)?;
        if command == ApplicationCommand::Offer {
            self.offer(tx, &application)?;
        }
        let decisions = &self.policy.parameters.decisions;
        follow_step(tx, id, (Some(change.from), change.to), decisions)?;
        if done.events.contains(&ApplicationEvent::SeatTaken) {
            let from = application.opportunity.status;
            take_seat(tx, opening, from, application.row.employee_id)?;
            self.begin_move(tx, &application)?;
            begin(tx, &application, &self.policy)?;
        }
        Ok(())
    }

    /// What is accepted is carried to its end, one move at a time.
    fn begin_move(&self, tx: &mut WriteTx<'_>, application: &OpenApplication) -> ApiResult<()> {
        let in_another = || {
            refused(&ApplicationRefusal {
                rule: ApplicationRule::InAnotherMove,
                allowed: vec![ApplicationCommand::Decline, ApplicationCommand::Withdraw],
            })
        };
        if moves::is_moving(tx.conn(), application.row.employee_id)? {
            return Err(in_another());
        }
        let beginning = Beginning {
            policy: &self.policy,
            names: &self.names,
        };
        match beginning.begin(tx, application) {
            Err(DbError::Unique(_)) => Err(in_another()),
            other => Ok(other.map(drop)?),
        }
    }

    /// Keeps the terms and until when they stand.
    fn offer(&self, tx: &mut WriteTx<'_>, application: &OpenApplication) -> ApiResult<()> {
        let terms = offer::terms(self.input.offer.as_ref(), &application.opportunity)?;
        let days = self.policy.parameters.decisions.offer_answer_working_days;
        let expires_on = add_working_days(tx.now().date(), days);
        Ok(applications::insert_offer(
            tx,
            application.row.id,
            &terms,
            expires_on,
        )?)
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
            (&self.policy.parameters.disclosure, &self.directory),
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
            has_reason: (self.input.reason.as_deref())
                .is_some_and(|reason| !reason.trim().is_empty()),
            ..facts(&self.actor, &application, capacities)
        };
        Ok((application, facts))
    }
}

/// Takes a seat of the locked opening; the last one fills it and ends what still waits.
fn take_seat(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
    from: OpportunityStatus,
    mover: EmployeeId,
) -> ApiResult<()> {
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
            mover: Some(mover),
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
