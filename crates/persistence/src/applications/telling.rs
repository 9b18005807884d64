//! Who is told of an application's step. Called where steps are stored, so that no step can forget
//! it. Whoever took the step is not told of it. And what a notice tells of an application to whoever
//! may still know of it.

use diesel::dsl::exists;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::disclosure::Party;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::notice::{NoticeAudience, NoticeKind, StepTaken, of_step};
use domain::time::Timestamp;
use serde_json::{Value, json};

use super::{Seal, sent};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::interviews::{self, is_named};
use crate::notices::Notice;
use crate::schema::{application, employee, opportunity, opportunity_member};
use crate::write::WriteTx;

/// A step of one application.
pub(crate) struct Told<'a> {
    pub(crate) id: ApplicationId,
    pub(crate) opportunity_id: OpportunityId,
    pub(crate) applicant: EmployeeId,
    pub(crate) actor: Option<EmployeeId>,
    pub(crate) from: Option<ApplicationStatus>,
    pub(crate) to: ApplicationStatus,
    /// An offer was not answered in time.
    pub(crate) unanswered: bool,
    pub(crate) reveals: &'a [Party],
    pub(crate) shows_name: bool,
}

/// What follows from these steps, of applications to one opening: interviews end with what they
/// were for, and all are told whom the steps concern.
pub(crate) fn follow(tx: &mut WriteTx<'_>, steps: &[Told<'_>]) -> Result<(), DbError> {
    interviews::end(tx, steps)?;
    tell(tx, steps)
}

fn tell(tx: &mut WriteTx<'_>, steps: &[Told<'_>]) -> Result<(), DbError> {
    let mut notices = Vec::new();
    let mut team: Option<Vec<EmployeeId>> = None;
    for step in steps {
        let taken = StepTaken {
            to: step.to,
            unanswered: step.unanswered,
            reveals: step.reveals,
            shows_name: step.shows_name,
        };
        for kind in of_step(&taken) {
            let recipients = match kind.audience() {
                NoticeAudience::Oneself => vec![step.applicant],
                NoticeAudience::Deciders => match &team {
                    Some(team) => team.clone(),
                    None => team
                        .insert(list_team(tx.conn(), step.opportunity_id)?)
                        .clone(),
                },
                NoticeAudience::Manager => find_manager(tx.conn(), step.applicant)?,
                // No step of an application is told so.
                NoticeAudience::MoveParties | NoticeAudience::InterviewParties => Vec::new(),
            };
            let others = (recipients.into_iter()).filter(|one| concerns(kind, *one, step));
            notices.extend(others.map(|recipient| Notice {
                recipient,
                kind,
                object_type: ObjectType::Application,
                object_id: *step.id.as_uuid(),
                params: params(kind, step),
            }));
        }
    }
    tx.tell(notices);
    Ok(())
}

/// Nobody is told of what they did themselves, but of whom it revealed them to; and nobody of
/// their own application as of somebody else's.
fn concerns(kind: NoticeKind, one: EmployeeId, step: &Told<'_>) -> bool {
    let acted = step.actor == Some(one);
    match kind.audience() {
        NoticeAudience::Oneself => !acted || kind == NoticeKind::ApplicationRevealed,
        NoticeAudience::Deciders
        | NoticeAudience::Manager
        | NoticeAudience::MoveParties
        | NoticeAudience::InterviewParties => !acted && one != step.applicant,
    }
}

fn params(kind: NoticeKind, step: &Told<'_>) -> Value {
    match kind {
        NoticeKind::ApplicationRevealed => {
            json!({"parties": step.reveals, "name_shown": step.shows_name})
        }
        _ => json!({"status": step.to}),
    }
}

/// The owner and the members.
///
/// # Errors
/// When the database does not answer.
pub fn list_team(conn: &mut Conn, id: OpportunityId) -> Result<Vec<EmployeeId>, DbError> {
    let rows: Vec<(EmployeeId, Option<EmployeeId>)> = opportunity::table
        .left_join(
            opportunity_member::table.on(opportunity_member::opportunity_id.eq(opportunity::id)),
        )
        .filter(opportunity::id.eq(id))
        .order(opportunity_member::employee_id)
        .select((
            opportunity::owner_id,
            opportunity_member::employee_id.nullable(),
        ))
        .load(conn)?;
    let owner = rows.first().map(|(owner, _)| *owner);
    let members = rows.iter().filter_map(|(_, member)| *member);
    let members = members.filter(|member| Some(*member) != owner);
    Ok(owner.into_iter().chain(members).collect())
}

/// The manager of the seat that the applicant holds; none at the top.
pub(crate) fn find_manager(
    conn: &mut Conn,
    applicant: EmployeeId,
) -> Result<Vec<EmployeeId>, DbError> {
    let found: Option<EmployeeId> = employee::table
        .find(applicant)
        .select(employee::manager_id)
        .first(conn)?;
    Ok(found.into_iter().collect())
}

/// What of an application a notice tells, sealed like it.
#[derive(Clone, Debug)]
pub struct SealedTopic {
    pub seal: Seal,
    title: String,
}

impl SealedTopic {
    /// The opening's title; `None` when the permit is for another application.
    #[must_use]
    pub fn open(self, permit: &Permit<actions::ReadApplication>) -> Option<String> {
        (permit.object() == self.seal.id).then_some(self.title)
    }
}

/// These applications as far as a notice tells of them, in one statement.
///
/// # Errors
/// When the database does not answer.
pub fn list_topics(
    conn: &mut Conn,
    ids: &[ApplicationId],
    viewer: EmployeeId,
) -> Result<Vec<SealedTopic>, DbError> {
    type Row = (
        (ApplicationId, OpportunityId, EmployeeId, ApplicationStatus),
        Option<EmployeeId>,
        String,
        (EmployeeId, Timestamp, Option<Timestamp>, bool, bool),
        Option<Timestamp>,
    );
    let membership = (opportunity_member::opportunity_id.eq(opportunity::id))
        .and(opportunity_member::employee_id.eq(viewer));
    let own = diesel::alias!(application as own_application);
    let competing = own
        .filter(own.field(application::opportunity_id).eq(opportunity::id))
        .filter(own.field(application::employee_id).eq(viewer))
        .filter(sent(own.field(application::status)));
    let rows: Vec<Row> = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .inner_join(employee::table.on(employee::id.eq(application::employee_id)))
        .left_join(opportunity_member::table.on(membership))
        .filter(application::id.eq_any(ids))
        .select((
            (
                application::id,
                application::opportunity_id,
                application::employee_id,
                application::status,
            ),
            employee::manager_id,
            opportunity::title,
            (
                opportunity::owner_id,
                opportunity::owner_since,
                opportunity_member::joined_at.nullable(),
                exists(competing),
                is_named(viewer),
            ),
            application::submitted_at,
        ))
        .load(conn)?;
    let topics = rows
        .into_iter()
        .map(|(ids, manager_id, title, of_viewer, submitted_at)| {
            let (id, opportunity_id, employee_id, status) = ids;
            let (owner_id, owner_since, joined_at, viewer_competes, viewer_interviews) = of_viewer;
            let owns = (owner_id == viewer).then_some(owner_since);
            let seal = Seal {
                id,
                opportunity_id,
                employee_id,
                status,
                manager_id,
                submitted_at,
                viewer_since: owns.into_iter().chain(joined_at).min(),
                viewer_competes,
                viewer_interviews,
            };
            SealedTopic { seal, title }
        });
    Ok(topics.collect())
}
