use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::application::ApplicationStatus;
use crate::disclosure::DisclosureRow;
use crate::ids::{JobFamilyId, OrgUnitId};
use crate::policy::OverrideParameters;

fn told(parameters: &PolicyParameters, overrides: &[PolicyOverride]) -> Vec<String> {
    let faults = check(parameters, overrides).into_iter();
    faults
        .map(|fault| format!("{} {:?}", fault.pointer, fault.kind))
        .collect()
}

#[test]
fn the_defaults_are_sound_and_every_number_has_bounds() {
    let parameters = PolicyParameters::default();
    assert_eq!(check(&parameters, &[]), vec![]);
    let document = serde_json::to_value(&parameters).unwrap();
    let mut numbers = BTreeSet::new();
    for (section, fields) in document.as_object().unwrap() {
        let fields = fields.as_object().into_iter().flatten();
        let of_section = fields.filter(|(_, value)| value.is_number());
        numbers.extend(of_section.map(|(name, _)| format!("{section}.{name}")));
    }
    let bounded: BTreeSet<String> = BOUNDS.iter().map(|one| one.parameter.to_owned()).collect();
    assert_eq!(numbers, bounded);
}

#[test]
fn every_number_out_of_bounds_is_named() {
    let mut parameters = PolicyParameters::default();
    parameters.eligibility.min_months_in_role = 121;
    parameters.release.days_from_acceptance = 40;
    parameters.gigs.max_share_percent = 101;
    parameters.retention.log_months = 5;
    assert_eq!(
        told(&parameters, &[]),
        [
            "/parameters/eligibility/min_months_in_role OutOfRange { min: 0, max: 120 }",
            "/parameters/gigs/max_share_percent OutOfRange { min: 0, max: 100 }",
            "/parameters/retention/log_months OutOfRange { min: 6, max: 120 }",
            "/parameters/release/cap_days BelowWhatItCaps { least: 40 }",
        ]
    );
}

#[test]
fn sec_41_a_table_that_tells_too_early_hides_from_deciders_or_forgets_is_refused() {
    use DisclosureStage::{Closed, Exploring, Interview, Submitted};
    use Party::{CurrentManager, HiringTeam, Specialists};
    let with = |stage: DisclosureStage, who: &[Party]| {
        let mut parameters = PolicyParameters::default();
        for row in &mut parameters.disclosure.0 {
            if row.stage == stage {
                row.who = who.to_vec();
            }
        }
        told(&parameters, &[])
    };
    let found = with(Exploring, &[CurrentManager]);
    assert_eq!(found, ["/parameters/disclosure/0/who ExploringIsPrivate"]);
    assert_eq!(
        with(Interview, &[Specialists]),
        [
            "/parameters/disclosure/2/who HidesFromHiringTeam",
            "/parameters/disclosure/2/who ForgetsParty"
        ]
    );
    assert_eq!(
        with(Submitted, &[HiringTeam, Specialists, CurrentManager]),
        ["/parameters/disclosure/2/who ForgetsParty"]
    );
    let found = with(Closed, &[HiringTeam, CurrentManager]);
    assert_eq!(found, ["/parameters/disclosure/6/who EndReveals"]);
    assert_eq!(with(Closed, &[]), [""; 0]);
    let mut parameters = PolicyParameters::default();
    parameters.disclosure.0.pop();
    parameters.disclosure.0.pop();
    assert_eq!(
        told(&parameters, &[]),
        ["/parameters/disclosure HidesFromHiringTeam"]
    );
    parameters
        .disclosure
        .0
        .push(DisclosureTable::default().0[1].clone());
    assert_eq!(
        told(&parameters, &[])[0],
        "/parameters/disclosure/5/stage Duplicate"
    );
}

#[test]
fn an_override_is_for_one_and_says_something() {
    let unit = OrgUnitId::from_uuid(Uuid::from_u128(1));
    let family = JobFamilyId::from_uuid(Uuid::from_u128(2));
    let mut some = OverrideParameters::default();
    some.release.cap_days = Some(7);
    let one = |org_unit_id, job_family_id, parameters| PolicyOverride {
        org_unit_id,
        job_family_id,
        parameters,
    };
    let all = [
        one(None, None, some),
        one(Some(unit), Some(family), some),
        one(Some(unit), None, OverrideParameters::default()),
        one(Some(unit), None, some),
    ];
    assert_eq!(
        told(&PolicyParameters::default(), &all),
        [
            "/overrides/0 ScopeNotOne",
            "/overrides/0/parameters/release/cap_days BelowWhatItCaps { least: 14 }",
            "/overrides/1 ScopeNotOne",
            "/overrides/1/parameters/release/cap_days BelowWhatItCaps { least: 14 }",
            "/overrides/2/parameters Empty",
            "/overrides/3 Duplicate",
            "/overrides/3/parameters/release/cap_days BelowWhatItCaps { least: 14 }",
        ]
    );
}

fn table() -> impl Strategy<Value = DisclosureTable> {
    let who = prop::sample::subsequence(Party::ALL.to_vec(), 0..=Party::ALL.len());
    let rows = DisclosureStage::ALL.iter().map(|stage| {
        let stage = *stage;
        who.clone()
            .prop_map(move |who| DisclosureRow { stage, who })
    });
    rows.collect::<Vec<_>>().prop_map(DisclosureTable)
}

/// A sound table and whatever somebody made of it.
fn grown() -> impl Strategy<Value = DisclosureTable> {
    let party = prop::sample::select(Party::ALL);
    let rows = prop::collection::vec((0_usize..7, party), 0..4);
    rows.prop_map(|changes| {
        let mut table = DisclosureTable::default();
        for (at, party) in changes {
            let row = &mut table.0[at];
            if !row.who.contains(&party) {
                row.who.push(party);
            }
        }
        table
    })
}

proptest! {
    #[test]
    fn sec_41_under_a_sound_table_nobody_learns_by_an_end_and_deciders_always_see(
        table in prop_oneof![table(), grown()],
    ) {
        use ApplicationStatus as S;
        let parameters = PolicyParameters { disclosure: table, ..PolicyParameters::default() };
        if check(&parameters, &[]).is_empty() {
            let table = &parameters.disclosure;
            for party in Party::ALL {
                prop_assert!(!table.may_know(*party, S::Draft));
            }
            for status in S::ALL {
                if status.is_live() {
                    prop_assert!(table.may_know(Party::HiringTeam, *status));
                    for end in [S::Withdrawn, S::Rejected, S::Lapsed, S::OfferDeclined] {
                        prop_assert_eq!(table.revealed_by(Some(*status), end), vec![]);
                    }
                }
            }
        }
    }
}
