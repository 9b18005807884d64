//! Named values that belong to the installation, not to a person: keys, the demo's cast.

use diesel::prelude::*;

use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::setting;

/// # Errors
/// When the database does not answer.
pub fn find(conn: &mut Conn, name: &str) -> Result<Option<String>, DbError> {
    Ok(setting::table
        .find(name)
        .select(setting::value)
        .first(conn)
        .optional()?)
}

/// Stores the value unless the name has one, and returns the one it has: servers that start at
/// the same time agree.
///
/// # Errors
/// When the database does not answer.
pub fn find_or_insert(conn: &mut Conn, name: &str, value: &str) -> Result<String, DbError> {
    let row = (setting::name.eq(name), setting::value.eq(value));
    on_backend!(conn, |c| diesel::insert_into(setting::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    find(conn, name)?.ok_or(DbError::NotFound)
}

/// # Errors
/// When the database does not answer.
pub fn update(conn: &mut Conn, name: &str, value: &str) -> Result<(), DbError> {
    let row = (setting::name.eq(name), setting::value.eq(value));
    on_backend!(conn, |c| diesel::insert_into(setting::table)
        .values(row)
        .on_conflict(setting::name)
        .do_update()
        .set(setting::value.eq(value))
        .execute(c))?;
    Ok(())
}
