//! Conversations with applicants. Who may know of which, `domain::disclosure` says; what may be done
//! when, `domain::interview`. The caller holds the opening's lock where it writes.

mod busy;
mod write;

use std::collections::HashMap;

use diesel::dsl::exists;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, InterviewId, OpportunityId};
use domain::interview::{InterviewStatus, Plan, Slot};
use domain::time::Timestamp;

pub use busy::{Competing, list_busy, list_competing, lock_people};
pub(crate) use write::end;
pub use write::{
    Concerned, InterviewChange, NewInterview, insert_interview, replace_note, update_interview,
};

use crate::applications::sent;
use crate::applications::{Named, Seal};
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::schema::{
    application, employee, interview, interview_note, interview_person, opportunity,
    opportunity_member,
};
use crate::spelled::{IsAmong, Spelled};

/// As it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = interview)]
pub struct InterviewRow {
    pub id: InterviewId,
    pub application_id: ApplicationId,
    pub status: InterviewStatus,
    pub slots: Json<Vec<Slot>>,
    pub place: Option<String>,
    pub time_zone: String,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub known_since: Option<Timestamp>,
    pub sequence: i32,
    pub version: i64,
}

impl InterviewRow {
    #[must_use]
    pub fn chosen(&self) -> Option<Slot> {
        let (starts_at, ends_at) = (self.starts_at?, self.ends_at?);
        let minutes = (ends_at.as_utc() - starts_at.as_utc()).num_minutes();
        Some(Slot {
            starts_at,
            minutes: u16::try_from(minutes).ok()?,
        })
    }

    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan {
            status: self.status,
            slots: self.slots.0.clone(),
            chosen: self.chosen(),
            known_since: self.known_since,
            sequence: u32::try_from(self.sequence).unwrap_or_default(),
        }
    }
}

/// With those who will be there.
#[derive(Clone, Debug)]
pub struct Interview {
    pub row: InterviewRow,
    pub interviewers: Vec<Named>,
}

impl Interview {
    #[must_use]
    pub fn names(&self, person: EmployeeId) -> bool {
        self.interviewers.iter().any(|one| one.id == person)
    }
}

/// Whether somebody was named for an interview of the application at hand and knows of it.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn is_named(viewer: EmployeeId) -> _ {
    let stands: IsAmong<interview::status> = interview::status.ne_term(InterviewStatus::Cancelled);
    exists(
        interview::table
            .inner_join(
                interview_person::table.on(interview_person::interview_id.eq(interview::id)),
            )
            .filter(interview::application_id.eq(application::id))
            .filter(interview_person::employee_id.eq(viewer))
            .filter(interview::known_since.is_not_null())
            .filter(stands),
    )
}

/// All of an application, the oldest first. An interviewer is shown those that they are named for,
/// which is the caller's to see to.
///
/// # Errors
/// When the database does not answer.
pub fn list_interviews(
    conn: &mut Conn,
    permit: &Permit<actions::ReadInterviews>,
) -> Result<Vec<Interview>, DbError> {
    let rows: Vec<InterviewRow> = interview::table
        .filter(interview::application_id.eq(permit.object()))
        .order((interview::created_at, interview::id))
        .select(InterviewRow::as_select())
        .load(conn)?;
    with_people(conn, rows)
}

fn with_people(conn: &mut Conn, rows: Vec<InterviewRow>) -> Result<Vec<Interview>, DbError> {
    let ids: Vec<InterviewId> = rows.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<(InterviewId, (EmployeeId, String, String))> = interview_person::table
        .inner_join(employee::table.on(employee::id.eq(interview_person::employee_id)))
        .filter(interview_person::interview_id.eq_any(ids))
        .order((employee::display_name, employee::id))
        .select((
            interview_person::interview_id,
            (employee::id, employee::display_name, employee::title),
        ))
        .load(conn)?;
    let mut of: HashMap<InterviewId, Vec<Named>> = HashMap::new();
    for (interview, (id, display_name, title)) in people {
        of.entry(interview).or_default().push(Named {
            id,
            display_name,
            title,
        });
    }
    let with = rows.into_iter().map(|row| Interview {
        interviewers: of.remove(&row.id).unwrap_or_default(),
        row,
    });
    Ok(with.collect())
}

/// What somebody wrote.
#[derive(Clone, Debug)]
pub struct Note {
    pub interview_id: InterviewId,
    pub author: Named,
    pub note: String,
    pub written_at: Timestamp,
}

/// All notes on the interviews of an application, the oldest first. Whose somebody sees is the
/// caller's to decide.
///
/// # Errors
/// When the database does not answer.
pub fn list_notes(
    conn: &mut Conn,
    permit: &Permit<actions::ReadInterviewNotes>,
) -> Result<Vec<Note>, DbError> {
    type Row = (InterviewId, (EmployeeId, String, String), String, Timestamp);
    let rows: Vec<Row> = interview_note::table
        .inner_join(interview::table.on(interview::id.eq(interview_note::interview_id)))
        .inner_join(employee::table.on(employee::id.eq(interview_note::author_id)))
        .filter(interview::application_id.eq(permit.object()))
        .order((interview_note::written_at, interview_note::author_id))
        .select((
            interview_note::interview_id,
            (employee::id, employee::display_name, employee::title),
            interview_note::note,
            interview_note::written_at,
        ))
        .load(conn)?;
    let notes = rows
        .into_iter()
        .map(|(interview_id, author, note, written_at)| {
            let (id, display_name, title) = author;
            Note {
                interview_id,
                author: Named {
                    id,
                    display_name,
                    title,
                },
                note,
                written_at,
            }
        });
    Ok(notes.collect())
}

