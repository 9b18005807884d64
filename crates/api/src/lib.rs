//! The `traverse` program as a library, so that tests can run its router in process.
//!
//! A request passes the gate (`gate`), the router (`app`), the extractors (`extract`) and its
//! handler (`routes`), which calls `persistence`. The only crate that knows HTTP.

pub mod app;
pub mod auth;
pub mod bare;
pub mod batches;
pub mod cli;
pub mod config;
pub mod demo;
pub mod directory;
pub mod documents;
pub mod error;
pub mod evaluation;
pub mod extract;
pub mod follower;
pub mod gate;
pub mod import;
pub mod log;
pub mod mail;
pub mod matching;
pub mod moves;
pub mod naming;
pub mod notices;
pub mod openapi;
pub mod profile;
pub mod reads;
pub mod refs;
pub mod routes;
pub mod scheduler;
pub mod search;
pub mod seat;
pub mod semantics;
pub mod serve;
pub mod spa;
pub mod state;
pub mod stored;
pub mod turns;
pub mod upkeep;
pub mod viewer;
