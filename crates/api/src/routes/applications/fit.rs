//! How an applicant fits, for those who decide; also of one whom they know by number only.

use std::sync::Arc;

use actix_web::get;
use domain::access::{Permit, actions};
use domain::ids::ApplicationId;
use matching::View;
use persistence::{Conn, applications};

use super::view::capacities;
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::matching::MatchExplanation;
use crate::reads::Read;
use crate::routes::opportunities::fit::explain_shown;
use crate::state::App;

/// Explain an applicant's match
///
/// The arithmetic as the hiring team sees it now: nothing that is private to the person counts.
/// Where the name is hidden, without whose it is.
#[utoipa::path(tag = "applications", params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, body = MatchExplanation)), security(("session" = [])))]
#[get("/applications/{id}/match")]
pub async fn get_application_match(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<ApplicationId>,
) -> ApiResult<Json<MatchExplanation>> {
    let (access, policy, id) = (actor.to_access(), app.matching.policy(), id.0);
    let directory = Arc::clone(&app.directory);
    let (seal, hides_name) = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let sealed = applications::find_application(conn, id, access.employee_id)?
                .ok_or_else(ApiError::not_found)?;
            let rules = (&policy.parameters.disclosure, directory.as_ref());
            let capacities = capacities(&access, &sealed.seal, rules);
            let _decides: Permit<actions::DecideApplication> =
                access.permit(actions::DecideApplication, id, capacities)?;
            Ok((sealed.seal, sealed.hides_name()))
        })
        .await?;
    let read = Read {
        by: app.origin(&actor, &context),
        action: "application.read",
        subject: seal.employee_id,
        application: Some(id),
    };
    app.reads()?.record(read).await?;
    let pair = (seal.employee_id, seal.opportunity_id);
    let mut explained = explain_shown(&app, &actor, pair, View::Opening, Some(id))?;
    if hides_name {
        explained.leave_out_person();
    }
    Ok(Json(explained))
}
