//! What an opening must say before people see it, and what it had better say.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use super::OpportunityFacts;
use crate::policy::PostingPolicy;
use crate::terms::{OpportunityKind, UnknownTerm, terms};

terms! {
    Severity {
        /// Must be mended before publishing.
        Error = "error",
        Warning = "warning",
    }

    FindingCode {
        PayRangeMissing = "pay_range_missing",
        SelectionCriteriaMissing = "selection_criteria_missing",
        RequirementsMissing = "requirements_missing",
        /// More requirements than anybody meets: people who could do it do not apply.
        RequirementsMany = "requirements_many",
        DescriptionMissing = "description_missing",
        /// A unit of the audience does not exist any more.
        AudienceUnknown = "audience_unknown",
        ClosingDatePast = "closing_date_past",
        ClosingDateMissing = "closing_date_missing",
        StartBeforeClosing = "start_before_closing",
        EndMissing = "end_missing",
        HoursMissing = "hours_missing",
        NoSeatLeft = "no_seat_left",
        /// Somebody of the team is above an applicant in the line and joined after the application
        /// was sent; they do not see it.
        ManagerJoinedLate = "manager_joined_late",
    }
}

/// More than this and the list describes nobody.
const MANY_REQUIREMENTS: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Finding {
    pub code: FindingCode,
    pub severity: Severity,
    /// JSON pointer to the field of the opening that the finding is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/pay_range")]
    pub pointer: Option<&'static str>,
}

/// Everything there is to say about the opening, errors first.
#[must_use]
pub fn check(facts: &OpportunityFacts, policy: &PostingPolicy, today: NaiveDate) -> Vec<Finding> {
    let errors = errors(facts, policy, today)
        .into_iter()
        .filter_map(|row| finding(row, Severity::Error));
    let warnings = warnings(facts)
        .into_iter()
        .filter_map(|row| finding(row, Severity::Warning));
    errors.chain(warnings).collect()
}

/// Whether it applies, its code and the field.
type Row = (bool, FindingCode, &'static str);

fn finding((applies, code, pointer): Row, severity: Severity) -> Option<Finding> {
    applies.then_some(Finding {
        code,
        severity,
        pointer: Some(pointer),
    })
}

fn errors(facts: &OpportunityFacts, policy: &PostingPolicy, today: NaiveDate) -> [Row; 7] {
    use FindingCode as C;
    use OpportunityKind::{Role, Secondment, Shadowing};
    let pay = matches!(facts.kind, Role | Secondment)
        && policy.pay_range_required
        && !facts.has_pay_range;
    let criteria = policy.selection_criteria_required && facts.criteria == 0;
    let requirements = facts.requirements == 0 && facts.kind != Shadowing;
    let past = facts.closes_on.is_some_and(|date| date < today);
    [
        (pay, C::PayRangeMissing, "/pay_range"),
        (criteria, C::SelectionCriteriaMissing, "/selection_criteria"),
        (requirements, C::RequirementsMissing, "/requirements"),
        (facts.is_blank, C::DescriptionMissing, "/description"),
        (facts.audience_unknown, C::AudienceUnknown, "/audience"),
        (past, C::ClosingDatePast, "/closes_on"),
        (facts.seats_left <= 0, C::NoSeatLeft, "/seats"),
    ]
}

fn warnings(facts: &OpportunityFacts) -> [Row; 5] {
    use FindingCode as C;
    use OpportunityKind::{Gig, Role};
    let many = facts.requirements > MANY_REQUIREMENTS;
    let early =
        matches!((facts.starts_on, facts.closes_on), (Some(start), Some(close)) if start < close);
    let endless = facts.kind != Role && facts.ends_on.is_none();
    let hours = facts.kind == Gig && facts.hours_per_week.is_none();
    [
        (many, C::RequirementsMany, "/requirements"),
        (
            facts.closes_on.is_none(),
            C::ClosingDateMissing,
            "/closes_on",
        ),
        (early, C::StartBeforeClosing, "/starts_on"),
        (endless, C::EndMissing, "/ends_on"),
        (hours, C::HoursMissing, "/hours_per_week"),
    ]
}

#[must_use]
pub fn is_publishable(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.severity != Severity::Error)
}
