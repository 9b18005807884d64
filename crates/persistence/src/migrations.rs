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
        .and_then(|()| {
            conn.run_pending_migrations(migrations)
                .map(drop)
                .map_err(failed)
        });
    crate::db::end(conn, result)
}

/// # Errors
/// [`DbError::NewerSchema`], [`DbError::OlderSchema`], or when the database does not answer.
pub(crate) fn check_current(conn: &mut Conn) -> Result<(), DbError> {
    diesel::migration::MigrationConnection::setup(conn)?;
    refuse_newer(conn)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    match known_versions(conn.backend())?
        .into_iter()
        .find(|version| !applied.contains(version))
    {
        Some(missing) => Err(DbError::OlderSchema {
            missing: missing.to_string(),
        }),
        None => Ok(()),
    }
}

fn refuse_newer(conn: &mut Conn) -> Result<(), DbError> {
    let known = known_versions(conn.backend())?;
    let applied = conn.applied_migrations().map_err(failed)?;
    match applied.into_iter().find(|version| !known.contains(version)) {
        Some(found) => Err(DbError::NewerSchema {
            found: found.to_string(),
        }),
        None => Ok(()),
    }
}

/// Undoes every migration; for the tests of the way down.
#[cfg(feature = "testing")]
pub(crate) fn revert_all(conn: &mut Conn) -> Result<(), DbError> {
    let migrations = known(conn.backend());
    conn.revert_all_migrations(migrations)
        .map(drop)
        .map_err(failed)
}
