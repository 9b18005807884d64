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
mod answers;
mod applications;
mod assessments;
mod bad_values;
mod by_skills;
mod contests;
mod deadlines;
mod disclosure;
mod engagements;
mod expiry;
mod exposure;
mod fairness;
mod finding;
mod gate;
mod hidden_names;
mod hiring;
mod home;
mod interviews;
mod killed;
mod mail;
mod matches;
mod metamorphic;
mod moves;
mod naming;
mod notices;
mod offers;
mod openapi;
mod opportunities;
mod organisation;
mod policies;
mod process;
mod profile;
mod replays;
mod retention;
mod rights;
mod same_scores;
mod scheduler;
mod search;
mod secrets;
mod session;
mod shown_fits;
mod sign_in;
mod snapshots;
mod statements;
mod talent_flow;
mod time;
mod two_worlds;
mod waivers;
mod weights;
mod weights_preview;
mod wishes;
