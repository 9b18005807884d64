//! What a person wants: interests in skills, aspirations, mobility preferences. Parts of the
//! employee for the change log.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{AspirationId, EmployeeId, JobProfileId, LocationId, SkillId};
use domain::terms::{AspirationVisibility, Horizon, Interest, OpportunityKind, WorkMode};

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{aspiration, mobility_preference, skill_interest};
use crate::write::{AuditDraft, WriteTx};

/// A person's interests.
///
/// # Errors
/// When the database does not answer.
pub fn list_interests(
    conn: &mut Conn,
    permit: &Permit<actions::ReadProfile>,
) -> Result<Vec<(SkillId, Interest)>, DbError> {
    Ok(skill_interest::table
        .filter(skill_interest::employee_id.eq(permit.object()))
        .order(skill_interest::skill_id)
        .select((skill_interest::skill_id, skill_interest::interest))
        .load(conn)?)
}

/// Says what the person of the permit wants with a skill.
///
/// # Errors
/// [`DbError::Reference`] when the skill does not exist, or when the database does not answer.
pub fn upsert_interest(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::EditOwnWishes>,
    skill: SkillId,
    interest: Interest,
) -> Result<(), DbError> {
    let (employee, now) = (permit.object(), tx.now());
    on_backend!(tx.conn(), |c| diesel::insert_into(skill_interest::table)
        .values((
            skill_interest::employee_id.eq(employee),
            skill_interest::skill_id.eq(skill),
            skill_interest::interest.eq(interest),
            skill_interest::updated_at.eq(now),
        ))
        .on_conflict((skill_interest::employee_id, skill_interest::skill_id))
        .do_update()
        .set((
            skill_interest::interest.eq(interest),
            skill_interest::updated_at.eq(now),
        ))
        .execute(c))?;
    let detail = serde_json::json!({"skill_id": skill, "interest": interest});
    record(tx, "skill_interest.put", employee, detail);
    Ok(())
}

/// Takes an interest back; nothing happens where there was none.
///
/// # Errors
/// When the database does not answer.
pub fn delete_interest(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::EditOwnWishes>,
    skill: SkillId,
) -> Result<(), DbError> {
    let employee = permit.object();
    diesel::delete(
        skill_interest::table
            .filter(skill_interest::employee_id.eq(employee))
            .filter(skill_interest::skill_id.eq(skill)),
    )
    .execute(tx.conn())?;
    let detail = serde_json::json!({"skill_id": skill});
    record(tx, "skill_interest.delete", employee, detail);
    Ok(())
}

/// A role or a skill that somebody aims for.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Aspiration {
    pub id: AspirationId,
    pub employee_id: EmployeeId,
    /// This or `skill_id`.
    pub job_profile_id: Option<JobProfileId>,
    pub skill_id: Option<SkillId>,
    pub horizon: Horizon,
    pub visibility: AspirationVisibility,
    pub version: i64,
}

type AspirationColumns = (
    aspiration::id,
    aspiration::employee_id,
    aspiration::job_profile_id,
    aspiration::skill_id,
    aspiration::horizon,
    aspiration::visibility,
    aspiration::version,
);

const ASPIRATION: AspirationColumns = (
    aspiration::id,
    aspiration::employee_id,
    aspiration::job_profile_id,
    aspiration::skill_id,
    aspiration::horizon,
    aspiration::visibility,
    aspiration::version,
);

/// A person's aspirations that the viewer of the permit may see, in the order of their making.
///
/// # Errors
/// When the database does not answer.
pub fn list_aspirations(
    conn: &mut Conn,
    permit: &Permit<actions::ReadProfile>,
) -> Result<Vec<Aspiration>, DbError> {
    let mut all: Vec<Aspiration> = aspiration::table
        .filter(aspiration::employee_id.eq(permit.object()))
        .order(aspiration::id)
        .select(ASPIRATION)
        .load(conn)?;
    all.retain(|one| one.visibility.visible_to(permit.capacities()));
    Ok(all)
}

