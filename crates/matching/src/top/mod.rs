//! The best few people for an opening without scoring everybody. Posting lists bound from above
//! what each person's score can be; only whoever might be among the best is scored, exactly, by
//! the same function as everywhere else.

mod choose;
mod grant;
mod plan;
mod roles;
mod search;
mod standing;
mod sums;
mod thresholds;
#[cfg(test)]
mod told;
mod walk;

pub(crate) use search::Search;
pub(crate) use sums::Sums;
pub(crate) use thresholds::Thresholds;
