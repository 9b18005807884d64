//! What figures of who lets people go are made of (`domain::talent_flow`): one half-year in six
//! statements, with counts and days and nobody's name. The figures themselves, and what may be told
//! of them, are the domain's.
//!
//! Where somebody was on a day says their role history. Where it says nothing of the day they were
//! where their first move took them from, or else where they are now, from their hiring on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime};
use diesel::dsl::{count, exists, not};
use diesel::prelude::*;
use diesel::query_source::{Alias, AliasedField};
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
use crate::spelled::{IsAmong, Spelled};

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

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    role_assignment::org_unit_id,
    internal_move::from_org_unit_id,
    employee::org_unit_id,
);

diesel::alias! {
    const EARLIER: Alias<Earlier> = role_assignment as earlier;
}

/// The unit of a stretch of somebody's history, the one that a first move began in, and the present
/// one.
type Place = (Option<OrgUnitId>, Option<OrgUnitId>, OrgUnitId);

fn unit_of((there, before, now): Place) -> OrgUnitId {
    there.or(before).unwrap_or(now)
}

/// The move after a day that is the first that is known of the person's history.
#[diesel::dsl::auto_type]
fn first_move_after(day: NaiveDate) -> _ {
    let person: AliasedField<Earlier, role_assignment::employee_id> =
        EARLIER.field(role_assignment::employee_id);
    let began: AliasedField<Earlier, role_assignment::starts_on> =
        EARLIER.field(role_assignment::starts_on);
    let earlier: Alias<Earlier> = EARLIER;
    let history = earlier.filter(
        person
            .eq(employee::id)
            .and(began.lt(internal_move::effective_on)),
    );
    let took_effect: IsAmong<internal_move::status> =
        internal_move::status.eq_any_term(took_effect());
    internal_move::employee_id
        .eq(employee::id)
        .and(internal_move::effective_on.gt(day))
        .and(took_effect)
        .and(not(exists(history)))
}

/// States of moves that took effect, be it that they were undone later.
fn took_effect() -> Vec<MoveStatus> {
    let all = MoveStatus::ALL.iter().copied();
    all.filter(|status| status.is_seated() || *status == MoveStatus::Returned)
        .collect()
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

/// Who was of the organisation on a day. Of somebody who has left only a stretch that has an end
/// says so.
#[diesel::dsl::auto_type]
fn was_here(day: NaiveDate) -> _ {
    let stayed: IsAmong<employee::status> = employee::status.ne_term(EmployeeStatus::Left);
    let hired = employee::hire_date
        .is_null()
        .or(employee::hire_date.le(day).assume_not_null());
    let known = role_assignment::id.nullable().is_not_null().or(hired);
    let ended = role_assignment::ends_on.nullable().is_not_null();
    ended.or(stayed.and(known))
}

/// People by the unit they were in on a day.
fn heads_on(conn: &mut Conn, day: NaiveDate) -> Result<Vec<(OrgUnitId, u32)>, DbError> {
    let rows: Vec<(Place, i64)> = employee::table
        .left_join(role_assignment::table.on(on_day(day)))
        .left_join(internal_move::table.on(first_move_after(day)))
        .filter(was_here(day))
        .group_by((
            role_assignment::org_unit_id,
            internal_move::from_org_unit_id,
            employee::org_unit_id,
        ))
        .select((
            (
                role_assignment::org_unit_id.nullable(),
                internal_move::from_org_unit_id.nullable(),
                employee::org_unit_id,
            ),
            count(employee::id).aggregate_distinct(),
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
        .left_join(internal_move::table.on(first_move_after(first)))
        .filter(was_here(first))
        .filter(application::submitted_at.ge(from))
        .filter(application::submitted_at.lt(until))
        .filter(opportunity::kind.eq_any_term(SEATS))
        .group_by((
            role_assignment::org_unit_id,
            internal_move::from_org_unit_id,
            employee::org_unit_id,
        ))
        .select((
            (
                role_assignment::org_unit_id.nullable(),
                internal_move::from_org_unit_id.nullable(),
                employee::org_unit_id,
            ),
            count(employee::id).aggregate_distinct(),
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
    let rows: Vec<Row> = internal_move::table
        .filter(internal_move::effective_on.between(first, last))
        .filter(internal_move::status.eq_any_term(took_effect()))
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
        .left_join(internal_move::table.on(first_move_after(first)))
        .filter(was_here(first))
        .filter(application_event::at.ge(from))
        .filter(application_event::at.lt(until))
        .filter(application_event::from_status.eq_any(known))
        .filter(application_event::to_status.eq_any(over))
        .filter(opportunity::kind.eq_any_term(SEATS))
        .select((
            (
                role_assignment::org_unit_id.nullable(),
                internal_move::from_org_unit_id.nullable(),
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
