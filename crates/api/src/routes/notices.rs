//! What one was told: the list, the bell, marking as read, and how fast each kind travels. Whether
//! the reader may still know of the matter, `crate::notices` asks for every row.

use std::collections::HashMap;

use actix_web::{HttpResponse, get, post, put};
use domain::access::Actor as AccessActor;
use domain::ids::{EmployeeId, NoticeId};
use domain::notice::{NoticeAudience, NoticeDelivery, NoticeKind};
use domain::time::Timestamp;
use persistence::changes::ObjectType;
use persistence::notices::{self, NoticePosition, NoticeRow, Reading};
use persistence::{AuditDraft, Conn, DbError, WriteTx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Actor;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::extract::{Json, ListQuery, Page, PageParams};
use crate::gate::RequestContext;
use crate::notices::{NoticeOpportunity, NoticeParams, Reader, Told, group_key};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_notices)
        .service(get_notice_summary)
        .service(submit_notices_read)
        .service(get_notice_preferences)
        .service(update_notice_preferences);
}

/// Something that one was told.
#[derive(Debug, Serialize, ToSchema)]
struct Notice {
    id: NoticeId,
    kind: NoticeKind,
    audience: NoticeAudience,
    at: Timestamp,
    read: bool,
    /// What it is about.
    #[schema(example = "application")]
    object_type: &'static str,
    object_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    opportunity: Option<NoticeOpportunity>,
    params: NoticeParams,
}

impl From<Told> for Notice {
    fn from(told: Told) -> Self {
        Self {
            id: told.row.id,
            kind: told.kind,
            audience: told.kind.audience(),
            at: told.row.created_at,
            read: told.row.read_at.is_some(),
            object_type: told.object_type.as_str(),
            object_id: *told.row.object_id.as_uuid(),
            opportunity: told.opportunity,
            params: told.params,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct NoticeQuery {
    /// Only those that were not read yet.
    unread: Option<bool>,
}

/// Rows read at once while those that are not for the reader any more are left out.
const AT_ONCE: i64 = 200;

/// List what one was told
///
/// Newest first. What one may not know of any more is left out.
#[utoipa::path(tag = "notices", params(PageParams, NoticeQuery),
    responses((status = 200, body = Page<Notice>)), security(("session" = [])))]
#[get("/notices")]
async fn list_notices(
    actor: Actor,
    app: App,
    query: ListQuery<NoticeQuery>,
) -> ApiResult<Json<Page<Notice>>> {
    let Some(reader) = reader(&app, actor.to_access()) else {
        return Ok(Json(Page::empty()));
    };
    let (page, key) = (query.page, app.cursors()?);
    let mut after: Option<NoticePosition> = page.position(key, actor.account_id)?;
    let unread = query.filter.unread == Some(true);
    let most = page.limit() + 1;
    let read = move |conn: &mut Conn| -> Result<Vec<Told>, DbError> {
        let mut all = Vec::new();
        loop {
            let some = notices::list_own(conn, reader.me, unread, after.as_ref(), AT_ONCE)?;
            after = some.last().map(NoticeRow::position);
            let whole = some.len() == usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
            all.extend(reader.may_have(conn, some)?);
            if !whole || all.len() >= most {
                all.truncate(most);
                return Ok(all);
            }
        }
    };
    let told = app.db.read(read).await?;
    let rows = Page::of(told, &page, key, actor.account_id, |told| {
        told.row.position()
    })?;
    Ok(Json(rows.map(Notice::from)))
}

fn reader(app: &App, actor: AccessActor) -> Option<Reader> {
    Some(Reader {
        app: app.clone(),
        me: actor.employee_id?,
        actor,
    })
}

/// Notices of one kind that belong together.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeGroup {
    kind: NoticeKind,
    audience: NoticeAudience,
    /// Of the latest.
    at: Timestamp,
    /// How many things it is about.
    #[schema(minimum = 1, example = 3)]
    count: usize,
    /// How many of them were not read yet.
    #[schema(minimum = 0, example = 2)]
    unread: usize,
    /// What the latest is about.
    #[schema(example = "application")]
    object_type: &'static str,
    object_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    opportunity: Option<NoticeOpportunity>,
    /// Of the latest.
    params: NoticeParams,
    /// Those that were not read yet.
    #[schema(max_items = 200)]
    unread_ids: Vec<NoticeId>,
}

/// What the bell shows.
#[derive(Debug, Serialize, ToSchema)]
struct NoticeSummary {
    /// How many were not read yet; counted up to 200.
    #[schema(minimum = 0, maximum = 200, example = 4)]
    unread: usize,
    /// The latest first.
    #[schema(max_items = 20)]
    groups: Vec<NoticeGroup>,
    /// When it was looked up: what came later is not in it.
    as_of: Timestamp,
}

const RECENT: i64 = 50;
const GROUPS: usize = 20;

/// Show the bell
///
/// How much is unread, and the latest notices: those of a kind about one opening or one object as
/// one.
#[utoipa::path(tag = "notices", responses((status = 200, body = NoticeSummary)), security(("session" = [])))]
#[get("/notices/summary")]
async fn get_notice_summary(actor: Actor, app: App) -> ApiResult<Json<NoticeSummary>> {
    let as_of = app.clock.now();
    let Some(reader) = reader(&app, actor.to_access()) else {
        return Ok(Json(NoticeSummary {
            unread: 0,
            groups: Vec::new(),
            as_of,
        }));
    };
    let read = move |conn: &mut Conn| -> Result<Vec<Told>, DbError> {
        let mut rows = notices::list_own(conn, reader.me, true, None, AT_ONCE)?;
        let recent = notices::list_own(conn, reader.me, false, None, RECENT)?;
        rows.extend(recent.into_iter().filter(|row| row.read_at.is_some()));
        rows.sort_by_key(|row| std::cmp::Reverse((row.created_at, row.id)));
        reader.may_have(conn, rows)
    };
    let told = app.db.read(read).await?;
    let unread = told.iter().filter(|one| one.row.read_at.is_none()).count();
    let mut groups = grouped(told);
    groups.truncate(GROUPS);
    Ok(Json(NoticeSummary {
        unread,
        groups,
        as_of,
    }))
}

