//! What the search index reads of openings. Of everything else it takes the words from what the
//! API keeps in memory anyway.

use diesel::prelude::*;
use domain::ids::OpportunityId;

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::opportunity;

/// The texts of an opening that are searched, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct SearchedOpening {
    pub id: OpportunityId,
    pub title: String,
    pub title_folded: String,
    pub description: String,
}

type Columns = (
    opportunity::id,
    opportunity::title,
    opportunity::title_folded,
    opportunity::description,
);

const COLUMNS: Columns = (
    opportunity::id,
    opportunity::title,
    opportunity::title_folded,
    opportunity::description,
);

/// All openings.
///
/// # Errors
/// When the database does not answer.
pub fn list_searched_openings(conn: &mut Conn) -> Result<Vec<SearchedOpening>, DbError> {
    Ok(opportunity::table.select(COLUMNS).load(conn)?)
}

/// Those of `ids` that exist.
///
/// # Errors
/// When the database does not answer.
pub fn list_searched_openings_by_id(
    conn: &mut Conn,
    ids: &[OpportunityId],
) -> Result<Vec<SearchedOpening>, DbError> {
    Ok(opportunity::table
        .filter(opportunity::id.eq_any(ids.to_vec()))
        .select(COLUMNS)
        .load(conn)?)
}
