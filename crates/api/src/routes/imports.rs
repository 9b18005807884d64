//! The books of imports: what ran, what it changed, what it refused and why.

use std::borrow::Cow;
use std::collections::BTreeMap;

use actix_web::{HttpResponse, get};
use domain::access::actions;
use domain::ids::{ImportRunId, RowId};
use domain::time::Timestamp;
use persistence::imports::{self, ImportError, ImportRun, status};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::import::outcome::{self, FileCounts};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_import_runs)
        .service(get_import_run)
        .service(export_import_errors);
}

/// How an import went.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    Running,
    Succeeded,
    /// It went through; some rows were refused.
    SucceededWithErrors,
    /// It ended early.
    Failed,
}

/// One import.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportRun)]
pub struct ImportRunCard {
    id: ImportRunId,
    /// Whose objects it brought.
    #[schema(example = "hris")]
    source: String,
    status: ImportStatus,
    /// Always false: dry runs write nothing, not even this.
    #[schema(example = false)]
    dry_run: bool,
    started_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<Timestamp>,
    #[schema(minimum = 0, example = 118)]
    created: u64,
    #[schema(minimum = 0, example = 3)]
    updated: u64,
    #[schema(minimum = 0, example = 20_312)]
    unchanged: u64,
    #[schema(minimum = 0, example = 2)]
    rejected: u64,
}

/// What became of the rows of one file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportFile {
    #[schema(example = "employees.csv")]
    file: String,
    #[schema(minimum = 0, example = 118)]
    created: u64,
    #[schema(minimum = 0, example = 3)]
    updated: u64,
    #[schema(minimum = 0, example = 20_312)]
    unchanged: u64,
    #[schema(minimum = 0, example = 2)]
    rejected: u64,
}

/// Something wrong with one row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportError)]
pub struct ImportRowError {
    #[schema(example = "employees.csv")]
    file: String,
    /// The header is row 1.
    #[schema(minimum = 1, example = 17)]
    row: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "manager")]
    column: Option<String>,
    #[schema(example = "unknown_reference")]
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "E-4711")]
    value: Option<String>,
}

/// One import in detail.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRunDetail {
    #[serde(flatten)]
    run: ImportRunCard,
    /// In the order of their names.
    #[schema(max_items = 100)]
    files: Vec<ImportFile>,
    errors: Page<ImportRowError>,
}

impl ImportRunDetail {
    fn of(run: ImportRun, errors: Page<ImportRowError>) -> ApiResult<Self> {
        let files = counts(&run)?.into_iter().map(|(file, counts)| ImportFile {
            file,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            rejected: counts.refused,
        });
        Ok(Self {
            files: files.collect(),
            run: ImportRunCard::of(run)?,
            errors,
        })
    }
}

fn counts(run: &ImportRun) -> ApiResult<BTreeMap<String, FileCounts>> {
    serde_json::from_str(&run.counts).map_err(ApiError::internal)
}

impl ImportRunCard {
    fn of(run: ImportRun) -> ApiResult<Self> {
        let files = counts(&run)?;
        let sum = |part: fn(&FileCounts) -> u64| files.values().map(part).sum();
        let errors: u64 = sum(|counts| counts.errors);
        Ok(Self {
            id: run.id,
            source: run.source,
            status: match run.status.as_str() {
                status::IN_PROGRESS => ImportStatus::Running,
                status::COMPLETE if errors == 0 => ImportStatus::Succeeded,
                status::COMPLETE => ImportStatus::SucceededWithErrors,
                _ => ImportStatus::Failed,
            },
            dry_run: false,
            started_at: run.started_at,
            finished_at: run.finished_at,
            created: sum(|counts| counts.created),
            updated: sum(|counts| counts.updated),
            unchanged: sum(|counts| counts.unchanged),
            rejected: sum(|counts| counts.refused),
        })
    }
}

