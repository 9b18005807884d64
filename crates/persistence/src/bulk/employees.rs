//! Employees, managers before their reports whatever the order they are fed in, and with each the
//! account that the person signs in with.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId};
use domain::terms::{EmployeeStatus, EmploymentType};
use domain::text::{fold, fold_email};
use domain::time::Timestamp;

use super::managers::Candidate;
use super::store::{Row, in_chunks, sift};
use super::{BATCH, Bulk, EmailOwner, Fault, Report, Verdict, accounts};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::moves::imported;
use crate::on_backend;
use crate::schema::employee;

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = employee, treat_none_as_default_value = false)]
pub(super) struct EmployeeRow {
    pub(super) id: EmployeeId,
    source: String,
    external_id: String,
    given_name: String,
    family_name: String,
    preferred_name: Option<String>,
    pub(super) display_name: String,
    name_folded: String,
    pub(super) work_email: String,
    pub(super) work_email_folded: String,
    title: String,
    org_unit_id: OrgUnitId,
    location_id: Option<LocationId>,
    manager_id: Option<EmployeeId>,
    job_profile_id: Option<JobProfileId>,
    hire_date: Option<NaiveDate>,
    pub(super) status: EmployeeStatus,
    employment_type: EmploymentType,
    weekly_hours_tenths: Option<i32>,
    pub(super) locale: Option<String>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Row for EmployeeRow {
    type Id = EmployeeId;

    fn id(&self) -> EmployeeId {
        self.id
    }

    fn uuid(&self) -> uuid::Uuid {
        *self.id.as_uuid()
    }

    fn keep(&mut self, stored: &Self) {
        self.version = stored.version;
        self.created_at = stored.created_at;
        self.updated_at = stored.updated_at;
    }

    fn stamp(&mut self, at: Timestamp) {
        self.updated_at = at;
    }
}

impl Bulk<'_, '_> {
    /// All employees of the run at once: managers may come after their reports. `refused_before`
    /// are keys of rows that did not make it here: a report of theirs is taken without manager.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn employees(
        &mut self,
        records: &[feed::Employee],
        refused_before: &HashSet<String>,
        mut progress: impl FnMut(usize),
    ) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let taken = self.take_employees(records, &mut report);
        let fed: HashMap<EmployeeId, usize> = taken
            .iter()
            .map(|candidate| (candidate.id, candidate.index))
            .collect();
        let candidates = self.find_managers(records, taken, refused_before, &mut report);
        let candidates = self.drop_manager_rings(records, candidates, &mut report);
        let ordered = self.managers_first(candidates, &fed);
        for batch in ordered.chunks(BATCH) {
            self.write_employees(records, batch, &mut report)?;
            progress(batch.len());
        }
        Ok(report)
    }

    fn take_employees(
        &mut self,
        records: &[feed::Employee],
        report: &mut Report,
    ) -> Vec<Candidate> {
        let mut taken = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let org_unit = report.resolve(index, "org_unit", &self.org_units, &record.org_unit);
            let location = report.resolve_optional(
                index,
                "location",
                &self.locations,
                record.location.as_deref(),
            );
            let job_profile = report.resolve_optional(
                index,
                "job_profile",
                &self.job_profiles,
                record.job_profile.as_deref(),
            );
            let (Some(org_unit), Some(location), Some(job_profile)) =
                (org_unit, location, job_profile)
            else {
                continue;
            };
            let Some(id) = self.employees.take(&record.external_id) else {
                report.refuse(index, "external_id", Fault::Duplicate, &record.external_id);
                continue;
            };
            taken.push(Candidate {
                index,
                id,
                org_unit,
                location,
                job_profile,
                manager: None,
            });
        }
        taken
    }

    fn write_employees(
        &mut self,
        records: &[feed::Employee],
        batch: &[Candidate],
        report: &mut Report,
    ) -> Result<(), DbError> {
        let at = self.store.now();
        let ids: Vec<EmployeeId> = batch.iter().map(|candidate| candidate.id).collect();
        let stored: Vec<EmployeeRow> = self.store.read(|conn| {
            Ok(employee::table
                .filter(employee::id.eq_any(&ids))
                .load(conn)?)
        })?;
        let before: HashMap<EmployeeId, (EmployeeStatus, String)> = stored
            .iter()
            .map(|row| (row.id, (row.status, row.work_email_folded.clone())))
            .collect();
        let mut wanted = Vec::with_capacity(batch.len());
        for candidate in batch {
            let Some(record) = records.get(candidate.index) else {
                continue;
            };
            let old = before.get(&candidate.id).map(|(_, email)| email.as_str());
            if self.claim_email(candidate, record, old, report) {
                let row = self.employee_row(candidate, record, at, report);
                wanted.push((candidate.index, row));
            }
        }
        self.keep_moved(&stored, &mut wanted)?;
        let changed = sift(stored, wanted, at, report);
        let mut trace = self.trace("employee.import", ObjectType::Employee);
        let rows = trace.of(changed, report);
        for row in &rows {
            if !before.contains_key(&row.id) {
                self.seen.new_employees.insert(row.id);
            }
        }
        let unowned = accounts::take_unowned(&mut self.emails, &rows);
        let accounts = self
            .store
            .read(|conn| accounts::plan(conn, &rows, &before, &unowned, at))?;
        trace.also(ObjectType::Account, accounts.uuids());
        self.write(&trace, |conn| {
            in_chunks(&rows, 23, |rows| upsert(conn, rows))?;
            accounts.write(conn)
        })
    }

    /// Whose record has not heard of a move that was made here stays on the new seat.
    fn keep_moved(
        &mut self,
        stored: &[EmployeeRow],
        wanted: &mut [(usize, EmployeeRow)],
    ) -> Result<(), DbError> {
        let ids: Vec<EmployeeId> = stored.iter().map(|row| row.id).collect();
        let unheard = self.store.read(|conn| imported::list_unheard(conn, &ids))?;
        if unheard.is_empty() {
            return Ok(());
        }
        let now: HashMap<EmployeeId, &EmployeeRow> =
            stored.iter().map(|row| (row.id, row)).collect();
        let mut heard = Vec::new();
        for (_, row) in wanted {
            let (Some(moved), Some(now)) = (unheard.get(&row.id), now.get(&row.id)) else {
                continue;
            };
            if moved.is_news_to(row.org_unit_id, row.job_profile_id, row.manager_id) {
                row.org_unit_id = now.org_unit_id;
                row.manager_id = now.manager_id;
                row.job_profile_id = now.job_profile_id;
                row.location_id = now.location_id;
                row.title.clone_from(&now.title);
            } else {
                heard.push(moved.id);
            }
        }
        let mut trace = self.trace("move.import", ObjectType::Move);
        for id in &heard {
            trace.add(*id.as_uuid(), Verdict::Updated);
        }
        self.write(&trace, |conn| imported::update_heard(conn, &heard))
    }

    /// Whether the address is free for this person. The order of rows counts: an address that its
    /// owner gives up only further down is still taken.
    fn claim_email(
        &mut self,
        candidate: &Candidate,
        record: &feed::Employee,
        old: Option<&str>,
        report: &mut Report,
    ) -> bool {
        let email = fold_email(&record.work_email);
        match self.emails.get(&email) {
            Some(EmailOwner::Employee(owner)) if *owner != candidate.id => {
                report.refuse(
                    candidate.index,
                    "work_email",
                    Fault::EmailTaken,
                    &record.work_email,
                );
                self.employees.give_back(&record.external_id);
                return false;
            }
            Some(_) => {}
            None => {
                self.emails
                    .insert(email.clone(), EmailOwner::Employee(candidate.id));
            }
        }
        if let Some(old) = old.filter(|old| *old != email) {
            self.emails.remove(old);
        }
        true
    }

    fn employee_row(
        &self,
        candidate: &Candidate,
        record: &feed::Employee,
        at: Timestamp,
        report: &mut Report,
    ) -> EmployeeRow {
        let given = record.preferred_name.as_ref().unwrap_or(&record.given_name);
        let display_name = format!("{given} {}", record.family_name);
        let manager_id = candidate.manager.filter(|manager| {
            let there = record
                .manager
                .as_deref()
                .is_some_and(|external_id| self.employees.find(external_id) == Some(*manager));
            if !there {
                let manager = record.manager.as_deref().unwrap_or_default();
                report.note(candidate.index, "manager", Fault::RefusedReference, manager);
            }
            there
        });
        EmployeeRow {
            id: candidate.id,
            source: self.source.clone(),
            external_id: record.external_id.clone(),
            given_name: record.given_name.clone(),
            family_name: record.family_name.clone(),
            preferred_name: record.preferred_name.clone(),
            name_folded: fold(&display_name),
            display_name,
            work_email: record.work_email.clone(),
            work_email_folded: fold_email(&record.work_email),
            title: record.title.clone(),
            org_unit_id: candidate.org_unit,
            location_id: candidate.location,
            manager_id,
            job_profile_id: candidate.job_profile,
            hire_date: record.hire_date,
            status: record.status,
            employment_type: record.employment_type,
            weekly_hours_tenths: record.weekly_hours_tenths,
            locale: record.locale.clone(),
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }
}

