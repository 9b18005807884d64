//! The cast of the demo company: which accounts one can be with a click. Only a demo has one.

use std::collections::BTreeMap;

use diesel::prelude::*;
use domain::ids::AccountId;

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{account, employee};
use crate::settings;

const SETTING: &str = "demo_personas";

/// Somebody of the cast.
#[derive(Clone, Debug)]
pub struct Persona {
    /// `employee`, `hiring_manager`, …
    pub key: String,
    pub account_id: AccountId,
    pub display_name: String,
    pub email: String,
    pub title: Option<String>,
}

/// Stores the cast, in the order in which it is shown.
///
/// # Errors
/// When the database does not answer.
pub fn update_personas(conn: &mut Conn, cast: &[(String, AccountId)]) -> Result<(), DbError> {
    let text = serde_json::to_string(cast).map_err(|error| DbError::Other(error.to_string()))?;
    settings::update(conn, SETTING, &text)
}

/// The cast; empty outside of a demo.
///
/// # Errors
/// When the database does not answer.
pub fn list_personas(conn: &mut Conn) -> Result<Vec<Persona>, DbError> {
    type Row = (AccountId, String, String, Option<String>);
    let Some(text) = settings::find(conn, SETTING)? else {
        return Ok(Vec::new());
    };
    let cast: Vec<(String, AccountId)> =
        serde_json::from_str(&text).map_err(|error| DbError::Other(error.to_string()))?;
    let rows: Vec<Row> = account::table
        .left_join(employee::table.on(employee::id.nullable().eq(account::employee_id)))
        .filter(account::id.eq_any(cast.iter().map(|(_, id)| *id)))
        .select((
            account::id,
            account::display_name,
            account::email,
            employee::title.nullable(),
        ))
        .load(conn)?;
    let mut people: BTreeMap<AccountId, Row> = rows.into_iter().map(|row| (row.0, row)).collect();
    Ok(cast
        .into_iter()
        .filter_map(|(key, id)| {
            let (account_id, display_name, email, title) = people.remove(&id)?;
            Some(Persona {
                key,
                account_id,
                display_name,
                email,
                title,
            })
        })
        .collect())
}
