//! The companies that the tests look at.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests may panic like the tests themselves"
)]

use chrono::NaiveDate;
use demo::{Company, Config};

pub const SIZES: [usize; 5] = [30, 47, 300, 1_000, 20_000];

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

pub fn company(seed: u64, people: usize) -> Company {
    let today = today();
    Company::new(Config {
        seed,
        people,
        today,
    })
    .unwrap()
}
