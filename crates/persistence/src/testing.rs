//! Fresh databases for tests: a copy of a migrated template each, on SQLite and on PostgreSQL.
//!
//! PostgreSQL is the server that `TRAVERSE_TEST_POSTGRES_URL` names; `make test` starts a
//! throw-away one. Without it these tests fail rather than pass without having run.

mod copy;
mod rare;
mod world;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use uuid::Uuid;

use crate::conn::Backend;
use crate::db::{DatabaseConfig, Db};

pub use copy::copy_to_postgres;
pub use world::World;

/// A database of one test's own, dropped with it.
pub struct TestDb {
    pub db: Db,
    pub url: String,
    statements: Arc<AtomicU64>,
    _owner: Owner,
}

enum Owner {
    Folder { _folder: tempfile::TempDir },
    Postgres { admin_url: String, name: String },
}

impl TestDb {
    /// # Panics
    /// When no database can be had: a test cannot go on without.
    #[must_use]
    pub fn new(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::sqlite(),
            Backend::Postgres => Self::postgres(),
        }
    }

    fn sqlite() -> Self {
        static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
        let (_, template) = TEMPLATE.get_or_init(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("template.db");
            let db = open(path.to_str().expect("a UTF-8 path"), None);
            db.migrate().expect("migrations on SQLite");
            // One file, so that it can be copied.
            drop(db);
            (folder, path)
        });
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("test.db");
        std::fs::copy(template, &path).expect("a copy of the template");
        let url = path.to_str().expect("a UTF-8 path").to_owned();
        let statements = Arc::new(AtomicU64::new(0));
        let db = open(&url, Some(Arc::clone(&statements)));
        Self {
            db,
            url,
            statements,
            _owner: Owner::Folder { _folder: folder },
        }
    }

    fn postgres() -> Self {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let admin_url = postgres_url();
        let template = TEMPLATE.get_or_init(|| {
            let name = format!("traverse_template_{}", Uuid::now_v7().simple());
            create(&admin_url, &name, "template0");
            let db = open(&with_database(&admin_url, &name), None);
            db.migrate().expect("migrations on PostgreSQL");
            drop(db);
            name
        });
        let name = format!("traverse_test_{}", Uuid::now_v7().simple());
        create(&admin_url, &name, template);
        let url = with_database(&admin_url, &name);
        let statements = Arc::new(AtomicU64::new(0));
        let db = open(&url, Some(Arc::clone(&statements)));
        Self {
            db,
            url,
            statements,
            _owner: Owner::Postgres { admin_url, name },
        }
    }

    /// Undoes the migrations from this version on, the digits that its folder's name begins with.
    ///
    /// # Panics
    /// When a way down fails.
    pub fn revert_from(&self, version: &str) {
        let reverted = self.db.revert_migrations_from(version);
        reverted.expect("the way down");
    }

    /// Undoes every migration.
    ///
    /// # Panics
    /// When a way down fails.
    pub fn revert_all(&self) {
        self.db.revert_all_migrations().expect("the way down");
    }

    /// SQL statements since the start, without BEGIN, COMMIT and settings.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::SeqCst)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        if let Self::Postgres { admin_url, name } = self {
            // Connections of the pool may still be open; FORCE ends them.
            if let Ok(mut conn) = PgConnection::establish(admin_url) {
                drop(
                    conn.batch_execute(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")),
                );
            }
        }
    }
}

/// # Panics
/// When `TRAVERSE_TEST_POSTGRES_URL` is not set.
#[must_use]
pub fn postgres_url() -> String {
    std::env::var("TRAVERSE_TEST_POSTGRES_URL").expect(
        "TRAVERSE_TEST_POSTGRES_URL names no server: `make test` starts one, or run tools/postgres.sh",
    )
}

fn open(url: &str, statements: Option<Arc<AtomicU64>>) -> Db {
    let config = DatabaseConfig {
        pool_size: 4,
        statements,
        ..DatabaseConfig::new(url)
    };
    Db::open(&config).expect("a database")
}

fn create(admin_url: &str, name: &str, template: &str) {
    let mut conn = PgConnection::establish(admin_url).expect("the PostgreSQL server of the tests");
    // Copying a template fails while somebody looks at it; tests run side by side.
    for attempt in 0.. {
        let statement = format!(
            "CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        );
        match conn.batch_execute(&statement) {
            Ok(()) => return,
            Err(error) if attempt < 50 && error.to_string().contains("being accessed") => {
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
            Err(error) => panic!("creating a test database: {error}"),
        }
    }
}

fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url
        .split_once('?')
        .map_or((url, None), |(base, query)| (base, Some(query)));
    let start = base.find("://").map_or(0, |at| at + 3);
    let end = base
        .get(start..)
        .and_then(|rest| rest.find('/'))
        .map_or(base.len(), |at| start + at);
    let server = base.get(..end).unwrap_or(base);
    query.map_or_else(
        || format!("{server}/{name}"),
        |query| format!("{server}/{name}?{query}"),
    )
}

/// Runs one async test body on both databases, as two tests.
#[macro_export]
macro_rules! on_both_databases {
    ($(#[$meta:meta])* async fn $name:ident($test_db:ident) $body:block) => {
        mod $name {
            use super::*;

            async fn body($test_db: $crate::testing::TestDb) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::testing::TestDb::new($crate::Backend::Sqlite)).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                body($crate::testing::TestDb::new($crate::Backend::Postgres)).await;
            }
        }
    };
}
