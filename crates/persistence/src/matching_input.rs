//! What the matching engine is fed with: rows of people, openings and the catalogue, in bulk and in
//! pages, so that a million people never are in memory twice. No names: the engine has no use for
//! them. What the rows mean is the caller's.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{
    EmployeeId, JobFamilyId, JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillClaimId,
    SkillId,
};
use domain::opportunity::OpportunityStatus;
use domain::terms::{
    CareerStepKind, ClaimSource, EmployeeStatus, Importance, Interest, OpportunityKind, Priority,
    SkillKind, SkillRelationKind, SkillStatus, WorkMode,
};
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::schema::{
    aspiration, career_step, employee, job_profile, job_profile_requirement, mobility_preference,
    opportunity, opportunity_requirement, role_assignment, skill, skill_claim, skill_interest,
    skill_relation,
};

/// Id, kind, and whether it is transversal: transversal skills do not fade.
pub type SkillRow = (SkillId, SkillKind, bool);
pub type RelationRow = (SkillId, SkillRelationKind, SkillId);
/// Id, family and grade.
pub type ProfileRow = (JobProfileId, JobFamilyId, i16);
/// Whose requirement, skill, level, importance.
pub type RequirementRow<Id> = (Id, SkillId, i16, Importance);
/// Employee, profile and first day of one stretch of history.
pub type AssignmentRow = (EmployeeId, JobProfileId, NaiveDate);

/// Skills in use, by id.
///
/// # Errors
/// When the database does not answer.
pub fn list_skills(conn: &mut Conn) -> Result<Vec<SkillRow>, DbError> {
    Ok(skill::table
        .filter(skill::status.ne(SkillStatus::Merged))
        .order(skill::id)
        .select((skill::id, skill::kind, skill::transversal))
        .load(conn)?)
}

/// # Errors
/// When the database does not answer.
pub fn list_relations(conn: &mut Conn) -> Result<Vec<RelationRow>, DbError> {
    Ok(skill_relation::table
        .order((
            skill_relation::from_id,
            skill_relation::to_id,
            skill_relation::kind,
        ))
        .select((
            skill_relation::from_id,
            skill_relation::kind,
            skill_relation::to_id,
        ))
        .load(conn)?)
}

/// # Errors
/// When the database does not answer.
pub fn list_profiles(conn: &mut Conn) -> Result<Vec<ProfileRow>, DbError> {
    Ok(job_profile::table
        .order(job_profile::id)
        .select((
            job_profile::id,
            job_profile::job_family_id,
            job_profile::level,
        ))
        .load(conn)?)
}

/// Requirements of all profiles, together by profile.
///
/// # Errors
/// When the database does not answer.
pub fn list_profile_requirements(
    conn: &mut Conn,
) -> Result<Vec<RequirementRow<JobProfileId>>, DbError> {
    use job_profile_requirement as r;
    Ok(r::table
        .order((r::job_profile_id, r::skill_id))
        .select((r::job_profile_id, r::skill_id, r::level, r::importance))
        .load(conn)?)
}

/// Curated steps forward and sideways, from and to.
///
/// # Errors
/// When the database does not answer.
pub fn list_career_steps(conn: &mut Conn) -> Result<Vec<(JobProfileId, JobProfileId)>, DbError> {
    Ok(career_step::table
        .filter(career_step::kind.ne(CareerStepKind::StepBack))
        .order((career_step::from_id, career_step::to_id))
        .select((career_step::from_id, career_step::to_id))
        .load(conn)?)
}

/// The history of a page of people, by employee and first day.
///
/// # Errors
/// When the database does not answer.
pub fn list_assignments(
    conn: &mut Conn,
    page: &[EmployeeId],
) -> Result<Vec<AssignmentRow>, DbError> {
    use role_assignment as r;
    let (Some(first), Some(last)) = (page.first(), page.last()) else {
        return Ok(Vec::new());
    };
    Ok(r::table
        .filter(r::employee_id.between(first, last))
        .filter(r::job_profile_id.is_not_null())
        .order((r::employee_id, r::starts_on, r::id))
        .select((
            r::employee_id,
            r::job_profile_id.assume_not_null(),
            r::starts_on,
        ))
        .load(conn)?)
}

