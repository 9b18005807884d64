//! Applications: who applied for what, how it went, and what was seen at the time.
//!
//! An application is found sealed: whoever wants its content asks `domain::disclosure` with the
//! facts on the seal and opens it with the permit (DOMAIN §5).

mod applicants;
pub mod assessment;
mod desk;
mod hidden;
mod offer;
mod overdue;
mod own;
mod retention;
mod seal;
mod sequel;
mod stages;
mod telling;
mod waiting;
mod write;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, MatchId, OpportunityId, SkillId};
use domain::time::Timestamp;

pub use applicants::{Applicant, has_any_in, list_applicants};
pub use desk::Decider;
pub use hidden::ShownAs;
pub use offer::{find_accepted_offer, find_offer, insert_offer};
pub use overdue::{Overdue, OverdueApplication, list_overdue};
pub use own::{list_applicant_ids, list_counts, list_own_live, list_own_to};
pub use retention::{delete_expired, has_expired};
pub use seal::Seal;
pub use sequel::Sequel;
use sequel::{SequelColumns, sequel_columns};
pub use stages::{ApplicationStage, list_stages};
pub use telling::{SealedTopic, list_team, list_topics};
pub(crate) use telling::{Told, find_manager, follow};
pub use waiting::{Standing, Waiting, find_specialist, find_standing, list_waiting_for};
pub use write::{
    ApplicationChange, ApplicationFeedback, NewApplication, OFFER_EXPIRES, insert_application,
    update_application_status,
};

use crate::conn::Conn;
use crate::error::DbError;
use crate::interviews::is_named;
use crate::json::Json;
use crate::opportunities::OpportunityRow;
use crate::schema::{
    account, application, employee, engagement, internal_move, opportunity, opportunity_member,
};
use crate::spelled::{IsAmong, Spelled};

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
    /// Last day on which an offer can be answered.
    pub offer_expires_on: Option<NaiveDate>,
    pub interview_guaranteed: bool,
    /// By which a team that is not told the name tells the applicant from others.
    pub applicant_number: Option<i32>,
    /// From the hiring team, until it shortlists them.
    pub name_hidden: bool,
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
    pub feedback_skill_ids: Option<Json<Vec<SkillId>>>,
    pub policy_version: i64,
}

/// Name and title beside an id.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Named {
    pub id: EmployeeId,
    pub display_name: String,
    pub title: String,
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
    /// To the one who asked.
    pub applicant: ShownAs,
    pub manager_id: Option<EmployeeId>,
    /// The language that the applicant reads, as far as it is known.
    pub locale: Option<String>,
    pub sequel: Sequel,
}

impl SealedApplication {
    /// Whether the one who asked is not told who it is.
    #[must_use]
    pub const fn hides_name(&self) -> bool {
        self.content.applicant.is_hidden()
    }

    /// `None` when the permit is for another application.
    #[must_use]
    pub fn open(self, permit: &Permit<actions::ReadApplication>) -> Option<OpenApplication> {
        (permit.object() == self.seal.id).then_some(self.content)
    }
}

/// An application, its opening and applicant, and what the one who asks is to the opening.
type Found = (
    ApplicationRow,
    ApplicationContent,
    OpportunityRow,
    (EmployeeId, String, String, Option<EmployeeId>),
    (Option<String>, Option<String>),
    (Timestamp, Option<Timestamp>, bool, bool),
    SequelColumns,
);

/// One application with its opening and applicant; what `viewer` is to the opening.
///
/// # Errors
/// When the database does not answer.
pub fn find_application(
    conn: &mut Conn,
    id: ApplicationId,
    viewer: Option<EmployeeId>,
) -> Result<Option<SealedApplication>, DbError> {
    // An id that nobody has stands for who is no employee.
    let viewer = viewer.unwrap_or_else(|| EmployeeId::from_uuid(uuid::Uuid::nil()));
    let membership = (opportunity_member::opportunity_id.eq(opportunity::id))
        .and(opportunity_member::employee_id.eq(viewer));
    let own = diesel::alias!(application as own_application);
    let competing = own
        .filter(own.field(application::opportunity_id).eq(opportunity::id))
        .filter(own.field(application::employee_id).eq(viewer))
        .filter(sent(own.field(application::status)));
    let reads = account::table
        .filter(account::employee_id.eq(employee::id.nullable()))
        .select(account::locale)
        .single_value();
    let found: Option<Found> = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(application::employee_id)))
        .left_join(opportunity_member::table.on(membership))
        .left_join(internal_move::table.on(internal_move::application_id.eq(application::id)))
        .left_join(engagement::table.on(engagement::application_id.eq(application::id)))
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
            (reads, employee::locale),
            (
                opportunity::owner_since,
                opportunity_member::joined_at.nullable(),
                exists(competing),
                is_named(viewer),
            ),
            sequel_columns(),
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(|found| sealed(found, viewer)))
}

