//! What can go wrong between us and the database, sorted by what the caller can do about it.

use diesel::ConnectionError;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The row is not there. Callers answer 404.
    #[error("not found")]
    NotFound,
    /// No connection, no free connection, or the database said that it is busy: try again soon.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A unique key is taken. Names the key on PostgreSQL, the columns on SQLite.
    #[error("a unique key is taken: {0}")]
    Unique(String),
    /// Refers to a row that does not exist, or removes one that is referred to.
    #[error("a reference does not hold: {0}")]
    Reference(String),
    /// A rule of the table itself refuses the value.
    #[error("a rule of the table refuses the value: {0}")]
    Check(String),
    /// The disk is full, or the file may not be written.
    #[error("the database cannot be written: {0}")]
    NotWritable(String),
    /// The database was migrated by a newer version of Traverse than this one.
    #[error(
        "the database has migration {found}, which this version does not know: run the newer Traverse"
    )]
    NewerSchema { found: String },
    /// Migrations are pending.
    #[error("the database lacks migration {missing}: run `traverse migrate`")]
    OlderSchema { missing: String },
    #[error("{0}")]
    Configuration(String),
    #[error("migrating: {0}")]
    Migration(String),
    /// A write that recorded neither an audit event nor a change: a mistake in the program.
    #[error("a write left no trace in the audit log")]
    Untraced,
    #[error("{0}")]
    Other(String),
}

impl DbError {
    pub(crate) fn from_connection(error: ConnectionError) -> Self {
        match error {
            ConnectionError::BadConnection(message) => Self::Unavailable(message),
            other => Self::Unavailable(other.to_string()),
        }
    }

    /// Names the file that the trouble is with, for whoever runs the server.
    pub(crate) fn about(self, path: &str) -> Self {
        match self {
            Self::Unavailable(message) => Self::Unavailable(format!("{path}: {message}")),
            Self::NotWritable(message) => Self::NotWritable(format!("{path}: {message}")),
            Self::Other(message) => Self::Other(format!("{path}: {message}")),
            other => other,
        }
    }

    /// Whether the same may succeed if it is tried again: somebody else was in the way.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(message) if TRANSIENT.iter().any(|word| message.contains(word)))
    }

    /// Whether the connection that said so is of no more use.
    pub(crate) fn lost_connection(&self) -> bool {
        matches!(self, Self::Unavailable(message) if !TRANSIENT.iter().any(|word| message.contains(word)))
    }

    /// Whether the unique key that is taken is this one. `columns` are `table.column` as SQLite
    /// names them.
    #[must_use]
    pub fn is_unique(&self, constraint: &str, columns: &str) -> bool {
        matches!(self, Self::Unique(named) if named == constraint || named.contains(columns))
    }
}

/// Busy (SQLite), serialization failure and deadlock (PostgreSQL).
const TRANSIENT: [&str; 3] = [
    "database is locked",
    "could not serialize access",
    "deadlock detected",
];

const CONNECTION_LOST: [&str; 9] = [
    "server closed the connection",
    "no connection to the server",
    "terminating connection",
    "connection to server",
    "SSL connection has been closed",
    "could not receive data",
    "could not send data",
    "the database system is",
    "cannot execute",
];

impl From<DieselError> for DbError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(kind, info) => {
                let message = info.message().to_owned();
                match kind {
                    DatabaseErrorKind::UniqueViolation => {
                        Self::Unique(info.constraint_name().map_or(message, str::to_owned))
                    }
                    DatabaseErrorKind::ForeignKeyViolation => {
                        Self::Reference(info.constraint_name().map_or(message, str::to_owned))
                    }
                    DatabaseErrorKind::CheckViolation | DatabaseErrorKind::NotNullViolation => {
                        Self::Check(info.constraint_name().map_or(message, str::to_owned))
                    }
                    DatabaseErrorKind::ClosedConnection
                    | DatabaseErrorKind::SerializationFailure => Self::Unavailable(message),
                    _ => Self::from_message(message),
                }
            }
            DieselError::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            other => Self::from_message(other.to_string()),
        }
    }
}

impl DbError {
    fn from_message(message: String) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
        if has(&TRANSIENT)
            || has(&CONNECTION_LOST)
            || message.contains("canceling statement due to")
        {
            Self::Unavailable(message)
        } else if has(&[
            "readonly database",
            "disk is full",
            "disk I/O error",
            "unable to open database",
        ]) {
            Self::NotWritable(message)
        } else {
            Self::Other(message)
        }
    }
}
