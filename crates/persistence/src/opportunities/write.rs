//! Changing openings. All writes to an opening and to its applications begin with
//! [`super::lock`], so that they wait for each other in one order and never deadlock.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillId};
use domain::money::PayRange;
use domain::opportunity::{OpportunityStatus, after_seat_given_back};
use domain::terms::{Importance, OpportunityKind, Priority, TeamRole, WorkMode};
use domain::text::fold;
use serde_json::json;

use super::RequirementRow;
use super::team::{insert_team, replace_team};
use crate::cached::update_prepared;
use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{opportunity, opportunity_closing, opportunity_requirement};
use crate::write::{AuditDraft, WriteTx};

/// What a person writes into an opening.
#[derive(Clone, Debug)]
pub struct NewOpportunity {
    pub kind: OpportunityKind,
    pub title: String,
    pub description: String,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub work_mode: WorkMode,
    pub job_profile_id: Option<JobProfileId>,
    pub level: Option<i16>,
    pub seats: i32,
    pub pay_range: Option<PayRange>,
    pub hours_per_week: Option<i32>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub closes_on: Option<NaiveDate>,
    pub priority: Priority,
    pub selection_criteria: Vec<String>,
    pub audience: Vec<OrgUnitId>,
    pub requirements: Vec<RequirementRow>,
    /// Besides the owner.
    pub team: Vec<(EmployeeId, TeamRole)>,
}

/// The columns that an edit replaces.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = opportunity, treat_none_as_null = true)]
struct Columns<'a> {
    kind: OpportunityKind,
    title: &'a str,
    title_folded: String,
    description: &'a str,
    org_unit_id: OrgUnitId,
    location_id: Option<LocationId>,
    work_mode: WorkMode,
    job_profile_id: Option<JobProfileId>,
    level: Option<i16>,
    seats: i32,
    pay_min_minor: Option<i64>,
    pay_max_minor: Option<i64>,
    pay_currency: Option<String>,
    hours_per_week: Option<i32>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    closes_on: Option<NaiveDate>,
    priority: Priority,
    selection_criteria: Json<Vec<String>>,
    audience_org_unit_ids: Json<Vec<OrgUnitId>>,
}

impl<'a> From<&'a NewOpportunity> for Columns<'a> {
    fn from(new: &'a NewOpportunity) -> Self {
        Self {
            kind: new.kind,
            title: &new.title,
            title_folded: fold(&new.title),
            description: &new.description,
            org_unit_id: new.org_unit_id,
            location_id: new.location_id,
            work_mode: new.work_mode,
            job_profile_id: new.job_profile_id,
            level: new.level,
            seats: new.seats,
            pay_min_minor: new.pay_range.map(|pay| pay.min_minor),
            pay_max_minor: new.pay_range.map(|pay| pay.max_minor),
            pay_currency: new.pay_range.map(|pay| pay.currency.to_string()),
            hours_per_week: new.hours_per_week,
            starts_on: new.starts_on,
            ends_on: new.ends_on,
            closes_on: new.closes_on,
            priority: new.priority,
            selection_criteria: Json(new.selection_criteria.clone()),
            audience_org_unit_ids: Json(new.audience.clone()),
        }
    }
}

/// A draft of its owner's. `mover`: whose move it follows from, if it does.
///
/// # Errors
/// [`DbError::Reference`] when it names what does not exist.
pub fn insert_opportunity(
    tx: &mut WriteTx<'_>,
    owner: EmployeeId,
    new: &NewOpportunity,
    mover: Option<EmployeeId>,
) -> Result<OpportunityId, DbError> {
    let id = OpportunityId::generate();
    let now = tx.now();
    let beginnings = (
        opportunity::id.eq(id),
        opportunity::source.eq("traverse"),
        opportunity::external_id.eq(id.to_string()),
        opportunity::owner_id.eq(owner),
        opportunity::owner_since.eq(now),
        opportunity::seats_filled.eq(0),
        opportunity::status.eq(OpportunityStatus::Draft),
        opportunity::applicants_count.eq(0),
        opportunity::version.eq(1_i64),
        opportunity::created_at.eq(now),
        opportunity::updated_at.eq(now),
    );
    let columns = Columns::from(new);
    on_backend!(tx.conn(), |c| diesel::insert_into(opportunity::table)
        .values((beginnings, columns))
        .execute(c))?;
    insert_requirements(tx.conn(), id, new)?;
    insert_team(tx, id, &new.team)?;
    let created = json!({"title": new.title});
    record_of(tx, "opportunity.create", id, created, mover);
    Ok(id)
}

/// Replaces what a person wrote, of requirements and team only what `fields` says is new; the
/// caller holds the lock and has compared versions.
///
/// # Errors
/// [`DbError::Reference`] when it names what does not exist.
pub fn update_opportunity(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
    new: &NewOpportunity,
    fields: &[&str],
) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(opportunity::table.filter(opportunity::id.eq(id)))
        .set((
            Columns::from(new),
            opportunity::version.eq(opportunity::version + 1),
            opportunity::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if fields.contains(&"requirements") {
        let old = opportunity_requirement::opportunity_id.eq(id);
        diesel::delete(opportunity_requirement::table.filter(old)).execute(tx.conn())?;
        insert_requirements(tx.conn(), id, new)?;
    }
    if fields.contains(&"hiring_team_ids") {
        replace_team(tx, id, &new.team)?;
    }
    record(tx, "opportunity.update", id, json!({"fields": fields}));
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = opportunity_requirement)]
struct NewRequirement {
    opportunity_id: OpportunityId,
    skill_id: SkillId,
    level: i16,
    importance: Importance,
}

