//! What imports did: the books that `traverse import` keeps, for who looks after the data.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use domain::access::actions;
use domain::ids::{ImportRunId, RowId};
use domain::time::Timestamp;
use persistence::imports::{self as stored, status};
use persistence::{Conn, DbError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::import::outcome::{FileCounts, write_errors};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_import_runs)
        .service(get_import_run)
        .service(list_import_run_errors)
        .service(get_import_run_errors_csv);
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ImportStatus {
    Running,
    Succeeded,
    /// Some rows were refused, the others were taken.
    SucceededWithErrors,
    /// It ended early, or was strict and had errors.
    Failed,
}

/// One import.
#[derive(Debug, Serialize, ToSchema)]
struct ImportRun {
    id: ImportRunId,
    /// The system the data came from.
    #[schema(example = "workday")]
    source: String,
    /// The folder or catalogue that was read.
    #[schema(example = "hr-export")]
    origin: String,
    status: ImportStatus,
    /// Always false: a dry run leaves no trace.
    dry_run: bool,
    strict: bool,
    started_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<Timestamp>,
    #[schema(minimum = 0, example = 118)]
    created: u64,
    #[schema(minimum = 0, example = 0)]
    updated: u64,
    #[schema(minimum = 0, example = 0)]
    unchanged: u64,
    #[schema(minimum = 0, example = 2)]
    rejected: u64,
}

/// The rows of one file.
#[derive(Debug, Serialize, ToSchema)]
struct ImportFile {
    #[schema(example = "employees.csv")]
    file: String,
    #[schema(minimum = 0, example = 120)]
    rows: u64,
    #[schema(minimum = 0, example = 118)]
    created: u64,
    #[schema(minimum = 0, example = 0)]
    updated: u64,
    #[schema(minimum = 0, example = 0)]
    unchanged: u64,
    #[schema(minimum = 0, example = 2)]
    rejected: u64,
    /// Columns that were not read.
    unknown_columns: Vec<String>,
}

/// One thing that was wrong.
#[derive(Debug, Serialize, ToSchema)]
struct ImportRowError {
    #[schema(example = "employees.csv")]
    file: String,
    /// The header is row 1.
    #[schema(minimum = 0, example = 17)]
    row: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "hire_date")]
    column: Option<String>,
    #[schema(example = "not_a_date")]
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "31/12/2020")]
    value: Option<String>,
}

/// One import with its files and the first of its errors.
#[derive(Debug, Serialize, ToSchema)]
struct ImportRunDetail {
    #[serde(flatten)]
    run: ImportRun,
    files: Vec<ImportFile>,
    errors: Page<ImportRowError>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct NoFilter {}

fn counts(run: &stored::ImportRun) -> ApiResult<BTreeMap<String, FileCounts>> {
    serde_json::from_str(&run.counts).map_err(ApiError::internal)
}

impl ImportRun {
    fn of(run: stored::ImportRun) -> ApiResult<Self> {
        let files = counts(&run)?;
        let sum = |one: fn(&FileCounts) -> u64| files.values().map(one).sum();
        let errors: u64 = sum(|file| file.errors);
        Ok(Self {
            id: run.id,
            source: run.source,
            origin: run.origin,
            status: match run.status.as_str() {
                status::IN_PROGRESS => ImportStatus::Running,
                status::COMPLETE if errors == 0 => ImportStatus::Succeeded,
                status::COMPLETE => ImportStatus::SucceededWithErrors,
                _ => ImportStatus::Failed,
            },
            dry_run: false,
            strict: run.strict,
            started_at: run.started_at,
            finished_at: run.finished_at,
            created: sum(|file| file.created),
            updated: sum(|file| file.updated),
            unchanged: sum(|file| file.unchanged),
            rejected: sum(|file| file.refused),
        })
    }
}

impl ImportFile {
    fn of((file, counts): (String, FileCounts)) -> Self {
        Self {
            file,
            rows: counts.rows,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            rejected: counts.refused,
            unknown_columns: counts.unknown_columns,
        }
    }
}

impl ImportRowError {
    fn of(error: stored::ImportError) -> Self {
        Self {
            file: error.file,
            row: error.row_number,
            column: error.column_name,
            code: error.code,
            value: error.value,
        }
    }
}

/// List imports
///
/// Newest first. For specialists and administrators.
#[utoipa::path(tag = "imports", params(PageParams),
    responses((status = 200, body = Page<ImportRun>)), security(("session" = [])))]
