//! Days before and after, without the corner cases: a date out of the calendar stays as it is.

use chrono::{Datelike, Days, Months, NaiveDate};

pub(crate) fn days_before(date: NaiveDate, days: usize) -> NaiveDate {
    let days = Days::new(u64::try_from(days).unwrap_or(0));
    date.checked_sub_days(days).unwrap_or(date)
}

pub(crate) fn days_after(date: NaiveDate, days: usize) -> NaiveDate {
    let days = Days::new(u64::try_from(days).unwrap_or(0));
    date.checked_add_days(days).unwrap_or(date)
}

pub(crate) fn months_before(date: NaiveDate, months: usize) -> NaiveDate {
    let months = Months::new(u32::try_from(months).unwrap_or(0));
    date.checked_sub_months(months).unwrap_or(date)
}

pub(crate) fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

pub(crate) fn first_of_next_month(date: NaiveDate) -> NaiveDate {
    let next = first_of_month(date).checked_add_months(Months::new(1));
    next.unwrap_or(date)
}

/// Whole days from one date to a later one; 0 when it is not later.
pub(crate) fn days_between(from: NaiveDate, to: NaiveDate) -> usize {
    usize::try_from((to - from).num_days()).unwrap_or(0)
}