/// Ids of employees, in order, after one.
///
/// # Errors
/// When the database does not answer.
pub fn page_of_people(
    conn: &mut Conn,
    after: Option<EmployeeId>,
    limit: i64,
) -> Result<Vec<EmployeeId>, DbError> {
    let mut query = employee::table
        .order(employee::id)
        .limit(limit)
        .select(employee::id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(employee::id.gt(after));
    }
    Ok(query.load(conn)?)
}

#[derive(Clone, Debug, Queryable)]
pub struct PersonRow {
    pub id: EmployeeId,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub job_profile_id: Option<JobProfileId>,
    pub status: EmployeeStatus,
}

#[derive(Clone, Debug, Queryable)]
pub struct PreferenceRow {
    pub employee_id: EmployeeId,
    pub opportunity_kinds: Json<Vec<OpportunityKind>>,
    pub location_ids: Json<Vec<LocationId>>,
    pub work_modes: Json<Vec<WorkMode>>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub languages: Json<Vec<String>>,
    pub open_to_moves: bool,
}

#[derive(Clone, Copy, Debug, Queryable)]
pub struct ClaimRow {
    pub employee_id: EmployeeId,
    pub skill_id: SkillId,
    pub id: SkillClaimId,
    pub source: ClaimSource,
    pub level: i16,
    pub claimed_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
}

/// Everything about a run of people, each list by employee.
#[derive(Debug, Default)]
pub struct PeopleRows {
    pub people: Vec<PersonRow>,
    /// By employee and skill.
    pub claims: Vec<ClaimRow>,
    pub interests: Vec<(EmployeeId, SkillId, Interest)>,
    pub aspirations: Vec<(EmployeeId, Option<JobProfileId>, Option<SkillId>)>,
    pub preferences: Vec<PreferenceRow>,
}

/// The people with these ids, which must be sorted and may be a page of many.
///
/// # Errors
/// When the database does not answer.
pub fn list_people(conn: &mut Conn, ids: &[EmployeeId]) -> Result<PeopleRows, DbError> {
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
        return Ok(PeopleRows::default());
    };
    if ids.len() <= FEW {
        return some_people(conn, ids);
    }
    // A long list is a page of `page_of_people`: a range reads it without naming each id.
    let people = person_query()
        .filter(employee::id.between(first, last))
        .load(conn)?;
    let claims = claim_query()
        .filter(skill_claim::employee_id.between(first, last))
        .load(conn)?;
    let interests = interest_query()
        .filter(skill_interest::employee_id.between(first, last))
        .load(conn)?;
    let aspirations = aspiration_query()
        .filter(aspiration::employee_id.between(first, last))
        .load(conn)?;
    let preferences = preference_query()
        .filter(mobility_preference::employee_id.between(first, last))
        .load(conn)?;
    Ok(PeopleRows {
        people,
        claims,
        interests,
        aspirations,
        preferences,
    })
}

/// Up to so many ids are named one by one.
const FEW: usize = 100;

fn some_people(conn: &mut Conn, ids: &[EmployeeId]) -> Result<PeopleRows, DbError> {
    Ok(PeopleRows {
        people: person_query().filter(employee::id.eq_any(ids)).load(conn)?,
        claims: claim_query()
            .filter(skill_claim::employee_id.eq_any(ids))
            .load(conn)?,
        interests: interest_query()
            .filter(skill_interest::employee_id.eq_any(ids))
            .load(conn)?,
        aspirations: aspiration_query()
            .filter(aspiration::employee_id.eq_any(ids))
            .load(conn)?,
        preferences: preference_query()
            .filter(mobility_preference::employee_id.eq_any(ids))
            .load(conn)?,
    })
}

#[diesel::dsl::auto_type]
fn person_query() -> _ {
    employee::table.order(employee::id).select((
        employee::id,
        employee::org_unit_id,
        employee::location_id,
        employee::job_profile_id,
        employee::status,
    ))
}

