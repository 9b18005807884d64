//! Applications: who applied for what, how it went, and what was seen at the time.
//!
//! An application is found sealed: whoever wants its content asks `domain::disclosure` with the
//! facts on the seal and opens it with the permit (DOMAIN §5).

mod desk;
mod telling;
mod waiting;
mod write;

use diesel::dsl::exists;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::{ApplicationStatus, DecisionSide};
use domain::ids::{ApplicationId, EmployeeId, MatchId, OpportunityId};
use domain::time::Timestamp;

pub use desk::Decider;
pub use telling::{SealedTopic, list_topics};
pub(crate) use telling::{Told, find_manager, list_team, tell};
pub use waiting::{find_specialist, list_waiting_for};
pub use write::{
    ApplicationChange, ApplicationFeedback, NewApplication, insert_application,
    update_application_status,
};

use crate::conn::Conn;
use crate::error::DbError;
use crate::opportunities::OpportunityRow;
use crate::schema::{application, application_event, employee, opportunity, opportunity_member};

/// What a list shows of an application.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = application)]
pub struct ApplicationRow {
    pub id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub status: ApplicationStatus,
    pub submitted_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What only the page of one application shows.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = application)]
pub struct ApplicationContent {
    pub statement: String,
    /// JSON: the explanation at the time, of applications from before matches were stored.
    pub match_snapshot: Option<String>,
    pub match_id: Option<MatchId>,
    pub feedback_reason: Option<String>,
    pub feedback_gap: Option<String>,
    pub feedback_next_step: Option<String>,
    pub policy_version: i64,
}

/// Name and title beside an id.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Named {
    pub id: EmployeeId,
    pub display_name: String,
    pub title: String,
}

/// What decides who may know of an application. Tells nothing to anybody by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    pub id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub status: ApplicationStatus,
    /// The manager of the seat that the applicant holds.
    pub manager_id: Option<EmployeeId>,
    /// Whether the one who asks belongs to the hiring team.
    pub viewer_in_team: bool,
}

/// An application that nobody has been allowed to read yet.
#[derive(Clone, Debug)]
pub struct SealedApplication {
    pub seal: Seal,
    content: OpenApplication,
}

/// An application that may be read.
#[derive(Clone, Debug)]
pub struct OpenApplication {
    pub row: ApplicationRow,
    pub content: ApplicationContent,
    pub opportunity: OpportunityRow,
    pub employee: Named,
    pub manager_id: Option<EmployeeId>,
}

impl SealedApplication {
    /// `None` when the permit is for another application.
    #[must_use]
    pub fn open(self, permit: &Permit<actions::ReadApplication>) -> Option<OpenApplication> {
        (permit.object() == self.seal.id).then_some(self.content)
    }
}

/// One application with its opening and applicant; whether `viewer` is in the hiring team.
///
/// # Errors
/// When the database does not answer.
pub fn find_application(
    conn: &mut Conn,
    id: ApplicationId,
    viewer: Option<EmployeeId>,
) -> Result<Option<SealedApplication>, DbError> {
    type Row = (
        ApplicationRow,
        ApplicationContent,
        OpportunityRow,
        (EmployeeId, String, String, Option<EmployeeId>),
        bool,
    );
    // An id that nobody has stands for who is no employee.
    let viewer = viewer.unwrap_or_else(|| EmployeeId::from_uuid(uuid::Uuid::nil()));
    let membership = opportunity_member::table
        .filter(opportunity_member::opportunity_id.eq(opportunity::id))
        .filter(opportunity_member::employee_id.eq(viewer));
    let found: Option<Row> = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(application::employee_id)))
        .filter(application::id.eq(id))
        .select((
            ApplicationRow::as_select(),
            ApplicationContent::as_select(),
            OpportunityRow::as_select(),
            (
                employee::id,
                employee::display_name,
                employee::title,
                employee::manager_id,
            ),
            opportunity::owner_id.eq(viewer).or(exists(membership)),
        ))
        .first(conn)
        .optional()?;
    let Some((row, content, opening, applicant, viewer_in_team)) = found else {
        return Ok(None);
    };
    let (employee_id, display_name, title, manager_id) = applicant;
    Ok(Some(SealedApplication {
        seal: Seal {
            id: row.id,
            opportunity_id: row.opportunity_id,
            employee_id: row.employee_id,
            status: row.status,
            manager_id,
            viewer_in_team,
        },
        content: OpenApplication {
            row,
            content,
            opportunity: opening,
            employee: Named {
                id: employee_id,
                display_name,
                title,
            },
            manager_id,
        },
    }))
}

/// One step of an application's history.
#[derive(Clone, Debug)]
pub struct ApplicationStage {
    pub at: Timestamp,
    pub status: ApplicationStatus,
    pub by: Option<Named>,
    pub side: Option<DecisionSide>,
    /// The match at the time; none for what happened by itself.
    pub match_id: Option<MatchId>,
}

/// The stages, oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_stages(
    conn: &mut Conn,
    permit: &Permit<actions::ReadApplication>,
) -> Result<Vec<ApplicationStage>, DbError> {
    type Row = (
        Timestamp,
        ApplicationStatus,
        String,
        Option<(EmployeeId, String, String)>,
        Option<MatchId>,
    );
    let rows: Vec<Row> = application_event::table
        .left_join(
            employee::table.on(application_event::actor_employee_id.eq(employee::id.nullable())),
        )
        .filter(application_event::application_id.eq(permit.object()))
        .order((application_event::at, application_event::id))
        .select((
            application_event::at,
            application_event::to_status,
            application_event::actor_capacity,
            (employee::id, employee::display_name, employee::title).nullable(),
            application_event::match_id,
        ))
        .load(conn)?;
    let stages = rows
        .into_iter()
        .map(|(at, status, side, by, match_id)| ApplicationStage {
            at,
            status,
            by: by.map(|(id, display_name, title)| Named {
                id,
                display_name,
                title,
            }),
            side: side.parse().ok(),
            match_id,
        });
    Ok(stages.collect())
}

