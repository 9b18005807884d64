//! Whom a move asks besides the two managers, decided once, on the day of acceptance.

use domain::ids::{EmployeeId, OrgUnitId};
use domain::mobility::{ApprovalFacts, Approvals, MoveRules};
use domain::offer::OfferTerms;
use domain::terms::EmployeeStatus;
use persistence::employees::list_employees_by_id;
use persistence::moves::{Consents, Placement};
use persistence::opportunities::OpportunityRow;
use persistence::{DbError, WriteTx};

use crate::directory::Catalogue;

/// What decides who is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    pub names: &'a Catalogue,
    pub rules: &'a MoveRules,
    pub mover: EmployeeId,
    pub left: &'a Placement,
    pub opening: &'a OpportunityRow,
    pub terms: &'a OfferTerms,
}

impl Asking<'_> {
    /// One statement where somebody is asked, none otherwise.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn consents(&self, tx: &mut WriteTx<'_>) -> Result<Consents, DbError> {
        let policy = &self.rules.approvals;
        let heads = usize::try_from(policy.heads_for(self.facts())).unwrap_or(usize::MAX);
        if heads == 0 {
            return Ok(Consents::default());
        }
        let above = self.heads_above(self.opening.org_unit_id);
        let here = list_employees_by_id(tx.conn(), &above)?;
        let can_answer = |id: &EmployeeId| {
            here.iter().any(|person| {
                let here = matches!(
                    person.status,
                    EmployeeStatus::Active | EmployeeStatus::Leaving
                );
                person.id == *id && here
            })
        };
        let asked = above.into_iter().filter(can_answer).take(heads);
        Ok(Consents {
            approvals: Approvals::ask(asked, policy.quorum),
            council_answer_by: None,
        })
    }

    fn facts(&self) -> ApprovalFacts {
        let level = |job| self.names.profiles.find(job).map(|job| job.level);
        let old = self.left.seat.job_profile_id.and_then(level);
        let new = self.opening.job_profile_id.and_then(level);
        let new = new.or(self.opening.level);
        let grades_up = old.zip(new);
        let posted = self.opening.pay_range();
        ApprovalFacts {
            grades_up: grades_up.map(|(old, new)| i32::from(new) - i32::from(old)),
            beyond_posted_pay: self.terms.pay.is_some_and(|pay| !pay.is_as_posted(posted)),
        }
    }

    /// The heads of a unit and of those above it, the nearest first and nobody twice; neither the
    /// mover, nor the manager who is left, who has no veto, nor who chose the mover.
    fn heads_above(&self, unit: OrgUnitId) -> Vec<EmployeeId> {
        let Some(own) = self.names.units.find(unit) else {
            return Vec::new();
        };
        let involved = [
            Some(self.mover),
            self.left.manager_id,
            Some(self.opening.owner_id),
        ];
        let mut heads = Vec::new();
        for unit in [unit].iter().chain(own.ancestors.iter().rev()) {
            let head = self.names.units.find(*unit).and_then(|unit| unit.head_id);
            let Some(head) = head.filter(|head| !involved.contains(&Some(*head))) else {
                continue;
            };
            if !heads.contains(&head) {
                heads.push(head);
            }
        }
        heads
    }
}
