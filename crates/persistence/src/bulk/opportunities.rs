//! Openings with their requirements. A feed says where an opening stands when it is first fed;
//! from then on its status is moved here, by people.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveTime};
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{Importance, OpportunityKind, Priority, WorkMode};
use domain::text::fold;
use domain::time::Timestamp;

use super::store::{Row, in_chunks, sift};
use super::{Bulk, Fault, Report, Verdict};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{job_profile_requirement, opportunity, opportunity_requirement};

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = opportunity, treat_none_as_default_value = false)]
struct OpportunityRow {
    id: OpportunityId,
    source: String,
    external_id: String,
    kind: OpportunityKind,
    title: String,
    title_folded: String,
    description: String,
    org_unit_id: OrgUnitId,
    location_id: Option<LocationId>,
    work_mode: WorkMode,
    job_profile_id: Option<JobProfileId>,
    level: Option<i16>,
    owner_id: EmployeeId,
    seats: i32,
    seats_filled: i32,
    pay_min_minor: Option<i64>,
    pay_max_minor: Option<i64>,
    pay_currency: Option<String>,
    hours_per_week: Option<i32>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    opened_at: Option<Timestamp>,
    closes_on: Option<NaiveDate>,
    priority: Priority,
    status: OpportunityStatus,
    selection_criteria: String,
    audience_org_unit_ids: String,
    applicants_count: i32,
    version: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    owner_since: Timestamp,
}

impl Row for OpportunityRow {
    type Id = OpportunityId;

    fn id(&self) -> OpportunityId {
        self.id
    }

    fn uuid(&self) -> uuid::Uuid {
        *self.id.as_uuid()
    }

    fn keep(&mut self, stored: &Self) {
        self.owner_since = if self.owner_id == stored.owner_id {
            stored.owner_since
        } else {
            self.updated_at
        };
        self.status = stored.status;
        self.opened_at = stored.opened_at;
        self.seats_filled = stored.seats_filled;
        self.seats = self.seats.max(stored.seats_filled);
        self.applicants_count = stored.applicants_count;
        // Criteria stand once somebody applied, whatever a feed says later.
        if stored.applicants_count > 0 {
            self.selection_criteria
                .clone_from(&stored.selection_criteria);
        }
        self.audience_org_unit_ids
            .clone_from(&stored.audience_org_unit_ids);
        self.version = stored.version;
        self.created_at = stored.created_at;
        self.updated_at = stored.updated_at;
    }

    fn stamp(&mut self, at: Timestamp) {
        self.updated_at = at;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Queryable, Insertable)]
#[diesel(table_name = opportunity_requirement, treat_none_as_default_value = false)]
struct RequirementRow {
    opportunity_id: OpportunityId,
    skill_id: SkillId,
    level: i16,
    importance: Importance,
}

type Requirements = BTreeMap<SkillId, (i16, Importance)>;

