//! Whether an opening fits one and why, and whether one may apply. Who else fits is in `candidates`.

use actix_web::get;
use domain::contest::ContestState;
use domain::eligibility::{self, RuleOutcome};
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::terms::MatchPurpose;
use matching::View;
use persistence::{Conn, applications};
use serde::Serialize;
use utoipa::ToSchema;

use super::detail::find;
use super::waivers::{Waiver, waived};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, Path};
use crate::matching::{MatchExplanation, explanation};
use crate::refs::EmployeeRef;
use crate::state::App;
use crate::stored::Showing;

/// Explain one's own match
///
/// The whole arithmetic between one's profile and the opening, and what would change it.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opening")),
    responses((status = 200, body = MatchExplanation)), security(("session" = [])))]
#[get("/opportunities/{id}/match")]
pub async fn get_opportunity_match(
    actor: Actor,
    app: App,
    id: Path<OpportunityId>,
) -> ApiResult<Json<MatchExplanation>> {
    let me = readable(&app, &actor, id.0).await?;
    explain_shown(&app, &actor, (me, id.0), View::Employee, None).map(Json)
}

/// Explains a pair and remembers that it was shown.
pub fn explain_shown(
    app: &App,
    actor: &Actor,
    (person, opening): (EmployeeId, OpportunityId),
    view: View,
    application: Option<ApplicationId>,
) -> ApiResult<MatchExplanation> {
    let showing = Showing {
        purpose: MatchPurpose::Panel,
        viewer: Some(actor.account_id),
        application,
        at: app.clock.now(),
    };
    let found = app
        .matching
        .explain_to_keep(person, opening, view, showing)?;
    let (found, prepared) = found.ok_or_else(ApiError::not_found)?;
    let mut explained = explanation(&found, &app.directory.catalogue());
    explained.match_id = app.matching.saw(prepared);
    Ok(explained)
}

/// The opening may be read and the actor is an employee.
async fn readable(app: &App, actor: &Actor, id: OpportunityId) -> ApiResult<EmployeeId> {
    let (viewer, access) = (app.matching.viewer(actor), actor.to_access());
    app.db
        .read(move |conn: &mut Conn| find(conn, &access, &viewer, id).map(drop))
        .await?;
    actor.employee_id.ok_or_else(ApiError::not_found)
}

/// Whether one may apply: every rule with its outcome.
#[derive(Debug, Serialize, ToSchema)]
pub struct Eligibility {
    eligible: bool,
    #[schema(max_items = 20)]
    rules: Vec<RuleOutcome>,
    /// Whom to ask for an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver_contact: Option<EmployeeRef>,
    /// One may ask for a waiver: nothing but time is in the way, and no request is open.
    may_ask_waiver: bool,
    /// What one asked to have waived for this opening, and how it was answered; the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<Waiver>,
}

/// Tell whether one may apply
///
/// Every rule with its outcome and, where time will mend it, from when.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opening")),
    responses((status = 200, body = Eligibility)), security(("session" = [])))]
#[get("/opportunities/{id}/eligibility")]
pub async fn get_opportunity_eligibility(
    actor: Actor,
    app: App,
    id: Path<OpportunityId>,
) -> ApiResult<Json<Eligibility>> {
    let (viewer, access) = (app.matching.viewer(&actor), actor.to_access());
    let (looking, today) = (app.clone(), app.clock.today());
    let read = move |conn: &mut Conn| -> ApiResult<_> {
        let open = find(conn, &access, &viewer, id.0)?
            .opening
            .row
            .status
            .is_open();
        let me = access.employee_id.ok_or_else(ApiError::not_found)?;
        let rules = looking.matching.eligibility(me, id.0);
        let rules = rules.ok_or_else(ApiError::not_found)?;
        let contact = applications::find_specialist(conn)?;
        Ok((waived(conn, me, id.0, rules, today)?, contact, open))
    };
    let ((rules, asked), contact, open) = app.db.read(read).await?;
    let eligible = eligibility::is_eligible(&rules);
    let is_asked = asked.iter().any(|row| row.state == ContestState::Open);
    Ok(Json(Eligibility {
        eligible,
        may_ask_waiver: open && !is_asked && eligibility::to_waive(&rules).is_some(),
        waiver: asked.first().map(|row| Waiver::of(&app, row)),
        rules,
        waiver_contact: contact
            .filter(|_| !eligible)
            .and_then(|id| app.directory.employee_ref(id)),
    }))
}
