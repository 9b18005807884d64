//! Values that differ for a unit or a job family, and which value holds for whom.
//!
//! The order of precedence, parameter by parameter: the organisation's value, then the job
//! family's, then the unit's from the root down, so that the nearest unit wins. A unit stands above
//! a family because units are where law and works agreements hold; a rule for a profession must not
//! set them aside.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    ApprovalPolicy, EligibilityPolicy, Policy, PolicyParameters, PostingPolicy, ReleasePolicy,
    WorksCouncilPolicy,
};
use crate::ids::{JobFamilyId, OrgUnitId};

/// Where other values hold, and which. Exactly one of the two scopes is named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyOverride {
    /// The unit and all below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_unit_id: Option<OrgUnitId>,
    /// The roles of this family, in every unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_family_id: Option<JobFamilyId>,
    pub parameters: OverrideParameters,
}

/// For whom an override is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OverrideScope {
    JobFamily(JobFamilyId),
    OrgUnit(OrgUnitId),
}

impl PolicyOverride {
    /// `None` where none or two are named.
    #[must_use]
    pub const fn scope(&self) -> Option<OverrideScope> {
        match (self.org_unit_id, self.job_family_id) {
            (Some(unit), None) => Some(OverrideScope::OrgUnit(unit)),
            (None, Some(family)) => Some(OverrideScope::JobFamily(family)),
            _ => None,
        }
    }
}

/// One struct of optional fields for each section that may be overridden.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident of $section:ty { $($field:ident: $kind:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$kind>),*
        }

        impl $name {
            #[must_use]
            pub fn is_empty(&self) -> bool {
                *self == Self::default()
            }

            fn apply(&self, section: &mut $section) {
                $(if let Some(value) = self.$field { section.$field = value; })*
            }
        }
    )*};
}

sections! {
    /// Times that somebody of the unit or family must have behind them.
    EligibilityOverride of EligibilityPolicy {
        min_months_in_company: u32,
        min_months_in_role: u32,
        cool_off_months: u32,
    }

    /// What openings of the unit or for the family must say.
    PostingOverride of PostingPolicy {
        pay_range_required: bool,
        selection_criteria_required: bool,
        internal_first_days: u32,
    }

    /// How somebody of the unit or family is released, and their trial.
    ReleaseOverride of ReleasePolicy {
        days_from_acceptance: u32,
        cap_days: u32,
        cap_days_critical: u32,
        planning_working_days: u32,
        consent_after_working_days: u32,
        trial_days: u32,
    }

    /// Who approves moves into the unit or family.
    ApprovalOverride of ApprovalPolicy {
        required: bool,
        heads: u32,
        quorum: u32,
        from_grades_up: u32,
        beyond_posted_pay: bool,
        answer_working_days: u32,
    }

    /// The works council that has a say in moves from and into the unit.
    WorksCouncilOverride of WorksCouncilPolicy {
        days: u32,
    }
}

/// The parameters that may differ; one that is absent does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OverrideParameters {
    #[serde(skip_serializing_if = "EligibilityOverride::is_empty")]
    pub eligibility: EligibilityOverride,
    #[serde(skip_serializing_if = "PostingOverride::is_empty")]
    pub posting: PostingOverride,
    #[serde(skip_serializing_if = "ReleaseOverride::is_empty")]
    pub release: ReleaseOverride,
    #[serde(skip_serializing_if = "ApprovalOverride::is_empty")]
    pub approvals: ApprovalOverride,
    #[serde(skip_serializing_if = "WorksCouncilOverride::is_empty")]
    pub works_council: WorksCouncilOverride,
}

impl OverrideParameters {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// `parameters` with these values in the place of their own.
    pub fn apply(&self, parameters: &mut PolicyParameters) {
        self.eligibility.apply(&mut parameters.eligibility);
        self.posting.apply(&mut parameters.posting);
        self.release.apply(&mut parameters.release);
        self.approvals.apply(&mut parameters.approvals);
        self.works_council.apply(&mut parameters.works_council);
    }
}

