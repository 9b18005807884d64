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
    EligibilityOverride, OverrideParameters, OverrideScope, PolicyOverride, PostingOverride,
    ReleaseOverride,
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
    /// Whether the head of the receiving unit approves every move.
    pub approval_required: bool,
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
            approval_required: false,
            consent_after_working_days: 5,
            trial_days: 60,
        }
    }
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
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn what_is_overdue_is_what_the_deadline_says() {
        let start = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        for today in start.iter_days().take(20) {
            for days in [0, 1, 5, 12] {
                let first = overdue_before(today, days);
                assert!(add_working_days(first, days) >= today, "{today} {days}");
                let before = first.pred_opt().unwrap();
                assert!(add_working_days(before, days) < today, "{today} {days}");
            }
        }
    }

    #[test]
    fn the_defaults_as_a_document() {
        insta::assert_json_snapshot!("default_policy", PolicyParameters::default());
    }

    /// Every parameter as a document names it, with its default.
    fn parameters() -> Vec<(String, serde_json::Value)> {
        let document = serde_json::to_value(PolicyParameters::default()).unwrap();
        let mut all = Vec::new();
        for (section, fields) in document.as_object().unwrap() {
            match fields.as_object() {
                Some(fields) => all.extend(
                    fields
                        .iter()
                        .map(|(name, value)| (format!("{section}.{name}"), value.clone())),
                ),
                None => all.push((section.clone(), fields.clone())),
            }
        }
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    #[test]
    fn the_handbook_explains_every_parameter_with_its_default_and_no_other() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policies.md");
        let page = std::fs::read_to_string(page).unwrap();
        let mut explained: Vec<(String, String)> = Vec::new();
        for line in page.lines() {
            // | `section.name` | default | what and why |
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            if let ["", name, default, meaning, ""] = cells.as_slice()
                && let Some(name) = name
                    .strip_prefix('`')
                    .and_then(|name| name.strip_suffix('`'))
                && (name.contains('.') || name == "disclosure")
            {
                assert!(meaning.len() > 40, "{name} has no reason");
                explained.push((name.to_owned(), (*default).to_owned()));
            }
        }
        explained.sort();
        let expected: Vec<(String, String)> = (parameters().into_iter())
            .map(|(name, value)| {
                let told = match &value {
                    serde_json::Value::Bool(on) => (if *on { "yes" } else { "no" }).to_owned(),
                    serde_json::Value::Array(terms) if name != "disclosure" => {
                        let terms = terms.iter().filter_map(|one| one.as_str());
                        terms.collect::<Vec<_>>().join(", ")
                    }
                    serde_json::Value::Array(_) => "see below".to_owned(),
                    other => other.to_string(),
                };
                (name, told)
            })
            .collect();
        assert_eq!(explained, expected);
    }

    #[test]
    fn an_older_document_means_the_defaults_of_what_it_does_not_name() {
        let older = r#"{"eligibility": {"min_months_in_role": 0}}"#;
        let read: PolicyParameters = serde_json::from_str(older).unwrap();
        assert_eq!(read.eligibility.min_months_in_role, 0);
        assert_eq!(read.eligibility.min_months_in_company, 12);
        assert_eq!(read.disclosure, DisclosureTable::default());
        assert!(serde_json::from_str::<PolicyParameters>(r#"{"colour": 1}"#).is_err());
    }

    #[test]
    fn an_interview_is_promised_from_the_fit_on_and_not_where_it_is_switched_off() {
        let with = |interview_guarantee_fit| DecisionPolicy {
            interview_guarantee_fit,
            ..DecisionPolicy::default()
        };
        for (least, fit, promised) in [
            (85, Some(850_000), true),
            (85, Some(849_999), false),
            (85, None, false),
            (0, Some(1_000_000), false),
            (100, Some(1_000_000), true),
        ] {
            assert_eq!(
                with(least).guarantees_interview(fit),
                promised,
                "{least} {fit:?}"
            );
        }
    }

    #[test]
    fn weekends_are_no_working_days() {
        let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        assert_eq!(add_working_days(friday, 0), friday);
        assert_eq!(add_working_days(friday, 1), monday);
        assert_eq!(
            add_working_days(friday, 5),
            NaiveDate::from_ymd_opt(2026, 11, 27).unwrap()
        );
    }
}
