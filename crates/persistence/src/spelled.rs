//! Conditions on the words of closed lists, spelled out in the statement instead of bound to it:
//! `status IN ('draft', 'rejected')`. The statement is then prepared once, where diesel prepares
//! a list of bound values anew each time; and the planner sees that a partial index holds what is
//! asked for, which it cannot know of a value that is bound later.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Text};
use domain::terms::Term;

/// Asks what word a column holds.
pub(crate) trait Spelled: Expression<SqlType = Text> + Sized {
    fn eq_term<T: Term>(self, term: T) -> IsAmong<Self> {
        self.eq_any_term([term])
    }

    fn ne_term<T: Term>(self, term: T) -> IsAmong<Self> {
        self.ne_all_terms([term])
    }

    fn eq_any_term<T: Term>(self, terms: impl IntoIterator<Item = T>) -> IsAmong<Self> {
        IsAmong::new(self, terms, true)
    }

    fn ne_all_terms<T: Term>(self, terms: impl IntoIterator<Item = T>) -> IsAmong<Self> {
        IsAmong::new(self, terms, false)
    }
}

impl<C: Expression<SqlType = Text>> Spelled for C {}

/// `column IN ('one', 'other')`, or that it is not.
#[derive(Clone, Debug)]
pub(crate) struct IsAmong<C> {
    column: C,
    words: Vec<&'static str>,
    among: bool,
}

impl<C> IsAmong<C> {
    fn new<T: Term>(column: C, terms: impl IntoIterator<Item = T>, among: bool) -> Self {
        Self {
            column,
            words: terms.into_iter().map(Term::word).collect(),
            among,
        }
    }
}

impl<C: Expression> Expression for IsAmong<C> {
    type SqlType = Bool;
}

impl<C, Table> AppearsOnTable<Table> for IsAmong<C>
where
    C: AppearsOnTable<Table>,
    Self: Expression,
{
}

impl<C, Table> SelectableExpression<Table> for IsAmong<C>
where
    C: SelectableExpression<Table>,
    Self: AppearsOnTable<Table>,
{
}

impl<C, Groups> ValidGrouping<Groups> for IsAmong<C>
where
    C: ValidGrouping<Groups>,
{
    type IsAggregate = C::IsAggregate;
}

impl<C> QueryId for IsAmong<C> {
    /// The words are part of the statement: it is told from others by its text.
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, DB> QueryFragment<DB> for IsAmong<C>
where
    DB: Backend,
    C: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some((first, others)) = self.words.split_first() else {
            out.push_sql(if self.among { "1 = 0" } else { "1 = 1" });
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(if self.among { " IN ('" } else { " NOT IN ('" });
        out.push_sql(first);
        for word in others {
            out.push_sql("', '");
            out.push_sql(word);
        }
        out.push_sql("')");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use diesel::connection::InstrumentationEvent;
    use diesel::prelude::*;
    use domain::terms::EmployeeStatus;
    use domain::time::Timestamp;

    use super::*;
    use crate::schema::employee;
    use crate::testing::{TestDb, World};
    use crate::{Backend, Conn, DbError};

    async fn list(db: &TestDb, condition: IsAmong<employee::status>) -> Vec<String> {
        let asked = move |conn: &mut Conn| -> Result<Vec<String>, DbError> {
            let found = employee::table.filter(condition.clone());
            let names = found
                .select(employee::given_name)
                .order(employee::given_name);
            Ok(names.load(conn)?)
        };
        db.db.read(asked).await.unwrap()
    }

    crate::on_both_databases! {
        async fn finds_what_it_names(db) {
            let world = World::new(db.db.clone(), Timestamp::EPOCH);
            let unit = world.unit("Acme", None);
            let _stays = world.person("Ann", unit, None);
            let left = world.person("Ben", unit, None);
            world.status(left, EmployeeStatus::Left);
            let status = employee::status;
            let gone = [EmployeeStatus::Leaving, EmployeeStatus::Left];
            let nobody: [EmployeeStatus; 0] = [];
            assert_eq!(list(&db, status.eq_term(EmployeeStatus::Left)).await, ["Ben"]);
            assert_eq!(list(&db, status.ne_term(EmployeeStatus::Left)).await, ["Ann"]);
            assert_eq!(list(&db, status.eq_any_term(gone)).await, ["Ben"]);
            assert_eq!(list(&db, status.ne_all_terms(gone)).await, ["Ann"]);
            assert!(list(&db, status.eq_any_term(nobody)).await.is_empty());
            assert_eq!(list(&db, status.ne_all_terms(nobody)).await, ["Ann", "Ben"]);
        }
    }

    /// Statements that were kept for the next time, of asking twice.
    async fn kept(backend: Backend) -> usize {
        let db = TestDb::new(backend);
        let kept = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&kept);
        let twice = move |conn: &mut Conn| -> Result<(), DbError> {
            let counter = Arc::clone(&counter);
            conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                    counter.fetch_add(1, Ordering::SeqCst);
                }
            });
            for _ in 0..2 {
                let gone = [EmployeeStatus::Leaving, EmployeeStatus::Left];
                let _none: Vec<String> = employee::table
                    .filter(employee::status.eq_any_term(gone))
                    .select(employee::title)
                    .load(conn)?;
            }
            Ok(())
        };
        db.db.read(twice).await.unwrap();
        kept.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn its_statement_is_prepared_once() {
        for backend in [Backend::Sqlite, Backend::Postgres] {
            assert_eq!(kept(backend).await, 1, "{backend:?}");
        }
    }

    /// `.cargo/config.toml` says why.
    #[tokio::test]
    async fn sqlite_plans_a_statement_once_whatever_is_bound_to_it() {
        let db = TestDb::new(Backend::Sqlite);
        let options = |conn: &mut Conn| -> Result<Vec<String>, DbError> {
            let all =
                diesel::dsl::sql::<Text>("SELECT compile_options FROM pragma_compile_options");
            Ok(all.load(conn)?)
        };
        let options = db.db.read(options).await.unwrap();
        assert!(options.contains(&"ENABLE_QPSG".to_owned()), "{options:?}");
    }
}
