//! Interviews as each of those who may know of them sees them.

use domain::access::{Actor as AccessActor, actions};
use domain::ids::{ApplicationId, EmployeeId, InterviewId};
use domain::interview::{InterviewStatus, Slot};
use domain::time::Timestamp;
use persistence::applications::Seal;
use persistence::interviews::{Interview, Note, OpenInterview};
use serde::Serialize;
use utoipa::ToSchema;

use super::Found;
use crate::notices::NoticeOpportunity;
use crate::refs::{EmployeeRef, named};
use crate::state::AppState;

/// The interviews of an application, as far as they are for the one who looks.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewList {
    /// The oldest first.
    #[schema(max_items = 100)]
    items: Vec<InterviewView>,
    /// Whether one may propose another one now.
    may_propose: bool,
    /// The zone that times are proposed in unless another one is named.
    #[schema(example = "Europe/Paris")]
    time_zone: String,
    /// Whether the notes of others are told here: to those who decide, after their own assessment.
    others_shown: bool,
}

impl InterviewList {
    pub(super) fn of(found: &Found, actor: &AccessActor, app: &AppState) -> Self {
        let decides = found.permits(actor, actions::PlanInterviews);
        let around = found.around();
        // Whether there is room for one more, asked with a time that nobody objects to.
        let soon = Slot {
            starts_at: found.now.plus(chrono::TimeDelta::days(1)),
            minutes: 30,
        };
        let possible =
            domain::interview::Plan::propose(around, vec![soon], found.open_plans(), found.now);
        Self {
            items: (found.all.iter())
                .map(|one| InterviewView::of(found, one, actor))
                .collect(),
            may_propose: decides && possible.is_ok(),
            time_zone: zone(found, app),
            others_shown: found.others_shown,
        }
    }
}

/// That of the opening's place; UTC where it has none.
pub(super) fn zone(found: &Found, app: &AppState) -> String {
    let names = app.directory.catalogue();
    let place = found.application.opportunity.location_id;
    let place = place.and_then(|id| names.locations.find(id).cloned());
    place.map_or_else(|| "UTC".to_owned(), |place| place.time_zone.clone())
}

/// What one can do with an interview now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InterviewPermission {
    /// Take one of the times.
    Choose,
    /// Propose other times.
    Move,
    Cancel,
    WriteNote,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewSlot)]
pub struct SlotView {
    starts_at: Timestamp,
    ends_at: Timestamp,
    /// Whether the applicant can take it now, as far as others' appointments do not matter.
    choosable: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewNote)]
pub struct NoteView {
    author: EmployeeRef,
    written_at: Timestamp,
    #[schema(example = "Explained how the backfill was kept idempotent.")]
    note: String,
}

impl From<&Note> for NoteView {
    fn from(note: &Note) -> Self {
        Self {
            author: named(note.author.clone()),
            written_at: note.written_at,
            note: note.note.clone(),
        }
    }
}

/// A conversation with an applicant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Interview)]
pub struct InterviewView {
    id: InterviewId,
    status: InterviewStatus,
    /// Times that were proposed.
    #[schema(max_items = 8)]
    slots: Vec<SlotView>,
    /// Of the time that the applicant chose, while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<Timestamp>,
    /// In which zone the times are told.
    #[schema(example = "Europe/Paris")]
    time_zone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Room 4.2, Lyon office")]
    place: Option<String>,
    #[schema(max_items = 6)]
    interviewers: Vec<EmployeeRef>,
    /// Whether those who will be there know of the application already: from the applicant's first
    /// choice of a time on.
    revealed: bool,
    /// To be named in `If-Match` as `"v3"`.
    #[schema(example = 3)]
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_note: Option<NoteView>,
    /// Those of others that are for the one who looks, the oldest first.
    #[schema(max_items = 50)]
    notes: Vec<NoteView>,
    #[schema(max_items = 4)]
    allowed: Vec<InterviewPermission>,
}

