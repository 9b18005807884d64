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
    use FindingCode as C;
    use Severity::{Error, Warning};
    let past = facts.closes_on.is_some_and(|date| date < today);
    let starts_early =
        matches!((facts.starts_on, facts.closes_on), (Some(start), Some(close)) if start < close);
    let lasts = matches!(
        facts.kind,
        OpportunityKind::Gig | OpportunityKind::Secondment | OpportunityKind::Shadowing
    );
    let pays = matches!(
        facts.kind,
        OpportunityKind::Role | OpportunityKind::Secondment
    );
    let table = [
        (
            pays && policy.pay_range_required && !facts.has_pay_range,
            C::PayRangeMissing,
            Error,
            "/pay_range",
        ),
        (
            policy.selection_criteria_required && facts.criteria == 0,
            C::SelectionCriteriaMissing,
            Error,
            "/selection_criteria",
        ),
        (
            facts.requirements == 0 && facts.kind != OpportunityKind::Shadowing,
            C::RequirementsMissing,
            Error,
            "/requirements",
        ),
        (facts.is_blank, C::DescriptionMissing, Error, "/description"),
        (
            facts.audience_unknown,
            C::AudienceUnknown,
            Error,
            "/audience",
        ),
        (past, C::ClosingDatePast, Error, "/closes_on"),
        (facts.seats_left <= 0, C::NoSeatLeft, Error, "/seats"),
        (
            facts.requirements > MANY_REQUIREMENTS,
            C::RequirementsMany,
            Warning,
            "/requirements",
        ),
        (
            facts.closes_on.is_none(),
            C::ClosingDateMissing,
            Warning,
            "/closes_on",
        ),
        (starts_early, C::StartBeforeClosing, Warning, "/starts_on"),
        (
            lasts && facts.ends_on.is_none(),
            C::EndMissing,
            Warning,
            "/ends_on",
        ),
        (
            facts.kind == OpportunityKind::Gig && facts.hours_per_week.is_none(),
            C::HoursMissing,
            Warning,
            "/hours_per_week",
        ),
    ];
    table
        .into_iter()
        .filter(|(applies, ..)| *applies)
        .map(|(_, code, severity, pointer)| Finding {
            code,
            severity,
            pointer: Some(pointer),
        })
        .collect()
}

#[must_use]
pub fn is_publishable(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.severity != Severity::Error)
}
