//! What of a move goes over the wire.

use chrono::NaiveDate;
use domain::ids::{ApplicationId, ChecklistItemId, MoveId, OpportunityId};
use domain::mobility::{
    CheckInMood, CouncilStand, MoveCommand, MoveSide, MoveStatus, TaskCode, TaskOwner,
};
use domain::opportunity::OpportunityStatus;
use domain::terms::{CareerStepKind, OpportunityKind};
use domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::refs::{EmployeeRef, JobProfileRef, LocationRef, OrgUnitRef};

/// A move in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveSummary {
    pub(super) id: MoveId,
    pub(super) employee: EmployeeRef,
    pub(super) opportunity: MoveOpportunity,
    pub(super) kind: OpportunityKind,
    pub(super) status: MoveStatus,
    pub(super) from_unit: OrgUnitRef,
    pub(super) to_unit: OrgUnitRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from_manager: Option<EmployeeRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) to_manager: Option<EmployeeRef>,
    /// What sort of move it is, by the grades and families of the two roles; absent where a seat
    /// has no role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nature: Option<CareerStepKind>,
    /// Into another unit.
    pub(super) crosses_units: bool,
    /// The day on the table; later the day that it was.
    pub(super) effective_on: NaiveDate,
    /// Who is to speak next; absent where time goes on by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waits_for: Option<MoveSide>,
    /// Silence of a manager beyond this day is consent; an approver's is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer_by: Option<NaiveDate>,
    /// What time brings next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<NextStep>,
    /// Nothing has happened since.
    pub(super) updated_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoveOpportunity {
    pub(super) id: OpportunityId,
    #[schema(example = "Data engineer, customer platform")]
    pub(super) title: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Move {
    #[serde(flatten)]
    pub(super) summary: MoveSummary,
    pub(super) application_id: ApplicationId,
    pub(super) from_seat: SeatView,
    pub(super) to_seat: SeatView,
    pub(super) accepted_on: NaiveDate,
    /// No later day can be asked for.
    pub(super) cap_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) countered_to: Option<NaiveDate>,
    /// Last day on which either side may return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trial_ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ends_on: Option<NaiveDate>,
    /// The side that has confirmed, while the other has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) confirmed_by: Option<MoveSide>,
    /// Oldest first.
    #[schema(max_items = 500)]
    pub(super) history: Vec<MoveEventView>,
    /// The hand-over list: what of the template applied when the move began.
    #[schema(max_items = 200)]
    pub(super) tasks: Vec<MoveTaskView>,
    /// Who is asked to approve, the nearest to the new seat first.
    #[schema(max_items = 4)]
    pub(super) approvals: Vec<ApprovalView>,
    /// How many of them have to agree.
    #[schema(example = 1, maximum = 4)]
    pub(super) approvals_needed: u32,
    /// Where the works council stands; absent where it is not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) council: Option<CouncilView>,
    /// For the mover, the receiving manager and specialists.
    #[schema(max_items = 10)]
    pub(super) check_ins: Vec<CheckInView>,
    /// Days after the effective date on which one is asked how it goes, and has not said.
    #[schema(max_items = 3)]
    pub(super) check_ins_due: Vec<i32>,
    /// Who knows of the move, besides the mover.
    #[schema(max_items = 10)]
    pub(super) known_to: Vec<KnownTo>,
    /// For the manager who is left and specialists: the opening drafted for the old seat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) backfill_id: Option<OpportunityId>,
    /// For the mover: what else they have applied to and could withdraw.
    #[schema(max_items = 100)]
    pub(super) other_applications: Vec<OtherApplication>,
    /// For which sides one speaks.
    #[schema(max_items = 5)]
    pub(super) sides: Vec<MoveSide>,
    /// What one can do now.
    #[schema(max_items = 15)]
    pub(super) allowed: Vec<MoveCommand>,
}

/// One who is asked to approve.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApprovalView {
    pub(super) approver: EmployeeRef,
    /// Absent: no answer yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) approved: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Timestamp>,
    /// The specialist who answered in their place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stood_in: Option<EmployeeRef>,
}

/// The works council.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CouncilView {
    pub(super) stand: CouncilStand,
    /// Silence beyond this day is consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer_by: Option<NaiveDate>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SeatView {
    #[schema(example = "Data engineer")]
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) job_profile: Option<JobProfileRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<LocationRef>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct NextStep {
    pub(super) step: NextKind,
    pub(super) on: NaiveDate,
}

/// What happens by itself.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum NextKind {
    ReleaseAsked,
    SilenceIsConsent,
    /// The works council has said nothing in its time.
    CouncilConsents,
    Effective,
    TrialOver,
    SecondmentOver,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MoveEventView {
    pub(super) at: Timestamp,
    /// The day that it counts for.
    pub(super) on: NaiveDate,
    #[schema(example = "counter")]
    pub(super) step: String,
    pub(super) status: MoveStatus,
    pub(super) side: MoveSide,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<EmployeeRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The quarter closes on the 28th.")]
    pub(super) note: Option<String>,
    /// Of `task_done` and `task_open`: which of `tasks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) task_id: Option<ChecklistItemId>,
    /// The day that was asked for or agreed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<NaiveDate>,
    /// What changed of the person, field by field.
    #[schema(max_items = 500)]
    pub(super) changed: Vec<FieldChangeView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldChangeView {
    #[schema(example = "org_unit")]
    pub(super) field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Sales")]
    pub(super) old: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Data Platform")]
    pub(super) new: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MoveTaskView {
    /// Of what of the template it is a copy.
    pub(super) id: ChecklistItemId,
    /// What it is, where the template has no title of its own for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<TaskCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Book the safety training")]
    pub(super) title_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Réserver la formation à la sécurité")]
    pub(super) title_fr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Half a day; every first Monday of the month.")]
    pub(super) explanation_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Une demi-journée, chaque premier lundi du mois.")]
    pub(super) explanation_fr: Option<String>,
    /// Who does it. Specialists tick for HR and IT.
    pub(super) owner: TaskOwner,
    /// Never before the move was accepted.
    pub(super) due_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) done_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) done_by: Option<EmployeeRef>,
    /// Whether one can tick it.
    pub(super) mine: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckInView {
    pub(super) after_days: i32,
    pub(super) side: MoveSide,
    pub(super) mood: CheckInMood,
    #[schema(example = "The team is welcoming; access to the warehouse took a week.")]
    pub(super) note: String,
    pub(super) at: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KnownTo {
    pub(super) side: MoveSide,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) who: Option<EmployeeRef>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OtherApplication {
    pub(super) id: ApplicationId,
    #[schema(example = "Analytics lead")]
    pub(super) title: String,
}

/// Moves that follow from each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct MoveChain {
    /// Each fills the seat that the one before has left.
    #[schema(max_items = 81)]
    pub(super) links: Vec<MoveSummary>,
    /// The opening for the seat that the last one leaves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) open_end: Option<ChainEnd>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChainEnd {
    pub(super) id: OpportunityId,
    #[schema(example = "Data engineer")]
    pub(super) title: String,
    pub(super) status: OpportunityStatus,
}
