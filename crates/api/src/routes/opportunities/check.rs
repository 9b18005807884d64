//! What stands between an opening and its publication, and what its team had better know.

use actix_web::get;
use domain::access::{Permit, actions};
use domain::ids::OpportunityId;
use domain::impartiality::was_there;
use domain::opportunity::{Finding, FindingCode, Severity, check, is_publishable};
use persistence::{Conn, applications};
use serde::Serialize;
use utoipa::ToSchema;

use super::change::facts_of_found;
use super::detail::{Found, find};
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::{Json, Path};
use crate::matching::{BandCountView, PeopleQuery, PeopleView};
use crate::seat::posting;
use crate::state::App;

/// What stands between an opening and its publication, and whom it would reach.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpportunityChecks {
    publishable: bool,
    /// Errors first.
    #[schema(max_items = 20)]
    findings: Vec<Finding>,
    /// People who could apply today.
    eligible_count: u32,
    /// How well these fit.
    #[schema(max_items = 5)]
    band_counts: Vec<BandCountView>,
}

/// Check an opening
///
/// What must be mended before publishing, what had better be, and how many people could apply.
#[utoipa::path(tag = "opportunities", params(("id" = OpportunityId, Path, description = "The opening")),
    responses((status = 200, body = OpportunityChecks)), security(("session" = [])))]
#[get("/opportunities/{id}/checks")]
pub async fn get_opportunity_checks(
    actor: Actor,
    app: App,
    id: Path<OpportunityId>,
) -> ApiResult<Json<OpportunityChecks>> {
    let (found, late) = checked(&app, &actor, id.0).await?;
    let row = &found.opening.row;
    let posting = posting(&app, row.org_unit_id, row.job_profile_id);
    let mut findings = check(&facts_of_found(&app, &found), &posting, app.clock.today());
    if late {
        findings.push(Finding {
            code: FindingCode::ManagerJoinedLate,
            severity: Severity::Warning,
            pointer: Some("/hiring_team_ids"),
        });
    }
    let people = app.matching.people_for(&PeopleQuery {
        opening: id.0,
        view: PeopleView::Eligible,
        limit: 0,
        offset: 0,
        shown_to: None,
    });
    let reach = people.and_then(|people| people.page.counts);
    Ok(Json(OpportunityChecks {
        publishable: is_publishable(&findings),
        findings,
        eligible_count: reach.as_ref().map_or(0, |counts| counts.total),
        band_counts: reach.map_or_else(Vec::new, |counts| {
            counts.bands.into_iter().map(Into::into).collect()
        }),
    }))
}

/// The opening, if the actor may change it, and whether somebody of the team is above an applicant
/// whom the actor sees and joined after that application was sent.
async fn checked(app: &App, actor: &Actor, id: OpportunityId) -> ApiResult<(Found, bool)> {
    let (viewer, access) = (app.matching.viewer(actor), actor.to_access());
    let (state, policy) = (app.clone(), app.matching.policy());
    app.db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let found = find(conn, &access, &viewer, id)?;
            access.permit(actions::EditOpportunity, id, found.capacities)?;
            let permit: Permit<actions::ReadCandidates> =
                access.permit(actions::ReadCandidates, id, found.capacities)?;
            let decider = found.decider(conn, &state, &access, &policy)?;
            let applicants = applications::list_applicants(conn, &permit, &decider)?;
            let late = applicants
                .iter()
                // Else adding people to the team would tell to whom a hidden applicant reports.
                .filter(|one| one.status.is_live() && one.hidden_as.is_none())
                .any(|one| {
                    let above = |id| state.directory.is_in_line_of(id, one.employee_id);
                    (found.opening.team.iter()).any(|member| {
                        above(member.id) && !was_there(member.since, one.submitted_at)
                    })
                });
            Ok((found, late))
        })
        .await
}
