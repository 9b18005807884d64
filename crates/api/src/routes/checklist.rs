//! What is to be done for a move, by whom and when: the template, which specialists edit. A change
//! is for moves that begin from then on; each keeps the list that it began with (`routes/moves`).

use actix_web::{HttpRequest, HttpResponse, Responder, get, post, put};
use domain::access::{Permit, actions};
use domain::ids::{ChecklistItemId, OrgUnitId};
use domain::mobility::{MoveKind, ShippedTask, TASK_OFFSET_DAYS, TaskCode, TaskOwner};
use domain::time::Timestamp;
use persistence::checklist::{self, ChecklistItem};
use persistence::{Conn, WriteTx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::documents::differences;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{Created, ETag, IfMatch, Json, Path, sound};
use crate::gate::RequestContext;
use crate::refs::OrgUnitRef;
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_checklist_items)
        .service(create_checklist_item)
        .service(update_checklist_item);
}

/// Active or not. Nobody works off more for one move, and what is not needed any more can be
/// written anew.
const MOST_ITEMS: i64 = 200;

/// The whole template.
#[derive(Debug, Serialize, ToSchema)]
struct Checklist {
    /// By the day on which each is due, those that are not active included.
    #[schema(max_items = 200)]
    items: Vec<ChecklistItemView>,
}

/// Something to do for moves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChecklistItem)]
struct ChecklistItemView {
    id: ChecklistItemId,
    /// One of those that every organisation begins with. Its words are known in every language;
    /// titles, where there are any, are shown instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<TaskCode>,
    /// Of one of those: what it was before anybody changed it, for every move and without titles.
    #[serde(skip_serializing_if = "Option::is_none")]
    shipped: Option<ShippedTask>,
    #[serde(flatten)]
    content: Content,
    #[serde(skip_serializing_if = "Option::is_none")]
    org_unit: Option<OrgUnitRef>,
    /// Moves that begin from now on have it.
    active: bool,
    updated_at: Timestamp,
    /// For `If-Match`, like the `ETag` of an answer that holds this one alone.
    #[schema(example = "\"v1\"")]
    etag: String,
}

/// What an item says, as it is shown and as the audit log compares it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChecklistItemContent)]
struct Content {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Book the safety training")]
    title_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Réserver la formation à la sécurité")]
    title_fr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Half a day; every first Monday of the month.")]
    explanation_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Une demi-journée, chaque premier lundi du mois.")]
    explanation_fr: Option<String>,
    owner: TaskOwner,
    /// Calendar days from the first day on the new seat; less than 0: before it.
    #[schema(example = -3)]
    offset_days: i32,
    /// Only for moves of this kind; absent: for both.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<MoveKind>,
    /// Only for moves into another unit.
    crosses_units: bool,
}

impl Content {
    fn of(row: &ChecklistItem) -> Self {
        Self {
            title_en: row.title_en.clone(),
            title_fr: row.title_fr.clone(),
            explanation_en: row.explanation_en.clone(),
            explanation_fr: row.explanation_fr.clone(),
            owner: row.owner,
            offset_days: row.offset_days,
            kind: row.kind,
            crosses_units: row.crosses_units,
        }
    }
}

impl ChecklistItemView {
    fn of(row: &ChecklistItem, names: &Catalogue) -> Self {
        Self {
            id: row.id,
            code: row.code,
            shipped: row.code.map(TaskCode::shipped),
            content: Content::of(row),
            // A unit that is gone has no name, and nobody moves into it.
            org_unit: (row.org_unit_id).and_then(|id| names.org_unit_ref(id).ok()),
            active: row.active,
            updated_at: row.updated_at,
            etag: ETag::of_version(row.version).as_str().to_owned(),
        }
    }
}

