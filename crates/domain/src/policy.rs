//! The organisation's rules as data: one versioned document with defaults (DOMAIN §4). Every
//! decision keeps the number of the version it was made under. What departs from it for a unit or a
//! job family, and which value holds for whom, is in `overrides`; what a sound document is, in
//! `check`; which version is in force when, in `versions`. Not here: the rules themselves, which
//! live beside what they govern (`eligibility`, `disclosure`, `opportunity`, `application`).

mod check;
mod overrides;
mod versions;

use serde::{Deserialize, Serialize};

use crate::disclosure::DisclosureTable;
use crate::terms::OpportunityKind;

pub use check::{BOUNDS, PolicyBound, PolicyFault, PolicyFaultKind, check};
pub use overrides::{
    ApprovalOverride, EligibilityOverride, OverrideParameters, OverrideScope, PolicyOverride,
    PostingOverride, ReleaseOverride, WorksCouncilOverride,
};
pub use versions::{VersionState, in_force, state_of};

/// All parameters. A document written before a parameter existed means that parameter's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyParameters {
    pub eligibility: EligibilityPolicy,
    pub posting: PostingPolicy,
    pub decisions: DecisionPolicy,
    pub release: ReleasePolicy,
    pub approvals: ApprovalPolicy,
    pub works_council: WorksCouncilPolicy,
    pub gigs: GigPolicy,
    pub retention: RetentionPolicy,
    /// Who may know of an application at which stage (DOMAIN §5).
    pub disclosure: DisclosureTable,
}

/// Who may apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EligibilityPolicy {
    #[schema(example = 12)]
    pub min_months_in_company: u32,
    #[schema(example = 6)]
    pub min_months_in_role: u32,
    /// After a move to another unit.
    #[schema(example = 12)]
    pub cool_off_months: u32,
    /// The kinds of opening that the three rules about time are for. Gigs and shadowing change
    /// nobody's role.
    #[schema(max_items = 4)]
    pub time_rules_for: Vec<OpportunityKind>,
}

impl Default for EligibilityPolicy {
    fn default() -> Self {
        Self {
            min_months_in_company: 12,
            min_months_in_role: 6,
            cool_off_months: 12,
            time_rules_for: vec![OpportunityKind::Role, OpportunityKind::Secondment],
        }
    }
}

/// What an opening must say before it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PostingPolicy {
    pub pay_range_required: bool,
    pub selection_criteria_required: bool,
    /// Calendar days for which an opening is internal only.
    #[schema(example = 10)]
    pub internal_first_days: u32,
}

impl Default for PostingPolicy {
    fn default() -> Self {
        Self {
            pay_range_required: true,
            selection_criteria_required: true,
            internal_first_days: 10,
        }
    }
}

/// How applicants are answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DecisionPolicy {
    /// Working days within which somebody who applied hears.
    #[schema(example = 5)]
    pub feedback_working_days: u32,
    /// Working days within which an offer is answered.
    #[schema(example = 5)]
    pub offer_answer_working_days: u32,
    /// Working days within which a question about a match, a level or a rejection is answered.
    #[schema(example = 10)]
    pub contest_answer_working_days: u32,
    /// Applicants who are eligible and fit at least this well are interviewed; 0 switches it off.
    #[schema(example = 85, maximum = 100)]
    pub interview_guarantee_fit: u8,
    /// Whether somebody who was rejected may apply to the same opening again.
    pub reapply_after_rejection: bool,
    /// Whether the hiring team is told who somebody is only once they are shortlisted; of
    /// applications sent while it says so.
    pub names_hidden_until_shortlist: bool,
}

impl DecisionPolicy {
    /// Whether the policy promises an interview to somebody who may apply and fits as well, in
    /// millionths.
    #[must_use]
    pub fn guarantees_interview(&self, fit_ppm: Option<i32>) -> bool {
        let least = i32::from(self.interview_guarantee_fit) * 10_000;
        least > 0 && fit_ppm.is_some_and(|fit| fit >= least)
    }
}

impl Default for DecisionPolicy {
    fn default() -> Self {
        Self {
            feedback_working_days: 5,
            offer_answer_working_days: 5,
            contest_answer_working_days: 10,
            interview_guarantee_fit: 85,
            reapply_after_rejection: false,
            names_hidden_until_shortlist: false,
        }
    }
}

