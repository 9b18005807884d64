//! Making the database fit for use, and telling whether it is.

use super::Db;
use crate::conn::Backend;
use crate::error::DbError;
use crate::{changes, migrations};

impl Db {
    /// Brings the schema to this version.
    ///
    /// # Errors
    /// [`DbError::NewerSchema`], or why a migration failed; then nothing was changed.
    pub fn migrate(&self) -> Result<(), DbError> {
        let mut pooled = self.writers.get()?;
        migrations::run(&mut pooled.conn).map_err(|error| self.about_file(error))
    }

    /// Brings all that is committed into SQLite's one file, so that a copy made of it after the
    /// program ended is whole even when the files beside it are left behind.
    ///
    /// # Errors
    /// What is in the way; nothing is lost then, the next start does it.
    pub fn settle(&self) -> Result<(), DbError> {
        match self.backend {
            Backend::Postgres => Ok(()),
            Backend::Sqlite => self.writers.get()?.conn.checkpoint(),
        }
    }

    /// Whether the database answers, has this version's schema and, on the primary, takes writes.
    ///
    /// # Errors
    /// What is in the way.
    pub fn check(&self) -> Result<(), DbError> {
        let mut pooled = self.writers.get()?;
        let result = migrations::check_current(&mut pooled.conn)
            .and_then(|()| changes::latest_seq(&mut pooled.conn).map(drop));
        if result.as_ref().is_err_and(DbError::lost_connection) {
            self.writers.discard_all(&pooled);
        }
        result
    }

    /// # Errors
    /// What is in the way of using the schema as it is; looks only.
    pub fn check_schema(&self) -> Result<(), DbError> {
        self.read_blocking(migrations::check_current)
    }

    #[cfg(feature = "testing")]
    pub(crate) fn revert_migrations_from(&self, version: &str) -> Result<(), DbError> {
        migrations::revert_from(&mut self.writers.get()?.conn, version)
    }

    #[cfg(feature = "testing")]
    pub(crate) fn revert_all_migrations(&self) -> Result<(), DbError> {
        migrations::revert_all(&mut self.writers.get()?.conn)
    }
}
