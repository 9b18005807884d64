//! Stored matches: what was shown, and the same recomputed from what was kept with it.

use actix_web::get;
use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Capacities, Capacity, Permit, actions};
use domain::disclosure::ApplicationField;
use domain::ids::{ApplicationId, MatchId, OpportunityId};
use domain::terms::{MatchPurpose, MatchSide, Role};
use domain::time::Timestamp;
use matching::MODEL_VERSION;
use persistence::applications;
use persistence::matches::{self, MatchSeal, StoredMatch};
use persistence::{Conn, contests};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::applications::view;
use super::opportunities::candidates::finds_candidate;
use super::opportunities::detail::competes;
use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::matching::{MatchExplanation, MatchSummaryView, explanation, summary};
use crate::reads::Read;
use crate::refs::EmployeeRef;
use crate::state::App;
use crate::stored::Shown;
use crate::stored::document::hex;
use crate::stored::replay::{self, Documents, Replay};
use crate::viewer::is_above;

/// Seconds after which a refused replay may be asked for again.
const TRY_AGAIN: u32 = 5;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_match).service(get_match_replay);
}

/// A match as it was shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredMatch)]
struct StoredMatchView {
    id: MatchId,
    side: MatchSide,
    purpose: MatchPurpose,
    opportunity_id: OpportunityId,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_id: Option<ApplicationId>,
    employee: EmployeeRef,
    /// First.
    shown_at: Timestamp,
    /// The day for which it was computed: openings wait longer by the day.
    day: NaiveDate,
    /// Place in the list, from 1; of lines of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 3, minimum = 1)]
    rank: Option<i32>,
    /// Of the arithmetic.
    #[schema(example = 1)]
    model_version: i32,
    #[schema(example = "1772442000000000")]
    data_version: String,
    #[schema(max_items = 4)]
    inputs: Vec<MatchInputView>,
    /// Absent when what is stored is not what it was; the replay says more.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    line: Option<MatchSummaryView>,
    /// Where it was shown in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<MatchExplanation>,
}

/// A document that a match was computed from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchInput)]
struct MatchInputView {
    /// `weights`, `catalogue`, `person` or `opening`.
    #[schema(example = "weights")]
    kind: &'static str,
    /// SHA-256 of the document.
    #[schema(
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        max_length = 64
    )]
    digest: String,
    /// Whether it is there and unchanged; looked at by the replay only.
    #[serde(skip_serializing_if = "Option::is_none")]
    intact: Option<bool>,
}

/// A match recomputed from what was stored with it.
#[derive(Debug, Serialize, ToSchema)]
struct MatchReplay {
    id: MatchId,
    /// Everything stored is unchanged, and the result is the same byte for byte.
    agrees: bool,
    /// Of the arithmetic, when the match was stored and now. Where they differ, so may the results.
    #[schema(example = 1)]
    model_version: i32,
    #[schema(example = 1)]
    model_version_now: i32,
    #[schema(max_items = 4)]
    inputs: Vec<MatchInputView>,
    /// Whether the record of what was shown is unchanged.
    record_intact: bool,
    /// Where the two results differ.
    #[schema(max_items = 50)]
    differences: Vec<MatchDifference>,
    /// The recomputed match; absent when an input was changed or is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<MatchExplanation>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"pointer": "/summary/fit_ppm", "stored": 640_000, "recomputed": 650_000}))]
struct MatchDifference {
    /// JSON pointer into the engine's result.
    pointer: String,
    #[schema(value_type = Value)]
    stored: Value,
    #[schema(value_type = Value)]
    recomputed: Value,
}

/// Show a stored match
///
/// As it was shown, whatever has changed since. The person's own view is theirs, and a specialist's
/// only when they question it; what the hiring side saw is for those who may see the candidate, and
/// for the applicant as far as it belongs to their application.
#[utoipa::path(tag = "matches", params(("id" = MatchId, Path, description = "The stored match")),
    responses((status = 200, body = StoredMatchView)), security(("session" = [])))]
