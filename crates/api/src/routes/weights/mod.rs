//! The parameters of scoring: disclosed to all whom they score, changed by specialists with a
//! reason. Not here: what a change would do (`preview`).

mod preview;

use actix_web::{HttpRequest, HttpResponse, Responder, get, post};
use domain::access::actions;
use domain::time::Timestamp;
use matching::{WeightBound, Weights};
use persistence::weights::{self as rows, WeightsVersion};
use persistence::{Conn, DbError, WriteTx};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::extract::{Created, ETag, IfMatch, Json, ListQuery, Page, PageParams, Path, sound};
use crate::gate::RequestContext;
use crate::matching::weights::{ParameterChange, changed, differences, document, stored};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_matching_weights)
        .service(list_matching_weights_versions)
        .service(get_matching_weights_version)
        .service(preview::create_matching_weights_preview)
        .service(create_matching_weights_version);
}

/// A version of the parameters of scoring. Every match names the version it was computed with.
#[derive(Debug, Serialize, ToSchema)]
struct MatchingWeights {
    #[schema(example = 1)]
    version: i64,
    in_force_from: Timestamp,
    /// Who put it in force; absent for what was shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sam Specialist")]
    author_name: Option<String>,
    #[schema(example = "defaults")]
    reason: String,
    parameters: Weights,
    /// From where to where each parameter may go.
    #[schema(max_items = 100)]
    bounds: Vec<Bound>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = WeightBound)]
struct Bound {
    #[schema(value_type = String, example = "need_max_ppm")]
    parameter: &'static str,
    #[schema(example = 0)]
    min: u32,
    #[schema(example = 50_000)]
    max: u32,
}

impl From<WeightBound> for Bound {
    fn from(bound: WeightBound) -> Self {
        Self {
            parameter: bound.field,
            min: bound.min,
            max: bound.max,
        }
    }
}

impl MatchingWeights {
    fn of(row: WeightsVersion) -> ApiResult<Self> {
        Ok(Self {
            parameters: stored(&row)?,
            version: row.version,
            in_force_from: row.in_force_from,
            author_name: row.author_name,
            reason: row.reason,
            bounds: Weights::bounds().map(Bound::from).collect(),
        })
    }

    fn respond(self, req: &HttpRequest) -> HttpResponse {
        ETag::of_version(self.version).respond(req, self)
    }
}

/// A version in the list of all.
#[derive(Debug, Serialize, ToSchema)]
struct MatchingWeightsItem {
    #[schema(example = 2)]
    version: i64,
    in_force_from: Timestamp,
    /// Who put it in force; absent for what was shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sam Specialist")]
    author_name: Option<String>,
    #[schema(example = "Aspirations count too little")]
    reason: String,
    /// What differs from the version before.
    #[schema(max_items = 100)]
    changes: Vec<ParameterChange>,
}

/// Show the weights in force
///
/// Every parameter of scoring, for everybody whom it scores, with the bounds of each.
#[utoipa::path(tag = "administration", responses((status = 200, body = MatchingWeights)), security(("session" = [])))]
#[get("/matching/weights")]
async fn get_matching_weights(actor: Actor, app: App, req: HttpRequest) -> ApiResult<HttpResponse> {
    actor.permit(actions::ReadMatchingWeights, (), actor.capacities())?;
    let found = app.db.read(rows::find_weights).await?;
    let found = found.ok_or_else(ApiError::not_found)?;
    Ok(MatchingWeights::of(found)?.respond(&req))
}

#[derive(Debug, Deserialize, Validate)]
struct NoFilter {}

/// List versions of the weights
///
/// The newest, which is in force, first; each with what it changed.
#[utoipa::path(tag = "administration", params(PageParams),
    responses((status = 200, body = Page<MatchingWeightsItem>)), security(("session" = [])))]
