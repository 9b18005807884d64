//! Locking an opening: what is found under the lock stays as it is until the transaction ends. On
//! SQLite the whole transaction is the lock.

use diesel::prelude::*;
use domain::ids::{ApplicationId, OpportunityId};

use super::{OpportunityRow, OpportunityText};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, opportunity};

/// The opening, locked until the transaction ends. On SQLite the whole transaction is the lock.
///
/// # Errors
/// When the database does not answer.
pub fn lock_opportunity(
    conn: &mut Conn,
    id: OpportunityId,
) -> Result<Option<(OpportunityRow, OpportunityText)>, DbError> {
    let target = opportunity::table.filter(opportunity::id.eq(id));
    let found = match conn {
        Conn::Postgres(c) => target
            .select((OpportunityRow::as_select(), OpportunityText::as_select()))
            .for_update()
            .first(c),
        Conn::Sqlite(c) => target
            .select((OpportunityRow::as_select(), OpportunityText::as_select()))
            .first(c),
    };
    Ok(found.optional()?)
}

/// Locks an opening, if there is such an one, without reading it: what is found afterwards stays as
/// it is until the transaction ends. On SQLite the whole transaction is the lock.
///
/// # Errors
/// When the database does not answer.
pub fn lock_only(conn: &mut Conn, id: OpportunityId) -> Result<(), DbError> {
    if let Conn::Postgres(c) = conn {
        let _locked: Option<OpportunityId> = opportunity::table
            .filter(opportunity::id.eq(id))
            .select(opportunity::id)
            .for_update()
            .first(c)
            .optional()?;
    }
    Ok(())
}

/// The same for the opening of an application.
///
/// # Errors
/// When the database does not answer.
pub fn lock_opportunity_of(conn: &mut Conn, id: ApplicationId) -> Result<(), DbError> {
    if let Conn::Postgres(c) = conn {
        let its = application::table
            .filter(application::id.eq(id))
            .select(application::opportunity_id);
        let _locked: Option<OpportunityId> = opportunity::table
            .filter(opportunity::id.eq_any(its))
            .select(opportunity::id)
            .for_update()
            .first(c)
            .optional()?;
    }
    Ok(())
}
