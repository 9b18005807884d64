//! People in memory, read in pages of whole people so that a large organisation never stands in
//! memory twice.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId, SkillClaimId, SkillId};
use domain::proficiency::Claim;
use domain::terms::{ClaimSource, EmployeeStatus, Interest, OpportunityKind, WorkMode};

use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{
    aspiration, employee, mobility_preference, role_assignment, skill_claim, skill_interest,
};

/// A person with everything that matching and eligibility ask about.
#[derive(Clone, Debug)]
pub struct PersonInput {
    pub id: EmployeeId,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub manager_id: Option<EmployeeId>,
    pub job_profile_id: Option<JobProfileId>,
    pub status: EmployeeStatus,
    pub hire_date: Option<NaiveDate>,
    /// First day in the present role.
    pub in_role_since: Option<NaiveDate>,
    /// First day in the present role if it began in another unit than the one before.
    pub moved_on: Option<NaiveDate>,
    /// Grouped by skill.
    pub claims: Vec<(SkillId, Claim)>,
    pub interests: Vec<(SkillId, Interest)>,
    pub target_profiles: Vec<JobProfileId>,
    pub target_skills: Vec<SkillId>,
    pub preference: Option<PreferenceInput>,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = mobility_preference)]
pub struct PreferenceInput {
    pub employee_id: EmployeeId,
    pub opportunity_kinds: Json<Vec<OpportunityKind>>,
    pub location_ids: Json<Vec<LocationId>>,
    pub work_modes: Json<Vec<WorkMode>>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub languages: Json<Vec<String>>,
    pub open_to_moves: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = employee)]
struct EmployeeRow {
    id: EmployeeId,
    org_unit_id: OrgUnitId,
    location_id: Option<LocationId>,
    manager_id: Option<EmployeeId>,
    job_profile_id: Option<JobProfileId>,
    status: EmployeeStatus,
    hire_date: Option<NaiveDate>,
}

type ClaimRow = (
    EmployeeId,
    SkillId,
    SkillClaimId,
    ClaimSource,
    i16,
    NaiveDate,
    Option<NaiveDate>,
);
type RoleRow = (EmployeeId, Option<OrgUnitId>, NaiveDate, Option<NaiveDate>);

/// At most `limit` people after `after`, by id.
///
/// # Errors
/// When the database does not answer.
pub fn list_people(
    conn: &mut Conn,
    after: Option<EmployeeId>,
    limit: i64,
) -> Result<Vec<PersonInput>, DbError> {
    let start = after.unwrap_or_else(|| EmployeeId::from_uuid(uuid::Uuid::nil()));
    let rows: Vec<EmployeeRow> = employee::table
        .filter(employee::id.gt(start))
        .order(employee::id)
        .limit(limit)
        .select(EmployeeRow::as_select())
        .load(conn)?;
    let Some(end) = rows.last().map(|row| row.id) else {
        return Ok(Vec::new());
    };
    between(conn, rows, start, end)
}

/// These people; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn list_people_by_ids(
    conn: &mut Conn,
    ids: &[EmployeeId],
) -> Result<Vec<PersonInput>, DbError> {
    let mut people = Vec::with_capacity(ids.len());
    for id in ids {
        let row: Option<EmployeeRow> = employee::table
            .filter(employee::id.eq(id))
            .select(EmployeeRow::as_select())
            .first(conn)
            .optional()?;
        if let Some(row) = row {
            let id = row.id;
            let before = uuid::Uuid::from_u128(id.as_uuid().as_u128().saturating_sub(1));
            people.extend(between(conn, vec![row], EmployeeId::from_uuid(before), id)?);
        }
    }
    Ok(people)
}

/// Everything of the people with ids in (`start`, `end`], which are those of `rows`.
fn between(
    conn: &mut Conn,
    rows: Vec<EmployeeRow>,
    start: EmployeeId,
    end: EmployeeId,
) -> Result<Vec<PersonInput>, DbError> {
    let mut people: Vec<PersonInput> = rows.into_iter().map(PersonInput::from).collect();
    let places: HashMap<EmployeeId, usize> = (0..)
        .zip(&people)
        .map(|(place, person)| (person.id, place))
        .collect();
    let mut with = |id: EmployeeId, add: &mut dyn FnMut(&mut PersonInput)| {
        if let Some(person) = places.get(&id).and_then(|place| people.get_mut(*place)) {
            add(person);
        }
    };
    for (id, skill, claim) in claims(conn, start, end)? {
        with(id, &mut |person| person.claims.push((skill, claim)));
    }
    let interests: Vec<(EmployeeId, SkillId, Interest)> = skill_interest::table
        .filter(skill_interest::employee_id.gt(start))
        .filter(skill_interest::employee_id.le(end))
        .order((skill_interest::employee_id, skill_interest::skill_id))
        .select((
            skill_interest::employee_id,
            skill_interest::skill_id,
            skill_interest::interest,
        ))
        .load(conn)?;
    for (id, skill, interest) in interests {
        with(id, &mut |person| person.interests.push((skill, interest)));
    }
    let targets: Vec<(EmployeeId, Option<JobProfileId>, Option<SkillId>)> = aspiration::table
        .filter(aspiration::employee_id.gt(start))
        .filter(aspiration::employee_id.le(end))
        .order(aspiration::id)
        .select((
            aspiration::employee_id,
            aspiration::job_profile_id,
            aspiration::skill_id,
        ))
        .load(conn)?;
    for (id, profile, skill) in targets {
        with(id, &mut |person| {
            person.target_profiles.extend(profile);
            person.target_skills.extend(skill);
        });
    }
    let preferences: Vec<PreferenceInput> = mobility_preference::table
        .filter(mobility_preference::employee_id.gt(start))
        .filter(mobility_preference::employee_id.le(end))
        .select(PreferenceInput::as_select())
        .load(conn)?;
    for preference in preferences {
        with(preference.employee_id, &mut |person| {
            person.preference = Some(preference.clone());
        });
    }
    for (id, since, moved) in tenures(conn, start, end)? {
        with(id, &mut |person| {
            person.in_role_since = Some(since);
            person.moved_on = moved.then_some(since);
        });
    }
    Ok(people)
}