/// One aspiration, for deciding who may do what with it.
///
/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn find_aspiration(conn: &mut Conn, id: AspirationId) -> Result<Aspiration, DbError> {
    Ok(aspiration::table
        .filter(aspiration::id.eq(id))
        .select(ASPIRATION)
        .get_result(conn)?)
}

/// An aspiration to be.
#[derive(Clone, Copy, Debug)]
pub struct NewAspiration {
    /// This or `skill_id`.
    pub job_profile_id: Option<JobProfileId>,
    pub skill_id: Option<SkillId>,
    pub horizon: Horizon,
    pub visibility: AspirationVisibility,
}

/// How many aspirations the person of the permit has.
///
/// # Errors
/// When the database does not answer.
pub fn count_aspirations(
    conn: &mut Conn,
    permit: &Permit<actions::EditOwnWishes>,
) -> Result<i64, DbError> {
    Ok(aspiration::table
        .filter(aspiration::employee_id.eq(permit.object()))
        .count()
        .get_result(conn)?)
}

/// Adds an aspiration of the person of the permit.
///
/// # Errors
/// [`DbError::Reference`] when the target does not exist, or when the database does not answer.
pub fn insert_aspiration(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::EditOwnWishes>,
    new: NewAspiration,
) -> Result<Aspiration, DbError> {
    let row = Aspiration {
        id: AspirationId::generate(),
        employee_id: permit.object(),
        job_profile_id: new.job_profile_id,
        skill_id: new.skill_id,
        horizon: new.horizon,
        visibility: new.visibility,
        version: 1,
    };
    let now = tx.now();
    diesel::insert_into(aspiration::table)
        .values((
            aspiration::id.eq(row.id),
            aspiration::employee_id.eq(row.employee_id),
            aspiration::job_profile_id.eq(row.job_profile_id),
            aspiration::skill_id.eq(row.skill_id),
            aspiration::horizon.eq(row.horizon),
            aspiration::visibility.eq(row.visibility),
            aspiration::version.eq(row.version),
            aspiration::created_at.eq(now),
            aspiration::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    record_aspiration(tx, "aspiration.create", &row);
    Ok(row)
}

/// Stores horizon and visibility of `changed` over version `changed.version`.
///
/// # Errors
/// [`DbError::NotFound`] when it is gone or has another version by now, or when the database does
/// not answer.
pub fn update_aspiration(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::EditOwnWishes>,
    changed: &Aspiration,
) -> Result<Aspiration, DbError> {
    let now = tx.now();
    let stored: Aspiration = diesel::update(
        aspiration::table
            .filter(aspiration::id.eq(changed.id))
            .filter(aspiration::employee_id.eq(permit.object()))
            .filter(aspiration::version.eq(changed.version)),
    )
    .set((
        aspiration::horizon.eq(changed.horizon),
        aspiration::visibility.eq(changed.visibility),
        aspiration::version.eq(changed.version + 1),
        aspiration::updated_at.eq(now),
    ))
    .returning(ASPIRATION)
    .get_result(tx.conn())?;
    record_aspiration(tx, "aspiration.update", &stored);
    Ok(stored)
}

/// Gives an aspiration up.
///
/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn delete_aspiration(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::EditOwnWishes>,
    gone: &Aspiration,
) -> Result<(), DbError> {
    let deleted = diesel::delete(
        aspiration::table
            .filter(aspiration::id.eq(gone.id))
            .filter(aspiration::employee_id.eq(permit.object())),
    )
    .execute(tx.conn())?;
    if deleted == 0 {
        return Err(DbError::NotFound);
    }
    record_aspiration(tx, "aspiration.delete", gone);
    Ok(())
}

/// The detail names no target: the log has more readers than a private aspiration.
fn record_aspiration(tx: &mut WriteTx<'_>, action: &'static str, row: &Aspiration) {
    let detail = serde_json::json!({"aspiration_id": row.id});
    record(tx, action, row.employee_id, detail);
}

/// Where, how and how much somebody would work elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct MobilityPreference {
    pub opportunity_kinds: Vec<OpportunityKind>,
    pub location_ids: Vec<LocationId>,
    pub work_modes: Vec<WorkMode>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub earliest_date: Option<chrono::NaiveDate>,
    /// BCP 47.
    pub languages: Vec<String>,
    pub open_to_moves: bool,
    /// 0 until the person has said anything.
    pub version: i64,
}

#[derive(Queryable)]
struct PreferenceRow {
    opportunity_kinds: Json<Vec<OpportunityKind>>,
    location_ids: Json<Vec<LocationId>>,
    work_modes: Json<Vec<WorkMode>>,
    hours_per_week_min: Option<i32>,
    hours_per_week_max: Option<i32>,
    earliest_date: Option<chrono::NaiveDate>,
    languages: Json<Vec<String>>,
    open_to_moves: bool,
    version: i64,
}

impl From<PreferenceRow> for MobilityPreference {
    fn from(row: PreferenceRow) -> Self {
        Self {
            opportunity_kinds: row.opportunity_kinds.0,
            location_ids: row.location_ids.0,
            work_modes: row.work_modes.0,
            hours_per_week_min: row.hours_per_week_min,
            hours_per_week_max: row.hours_per_week_max,
            earliest_date: row.earliest_date,
            languages: row.languages.0,
            open_to_moves: row.open_to_moves,
            version: row.version,
        }
    }
}

/// A person's preference; the default, of version 0, where they said nothing yet.
///
/// # Errors
/// When the database does not answer.
pub fn find_mobility_preference(
    conn: &mut Conn,
    permit: &Permit<actions::ReadProfile>,
) -> Result<MobilityPreference, DbError> {
    let row: Option<PreferenceRow> = mobility_preference::table
        .filter(mobility_preference::employee_id.eq(permit.object()))
        .select((
            mobility_preference::opportunity_kinds,
            mobility_preference::location_ids,
            mobility_preference::work_modes,
            mobility_preference::hours_per_week_min,
            mobility_preference::hours_per_week_max,
            mobility_preference::earliest_date,
            mobility_preference::languages,
            mobility_preference::open_to_moves,
            mobility_preference::version,
        ))
        .get_result(conn)
        .optional()?;
    Ok(row.map(Into::into).unwrap_or_default())
}

/// Stores the preference of the person of the permit over version `wanted.version`.
///
/// # Errors
/// [`DbError::NotFound`] when it has another version by now, or when the database does not answer.
pub fn update_mobility_preference(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::EditOwnWishes>,
    wanted: &MobilityPreference,
) -> Result<MobilityPreference, DbError> {
    let employee = permit.object();
    let stored = MobilityPreference {
        version: wanted.version + 1,
        ..wanted.clone()
    };
    let values = (
        mobility_preference::employee_id.eq(employee),
        mobility_preference::opportunity_kinds.eq(Json(stored.opportunity_kinds.clone())),
        mobility_preference::location_ids.eq(Json(stored.location_ids.clone())),
        mobility_preference::work_modes.eq(Json(stored.work_modes.clone())),
        mobility_preference::hours_per_week_min.eq(stored.hours_per_week_min),
        mobility_preference::hours_per_week_max.eq(stored.hours_per_week_max),
        mobility_preference::earliest_date.eq(stored.earliest_date),
        mobility_preference::languages.eq(Json(stored.languages.clone())),
        mobility_preference::open_to_moves.eq(stored.open_to_moves),
        mobility_preference::version.eq(stored.version),
        mobility_preference::updated_at.eq(tx.now()),
    );
    let rows = if wanted.version == 0 {
        on_backend!(tx.conn(), |c| diesel::insert_into(
            mobility_preference::table
        )
        .values(values)
        .on_conflict_do_nothing()
        .execute(c))?
    } else {
        diesel::update(
            mobility_preference::table
                .filter(mobility_preference::employee_id.eq(employee))
                .filter(mobility_preference::version.eq(wanted.version)),
        )
        .set(values)
        .execute(tx.conn())?
    };
    if rows == 0 {
        return Err(DbError::NotFound);
    }
    let detail = serde_json::json!({"version": stored.version});
    record(tx, "mobility_preference.put", employee, detail);
    Ok(stored)
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