impl InterviewView {
    pub(super) fn of(found: &Found, one: &Interview, actor: &AccessActor) -> Self {
        let (plan, around) = (one.row.plan(), found.around());
        let choosable = |at: usize| plan.choosable(around, at, found.now).is_ok();
        let slots = plan.slots.iter().enumerate();
        let (own, others): (Vec<&Note>, Vec<&Note>) = (found.notes.iter())
            .filter(|note| note.interview_id == one.row.id)
            .partition(|note| actor.is(note.author.id));
        Self {
            id: one.row.id,
            status: plan.status,
            slots: slots
                .map(|(at, slot)| SlotView {
                    starts_at: slot.starts_at,
                    ends_at: slot.ends_at(),
                    choosable: choosable(at),
                })
                .collect(),
            starts_at: one.row.starts_at,
            ends_at: one.row.ends_at,
            time_zone: one.row.time_zone.clone(),
            place: one.row.place.clone(),
            interviewers: one.interviewers.iter().cloned().map(named).collect(),
            revealed: plan.known_since.is_some(),
            version: one.row.version,
            own_note: own.first().map(|note| NoteView::from(*note)),
            notes: others.into_iter().map(NoteView::from).collect(),
            allowed: allowed(found, one, actor),
        }
    }
}

fn allowed(found: &Found, one: &Interview, actor: &AccessActor) -> Vec<InterviewPermission> {
    let (plan, around, now) = (one.row.plan(), found.around(), found.now);
    let soon = Slot {
        starts_at: now.plus(chrono::TimeDelta::days(1)),
        minutes: 30,
    };
    let chooses = found.permits(actor, actions::AnswerApplication)
        && (0..plan.slots.len()).any(|at| plan.choosable(around, at, now).is_ok());
    let moves = found.permits(actor, actions::PlanInterviews)
        && plan.reschedule(around, vec![soon], now).is_ok();
    let cancels = found.permits(actor, actions::CancelInterviews) && plan.cancel(now).is_ok();
    let is_named = actor.employee_id.is_some_and(|me| one.names(me));
    let notes = found.permits(actor, actions::WriteInterviewNotes)
        && plan.may_note(found.status(), is_named).is_ok();
    let all = [
        (chooses, InterviewPermission::Choose),
        (moves, InterviewPermission::Move),
        (cancels, InterviewPermission::Cancel),
        (notes, InterviewPermission::WriteNote),
    ];
    (all.into_iter())
        .filter_map(|(may, what)| may.then_some(what))
        .collect()
}

/// Interviews that one takes part in.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct OwnInterviews {
    /// Those to be chosen first, then the next ones.
    #[schema(max_items = 200)]
    items: Vec<OwnInterview>,
}

impl OwnInterviews {
    pub(super) fn of(mut items: Vec<OwnInterview>) -> Self {
        items.sort_by_key(|one| (one.starts_at, one.id));
        Self { items }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnInterview {
    pub(super) id: InterviewId,
    pub(super) application_id: ApplicationId,
    status: InterviewStatus,
    opportunity: NoticeOpportunity,
    /// With whom one talks; absent where one is the applicant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) applicant: Option<EmployeeRef>,
    /// Absent: a time is to be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<Timestamp>,
    #[schema(example = "Europe/Paris")]
    time_zone: String,
    /// Whose application it is.
    #[serde(skip)]
    pub(super) subject: EmployeeId,
}

impl OwnInterview {
    pub(super) fn of(one: OpenInterview, seal: Seal, own: bool) -> Self {
        Self {
            id: one.row.id,
            application_id: seal.id,
            status: one.row.status,
            opportunity: NoticeOpportunity {
                id: seal.opportunity_id,
                title: one.opportunity_title,
            },
            applicant: (!own).then(|| named(one.applicant)),
            starts_at: one.row.starts_at,
            ends_at: one.row.ends_at,
            time_zone: one.row.time_zone,
            subject: seal.employee_id,
        }
    }
}
