//! Lists of openings: filters, visibility, order and page in one statement.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{EmployeeId, LocationId, OpportunityId, OrgUnitId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{OpportunityKind, Priority, WorkMode};
use domain::time::Timestamp;
use uuid::Uuid;

use super::OpportunityRow;
use super::open::IsOpen;
use crate::conn::{Conn, MultiBackend};
use crate::error::DbError;
use crate::schema::{application, opportunity, opportunity_member, org_unit};

/// Whose list it is; decides what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub employee_id: Option<EmployeeId>,
    /// The viewer's unit and those above it.
    pub units: Vec<OrgUnitId>,
    /// Specialists see every opening.
    pub sees_all: bool,
}

/// Empty lists and `None` leave out nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpportunityFilter {
    pub kinds: Vec<OpportunityKind>,
    /// Path of a unit: the unit and all below it.
    pub unit_path: Option<String>,
    pub locations: Vec<LocationId>,
    pub work_modes: Vec<WorkMode>,
    pub level_min: Option<i16>,
    pub level_max: Option<i16>,
    pub pay_min_minor: Option<i64>,
    pub hours_max: Option<i32>,
    /// `None`: those that take applications.
    pub status: Option<OpportunityStatus>,
    /// Only openings whose hiring team the viewer belongs to, in every state.
    pub mine: bool,
    /// What a text search found.
    pub ids: Option<Vec<OpportunityId>>,
    /// Openings that closed before this day take no applications.
    pub today: NaiveDate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpportunityOrder {
    /// Newest first.
    Date,
    /// Most pressing first: priority, then the longest open.
    Need,
}

/// Where a page ended: what its last row is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OpportunityPosition {
    pub at: Timestamp,
    pub priority: Priority,
    pub id: OpportunityId,
}

/// An opening with the viewer's own live application to it.
#[derive(Clone, Debug)]
pub struct ListedOpportunity {
    pub row: OpportunityRow,
    pub application_status: Option<ApplicationStatus>,
}

impl ListedOpportunity {
    #[must_use]
    pub fn position(&self) -> OpportunityPosition {
        OpportunityPosition {
            at: self.row.opened_at.unwrap_or(self.row.created_at),
            priority: self.row.priority,
            id: self.row.id,
        }
    }
}

type Listing<'a> = opportunity::BoxedQuery<'a, MultiBackend>;

/// An id that nobody has stands for viewers who are no employees.
fn own_id(viewer: &Viewer) -> EmployeeId {
    viewer
        .employee_id
        .unwrap_or_else(|| EmployeeId::from_uuid(Uuid::nil()))
}

/// One page, in one statement: at most `limit` openings after `after`.
///
/// # Errors
/// When the database does not answer.
pub fn list_opportunities(
    conn: &mut Conn,
    viewer: &Viewer,
    filter: &OpportunityFilter,
    order: OpportunityOrder,
    after: Option<&OpportunityPosition>,
    limit: i64,
) -> Result<Vec<ListedOpportunity>, DbError> {
    let seen = if filter.mine {
        of_team(opportunity::table.into_boxed(), viewer)
    } else {
        visible(opportunity::table.into_boxed(), viewer)
    };
    let narrowed = by_numbers(by_place(by_status(seen, filter), filter), filter);
    let ordered = match order {
        OpportunityOrder::Date if filter.mine => newest(narrowed, after),
        OpportunityOrder::Date => latest(narrowed, after),
        OpportunityOrder::Need => most_pressing(narrowed, after),
    };
    load(ordered.limit(limit), conn, viewer)
}

/// The openings of these ids that the viewer may see, in no order, in one statement.
///
/// # Errors
/// When the database does not answer.
pub fn list_by_ids(
    conn: &mut Conn,
    viewer: &Viewer,
    ids: &[OpportunityId],
) -> Result<Vec<ListedOpportunity>, DbError> {
    let seen = visible(opportunity::table.into_boxed(), viewer);
    load(seen.filter(opportunity::id.eq_any(ids)), conn, viewer)
}

fn load(
    query: Listing<'_>,
    conn: &mut Conn,
    viewer: &Viewer,
) -> Result<Vec<ListedOpportunity>, DbError> {
    use ApplicationStatus::{Lapsed, OfferDeclined, Rejected, Withdrawn};
    // At most one application of a person to an opening is live: a unique index holds that.
    let own = application::table
        .filter(application::opportunity_id.eq(opportunity::id))
        .filter(application::employee_id.eq(own_id(viewer)))
        .filter(application::status.ne(Withdrawn))
        .filter(application::status.ne(Rejected))
        .filter(application::status.ne(OfferDeclined))
        .filter(application::status.ne(Lapsed))
        .select(application::status)
        .single_value();
    let rows: Vec<(OpportunityRow, Option<ApplicationStatus>)> = query
        .select((OpportunityRow::as_select(), own))
        .load(conn)?;
    let listed = rows
        .into_iter()
        .map(|(row, application_status)| ListedOpportunity {
            row,
            application_status,
        });
    Ok(listed.collect())
}