fn upsert(conn: &mut Conn, rows: &[EmployeeRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(employee::table)
        .values(rows)
        .on_conflict(employee::id)
        .do_update()
        .set((
            employee::given_name.eq(excluded(employee::given_name)),
            employee::family_name.eq(excluded(employee::family_name)),
            employee::preferred_name.eq(excluded(employee::preferred_name)),
            employee::display_name.eq(excluded(employee::display_name)),
            employee::name_folded.eq(excluded(employee::name_folded)),
            employee::work_email.eq(excluded(employee::work_email)),
            employee::work_email_folded.eq(excluded(employee::work_email_folded)),
            employee::title.eq(excluded(employee::title)),
            employee::org_unit_id.eq(excluded(employee::org_unit_id)),
            employee::location_id.eq(excluded(employee::location_id)),
            employee::manager_id.eq(excluded(employee::manager_id)),
            employee::job_profile_id.eq(excluded(employee::job_profile_id)),
            employee::hire_date.eq(excluded(employee::hire_date)),
            employee::status.eq(excluded(employee::status)),
            employee::employment_type.eq(excluded(employee::employment_type)),
            employee::weekly_hours_tenths.eq(excluded(employee::weekly_hours_tenths)),
            employee::locale.eq(excluded(employee::locale)),
            employee::version.eq(employee::version + 1),
            employee::updated_at.eq(excluded(employee::updated_at)),
        ))
        .execute(c))?;
    Ok(())
}
