//! Asking: whose desk it comes to, and by when it is answered.

use actix_web::{HttpResponse, post};
use chrono::NaiveDate;
use domain::access::{Capacity, Permit, actions};
use domain::application::ApplicationStatus;
use domain::contest::{self, Answerer, ContestState, ContestSubject};
use domain::eligibility::{self, EligibilityCode};
use domain::ids::{ApplicationId, ContestId, EmployeeId, MatchId, OpportunityId, RowId, SkillId};
use domain::policy::add_working_days;
use persistence::contests::{self, ContestRow};
use persistence::{Conn, DbError, Json as Column, WriteTx, applications, matches};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{ETag, Json};
use crate::gate::RequestContext;
use crate::routes::applications::view;
use crate::routes::opportunities::detail::find;
use crate::routes::opportunities::waivers::waived;
use crate::state::App;

use super::desk::{Contest, Desks};

/// What is questioned, and why.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContestInput {
    subject_kind: ContestSubject,
    /// The stored match, the skill, the application, or the opening.
    subject_id: Uuid,
    #[validate(length(min = 10, max = 4000))]
    #[schema(
        min_length = 10,
        max_length = 4000,
        example = "I have led two SQL migrations since that level was set."
    )]
    statement: String,
}

/// Question a match, a level or a rejection, or ask for a waiver
///
/// One's own: a stored match, the level of a skill, or the rejection of an application; or an opening
/// for which nothing but time keeps one from applying. It goes to
/// a specialist who had nothing to do with it and has the fewest questions, with a deadline. Neither
/// managers nor hiring teams learn of it.
#[utoipa::path(tag = "contests", request_body = ContestInput,
    responses((status = 201, description = "Asked", body = Contest),
        (status = 409, description = "The same question is open already", body = Problem)),
    security(("session" = [])))]
#[post("/contests")]
pub async fn create_contest(
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
#[derive(Clone, Debug, Default)]
struct About {
    opening: Option<OpportunityId>,
    match_id: Option<MatchId>,
    /// What a waiver would have to lift.
    rules: Vec<EligibilityCode>,
}

impl Asking {
    fn ask(&self, tx: &mut WriteTx<'_>) -> ApiResult<ContestRow> {
        let about = self.about(tx.conn())?.ok_or_else(|| {
            let detail = "names nothing of one's own that can be questioned";
            let error = FieldError::new("/subject_id", field::UNKNOWN_REFERENCE, detail);
            ApiError::invalid(vec![error])
        })?;
        let desks = Desks::of(&self.app, &self.actor);
        let answerers = contests::list_answerers(tx.conn())?;
        let answerers = answerers.into_iter().map(|(employee_id, open)| Answerer {
            employee_id,
            open,
            involvement: desks.involvement(employee_id, self.me, about.opening),
        });
        let policy = self.app.matching.policy();
        let days = policy.parameters.decisions.contest_answer_working_days;
        let now = tx.now();
        let row = ContestRow {
            id: ContestId::generate(),
            employee_id: self.me,
            subject_kind: self.input.subject_kind,
            subject_id: RowId::from_uuid(self.input.subject_id),
            opportunity_id: about.opening,
            match_id: about.match_id,
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
            waived_rules: Column(about.rules),
            waived_until: None,
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
                Ok(owned.then(About::default))
            }
            ContestSubject::Match => {
                let Some(sealed) = matches::find_match(conn, MatchId::from_uuid(id))? else {
                    return Ok(None);
                };
                let seal = sealed.seal;
                let capacities =
                    crate::routes::matches::capacities(conn, &self.app, &self.actor, &seal)?;
                let own = seal.employee_id == self.me && capacities.has(Capacity::Oneself);
                Ok(own.then_some(About {
                    opening: Some(seal.opportunity_id),
                    match_id: Some(seal.id),
                    ..About::default()
                }))
            }
            ContestSubject::Waiver => self.waiver(conn, OpportunityId::from_uuid(id)),
            ContestSubject::Rejection => self.rejection(conn, ApplicationId::from_uuid(id)),
        }
    }

    /// An opening that the person may know of and that takes applications, where nothing but time
    /// keeps them from applying.
    fn waiver(&self, conn: &mut Conn, id: OpportunityId) -> ApiResult<Option<About>> {
        let viewer = self.app.matching.viewer(&self.actor);
        let found = match find(conn, &self.actor.to_access(), &viewer, id) {
            Err(error) if error.code() == Code::NotFound => return Ok(None),
            found => found?,
        };
        let rules = self.app.matching.eligibility(self.me, id);
        let (rules, _) = waived(conn, self.me, id, rules.unwrap_or_default(), self.today())?;
        let rules = eligibility::to_waive(&rules);
        let open = found.opening.row.status.is_open();
        Ok(rules.filter(|_| open).map(|rules| About {
            opening: Some(id),
            rules,
            ..About::default()
        }))
    }

    fn today(&self) -> NaiveDate {
        self.app.clock.today()
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
        let rules = (table, self.app.directory.as_ref());
        let capacities = view::capacities(&access, &sealed.seal, rules);
        let permit: Permit<actions::ReadApplication> =
            access.permit(actions::ReadApplication, id, capacities)?;
        let stages = applications::list_stages(conn, &permit)?;
        let decided = stages.last().and_then(|stage| stage.match_id);
        Ok(Some(About {
            opening: Some(sealed.seal.opportunity_id),
            match_id: decided,
            ..About::default()
        }))
    }
}
