//! The books of imports: which ran, what they counted, what they refused. The rows themselves go
//! through `bulk`.

use diesel::prelude::*;
use domain::ids::{AccountId, ImportRunId, RowId};
use domain::time::Timestamp;
use serde_json::json;

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{import_error, import_run};
use crate::write::{AuditDraft, WriteTx};

/// Where an import stands.
pub mod status {
    pub const IN_PROGRESS: &str = "in_progress";
    /// It went through; single rows may have been refused.
    pub const COMPLETE: &str = "complete";
    /// It ended early; what it had written until then stays.
    pub const FAILED: &str = "failed";
    /// Its process ended without a word; the next import of the source noticed.
    pub const ABORTED: &str = "aborted";
}

#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = import_run)]
pub struct ImportRun {
    pub id: ImportRunId,
    pub source: String,
    /// What was read: the name of a folder or taxonomy.
    pub origin: String,
    pub strict: bool,
    pub status: String,
    pub actor_account_id: Option<AccountId>,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// JSON: counts per file.
    pub counts: String,
}

#[derive(Clone, Debug)]
pub struct NewRun {
    pub id: ImportRunId,
    pub source: String,
    pub origin: String,
    pub strict: bool,
}

/// One error of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewError {
    pub file: String,
    pub row: i64,
    pub column: Option<String>,
    pub code: String,
    pub value: Option<String>,
    pub message: String,
}

#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = import_error)]
pub struct ImportError {
    pub id: RowId,
    pub file: String,
    pub row_number: i64,
    pub column_name: Option<String>,
    pub code: String,
    pub value: Option<String>,
    pub message: String,
}

#[derive(Insertable)]
#[diesel(table_name = import_error, treat_none_as_default_value = false)]
struct ErrorRow<'e> {
    id: RowId,
    import_run_id: ImportRunId,
    file: &'e str,
    row_number: i64,
    column_name: Option<&'e str>,
    code: &'e str,
    value: Option<&'e str>,
    message: &'e str,
}

/// Notes that a run begins. Runs of the same source that never ended are noted as aborted.
///
/// # Errors
/// When the database does not answer.
pub fn insert_run(tx: &mut WriteTx<'_>, run: &NewRun) -> Result<(), DbError> {
    let (now, actor) = (tx.now(), tx.origin().actor);
    diesel::update(
        import_run::table
            .filter(import_run::source.eq(&run.source))
            .filter(import_run::status.eq(status::IN_PROGRESS)),
    )
    .set((
        import_run::status.eq(status::ABORTED),
        import_run::finished_at.eq(Some(now)),
    ))
    .execute(tx.conn())?;
    diesel::insert_into(import_run::table)
        .values((
            import_run::id.eq(run.id),
            import_run::source.eq(&run.source),
            import_run::origin.eq(&run.origin),
            import_run::dry_run.eq(false),
            import_run::strict.eq(run.strict),
            import_run::status.eq(status::IN_PROGRESS),
            import_run::actor_account_id.eq(actor),
            import_run::started_at.eq(now),
            import_run::finished_at.eq(None::<Timestamp>),
            import_run::counts.eq("{}"),
        ))
        .execute(tx.conn())?;
    let id = *run.id.as_uuid();
    tx.audit(
        AuditDraft::new("import_run.start", ObjectType::ImportRun, id)
            .with(json!({ "source": run.source, "origin": run.origin })),
    );
    tx.changed(Change::upserted(ObjectType::ImportRun, id));
    Ok(())
}

/// Notes how a run ended, with its counts (JSON) and errors.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such run.
pub fn update_finished(
    tx: &mut WriteTx<'_>,
    id: ImportRunId,
    status: &'static str,
    counts: &str,
    errors: &[NewError],
) -> Result<(), DbError> {
    let now = tx.now();
    let changed = diesel::update(import_run::table.find(id))
        .set((
            import_run::status.eq(status),
            import_run::finished_at.eq(Some(now)),
            import_run::counts.eq(counts),
        ))
        .execute(tx.conn())?;
    if changed == 0 {
        return Err(DbError::NotFound);
    }
    let rows: Vec<ErrorRow<'_>> = errors
        .iter()
        .map(|error| ErrorRow {
            id: RowId::generate(),
            import_run_id: id,
            file: &error.file,
            row_number: error.row,
            column_name: error.column.as_deref(),
            code: &error.code,
            value: error.value.as_deref(),
            message: &error.message,
        })
        .collect();
    // 8 binds a row, below SQLite's limit for a statement.
    for rows in rows.chunks(4_000) {
        let conn = tx.conn();
        on_backend!(conn, |c| diesel::insert_into(import_error::table)
            .values(rows)
            .execute(c))?;
    }
    tx.audit(
        AuditDraft::new("import_run.finish", ObjectType::ImportRun, *id.as_uuid())
            .with(json!({ "status": status, "errors": errors.len() })),
    );
    tx.changed(Change::upserted(ObjectType::ImportRun, *id.as_uuid()));
    Ok(())
}

/// Runs, newest first, after `before` where given.
///
/// # Errors
/// When the database does not answer.
pub fn list_runs(
    conn: &mut Conn,
    before: Option<ImportRunId>,
    limit: i64,
) -> Result<Vec<ImportRun>, DbError> {
    let runs = ImportRun::query().order(import_run::id.desc()).limit(limit);
    // Ids grow with time.
    Ok(match before {
        Some(before) => runs.filter(import_run::id.lt(before)).load(conn)?,
        None => runs.load(conn)?,
    })
}

/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn find_run(conn: &mut Conn, id: ImportRunId) -> Result<ImportRun, DbError> {
    Ok(ImportRun::query()
        .filter(import_run::id.eq(id))
        .first(conn)?)
}

/// Errors of a run in the order of its files and rows, after `after` where given.
///
/// # Errors
/// When the database does not answer.
pub fn list_errors(
    conn: &mut Conn,
    run: ImportRunId,
    after: Option<RowId>,
    limit: i64,
) -> Result<Vec<ImportError>, DbError> {
    let errors = ImportError::query()
        .filter(import_error::import_run_id.eq(run))
        // They were written in that order, and ids grow.
        .order(import_error::id)
        .limit(limit);
    Ok(match after {
        Some(after) => errors.filter(import_error::id.gt(after)).load(conn)?,
        None => errors.load(conn)?,
    })
}