/// What is to be done. Each part that is absent is as it says.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title_en": "Book the safety training", "title_fr": "Réserver la formation à la sécurité", "owner": "receiving_manager", "offset_days": -3, "crosses_units": true}))]
struct ChecklistItemInput {
    /// In English; where it is absent, English readers are shown the French one.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(max = 120), custom(function = sound::name))]
    title_en: Option<String>,
    /// In French; where it is absent, French readers are shown the English one. One of the two must
    /// be there, unless the item is one that every organisation begins with.
    #[schema(min_length = 1, max_length = 120)]
    #[validate(length(max = 120), custom(function = sound::name))]
    title_fr: Option<String>,
    /// In English; absent: none, or the French one.
    #[schema(min_length = 1, max_length = 500)]
    #[validate(length(max = 500), custom(function = sound::name))]
    explanation_en: Option<String>,
    /// In French; absent: none, or the English one.
    #[schema(min_length = 1, max_length = 500)]
    #[validate(length(max = 500), custom(function = sound::name))]
    explanation_fr: Option<String>,
    /// What is HR's or IT's is ticked by specialists.
    owner: TaskOwner,
    /// Calendar days from the first day on the new seat; less than 0: before it.
    #[schema(minimum = -60, maximum = 180)]
    #[validate(range(min = TASK_OFFSET_DAYS.0, max = TASK_OFFSET_DAYS.1))]
    offset_days: i32,
    /// Only for moves of this kind; absent: for both.
    kind: Option<MoveKind>,
    /// Only for moves into another unit; absent: for all.
    #[serde(default)]
    crosses_units: bool,
    /// Only for moves into this unit and all below it; absent: into every unit.
    org_unit_id: Option<OrgUnitId>,
    /// Whether moves that begin from now on have it; absent: yes.
    active: Option<bool>,
}

impl ChecklistItemInput {
    /// Refuses a unit that there is not.
    fn check(&self, names: &Catalogue) -> ApiResult<()> {
        if (self.org_unit_id).is_some_and(|id| names.units.find(id).is_none()) {
            let detail = "names nothing that there is";
            let error = FieldError::new("/org_unit_id", field::UNKNOWN_REFERENCE, detail);
            return Err(ApiError::invalid(vec![error]));
        }
        Ok(())
    }

    /// Refuses what would have no words.
    fn check_title(&self, code: Option<TaskCode>) -> ApiResult<()> {
        if code.is_none() && self.title_en.is_none() && self.title_fr.is_none() {
            let error = FieldError::new("/title_en", field::REQUIRED, "in one language at least");
            return Err(ApiError::invalid(vec![error]));
        }
        Ok(())
    }

    /// The row as it is after this.
    fn on(&self, row: &ChecklistItem) -> ChecklistItem {
        let line = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned());
        ChecklistItem {
            id: row.id,
            code: row.code,
            title_en: line(&self.title_en),
            title_fr: line(&self.title_fr),
            explanation_en: line(&self.explanation_en),
            explanation_fr: line(&self.explanation_fr),
            owner: self.owner,
            offset_days: self.offset_days,
            kind: self.kind,
            crosses_units: self.crosses_units,
            org_unit_id: self.org_unit_id,
            active: self.active.unwrap_or(true),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }

    fn new_row(&self, now: Timestamp) -> ChecklistItem {
        self.on(&ChecklistItem {
            id: ChecklistItemId::generate(),
            code: None,
            title_en: None,
            title_fr: None,
            explanation_en: None,
            explanation_fr: None,
            owner: self.owner,
            offset_days: self.offset_days,
            kind: None,
            crosses_units: false,
            org_unit_id: None,
            active: true,
            version: 1,
            created_at: now,
            updated_at: now,
        })
    }
}

/// As the audit log compares it.
fn document(row: &ChecklistItem) -> ApiResult<Value> {
    let mut all = serde_json::to_value(Content::of(row)).map_err(ApiError::internal)?;
    if let Some(members) = all.as_object_mut() {
        members.insert("active".to_owned(), json!(row.active));
        if let Some(unit) = row.org_unit_id {
            members.insert("org_unit_id".to_owned(), json!(unit));
        }
    }
    Ok(all)
}