impl Bulk<'_, '_> {
    /// Openings; the requirements of each are replaced by those fed, or by those of its profile
    /// where it brings none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn opportunities(&mut self, records: &[feed::Opportunity]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let at = self.store.now();
        let mut wanted = Vec::with_capacity(records.len());
        let mut requirements: HashMap<OpportunityId, Requirements> = HashMap::new();
        for (index, record) in records.iter().enumerate() {
            let needed = self.needed(index, record, &mut report);
            let Some(row) = self.opportunity_row(index, record, at, &mut report) else {
                continue;
            };
            requirements.insert(row.id, needed);
            wanted.push((index, row));
        }
        self.inherit_requirements(&wanted, &mut requirements)?;
        let ids: Vec<OpportunityId> = wanted.iter().map(|(_, row)| row.id).collect();
        let (stored, old): (Vec<OpportunityRow>, Vec<RequirementRow>) =
            self.store.read(|conn| {
                let rows = opportunity::table
                    .filter(opportunity::id.eq_any(&ids))
                    .load(conn)?;
                let old = opportunity_requirement::table
                    .filter(opportunity_requirement::opportunity_id.eq_any(&ids))
                    .load(conn)?;
                Ok((rows, old))
            })?;
        let of_records: Vec<(usize, OpportunityId)> =
            wanted.iter().map(|(index, row)| (*index, row.id)).collect();
        let rows: Vec<OpportunityRow> = sift(stored, wanted, at, &mut report)
            .into_iter()
            .map(|(_, row)| row)
            .collect();
        let replaced = replaced(&of_records, old, &requirements, &mut report);
        let needed: Vec<RequirementRow> = replaced
            .iter()
            .flat_map(|id| rows_of(*id, &requirements))
            .collect();
        let mut trace = self.trace("opportunity.import", ObjectType::Opportunity);
        for (index, id) in &of_records {
            if let Some(verdict) = report.verdicts.get(*index) {
                trace.add(*id.as_uuid(), *verdict);
            }
        }
        self.write(&trace, |conn| {
            in_chunks(&rows, 32, |rows| upsert(conn, rows))?;
            in_chunks(&replaced, 1, |ids| {
                let of_these = opportunity_requirement::opportunity_id.eq_any(ids);
                diesel::delete(opportunity_requirement::table.filter(of_these)).execute(conn)?;
                Ok(())
            })?;
            in_chunks(&needed, 4, |rows| {
                on_backend!(conn, |c| diesel::insert_into(
                    opportunity_requirement::table
                )
                .values(rows)
                .execute(c))?;
                Ok(())
            })
        })?;
        Ok(report)
    }

    /// What the record itself requires. An unknown skill is told and left out: the opening itself
    /// can be taken.
    fn needed(
        &self,
        index: usize,
        record: &feed::Opportunity,
        report: &mut Report,
    ) -> Requirements {
        record
            .requirements
            .iter()
            .filter_map(|need| {
                let skill = self.skills.find(&need.skill);
                if skill.is_none() {
                    report.note(index, "requirements", Fault::UnknownReference, &need.skill);
                }
                Some((skill?, (need.level, need.importance)))
            })
            .collect()
    }

    fn opportunity_row(
        &mut self,
        index: usize,
        record: &feed::Opportunity,
        at: Timestamp,
        report: &mut Report,
    ) -> Option<OpportunityRow> {
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
        let owner = report.resolve(index, "owner", &self.employees, &record.owner);
        let (org_unit_id, location_id, job_profile_id, owner_id) =
            (org_unit?, location?, job_profile?, owner?);
        let Some(id) = self.opportunities.take(&record.external_id) else {
            report.refuse(index, "external_id", Fault::Duplicate, &record.external_id);
            return None;
        };
        let opened_at = record.opens_on.map(morning_of);
        Some(OpportunityRow {
            id,
            source: self.source.clone(),
            external_id: record.external_id.clone(),
            kind: record.kind,
            title: record.title.clone(),
            title_folded: fold(&record.title),
            description: record.description.clone(),
            org_unit_id,
            location_id,
            work_mode: record.work_mode,
            job_profile_id,
            level: job_profile_id.and_then(|id| self.profile_levels.get(&id).copied()),
            owner_id,
            seats: record.seats,
            seats_filled: 0,
            pay_min_minor: record.pay_range.map(|range| range.min_minor),
            pay_max_minor: record.pay_range.map(|range| range.max_minor),
            pay_currency: record.pay_range.map(|range| range.currency.to_string()),
            hours_per_week: record.hours_per_week,
            starts_on: record.starts_on,
            ends_on: record.ends_on,
            opened_at,
            closes_on: record.closes_on,
            priority: record.priority,
            status: record.status,
            selection_criteria: serde_json::json!(record.selection_criteria).to_string(),
            audience_org_unit_ids: "[]".to_owned(),
            applicants_count: 0,
            version: 1,
            created_at: opened_at.unwrap_or(at).min(at),
            updated_at: at,
            owner_since: opened_at.unwrap_or(at).min(at),
        })
    }

    fn inherit_requirements(
        &mut self,
        wanted: &[(usize, OpportunityRow)],
        requirements: &mut HashMap<OpportunityId, Requirements>,
    ) -> Result<(), DbError> {
        let heirs: Vec<(OpportunityId, JobProfileId)> = wanted
            .iter()
            .filter(|(_, row)| requirements.get(&row.id).is_some_and(BTreeMap::is_empty))
            .filter_map(|(_, row)| Some((row.id, row.job_profile_id?)))
            .collect();
        if heirs.is_empty() {
            return Ok(());
        }
        let rows: Vec<(JobProfileId, SkillId, i16, Importance)> = self.store.read(|conn| {
            let profiles = heirs.iter().map(|(_, profile)| profile);
            Ok(job_profile_requirement::table
                .filter(job_profile_requirement::job_profile_id.eq_any(profiles))
                .load(conn)?)
        })?;
        let mut of_profiles: HashMap<JobProfileId, Requirements> = HashMap::new();
        for (profile, skill, level, importance) in rows {
            of_profiles
                .entry(profile)
                .or_default()
                .insert(skill, (level, importance));
        }
        for (opening, profile) in heirs {
            if let Some(inherited) = of_profiles.get(&profile) {
                requirements.insert(opening, inherited.clone());
            }
        }
        Ok(())
    }
}