#[get("/import-runs")]
async fn list_import_runs(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<ImportRun>>> {
    actor.permit(actions::ReadImportRuns, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let before = page.position::<ImportRunId>(key, actor.account_id)?;
    let fetch = page.fetch();
    let runs = app
        .db
        .read(move |conn| stored::list_runs(conn, before, fetch))
        .await?;
    let page = Page::of(runs, &page, key, actor.account_id, |run| run.id)?;
    Ok(Json(page.try_map(ImportRun::of)?))
}

/// Show an import
///
/// With the counts of each file and the first errors; the others follow at
/// `/import-runs/{id}/errors`.
#[utoipa::path(tag = "imports", params(("id" = ImportRunId, Path, description = "The import")),
    responses((status = 200, body = ImportRunDetail)), security(("session" = [])))]
#[get("/import-runs/{id}")]
async fn get_import_run(
    actor: Actor,
    app: App,
    Path(id): Path<ImportRunId>,
) -> ApiResult<Json<ImportRunDetail>> {
    const FIRST: i64 = 100;
    actor.permit(actions::ReadImportRuns, (), actor.capacities())?;
    let (run, errors) = app
        .db
        .read(move |conn| -> Result<_, DbError> {
            let run = stored::find_run(conn, id)?;
            Ok((run, stored::list_errors(conn, id, None, FIRST)?))
        })
        .await?;
    let files = counts(&run)?.into_iter().map(ImportFile::of).collect();
    Ok(Json(ImportRunDetail {
        run: ImportRun::of(run)?,
        files,
        errors: Page {
            items: errors.into_iter().map(ImportRowError::of).collect(),
            next_cursor: None,
        },
    }))
}

/// List the errors of an import
///
/// In the order of files and rows.
#[utoipa::path(tag = "imports", params(("id" = ImportRunId, Path, description = "The import"), PageParams),
    responses((status = 200, body = Page<ImportRowError>)), security(("session" = [])))]
#[get("/import-runs/{id}/errors")]
async fn list_import_run_errors(
    actor: Actor,
    app: App,
    Path(id): Path<ImportRunId>,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<ImportRowError>>> {
    actor.permit(actions::ReadImportRuns, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let after = page.position::<RowId>(key, actor.account_id)?;
    let fetch = page.fetch();
    let errors = app
        .db
        .read(move |conn| -> Result<_, DbError> {
            stored::find_run(conn, id)?;
            stored::list_errors(conn, id, after, fetch)
        })
        .await?;
    let page = Page::of(errors, &page, key, actor.account_id, |error| error.id)?;
    Ok(Json(page.map(ImportRowError::of)))
}

/// Download the errors of an import
///
/// As CSV. Cells that a spreadsheet would run as a formula begin with an apostrophe.
#[utoipa::path(tag = "imports", params(("id" = ImportRunId, Path, description = "The import")),
    responses((status = 200, description = "The errors", body = String, content_type = "text/csv")),
    security(("session" = [])))]
#[get("/import-runs/{id}/errors.csv")]
async fn get_import_run_errors_csv(
    actor: Actor,
    app: App,
    Path(id): Path<ImportRunId>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::ReadImportRuns, (), actor.capacities())?;
    let errors = app.db.read(move |conn| all_errors(conn, id)).await?;
    let mut out = Vec::new();
    let rows = errors.iter().map(|error| {
        [
            error.file.as_str().into(),
            error.row_number.to_string().into(),
            error.column_name.as_deref().unwrap_or_default().into(),
            error.code.as_str().into(),
            error.value.as_deref().unwrap_or_default().into(),
            error.message.as_str().into(),
        ]
    });
    write_errors(&mut out, rows).map_err(ApiError::internal)?;
    let name = format!("attachment; filename=\"import-{id}-errors.csv\"");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(out))
}

/// At most as many as an import keeps.
fn all_errors(conn: &mut Conn, id: ImportRunId) -> Result<Vec<stored::ImportError>, DbError> {
    let most = i64::try_from(crate::import::outcome::ERRORS_KEPT).unwrap_or(i64::MAX);
    stored::find_run(conn, id)?;
    stored::list_errors(conn, id, None, most)
}
