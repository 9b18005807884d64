//! Whether somebody may apply: every rule with its outcome and, where time will mend it, until
//! when. Pure; what is true of the person and the opening is passed in.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::policy::EligibilityPolicy;
use crate::terms::{EmployeeStatus, OpportunityKind, UnknownTerm, terms};

terms! {
    EligibilityCode {
        /// In active employment.
        Status = "status",
        TimeInCompany = "time_in_company",
        TimeInRole = "time_in_role",
        /// Time since the last move to another unit.
        CoolOff = "cool_off",
        /// The opening is meant for the person's unit.
        Audience = "audience",
        /// Nobody applies for an opening that they decide on as its owner.
        OwnPosition = "own_position",
        /// A licence or certificate that the opening requires.
        Certificate = "certificate",
    }
}

/// What is known of a person. Dates that are not known never block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    pub status: EmployeeStatus,
    pub hire_date: Option<NaiveDate>,
    /// First day in the present role.
    pub in_role_since: Option<NaiveDate>,
    /// First day in the present role if it began by a move from another unit.
    pub moved_on: Option<NaiveDate>,
}

/// What is true of this person and this opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidacy {
    pub kind: OpportunityKind,
    pub tenure: Tenure,
    pub in_audience: bool,
    pub is_owner: bool,
    /// Required certificates that are not held.
    pub missing_certificates: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RuleOutcome {
    pub code: EligibilityCode,
    pub passed: bool,
    /// The day from which the rule is met, where time alone will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    pub params: RuleParams,
}

/// What a sentence about the rule needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RuleParams {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// All rules that apply, each with its outcome, in a fixed order.
#[must_use]
pub fn assess(
    candidacy: &Candidacy,
    policy: &EligibilityPolicy,
    today: NaiveDate,
) -> Vec<RuleOutcome> {
    let tenure = &candidacy.tenure;
    let mut rules = vec![plain(EligibilityCode::Status, is_employed(tenure.status))];
    if policy.time_rules_for.contains(&candidacy.kind) {
        let timed = [
            (
                EligibilityCode::TimeInCompany,
                tenure.hire_date,
                policy.min_months_in_company,
            ),
            (
                EligibilityCode::TimeInRole,
                tenure.in_role_since,
                policy.min_months_in_role,
            ),
            (
                EligibilityCode::CoolOff,
                tenure.moved_on,
                policy.cool_off_months,
            ),
        ];
        for (code, since, months) in timed {
            if months > 0 {
                rules.push(after_months(code, since, months, today));
            }
        }
    }
    rules.push(plain(EligibilityCode::Audience, candidacy.in_audience));
    rules.push(plain(EligibilityCode::OwnPosition, !candidacy.is_owner));
    let missing = candidacy.missing_certificates;
    rules.push(RuleOutcome {
        params: RuleParams {
            count: (missing > 0).then_some(missing),
            ..RuleParams::default()
        },
        ..plain(EligibilityCode::Certificate, missing == 0)
    });
    rules
}

#[must_use]
pub fn is_eligible(rules: &[RuleOutcome]) -> bool {
    rules.iter().all(|rule| rule.passed)
}

/// The day on which the person becomes eligible, and the rule that takes longest, if nothing but
/// time is in the way.
#[must_use]
pub fn eligible_from(rules: &[RuleOutcome]) -> Option<(EligibilityCode, NaiveDate)> {
    let mut latest = None;
    for rule in rules.iter().filter(|rule| !rule.passed) {
        let until = rule.until?;
        if latest.is_none_or(|(_, date)| until > date) {
            latest = Some((rule.code, until));
        }
    }
    latest
}

const fn is_employed(status: EmployeeStatus) -> bool {
    match status {
        EmployeeStatus::Active | EmployeeStatus::OnLeave => true,
        EmployeeStatus::Leaving | EmployeeStatus::Left => false,
    }
}

