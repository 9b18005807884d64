//! The structured assessment: what each of the hiring team has seen of each selection criterion. Who
//! is to assess sees those of others only after their own.

use actix_web::{get, put};
use domain::access::{Actor as AccessActor, Capacities, Capacity, Permit, actions};
use domain::application::ApplicationStatus;
use domain::assessment::{
    AssessmentRule, CriterionRating, RatedCriterion, RatingSummary, may_hand_in, sees_others,
    summarise,
};
use domain::ids::{ApplicationId, EmployeeId};
use domain::time::Timestamp;
use persistence::applications::{self, assessment};
use persistence::{Conn, WriteTx, opportunities};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use super::view::{Rules, capacities};
use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::refs::{EmployeeRef, named};
use crate::state::App;

/// What the hiring team has seen of each criterion, as far as it is for the one who looks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Assessment {
    /// Those of the opening, in its order; all lists of ratings here follow it.
    #[schema(max_items = 20)]
    criteria: Vec<String>,
    /// One's own, once handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<HandedIn>,
    /// How many have handed in theirs, oneself included.
    #[schema(example = 2)]
    handed_in: usize,
    /// Whether those of others are told here: to who is to assess, after their own.
    others_shown: bool,
    /// Without one's own, the oldest first.
    #[schema(max_items = 50)]
    others: Vec<HandedIn>,
    /// What all say together, criterion by criterion, once others are shown. People are never
    /// ordered by it.
    #[schema(max_items = 20)]
    summaries: Vec<CriterionSummary>,
    /// Whether one may hand in, or change what one handed in.
    may_hand_in: bool,
}

/// What all say of one criterion; nothing where nobody rated it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CriterionSummary {
    #[serde(skip_serializing_if = "Option::is_none")]
    rated: Option<RatingSummary>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HandedIn {
    assessor: EmployeeRef,
    handed_in_at: Timestamp,
    #[schema(max_items = 20)]
    ratings: Vec<RatedCriterionView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RatedCriterion)]
pub struct RatedCriterionView {
    /// Absent: not assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<CriterionRating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Explained how the backfill was kept idempotent.")]
    note: Option<String>,
}

impl From<RatedCriterion> for RatedCriterionView {
    fn from(rated: RatedCriterion) -> Self {
        Self {
            rating: rated.rating,
            note: rated.note,
        }
    }
}

impl From<assessment::Assessment> for HandedIn {
    fn from(one: assessment::Assessment) -> Self {
        Self {
            assessor: named(one.assessor),
            handed_in_at: one.handed_in_at,
            ratings: one.ratings.into_iter().map(Into::into).collect(),
        }
    }
}

/// One's own assessment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentInput {
    /// One for each criterion of the opening, in its order; at least one is rated.
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20)]
    ratings: Vec<RatedCriterionInput>,
}

#[derive(Clone, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatedCriterionInput {
    /// Absent: not assessed.
    rating: Option<CriterionRating>,
    /// What the rating rests on: what was said or done, not what one felt.
    #[validate(length(max = 2000), custom(function = says_something))]
    #[schema(
        max_length = 2000,
        example = "Explained how the backfill was kept idempotent."
    )]
    note: Option<String>,
}

fn says_something(note: &str) -> Result<(), ValidationError> {
    if note.trim().is_empty() {
        return Err(ValidationError::new(field::TOO_SHORT));
    }
    Ok(())
}

/// Show the assessment of an application
///
/// What the hiring team has seen of each selection criterion. Who is to assess sees those of others
/// only after handing in their own; specialists see them at once. Never for the applicant or their
/// managers.
#[utoipa::path(tag = "applications", params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, body = Assessment)), security(("session" = [])))]
#[get("/applications/{id}/assessment")]
pub async fn get_assessment(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<ApplicationId>,
) -> ApiResult<Json<Assessment>> {
    let (subject, shown) = show(&app, &actor, id.0).await?;
    let read = Read {
        by: app.origin(&actor, &context),
        action: "application.read",
        subject,
        application: Some(id.0),
    };
    app.reads()?.record(read).await?;
    Ok(Json(shown))
}

/// Hand in an assessment
///
/// One's own, as one of the hiring team; whoever steps aside does not assess. It may be changed until
/// somebody else has handed in theirs.
#[utoipa::path(tag = "applications", params(("id" = ApplicationId, Path, description = "The application")),
    request_body = AssessmentInput,
    responses((status = 200, body = Assessment),
        (status = 409, description = "Decided, or it could be influenced by now", body = Problem)),
    security(("session" = [])))]
