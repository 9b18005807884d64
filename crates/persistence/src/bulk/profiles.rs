//! The job architecture: families, profiles, what they require, and the steps between them.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::{JobFamilyId, JobProfileId, SkillId};
use domain::terms::{CareerStepKind, Importance, Track};
use domain::text::fold;
use domain::time::Timestamp;

use super::store::{Row, in_chunks, sift};
use super::{Bulk, Fault, Report, Verdict};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{career_step, job_family, job_profile, job_profile_requirement};

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = job_family, treat_none_as_default_value = false)]
struct FamilyRow {
    id: JobFamilyId,
    source: String,
    external_id: String,
    name: String,
    name_folded: String,
}

impl Row for FamilyRow {
    type Id = JobFamilyId;

    fn id(&self) -> JobFamilyId {
        self.id
    }

    fn uuid(&self) -> uuid::Uuid {
        *self.id.as_uuid()
    }

    fn keep(&mut self, _stored: &Self) {}
}

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = job_profile, treat_none_as_default_value = false)]
struct ProfileRow {
    id: JobProfileId,
    source: String,
    external_id: String,
    title: String,
    title_folded: String,
    job_family_id: JobFamilyId,
    level: i16,
    track: Track,
    summary: Option<String>,
    pay_min_minor: Option<i64>,
    pay_max_minor: Option<i64>,
    pay_currency: Option<String>,
    source_uri: Option<String>,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl Row for ProfileRow {
    type Id = JobProfileId;

    fn id(&self) -> JobProfileId {
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

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = job_profile_requirement, treat_none_as_default_value = false)]
struct RequirementRow {
    job_profile_id: JobProfileId,
    skill_id: SkillId,
    level: i16,
    importance: Importance,
}

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = career_step, treat_none_as_default_value = false)]
struct StepRow {
    from_id: JobProfileId,
    to_id: JobProfileId,
    kind: CareerStepKind,
}

impl Bulk<'_, '_> {
    /// # Errors
    /// When the database does not answer.
    pub fn job_families(&mut self, records: &[feed::JobFamily]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let Some(id) = self.job_families.take(&record.external_id) else {
                report.refuse(index, "external_id", Fault::Duplicate, &record.external_id);
                continue;
            };
            let row = FamilyRow {
                id,
                source: self.source.clone(),
                external_id: record.external_id.clone(),
                name: record.name.clone(),
                name_folded: fold(&record.name),
            };
            wanted.push((index, row));
        }
        let ids: Vec<JobFamilyId> = wanted.iter().map(|(_, row)| row.id).collect();
        let stored: Vec<FamilyRow> = self.store.read(|conn| {
            Ok(job_family::table
                .filter(job_family::id.eq_any(&ids))
                .load(conn)?)
        })?;
        let changed = sift(stored, wanted, self.store.now(), &mut report);
        let mut trace = self.trace("job_family.import", ObjectType::JobFamily);
        let rows = trace.of(changed, &report);
        self.write(&trace, |conn| {
            in_chunks(&rows, 5, |rows| upsert_families(conn, rows))
        })?;
        Ok(report)
    }

    /// # Errors
    /// When the database does not answer.
    pub fn job_profiles(&mut self, records: &[feed::JobProfile]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let at = self.store.now();
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let Some(family) = report.resolve(index, "family", &self.job_families, &record.family)
            else {
                continue;
            };
            let Some(id) = self.job_profiles.take(&record.external_id) else {
                report.refuse(index, "external_id", Fault::Duplicate, &record.external_id);
                continue;
            };
            self.profile_levels.insert(id, record.level);
            wanted.push((index, self.profile_row(id, family, record, at)));
        }
        let ids: Vec<JobProfileId> = wanted.iter().map(|(_, row)| row.id).collect();
        let stored: Vec<ProfileRow> = self.store.read(|conn| {
            Ok(job_profile::table
                .filter(job_profile::id.eq_any(&ids))
                .load(conn)?)
        })?;
        let changed = sift(stored, wanted, at, &mut report);
        let mut trace = self.trace("job_profile.import", ObjectType::JobProfile);
        let rows = trace.of(changed, &report);
        self.write(&trace, |conn| {
            in_chunks(&rows, 16, |rows| upsert_profiles(conn, rows))
        })?;
        Ok(report)
    }

    fn profile_row(
        &self,
        id: JobProfileId,
        job_family_id: JobFamilyId,
        record: &feed::JobProfile,
        at: Timestamp,
    ) -> ProfileRow {
        ProfileRow {
            id,
            source: self.source.clone(),
            external_id: record.external_id.clone(),
            title: record.title.clone(),
            title_folded: fold(&record.title),
            job_family_id,
            level: record.level,
            track: record.track,
            summary: record.summary.clone(),
            pay_min_minor: record.pay_range.map(|range| range.min_minor),
            pay_max_minor: record.pay_range.map(|range| range.max_minor),
            pay_currency: record.pay_range.map(|range| range.currency.to_string()),
            source_uri: record.source_uri.clone(),
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    /// # Errors
    /// When the database does not answer.
    pub fn requirements(&mut self, records: &[feed::Requirement]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted: Vec<(usize, RequirementRow)> = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let profile = report.resolve(
                index,
                "job_profile",
                &self.job_profiles,
                &record.job_profile,
            );
            let skill = report.resolve(index, "skill", &self.skills, &record.skill);
            let (Some(job_profile_id), Some(skill_id)) = (profile, skill) else {
                continue;
            };
            if !self.seen.requirements.insert((job_profile_id, skill_id)) {
                report.refuse(index, "skill", Fault::Duplicate, &record.skill);
                continue;
            }
            let row = RequirementRow {
                job_profile_id,
                skill_id,
                level: record.level,
                importance: record.importance,
            };
            wanted.push((index, row));
        }
        let profiles: HashSet<JobProfileId> =
            wanted.iter().map(|(_, row)| row.job_profile_id).collect();
        let stored: HashMap<(JobProfileId, SkillId), RequirementRow> = self
            .store
            .read(|conn| {
                Ok(job_profile_requirement::table
                    .filter(job_profile_requirement::job_profile_id.eq_any(&profiles))
                    .load::<RequirementRow>(conn)?)
            })?
            .into_iter()
            .map(|row| ((row.job_profile_id, row.skill_id), row))
            .collect();
        let mut trace = self.trace("job_profile.import_requirement", ObjectType::JobProfile);
        let mut rows = Vec::new();
        for (index, row) in wanted {
            let verdict = match stored.get(&(row.job_profile_id, row.skill_id)) {
                None => Verdict::Created,
                Some(found) if *found == row => Verdict::Unchanged,
                Some(_) => Verdict::Updated,
            };
            report.set(index, verdict);
            if verdict != Verdict::Unchanged {
                trace.add(*row.job_profile_id.as_uuid(), verdict);
                rows.push(row);
            }
        }
        self.write(&trace, |conn| {
            in_chunks(&rows, 4, |rows| upsert_requirements(conn, rows))
        })?;
        Ok(report)
    }

    /// # Errors
    /// When the database does not answer.
    pub fn career_steps(&mut self, records: &[feed::CareerStep]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted: Vec<(usize, StepRow)> = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let from = report.resolve(index, "from", &self.job_profiles, &record.from);
            let to = report.resolve(index, "to", &self.job_profiles, &record.to);
            let (Some(from_id), Some(to_id)) = (from, to) else {
                continue;
            };
            if from_id == to_id {
                report.refuse(index, "to", Fault::Cycle, &record.to);
            } else if self.seen.steps.insert((from_id, to_id)) {
                let kind = record.kind;
                wanted.push((
                    index,
                    StepRow {
                        from_id,
                        to_id,
                        kind,
                    },
                ));
            } else {
                report.refuse(index, "to", Fault::Duplicate, &record.to);
            }
        }
        let from: HashSet<JobProfileId> = wanted.iter().map(|(_, row)| row.from_id).collect();
        let stored: HashMap<(JobProfileId, JobProfileId), CareerStepKind> = self
            .store
            .read(|conn| {
                Ok(career_step::table
                    .filter(career_step::from_id.eq_any(&from))
                    .load::<StepRow>(conn)?)
            })?
            .into_iter()
            .map(|row| ((row.from_id, row.to_id), row.kind))
            .collect();
        let mut trace = self.trace("job_profile.import_step", ObjectType::JobProfile);
        let mut rows = Vec::new();
        for (index, row) in wanted {
            let verdict = match stored.get(&(row.from_id, row.to_id)) {
                None => Verdict::Created,
                Some(kind) if *kind == row.kind => Verdict::Unchanged,
                Some(_) => Verdict::Updated,
            };
            report.set(index, verdict);
            if verdict != Verdict::Unchanged {
                trace.add(*row.from_id.as_uuid(), verdict);
                rows.push(row);
            }
        }
        self.write(&trace, |conn| {
            in_chunks(&rows, 3, |rows| upsert_steps(conn, rows))
        })?;
        Ok(report)
    }
}