fn sealed(found: Found, viewer: EmployeeId) -> SealedApplication {
    let (row, content, opening, applicant, locales, of_viewer, sequel) = found;
    let (owner_since, joined_at, viewer_competes, viewer_interviews) = of_viewer;
    let owns = (opening.owner_id == viewer).then_some(owner_since);
    let (employee_id, display_name, title, manager_id) = applicant;
    let viewer_since = owns.into_iter().chain(joined_at).min();
    let named = Named {
        id: employee_id,
        display_name,
        title,
    };
    SealedApplication {
        seal: Seal {
            id: row.id,
            opportunity_id: row.opportunity_id,
            employee_id: row.employee_id,
            status: row.status,
            manager_id,
            submitted_at: row.submitted_at,
            viewer_since,
            viewer_competes,
            viewer_interviews,
        },
        content: OpenApplication {
            applicant: ShownAs::of(&row, named, Some(viewer), viewer_since),
            row,
            content,
            opportunity: opening,
            manager_id,
            locale: locales.0.or(locales.1),
            sequel: Sequel::of(sequel, employee_id, manager_id),
        },
    }
}

/// An application in a list, with its opening and its applicant.
#[derive(Clone, Debug)]
pub struct ListedApplication {
    pub row: ApplicationRow,
    pub opportunity: OpportunityRow,
    /// To the one for whom the list is.
    pub applicant: ShownAs,
    pub sequel: Sequel,
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

/// Whether an application is more than a draft of its applicant's.
pub(crate) fn sent<C: Expression<SqlType = Text>>(status: C) -> IsAmong<C> {
    status.ne_term(ApplicationStatus::Draft)
}

/// Whose applications a list holds.
#[derive(Clone, Debug)]
pub enum ApplicationScope {
    /// Somebody's own.
    Own(EmployeeId),
    /// Those to an opening, for one of those who decide on them.
    Of(Permit<actions::ReadCandidates>, Decider),
}

type Listed = (
    ApplicationRow,
    OpportunityRow,
    (EmployeeId, String, String, Option<EmployeeId>),
    SequelColumns,
);

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
        .left_join(internal_move::table.on(internal_move::application_id.eq(application::id)))
        .left_join(engagement::table.on(engagement::application_id.eq(application::id)))
        .select((
            ApplicationRow::as_select(),
            OpportunityRow::as_select(),
            (
                employee::id,
                employee::display_name,
                employee::title,
                employee::manager_id,
            ),
            sequel_columns(),
        ))
        .into_boxed();
    let (viewer, since) = match &scope {
        ApplicationScope::Own(employee) => (Some(*employee), None),
        ApplicationScope::Of(_, decider) => (None, decider.since),
    };
    query = match scope {
        ApplicationScope::Own(employee) => query.filter(application::employee_id.eq(employee)),
        ApplicationScope::Of(permit, decider) => query
            .filter(application::opportunity_id.eq(permit.object()))
            .filter(desk::on_desk(&decider)),
    };
    if live_only {
        let over = [Withdrawn, Rejected, OfferDeclined, Lapsed];
        query = query.filter(application::status.ne_all_terms(over));
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
    Ok((rows.into_iter())
        .map(|row| listed(row, viewer, since))
        .collect())
}

fn listed(
    (row, opportunity, applicant, sequel): Listed,
    viewer: Option<EmployeeId>,
    in_team_since: Option<Timestamp>,
) -> ListedApplication {
    let (id, display_name, title, manager_id) = applicant;
    let named = Named {
        id,
        display_name,
        title,
    };
    ListedApplication {
        applicant: ShownAs::of(&row, named, viewer, in_team_since),
        row,
        opportunity,
        sequel: Sequel::of(sequel, id, manager_id),
    }
}