/// What differs, for the audit log.
fn changes(before: &ChecklistItem, after: &ChecklistItem) -> ApiResult<Vec<Value>> {
    let all = differences(&document(before)?, &document(after)?);
    let told = all
        .into_iter()
        .map(|one| json!({"field": one.parameter, "before": one.before, "after": one.after}));
    Ok(told.collect())
}

/// List what is to be done for moves
///
/// For specialists: what a move's hand-over list is made of when it begins, and to which moves each
/// applies.
#[utoipa::path(tag = "administration", responses((status = 200, body = Checklist)), security(("session" = [])))]
#[get("/checklist-items")]
async fn list_checklist_items(actor: Actor, app: App) -> ApiResult<Json<Checklist>> {
    let permit = permit(&actor)?;
    let rows = app
        .db
        .read(move |conn: &mut Conn| checklist::list_items(conn, &permit))
        .await?;
    let names = app.directory.catalogue();
    let items = rows.iter().map(|row| ChecklistItemView::of(row, &names));
    Ok(Json(Checklist {
        items: items.collect(),
    }))
}

fn permit(actor: &Actor) -> ApiResult<Permit<actions::ManageChecklist>> {
    Ok(actor.permit(actions::ManageChecklist, (), actor.capacities())?)
}

/// Add something to do for moves
///
/// For specialists, and 200 at most. Moves that have begun do not get it.
#[utoipa::path(tag = "administration", request_body = ChecklistItemInput,
    responses((status = 201, body = ChecklistItemView), (status = 409, description = "There are 200 already", body = Problem)),
    security(("session" = [])))]
#[post("/checklist-items")]
async fn create_checklist_item(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    input: Json<ChecklistItemInput>,
) -> ApiResult<HttpResponse> {
    let permit = permit(&actor)?;
    let (names, input) = (app.directory.catalogue(), input.0);
    input.check(&names)?;
    input.check_title(None)?;
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<ChecklistItem> {
        if checklist::lock_count(tx)? >= MOST_ITEMS {
            return Err(ApiError::new(Code::LimitReached).with("limit", MOST_ITEMS));
        }
        let row = input.new_row(tx.now());
        checklist::insert_item(tx, &permit, &row, document(&row)?)?;
        Ok(row)
    };
    let row = app.db.write(app.origin(&actor, &context), write).await?;
    let created = Created {
        location: format!("/api/v1/checklist-items/{}", row.id),
        body: ChecklistItemView::of(&row, &names),
    };
    let mut response = created.respond_to(&req);
    ETag::of_version(row.version).attach(&mut response);
    Ok(response)
}

/// Change something to do for moves
///
/// For specialists. All of it is said again; without `active: false` it is active. Moves that have
/// begun keep what they have.
#[utoipa::path(tag = "administration",
    params(("id" = ChecklistItemId, Path, description = "The item"),
        ("If-Match" = String, Header, description = "`etag` of the version that was read", example = "\"v1\"")),
    request_body = ChecklistItemInput,
    responses((status = 200, body = ChecklistItemView)), security(("session" = [])))]
#[put("/checklist-items/{id}")]
async fn update_checklist_item(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    if_match: IfMatch,
    id: Path<ChecklistItemId>,
    input: Json<ChecklistItemInput>,
) -> ApiResult<HttpResponse> {
    let permit = permit(&actor)?;
    let (names, input) = (app.directory.catalogue(), input.0);
    input.check(&names)?;
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<ChecklistItem> {
        let before = checklist::lock_item(tx, &permit, id.0)?;
        if_match.require(&ETag::of_version(before.version))?;
        input.check_title(before.code)?;
        let mut after = input.on(&before);
        let changes = changes(&before, &after)?;
        checklist::update_item(tx, &permit, &mut after, json!({ "changes": changes }))?;
        Ok(after)
    };
    let row = app.db.write(app.origin(&actor, &context), write).await?;
    let shown = ChecklistItemView::of(&row, &names);
    Ok(ETag::of_version(row.version).respond(&req, shown))
}