impl From<ImportError> for ImportRowError {
    fn from(error: ImportError) -> Self {
        Self {
            file: error.file,
            row: error.row_number,
            column: error.column_name,
            code: error.code,
            value: error.value,
        }
    }
}

#[derive(Debug, Deserialize, Validate)]
struct NoFilter {}

/// List the imports
///
/// Latest first, for specialists and administrators.
#[utoipa::path(tag = "administration", params(PageParams),
    responses((status = 200, body = Page<ImportRunCard>)), security(("session" = [])))]
#[get("/import-runs")]
async fn list_import_runs(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<ImportRunCard>>> {
    actor.permit(actions::ReadImportRuns, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let before = page.position::<ImportRunId>(key, actor.account_id)?;
    let limit = page.fetch();
    let runs = app
        .db
        .read(move |conn| imports::list_runs(conn, before, limit))
        .await?;
    let page = Page::of(runs, &page, key, actor.account_id, |run| run.id)?;
    let items: ApiResult<Vec<_>> = page.items.into_iter().map(ImportRunCard::of).collect();
    Ok(Json(Page {
        items: items?,
        next_cursor: page.next_cursor,
    }))
}

/// Show an import
///
/// Its counts per file, and a page of its errors in the order of files and rows; `cursor` leads to
/// the errors that follow.
#[utoipa::path(tag = "administration",
    params(("id" = ImportRunId, Path, description = "The import"), PageParams),
    responses((status = 200, body = ImportRunDetail)), security(("session" = [])))]
#[get("/import-runs/{id}")]
async fn get_import_run(
    actor: Actor,
    app: App,
    Path(id): Path<ImportRunId>,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<ImportRunDetail>> {
    actor.permit(actions::ReadImportRuns, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let after = page.position::<RowId>(key, actor.account_id)?;
    let limit = page.fetch();
    let (run, errors) = app
        .db
        .read(move |conn| -> Result<_, persistence::DbError> {
            let run = imports::find_run(conn, id)?;
            Ok((run, imports::list_errors(conn, id, after, limit)?))
        })
        .await?;
    let errors = Page::of(errors, &page, key, actor.account_id, |error| error.id)?;
    ImportRunDetail::of(run, errors.map(Into::into)).map(Json)
}

/// Export the errors of an import
///
/// All that were kept, as CSV; cells that a spreadsheet would run are neutralised.
#[utoipa::path(tag = "administration",
    params(("id" = ImportRunId, Path, description = "The import")),
    responses((status = 200, description = "The errors", body = String, content_type = "text/csv",
        example = "file,row,column,code,value,message\nemployees.csv,17,manager,unknown_reference,E-4711,refers to nobody\n")),
    security(("session" = [])))]
#[get("/import-runs/{id}/errors.csv")]
async fn export_import_errors(
    actor: Actor,
    app: App,
    Path(id): Path<ImportRunId>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::ReadImportRuns, (), actor.capacities())?;
    let limit = i64::try_from(outcome::ERRORS_KEPT).map_err(ApiError::internal)?;
    let text = app
        .db
        .read(move |conn| -> ApiResult<Vec<u8>> {
            imports::find_run(conn, id)?;
            csv_of(&imports::list_errors(conn, id, None, limit)?)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"import-errors-{id}.csv\""),
        ))
        .body(text))
}

fn csv_of(errors: &[ImportError]) -> ApiResult<Vec<u8>> {
    let rows = errors.iter().map(|error| -> [Cow<'_, str>; 6] {
        [
            error.file.as_str().into(),
            error.row_number.to_string().into(),
            error.column_name.as_deref().unwrap_or_default().into(),
            error.code.as_str().into(),
            error.value.as_deref().unwrap_or_default().into(),
            error.message.as_str().into(),
        ]
    });
    let mut text = Vec::new();
    outcome::write_errors(&mut text, rows).map_err(ApiError::internal)?;
    Ok(text)
}