fn upsert_families(conn: &mut Conn, rows: &[FamilyRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(job_family::table)
        .values(rows)
        .on_conflict(job_family::id)
        .do_update()
        .set((
            job_family::name.eq(excluded(job_family::name)),
            job_family::name_folded.eq(excluded(job_family::name_folded)),
        ))
        .execute(c))?;
    Ok(())
}

fn upsert_profiles(conn: &mut Conn, rows: &[ProfileRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(job_profile::table)
        .values(rows)
        .on_conflict(job_profile::id)
        .do_update()
        .set((
            job_profile::title.eq(excluded(job_profile::title)),
            job_profile::title_folded.eq(excluded(job_profile::title_folded)),
            job_profile::job_family_id.eq(excluded(job_profile::job_family_id)),
            job_profile::level.eq(excluded(job_profile::level)),
            job_profile::track.eq(excluded(job_profile::track)),
            job_profile::summary.eq(excluded(job_profile::summary)),
            job_profile::pay_min_minor.eq(excluded(job_profile::pay_min_minor)),
            job_profile::pay_max_minor.eq(excluded(job_profile::pay_max_minor)),
            job_profile::pay_currency.eq(excluded(job_profile::pay_currency)),
            job_profile::source_uri.eq(excluded(job_profile::source_uri)),
            job_profile::version.eq(job_profile::version + 1),
            job_profile::updated_at.eq(excluded(job_profile::updated_at)),
        ))
        .execute(c))?;
    Ok(())
}

fn upsert_requirements(conn: &mut Conn, rows: &[RequirementRow]) -> Result<(), DbError> {
    use job_profile_requirement::dsl;
    on_backend!(conn, |c| diesel::insert_into(
        job_profile_requirement::table
    )
    .values(rows)
    .on_conflict((dsl::job_profile_id, dsl::skill_id))
    .do_update()
    .set((
        dsl::level.eq(excluded(dsl::level)),
        dsl::importance.eq(excluded(dsl::importance)),
    ))
    .execute(c))?;
    Ok(())
}

fn upsert_steps(conn: &mut Conn, rows: &[StepRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(career_step::table)
        .values(rows)
        .on_conflict((career_step::from_id, career_step::to_id))
        .do_update()
        .set(career_step::kind.eq(excluded(career_step::kind)))
        .execute(c))?;
    Ok(())
}
