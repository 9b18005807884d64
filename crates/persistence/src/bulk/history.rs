//! Role assignments: the stretches of employees' histories.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::{EmployeeId, JobProfileId, OrgUnitId, RoleAssignmentId};

use super::store::{Row, in_chunks, sift};
use super::{Bulk, Fault, Report};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::moves::imported;
use crate::on_backend;
use crate::schema::role_assignment;

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = role_assignment, treat_none_as_default_value = false)]
struct AssignmentRow {
    id: RoleAssignmentId,
    source: String,
    external_id: String,
    employee_id: EmployeeId,
    job_profile_id: Option<JobProfileId>,
    title: String,
    org_unit_id: Option<OrgUnitId>,
    manager_id: Option<EmployeeId>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

impl Row for AssignmentRow {
    type Id = RoleAssignmentId;

    fn id(&self) -> RoleAssignmentId {
        self.id
    }

    /// The employee: the history is part of the person.
    fn uuid(&self) -> uuid::Uuid {
        *self.employee_id.as_uuid()
    }

    fn keep(&mut self, _stored: &Self) {}
}

impl Bulk<'_, '_> {
    /// # Errors
    /// When the database does not answer.
    pub fn role_assignments(
        &mut self,
        records: &[feed::RoleAssignment],
    ) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            if let Some(row) = self.assignment_row(index, record, &mut report) {
                wanted.push((index, row));
            }
        }
        let ids: Vec<RoleAssignmentId> = wanted.iter().map(|(_, row)| row.id).collect();
        let stored: Vec<AssignmentRow> = self.store.read(|conn| {
            Ok(role_assignment::table
                .filter(role_assignment::id.eq_any(&ids))
                .load(conn)?)
        })?;
        self.keep_ended(&stored, &mut wanted)?;
        let changed = sift(stored, wanted, self.store.now(), &mut report);
        let mut trace = self.trace("employee.import_role", ObjectType::Employee);
        let rows = trace.of(changed, &report);
        self.write(&trace, |conn| {
            in_chunks(&rows, 10, |rows| upsert(conn, rows))
        })?;
        Ok(report)
    }

    /// An assignment that a move ended stays ended while the records have not heard of the move.
    fn keep_ended(
        &mut self,
        stored: &[AssignmentRow],
        wanted: &mut [(usize, AssignmentRow)],
    ) -> Result<(), DbError> {
        let people: Vec<EmployeeId> = stored.iter().map(|row| row.employee_id).collect();
        let unheard = (self.store).read(|conn| imported::list_unheard(conn, &people))?;
        let ended: HashMap<RoleAssignmentId, Option<NaiveDate>> = (stored.iter())
            .filter(|row| {
                let moved = unheard.get(&row.employee_id);
                moved.is_some_and(|moved| moved.ended_on(row.ends_on))
            })
            .map(|row| (row.id, row.ends_on))
            .collect();
        for (_, row) in wanted {
            if let Some(day) = ended.get(&row.id).filter(|_| row.ends_on.is_none()) {
                row.ends_on = *day;
            }
        }
        Ok(())
    }

    fn assignment_row(
        &mut self,
        index: usize,
        record: &feed::RoleAssignment,
        report: &mut Report,
    ) -> Option<AssignmentRow> {
        let employee = report.resolve(index, "employee", &self.employees, &record.employee);
        let job_profile = report.resolve_optional(
            index,
            "job_profile",
            &self.job_profiles,
            record.job_profile.as_deref(),
        );
        let org_unit = report.resolve_optional(
            index,
            "org_unit",
            &self.org_units,
            record.org_unit.as_deref(),
        );
        let manager =
            report.resolve_optional(index, "manager", &self.employees, record.manager.as_deref());
        let (employee_id, job_profile_id, org_unit_id, manager_id) =
            (employee?, job_profile?, org_unit?, manager?);
        let Some(id) = self.role_assignments.take(&record.external_id) else {
            report.refuse(index, "external_id", Fault::Duplicate, &record.external_id);
            return None;
        };
        Some(AssignmentRow {
            id,
            source: self.source.clone(),
            external_id: record.external_id.clone(),
            employee_id,
            job_profile_id,
            title: record.title.clone(),
            org_unit_id,
            manager_id,
            starts_on: record.starts_on,
            ends_on: record.ends_on,
        })
    }
}

fn upsert(conn: &mut Conn, rows: &[AssignmentRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(role_assignment::table)
        .values(rows)
        .on_conflict(role_assignment::id)
        .do_update()
        .set((
            role_assignment::employee_id.eq(excluded(role_assignment::employee_id)),
            role_assignment::job_profile_id.eq(excluded(role_assignment::job_profile_id)),
            role_assignment::title.eq(excluded(role_assignment::title)),
            role_assignment::org_unit_id.eq(excluded(role_assignment::org_unit_id)),
            role_assignment::manager_id.eq(excluded(role_assignment::manager_id)),
            role_assignment::starts_on.eq(excluded(role_assignment::starts_on)),
            role_assignment::ends_on.eq(excluded(role_assignment::ends_on)),
        ))
        .execute(c))?;
    Ok(())
}
