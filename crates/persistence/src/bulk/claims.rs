//! What is said of people's skills, and what they would like to do with them. The bulk of a feed.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::{EmployeeId, SkillClaimId, SkillId};
use domain::terms::{ClaimSource, Interest};
use domain::time::Timestamp;

use super::missing::Missing;
use super::store::in_chunks;
use super::{Bulk, Fault, Report, Verdict};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{skill_claim, skill_interest};

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = skill_claim, treat_none_as_default_value = false)]
struct ClaimRow {
    id: SkillClaimId,
    employee_id: EmployeeId,
    skill_id: SkillId,
    source: ClaimSource,
    author_id: EmployeeId,
    level: i16,
    claimed_on: NaiveDate,
    evidence: Option<String>,
    expires_on: Option<NaiveDate>,
    created_at: Timestamp,
}

type ClaimKey = (EmployeeId, SkillId, ClaimSource, NaiveDate);

impl ClaimRow {
    const fn key(&self) -> ClaimKey {
        (
            self.employee_id,
            self.skill_id,
            self.source,
            self.claimed_on,
        )
    }
}

#[derive(Clone, Debug, PartialEq, Insertable)]
#[diesel(table_name = skill_interest, treat_none_as_default_value = false)]
struct InterestRow {
    employee_id: EmployeeId,
    skill_id: SkillId,
    interest: Interest,
    updated_at: Timestamp,
}

const INTERESTS: Missing<InterestRow, (EmployeeId, SkillId)> = Missing {
    action: "employee.import_skill_interest",
    columns: 4,
    of: |row| row.employee_id,
    key: |row| (row.employee_id, row.skill_id),
    stored: |conn, people| {
        Ok(skill_interest::table
            .filter(skill_interest::employee_id.eq_any(people))
            .select((skill_interest::employee_id, skill_interest::skill_id))
            .load(conn)?)
    },
    insert: |conn, rows| {
        on_backend!(conn, |c| diesel::insert_into(skill_interest::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(c))?;
        Ok(())
    },
};

impl Bulk<'_, '_> {
    /// Claims, matched by employee, skill, source and day. A feed names no author: the employee
    /// stands in for them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn skill_claims(&mut self, records: &[feed::SkillClaim]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let at = self.store.now();
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            if let Some(row) = self.claim_row(index, record, at, &mut report) {
                wanted.push((index, row));
            }
        }
        let mut stored = self.stored_claims(&wanted)?;
        let mut trace = self.trace("employee.import_skill_claim", ObjectType::Employee);
        let mut rows = Vec::with_capacity(wanted.len());
        for (index, mut row) in wanted {
            let verdict = match stored.remove(&row.key()) {
                None => Verdict::Created,
                Some(found) => {
                    row.id = found.id;
                    row.created_at = found.created_at;
                    if row == found {
                        Verdict::Unchanged
                    } else {
                        Verdict::Updated
                    }
                }
            };
            report.set(index, verdict);
            if verdict != Verdict::Unchanged {
                trace.add(*row.employee_id.as_uuid(), verdict);
                rows.push(row);
            }
        }
        self.write(&trace, |conn| {
            in_chunks(&rows, 10, |rows| upsert_claims(conn, rows))
        })?;
        Ok(report)
    }

    fn claim_row(
        &mut self,
        index: usize,
        record: &feed::SkillClaim,
        at: Timestamp,
        report: &mut Report,
    ) -> Option<ClaimRow> {
        let employee = report.resolve(index, "employee", &self.employees, &record.employee);
        let skill = report.resolve(index, "skill", &self.skills, &record.skill);
        let row = ClaimRow {
            id: SkillClaimId::generate(),
            employee_id: employee?,
            skill_id: skill?,
            source: record.source,
            author_id: employee?,
            level: record.level,
            claimed_on: record.claimed_on,
            evidence: record.evidence.clone(),
            expires_on: record.expires_on,
            created_at: at,
        };
        if self.seen.claims.insert(row.key()) {
            Some(row)
        } else {
            report.refuse(index, "skill", Fault::Duplicate, &record.skill);
            None
        }
    }

    /// Of people made in this run nothing can be stored but what this run fed, and that is known
    /// not to come twice.
    fn stored_claims(
        &mut self,
        wanted: &[(usize, ClaimRow)],
    ) -> Result<HashMap<ClaimKey, ClaimRow>, DbError> {
        let old: HashSet<EmployeeId> = wanted
            .iter()
            .map(|(_, row)| row.employee_id)
            .filter(|id| !self.seen.new_employees.contains(id))
            .collect();
        if old.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<ClaimRow> = self.store.read(|conn| {
            Ok(skill_claim::table
                .filter(skill_claim::employee_id.eq_any(&old))
                .filter(skill_claim::author_id.eq(skill_claim::employee_id))
                .load(conn)?)
        })?;
        Ok(rows.into_iter().map(|row| (row.key(), row)).collect())
    }

    /// Interests. What somebody has already said stands: a feed only fills in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn skill_interests(&mut self, records: &[feed::SkillInterest]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let updated_at = self.store.now();
        let mut wanted = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let employee = report.resolve(index, "employee", &self.employees, &record.employee);
            let skill = report.resolve(index, "skill", &self.skills, &record.skill);
            let (Some(employee_id), Some(skill_id)) = (employee, skill) else {
                continue;
            };
            if !self.seen.interests.insert((employee_id, skill_id)) {
                report.refuse(index, "skill", Fault::Duplicate, &record.skill);
                continue;
            }
            let row = InterestRow {
                employee_id,
                skill_id,
                interest: record.interest,
                updated_at,
            };
            wanted.push((index, row));
        }
        self.fill_in(&INTERESTS, wanted, &mut report)?;
        Ok(report)
    }
}

fn upsert_claims(conn: &mut Conn, rows: &[ClaimRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(skill_claim::table)
        .values(rows)
        .on_conflict(skill_claim::id)
        .do_update()
        .set((
            skill_claim::level.eq(excluded(skill_claim::level)),
            skill_claim::evidence.eq(excluded(skill_claim::evidence)),
            skill_claim::expires_on.eq(excluded(skill_claim::expires_on)),
        ))
        .execute(c))?;
    Ok(())
}