fn plain(code: EligibilityCode, passed: bool) -> RuleOutcome {
    RuleOutcome {
        code,
        passed,
        until: None,
        params: RuleParams::default(),
    }
}

fn after_months(
    code: EligibilityCode,
    since: Option<NaiveDate>,
    months: u32,
    today: NaiveDate,
) -> RuleOutcome {
    let until = since
        .and_then(|date| date.checked_add_months(Months::new(months)))
        .filter(|until| *until > today);
    RuleOutcome {
        code,
        passed: until.is_none(),
        until,
        params: RuleParams {
            months: Some(months),
            ..RuleParams::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn candidacy() -> Candidacy {
        Candidacy {
            kind: OpportunityKind::Role,
            tenure: Tenure {
                status: EmployeeStatus::Active,
                hire_date: Some(day("2020-01-31")),
                in_role_since: Some(day("2025-08-31")),
                moved_on: None,
            },
            in_audience: true,
            is_owner: false,
            missing_certificates: 0,
        }
    }

    #[test]
    fn the_last_day_of_a_rule_is_told_and_then_over() {
        let policy = EligibilityPolicy::default();
        let rules = assess(&candidacy(), &policy, day("2026-02-27"));
        assert_eq!(
            eligible_from(&rules),
            Some((EligibilityCode::TimeInRole, day("2026-02-28")))
        );
        assert!(!is_eligible(&rules));
        let rules = assess(&candidacy(), &policy, day("2026-02-28"));
        assert!(is_eligible(&rules));
        assert_eq!(eligible_from(&rules), None);
    }

    #[test]
    fn the_longest_rule_decides_and_a_rule_without_end_hides_the_date() {
        let policy = EligibilityPolicy::default();
        let mut moved = candidacy();
        moved.tenure.moved_on = moved.tenure.in_role_since;
        let rules = assess(&moved, &policy, day("2026-01-01"));
        assert_eq!(
            eligible_from(&rules),
            Some((EligibilityCode::CoolOff, day("2026-08-31")))
        );
        moved.missing_certificates = 1;
        let rules = assess(&moved, &policy, day("2026-01-01"));
        assert_eq!(eligible_from(&rules), None);
        assert!(!is_eligible(&rules));
    }

    #[test]
    fn gigs_ask_for_no_time_and_unknown_dates_never_block() {
        let policy = EligibilityPolicy::default();
        let mut gig = candidacy();
        gig.kind = OpportunityKind::Gig;
        assert!(is_eligible(&assess(&gig, &policy, day("2025-09-01"))));
        let mut unknown = candidacy();
        unknown.tenure.hire_date = None;
        unknown.tenure.in_role_since = None;
        assert!(is_eligible(&assess(&unknown, &policy, day("2025-09-01"))));
    }

    proptest! {
        /// Waiting never makes somebody ineligible, and on the day named they are eligible.
        #[test]
        fn time_only_helps(hired in 0_i64..5000, role in 0_i64..5000, now in 0_i64..6000, months in 0_u32..60) {
            let base = day("2010-01-01");
            let at = |days: i64| base + chrono::TimeDelta::days(days);
            let mut person = candidacy();
            person.tenure.hire_date = Some(at(hired));
            person.tenure.in_role_since = Some(at(role));
            person.tenure.moved_on = Some(at(role));
            let policy = EligibilityPolicy { cool_off_months: months, ..EligibilityPolicy::default() };
            let rules = assess(&person, &policy, at(now));
            if is_eligible(&rules) {
                prop_assert!(is_eligible(&assess(&person, &policy, at(now + 1))));
            } else {
                let (_, date) = eligible_from(&rules).unwrap();
                prop_assert!(date > at(now));
                prop_assert!(is_eligible(&assess(&person, &policy, date)));
                prop_assert!(!is_eligible(&assess(&person, &policy, date.pred_opt().unwrap())));
            }
        }
    }
}