impl From<EmployeeRow> for PersonInput {
    fn from(row: EmployeeRow) -> Self {
        Self {
            id: row.id,
            org_unit_id: row.org_unit_id,
            location_id: row.location_id,
            manager_id: row.manager_id,
            job_profile_id: row.job_profile_id,
            status: row.status,
            hire_date: row.hire_date,
            in_role_since: None,
            moved_on: None,
            claims: Vec::new(),
            interests: Vec::new(),
            target_profiles: Vec::new(),
            target_skills: Vec::new(),
            preference: None,
        }
    }
}

/// On each database's own connection: two thirds of a start are spent here.
fn claims(
    conn: &mut Conn,
    start: EmployeeId,
    end: EmployeeId,
) -> Result<Vec<(EmployeeId, SkillId, Claim)>, DbError> {
    let rows: Vec<ClaimRow> = on_backend!(conn, |c| skill_claim::table
        .filter(skill_claim::employee_id.gt(start))
        .filter(skill_claim::employee_id.le(end))
        .order((skill_claim::employee_id, skill_claim::skill_id))
        .select((
            skill_claim::employee_id,
            skill_claim::skill_id,
            skill_claim::id,
            skill_claim::source,
            skill_claim::level,
            skill_claim::claimed_on,
            skill_claim::expires_on,
        ))
        .load(c))?;
    let claims = rows.into_iter().map(
        |(employee, skill, id, source, level, claimed_on, expires_on)| {
            let claim = Claim {
                id,
                source,
                level: u8::try_from(level).unwrap_or(1),
                claimed_on,
                expires_on,
            };
            (employee, skill, claim)
        },
    );
    Ok(claims.collect())
}

/// Of each person with a present role: since when, and whether it began in another unit than the
/// one before.
fn tenures(
    conn: &mut Conn,
    start: EmployeeId,
    end: EmployeeId,
) -> Result<Vec<(EmployeeId, NaiveDate, bool)>, DbError> {
    let mut before: Option<(EmployeeId, Option<OrgUnitId>)> = None;
    let mut tenures = Vec::new();
    for (id, unit, starts_on, ends_on) in roles(conn, start, end)? {
        let moved = matches!(before, Some((who, from)) if who == id && from != unit);
        before = Some((id, unit));
        if ends_on.is_none() {
            tenures.push((id, starts_on, moved));
        }
    }
    Ok(tenures)
}

fn roles(conn: &mut Conn, start: EmployeeId, end: EmployeeId) -> Result<Vec<RoleRow>, DbError> {
    Ok(role_assignment::table
        .filter(role_assignment::employee_id.gt(start))
        .filter(role_assignment::employee_id.le(end))
        .order((
            role_assignment::employee_id,
            role_assignment::starts_on,
            role_assignment::id,
        ))
        .select((
            role_assignment::employee_id,
            role_assignment::org_unit_id,
            role_assignment::starts_on,
            role_assignment::ends_on,
        ))
        .load(conn)?)
}

/// How many people went from one profile directly to another, over all history.
pub(super) fn observed_moves(
    conn: &mut Conn,
) -> Result<Vec<(JobProfileId, JobProfileId, u32)>, DbError> {
    let roles: Vec<(EmployeeId, Option<JobProfileId>)> = on_backend!(conn, |c| {
        role_assignment::table
            .order((
                role_assignment::employee_id,
                role_assignment::starts_on,
                role_assignment::id,
            ))
            .select((
                role_assignment::employee_id,
                role_assignment::job_profile_id,
            ))
            .load(c)
    })?;
    let mut counts: BTreeMap<(JobProfileId, JobProfileId), u32> = BTreeMap::new();
    let following = roles.iter().skip(1);
    for ((who, from), (next, to)) in roles.iter().zip(following) {
        if who == next
            && let (Some(from), Some(to)) = (from, to)
            && from != to
        {
            *counts.entry((*from, *to)).or_default() += 1;
        }
    }
    Ok(counts
        .into_iter()
        .map(|((from, to), count)| (from, to, count))
        .collect())
}