/// Groups in the order of their latest notice; `told` is newest first.
fn grouped(told: Vec<Told>) -> Vec<NoticeGroup> {
    let mut groups: Vec<NoticeGroup> = Vec::new();
    let mut places: HashMap<(NoticeKind, Uuid), usize> = HashMap::new();
    for one in told {
        let place = *places.entry(group_key(&one)).or_insert(groups.len());
        let unread = one.row.read_at.is_none().then_some(one.row.id);
        if let Some(group) = groups.get_mut(place) {
            group.count += 1;
            group.unread += usize::from(unread.is_some());
            group.unread_ids.extend(unread);
            continue;
        }
        groups.push(NoticeGroup {
            kind: one.kind,
            audience: one.kind.audience(),
            at: one.row.created_at,
            count: 1,
            unread: usize::from(unread.is_some()),
            object_type: one.object_type.as_str(),
            object_id: *one.row.object_id.as_uuid(),
            opportunity: one.opportunity,
            params: one.params,
            unread_ids: unread.into_iter().collect(),
        });
    }
    groups
}

/// Which notices were read: these, or all up to a moment. One of the two.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoticesReadInput {
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    ids: Option<Vec<NoticeId>>,
    /// `as_of` of the bell that one saw.
    up_to: Option<Timestamp>,
}

/// Mark notices as read
///
/// One's own; of ids that are not, nothing is said.
#[utoipa::path(tag = "notices", request_body = NoticesReadInput,
    responses((status = 204)), security(("session" = [])))]
#[post("/notices/read")]
async fn submit_notices_read(
    actor: Actor,
    app: App,
    body: Json<NoticesReadInput>,
) -> ApiResult<HttpResponse> {
    let which = match (body.0.ids, body.0.up_to) {
        (Some(ids), None) => Reading::These(ids),
        (None, Some(until)) => Reading::UpTo(until),
        _ => {
            let detail = "name either the notices or a moment";
            let error = FieldError::new("/ids", field::INVALID, detail);
            return Err(ApiError::invalid(vec![error]));
        }
    };
    if let Some(me) = actor.employee_id {
        let now = app.clock.now();
        app.db
            .write_untraced(move |conn: &mut Conn| notices::update_read(conn, me, &which, now))
            .await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// How fast a kind of notice travels.
#[derive(Debug, Serialize, ToSchema)]
struct NoticePreference {
    kind: NoticeKind,
    audience: NoticeAudience,
    /// By e-mail.
    email: NoticeDelivery,
}

#[derive(Debug, Serialize, ToSchema)]
struct NoticePreferences {
    /// Whether this server sends e-mail at all.
    email_available: bool,
    #[schema(max_items = 100)]
    items: Vec<NoticePreference>,
}

/// Show how one is told
///
/// In the application everything is shown; by e-mail each kind comes at once, once a day or never.
#[utoipa::path(tag = "notices", responses((status = 200, body = NoticePreferences)), security(("session" = [])))]
#[get("/notice-preferences")]
async fn get_notice_preferences(actor: Actor, app: App) -> ApiResult<Json<NoticePreferences>> {
    let items = match actor.employee_id {
        Some(me) => preferences(&app, me).await?,
        None => Vec::new(),
    };
    Ok(Json(NoticePreferences {
        email_available: app.mailer.is_some(),
        items,
    }))
}

async fn preferences(app: &App, me: EmployeeId) -> ApiResult<Vec<NoticePreference>> {
    let rows = app
        .db
        .read(move |conn| notices::list_deliveries(conn, me))
        .await?;
    let items = rows.into_iter().map(|(kind, email)| NoticePreference {
        kind,
        audience: kind.audience(),
        email,
    });
    Ok(items.collect())
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoticePreferenceInput {
    kind: NoticeKind,
    email: NoticeDelivery,
}

#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoticePreferencesInput {
    /// What is not named stays as it is.
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    items: Vec<NoticePreferenceInput>,
}

/// Say how one wants to be told
///
/// By e-mail, kind by kind; what is not named stays as it is.
#[utoipa::path(tag = "notices", request_body = NoticePreferencesInput,
    responses((status = 200, body = NoticePreferences)), security(("session" = [])))]
#[put("/notice-preferences")]
async fn update_notice_preferences(
    actor: Actor,
    app: App,
    context: RequestContext,
    body: Json<NoticePreferencesInput>,
) -> ApiResult<Json<NoticePreferences>> {
    let me = actor.employee_id.ok_or_else(ApiError::not_found)?;
    let wanted: Vec<_> = (body.0.items.iter())
        .map(|one| (one.kind, one.email))
        .collect();
    let account = *actor.account_id.as_uuid();
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> Result<(), DbError> {
            notices::update_deliveries(tx, me, &wanted)?;
            tx.audit(
                AuditDraft::new("notice_preference.update", ObjectType::Account, account).about(me),
            );
            Ok(())
        })
        .await?;
    Ok(Json(NoticePreferences {
        email_available: app.mailer.is_some(),
        items: preferences(&app, me).await?,
    }))
}
