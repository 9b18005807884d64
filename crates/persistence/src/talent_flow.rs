//! What figures of who lets people go are made of (`domain::talent_flow`): one half-year in six
//! statements, with counts and days and nobody's name. The figures themselves, and what may be told
//! of them, are the domain's.
//!
//! Where somebody was on a day says their role history. Who has none was where they are, from their
//! hiring on; a stretch that names no unit counts as the present one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};
use diesel::dsl::count_distinct;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{EmployeeId, MoveId, OrgUnitId};
use domain::mobility::{MoveCommand, MoveStatus};
use domain::talent_flow::{CancelledMove, Facts, HalfYear, Heads, InformedEnding, MadeMove};
use domain::terms::{EmployeeStatus, OpportunityKind};
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{
    application, application_event, employee, internal_move, move_event, opportunity,
    role_assignment,
};

/// How a step is called that nobody's saying anything became (`api::moves`).
const SILENCE: &str = "silence";

/// Kinds of opening that change somebody's seat.
const SEATS: [OpportunityKind; 2] = [OpportunityKind::Role, OpportunityKind::Secondment];

/// The facts of a half-year. `informed`: the states in which an applicant's manager knows of the
/// application.
///
/// # Errors
/// When the database does not answer.
pub fn find_facts(
    conn: &mut Conn,
    _permit: &Permit<actions::ReadTalentFlow>,
    period: HalfYear,
    informed: &[ApplicationStatus],
) -> Result<Facts, DbError> {
    let (first, last) = (period.first_day(), period.last_day());
    let mut heads: BTreeMap<OrgUnitId, Heads> = BTreeMap::new();
    for (unit, count) in heads_on(conn, first)? {
        heads.entry(unit).or_default().first += count;
    }
    for (unit, count) in heads_on(conn, last)? {
        heads.entry(unit).or_default().last += count;
    }
    let (silent, cancelled) = steps(conn, first, last)?;
    Ok(Facts {
        heads,
        made: made(conn, first, last, &silent)?,
        cancelled,
        applicants: applicants(conn, first, last)?,
        endings: endings(conn, first, last, informed)?,
    })
}

/// The unit of a stretch of somebody's history, and the present one.
type Place = (Option<OrgUnitId>, OrgUnitId);

fn unit_of((there, now): Place) -> OrgUnitId {
    there.unwrap_or(now)
}

/// A stretch of the person's history that a day is in.
#[diesel::dsl::auto_type]
fn on_day(day: NaiveDate) -> _ {
    role_assignment::employee_id
        .eq(employee::id)
        .and(role_assignment::starts_on.le(day))
        .and(
            role_assignment::ends_on
                .is_null()
                .or(role_assignment::ends_on.ge(day).assume_not_null()),
        )
}

/// Who has a history on a day, or none at all and was hired by then, as far as is known.
#[diesel::dsl::auto_type]
fn was_here(day: NaiveDate) -> _ {
    let histories = role_assignment::table.select(role_assignment::employee_id);
    role_assignment::id.nullable().is_not_null().or(employee::id
        .ne_all(histories)
        .and(employee::status.ne(EmployeeStatus::Left))
        .and(
            employee::hire_date
                .is_null()
                .or(employee::hire_date.le(day).assume_not_null()),
        ))
}

/// People by the unit they were in on a day.
fn heads_on(conn: &mut Conn, day: NaiveDate) -> Result<Vec<(OrgUnitId, u32)>, DbError> {
    let rows: Vec<(Place, i64)> = employee::table
        .left_join(role_assignment::table.on(on_day(day)))
        .filter(was_here(day))
        .group_by((role_assignment::org_unit_id, employee::org_unit_id))
        .select((
            (
                role_assignment::org_unit_id.nullable(),
                employee::org_unit_id,
            ),
            count_distinct(employee::id),
        ))
        .load(conn)?;
    Ok(counts(rows))
}