/// Published openings for the viewer's units, and those of the viewer's own teams. First of all
/// conditions: what follows narrows the whole.
fn visible<'a>(query: Listing<'a>, viewer: &Viewer) -> Listing<'a> {
    if viewer.sees_all {
        return query;
    }
    if viewer.employee_id.is_none() {
        // Accounts that are nobody's in the organisation are nobody's audience.
        return query.filter(opportunity::id.eq(OpportunityId::from_uuid(Uuid::nil())));
    }
    let published = opportunity::opened_at.is_not_null();
    let mut seen = query.filter(published.and(opportunity::audience_org_unit_ids.eq("[]")));
    for unit in &viewer.units {
        let named = opportunity::audience_org_unit_ids.like(format!("%{unit}%"));
        seen = seen.or_filter(published.and(named));
    }
    seen.or_filter(opportunity::owner_id.eq(own_id(viewer)))
        .or_filter(exists(membership(viewer)))
}

fn of_team<'a>(query: Listing<'a>, viewer: &Viewer) -> Listing<'a> {
    query
        .filter(opportunity::owner_id.eq(own_id(viewer)))
        .or_filter(exists(membership(viewer)))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn membership(viewer: &Viewer) -> _ {
    let own: EmployeeId = own_id(viewer);
    opportunity_member::table
        .filter(opportunity_member::opportunity_id.eq(opportunity::id))
        .filter(opportunity_member::employee_id.eq(own))
}

fn by_status<'a>(query: Listing<'a>, filter: &OpportunityFilter) -> Listing<'a> {
    match filter.status {
        Some(status) => query.filter(opportunity::status.eq(status)),
        None if filter.mine => query,
        None => query.filter(IsOpen).filter(
            opportunity::closes_on
                .is_null()
                .or(opportunity::closes_on.ge(filter.today)),
        ),
    }
}

fn by_place<'a>(mut query: Listing<'a>, filter: &OpportunityFilter) -> Listing<'a> {
    // One value as one parameter: a statement that never changes is prepared once.
    query = match filter.kinds.as_slice() {
        [] => query,
        [one] => query.filter(opportunity::kind.eq(*one)),
        many => query.filter(opportunity::kind.eq_any(many.to_vec())),
    };
    query = match filter.locations.as_slice() {
        [] => query,
        [one] => query.filter(opportunity::location_id.eq(*one)),
        many => query.filter(opportunity::location_id.eq_any(many.to_vec())),
    };
    query = match filter.work_modes.as_slice() {
        [] => query,
        [one] => query.filter(opportunity::work_mode.eq(*one)),
        many => query.filter(opportunity::work_mode.eq_any(many.to_vec())),
    };
    if let Some(path) = &filter.unit_path {
        // Every path below begins with this one, which ends in '/'; '0' is the next character.
        let end = format!("{}0", path.trim_end_matches('/'));
        let below = org_unit::table
            .filter(org_unit::path.ge(path.clone()))
            .filter(org_unit::path.lt(end))
            .select(org_unit::id);
        query = query.filter(opportunity::org_unit_id.eq_any(below));
    }
    if let Some(ids) = &filter.ids {
        query = query.filter(opportunity::id.eq_any(ids.clone()));
    }
    query
}

fn by_numbers<'a>(mut query: Listing<'a>, filter: &OpportunityFilter) -> Listing<'a> {
    if let Some(min) = filter.level_min {
        query = query.filter(opportunity::level.ge(min));
    }
    if let Some(max) = filter.level_max {
        query = query.filter(opportunity::level.le(max));
    }
    if let Some(min) = filter.pay_min_minor {
        query = query.filter(opportunity::pay_max_minor.ge(min));
    }
    if let Some(max) = filter.hours_max {
        query = query.filter(opportunity::hours_per_week.le(max));
    }
    query
}

/// By creation: drafts have no opening date.
fn newest<'a>(mut query: Listing<'a>, after: Option<&OpportunityPosition>) -> Listing<'a> {
    if let Some(after) = after {
        query = query.filter(opportunity::id.lt(after.id));
    }
    query.order(opportunity::id.desc())
}

fn latest<'a>(mut query: Listing<'a>, after: Option<&OpportunityPosition>) -> Listing<'a> {
    if let Some(after) = after {
        let same = opportunity::opened_at
            .eq(after.at)
            .and(opportunity::id.lt(after.id));
        query = query.filter(opportunity::opened_at.lt(after.at).or(same));
    }
    query.order((opportunity::opened_at.desc(), opportunity::id.desc()))
}

/// The names of the priorities happen to sort as they press.
fn most_pressing<'a>(mut query: Listing<'a>, after: Option<&OpportunityPosition>) -> Listing<'a> {
    if let Some(after) = after {
        let same_time = opportunity::opened_at
            .eq(after.at)
            .and(opportunity::id.gt(after.id));
        let later = opportunity::opened_at.gt(after.at).or(same_time);
        let same = opportunity::priority.eq(after.priority).and(later);
        query = query.filter(opportunity::priority.gt(after.priority).or(same));
    }
    query.order((
        opportunity::priority,
        opportunity::opened_at,
        opportunity::id,
    ))
}
