//! An accepted offer becomes a move, and an opening for the seat that will be left is drafted.

use domain::ids::{EmployeeId, MoveId, OpportunityId};
use domain::mobility::{MoveReach, MoveRules, MoveSide, MoveState};
use domain::policy::Policy;
use domain::terms::{OpportunityKind, Priority, WorkMode};
use domain::time::Timestamp;
use persistence::applications::{self, OpenApplication};
use persistence::checklist;
use persistence::moves::{self, Consents, MoveRow, MoveStepRecord, Placement, Seat};
use persistence::opportunities::{self, NewOpportunity, OpportunityRow, RequirementRow};
use persistence::{DbError, Json, WriteTx};

use super::consents::Asking;
use super::rules_between;
use crate::directory::Catalogue;

/// What beginning a move needs to know besides the application.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    pub policy: &'a Policy,
    pub names: &'a Catalogue,
}

impl Beginning<'_> {
    /// Begins the move of an application that was just accepted, whose opening is locked. Gigs and
    /// shadowing change nobody's seat.
    ///
    /// # Errors
    /// [`DbError::Unique`] when the person is in another move.
    pub fn begin(
        &self,
        tx: &mut WriteTx<'_>,
        application: &OpenApplication,
    ) -> Result<Option<MoveId>, DbError> {
        let opening = &application.opportunity;
        let mover = application.row.employee_id;
        let ends_on = match opening.kind {
            OpportunityKind::Role => None,
            OpportunityKind::Secondment => {
                let found = opportunities::lock_opportunity(tx.conn(), opening.id)?;
                found.and_then(|(_, text)| text.ends_on)
            }
            OpportunityKind::Gig | OpportunityKind::Shadowing => return Ok(None),
        };
        let left = moves::seat_of(tx.conn(), mover)?.ok_or(DbError::NotFound)?;
        let rules = self.rules(&left, opening);
        let terms = applications::find_accepted_offer(tx.conn(), application)?.unwrap_or_default();
        let asking = Asking {
            names: self.names,
            rules: &rules,
            mover,
            left: &left,
            opening,
            terms: &terms,
        };
        let consents = asking.consents(tx)?;
        let state = MoveState::begin(tx.now().date(), ends_on, left.critical, &rules)
            .approved_by(consents.approvals.count())
            .starting_on(terms.starts_on);
        let backfill_id = self.draft_backfill(tx, mover, &left, opening.kind, &state)?;
        let mut row = self.row(application, &left, &state, tx.now());
        if let Some(place) = terms.location_id {
            row.to_seat.0.location_id = Some(place);
        }
        row.backfill_id = backfill_id;
        row.consents = Json(consents);
        row.set(&state);
        let record = MoveStepRecord {
            action: "move.begin",
            command: "accept",
            from: None,
            actor: Some(mover),
            side: MoveSide::Mover,
            note: None,
            on_day: state.accepted_on,
            named_on: Some(state.effective_on),
            changed: Vec::new(),
            policy_version: self.policy.version,
        };
        moves::insert_move(tx, &row, &record)?;
        let reach = MoveReach {
            kind: row.kind,
            from: row.from_org_unit_id,
            into: &crate::seat::Seat::of(self.names, row.to_org_unit_id, None).units,
        };
        checklist::insert_tasks(tx, row.id, &reach)?;
        Ok(Some(row.id))
    }

    /// What holds for a move from the one seat to the other.
    fn rules(&self, left: &Placement, opening: &OpportunityRow) -> MoveRules {
        let left = (left.org_unit_id, left.seat.job_profile_id);
        let new = (opening.org_unit_id, opening.job_profile_id.or(left.1));
        rules_between((self.policy, self.names), left, new)
    }

    /// A move as it begins.
    fn row(
        &self,
        application: &OpenApplication,
        left: &Placement,
        state: &MoveState,
        now: Timestamp,
    ) -> MoveRow {
        let (opening, mover) = (&application.opportunity, application.row.employee_id);
        let job = opening.job_profile_id.or(left.seat.job_profile_id);
        let title = opening
            .job_profile_id
            .and_then(|id| self.names.profiles.find(id));
        MoveRow {
            id: MoveId::generate(),
            application_id: application.row.id,
            opportunity_id: opening.id,
            employee_id: mover,
            kind: opening.kind,
            status: state.status,
            from_org_unit_id: left.org_unit_id,
            from_manager_id: left.manager_id,
            from_seat: Json(left.seat.clone()),
            to_org_unit_id: opening.org_unit_id,
            to_manager_id: Some(opening.owner_id).filter(|owner| *owner != mover),
            to_seat: Json(Seat {
                job_profile_id: job,
                title: title.map_or_else(|| opening.title.clone(), |job| job.title.to_string()),
                location_id: opening.location_id.or(left.seat.location_id),
                position_id: None,
                reports: Vec::new(),
            }),
            backfill_id: None,
            accepted_on: state.accepted_on,
            plan_by: state.plan_by,
            cap_on: state.cap_on,
            asked_for: None,
            countered_to: None,
            effective_on: state.effective_on,
            turn: None,
            answer_by: None,
            trial_ends_on: None,
            ends_on: state.ends_on,
            confirmed_by: None,
            due_on: None,
            known_to_hr: false,
            policy_version: self.policy.version,
            version: 1,
            created_at: now,
            updated_at: now,
            consents: Json(Consents::default()),
            council: state.council.stand,
        }
    }

    /// A draft for the seat that will be left, owned by the manager who is left: they say whether
    /// and as what it is published. Made from the job profile; nobody above, nobody's draft.
    fn draft_backfill(
        &self,
        tx: &mut WriteTx<'_>,
        mover: EmployeeId,
        left: &Placement,
        kind: OpportunityKind,
        state: &MoveState,
    ) -> Result<Option<OpportunityId>, DbError> {
        let Some(owner): Option<EmployeeId> = left.manager_id else {
            return Ok(None);
        };
        let profile = left
            .seat
            .job_profile_id
            .and_then(|id| self.names.profiles.find(id));
        let requirements = profile.iter().flat_map(|job| &job.requirements);
        let new = NewOpportunity {
            kind,
            title: left.seat.title.clone(),
            description: String::new(),
            org_unit_id: left.org_unit_id,
            location_id: left.seat.location_id,
            work_mode: WorkMode::Hybrid,
            job_profile_id: left.seat.job_profile_id,
            level: profile.map(|job| job.level),
            seats: 1,
            pay_range: profile.and_then(|job| job.pay_range),
            hours_per_week: None,
            starts_on: Some(state.effective_on),
            ends_on: state.ends_on,
            closes_on: None,
            priority: if left.critical {
                Priority::Critical
            } else {
                Priority::Normal
            },
            selection_criteria: Vec::new(),
            audience: Vec::new(),
            requirements: requirements
                .map(|need| RequirementRow {
                    skill_id: need.skill_id,
                    level: need.level,
                    importance: need.importance,
                })
                .collect(),
            team: Vec::new(),
        };
        opportunities::insert_opportunity(tx, owner, &new, Some(mover)).map(Some)
    }
}