impl Policy {
    /// What holds for somebody, or for an opening, of this unit and job family; `units` from the
    /// root down to the own one. Each override is sound by itself; where several together would put
    /// a cap below what it caps, the cap gives way, so that the answer is always sound.
    #[must_use]
    pub fn resolved(
        &self,
        units: &[OrgUnitId],
        family: Option<JobFamilyId>,
    ) -> Cow<'_, PolicyParameters> {
        let mut found = self.applying(units, family).peekable();
        if found.peek().is_none() {
            return Cow::Borrowed(&self.parameters);
        }
        let mut parameters = self.parameters.clone();
        for one in found {
            one.parameters.apply(&mut parameters);
        }
        let release = &mut parameters.release;
        release.cap_days = release.cap_days.max(release.days_from_acceptance);
        release.cap_days_critical = release.cap_days_critical.max(release.cap_days);
        let approvals = &mut parameters.approvals;
        approvals.heads = approvals.heads.max(approvals.quorum);
        Cow::Owned(parameters)
    }

    /// The overrides that are for this seat, the one that has the last word last.
    pub fn applying<'a>(
        &'a self,
        units: &'a [OrgUnitId],
        family: Option<JobFamilyId>,
    ) -> impl Iterator<Item = &'a PolicyOverride> {
        let of = |scope: OverrideScope| {
            let all = self.overrides.iter();
            all.filter(move |one| one.scope() == Some(scope))
        };
        let families = family.into_iter().map(OverrideScope::JobFamily);
        let units = units.iter().copied().map(OverrideScope::OrgUnit);
        families.chain(units).flat_map(of)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::policy::check;

    fn unit(number: u128) -> OrgUnitId {
        OrgUnitId::from_uuid(Uuid::from_u128(number))
    }

    fn family(number: u128) -> JobFamilyId {
        JobFamilyId::from_uuid(Uuid::from_u128(number))
    }

    fn of_unit(number: u128, months: u32) -> PolicyOverride {
        PolicyOverride {
            org_unit_id: Some(unit(number)),
            parameters: months_in_role(months),
            ..PolicyOverride::default()
        }
    }

    fn of_family(number: u128, months: u32) -> PolicyOverride {
        PolicyOverride {
            job_family_id: Some(family(number)),
            parameters: months_in_role(months),
            ..PolicyOverride::default()
        }
    }

    fn months_in_role(months: u32) -> OverrideParameters {
        OverrideParameters {
            eligibility: EligibilityOverride {
                min_months_in_role: Some(months),
                ..EligibilityOverride::default()
            },
            ..OverrideParameters::default()
        }
    }

    fn policy(overrides: Vec<PolicyOverride>) -> Policy {
        Policy {
            overrides,
            ..Policy::default()
        }
    }

    #[test]
    fn the_nearest_unit_wins_and_any_unit_wins_over_the_family() {
        let policy = policy(vec![of_unit(2, 20), of_family(9, 90), of_unit(1, 10)]);
        let months = |units: &[u128], of: Option<u128>| {
            let units: Vec<OrgUnitId> = units.iter().map(|one| unit(*one)).collect();
            let found = policy.resolved(&units, of.map(family));
            found.eligibility.min_months_in_role
        };
        assert_eq!(months(&[7], None), 6);
        assert_eq!(months(&[7], Some(9)), 90);
        assert_eq!(months(&[1, 7], Some(9)), 10);
        assert_eq!(months(&[1, 2, 7], Some(9)), 20);
        assert_eq!(months(&[1, 2, 7], None), 20);
    }

    #[test]
    fn what_an_override_does_not_name_stays_as_it_is_above() {
        let mut lower = of_unit(2, 20);
        lower.parameters.posting.pay_range_required = Some(false);
        let policy = policy(vec![of_family(9, 90), of_unit(1, 10), lower]);
        let found = policy.resolved(&[unit(2)], Some(family(9)));
        assert!(!found.posting.pay_range_required);
        assert!(found.posting.selection_criteria_required);
        assert_eq!(found.eligibility.min_months_in_company, 12);
        assert!(matches!(policy.resolved(&[], None), Cow::Borrowed(_)));
    }

    fn parameters() -> impl Strategy<Value = OverrideParameters> {
        let number = || prop::option::of(0_u32..200);
        (
            prop::array::uniform6(number()),
            prop::option::of(any::<bool>()),
            prop::array::uniform2(prop::option::of(1_u32..=4)),
        )
            .prop_map(
                |([company, role, cool_off, days, cap, critical], pay, [heads, quorum])| {
                    OverrideParameters {
                        eligibility: EligibilityOverride {
                            min_months_in_company: company.map(|months| months % 121),
                            min_months_in_role: role.map(|months| months % 121),
                            cool_off_months: cool_off.map(|months| months % 121),
                        },
                        posting: PostingOverride {
                            pay_range_required: pay,
                            ..PostingOverride::default()
                        },
                        release: ReleaseOverride {
                            days_from_acceptance: days.map(|days| days % 181),
                            cap_days: cap,
                            cap_days_critical: critical,
                            ..ReleaseOverride::default()
                        },
                        approvals: ApprovalOverride {
                            heads,
                            quorum,
                            ..ApprovalOverride::default()
                        },
                        works_council: WorksCouncilOverride {
                            days: days.map(|days| days % 61),
                        },
                    }
                },
            )
    }

    fn any_override() -> impl Strategy<Value = PolicyOverride> {
        (0_u128..4, any::<bool>(), parameters()).prop_map(|(number, is_unit, parameters)| {
            PolicyOverride {
                org_unit_id: is_unit.then(|| unit(number)),
                job_family_id: (!is_unit).then(|| family(number)),
                parameters,
            }
        })
    }

    fn seat() -> impl Strategy<Value = (Vec<OrgUnitId>, Option<JobFamilyId>)> {
        let units = prop::collection::vec(0_u128..5, 0..4);
        (units, prop::option::of(0_u128..5)).prop_map(|(mut units, of)| {
            units.sort_unstable();
            units.dedup();
            (units.into_iter().map(unit).collect(), of.map(family))
        })
    }

    /// One of each scope, as documents have them.
    fn distinct(mut all: Vec<PolicyOverride>) -> Vec<PolicyOverride> {
        all.sort_by_key(PolicyOverride::scope);
        all.dedup_by_key(|one| one.scope());
        all
    }

    proptest! {
        #[test]
        fn whatever_applies_together_is_sound(
            all in prop::collection::vec(any_override(), 0..8), (units, of) in seat(),
        ) {
            let policy = policy(distinct(all));
            let found = policy.resolved(&units, of);
            prop_assert_eq!(check(&found, &[]), vec![]);
        }

        #[test]
        fn the_order_of_the_document_means_nothing(
            all in prop::collection::vec(any_override(), 0..8), (units, of) in seat(), turn in 0_usize..8,
        ) {
            let mut policy = policy(distinct(all));
            let before = policy.resolved(&units, of).into_owned();
            let by = turn.min(policy.overrides.len());
            policy.overrides.rotate_left(by);
            prop_assert_eq!(policy.resolved(&units, of).into_owned(), before);
        }

        #[test]
        fn each_value_is_the_nearest_that_is_named(
            all in prop::collection::vec(any_override(), 0..8), (units, of) in seat(),
        ) {
            let policy = policy(distinct(all));
            let named = |scope: OverrideScope| {
                let found = policy.overrides.iter().find(|one| one.scope() == Some(scope));
                found.and_then(|one| one.parameters.eligibility.min_months_in_role)
            };
            let nearest = units.iter().rev().find_map(|unit| named(OverrideScope::OrgUnit(*unit)));
            let expected = nearest
                .or_else(|| of.and_then(|family| named(OverrideScope::JobFamily(family))))
                .unwrap_or(policy.parameters.eligibility.min_months_in_role);
            prop_assert_eq!(policy.resolved(&units, of).eligibility.min_months_in_role, expected);
        }

        #[test]
        fn what_is_for_others_changes_nothing(
            all in prop::collection::vec(any_override(), 0..8), (units, of) in seat(),
        ) {
            let mut policy = policy(distinct(all));
            let before = policy.resolved(&units, of).into_owned();
            policy.overrides.retain(|one| match one.scope() {
                Some(OverrideScope::OrgUnit(unit)) => units.contains(&unit),
                Some(OverrideScope::JobFamily(family)) => of == Some(family),
                None => false,
            });
            prop_assert_eq!(policy.resolved(&units, of).into_owned(), before);
        }
    }
}
