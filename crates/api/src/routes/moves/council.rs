//! What a works council is told when it is informed of a move: the move and its consequences, as
//! far as a council has to judge them. No pay, no other applicant, nothing that was said in
//! confidence.

use actix_web::get;
use chrono::NaiveDate;
use domain::access::{Permit, actions};
use domain::ids::MoveId;
use domain::opportunity::OpportunityStatus;
use domain::time::Timestamp;
use persistence::Conn;
use persistence::moves::{self, OpenMove};
use persistence::opportunities::{Opportunity, find_opportunity};
use serde::Serialize;
use utoipa::ToSchema;

use super::shape::{CouncilView, MoveSummary, SeatView};
use super::view::Showing;
use super::{record, rules_of, standing};
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::state::App;

/// For the works council.
#[derive(Debug, Serialize, ToSchema)]
struct WorksCouncilPack {
    #[serde(rename = "move")]
    moving: MoveSummary,
    council: CouncilView,
    /// Calendar days that it has, from the day on which it is informed.
    #[schema(example = 7)]
    days: u32,
    from_seat: PackSeat,
    to_seat: PackSeat,
    accepted_on: NaiveDate,
    /// Last day of a secondment.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_on: Option<NaiveDate>,
    /// Days in which either side may return; 0: none.
    #[schema(example = 60)]
    trial_days: u32,
    opening: PackOpening,
    old_seat: PackOldSeat,
}

/// A seat with the grade of its role.
#[derive(Debug, Serialize, ToSchema)]
struct PackSeat {
    #[serde(flatten)]
    seat: SeatView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 4)]
    grade: Option<i16>,
}

/// How the mover was chosen.
#[derive(Debug, Serialize, ToSchema)]
struct PackOpening {
    /// When people inside first saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_at: Option<Timestamp>,
    /// Written before applications were read.
    #[schema(max_items = 20)]
    selection_criteria: Vec<String>,
    #[schema(example = 6)]
    applicants: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 40)]
    hours_per_week: Option<i32>,
}

/// What becomes of the seat that is left.
#[derive(Debug, Serialize, ToSchema)]
struct PackOldSeat {
    /// The opening that was drafted for it; absent: none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    backfill: Option<OpportunityStatus>,
}

struct Found {
    moving: OpenMove,
    opening: Opportunity,
    backfill: Option<OpportunityStatus>,
}

fn read(
    conn: &mut Conn,
    app: &App,
    access: &domain::access::Actor,
    id: MoveId,
) -> ApiResult<Found> {
    let policy = app.matching.policy();
    let sealed = moves::find_move(conn, id)?.ok_or_else(ApiError::not_found)?;
    let capacities = standing::capacities(access, &sealed.seal, &policy.parameters.disclosure);
    let permit: Permit<actions::ReadMove> = access.permit(actions::ReadMove, id, capacities)?;
    // As what one stands towards this very move, not as what one is elsewhere.
    let _specialist: Permit<actions::ReadMovePipeline> =
        access.permit(actions::ReadMovePipeline, (), capacities)?;
    let moving = sealed.open(&permit).ok_or_else(ApiError::not_found)?;
    let opening = find_opportunity(conn, moving.row.opportunity_id)?;
    let backfill = (moving.row.backfill_id)
        .map(|id| find_opportunity(conn, id))
        .transpose()?;
    Ok(Found {
        moving,
        opening: opening.ok_or_else(ApiError::not_found)?,
        backfill: backfill.flatten().map(|found| found.row.status),
    })
}

/// Read what the works council is told of a move
///
/// For specialists. Once it is given out they say so by the command `inform_council`, from which on
/// the council's days run; `not_asked` where the policy asks none.
#[utoipa::path(tag = "moves", params(("id" = MoveId, Path, description = "The move")),
    responses((status = 200, body = WorksCouncilPack)), security(("session" = [])))]
#[get("/moves/{id}/works-council-pack")]
pub async fn get_works_council_pack(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<MoveId>,
) -> ApiResult<Json<WorksCouncilPack>> {
    let (access, id) = (actor.to_access(), id.0);
    let reading = app.clone();
    let found = app
        .db
        .read(move |conn: &mut Conn| read(conn, &reading, &access, id))
        .await?;
    let row = &found.moving.row;
    record(&app, &actor, &context, "move.council_pack", &found.moving).await?;
    let names = app.directory.catalogue();
    let showing = Showing {
        app: &app,
        names: &names,
    };
    let rules = rules_of(&app, row);
    let seat = |seat: &persistence::moves::Seat, opened: Option<i16>| -> ApiResult<PackSeat> {
        let job = seat.job_profile_id;
        let grade = job
            .and_then(|id| names.profiles.find(id))
            .map(|job| job.level);
        Ok(PackSeat {
            seat: showing.seat(seat)?,
            grade: grade.or(opened),
        })
    };
    let opening = found.opening;
    Ok(Json(WorksCouncilPack {
        moving: showing.summary(&found.moving)?,
        council: CouncilView {
            stand: row.council,
            answer_by: row.consents.0.council_answer_by,
        },
        days: rules.council_days,
        from_seat: seat(&row.from_seat.0, None)?,
        to_seat: seat(&row.to_seat.0, opening.row.level)?,
        accepted_on: row.accepted_on,
        ends_on: row.ends_on,
        trial_days: rules.release.trial_days,
        opening: PackOpening {
            opened_at: opening.row.opened_at,
            selection_criteria: opening.text.selection_criteria.0,
            applicants: opening.row.applicants_count,
            hours_per_week: opening.row.hours_per_week,
        },
        old_seat: PackOldSeat {
            backfill: found.backfill,
        },
    }))
}
