//! Bringing a database to this version's schema, and refusing one that is ahead of it.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::conn::{Backend, Conn};
use crate::error::DbError;

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

fn known(backend: Backend) -> EmbeddedMigrations {
    match backend {
        Backend::Postgres => POSTGRES,
        Backend::Sqlite => SQLITE,
    }
}

fn failed(error: impl std::fmt::Display) -> DbError {
    DbError::Migration(error.to_string())
}

fn known_versions(backend: Backend) -> Result<Vec<MigrationVersion<'static>>, DbError> {
    let list: Vec<Box<dyn Migration<diesel::pg::Pg>>> =
        known(backend).migrations().map_err(failed)?;
    let mut versions: Vec<_> = list
        .iter()
        .map(|migration| migration.name().version().as_owned())
        .collect();
    versions.sort();
    Ok(versions)
}

/// The version of this program's schema.
pub(crate) fn newest_version(backend: Backend) -> Result<String, DbError> {
    let newest = known_versions(backend)?.pop();
    Ok(newest
        .map(|version| version.to_string())
        .unwrap_or_default())
}

/// Applies what is missing, in one transaction that only one server at a time can hold.
///
/// # Errors
/// [`DbError::NewerSchema`] when a newer version of Traverse was here; what a migration says
/// otherwise, with nothing changed.
pub(crate) fn run(conn: &mut Conn) -> Result<(), DbError> {
    let migrations = known(conn.backend());
    diesel::migration::MigrationConnection::setup(conn)?;
    conn.begin_write()?;
    let result = conn
        .lock_for_migration()
        .map_err(DbError::from)
        .and_then(|()| Ok(conn.lift_statement_timeout()?))
        .and_then(|()| refuse_newer(conn))
        .and_then(|()| Ok(conn.probe_writing()?))
        .and_then(|()| {
            conn.run_pending_migrations(migrations)
                .map(drop)
                .map_err(failed)
        });
    crate::db::end(conn, result)
}

/// Writes nothing, not even the table of migrations, so that it can be asked of a database that
/// nobody has migrated yet.
///
/// # Errors
/// [`DbError::NewerSchema`], [`DbError::OlderSchema`], or when the database does not answer.
pub(crate) fn check_current(conn: &mut Conn) -> Result<(), DbError> {
    let applied = applied_versions(conn)?;
    let known = known_versions(conn.backend())?;
    newer(&applied, &known)?;
    match known.into_iter().find(|version| !applied.contains(version)) {
        Some(missing) => Err(DbError::OlderSchema {
            missing: missing.to_string(),
        }),
        None => Ok(()),
    }
}

fn refuse_newer(conn: &mut Conn) -> Result<(), DbError> {
    newer(&applied_versions(conn)?, &known_versions(conn.backend())?)
}

fn newer(
    applied: &[MigrationVersion<'static>],
    known: &[MigrationVersion<'static>],
) -> Result<(), DbError> {
    match applied.iter().find(|version| !known.contains(version)) {
        Some(found) => Err(DbError::NewerSchema {
            found: found.to_string(),
        }),
        None => Ok(()),
    }
}

diesel::table! {
    /// Diesel's own.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// None where nobody has migrated yet. Diesel's own way of asking would make its table first.
fn applied_versions(conn: &mut Conn) -> Result<Vec<MigrationVersion<'static>>, DbError> {
    use diesel::prelude::*;
    let found: Result<Vec<String>, DbError> = __diesel_schema_migrations::table
        .select(__diesel_schema_migrations::version)
        .load(conn)
        .map_err(DbError::from);
    match found {
        Ok(versions) => Ok(versions.into_iter().map(MigrationVersion::from).collect()),
        Err(DbError::Other(message)) if message.contains("__diesel_schema_migrations") => {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

/// Undoes the migrations from this version on; for the tests of the way down and up again.
#[cfg(feature = "testing")]
pub(crate) fn revert_from(conn: &mut Conn, version: &str) -> Result<(), DbError> {
    let later = |one: &MigrationVersion<'_>| one.to_string().as_str() >= version;
    while applied_versions(conn)?.iter().any(later) {
        conn.revert_last_migration(known(conn.backend()))
            .map_err(failed)?;
    }
    Ok(())
}

/// Undoes every migration; for the tests of the way down.
#[cfg(feature = "testing")]
pub(crate) fn revert_all(conn: &mut Conn) -> Result<(), DbError> {
    let migrations = known(conn.backend());
    conn.revert_all_migrations(migrations)
        .map(drop)
        .map_err(failed)
}
