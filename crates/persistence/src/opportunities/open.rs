//! "Takes applications", spelled as in the partial index `opportunity_listed`: with the words in
//! the statement and not as parameters, else no planner could use the index.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

#[derive(Clone, Copy, Debug, QueryId, ValidGrouping)]
pub(super) struct IsOpen;

impl Expression for IsOpen {
    type SqlType = Bool;
}

impl<QS> AppearsOnTable<QS> for IsOpen {}

impl<QS> SelectableExpression<QS> for IsOpen {}

impl<DB: Backend> QueryFragment<DB> for IsOpen {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("opportunity.status IN ('open_internal', 'open_all')");
        Ok(())
    }
}