/// Which interviews are looked for, whatever their application.
#[derive(Clone, Debug)]
pub enum InterviewScope {
    These(Vec<InterviewId>),
    /// Of one's own applications, those that are not over at this moment.
    Applicant(Timestamp),
    /// For which one is named and knows it, those that are not over at this moment.
    Interviewer(Timestamp),
}

/// An interview that nobody has been allowed to read yet.
#[derive(Clone, Debug)]
pub struct SealedInterview {
    pub seal: Seal,
    pub id: InterviewId,
    /// Whether the one who asks is named for it and knows it, also when it is over.
    pub names_viewer: bool,
    content: OpenInterview,
}

/// An interview that may be read.
#[derive(Clone, Debug)]
pub struct OpenInterview {
    pub row: InterviewRow,
    pub opportunity_title: String,
    pub applicant: Named,
}

impl SealedInterview {
    /// `None` when the permit is for another application.
    #[must_use]
    pub fn open(self, permit: &Permit<actions::ReadInterviews>) -> Option<OpenInterview> {
        (permit.object() == self.seal.id).then_some(self.content)
    }

    /// Without those who applied, for whoever was to be there.
    #[must_use]
    pub fn row(&self) -> &InterviewRow {
        &self.content.row
    }

    #[must_use]
    pub fn opportunity_title(&self) -> &str {
        &self.content.opportunity_title
    }
}

/// An interview, its application, applicant and opening, and what the one who asks is to them.
type Found = (
    InterviewRow,
    (
        ApplicationId,
        OpportunityId,
        ApplicationStatus,
        Option<Timestamp>,
    ),
    (EmployeeId, String, String, Option<EmployeeId>),
    (String, EmployeeId, Timestamp, Option<Timestamp>, bool),
    bool,
);

/// What has no time yet is not over.
#[diesel::dsl::auto_type(no_type_alias)]
fn is_not_over(now: Timestamp) -> _ {
    (interview::ends_at.is_null()).or(interview::ends_at.gt(now))
}

/// Those of a scope, sealed, in one statement; the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_sealed(
    conn: &mut Conn,
    scope: &InterviewScope,
    viewer: EmployeeId,
    limit: i64,
) -> Result<Vec<SealedInterview>, DbError> {
    let membership = (opportunity_member::opportunity_id.eq(opportunity::id))
        .and(opportunity_member::employee_id.eq(viewer));
    let own = diesel::alias!(application as own_application);
    let competing = own
        .filter(own.field(application::opportunity_id).eq(opportunity::id))
        .filter(own.field(application::employee_id).eq(viewer))
        .filter(sent(own.field(application::status)));
    let person = interview_person::table
        .filter(interview_person::interview_id.eq(interview::id))
        .filter(interview_person::employee_id.eq(viewer));
    let named = interview_person::table
        .filter(interview_person::employee_id.eq(viewer))
        .select(interview_person::interview_id);
    let mut query = interview::table
        .inner_join(application::table.on(application::id.eq(interview::application_id)))
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(application::employee_id)))
        .left_join(opportunity_member::table.on(membership))
        .select((
            InterviewRow::as_select(),
            (
                application::id,
                application::opportunity_id,
                application::status,
                application::submitted_at,
            ),
            (
                employee::id,
                employee::display_name,
                employee::title,
                employee::manager_id,
            ),
            (
                opportunity::title,
                opportunity::owner_id,
                opportunity::owner_since,
                opportunity_member::joined_at.nullable(),
                exists(competing),
            ),
            exists(person),
        ))
        .into_boxed();
    query = match scope {
        InterviewScope::These(ids) => query.filter(interview::id.eq_any(ids.clone())),
        InterviewScope::Applicant(now) => query
            .filter(application::employee_id.eq(viewer))
            .filter(interview::status.ne_term(InterviewStatus::Cancelled))
            .filter(is_not_over(*now)),
        InterviewScope::Interviewer(now) => query
            .filter(interview::id.eq_any(named))
            .filter(interview::known_since.is_not_null())
            .filter(interview::status.ne_term(InterviewStatus::Cancelled))
            .filter(is_not_over(*now)),
    };
    let rows: Vec<Found> = query
        .order((interview::created_at, interview::id))
        .limit(limit)
        .load(conn)?;
    Ok((rows.into_iter().map(|found| sealed(found, viewer))).collect())
}

fn sealed(found: Found, viewer: EmployeeId) -> SealedInterview {
    let (row, of, applicant, opening, viewed) = found;
    let names_viewer = viewed && row.known_since.is_some();
    let (id, opportunity_id, status, submitted_at) = of;
    let (employee_id, display_name, title, manager_id) = applicant;
    let (opportunity_title, owner_id, owner_since, joined_at, viewer_competes) = opening;
    let owns = (owner_id == viewer).then_some(owner_since);
    SealedInterview {
        seal: Seal {
            id,
            opportunity_id,
            employee_id,
            status,
            manager_id,
            submitted_at,
            viewer_since: owns.into_iter().chain(joined_at).min(),
            viewer_competes,
            viewer_interviews: names_viewer && row.status != InterviewStatus::Cancelled,
        },
        id: row.id,
        names_viewer,
        content: OpenInterview {
            row,
            opportunity_title,
            applicant: Named {
                id: employee_id,
                display_name,
                title,
            },
        },
    }
}