/// The start of the working day: openings open by day, the column has an instant.
fn morning_of(day: NaiveDate) -> Timestamp {
    let eight = NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default();
    Timestamp::new(day.and_time(eight).and_utc())
}

/// Openings whose stored requirements differ from those wanted; they count as updated.
fn replaced(
    of_records: &[(usize, OpportunityId)],
    old: Vec<RequirementRow>,
    wanted: &HashMap<OpportunityId, Requirements>,
    report: &mut Report,
) -> Vec<OpportunityId> {
    let mut stored: HashMap<OpportunityId, Requirements> = HashMap::new();
    for row in old {
        stored
            .entry(row.opportunity_id)
            .or_default()
            .insert(row.skill_id, (row.level, row.importance));
    }
    let none = Requirements::new();
    of_records
        .iter()
        .filter(|(index, id)| {
            let differs = stored.get(id).unwrap_or(&none) != wanted.get(id).unwrap_or(&none);
            if differs && report.verdicts.get(*index) == Some(&Verdict::Unchanged) {
                report.set(*index, Verdict::Updated);
            }
            differs
        })
        .map(|(_, id)| *id)
        .collect()
}

fn rows_of(
    id: OpportunityId,
    requirements: &HashMap<OpportunityId, Requirements>,
) -> impl Iterator<Item = RequirementRow> {
    requirements
        .get(&id)
        .into_iter()
        .flatten()
        .map(move |(skill_id, (level, importance))| RequirementRow {
            opportunity_id: id,
            skill_id: *skill_id,
            level: *level,
            importance: *importance,
        })
}

fn upsert(conn: &mut Conn, rows: &[OpportunityRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(opportunity::table)
        .values(rows)
        .on_conflict(opportunity::id)
        .do_update()
        .set((
            opportunity::kind.eq(excluded(opportunity::kind)),
            opportunity::title.eq(excluded(opportunity::title)),
            opportunity::title_folded.eq(excluded(opportunity::title_folded)),
            opportunity::description.eq(excluded(opportunity::description)),
            opportunity::org_unit_id.eq(excluded(opportunity::org_unit_id)),
            opportunity::location_id.eq(excluded(opportunity::location_id)),
            opportunity::work_mode.eq(excluded(opportunity::work_mode)),
            opportunity::job_profile_id.eq(excluded(opportunity::job_profile_id)),
            opportunity::level.eq(excluded(opportunity::level)),
            opportunity::owner_id.eq(excluded(opportunity::owner_id)),
            opportunity::owner_since.eq(excluded(opportunity::owner_since)),
            opportunity::seats.eq(excluded(opportunity::seats)),
            opportunity::pay_min_minor.eq(excluded(opportunity::pay_min_minor)),
            opportunity::pay_max_minor.eq(excluded(opportunity::pay_max_minor)),
            opportunity::pay_currency.eq(excluded(opportunity::pay_currency)),
            opportunity::hours_per_week.eq(excluded(opportunity::hours_per_week)),
            opportunity::starts_on.eq(excluded(opportunity::starts_on)),
            opportunity::ends_on.eq(excluded(opportunity::ends_on)),
            opportunity::closes_on.eq(excluded(opportunity::closes_on)),
            opportunity::priority.eq(excluded(opportunity::priority)),
            opportunity::selection_criteria.eq(excluded(opportunity::selection_criteria)),
            opportunity::version.eq(opportunity::version + 1),
            opportunity::updated_at.eq(excluded(opportunity::updated_at)),
        ))
        .execute(c))?;
    Ok(())
}