/// An application in a list, with its opening and its applicant.
#[derive(Clone, Debug)]
pub struct ListedApplication {
    pub row: ApplicationRow,
    pub opportunity: OpportunityRow,
    pub employee: Named,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ApplicationPosition {
    pub at: Timestamp,
    pub id: ApplicationId,
}

impl ListedApplication {
    #[must_use]
    pub const fn position(&self) -> ApplicationPosition {
        ApplicationPosition {
            at: self.row.created_at,
            id: self.row.id,
        }
    }
}

/// Whose applications a list holds.
#[derive(Clone, Debug)]
pub enum ApplicationScope {
    /// Somebody's own.
    Own(EmployeeId),
    /// Those to an opening, for one of those who decide on them.
    Of(Permit<actions::ReadCandidates>, Decider),
}

type Listed = (ApplicationRow, OpportunityRow, (EmployeeId, String, String));

/// One page, newest first, in one statement.
///
/// # Errors
/// When the database does not answer.
pub fn list_applications(
    conn: &mut Conn,
    scope: ApplicationScope,
    live_only: bool,
    after: Option<&ApplicationPosition>,
    limit: i64,
) -> Result<Vec<ListedApplication>, DbError> {
    use ApplicationStatus::{Lapsed, OfferDeclined, Rejected, Withdrawn};
    let mut query = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(application::employee_id)))
        .select((
            ApplicationRow::as_select(),
            OpportunityRow::as_select(),
            (employee::id, employee::display_name, employee::title),
        ))
        .into_boxed();
    query = match scope {
        ApplicationScope::Own(employee) => query.filter(application::employee_id.eq(employee)),
        ApplicationScope::Of(permit, decider) => query
            .filter(application::opportunity_id.eq(permit.object()))
            .filter(desk::on_desk(&decider)),
    };
    if live_only {
        query = query
            .filter(application::status.ne(Withdrawn))
            .filter(application::status.ne(Rejected))
            .filter(application::status.ne(OfferDeclined))
            .filter(application::status.ne(Lapsed));
    }
    if let Some(after) = after {
        let same = application::created_at
            .eq(after.at)
            .and(application::id.lt(after.id));
        query = query.filter(application::created_at.lt(after.at).or(same));
    }
    let rows: Vec<Listed> = query
        .order((application::created_at.desc(), application::id.desc()))
        .limit(limit)
        .load(conn)?;
    let listed =
        rows.into_iter().map(
            |(row, opportunity, (id, display_name, title))| ListedApplication {
                row,
                opportunity,
                employee: Named {
                    id,
                    display_name,
                    title,
                },
            },
        );
    Ok(listed.collect())
}

/// Who applied to an opening, as far as it comes to the decider's desk, each with where their application stands, latest application each.
///
/// # Errors
/// When the database does not answer.
pub fn list_applicants(
    conn: &mut Conn,
    permit: &Permit<actions::ReadCandidates>,
    decider: &Decider,
) -> Result<Vec<(EmployeeId, ApplicationId, ApplicationStatus)>, DbError> {
    Ok(application::table
        .inner_join(employee::table.on(employee::id.eq(application::employee_id)))
        .filter(application::opportunity_id.eq(permit.object()))
        .filter(desk::on_desk(decider))
        .order((application::created_at, application::id))
        .select((
            application::employee_id,
            application::id,
            application::status,
        ))
        .load(conn)?)
}

/// Somebody's own applications that are not over, or ended with a seat. One short statement, since
/// every list of openings asks it.
///
/// # Errors
/// When the database does not answer.
pub fn list_own_live(
    conn: &mut Conn,
    own: EmployeeId,
) -> Result<Vec<(OpportunityId, ApplicationStatus)>, DbError> {
    let all: Vec<(OpportunityId, ApplicationStatus)> = application::table
        .filter(application::employee_id.eq(own))
        .select((application::opportunity_id, application::status))
        .load(conn)?;
    let live =
        |status: ApplicationStatus| status.is_live() || status == ApplicationStatus::Accepted;
    Ok(all
        .into_iter()
        .filter(|(_, status)| live(*status))
        .collect())
}

/// How many have applied to the openings of these applications.
///
/// # Errors
/// When the database does not answer.
pub fn list_counts(
    conn: &mut Conn,
    ids: &[ApplicationId],
) -> Result<Vec<(OpportunityId, i32)>, DbError> {
    let openings = application::table
        .filter(application::id.eq_any(ids))
        .select(application::opportunity_id);
    Ok(opportunity::table
        .filter(opportunity::id.eq_any(openings))
        .select((opportunity::id, opportunity::applicants_count))
        .load(conn)?)
}

/// States of somebody's own applications to one opening, newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_own_to(
    conn: &mut Conn,
    own: EmployeeId,
    opening: OpportunityId,
) -> Result<Vec<ApplicationStatus>, DbError> {
    Ok(application::table
        .filter(application::opportunity_id.eq(opening))
        .filter(application::employee_id.eq(own))
        .order((application::created_at.desc(), application::id.desc()))
        .select(application::status)
        .load(conn)?)
}
