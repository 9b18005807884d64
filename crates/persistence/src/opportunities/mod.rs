//! Openings: what is stored of one, and finding it. Changes are in `write`.
//!
//! Rows of openings are no personal data; who may see which is decided by the caller before
//! showing one.

mod hiring_side;
mod lapse;
mod list;
mod lock;
mod overdue;
mod succession;
mod team;
mod write;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillId};
use domain::money::PayRange;
use domain::opportunity::OpportunityStatus;
use domain::terms::{Importance, OpportunityKind, Priority, TeamRole, WorkMode};
use domain::time::Timestamp;

pub use hiring_side::{HiringSide, find_hiring_side, list_team};
pub use lapse::{LapsedApplication, count_live_applications, lapse_applications};
pub use list::{ListedOpportunity, Viewer};
pub use lock::{lock_only, lock_opportunity, lock_opportunity_of};
pub use overdue::{close_overdue, has_overdue};
pub use succession::{hand_over_abandoned, has_abandoned};
pub use write::{
    NewOpportunity, StatusChange, give_seat_back, insert_opportunity, take_seat,
    update_opportunity, update_status,
};

use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::schema::{employee, opportunity, opportunity_member, opportunity_requirement};

/// What a card of a list shows.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = opportunity)]
pub struct OpportunityRow {
    pub id: OpportunityId,
    pub kind: OpportunityKind,
    pub title: String,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub work_mode: WorkMode,
    pub job_profile_id: Option<JobProfileId>,
    pub level: Option<i16>,
    pub owner_id: EmployeeId,
    pub seats: i32,
    pub seats_filled: i32,
    pub pay_min_minor: Option<i64>,
    pub pay_max_minor: Option<i64>,
    pub pay_currency: Option<String>,
    pub hours_per_week: Option<i32>,
    pub opened_at: Option<Timestamp>,
    pub closes_on: Option<NaiveDate>,
    pub priority: Priority,
    pub status: OpportunityStatus,
    pub audience_org_unit_ids: Json<Vec<OrgUnitId>>,
    pub applicants_count: i32,
    pub version: i64,
    pub created_at: Timestamp,
    pub owner_since: Timestamp,
}

impl OpportunityRow {
    /// `None` unless all three columns hold a sound range.
    #[must_use]
    pub fn pay_range(&self) -> Option<PayRange> {
        let currency = self.pay_currency.as_deref()?.parse().ok()?;
        PayRange::new(self.pay_min_minor?, self.pay_max_minor?, currency).ok()
    }

    #[must_use]
    pub const fn seats_left(&self) -> i32 {
        self.seats - self.seats_filled
    }
}

/// What only the page of one opening shows.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = opportunity)]
pub struct OpportunityText {
    pub description: String,
    pub selection_criteria: Json<Vec<String>>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = opportunity_requirement)]
pub struct RequirementRow {
    pub skill_id: SkillId,
    pub level: i16,
    pub importance: Importance,
}

/// Somebody of a hiring team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    pub id: EmployeeId,
    pub display_name: String,
    pub title: String,
    /// None of the owner.
    pub role: Option<TeamRole>,
    pub since: Timestamp,
}

/// First and last day of the work.
///
/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn find_dates(
    conn: &mut Conn,
    id: OpportunityId,
) -> Result<(Option<NaiveDate>, Option<NaiveDate>), DbError> {
    Ok(opportunity::table
        .find(id)
        .select((opportunity::starts_on, opportunity::ends_on))
        .first(conn)?)
}

/// One opening in full.
#[derive(Clone, Debug)]
pub struct Opportunity {
    pub row: OpportunityRow,
    pub text: OpportunityText,
    pub requirements: Vec<RequirementRow>,
    /// The owner first.
    pub team: Vec<TeamMember>,
}

impl Opportunity {
    #[must_use]
    pub fn is_in_team(&self, employee: EmployeeId) -> bool {
        self.in_team_since(employee).is_some()
    }

    /// Since when somebody has been of the hiring team, if they are.
    #[must_use]
    pub fn in_team_since(&self, employee: EmployeeId) -> Option<Timestamp> {
        let own = self.team.iter().filter(|member| member.id == employee);
        own.map(|member| member.since).min()
    }
}

/// One opening with its requirements and its team, in three statements.
///
/// # Errors
/// When the database does not answer.
pub fn find_opportunity(
    conn: &mut Conn,
    id: OpportunityId,
) -> Result<Option<Opportunity>, DbError> {
    let found: Option<(OpportunityRow, OpportunityText, (String, String))> = opportunity::table
        .inner_join(employee::table.on(employee::id.eq(opportunity::owner_id)))
        .filter(opportunity::id.eq(id))
        .select((
            OpportunityRow::as_select(),
            OpportunityText::as_select(),
            (employee::display_name, employee::title),
        ))
        .first(conn)
        .optional()?;
    let Some((row, text, (display_name, title))) = found else {
        return Ok(None);
    };
    let owner = TeamMember {
        id: row.owner_id,
        display_name,
        title,
        role: None,
        since: row.owner_since,
    };
    let requirements = list_requirements(conn, id)?;
    let members: Vec<(EmployeeId, String, String, TeamRole, Timestamp)> = opportunity_member::table
        .inner_join(employee::table.on(employee::id.eq(opportunity_member::employee_id)))
        .filter(opportunity_member::opportunity_id.eq(id))
        .filter(opportunity_member::employee_id.ne(row.owner_id))
        .order((employee::name_folded, employee::id))
        .select((
            employee::id,
            employee::display_name,
            employee::title,
            opportunity_member::role,
            opportunity_member::joined_at,
        ))
        .load(conn)?;
    let others = members
        .into_iter()
        .map(|(id, display_name, title, role, since)| TeamMember {
            id,
            display_name,
            title,
            role: Some(role),
            since,
        });
    Ok(Some(Opportunity {
        row,
        text,
        requirements,
        team: std::iter::once(owner).chain(others).collect(),
    }))
}

/// Heaviest first: required before preferred, higher levels before lower.
pub(crate) fn list_requirements(
    conn: &mut Conn,
    id: OpportunityId,
) -> Result<Vec<RequirementRow>, DbError> {
    Ok(opportunity_requirement::table
        .filter(opportunity_requirement::opportunity_id.eq(id))
        .order((
            opportunity_requirement::importance.desc(),
            opportunity_requirement::level.desc(),
            opportunity_requirement::skill_id,
        ))
        .select(RequirementRow::as_select())
        .load(conn)?)
}
