//! Statements that the database prepares once for a connection. diesel has a change of a row
//! prepared anew each time it runs, since it cannot know which columns an `Option` leaves out, and
//! rows in a list, since it cannot know how many they are: one more round trip and one more plan,
//! for every write of the program.

use diesel::associations::HasTable;
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{
    AsChangeset, AstPass, IntoUpdateTarget, QueryFragment, QueryId, UpdateTarget,
};
use diesel::query_source::QuerySource;
use diesel::result::QueryResult;

/// `diesel::update(target).set(values)`, prepared once. Not where the target depends on a list of
/// bound values: each length of such a list is another statement, kept as long as the connection.
pub(crate) fn update_prepared<T, V>(
    target: T,
    values: V,
) -> PreparedUpdate<<T as HasTable>::Table, T::WhereClause, V::Changeset>
where
    T: IntoUpdateTarget,
    <T as HasTable>::Table: QuerySource,
    V: AsChangeset<Target = <T as HasTable>::Table>,
{
    let UpdateTarget {
        table,
        where_clause,
    } = target.into_update_target();
    PreparedUpdate {
        from_clause: table.from_clause(),
        where_clause,
        changes: values.as_changeset(),
    }
}

/// An `UPDATE` that is told from others by its text.
pub(crate) struct PreparedUpdate<T: QuerySource, W, C> {
    from_clause: T::FromClause,
    where_clause: W,
    changes: C,
}

impl<T: QuerySource, W, C> QueryId for PreparedUpdate<T, W, C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, W, C, DB> QueryFragment<DB> for PreparedUpdate<T, W, C>
where
    DB: Backend,
    T: QuerySource,
    T::FromClause: QueryFragment<DB>,
    W: QueryFragment<DB>,
    C: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.from_clause.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.walk_ast(out.reborrow())?;
        self.where_clause.walk_ast(out.reborrow())
    }
}

impl<T: QuerySource, W, C, Connection> RunQueryDsl<Connection> for PreparedUpdate<T, W, C> {}

/// Inserts rows into a table; a single one, the usual number of most lists, by a statement that is
/// prepared once. `or_leave` leaves alone what is there already.
macro_rules! insert_rows {
    ($conn:expr, $table:expr, $rows:expr) => {
        insert_rows!(@ $conn, $table, $rows, |insertion| insertion)
    };
    ($conn:expr, $table:expr, $rows:expr, or_leave) => {
        insert_rows!(@ $conn, $table, $rows, |insertion| insertion.on_conflict_do_nothing())
    };
    (@ $conn:expr, $table:expr, $rows:expr, |$insertion:ident| $finished:expr) => {
        match $rows {
            [] => Ok(0),
            [row] => $crate::on_backend!($conn, |c| {
                let $insertion = diesel::insert_into($table).values(row);
                $finished.execute(c)
            }),
            rows => $crate::on_backend!($conn, |c| {
                let $insertion = diesel::insert_into($table).values(rows);
                $finished.execute(c)
            }),
        }
    };
}
pub(crate) use insert_rows;
