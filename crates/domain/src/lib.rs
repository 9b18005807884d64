//! What the business is: value types, state machines, policy, permissions.
//!
//! Pure by design: no I/O, no clock, no SQL beyond the column implementations behind feature
//! `sql`. Everything here can be tested without a database.

pub mod access;
pub mod anonymity;
pub mod application;
pub mod assessment;
pub mod contest;
pub mod disclosure;
pub mod eligibility;
pub mod engagement;
pub mod feed;
pub mod fixed;
pub mod ids;
pub mod impartiality;
pub mod interview;
pub mod mobility;
pub mod money;
pub mod notice;
pub mod offer;
pub mod opportunity;
pub mod policy;
pub mod proficiency;
pub mod skill_list;
pub mod small_groups;
#[cfg(feature = "sql")]
pub mod sql;
pub mod talent_flow;
pub mod terms;
pub mod text;
pub mod time;
pub mod vacancy;
