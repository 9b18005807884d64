//! Applying: one transaction, begun by locking the opening, so that double clicks are harmless.

use std::sync::Arc;

use actix_web::{HttpResponse, post};
use domain::access::{Actor as AccessActor, actions};
use domain::application::{
    ApplicationFacts, ApplicationStatus, ApplicationStep, DecisionSide, transition,
};
use domain::eligibility;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::policy::Policy;
use domain::terms::MatchPurpose;
use matching::View;
use persistence::applications::{self, NewApplication};
use persistence::opportunities::{self, Viewer};
use persistence::{DbError, WriteTx};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::decide::{keep, reveals};
use super::view::Application;
use super::{refused, show};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code, Problem};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::routes::opportunities::detail::find;
use crate::routes::opportunities::waivers::waived;
use crate::scheduler::follow_step;
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
        self.check_rules(tx, me, id)?;
        let facts = ApplicationFacts {
            side: DecisionSide::Applicant,
            is_applicant: true,
            opportunity: row.status,
            seats_left: row.seats_left(),
            has_feedback: false,
            interview_guaranteed: false,
            has_reason: false,
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
            // Whoever may apply is eligible.
            interview_guaranteed: (self.policy.parameters.decisions)
                .guarantees_interview(self.kept.as_ref().and_then(|kept| kept.row.fit_ppm)),
            hides_name: (self.policy.parameters.decisions).names_hidden_until_shortlist,
            policy_version: self.policy.version,
            reveals: reveals(&done.events),
        };
        match applications::insert_application(tx, &new) {
            Err(DbError::Unique(_)) => Err(ApiError::new(Code::AlreadyApplied)),
            other => {
                let id = other?;
                let decisions = &self.policy.parameters.decisions;
                follow_step(tx, id, (None, ApplicationStatus::Submitted), decisions)?;
                Ok(id)
            }
        }
    }

    fn check_rules(
        &self,
        tx: &mut WriteTx<'_>,
        me: EmployeeId,
        id: OpportunityId,
    ) -> ApiResult<()> {
        // Somebody whom nothing is known of yet was hired a moment ago, elsewhere.
        let Some(rules) = &self.rules else {
            return Err(ApiError::new(Code::Unavailable).retry_after(1));
        };
        let (rules, _) = waived(tx.conn(), me, id, rules.clone(), self.today)?;
        if eligibility::is_eligible(&rules) {
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