#[get("/matches/{id}")]
async fn get_match(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<MatchId>,
) -> ApiResult<Json<StoredMatchView>> {
    let (row, _) = found(&app, &actor, id.0, false).await?;
    record(&app, &actor, &context, "match.read", &row).await?;
    let names = app.directory.catalogue();
    let shown = replay::shown(&row);
    let explained = match &shown {
        Some(Shown::Full(found)) => {
            let mut explained = explanation(found, &names);
            explained.match_id = Some(row.id);
            Some(explained)
        }
        Some(Shown::Line(_)) | None => None,
    };
    let inputs = [
        ("weights", &row.weights_digest),
        ("catalogue", &row.catalogue_digest),
        ("person", &row.person_digest),
        ("opening", &row.opening_digest),
    ];
    Ok(Json(StoredMatchView {
        id: row.id,
        side: row.side,
        purpose: row.purpose,
        opportunity_id: row.opportunity_id,
        application_id: row.application_id,
        employee: (app.directory.employee_ref(row.employee_id)).ok_or_else(ApiError::not_found)?,
        shown_at: row.shown_at,
        day: row.day,
        rank: row.rank,
        model_version: row.model_version,
        data_version: row.data_version.to_string(),
        inputs: (inputs.into_iter())
            .map(|(kind, digest)| MatchInputView {
                kind,
                digest: hex(digest),
                intact: None,
            })
            .collect(),
        line: shown.as_ref().map(|one| summary(one.summary(), &names)),
        explanation: explained,
    }))
}

/// Recompute a stored match
///
/// By an engine that knows nothing but the documents stored with the match: the weights, the
/// catalogue, the person and the opening as they were. Says whether the result is the stored one,
/// byte for byte, and where not. One at a time, with few waiting.
#[utoipa::path(tag = "matches", params(("id" = MatchId, Path, description = "The stored match")),
    responses((status = 200, body = MatchReplay)), security(("session" = [])))]
#[get("/matches/{id}/replay")]
async fn get_match_replay(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<MatchId>,
) -> ApiResult<Json<MatchReplay>> {
    // One at a time: each builds an engine from a whole catalogue.
    let place = app.replays.place();
    let place = place.ok_or_else(|| ApiError::new(Code::ReplayBusy).retry_after(TRY_AGAIN))?;
    let (row, documents) = found(&app, &actor, id.0, true).await?;
    record(&app, &actor, &context, "match.replay", &row).await?;
    let turn = place.turn().await.map_err(ApiError::internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let done = replay::replay(&row, &documents);
        drop(turn);
        (row, done)
    });
    let (row, done) = done.await.map_err(ApiError::internal)?;
    let Replay {
        agrees,
        inputs,
        row_intact,
        result_intact,
        recomputed,
        differences,
    } = done;
    if !agrees && row.model_version == MODEL_VERSION {
        tracing::error!(id = %row.id, "a stored match does not agree with its replay");
    }
    let names = app.directory.catalogue();
    Ok(Json(MatchReplay {
        id: row.id,
        agrees,
        model_version: row.model_version,
        model_version_now: MODEL_VERSION,
        inputs: (inputs.into_iter())
            .map(|one| MatchInputView {
                kind: one.kind,
                digest: hex(&one.digest),
                intact: Some(one.intact),
            })
            .collect(),
        record_intact: row_intact && result_intact,
        differences: (differences.into_iter())
            .map(|one| MatchDifference {
                pointer: one.pointer,
                stored: one.stored,
                recomputed: one.recomputed,
            })
            .collect(),
        explanation: recomputed.map(|found| explanation(&found, &names)),
    }))
}

