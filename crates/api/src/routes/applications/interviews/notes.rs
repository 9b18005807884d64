//! What those who are there want to ask and have heard.

use actix_web::put;
use domain::access::actions;
use domain::ids::{ApplicationId, InterviewId};
use persistence::{WriteTx, interviews, opportunities};
use validator::ValidationError;

use super::input::InterviewNoteInput;
use super::{InterviewView, find, read, refused};
use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::state::App;

pub(super) fn says_something(note: &str) -> Result<(), ValidationError> {
    if note.trim().is_empty() {
        return Err(ValidationError::new(field::TOO_SHORT));
    }
    Ok(())
}

/// Write a note on an interview
///
/// One's own, as one of those who are there; in place of what one wrote before. From the applicant's
/// choice of a time until the decision.
#[utoipa::path(tag = "applications",
    params(("id" = ApplicationId, Path, description = "The application"),
        ("interview_id" = InterviewId, Path, description = "The interview")),
    request_body = InterviewNoteInput,
    responses((status = 200, body = InterviewView), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[put("/applications/{id}/interviews/{interview_id}/note")]
pub async fn put_interview_note(
    actor: Actor,
    app: App,
    context: RequestContext,
    path: Path<(ApplicationId, InterviewId)>,
    body: Json<InterviewNoteInput>,
) -> ApiResult<Json<InterviewView>> {
    let (id, interview) = path.0;
    let (access, state, policy) = (actor.to_access(), app.clone(), app.matching.policy());
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
            opportunities::lock_opportunity_of(tx.conn(), id)?;
            let found = read(tx.conn(), &state, &policy, &access, id)?;
            let permit = access.permit(actions::WriteInterviewNotes, id, found.capacities)?;
            let me = access.employee_id.ok_or_else(ApiError::not_found)?;
            let one = found.one(interview)?;
            let plan = one.row.plan();
            plan.may_note(found.status(), one.names(me))
                .map_err(refused)?;
            let note = body.0.note.trim();
            interviews::replace_note(tx, &permit, (interview, me), note)?;
            Ok(())
        })
        .await?;
    let found = find(&app, &actor, id).await?;
    let shown = InterviewView::of(&found, found.one(interview)?, &actor);
    Ok(Json(shown))
}
