//! The connection over both databases, and the only place that asks which one it is.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::{MultiConnection, PgConnection, SqliteConnection};
use domain::sql;

use crate::error::DbError;

/// A connection to PostgreSQL or SQLite; queries are written once, against this.
#[derive(MultiConnection)]
pub enum Conn {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Evaluates one expression for either variant, for the few things the derive does not carry:
/// `on_conflict` and batch inserts.
#[macro_export]
macro_rules! on_backend {
    ($conn:expr, |$inner:ident| $body:expr) => {
        match $conn {
            $crate::Conn::Postgres($inner) => $body,
            $crate::Conn::Sqlite($inner) => $body,
        }
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Postgres,
    Sqlite,
}

impl Backend {
    /// By the URL's scheme alone: anything that is not `postgres://` names an SQLite file.
    ///
    /// # Errors
    /// A URL of a scheme that is neither, such as `mysql://` or a mistyped `postgres:host`.
    pub fn of_url(url: &str) -> Result<Self, DbError> {
        match url.split_once(':') {
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Ok(Self::Postgres),
            Some(("sqlite", _)) | None => Ok(Self::Sqlite),
            Some((scheme, _)) if scheme.contains(['/', '.']) || scheme.len() == 1 => {
                Ok(Self::Sqlite)
            }
            Some((scheme, _)) => Err(DbError::Configuration(format!(
                "DATABASE_URL begins with {scheme:?}: use postgres://… or the path of an SQLite file"
            ))),
        }
    }
}

/// The path an SQLite URL names.
pub(crate) fn sqlite_path(url: &str) -> &str {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    path.strip_prefix("//").unwrap_or(path)
}

/// Makes the folder that SQLite's file is to be in.
pub(crate) fn make_folder_of(path: &str) -> Result<(), DbError> {
    let Some(folder) = std::path::Path::new(path)
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        DbError::Configuration(format!(
            "cannot make the folder {}: {error}",
            folder.display()
        ))
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    ReadOnly,
    ReadWrite,
}

impl Conn {
    pub(crate) fn open(url: &str, access: Access) -> Result<Self, DbError> {
        match Backend::of_url(url)? {
            Backend::Postgres => Self::open_postgres(url),
            Backend::Sqlite => {
                let path = sqlite_path(url);
                Self::open_sqlite(path, access).map_err(|error| error.about(path))
            }
        }
    }

    fn open_postgres(url: &str) -> Result<Self, DbError> {
        let mut conn = PgConnection::establish(url).map_err(DbError::from_connection)?;
        conn.batch_execute(
            "SET TIME ZONE 'UTC'; SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
             SET idle_in_transaction_session_timeout = '60s'",
        )?;
        Ok(Self::Postgres(conn))
    }

    fn open_sqlite(path: &str, access: Access) -> Result<Self, DbError> {
        // Opening makes an empty file; whoever only reads must not.
        if access == Access::ReadOnly && !std::path::Path::new(path).exists() {
            return Err(DbError::Unavailable(
                "there is no such file: `traverse migrate` makes the database".into(),
            ));
        }
        let mut conn = SqliteConnection::establish(path).map_err(DbError::from_connection)?;
        // Less than a request waits for its connection, so that it is told of a lock by name.
        conn.batch_execute(
            "PRAGMA busy_timeout = 1000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
             PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY",
        )?;
        match access {
            Access::ReadWrite => {
                conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000")?
            }
            Access::ReadOnly => conn.batch_execute("PRAGMA query_only = ON")?,
        }
        conn.batch_execute("PRAGMA busy_timeout = 5000")?;
        let mut conn = Self::Sqlite(conn);
        conn.check_sqlite_settings(access)?;
        Ok(conn)
    }

    /// Reads the durability settings back: a PRAGMA that is not understood is silently ignored.
    fn check_sqlite_settings(&mut self, access: Access) -> Result<(), DbError> {
        let text = |conn: &mut Self, pragma: &str| -> Result<String, DbError> {
            Ok(diesel::dsl::sql::<diesel::sql_types::Text>(&format!(
                "SELECT CAST({pragma} AS TEXT) FROM pragma_{pragma}"
            ))
            .get_result(conn)?)
        };
        let mut wanted = vec![
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("timeout", "5000"),
        ];
        if access == Access::ReadWrite {
            wanted.push(("journal_mode", "wal"));
        }
        for (pragma, value) in wanted {
            let column = if pragma == "timeout" {
                "busy_timeout"
            } else {
                pragma
            };
            let found = if pragma == "timeout" {
                diesel::dsl::sql::<diesel::sql_types::Text>(
                    "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout",
                )
                .get_result(self)?
            } else {
                text(self, column)?
            };
            if found != value {
                return Err(DbError::Configuration(format!(
                    "SQLite answers {column} = {found}, {value} is needed"
                )));
            }
        }
        Ok(())
    }

    #[must_use]
    pub const fn backend(&self) -> Backend {
        match self {
            Self::Postgres(_) => Backend::Postgres,
            Self::Sqlite(_) => Backend::Sqlite,
        }
    }

    /// Begins a write transaction. SQLite takes the write lock at once: a deferred transaction
    /// that reads first fails with "locked" despite its timeout when another writer came between.
    pub(crate) fn begin_write(&mut self) -> QueryResult<()> {
        use diesel::connection::AnsiTransactionManager;
        match self {
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
            Self::Sqlite(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
            }
        }
    }

    /// Begins a transaction that reads the database as it is now, whatever is written meanwhile.
    pub(crate) fn begin_snapshot(&mut self) -> QueryResult<()> {
        use diesel::connection::AnsiTransactionManager;
        match self {
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
                conn,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
        }
    }

    /// SQLite's write-ahead log goes into the file and is emptied; PostgreSQL needs none of it.
    pub(crate) fn checkpoint(&mut self) -> Result<(), DbError> {
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(conn) => Ok(conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
        }
    }

    /// Fails where SQLite's file takes no writes. Beginning does not tell: on such a file SQLite
    /// begins a transaction that reads.
    pub(crate) fn probe_writing(&mut self) -> QueryResult<()> {
        match self {
            Self::Postgres(_) => Ok(()),
            Self::Sqlite(conn) => {
                conn.batch_execute("DELETE FROM __diesel_schema_migrations WHERE version = ''")
            }
        }
    }

    /// Serialises migrations of several servers that start at once. Ends with the transaction.
    pub(crate) fn lock_for_migration(&mut self) -> QueryResult<()> {
        match self {
            // The number is arbitrary but must never change.
            Self::Postgres(conn) => conn.batch_execute(
                "SET LOCAL lock_timeout = '120s'; SELECT pg_advisory_xact_lock(7283650153)",
            ),
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// Long work on one connection (imports, migrations) may take as long as it takes.
    pub(crate) fn lift_statement_timeout(&mut self) -> QueryResult<()> {
        match self {
            Self::Postgres(conn) => conn.batch_execute("SET LOCAL statement_timeout = 0"),
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// Counts statements, leaving out transaction control and settings.
    pub(crate) fn set_statement_counter(
        &mut self,
        counter: std::sync::Arc<std::sync::atomic::AtomicU64>,
    ) {
        self.set_instrumentation(move |event: diesel::connection::InstrumentationEvent<'_>| {
            if let diesel::connection::InstrumentationEvent::StartQuery { query, .. } = event {
                let sql = query.to_string();
                if !NOT_COUNTED.iter().any(|word| sql.starts_with(word)) {
                    counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                }
            }
        });
    }
}

const NOT_COUNTED: [&str; 7] = [
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    "PRAGMA",
    "SET ",
];

/// How long a request waits for a free connection before it is told to come back.
pub(crate) const POOL_WAIT: Duration = Duration::from_secs(2);

macro_rules! multi_backend_column {
    ($sql_type:ty: $($value:ty),* $(,)?) => {
        impl diesel::sql_types::HasSqlType<$sql_type> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql_type>(lookup)
            }
        }
        $(
            impl diesel::serialize::ToSql<$sql_type, MultiBackend> for $value {
                fn to_sql<'b>(
                    &'b self,
                    out: &mut diesel::serialize::Output<'b, '_, MultiBackend>,
                ) -> diesel::serialize::Result {
                    out.set_value((<$sql_type>::default(), self));
                    Ok(diesel::serialize::IsNull::No)
                }
            }

            impl diesel::deserialize::FromSql<$sql_type, MultiBackend> for $value {
                fn from_sql(bytes: MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                    bytes.from_sql::<Self, $sql_type>()
                }
            }
        )*
    };
}

multi_backend_column!(sql::Instant: domain::time::Timestamp);
multi_backend_column!(sql::Uuid:
    domain::ids::OrgUnitId, domain::ids::LocationId, domain::ids::EmployeeId,
    domain::ids::PositionId, domain::ids::RoleAssignmentId, domain::ids::SkillId,
    domain::ids::SkillAliasId, domain::ids::JobFamilyId, domain::ids::JobProfileId,
    domain::ids::SkillClaimId, domain::ids::AspirationId, domain::ids::OpportunityId,
    domain::ids::ApplicationId, domain::ids::InterviewId, domain::ids::AccountId, domain::ids::SessionId,
    domain::ids::ImportRunId, domain::ids::PolicyId, domain::ids::MatchId,
    domain::ids::ContestId, domain::ids::EngagementId, domain::ids::MoveId, domain::ids::NoticeId,
    domain::ids::ChecklistItemId,
    domain::ids::RowId,
);
