//! Applications of a generated company, with a history that fits where each one stands. They are
//! made once and never updated: an application belongs to the people in it.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::feed;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId, RowId};
use domain::time::Timestamp;

use super::store::in_chunks;
use super::{Bulk, Fault, Report, Verdict};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{application, application_event, opportunity, policy};

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = application, treat_none_as_default_value = false)]
struct ApplicationRow {
    id: ApplicationId,
    opportunity_id: OpportunityId,
    employee_id: EmployeeId,
    statement: String,
    status: ApplicationStatus,
    submitted_at: Option<Timestamp>,
    decided_at: Option<Timestamp>,
    policy_version: i64,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = application_event, treat_none_as_default_value = false)]
struct EventRow {
    id: RowId,
    application_id: ApplicationId,
    at: Timestamp,
    command: &'static str,
    from_status: Option<ApplicationStatus>,
    to_status: ApplicationStatus,
    actor_employee_id: Option<EmployeeId>,
    actor_capacity: &'static str,
}

impl Bulk<'_, '_> {
    /// Applications of people who have none for the opening yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn applications(&mut self, records: &[feed::Application]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let employee = report.resolve(index, "employee", &self.employees, &record.employee);
            let opening = report.resolve(
                index,
                "opportunity",
                &self.opportunities,
                &record.opportunity,
            );
            let (Some(employee), Some(opening)) = (employee, opening) else {
                continue;
            };
            if self.seen.applications.insert((opening, employee)) {
                wanted.push((index, record, opening, employee));
            } else {
                report.refuse(index, "opportunity", Fault::Duplicate, &record.opportunity);
            }
        }
        let openings: HashSet<OpportunityId> = wanted.iter().map(|one| one.2).collect();
        let (stored, owners, policy_version) =
            self.store.read(|conn| circumstances(conn, &openings))?;
        let at = self.store.now();
        let mut trace = self.trace("application.import", ObjectType::Application);
        let mut rows = Vec::new();
        let mut events = Vec::new();
        for (index, record, opening, employee) in wanted {
            if stored.contains(&(opening, employee)) {
                continue;
            }
            let owner = owners.get(&opening).copied();
            let (mut row, of_row) = application(record, opening, employee, owner, at);
            row.policy_version = policy_version;
            report.set(index, Verdict::Created);
            trace.add(*row.id.as_uuid(), Verdict::Created);
            rows.push(row);
            events.extend(of_row);
        }
        let touched: HashSet<OpportunityId> = rows.iter().map(|row| row.opportunity_id).collect();
        trace.also(
            ObjectType::Opportunity,
            touched.iter().map(|id| *id.as_uuid()).collect(),
        );
        self.write(&trace, |conn| {
            in_chunks(&rows, 11, |rows| {
                on_backend!(conn, |c| diesel::insert_into(application::table)
                    .values(rows)
                    .execute(c))?;
                Ok(())
            })?;
            in_chunks(&events, 8, |events| {
                on_backend!(conn, |c| diesel::insert_into(application_event::table)
                    .values(events)
                    .execute(c))?;
                Ok(())
            })?;
            count_applicants(conn, &rows)
        })?;
        Ok(report)
    }
}

type Circumstances = (
    HashSet<(OpportunityId, EmployeeId)>,
    HashMap<OpportunityId, EmployeeId>,
    i64,
);

/// Who has applied already, who owns the openings, and the policy in force.
fn circumstances(
    conn: &mut Conn,
    openings: &HashSet<OpportunityId>,
) -> Result<Circumstances, DbError> {
    let stored: Vec<(OpportunityId, EmployeeId)> = application::table
        .filter(application::opportunity_id.eq_any(openings))
        .select((application::opportunity_id, application::employee_id))
        .load(conn)?;
    let owners: Vec<(OpportunityId, EmployeeId)> = opportunity::table
        .filter(opportunity::id.eq_any(openings))
        .select((opportunity::id, opportunity::owner_id))
        .load(conn)?;
    let newest: Option<i64> = policy::table
        .select(diesel::dsl::max(policy::version))
        .get_result(conn)?;
    Ok((
        stored.into_iter().collect(),
        owners.into_iter().collect(),
        newest.unwrap_or(0),
    ))
}

