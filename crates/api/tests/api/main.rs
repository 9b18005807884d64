//! The API as its clients meet it: the router in process on both databases, and the program as a
//! process. One binary, one module per subject; `support` is the harness.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers"
)]

#[macro_use]
mod support;

mod administration;
mod applications;
mod bad_values;
mod contests;
mod disclosure;
mod engagements;
mod expiry;
mod exposure;
mod finding;
mod gate;
mod hiring;
mod home;
mod matches;
mod naming;
mod notices;
mod openapi;
mod opportunities;
mod organisation;
mod process;
mod profile;
mod rights;
mod search;
mod session;
mod sign_in;
mod statements;
mod time;
mod two_worlds;
mod weights;
mod weights_preview;
mod wishes;
