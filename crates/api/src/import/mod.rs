//! What comes from outside: CSV folders, taxonomies, the generated company. Each is read into feed
//! records; `loader` takes them to the database.

pub mod loader;
pub mod progress;