#[put("/applications/{id}/assessment")]
pub async fn put_assessment(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<ApplicationId>,
    body: Json<AssessmentInput>,
) -> ApiResult<Json<Assessment>> {
    let (id, access, state) = (id.0, actor.to_access(), app.clone());
    let policy = app.matching.policy();
    let input = body.0.ratings;
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
            opportunities::lock_opportunity_of(tx.conn(), id)?;
            let rules = (&policy.parameters.disclosure, state.directory.as_ref());
            let found = Found::read(tx.conn(), &access, rules, id)?;
            let permit = access.permit(actions::AssessApplication, id, found.capacities)?;
            let me = access.employee_id.ok_or_else(ApiError::not_found)?;
            let ratings = checked(&input, found.criteria.len())?;
            found.may_hand_in(me).map_err(closed)?;
            Ok(assessment::replace_assessment(tx, &permit, me, &ratings)?)
        })
        .await?;
    Ok(Json(show(&app, &actor, id).await?.1))
}

fn closed(rule: AssessmentRule) -> ApiError {
    ApiError::new(Code::AssessmentClosed).with("rule", rule.as_str())
}

/// The ratings, if there is one for each criterion and at least one says something: who hands in
/// nothing would see those of others for nothing.
fn checked(input: &[RatedCriterionInput], criteria: usize) -> ApiResult<Vec<RatedCriterion>> {
    let refuse = |code: &'static str, detail: &str| {
        let error = FieldError::new("/ratings", code, detail);
        Err(ApiError::invalid(vec![error.param("count", criteria)]))
    };
    if input.len() != criteria {
        return refuse(field::OUT_OF_RANGE, "one for each criterion");
    }
    if input.iter().all(|one| one.rating.is_none()) {
        return refuse(field::REQUIRED, "at least one criterion is rated");
    }
    let ratings = input.iter().map(|one| RatedCriterion {
        rating: one.rating,
        note: one.note.as_deref().map(|note| note.trim().to_owned()),
    });
    Ok(ratings.collect())
}

/// What is read, by somebody who may.
struct Found {
    subject: EmployeeId,
    status: ApplicationStatus,
    capacities: Capacities,
    criteria: Vec<String>,
    all: Vec<assessment::Assessment>,
}

impl Found {
    /// Three statements.
    fn read(
        conn: &mut Conn,
        actor: &AccessActor,
        rules: Rules<'_>,
        id: ApplicationId,
    ) -> ApiResult<Self> {
        let sealed = applications::find_application(conn, id, actor.employee_id)?
            .ok_or_else(ApiError::not_found)?;
        let capacities = capacities(actor, &sealed.seal, rules);
        let permit: Permit<actions::ReadAssessments> =
            actor.permit(actions::ReadAssessments, id, capacities)?;
        Ok(Self {
            subject: sealed.seal.employee_id,
            status: sealed.seal.status,
            capacities,
            criteria: assessment::list_criteria(conn, &permit)?,
            all: assessment::list_assessments(conn, &permit)?,
        })
    }

    fn may_hand_in(&self, me: EmployeeId) -> Result<(), AssessmentRule> {
        let of_others = self.all.iter().filter(|one| one.assessor.id != me).count();
        may_hand_in(self.status, of_others < self.all.len(), of_others)
    }

    /// As far as it is for the one who looks.
    fn shown(self, actor: &AccessActor, id: ApplicationId) -> Assessment {
        let assesses = actor.permit(actions::AssessApplication, id, self.capacities);
        let may_hand_in = (actor.employee_id)
            .is_some_and(|me| assesses.is_ok() && self.may_hand_in(me).is_ok())
            && !self.criteria.is_empty();
        let handed_in = self.all.len();
        let has_own = self.all.iter().any(|one| actor.is(one.assessor.id));
        let others_shown = sees_others(assesses.is_ok(), has_own);
        let summaries = if others_shown {
            self.summaries()
        } else {
            Vec::new()
        };
        // What others wrote down is the team's.
        let with_notes =
            self.capacities.has(Capacity::HiringTeam) || self.capacities.has(Capacity::Specialist);
        let (own, mut others): (Vec<_>, Vec<HandedIn>) = (self.all.into_iter())
            .map(HandedIn::from)
            .partition(|one| actor.is(one.assessor.id));
        if !with_notes {
            let said = others.iter_mut().flat_map(|one| &mut one.ratings);
            said.for_each(|rated| rated.note = None);
        }
        Assessment {
            criteria: self.criteria,
            own: own.into_iter().next(),
            handed_in,
            others_shown,
            others: if others_shown { others } else { Vec::new() },
            summaries,
            may_hand_in,
        }
    }

    fn summaries(&self) -> Vec<CriterionSummary> {
        let of = |at: usize| {
            let said = self
                .all
                .iter()
                .filter_map(|one| one.ratings.get(at)?.rating);
            CriterionSummary {
                rated: summarise(said),
            }
        };
        (0..self.criteria.len()).map(of).collect()
    }
}

async fn show(app: &App, actor: &Actor, id: ApplicationId) -> ApiResult<(EmployeeId, Assessment)> {
    let (access, state) = (actor.to_access(), app.clone());
    let policy = app.matching.policy();
    app.db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let rules = (&policy.parameters.disclosure, state.directory.as_ref());
            let found = Found::read(conn, &access, rules, id)?;
            Ok((found.subject, found.shown(&access, id)))
        })
        .await
}
