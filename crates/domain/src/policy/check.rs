//! What a sound policy is. Every mistake is found at once and names its place by JSON pointer into
//! the document, so that a form can say it beside the field.

use std::collections::BTreeSet;

use super::{OverrideScope, PolicyOverride, PolicyParameters};
use crate::disclosure::{DisclosureStage, DisclosureTable, Party};

/// From where to where a number may go.
#[derive(Clone, Copy, Debug)]
pub struct PolicyBound {
    /// Section and name, with a dot between.
    pub parameter: &'static str,
    pub min: u32,
    pub max: u32,
    read: fn(&PolicyParameters) -> u32,
}

macro_rules! bounds {
    ($($section:ident.$field:ident: $min:literal..=$max:literal;)*) => {
        /// Every number of the policy.
        pub const BOUNDS: &[PolicyBound] = &[$(PolicyBound {
            parameter: concat!(stringify!($section), ".", stringify!($field)),
            min: $min,
            max: $max,
            read: |parameters| u32::from(parameters.$section.$field),
        }),*];
    };
}

bounds! {
    eligibility.min_months_in_company: 0..=120;
    eligibility.min_months_in_role: 0..=120;
    eligibility.cool_off_months: 0..=120;
    posting.internal_first_days: 0..=90;
    decisions.feedback_working_days: 1..=60;
    decisions.offer_answer_working_days: 1..=60;
    decisions.contest_answer_working_days: 1..=60;
    decisions.interview_guarantee_fit: 0..=100;
    release.days_from_acceptance: 0..=180;
    release.cap_days: 0..=365;
    release.cap_days_critical: 0..=365;
    release.planning_working_days: 0..=30;
    release.consent_after_working_days: 1..=30;
    release.trial_days: 0..=365;
    approvals.heads: 1..=4;
    approvals.quorum: 1..=4;
    approvals.from_grades_up: 0..=20;
    approvals.answer_working_days: 1..=30;
    works_council.days: 0..=60;
    gigs.max_hours_per_week: 0..=40;
    gigs.max_share_percent: 0..=100;
    retention.rejected_applications_months: 1..=120;
    retention.log_months: 6..=120;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault {
    /// Into the document: `/parameters/…` or `/overrides/0/…`.
    pub pointer: String,
    pub kind: PolicyFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyFaultKind {
    OutOfRange {
        min: u32,
        max: u32,
    },
    /// Less than a value that it caps.
    BelowWhatItCaps {
        least: u32,
    },
    /// The same stage, party, kind or scope twice.
    Duplicate,
    /// While somebody explores, nobody else may know.
    ExploringIsPrivate,
    /// The hiring team decides at this stage and so must see it.
    HidesFromHiringTeam,
    /// Whoever knew at the stage before knows at this one.
    ForgetsParty,
    /// An end must not tell anybody who did not know from the start.
    EndReveals,
    /// Neither a unit nor a job family is named, or both are.
    ScopeNotOne,
    /// An override that overrides nothing.
    Empty,
}

/// Everything that is wrong; empty where the document is sound.
#[must_use]
pub fn check(parameters: &PolicyParameters, overrides: &[PolicyOverride]) -> Vec<PolicyFault> {
    let mut faults = Faults::default();
    faults.numbers("/parameters", parameters, &|_| true);
    let kinds = &parameters.eligibility.time_rules_for;
    if kinds.iter().collect::<BTreeSet<_>>().len() < kinds.len() {
        let pointer = "/parameters/eligibility/time_rules_for";
        faults.add(pointer, PolicyFaultKind::Duplicate);
    }
    faults.table(&parameters.disclosure);
    let mut scopes: BTreeSet<OverrideScope> = BTreeSet::new();
    for (at, one) in overrides.iter().enumerate() {
        faults.one_override(&format!("/overrides/{at}"), one, parameters, &mut scopes);
    }
    faults.0
}

/// The stages of a live application, in the order in which it goes through them.
const LIVE: [DisclosureStage; 5] = [
    DisclosureStage::Submitted,
    DisclosureStage::Interview,
    DisclosureStage::Selected,
    DisclosureStage::Offered,
    DisclosureStage::Accepted,
];

#[derive(Default)]
struct Faults(Vec<PolicyFault>);

impl Faults {
    fn add(&mut self, pointer: impl Into<String>, kind: PolicyFaultKind) {
        let pointer = pointer.into();
        self.0.push(PolicyFault { pointer, kind });
    }

    /// Bounds and order of the numbers that `named` picks, or whose fault they are.
    fn numbers(&mut self, at: &str, parameters: &PolicyParameters, named: &dyn Fn(&str) -> bool) {
        for bound in BOUNDS.iter().filter(|bound| named(bound.parameter)) {
            let value = (bound.read)(parameters);
            if value < bound.min || value > bound.max {
                let (min, max) = (bound.min, bound.max);
                let pointer = format!("{at}/{}", bound.parameter.replace('.', "/"));
                self.add(pointer, PolicyFaultKind::OutOfRange { min, max });
            }
        }
        let release = &parameters.release;
        let approvals = &parameters.approvals;
        let caps = [
            (
                "release/cap_days",
                release.cap_days,
                release.days_from_acceptance,
            ),
            (
                "release/cap_days_critical",
                release.cap_days_critical,
                release.cap_days,
            ),
            ("approvals/heads", approvals.heads, approvals.quorum),
        ];
        for (name, cap, least) in caps {
            if cap < least {
                let pointer = format!("{at}/{name}");
                self.add(pointer, PolicyFaultKind::BelowWhatItCaps { least });
            }
        }
    }

    /// An override is sound when the organisation's document with it, and with no other, is.
    fn one_override(
        &mut self,
        at: &str,
        one: &PolicyOverride,
        base: &PolicyParameters,
        scopes: &mut BTreeSet<OverrideScope>,
    ) {
        match one.scope() {
            None => self.add(at, PolicyFaultKind::ScopeNotOne),
            Some(scope) if !scopes.insert(scope) => self.add(at, PolicyFaultKind::Duplicate),
            Some(_) => {}
        }
        if one.parameters.is_empty() {
            self.add(format!("{at}/parameters"), PolicyFaultKind::Empty);
            return;
        }
        let mut with = base.clone();
        one.parameters.apply(&mut with);
        let differing = BOUNDS
            .iter()
            .filter(|bound| (bound.read)(base) != (bound.read)(&with));
        let differing: Vec<&str> = differing.map(|bound| bound.parameter).collect();
        if with.release == base.release {
            // Its caps are the base's fault.
            with.release = super::ReleasePolicy::default();
        }
        if with.approvals == base.approvals {
            with.approvals = super::ApprovalPolicy::default();
        }
        self.numbers(&format!("{at}/parameters"), &with, &|name| {
            differing.contains(&name)
        });
    }

    fn table(&mut self, table: &DisclosureTable) {
        use PolicyFaultKind as Kind;
        let mut stages = BTreeSet::new();
        for (at, row) in table.0.iter().enumerate() {
            let pointer = format!("/parameters/disclosure/{at}");
            if !stages.insert(row.stage) {
                self.add(format!("{pointer}/stage"), Kind::Duplicate);
                continue;
            }
            let parties: BTreeSet<Party> = row.who.iter().copied().collect();
            let knew = |stage| -> BTreeSet<Party> { table.at(stage).iter().copied().collect() };
            let who = format!("{pointer}/who");
            if parties.len() < row.who.len() {
                self.add(&who, Kind::Duplicate);
            }
            if row.stage == DisclosureStage::Exploring && !parties.is_empty() {
                self.add(&who, Kind::ExploringIsPrivate);
            }
            if row.stage == DisclosureStage::Closed
                && !parties.is_subset(&knew(DisclosureStage::Submitted))
            {
                self.add(&who, Kind::EndReveals);
            }
            let Some(place) = LIVE.iter().position(|stage| *stage == row.stage) else {
                continue;
            };
            if !parties.contains(&Party::HiringTeam) {
                self.add(&who, Kind::HidesFromHiringTeam);
            }
            let before = place.checked_sub(1).and_then(|before| LIVE.get(before));
            if before.is_some_and(|before| !knew(*before).is_subset(&parties)) {
                self.add(&who, Kind::ForgetsParty);
            }
        }
        for stage in LIVE {
            if !stages.contains(&stage) {
                self.add("/parameters/disclosure", Kind::HidesFromHiringTeam);
                return;
            }
        }
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
