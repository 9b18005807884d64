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
    /// It is not met, and was waived for this opening up to this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived_until: Option<NaiveDate>,
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
        for (code, since, months) in timed(tenure, policy) {
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

/// The rules that time mends: since when they count, and how many months.
const fn timed(
    tenure: &Tenure,
    policy: &EligibilityPolicy,
) -> [(EligibilityCode, Option<NaiveDate>, u32); 3] {
    [
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
    ]
}

/// Whether nothing about the person themselves keeps them from openings of this kind: what
/// [`assess`] says apart from the single opening.
#[must_use]
pub fn may_apply(
    tenure: &Tenure,
    kind: OpportunityKind,
    policy: &EligibilityPolicy,
    today: NaiveDate,
) -> bool {
    let over = |(_, since, months): (EligibilityCode, Option<NaiveDate>, u32)| {
        months == 0 || until(since, months, today).is_none()
    };
    is_employed(tenure.status)
        && (!policy.time_rules_for.contains(&kind) || timed(tenure, policy).into_iter().all(over))
}

/// The rules that a waiver can lift: those that nothing but time would mend.
#[must_use]
pub const fn is_waivable(code: EligibilityCode) -> bool {
    match code {
        EligibilityCode::TimeInCompany | EligibilityCode::TimeInRole | EligibilityCode::CoolOff => {
            true
        }
        EligibilityCode::Status
        | EligibilityCode::Audience
        | EligibilityCode::OwnPosition
        | EligibilityCode::Certificate => false,
    }
}

/// The rules that a waiver would have to lift; `None` when there is nothing to lift, or when
/// something else is in the way that no waiver lifts.
#[must_use]
pub fn to_waive(rules: &[RuleOutcome]) -> Option<Vec<EligibilityCode>> {
    let failed: Vec<EligibilityCode> = (rules.iter())
        .filter(|rule| !rule.passed)
        .map(|rule| rule.code)
        .collect();
    (!failed.is_empty() && failed.iter().all(|code| is_waivable(*code))).then_some(failed)
}

/// The rules with a granted waiver: what it names counts as passed up to and including its last day.
#[must_use]
pub fn waive(
    rules: Vec<RuleOutcome>,
    lifted: &[EligibilityCode],
    last_day: NaiveDate,
    today: NaiveDate,
) -> Vec<RuleOutcome> {
    let lifts =
        |rule: &RuleOutcome| !rule.passed && is_waivable(rule.code) && lifted.contains(&rule.code);
    let mut rules = rules;
    for rule in rules
        .iter_mut()
        .filter(|rule| last_day >= today && lifts(rule))
    {
        (rule.passed, rule.waived_until) = (true, Some(last_day));
    }
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
        waived_until: None,
        params: RuleParams::default(),
    }
}

/// The day from which so many months have passed, as long as it is to come.
fn until(since: Option<NaiveDate>, months: u32, today: NaiveDate) -> Option<NaiveDate> {
    since
        .and_then(|date| date.checked_add_months(Months::new(months)))
        .filter(|until| *until > today)
}

fn after_months(
    code: EligibilityCode,
    since: Option<NaiveDate>,
    months: u32,
    today: NaiveDate,
) -> RuleOutcome {
    let until = until(since, months, today);
    RuleOutcome {
        code,
        passed: until.is_none(),
        until,
        waived_until: None,
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

    #[test]
    fn a_waiver_lifts_what_it_names_up_to_its_last_day_and_nothing_else() {
        let policy = EligibilityPolicy::default();
        let mut person = candidacy();
        person.tenure.moved_on = person.tenure.in_role_since;
        let today = day("2026-01-01");
        let rules = assess(&person, &policy, today);
        let both = [EligibilityCode::TimeInRole, EligibilityCode::CoolOff];
        assert_eq!(to_waive(&rules).as_deref(), Some(&both[..]));
        assert!(is_eligible(&waive(rules.clone(), &both, today, today)));
        assert!(!is_eligible(&waive(
            rules.clone(),
            &both,
            day("2025-12-31"),
            today
        )));
        assert!(!is_eligible(&waive(
            rules.clone(),
            &both[..1],
            today,
            today
        )));
        let lifted = waive(rules, &both, today, today);
        let told: Vec<_> = lifted
            .iter()
            .filter(|rule| rule.waived_until.is_some())
            .collect();
        assert_eq!(told.len(), 2);
        assert!(
            told.iter().all(|rule| rule.until.is_some()),
            "what is waived stays visible"
        );
        person.missing_certificates = 1;
        let rules = assess(&person, &policy, today);
        assert_eq!(to_waive(&rules), None, "no waiver stands for a licence");
        let all = EligibilityCode::ALL;
        assert!(!is_eligible(&waive(rules, all, today, today)));
        assert_eq!(
            to_waive(&assess(&candidacy(), &policy, day("2027-01-01"))),
            None
        );
    }

    proptest! {
        #[test]
        fn whether_somebody_may_apply_is_what_the_rules_say_of_them(
            status in prop::sample::select(EmployeeStatus::ALL), kind in prop::sample::select(OpportunityKind::ALL),
            dates in prop::array::uniform3(prop::option::of(0_i64..1500)), months in prop::array::uniform3(0_u32..40), now in 0_i64..2000,
        ) {
            let base = day("2020-01-31");
            let at = |days: i64| base + chrono::TimeDelta::days(days);
            let [hire_date, in_role_since, moved_on] = dates.map(|date| date.map(at));
            let tenure = Tenure { status, hire_date, in_role_since, moved_on };
            let [min_months_in_company, min_months_in_role, cool_off_months] = months;
            let policy = EligibilityPolicy { min_months_in_company, min_months_in_role, cool_off_months, ..EligibilityPolicy::default() };
            let whole = Candidacy { kind, tenure, ..candidacy() };
            prop_assert_eq!(may_apply(&tenure, kind, &policy, at(now)), is_eligible(&assess(&whole, &policy, at(now))));
        }

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
