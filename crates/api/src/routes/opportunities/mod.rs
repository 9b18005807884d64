//! Openings: finding them (`list`), reading one (`detail`), writing (`form`, `change`, `check`), who
//! fits (`fit`, `candidates`), and what was waived for whom (`waivers`).

pub mod candidates;
pub mod card;
mod change;
mod check;
mod criteria;
pub mod detail;
mod facets;
pub mod fit;
mod form;
pub mod list;
mod requirements;
pub mod waivers;

use actix_web::{HttpRequest, HttpResponse, get};
use domain::ids::OpportunityId;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::Path;
use crate::state::App;
use detail::OpportunityDetail;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_opportunities)
        .service(change::create_opportunity)
        .service(get_opportunity)
        .service(change::update_opportunity)
        .service(check::get_opportunity_checks)
        .service(change::transition_opportunity)
        .service(fit::get_opportunity_match)
        .service(fit::get_opportunity_eligibility)
        .service(candidates::list_candidates)
        .service(candidates::get_candidate_match);
}

/// Show an opening
///
/// With its requirements, who decides, who would know of an application, and what one may do.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opening")),
    responses((status = 200, body = OpportunityDetail)), security(("session" = [])))]
#[get("/opportunities/{id}")]
async fn get_opportunity(
    actor: Actor,
    app: App,
    req: HttpRequest,
    id: Path<OpportunityId>,
) -> ApiResult<HttpResponse> {
    let (tag, detail) = detail::show(&app, &actor, id.0).await?;
    Ok(tag.respond(&req, detail))
}