/// Openings' counters after these applications came in.
fn count_applicants(conn: &mut Conn, rows: &[ApplicationRow]) -> Result<(), DbError> {
    let mut counts: HashMap<OpportunityId, (i32, i32)> = HashMap::new();
    for row in rows {
        let (applicants, filled) = counts.entry(row.opportunity_id).or_default();
        *applicants += i32::from(!matches!(
            row.status,
            ApplicationStatus::Draft | ApplicationStatus::Withdrawn
        ));
        *filled += i32::from(row.status == ApplicationStatus::Accepted);
    }
    for (id, (applicants, filled)) in counts {
        diesel::update(opportunity::table.find(id))
            .set((
                opportunity::applicants_count.eq(opportunity::applicants_count + applicants),
                opportunity::seats_filled.eq(opportunity::seats_filled + filled),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// How an application got to where it stands: each step's command, and whether the applicant made
/// it.
fn way_to(status: ApplicationStatus) -> &'static [(&'static str, ApplicationStatus, bool)] {
    use ApplicationStatus as S;
    const SUBMIT: (&str, S, bool) = ("submit", S::Submitted, true);
    const SCREEN: (&str, S, bool) = ("screen", S::Screening, false);
    const SHORTLIST: (&str, S, bool) = ("shortlist", S::Shortlisted, false);
    const INVITE: (&str, S, bool) = ("invite_to_interview", S::Interview, false);
    const SELECT: (&str, S, bool) = ("select", S::Selected, false);
    const OFFER: (&str, S, bool) = ("offer", S::Offered, false);
    match status {
        S::Draft => &[],
        S::Submitted => &[SUBMIT],
        S::Screening => &[SUBMIT, SCREEN],
        S::Shortlisted => &[SUBMIT, SCREEN, SHORTLIST],
        S::Interview => &[SUBMIT, SCREEN, SHORTLIST, INVITE],
        S::Selected => &[SUBMIT, SCREEN, SHORTLIST, INVITE, SELECT],
        S::Offered => &[SUBMIT, SCREEN, SHORTLIST, INVITE, SELECT, OFFER],
        S::Accepted => &[
            SUBMIT,
            SCREEN,
            SHORTLIST,
            INVITE,
            SELECT,
            OFFER,
            ("accept", S::Accepted, true),
        ],
        S::OfferDeclined => &[
            SUBMIT,
            SCREEN,
            SHORTLIST,
            INVITE,
            SELECT,
            OFFER,
            ("decline", S::OfferDeclined, true),
        ],
        S::Withdrawn => &[SUBMIT, ("withdraw", S::Withdrawn, true)],
        S::Rejected => &[SUBMIT, SCREEN, ("reject", S::Rejected, false)],
        S::Lapsed => &[SUBMIT, ("lapse", S::Lapsed, false)],
    }
}

fn application(
    record: &feed::Application,
    opportunity_id: OpportunityId,
    employee_id: EmployeeId,
    owner: Option<EmployeeId>,
    now: Timestamp,
) -> (ApplicationRow, Vec<EventRow>) {
    let id = ApplicationId::generate();
    let submitted = mid_morning_of(record.submitted_on).min(now);
    let way = way_to(record.status);
    let mut events = Vec::with_capacity(way.len());
    let mut from_status = None;
    let mut at = submitted;
    for (command, to_status, by_applicant) in way {
        let by_system = *command == "lapse";
        events.push(EventRow {
            id: RowId::generate(),
            application_id: id,
            at,
            command,
            from_status,
            to_status: *to_status,
            actor_employee_id: match (by_system, by_applicant) {
                (true, _) => None,
                (_, true) => Some(employee_id),
                (_, false) => owner,
            },
            actor_capacity: match (by_system, by_applicant) {
                (true, _) => "system",
                (_, true) => "applicant",
                (_, false) => "hiring_team",
            },
        });
        from_status = Some(*to_status);
        at = at.plus(TimeDelta::hours(30)).min(now);
    }
    let last = events.last().map_or(submitted, |event| event.at);
    let row = ApplicationRow {
        id,
        opportunity_id,
        employee_id,
        statement: record.statement.clone(),
        status: record.status,
        submitted_at: (record.status != ApplicationStatus::Draft).then_some(submitted),
        decided_at: is_over(record.status).then_some(last),
        policy_version: 0,
        version: 1,
        created_at: submitted,
        updated_at: last,
    };
    (row, events)
}

const fn is_over(status: ApplicationStatus) -> bool {
    use ApplicationStatus as S;
    matches!(
        status,
        S::Accepted | S::Withdrawn | S::Rejected | S::OfferDeclined | S::Lapsed
    )
}

fn mid_morning_of(day: NaiveDate) -> Timestamp {
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    Timestamp::new(day.and_time(ten).and_utc())
}