fn insert_requirements(
    conn: &mut Conn,
    id: OpportunityId,
    new: &NewOpportunity,
) -> Result<(), DbError> {
    let requirements: Vec<NewRequirement> = new
        .requirements
        .iter()
        .map(|row| NewRequirement {
            opportunity_id: id,
            skill_id: row.skill_id,
            level: row.level,
            importance: row.importance,
        })
        .collect();
    if !requirements.is_empty() {
        on_backend!(&mut *conn, |c| diesel::insert_into(
            opportunity_requirement::table
        )
        .values(&requirements)
        .execute(c))?;
    }
    Ok(())
}

pub(super) fn record(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    id: OpportunityId,
    detail: serde_json::Value,
) {
    record_of(tx, action, id, detail, None);
}

/// The same of what follows from somebody's own step: the log of the opening would tell
/// administrators who it is that comes or goes.
fn record_of(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    id: OpportunityId,
    detail: serde_json::Value,
    mover: Option<EmployeeId>,
) {
    let event = AuditDraft::new(action, ObjectType::Opportunity, *id.as_uuid()).with(detail);
    tx.audit(match mover {
        Some(mover) => event.about(mover),
        None => event,
    });
    tx.changed(Change::upserted(ObjectType::Opportunity, *id.as_uuid()));
}

/// A change of state, and why.
#[derive(Clone, Debug)]
pub struct StatusChange {
    pub action: &'static str,
    pub from: OpportunityStatus,
    pub to: OpportunityStatus,
    /// The first time that people see it.
    pub opened: bool,
    pub reason: Option<String>,
    /// Whose coming or going it follows from, if it does.
    pub mover: Option<EmployeeId>,
}

/// Moves the locked opening to another state.
///
/// # Errors
/// When the database does not answer.
pub fn update_status(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
    change: &StatusChange,
) -> Result<(), DbError> {
    let now = tx.now();
    update_prepared(
        opportunity::table.filter(opportunity::id.eq(id)),
        (
            opportunity::status.eq(change.to),
            opportunity::version.eq(opportunity::version + 1),
            opportunity::updated_at.eq(now),
            // Absent: it stays.
            change.opened.then(|| opportunity::opened_at.eq(now)),
        ),
    )
    .execute(tx.conn())?;
    match (change.from.is_open(), change.to.is_open()) {
        (true, false) => insert_closing(tx, id)?,
        (_, true) => delete_closing(tx, id)?,
        (false, false) => {}
    }
    let detail = json!({"from": change.from, "to": change.to, "reason": change.reason});
    record_of(tx, change.action, id, detail, change.mover);
    Ok(())
}

/// It stops taking applications now: whoever waits is owed an answer from here on.
pub(super) fn insert_closing(tx: &mut WriteTx<'_>, id: OpportunityId) -> Result<(), DbError> {
    let row = (
        opportunity_closing::opportunity_id.eq(id),
        opportunity_closing::closed_at.eq(tx.now()),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(
        opportunity_closing::table
    )
    .values(row)
    .execute(c))?;
    Ok(())
}

fn delete_closing(tx: &mut WriteTx<'_>, id: OpportunityId) -> Result<(), DbError> {
    let of_this = opportunity_closing::opportunity_id.eq(id);
    diesel::delete(opportunity_closing::table.filter(of_this)).execute(tx.conn())?;
    Ok(())
}

/// Takes one seat of the locked opening; `None` when there is none left. Otherwise how many are
/// left now.
///
/// # Errors
/// When the database does not answer.
pub fn take_seat(tx: &mut WriteTx<'_>, id: OpportunityId) -> Result<Option<i32>, DbError> {
    let left: Option<i32> = diesel::update(
        opportunity::table
            .filter(opportunity::id.eq(id))
            .filter(opportunity::seats_filled.lt(opportunity::seats)),
    )
    .set(opportunity::seats_filled.eq(opportunity::seats_filled + 1))
    .returning(opportunity::seats - opportunity::seats_filled)
    .get_result(tx.conn())
    .optional()?;
    tx.changed(Change::upserted(ObjectType::Opportunity, *id.as_uuid()));
    Ok(left)
}

/// `mover`, who took a seat, does not come after all: it is free again, and a filled opening goes
/// back to its team.
///
/// # Errors
/// When the database does not answer.
pub fn give_seat_back(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
    mover: EmployeeId,
) -> Result<(), DbError> {
    let given: Option<OpportunityStatus> = diesel::update(
        opportunity::table
            .filter(opportunity::id.eq(id))
            .filter(opportunity::seats_filled.gt(0)),
    )
    .set(opportunity::seats_filled.eq(opportunity::seats_filled - 1))
    .returning(opportunity::status)
    .get_result(tx.conn())
    .optional()?;
    tx.changed(Change::upserted(ObjectType::Opportunity, *id.as_uuid()));
    let Some(from) = given else { return Ok(()) };
    if let Some(to) = after_seat_given_back(from) {
        let change = StatusChange {
            action: "opportunity.seat_given_back",
            from,
            to,
            opened: false,
            reason: None,
            mover: Some(mover),
        };
        update_status(tx, id, &change)?;
    }
    Ok(())
}
