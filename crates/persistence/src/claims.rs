//! What people and systems say of somebody's skills. What follows from it is
//! `domain::proficiency`'s business.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{EmployeeId, SkillClaimId, SkillId};
use domain::terms::ClaimSource;

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::skill_claim;
use crate::write::{AuditDraft, WriteTx};

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct SkillClaim {
    pub id: SkillClaimId,
    pub employee_id: EmployeeId,
    pub skill_id: SkillId,
    pub source: ClaimSource,
    /// The colleague who made the claim; the employee where no other person stands behind it.
    pub author_id: EmployeeId,
    pub level: i16,
    pub claimed_on: chrono::NaiveDate,
    pub evidence: Option<String>,
    /// Last day of validity.
    pub expires_on: Option<chrono::NaiveDate>,
}

type Columns = (
    skill_claim::id,
    skill_claim::employee_id,
    skill_claim::skill_id,
    skill_claim::source,
    skill_claim::author_id,
    skill_claim::level,
    skill_claim::claimed_on,
    skill_claim::evidence,
    skill_claim::expires_on,
);

const COLUMNS: Columns = (
    skill_claim::id,
    skill_claim::employee_id,
    skill_claim::skill_id,
    skill_claim::source,
    skill_claim::author_id,
    skill_claim::level,
    skill_claim::claimed_on,
    skill_claim::evidence,
    skill_claim::expires_on,
);

/// One claim, for deciding who may do what with it.
///
/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn find_claim(conn: &mut Conn, id: SkillClaimId) -> Result<SkillClaim, DbError> {
    Ok(skill_claim::table
        .filter(skill_claim::id.eq(id))
        .select(COLUMNS)
        .get_result(conn)?)
}

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = skill_claim)]
pub struct NewClaim {
    pub id: SkillClaimId,
    pub employee_id: EmployeeId,
    pub skill_id: SkillId,
    pub source: ClaimSource,
    pub author_id: EmployeeId,
    pub level: i16,
    pub claimed_on: chrono::NaiveDate,
    pub evidence: Option<String>,
    pub expires_on: Option<chrono::NaiveDate>,
    pub created_at: domain::time::Timestamp,
}

/// Stores a claim about the person of the permit. A repeated claim of the same author about the
/// same skill on the same day replaces the first and takes over its id.
///
/// # Errors
/// [`DbError::Reference`] when the skill does not exist, or when the database does not answer.
pub fn upsert_claim(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::ClaimSkill>,
    new: NewClaim,
) -> Result<SkillClaim, DbError> {
    let row = NewClaim {
        employee_id: permit.object(),
        ..new
    };
    let stored: SkillClaim = on_backend!(tx.conn(), |c| diesel::insert_into(skill_claim::table)
        .values(&row)
        .on_conflict((
            skill_claim::employee_id,
            skill_claim::skill_id,
            skill_claim::source,
            skill_claim::author_id,
            skill_claim::claimed_on,
        ))
        .do_update()
        .set((
            skill_claim::level.eq(row.level),
            skill_claim::evidence.eq(&row.evidence),
            skill_claim::expires_on.eq(row.expires_on),
        ))
        .returning(COLUMNS)
        .get_result(c))?;
    record(
        tx,
        "skill_claim.put",
        row.employee_id,
        serde_json::json!({
            "skill_id": row.skill_id, "source": row.source, "level": row.level,
            "claimed_on": row.claimed_on,
        }),
    );
    Ok(stored)
}

/// Takes a claim back.
///
/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn delete_claim(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::ClaimSkill>,
    claim: &SkillClaim,
) -> Result<(), DbError> {
    let deleted = diesel::delete(
        skill_claim::table
            .filter(skill_claim::id.eq(claim.id))
            .filter(skill_claim::employee_id.eq(permit.object())),
    )
    .execute(tx.conn())?;
    if deleted == 0 {
        return Err(DbError::NotFound);
    }
    record(
        tx,
        "skill_claim.delete",
        permit.object(),
        serde_json::json!({
            "skill_id": claim.skill_id, "source": claim.source, "level": claim.level,
            "claimed_on": claim.claimed_on,
        }),
    );
    Ok(())
}

fn record(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    employee: EmployeeId,
    detail: serde_json::Value,
) {
    let id = *employee.as_uuid();
    tx.audit(
        AuditDraft::new(action, ObjectType::Employee, id)
            .about(employee)
            .with(detail),
    );
    tx.changed(Change::upserted(ObjectType::Employee, id));
}
