//! Changing openings. All writes to an opening and to its applications begin with
//! [`super::lock`], so that they wait for each other in one order and never deadlock.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::application::{ApplicationStatus, DecisionSide};
use domain::ids::{
    ApplicationId, EmployeeId, JobProfileId, LocationId, OpportunityId, OrgUnitId, RowId, SkillId,
};
use domain::money::PayRange;
use domain::opportunity::{OpportunityStatus, after_seat_freed};
use domain::terms::{Importance, OpportunityKind, Priority, WorkMode};
use domain::text::fold;
use serde_json::json;

use super::RequirementRow;
use crate::applications::{Told, tell};
use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{
    application, application_event, opportunity, opportunity_member, opportunity_requirement,
};
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
    pub team: Vec<EmployeeId>,
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

/// A draft of its owner's.
///
/// # Errors
/// [`DbError::Reference`] when it names what does not exist.
pub fn insert_opportunity(
    tx: &mut WriteTx<'_>,
    owner: EmployeeId,
    new: &NewOpportunity,
) -> Result<OpportunityId, DbError> {
    let id = OpportunityId::generate();
    let now = tx.now();
    let beginnings = (
        opportunity::id.eq(id),
        opportunity::source.eq("traverse"),
        opportunity::external_id.eq(id.to_string()),
        opportunity::owner_id.eq(owner),
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
    insert_team(tx.conn(), id, new)?;
    record(tx, "opportunity.create", id, json!({"title": new.title}));
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
        let old = opportunity_member::opportunity_id.eq(id);
        diesel::delete(opportunity_member::table.filter(old)).execute(tx.conn())?;
        insert_team(tx.conn(), id, new)?;
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

#[derive(Insertable)]
#[diesel(table_name = opportunity_member)]
struct NewMember {
    opportunity_id: OpportunityId,
    employee_id: EmployeeId,
    role: &'static str,
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

fn insert_team(conn: &mut Conn, id: OpportunityId, new: &NewOpportunity) -> Result<(), DbError> {
    let members: Vec<NewMember> = new
        .team
        .iter()
        .map(|employee_id| NewMember {
            opportunity_id: id,
            employee_id: *employee_id,
            role: "member",
        })
        .collect();
    if !members.is_empty() {
        on_backend!(&mut *conn, |c| diesel::insert_into(
            opportunity_member::table
        )
        .values(&members)
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
    tx.audit(AuditDraft::new(action, ObjectType::Opportunity, *id.as_uuid()).with(detail));
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
    diesel::update(opportunity::table.filter(opportunity::id.eq(id)))
        .set((
            opportunity::status.eq(change.to),
            opportunity::version.eq(opportunity::version + 1),
            opportunity::updated_at.eq(now),
            // Absent: it stays.
            change.opened.then(|| opportunity::opened_at.eq(now)),
        ))
        .execute(tx.conn())?;
    let detail = json!({"from": change.from, "to": change.to, "reason": change.reason});
    record(tx, change.action, id, detail);
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

/// Gives back one seat of the locked opening; one that was full goes back to those who decide.
///
/// # Errors
/// When the database does not answer.
pub fn free_seat(tx: &mut WriteTx<'_>, id: OpportunityId) -> Result<(), DbError> {
    let status: OpportunityStatus = diesel::update(
        opportunity::table
            .filter(opportunity::id.eq(id))
            .filter(opportunity::seats_filled.gt(0)),
    )
    .set(opportunity::seats_filled.eq(opportunity::seats_filled - 1))
    .returning(opportunity::status)
    .get_result(tx.conn())?;
    tx.changed(Change::upserted(ObjectType::Opportunity, *id.as_uuid()));
    if let Some(to) = after_seat_freed(status) {
        let change = StatusChange {
            action: "opportunity.seat_freed",
            from: status,
            to,
            opened: false,
            reason: None,
        };
        update_status(tx, id, &change)?;
    }
    Ok(())
}

/// Somebody whose application came to an end with the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct LapsedApplication {
    pub id: ApplicationId,
    pub employee_id: EmployeeId,
    pub from: ApplicationStatus,
}

/// How many applications of the opening still wait for something.
///
/// # Errors
/// When the database does not answer.
pub fn count_live_applications(conn: &mut Conn, id: OpportunityId) -> Result<usize, DbError> {
    Ok(list_live(conn, id)?.len())
}

fn list_live(conn: &mut Conn, id: OpportunityId) -> Result<Vec<LapsedApplication>, DbError> {
    let all: Vec<LapsedApplication> = application::table
        .filter(application::opportunity_id.eq(id))
        .order(application::id)
        .select((
            application::id,
            application::employee_id,
            application::status,
        ))
        .load(conn)?;
    Ok(all.into_iter().filter(|one| one.from.is_live()).collect())
}

/// Ends what still waits at an opening that is over, and says so to each applicant's record.
///
/// # Errors
/// When the database does not answer.
pub fn lapse_applications(
    tx: &mut WriteTx<'_>,
    id: OpportunityId,
) -> Result<Vec<LapsedApplication>, DbError> {
    let live = list_live(tx.conn(), id)?;
    let now = tx.now();
    for one in &live {
        diesel::update(application::table.filter(application::id.eq(one.id)))
            .set((
                application::status.eq(ApplicationStatus::Lapsed),
                application::decided_at.eq(now),
                application::version.eq(application::version + 1),
                application::updated_at.eq(now),
            ))
            .execute(tx.conn())?;
        let event = (
            application_event::id.eq(RowId::generate()),
            application_event::application_id.eq(one.id),
            application_event::at.eq(now),
            application_event::command.eq("lapse"),
            application_event::from_status.eq(one.from.as_str()),
            application_event::to_status.eq(ApplicationStatus::Lapsed.as_str()),
            application_event::actor_capacity.eq(DecisionSide::System.as_str()),
        );
        on_backend!(tx.conn(), |c| diesel::insert_into(application_event::table)
            .values(event)
            .execute(c))?;
        let application = *one.id.as_uuid();
        tx.audit(
            AuditDraft::new("application.lapse", ObjectType::Application, application)
                .about(one.employee_id)
                .with(json!({"opportunity_id": id, "from": one.from})),
        );
        tx.changed(Change::upserted(ObjectType::Application, application));
    }
    let told: Vec<Told<'_>> = (live.iter())
        .map(|one| Told {
            id: one.id,
            opportunity_id: id,
            applicant: one.employee_id,
            actor: None,
            to: ApplicationStatus::Lapsed,
            reveals: &[],
        })
        .collect();
    tell(tx, &told)?;
    Ok(live)
}
