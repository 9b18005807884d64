//! The job architecture: families, profiles, what they require, and the steps between them.

use diesel::prelude::*;
use domain::ids::{JobFamilyId, JobProfileId, SkillId};
use domain::terms::{CareerStepKind, Importance, Track};

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{career_step, job_family, job_profile, job_profile_requirement};

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct JobFamily {
    pub id: JobFamilyId,
    pub name: String,
    pub name_folded: String,
}

/// All families, by name.
///
/// # Errors
/// When the database does not answer.
pub fn list_job_families(conn: &mut Conn) -> Result<Vec<JobFamily>, DbError> {
    Ok(job_family::table
        .order((job_family::name_folded, job_family::id))
        .select((job_family::id, job_family::name, job_family::name_folded))
        .load(conn)?)
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct JobProfile {
    pub id: JobProfileId,
    pub title: String,
    pub title_folded: String,
    pub job_family_id: JobFamilyId,
    pub level: i16,
    pub track: Track,
    pub summary: Option<String>,
    pub pay_min_minor: Option<i64>,
    pub pay_max_minor: Option<i64>,
    pub pay_currency: Option<String>,
}

/// All profiles, by title.
///
/// # Errors
/// When the database does not answer.
pub fn list_job_profiles(conn: &mut Conn) -> Result<Vec<JobProfile>, DbError> {
    Ok(job_profile::table
        .order((job_profile::title_folded, job_profile::id))
        .select((
            job_profile::id,
            job_profile::title,
            job_profile::title_folded,
            job_profile::job_family_id,
            job_profile::level,
            job_profile::track,
            job_profile::summary,
            job_profile::pay_min_minor,
            job_profile::pay_max_minor,
            job_profile::pay_currency,
        ))
        .load(conn)?)
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct JobRequirement {
    pub job_profile_id: JobProfileId,
    pub skill_id: SkillId,
    pub level: i16,
    pub importance: Importance,
}

/// What all profiles require, by profile.
///
/// # Errors
/// When the database does not answer.
pub fn list_job_requirements(conn: &mut Conn) -> Result<Vec<JobRequirement>, DbError> {
    Ok(job_profile_requirement::table
        .order((
            job_profile_requirement::job_profile_id,
            job_profile_requirement::skill_id,
        ))
        .load(conn)?)
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct CareerStep {
    pub from_id: JobProfileId,
    pub to_id: JobProfileId,
    pub kind: CareerStepKind,
}

/// All curated steps.
///
/// # Errors
/// When the database does not answer.
pub fn list_career_steps(conn: &mut Conn) -> Result<Vec<CareerStep>, DbError> {
    Ok(career_step::table
        .order((career_step::from_id, career_step::to_id))
        .select((career_step::from_id, career_step::to_id, career_step::kind))
        .load(conn)?)
}

#[derive(QueryableByName)]
struct Observed {
    #[diesel(sql_type = domain::sql::Uuid)]
    to_id: JobProfileId,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    moves: i64,
}

/// How often people moved from a profile straight to another one, by their role histories.
///
/// # Errors
/// When the database does not answer.
pub fn list_observed_moves(
    conn: &mut Conn,
    from: JobProfileId,
) -> Result<Vec<(JobProfileId, i64)>, DbError> {
    // The next assignment of a person is the first that starts after the one at hand.
    let rows: Vec<Observed> = diesel::sql_query(
        "SELECT later.job_profile_id AS to_id, count(*) AS moves \
         FROM role_assignment earlier \
         JOIN role_assignment later ON later.employee_id = earlier.employee_id \
          AND later.starts_on = (SELECT min(next.starts_on) FROM role_assignment next \
              WHERE next.employee_id = earlier.employee_id AND next.starts_on > earlier.starts_on) \
         WHERE earlier.job_profile_id = $1 AND later.job_profile_id IS NOT NULL \
          AND later.job_profile_id <> earlier.job_profile_id \
         GROUP BY later.job_profile_id",
    )
    .bind::<domain::sql::Uuid, _>(from)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.to_id, row.moves)).collect())
}
