//! What comes from outside: CSV folders, taxonomies, the generated company. Each is read into feed
//! records; `loader` takes them to the database.

pub mod command;
pub mod fields;
pub mod files;
pub mod folder;
pub mod loader;
pub mod neutral;
pub mod outcome;
pub mod progress;
pub mod rows;
pub mod run;
pub mod table;
pub mod taxonomy;