/// Of the people of each unit on the first day: how many applied for another seat.
fn applicants(
    conn: &mut Conn,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<BTreeMap<OrgUnitId, u32>, DbError> {
    let (from, until) = instants(first, last);
    let rows: Vec<(Place, i64)> = employee::table
        .inner_join(application::table.on(application::employee_id.eq(employee::id)))
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .left_join(role_assignment::table.on(on_day(first)))
        .filter(was_here(first))
        .filter(application::submitted_at.ge(from))
        .filter(application::submitted_at.lt(until))
        .filter(opportunity::kind.eq_any(SEATS))
        .group_by((role_assignment::org_unit_id, employee::org_unit_id))
        .select((
            (
                role_assignment::org_unit_id.nullable(),
                employee::org_unit_id,
            ),
            count_distinct(employee::id),
        ))
        .load(conn)?;
    let mut all = BTreeMap::new();
    for (unit, count) in counts(rows) {
        *all.entry(unit).or_default() += count;
    }
    Ok(all)
}

fn counts(rows: Vec<(Place, i64)>) -> Vec<(OrgUnitId, u32)> {
    let counts = rows
        .into_iter()
        .map(|(place, count)| (unit_of(place), u32::try_from(count).unwrap_or(u32::MAX)));
    counts.collect()
}

/// Which moves of the period nobody answered about in time, and which were called off in it.
fn steps(
    conn: &mut Conn,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<(BTreeSet<MoveId>, Vec<CancelledMove>), DbError> {
    type Row = (MoveId, EmployeeId, OrgUnitId, String, String);
    let silence =
        (move_event::command.eq(SILENCE)).and(internal_move::effective_on.between(first, last));
    let called_off = (move_event::to_status.eq(MoveStatus::Cancelled.as_str()))
        .and(
            move_event::from_status
                .ne(MoveStatus::Cancelled.as_str())
                .assume_not_null(),
        )
        .and(move_event::on_day.between(first, last));
    let rows: Vec<Row> = move_event::table
        .inner_join(internal_move::table.on(internal_move::id.eq(move_event::move_id)))
        .filter(silence.or(called_off))
        .select((
            internal_move::id,
            internal_move::employee_id,
            internal_move::from_org_unit_id,
            move_event::command,
            move_event::to_status,
        ))
        .load(conn)?;
    let (mut silent, mut cancelled) = (BTreeSet::new(), Vec::new());
    for (id, employee_id, from, command, status) in rows {
        if status == MoveStatus::Cancelled.as_str() {
            let refused = command == MoveCommand::Refuse.as_str();
            cancelled.push(CancelledMove {
                employee_id,
                from,
                refused,
            });
        } else {
            silent.insert(id);
        }
    }
    Ok((silent, cancelled))
}

/// Moves that took effect in the period, those that were undone later among them.
fn made(
    conn: &mut Conn,
    first: NaiveDate,
    last: NaiveDate,
    silent: &BTreeSet<MoveId>,
) -> Result<Vec<MadeMove>, DbError> {
    type Row = (
        (MoveId, EmployeeId),
        (OrgUnitId, OrgUnitId),
        (NaiveDate, NaiveDate),
        (Option<NaiveDate>, Option<NaiveDate>),
    );
    let took_effect = (MoveStatus::ALL.iter().copied())
        .filter(|status| status.is_seated() || *status == MoveStatus::Returned);
    let rows: Vec<Row> = internal_move::table
        .filter(internal_move::effective_on.between(first, last))
        .filter(internal_move::status.eq_any(took_effect.collect::<Vec<_>>()))
        .select((
            (internal_move::id, internal_move::employee_id),
            (
                internal_move::from_org_unit_id,
                internal_move::to_org_unit_id,
            ),
            (internal_move::accepted_on, internal_move::effective_on),
            (internal_move::asked_for, internal_move::countered_to),
        ))
        .load(conn)?;
    let moves = rows.into_iter().map(|row| {
        let ((id, employee_id), (from, to), (accepted_on, effective_on), (asked_for, countered)) =
            row;
        MadeMove {
            employee_id,
            from,
            to,
            accepted_on,
            effective_on,
            asked_for,
            countered: countered.is_some(),
            silent: silent.contains(&id),
        }
    });
    Ok(moves.collect())
}

/// Applications that ended in the period while the applicant's manager knew of them.
fn endings(
    conn: &mut Conn,
    first: NaiveDate,
    last: NaiveDate,
    informed: &[ApplicationStatus],
) -> Result<Vec<InformedEnding>, DbError> {
    use ApplicationStatus::{Accepted, Lapsed, OfferDeclined, Rejected, Withdrawn};
    let (from, until) = instants(first, last);
    let over = [Accepted, Lapsed, OfferDeclined, Rejected, Withdrawn];
    let over = over.map(ApplicationStatus::as_str);
    let known: Vec<&str> = informed.iter().map(|status| status.as_str()).collect();
    let rows: Vec<(Place, EmployeeId, String)> = employee::table
        .inner_join(application::table.on(application::employee_id.eq(employee::id)))
        .inner_join(
            application_event::table.on(application_event::application_id.eq(application::id)),
        )
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .left_join(role_assignment::table.on(on_day(first)))
        .filter(was_here(first))
        .filter(application_event::at.ge(from))
        .filter(application_event::at.lt(until))
        .filter(application_event::from_status.eq_any(known))
        .filter(application_event::to_status.eq_any(over))
        .filter(opportunity::kind.eq_any(SEATS))
        .select((
            (
                role_assignment::org_unit_id.nullable(),
                employee::org_unit_id,
            ),
            employee::id,
            application_event::to_status,
        ))
        .load(conn)?;
    let given_up = [Withdrawn, OfferDeclined].map(ApplicationStatus::as_str);
    let endings = rows
        .into_iter()
        .map(|(place, employee_id, status)| InformedEnding {
            employee_id,
            unit: unit_of(place),
            given_up: given_up.contains(&status.as_str()),
        });
    Ok(endings.collect())
}

/// The first moment of the period and the first one after it, in UTC.
fn instants(first: NaiveDate, last: NaiveDate) -> (Timestamp, Timestamp) {
    let start = |day: NaiveDate| Timestamp::new(day.and_time(NaiveTime::MIN).and_utc());
    (start(first), start(last.succ_opt().unwrap_or(last)))
}
