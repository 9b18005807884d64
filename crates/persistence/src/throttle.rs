//! Counts failed sign-ins by account and by address, so that guessing slows down on every server
//! at once. An attempt is counted as failed before it is examined, and forgiven when it was not:
//! many attempts at the same moment gain nothing.

use chrono::TimeDelta;
use diesel::prelude::*;
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::login_throttle;

/// How much guessing a subject may do.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Failures without any delay.
    pub free: i32,
    /// The longest delay; delays double from one second.
    pub longest: TimeDelta,
    /// After so long without a failure all is forgotten.
    pub forget: TimeDelta,
}

impl Rule {
    /// How long the subject has to wait after its `failures`th failure.
    #[must_use]
    pub fn delay(&self, failures: i32) -> TimeDelta {
        let doublings = failures - self.free;
        if doublings <= 0 {
            return TimeDelta::zero();
        }
        let seconds = 1_i64.checked_shl(u32::try_from(doublings - 1).unwrap_or(0));
        let delay = seconds.filter(|_| doublings < 32).map(TimeDelta::seconds);
        delay.map_or(self.longest, |delay| delay.min(self.longest))
    }
}

/// Counts an attempt, unless the subject has to wait: then returns until when.
///
/// # Errors
/// When the database does not answer.
pub fn begin_attempt(
    conn: &mut Conn,
    subject: &str,
    rule: Rule,
    now: Timestamp,
) -> Result<Option<Timestamp>, DbError> {
    let fresh = (
        login_throttle::subject.eq(subject),
        login_throttle::failures.eq(1),
        login_throttle::last_failure_at.eq(now),
    );
    // Counting first takes the row's lock, so that attempts at the same moment queue up here.
    let (counted, last, blocked_until): (i32, Timestamp, Option<Timestamp>) =
        on_backend!(&mut *conn, |c| diesel::insert_into(login_throttle::table)
            .values(fresh)
            .on_conflict(login_throttle::subject)
            .do_update()
            .set(login_throttle::failures.eq(login_throttle::failures + 1))
            .returning((
                login_throttle::failures,
                login_throttle::last_failure_at,
                login_throttle::blocked_until,
            ))
            .get_result(c))?;
    let row = login_throttle::table.find(subject);
    if let Some(until) = blocked_until.filter(|until| *until > now) {
        diesel::update(row)
            .set(login_throttle::failures.eq(counted - 1))
            .execute(conn)?;
        return Ok(Some(until));
    }
    let failures = if last.plus(rule.forget) > now {
        counted
    } else {
        1
    };
    diesel::update(row)
        .set((
            login_throttle::failures.eq(failures),
            login_throttle::last_failure_at.eq(now),
            login_throttle::blocked_until.eq(Some(now.plus(rule.delay(failures)))),
        ))
        .execute(conn)?;
    Ok(None)
}

/// The account signed in: its failures are forgotten.
///
/// # Errors
/// When the database does not answer.
pub fn delete_subject(conn: &mut Conn, subject: &str) -> Result<(), DbError> {
    diesel::delete(login_throttle::table.find(subject)).execute(conn)?;
    Ok(())
}

/// One attempt from the address was not a failure. Its other failures stay: whoever has an account
/// of their own must not wash away their guesses at others'.
///
/// # Errors
/// When the database does not answer.
pub fn forgive_attempt(conn: &mut Conn, subject: &str) -> Result<(), DbError> {
    diesel::update(login_throttle::table.find(subject))
        .set((
            login_throttle::failures.eq(login_throttle::failures - 1),
            login_throttle::blocked_until.eq(None::<Timestamp>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Clears away what nobody needs to remember.
///
/// # Errors
/// When the database does not answer.
pub fn delete_forgotten(conn: &mut Conn, before: Timestamp) -> Result<usize, DbError> {
    Ok(
        diesel::delete(login_throttle::table.filter(login_throttle::last_failure_at.lt(before)))
            .execute(conn)?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_04_delays_double_up_to_the_longest() {
        let rule = Rule {
            free: 5,
            longest: TimeDelta::seconds(60),
            forget: TimeDelta::hours(1),
        };
        let delays: Vec<i64> = [1, 5, 6, 7, 8, 11, 12, 13, 40, i32::MAX]
            .map(|failures| rule.delay(failures).num_seconds())
            .into();
        assert_eq!(delays, [0, 0, 1, 2, 4, 32, 60, 60, 60, 60]);
    }
}