#[diesel::dsl::auto_type]
fn claim_query() -> _ {
    skill_claim::table
        .order((
            skill_claim::employee_id,
            skill_claim::skill_id,
            skill_claim::id,
        ))
        .select((
            skill_claim::employee_id,
            skill_claim::skill_id,
            skill_claim::id,
            skill_claim::source,
            skill_claim::level,
            skill_claim::claimed_on,
            skill_claim::expires_on,
        ))
}

#[diesel::dsl::auto_type]
fn interest_query() -> _ {
    skill_interest::table
        .order((skill_interest::employee_id, skill_interest::skill_id))
        .select((
            skill_interest::employee_id,
            skill_interest::skill_id,
            skill_interest::interest,
        ))
}

#[diesel::dsl::auto_type]
fn aspiration_query() -> _ {
    aspiration::table
        .order((aspiration::employee_id, aspiration::id))
        .select((
            aspiration::employee_id,
            aspiration::job_profile_id,
            aspiration::skill_id,
        ))
}

#[diesel::dsl::auto_type]
fn preference_query() -> _ {
    mobility_preference::table
        .order(mobility_preference::employee_id)
        .select((
            mobility_preference::employee_id,
            mobility_preference::opportunity_kinds,
            mobility_preference::location_ids,
            mobility_preference::work_modes,
            mobility_preference::hours_per_week_min,
            mobility_preference::hours_per_week_max,
            mobility_preference::languages,
            mobility_preference::open_to_moves,
        ))
}

#[derive(Clone, Debug, Queryable)]
pub struct OpeningRow {
    pub id: OpportunityId,
    pub kind: OpportunityKind,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub work_mode: WorkMode,
    pub job_profile_id: Option<JobProfileId>,
    pub hours_per_week: Option<i32>,
    pub pay_max_minor: Option<i64>,
    pub priority: Priority,
    pub opened_at: Option<Timestamp>,
    pub status: OpportunityStatus,
}

/// Openings with their own requirements.
pub type Openings = (Vec<OpeningRow>, Vec<RequirementRow<OpportunityId>>);

/// Every opening that takes applications, both lists by opening.
///
/// # Errors
/// When the database does not answer.
pub fn list_open(conn: &mut Conn) -> Result<Openings, DbError> {
    let open: Vec<OpportunityStatus> = OpportunityStatus::ALL
        .iter()
        .copied()
        .filter(|status| status.is_open())
        .collect();
    let rows = opening_query()
        .filter(opportunity::status.eq_any(open.clone()))
        .load(conn)?;
    let requirements = requirement_query()
        .filter(opportunity::status.eq_any(open))
        .load(conn)?;
    Ok((rows, requirements))
}

/// Openings in whatever state.
///
/// # Errors
/// When the database does not answer.
pub fn list_openings(conn: &mut Conn, ids: &[OpportunityId]) -> Result<Openings, DbError> {
    let rows = opening_query()
        .filter(opportunity::id.eq_any(ids))
        .load(conn)?;
    let requirements = requirement_query()
        .filter(opportunity::id.eq_any(ids))
        .load(conn)?;
    Ok((rows, requirements))
}

#[diesel::dsl::auto_type]
fn opening_query() -> _ {
    opportunity::table.order(opportunity::id).select((
        opportunity::id,
        opportunity::kind,
        opportunity::org_unit_id,
        opportunity::location_id,
        opportunity::work_mode,
        opportunity::job_profile_id,
        opportunity::hours_per_week,
        opportunity::pay_max_minor,
        opportunity::priority,
        opportunity::opened_at,
        opportunity::status,
    ))
}

#[diesel::dsl::auto_type]
fn requirement_query() -> _ {
    opportunity_requirement::table
        .inner_join(
            opportunity::table.on(opportunity_requirement::opportunity_id.eq(opportunity::id)),
        )
        .order((
            opportunity_requirement::opportunity_id,
            opportunity_requirement::skill_id,
        ))
        .select((
            opportunity_requirement::opportunity_id,
            opportunity_requirement::skill_id,
            opportunity_requirement::level,
            opportunity_requirement::importance,
        ))
}
