//! Tests of `proficiency`: the formulas by hand-computed numbers, the rule by cases, the promises
//! by properties.

use chrono::Days;
use proptest::prelude::*;

use super::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).unwrap()
}

fn days_ago(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

fn claim(source: ClaimSource, level: u8, days: u64) -> Claim {
    Claim {
        id: SkillClaimId::generate(),
        source,
        level,
        claimed_on: days_ago(days),
        expires_on: None,
    }
}

fn skill(claims: &[Claim]) -> Proficiency {
    assess(claims, SkillKind::Skill, false, today()).unwrap()
}

#[test]
fn no_valid_claim_is_no_level() {
    assert_eq!(assess(&[], SkillKind::Skill, false, today()), None);
    let mut expired = claim(ClaimSource::Assessment, 4, 100);
    expired.expires_on = Some(days_ago(1));
    assert_eq!(
        assess(&[expired], SkillKind::Certificate, false, today()),
        None
    );
    expired.expires_on = Some(today());
    assert!(assess(&[expired], SkillKind::Certificate, false, today()).is_some());
}

#[test]
fn claims_of_the_future_do_not_count_yet() {
    let mut early = claim(ClaimSource::Own, 3, 0);
    early.claimed_on = today() + Days::new(1);
    assert!(assess(&[early], SkillKind::Skill, false, today()).is_some());
    early.claimed_on = today() + Days::new(2);
    assert!(assess(&[early], SkillKind::Skill, false, today()).is_none());
}

#[test]
fn fades_by_half_of_thirty_per_cent_in_one_half_life() {
    let four_years = claim(ClaimSource::Own, 4, 1461);
    let level = |kind, transversal| {
        assess(&[four_years], kind, transversal, today())
            .unwrap()
            .level_milli
    };
    // 4 · (1 − 0.3 · 0.5) = 3.4
    assert_eq!(level(SkillKind::Tool, false), 3400);
    // 4 · (1 − 0.3 · (1 − 0.70711)) = 3.6485
    assert_eq!(level(SkillKind::Skill, false), 3649);
    assert_eq!(level(SkillKind::Knowledge, false), 3649);
    assert_eq!(level(SkillKind::Skill, true), 4000);
    assert_eq!(level(SkillKind::Language, false), 4000);
    assert_eq!(level(SkillKind::Certificate, false), 4000);
}

#[test]
fn never_fades_below_seventy_per_cent() {
    let ancient = claim(ClaimSource::Own, 5, 60 * 365);
    let level = assess(&[ancient], SkillKind::Tool, false, today()).unwrap();
    assert_eq!(level.level_milli, 3500);
    assert_eq!(level.reason.params.faded_milli, 1500);
}

#[test]
fn a_fresh_stronger_source_prevails_over_a_newer_weaker_one() {
    let manager = claim(ClaimSource::Manager, 3, 400);
    let own = claim(ClaimSource::Own, 5, 10);
    let result = skill(&[own, manager]);
    assert_eq!(result.counted_claim_id, manager.id);
    assert_eq!(result.reason.code, ReasonCode::StrongerThanNewer);
    assert_eq!(result.reason.params.other.map(|o| o.level), Some(5));
}

#[test]
fn an_outdated_stronger_source_yields() {
    let manager = claim(ClaimSource::Manager, 5, u64::from(FRESH_DAYS) + 1);
    let own = claim(ClaimSource::Own, 3, 10);
    let result = skill(&[own, manager]);
    assert_eq!(result.counted_claim_id, own.id);
    assert_eq!(result.reason.code, ReasonCode::NewerThanOutdated);
    assert_eq!(
        result.reason.params.other.map(|o| o.source),
        Some(ClaimSource::Manager)
    );
}

#[test]
fn with_nothing_recent_the_latest_counts() {
    let assessed = claim(ClaimSource::Assessment, 5, 3000);
    let own = claim(ClaimSource::Own, 2, 2000);
    assert_eq!(skill(&[assessed, own]).counted_claim_id, own.id);
}

#[test]
fn of_one_source_the_latest_counts() {
    let then = claim(ClaimSource::Own, 5, 900);
    let now = claim(ClaimSource::Own, 2, 3);
    let result = skill(&[now, then]);
    assert_eq!(result.claimed_level, 2);
    assert_eq!(result.reason.code, ReasonCode::OnlyClaim);
}

#[test]
fn evidence_grows_with_distinct_sources() {
    let own = claim(ClaimSource::Own, 3, 3);
    assert_eq!(skill(&[own]).evidence_ppm, 400_000);
    assert_eq!(skill(&[own]).confidence, Confidence::Low);
    assert_eq!(
        skill(&[own, claim(ClaimSource::Own, 3, 4)]).evidence_ppm,
        400_000
    );
    let manager = claim(ClaimSource::Manager, 3, 3);
    assert_eq!(skill(&[manager]).confidence, Confidence::Medium);
    // 1 − 0.6 · 0.3
    assert_eq!(skill(&[own, manager]).evidence_ppm, 820_000);
    assert_eq!(skill(&[own, manager]).confidence, Confidence::High);
    assert_eq!(
        skill(&[claim(ClaimSource::Assessment, 3, 3)]).confidence,
        Confidence::High
    );
}

#[test]
fn the_reason_is_a_code_with_params() {
    let json = serde_json::to_value(skill(&[claim(ClaimSource::Own, 4, 0)]).reason).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "code": "only_claim",
            "params": {"source": "self", "level": 4, "claimed_on": "2026-06-30", "faded_milli": 0}
        })
    );
}