#[get("/matching/weights/versions")]
async fn list_matching_weights_versions(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<MatchingWeightsItem>>> {
    actor.permit(actions::ReadMatchingWeights, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let before = page.position::<i64>(key, actor.account_id)?;
    // One more than a page needs: each is compared with the one before it.
    let limit = page.fetch() + 1;
    let found = app
        .db
        .read(move |conn: &mut Conn| rows::list_weights(conn, before, limit))
        .await?;
    let documents: Vec<Weights> = found.iter().map(stored).collect::<Result<_, DbError>>()?;
    let mut items = Vec::with_capacity(found.len());
    for (at, row) in found.into_iter().take(page.limit() + 1).enumerate() {
        let changes = match (documents.get(at + 1), documents.get(at)) {
            (Some(before), Some(after)) => differences(before, after)?,
            _ => Vec::new(),
        };
        items.push(MatchingWeightsItem {
            version: row.version,
            in_force_from: row.in_force_from,
            author_name: row.author_name,
            reason: row.reason,
            changes,
        });
    }
    Ok(Json(Page::of(
        items,
        &page,
        key,
        actor.account_id,
        |item| item.version,
    )?))
}

/// Show a version of the weights
///
/// As a match that was computed with it names it.
#[utoipa::path(tag = "administration", params(("version" = i64, Path, description = "Its number", minimum = 1, example = 1)),
    responses((status = 200, body = MatchingWeights)), security(("session" = [])))]
#[get("/matching/weights/versions/{version}")]
async fn get_matching_weights_version(
    actor: Actor,
    app: App,
    req: HttpRequest,
    version: Path<i64>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::ReadMatchingWeights, (), actor.capacities())?;
    let found = app
        .db
        .read(move |conn: &mut Conn| rows::find_weights_version(conn, version.0))
        .await?;
    Ok(MatchingWeights::of(found)?.respond(&req))
}

/// A document to put in force.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parameters": {"want_fit_ppm": 550_000, "want_aspiration_ppm": 200_000}, "reason": "Aspirations count too much"}))]
struct NewMatchingWeights {
    /// The parameters that change, or all of them; the others stay as they are.
    #[schema(value_type = WeightsChange)]
    parameters: Map<String, Value>,
    #[schema(min_length = 1, max_length = 500)]
    #[validate(length(min = 1, max = 500), custom(function = sound::name))]
    reason: String,
}

/// The parameters of scoring, of which a change names some.
struct WeightsChange;

impl PartialSchema for WeightsChange {
    fn schema() -> RefOr<Schema> {
        let mut schema = Weights::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required.clear();
        }
        schema
    }
}

impl ToSchema for WeightsChange {
    fn name() -> std::borrow::Cow<'static, str> {
        "WeightsChange".into()
    }
}

/// Put weights in force
///
/// For specialists. All scores follow at once, on every server. Going back is putting an older
/// version's document in force again, with a reason.
#[utoipa::path(tag = "administration",
    params(("If-Match" = String, Header, description = "`ETag` of the version that was changed", example = "\"v1\"")),
    request_body = NewMatchingWeights,
    responses((status = 201, body = MatchingWeights)),
    security(("session" = [])))]
#[post("/matching/weights/versions")]
async fn create_matching_weights_version(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    if_match: IfMatch,
    input: Json<NewMatchingWeights>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::EditMatchingWeights, (), actor.capacities())?;
    let (author, NewMatchingWeights { parameters, reason }) = (actor.account_id, input.0);
    let origin = app.origin(&actor, &context);
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<WeightsVersion> {
        let current = rows::find_weights(tx.conn())?.ok_or_else(ApiError::not_found)?;
        if_match.require(&ETag::of_version(current.version))?;
        let before = stored(&current)?;
        let after = changed(&before, &parameters)?;
        let changes = differences(&before, &after)?;
        if changes.is_empty() {
            let same = "these are the parameters in force";
            let error = FieldError::new("/parameters", field::UNCHANGED, same);
            return Err(ApiError::invalid(vec![error]));
        }
        let new = rows::NewWeights {
            based_on: current.version,
            author: Some(author),
            reason: reason.clone(),
            document: document(&after)?,
            changes: json!(changes),
        };
        let version = match rows::insert_weights(tx, new) {
            Err(DbError::Unique(_)) => return Err(ApiError::new(Code::PreconditionFailed)),
            other => other?,
        };
        Ok(rows::find_weights_version(tx.conn(), version)?)
    };
    let found = MatchingWeights::of(app.db.write(origin, write).await?)?;
    let tag = ETag::of_version(found.version);
    let location = format!("/api/v1/matching/weights/versions/{}", found.version);
    let created = Created {
        location,
        body: found,
    };
    let mut response = created.respond_to(&req);
    tag.attach(&mut response);
    Ok(response)
}
