//! Applications whose applicants have waited too long for an answer.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId};
use domain::time::Timestamp;

use super::{ApplicationRow, ListedApplication, Named, Sequel, ShownAs, sent};
use crate::conn::Conn;
use crate::error::DbError;
use crate::opportunities::OpportunityRow;
use crate::schema::{application, employee, opportunity, opportunity_closing, opportunity_member};
use crate::spelled::Spelled;

/// Whose overdue answers, and what was waited for before when counts as overdue.
#[derive(Clone, Debug)]
pub struct Overdue {
    pub viewer: EmployeeId,
    /// Specialists look after all openings, others after those of their teams.
    pub all: bool,
    /// Sent before this, or waiting at an opening that closed before this.
    pub before: Timestamp,
    /// Whoever sent something later than this comes in a later batch.
    pub after: Option<(Timestamp, ApplicationId)>,
    pub limit: i64,
}

/// An application that waits, and what the one who asks is to its opening.
#[derive(Clone, Debug)]
pub struct OverdueApplication {
    pub listed: ListedApplication,
    /// Since when they have been of the team, if they are.
    pub since: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

const UNANSWERED: [ApplicationStatus; 2] =
    [ApplicationStatus::Submitted, ApplicationStatus::Screening];
/// For the hiring side.
const WAITING: [ApplicationStatus; 5] = [
    ApplicationStatus::Submitted,
    ApplicationStatus::Screening,
    ApplicationStatus::Shortlisted,
    ApplicationStatus::Interview,
    ApplicationStatus::Selected,
];

type Row = (
    ApplicationRow,
    OpportunityRow,
    (EmployeeId, String, String),
    (Option<Timestamp>, Option<Timestamp>),
);

/// The longest waiting first. Openings for which the viewer competes are left out; what else is
/// not for their eyes is the caller's to leave out.
///
/// # Errors
/// When the database does not answer.
pub fn list_overdue(conn: &mut Conn, asked: &Overdue) -> Result<Vec<OverdueApplication>, DbError> {
    let member = asked.viewer;
    let membership = (opportunity_member::opportunity_id.eq(opportunity::id))
        .and(opportunity_member::employee_id.eq(member));
    let mine = diesel::alias!(application as own_application);
    let competing = mine
        .filter(mine.field(application::employee_id).eq(member))
        .filter(sent(mine.field(application::status)))
        .select(mine.field(application::opportunity_id));
    let unanswered = application::status.eq_any_term(UNANSWERED);
    let closed = (opportunity_closing::opportunity_id.nullable().is_not_null()).and(
        opportunity_closing::closed_at
            .nullable()
            .lt(asked.before)
            .assume_not_null(),
    );
    let mut query = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(application::employee_id)))
        .left_join(opportunity_member::table.on(membership))
        .left_join(
            opportunity_closing::table.on(opportunity_closing::opportunity_id.eq(opportunity::id)),
        )
        .filter(application::status.eq_any_term(WAITING))
        .filter(application::submitted_at.lt(asked.before))
        .filter(unanswered.or(closed))
        .filter(opportunity::id.ne_all(competing))
        .select((
            ApplicationRow::as_select(),
            OpportunityRow::as_select(),
            (employee::id, employee::display_name, employee::title),
            (
                opportunity_member::joined_at.nullable(),
                opportunity_closing::closed_at.nullable(),
            ),
        ))
        .into_boxed();
    if !asked.all {
        let team = diesel::alias!(opportunity_member as team_member);
        let teams = team
            .filter(team.field(opportunity_member::employee_id).eq(member))
            .select(team.field(opportunity_member::opportunity_id));
        query = query.filter(
            opportunity::owner_id
                .eq(member)
                .or(opportunity::id.eq_any(teams)),
        );
    }
    if let Some((at, id)) = asked.after {
        let same = application::submitted_at.eq(at).and(application::id.gt(id));
        query = query.filter(application::submitted_at.gt(at).or(same));
    }
    let rows: Vec<Row> = query
        .order((application::submitted_at, application::id))
        .limit(asked.limit)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| overdue(row, member)).collect())
}

fn overdue((row, opening, named, dates): Row, member: EmployeeId) -> OverdueApplication {
    let (joined, closed_at) = dates;
    let owns = (opening.owner_id == member).then_some(opening.owner_since);
    let since = owns.into_iter().chain(joined).min();
    let (id, display_name, title) = named;
    let named = Named {
        id,
        display_name,
        title,
    };
    OverdueApplication {
        listed: ListedApplication {
            applicant: ShownAs::of(&row, named, Some(member), since),
            row,
            opportunity: opening,
            // What waits for a decision has gone on as nothing.
            sequel: Sequel::default(),
        },
        since,
        closed_at,
    }
}
