//! The only crate that knows SQL. One module per aggregate, one schema for both databases.
//!
//! [`Db::read`] and [`Db::write`] are the way in. A write leaves its audit events and changes in
//! the same transaction, or it does not compile into one: see [`WriteTx`].

pub mod accounts;
pub mod applications;
pub mod audit;
pub mod bulk;
mod cached;
pub mod changes;
pub mod checklist;
pub mod claims;
mod commits;
mod conn;
pub mod contests;
mod db;
pub mod employees;
pub mod engagements;
mod error;
pub mod imports;
pub mod interviews;
mod json;
pub mod matches;
pub mod matching_input;
mod migrations;
pub mod moves;
pub mod notices;
pub mod opportunities;
pub mod organisation;
pub mod personas;
pub mod policies;
mod pool;
pub mod profile;
pub mod relations;
pub mod roles;
pub mod schema;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod skills;
mod spelled;
pub mod talent_flow;
#[cfg(feature = "testing")]
#[expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up fails by panicking"
)]
pub mod testing;
pub mod throttle;
pub mod timers;
pub mod weights;
pub mod wishes;
mod write;

pub use conn::{Backend, Conn};
pub use db::{DatabaseConfig, Db, Unavailability};
pub use error::DbError;
pub use json::Json;
pub use write::{AuditDraft, Origin, Source, WriteTx};
