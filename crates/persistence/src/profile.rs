//! What is known about a person beyond the directory: their record (skill claims and roles held)
//! and their applications here, changing claims in `claims`, interests, aspirations and
//! preferences in `wishes`. All of it needs a permit.

use std::cmp::Reverse;

use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Date, HasSqlType, Integer, Nullable, SmallInt, Text};
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{
    ApplicationId, EmployeeId, JobProfileId, OpportunityId, OrgUnitId, RoleAssignmentId, RowId,
    SkillClaimId, SkillId,
};
use domain::sql::Uuid;
use domain::time::Timestamp;

use crate::claims::SkillClaim;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, opportunity};

/// One stretch of a role history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    pub id: RoleAssignmentId,
    pub job_profile_id: Option<JobProfileId>,
    pub title: String,
    pub org_unit_id: Option<OrgUnitId>,
    pub starts_on: NaiveDate,
    /// Last day; none for the present role.
    pub ends_on: Option<NaiveDate>,
}

/// What is on record about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// All that was said of their skills, by skill, latest first.
    pub claims: Vec<SkillClaim>,
    /// The roles held, latest first.
    pub roles: Vec<RoleAssignment>,
}

/// Reads a person's record.
///
/// # Errors
/// When the database does not answer.
pub fn find_record(
    conn: &mut Conn,
    permit: &Permit<actions::ReadProfile>,
) -> Result<Record, DbError> {
    let person = permit.object();
    let rows: Vec<RecordRow> = FindRecord { person }.load(conn)?;
    let mut record = Record::default();
    for row in rows {
        match row.part {
            CLAIM => record.claims.push(row.into_claim(person)?),
            _ => record.roles.push(row.into_role()),
        }
    }
    // Sorted here: for a few dozen rows the databases take longer to set a sort up than to read.
    record.claims.sort_unstable_by_key(|claim| {
        let latest_first = Reverse((claim.claimed_on, claim.id));
        (claim.skill_id, latest_first)
    });
    (record.roles).sort_unstable_by_key(|role| Reverse((role.starts_on, role.id)));
    Ok(record)
}

/// One statement for both parts, so that reading a profile stays cheap; written out because
/// diesel's multi-connection knows no UNION.
#[derive(QueryId)]
struct FindRecord {
    person: EmployeeId,
}

const CLAIM: i32 = 0;
const CLAIMS: &str = "SELECT 0, id, skill_id, author_id, source, level, claimed_on, expires_on, \
     evidence FROM skill_claim WHERE employee_id = ";
const ROLES: &str = " UNION ALL SELECT 1, id, job_profile_id, org_unit_id, title, NULL, \
     starts_on, ends_on, NULL FROM role_assignment WHERE employee_id = ";

/// A row of either part.
#[derive(Queryable)]
struct RecordRow {
    part: i32,
    id: RowId,
    /// The skill, or the role held.
    about_id: Option<RowId>,
    /// Who said so, or the unit.
    by_id: Option<RowId>,
    /// The source, or the title.
    word: String,
    level: Option<i16>,
    from: NaiveDate,
    to: Option<NaiveDate>,
    text: Option<String>,
}

impl RecordRow {
    fn into_claim(self, person: EmployeeId) -> Result<SkillClaim, DbError> {
        let broken = |what: &str| DbError::Other(format!("skill claim {}: {what}", self.id));
        let (Some(skill), Some(author), Some(level)) = (self.about_id, self.by_id, self.level)
        else {
            return Err(broken("a column is empty"));
        };
        Ok(SkillClaim {
            source: (self.word.parse()).map_err(|_| broken("no such source"))?,
            id: SkillClaimId::from_uuid(*self.id.as_uuid()),
            employee_id: person,
            skill_id: SkillId::from_uuid(*skill.as_uuid()),
            author_id: EmployeeId::from_uuid(*author.as_uuid()),
            level,
            claimed_on: self.from,
            evidence: self.text,
            expires_on: self.to,
        })
    }

    fn into_role(self) -> RoleAssignment {
        RoleAssignment {
            id: RoleAssignmentId::from_uuid(*self.id.as_uuid()),
            job_profile_id: (self.about_id).map(|id| JobProfileId::from_uuid(*id.as_uuid())),
            title: self.word,
            org_unit_id: (self.by_id).map(|id| OrgUnitId::from_uuid(*id.as_uuid())),
            starts_on: self.from,
            ends_on: self.to,
        }
    }
}

impl<DB> QueryFragment<DB> for FindRecord
where
    DB: Backend + HasSqlType<Uuid>,
    EmployeeId: ToSql<Uuid, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for text in [CLAIMS, ROLES] {
            out.push_sql(text);
            out.push_bind_param::<Uuid, _>(&self.person)?;
        }
        Ok(())
    }
}

impl Query for FindRecord {
    type SqlType = (
        Integer,
        Uuid,
        Nullable<Uuid>,
        Nullable<Uuid>,
        Text,
        Nullable<SmallInt>,
        Date,
        Nullable<Date>,
        Nullable<Text>,
    );
}

impl RunQueryDsl<Conn> for FindRecord {}

/// An application as its applicant may take it along.
#[derive(Clone, Debug, Queryable)]
pub struct OwnApplication {
    pub id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub opportunity_title: String,
    pub status: ApplicationStatus,
    pub statement: String,
    pub submitted_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub feedback_reason: Option<String>,
    pub feedback_gap: Option<String>,
    pub feedback_next_step: Option<String>,
}

/// A person's applications, latest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_own_applications(
    conn: &mut Conn,
    permit: &Permit<actions::ExportOwnData>,
) -> Result<Vec<OwnApplication>, DbError> {
    Ok(application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .filter(application::employee_id.eq(permit.object()))
        .order((application::created_at.desc(), application::id.desc()))
        .select((
            application::id,
            application::opportunity_id,
            opportunity::title,
            application::status,
            application::statement,
            application::submitted_at,
            application::decided_at,
            application::feedback_reason,
            application::feedback_gap,
            application::feedback_next_step,
        ))
        .load(conn)?)
}