fn any_claim() -> impl Strategy<Value = Claim> {
    (
        prop::sample::select(ClaimSource::ALL),
        1_u8..=5,
        0_u64..4000,
        prop::option::of(0_u64..200),
        any::<u128>(),
    )
        .prop_map(|(source, level, age, expiry, id)| Claim {
            id: SkillClaimId::from_uuid(uuid::Uuid::from_u128(id)),
            source,
            level,
            claimed_on: days_ago(age),
            expires_on: expiry.map(|d| days_ago(100) + Days::new(d)),
        })
}

fn any_kind() -> impl Strategy<Value = SkillKind> {
    prop::sample::select(SkillKind::ALL)
}

proptest! {
    #[test]
    fn within_bounds(claims in prop::collection::vec(any_claim(), 0..9), kind in any_kind(), transversal: bool) {
        if let Some(p) = assess(&claims, kind, transversal, today()) {
            let full = u16::from(p.claimed_level) * 1000;
            prop_assert!(p.level_milli <= full && u32::from(p.level_milli) * 10 >= u32::from(full) * 7);
            prop_assert!((400_000..1_000_000).contains(&p.evidence_ppm));
            prop_assert!(claims.iter().any(|c| c.id == p.counted_claim_id && c.level == p.claimed_level));
            prop_assert_eq!(p.confidence, confidence(p.evidence_ppm));
        }
    }

    #[test]
    fn raising_a_level_never_lowers(
        claims in prop::collection::vec(any_claim(), 1..9), at: prop::sample::Index, kind in any_kind(),
    ) {
        let before = assess(&claims, kind, false, today());
        let mut raised = claims.clone();
        let claim = &mut raised[at.index(claims.len())];
        claim.level = (claim.level + 1).min(5);
        let after = assess(&raised, kind, false, today());
        prop_assert!(after.map(|p| p.level_milli) >= before.map(|p| p.level_milli));
    }

    #[test]
    fn another_claim_never_lowers_evidence(
        claims in prop::collection::vec(any_claim(), 0..9), more in any_claim(), kind in any_kind(),
    ) {
        let before = assess(&claims, kind, false, today()).map(|p| p.evidence_ppm);
        let mut with_more = claims;
        with_more.push(more);
        let after = assess(&with_more, kind, false, today()).map(|p| p.evidence_ppm);
        prop_assert!(after >= before);
    }

    #[test]
    fn the_order_of_claims_does_not_matter(
        claims in prop::collection::vec(any_claim(), 0..9).prop_shuffle(), kind in any_kind(),
    ) {
        let mut sorted = claims.clone();
        sorted.sort_by_key(|c| c.id);
        prop_assert_eq!(
            assess(&claims, kind, false, today()),
            assess(&sorted, kind, false, today())
        );
    }
}

#[test]
fn what_expired_last_is_what_is_told_of_a_skill_that_is_no_longer_held() {
    let expiring = |last: Option<&str>, level: u8| Claim {
        id: SkillClaimId::generate(),
        source: ClaimSource::Own,
        level,
        claimed_on: "2020-01-01".parse().unwrap(),
        expires_on: last.map(|day| day.parse().unwrap()),
    };
    let today: NaiveDate = "2026-03-02".parse().unwrap();
    let claims = [
        expiring(Some("2021-12-31"), 5),
        expiring(Some("2026-03-01"), 2),
        expiring(Some("2026-03-02"), 3),
        expiring(None, 4),
    ];
    let (last, day) = last_expired(&claims, today).unwrap();
    assert_eq!((last.level, day.to_string()), (2, "2026-03-01".to_owned()));
    assert_eq!(last_expired(&claims[2..], today), None, "still valid");
}
