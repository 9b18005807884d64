//! What people aim for and where they would work, in bulk. What somebody has already said stands: a
//! feed only fills in.

use diesel::prelude::*;
use domain::feed;
use domain::ids::{AspirationId, EmployeeId, JobProfileId, LocationId};
use domain::terms::{AspirationVisibility, Horizon, OpportunityKind, WorkMode};
use domain::time::Timestamp;

use super::missing::Missing;
use super::{Bulk, Fault, Report};
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{aspiration, mobility_preference};

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = aspiration, treat_none_as_default_value = false)]
struct AspirationRow {
    id: AspirationId,
    employee_id: EmployeeId,
    job_profile_id: Option<JobProfileId>,
    horizon: Horizon,
    visibility: AspirationVisibility,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = mobility_preference, treat_none_as_default_value = false)]
struct PreferenceRow {
    employee_id: EmployeeId,
    opportunity_kinds: Json<Vec<OpportunityKind>>,
    location_ids: Json<Vec<LocationId>>,
    work_modes: Json<Vec<WorkMode>>,
    languages: Json<Vec<String>>,
    open_to_moves: bool,
    version: i64,
    updated_at: Timestamp,
}

const ASPIRATIONS: Missing<AspirationRow, (EmployeeId, Option<JobProfileId>)> = Missing {
    action: "employee.import_aspiration",
    columns: 8,
    of: |row| row.employee_id,
    key: |row| (row.employee_id, row.job_profile_id),
    stored: |conn, people| {
        Ok(aspiration::table
            .filter(aspiration::employee_id.eq_any(people))
            .select((aspiration::employee_id, aspiration::job_profile_id))
            .load(conn)?)
    },
    insert: |conn, rows| {
        on_backend!(conn, |c| diesel::insert_into(aspiration::table)
            .values(rows)
            .execute(c))?;
        Ok(())
    },
};

const PREFERENCES: Missing<PreferenceRow, EmployeeId> = Missing {
    action: "employee.import_mobility_preference",
    columns: 8,
    of: |row| row.employee_id,
    key: |row| row.employee_id,
    stored: |conn, people| {
        Ok(mobility_preference::table
            .filter(mobility_preference::employee_id.eq_any(people))
            .select(mobility_preference::employee_id)
            .load(conn)?)
    },
    insert: |conn, rows| {
        on_backend!(conn, |c| diesel::insert_into(mobility_preference::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(c))?;
        Ok(())
    },
};

impl Bulk<'_, '_> {
    /// Roles that people aim for, each once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn aspirations(&mut self, records: &[feed::Aspiration]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let at = self.store.now();
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let employee = report.resolve(index, "employee", &self.employees, &record.employee);
            let profile = report.resolve(
                index,
                "job_profile",
                &self.job_profiles,
                &record.job_profile,
            );
            let (Some(employee_id), Some(profile)) = (employee, profile) else {
                continue;
            };
            if !self.seen.aspirations.insert((employee_id, profile)) {
                report.refuse(index, "job_profile", Fault::Duplicate, &record.job_profile);
                continue;
            }
            let row = AspirationRow {
                id: AspirationId::generate(),
                employee_id,
                job_profile_id: Some(profile),
                horizon: record.horizon,
                visibility: record.visibility,
                version: 1,
                created_at: at,
                updated_at: at,
            };
            wanted.push((index, row));
        }
        self.fill_in(&ASPIRATIONS, wanted, &mut report)?;
        Ok(report)
    }

    /// # Errors
    /// When the database does not answer.
    pub fn mobility_preferences(
        &mut self,
        records: &[feed::MobilityPreference],
    ) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let updated_at = self.store.now();
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let employee = report.resolve(index, "employee", &self.employees, &record.employee);
            let places: Vec<Option<LocationId>> = (record.locations.iter())
                .map(|place| report.resolve(index, "locations", &self.locations, place))
                .collect();
            let places: Option<Vec<LocationId>> = places.into_iter().collect();
            let (Some(employee_id), Some(places)) = (employee, places) else {
                continue;
            };
            if !self.seen.preferences.insert(employee_id) {
                report.refuse(index, "employee", Fault::Duplicate, &record.employee);
                continue;
            }
            let row = PreferenceRow {
                employee_id,
                opportunity_kinds: Json(record.opportunity_kinds.clone()),
                location_ids: Json(places),
                work_modes: Json(record.work_modes.clone()),
                languages: Json(Vec::new()),
                open_to_moves: record.open_to_moves,
                version: 1,
                updated_at,
            };
            wanted.push((index, row));
        }
        self.fill_in(&PREFERENCES, wanted, &mut report)?;
        Ok(report)
    }
}