/// The match, if the actor may know of it, and with it what it was computed from where asked for.
async fn found(
    app: &App,
    actor: &Actor,
    id: MatchId,
    with_documents: bool,
) -> ApiResult<(StoredMatch, Documents)> {
    let looking = Looking {
        app: app.clone(),
        actor: actor.clone(),
    };
    let read = move |conn: &mut Conn| looking.read(conn, id, with_documents);
    match app.db.read(read.clone()).await? {
        Some(found) => Ok(found),
        None => {
            // What was shown a moment ago may still wait to be written.
            app.matching.flush().await;
            app.db.read(read).await?.ok_or_else(ApiError::not_found)
        }
    }
}

#[derive(Clone)]
struct Looking {
    app: App,
    actor: Actor,
}

impl Looking {
    /// At most five statements. `None` when there is no such match.
    fn read(
        &self,
        conn: &mut Conn,
        id: MatchId,
        with_documents: bool,
    ) -> ApiResult<Option<(StoredMatch, Documents)>> {
        let Some(sealed) = matches::find_match(conn, id)? else {
            return Ok(None);
        };
        let capacities = capacities(conn, &self.app, &self.actor, &sealed.seal)?;
        let permit: Permit<actions::ReadMatch> =
            (self.actor.to_access()).permit(actions::ReadMatch, id, capacities)?;
        let row = sealed.open(&permit).ok_or_else(ApiError::not_found)?;
        let documents = if with_documents {
            replay::read_documents(conn, &permit, &row)?
        } else {
            Documents::new()
        };
        Ok(Some((row, documents)))
    }
}

/// What the actor is to the match: nothing unless it is for them.
pub fn capacities(
    conn: &mut Conn,
    app: &App,
    actor: &Actor,
    seal: &MatchSeal,
) -> ApiResult<Capacities> {
    let none = Capacities::default();
    let own = actor.is(seal.employee_id);
    if seal.side == MatchSide::Employee {
        if own {
            return Ok(none.and(Capacity::Oneself));
        }
        // It tells what only the person knows, until they show it by questioning it.
        let free = actor.has(Role::Specialist)
            && !is_above(app, actor, seal.employee_id)
            && !(actor.employee_id)
                .is_some_and(|me| app.matching.is_in_team(seal.opportunity_id, me));
        let shown = free && contests::is_match_questioned(conn, seal.id)?;
        return Ok(none.and_if(shown, Capacity::Specialist));
    }
    match seal.application_id {
        Some(application) => {
            let policy = app.matching.policy();
            let table = &policy.parameters.disclosure;
            of_application(
                conn,
                &actor.to_access(),
                (table, &app.directory),
                application,
            )
        }
        // Who looked for candidates is nothing that a candidate is told of here.
        None if own => Ok(none),
        None => {
            let sees = finds_candidate(app, actor, seal.opportunity_id, seal.employee_id)
                && !competes(conn, actor.employee_id, seal.opportunity_id)?;
            Ok(none.and_if(sees, Capacity::HiringTeam))
        }
    }
}

/// As far as the match is a part of the application that they see.
fn of_application(
    conn: &mut Conn,
    actor: &AccessActor,
    rules: view::Rules<'_>,
    id: ApplicationId,
) -> ApiResult<Capacities> {
    let Some(sealed) = applications::find_application(conn, id, actor.employee_id)? else {
        return Ok(Capacities::default());
    };
    let capacities = view::capacities(actor, &sealed.seal, rules);
    // Whose match it is, is what the hiring team is not told.
    if ApplicationField::Match.visible_to(capacities) && !sealed.hides_name() {
        Ok(capacities)
    } else {
        Ok(Capacities::default())
    }
}

/// Reads of others' matches are remembered.
async fn record(
    app: &App,
    actor: &Actor,
    context: &RequestContext,
    action: &'static str,
    row: &StoredMatch,
) -> ApiResult<()> {
    if actor.is(row.employee_id) {
        return Ok(());
    }
    let read = Read {
        by: app.origin(actor, context),
        action,
        subject: row.employee_id,
        application: row.application_id,
    };
    app.reads()?.record(read).await
}