/// How somebody leaves their old seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReleasePolicy {
    #[schema(example = 14)]
    pub days_from_acceptance: u32,
    #[schema(example = 30)]
    pub cap_days: u32,
    #[schema(example = 60)]
    pub cap_days_critical: u32,
    /// Working days after acceptance in which the two sides may choose a day; then release is asked
    /// for by itself, for the default day.
    #[schema(example = 2)]
    pub planning_working_days: u32,
    /// Working days after which silence is consent.
    #[schema(example = 5)]
    pub consent_after_working_days: u32,
    /// Days in which either side may return; 0 switches it off.
    #[schema(example = 60)]
    pub trial_days: u32,
}

impl Default for ReleasePolicy {
    fn default() -> Self {
        Self {
            days_from_acceptance: 14,
            cap_days: 30,
            cap_days_critical: 60,
            planning_working_days: 2,
            consent_after_working_days: 5,
            trial_days: 60,
        }
    }
}

/// Who has to approve a move besides the manager who receives somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ApprovalPolicy {
    /// Whether moves are approved at all.
    pub required: bool,
    /// How many are asked: the head of the receiving unit, the head of the unit above, and so on.
    #[schema(example = 1, minimum = 1, maximum = 4)]
    pub heads: u32,
    /// How many of them have to agree.
    #[schema(example = 1, minimum = 1, maximum = 4)]
    pub quorum: u32,
    /// Only moves so many grades up; 0: every move.
    #[schema(example = 0)]
    pub from_grades_up: u32,
    /// Also, whatever the grades, where the pay that was offered is none of the posted range.
    pub beyond_posted_pay: bool,
    /// Working days in which they answer; then specialists see that they have not.
    #[schema(example = 5)]
    pub answer_working_days: u32,
}

impl Default for ApprovalPolicy {
    fn default() -> Self {
        Self {
            required: false,
            heads: 1,
            quorum: 1,
            from_grades_up: 0,
            beyond_posted_pay: true,
            answer_working_days: 5,
        }
    }
}

/// The works council, where there is one that has a say in moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WorksCouncilPolicy {
    /// Calendar days that it has to answer in; silence is consent. 0: it is not asked.
    #[schema(example = 7)]
    pub days: u32,
}

/// Gigs that need no manager's approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GigPolicy {
    #[schema(example = 8)]
    pub max_hours_per_week: u32,
    /// Of the contracted hours.
    #[schema(example = 20, maximum = 100)]
    pub max_share_percent: u8,
}

impl Default for GigPolicy {
    fn default() -> Self {
        Self {
            max_hours_per_week: 8,
            max_share_percent: 20,
        }
    }
}

/// How long what is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionPolicy {
    #[schema(example = 12)]
    pub rejected_applications_months: u32,
    #[schema(example = 24, minimum = 6)]
    pub log_months: u32,
}

impl Default for RetentionPolicy {
    fn default() -> Self {
        Self {
            rejected_applications_months: 12,
            log_months: 24,
        }
    }
}

/// The parameters in force, with the version that decisions keep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    pub version: i64,
    /// For the whole organisation. What may be overridden is read through [`Policy::resolved`].
    pub parameters: PolicyParameters,
    pub overrides: Vec<PolicyOverride>,
}

/// `days` working days (Monday to Friday) after `from`.
#[must_use]
pub fn add_working_days(from: chrono::NaiveDate, days: u32) -> chrono::NaiveDate {
    use chrono::{Datelike, Weekday};
    let mut left = days;
    let mut date = from;
    while left > 0 {
        let Some(next) = date.succ_opt() else {
            return date;
        };
        date = next;
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    date
}

/// The first day from which `days` working days are not over on `today`: whatever happened before it
/// is overdue.
#[must_use]
pub fn overdue_before(today: chrono::NaiveDate, days: u32) -> chrono::NaiveDate {
    let mut date = today;
    while let Some(before) = date.pred_opt() {
        if add_working_days(before, days) < today {
            break;
        }
        date = before;
    }
    date
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
