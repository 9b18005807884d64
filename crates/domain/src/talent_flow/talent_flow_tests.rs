//! The formulas by hand-computed numbers; what may be told in general is in `properties`.

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;

#[path = "talent_flow_properties.rs"]
mod properties;

fn unit(number: usize) -> OrgUnitId {
    OrgUnitId::from_uuid(Uuid::from_u128(u128::try_from(number).unwrap()))
}

fn person(number: usize) -> EmployeeId {
    EmployeeId::from_uuid(Uuid::from_u128(u128::try_from(number).unwrap()))
}

fn day(number: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 7, 1).unwrap() + chrono::TimeDelta::days(number)
}

fn tree(parents: &[Option<usize>]) -> UnitTree {
    let each = parents.iter().enumerate();
    let units: Vec<_> = each
        .map(|(number, above)| (unit(number), above.map(unit)))
        .collect();
    UnitTree::new(&units)
}

fn heads(all: &[(usize, u32, u32)]) -> BTreeMap<OrgUnitId, Heads> {
    let each = all.iter();
    each.map(|(number, first, last)| {
        let heads = Heads {
            first: *first,
            last: *last,
        };
        (unit(*number), heads)
    })
    .collect()
}

/// A move of days' length, released by agreement on the day that was asked for.
fn made(number: usize, from: usize, to: usize, days: i64) -> MadeMove {
    MadeMove {
        employee_id: person(number),
        from: unit(from),
        to: unit(to),
        accepted_on: day(0),
        effective_on: day(days),
        asked_for: Some(day(days)),
        countered: false,
        silent: false,
    }
}

/// A company (0) of sales (1), data (2) and a studio (3), which has teams (4, 5).
const COMPANY: [Option<usize>; 6] = [None, Some(0), Some(0), Some(0), Some(3), Some(3)];

fn company() -> Facts {
    Facts {
        heads: heads(&[
            (0, 2, 2),
            (1, 20, 30),
            (2, 40, 40),
            (3, 1, 1),
            (4, 10, 10),
            (5, 10, 10),
        ]),
        ..Facts::default()
    }
}

fn flow(facts: &Facts) -> Vec<UnitFlow> {
    let flow = talent_flow(&tree(&COMPANY), facts);
    assert_eq!(flow.units.len(), COMPANY.len());
    let mut units = flow.units;
    units.sort_by_key(|one| one.unit);
    units
}

#[test]
fn the_export_rate_is_people_who_left_by_mean_headcount() {
    let mut facts = company();
    // Six from sales to data; five from a studio's team to the other; five back from data.
    facts.made = (0..6).map(|one| made(one, 1, 2, 14)).collect();
    facts.made.extend((6..11).map(|one| made(one, 4, 5, 14)));
    facts.made.extend((11..16).map(|one| made(one, 2, 1, 14)));
    let units = flow(&facts);
    let of = |number: usize| {
        let one = &units[number];
        (
            one.headcount,
            one.moved_out,
            one.export_rate,
            one.moved_in,
            one.net_exporter,
        )
    };
    assert_eq!(
        of(1),
        (Some(25), Some(6), Some(240), Some(5), Some(true)),
        "6 of (20 + 30) / 2"
    );
    assert_eq!(of(2), (Some(40), Some(5), Some(125), Some(6), Some(false)));
    assert_eq!(of(4), (Some(10), Some(5), Some(500), None, Some(true)));
    assert_eq!(of(5), (Some(10), None, None, Some(5), None));
    assert_eq!(
        of(3),
        (Some(21), None, None, None, None),
        "nobody left the studio as a whole"
    );
    assert_eq!(
        of(0),
        (Some(88), None, None, None, None),
        "the mean of 83 and 93"
    );
}

#[test]
fn releases_are_measured_from_acceptance_to_the_agreed_day() {
    let mut facts = company();
    facts.made = [10, 14, 14, 30, 31, 60]
        .iter()
        .enumerate()
        .map(|(one, days)| made(one, 1, 2, *days))
        .collect();
    facts.made[3].asked_for = Some(day(14));
    facts.made[3].countered = true;
    facts.made[4].countered = true;
    facts.made[4].silent = true;
    facts.made[0].silent = true;
    facts.made[5].asked_for = None;
    facts.cancelled = vec![
        CancelledMove {
            employee_id: person(20),
            from: unit(1),
            refused: true,
        },
        CancelledMove {
            employee_id: person(21),
            from: unit(1),
            refused: false,
        },
    ];
    let sales = flow(&facts).remove(1);
    let expected = Releases {
        people: 6,
        median_days_tenths: 220,
        later: 167,
        countered: 333,
        silent: 167,
    };
    assert_eq!(
        sales.releases,
        Some(expected),
        "the middle of 14 and 30; 1, 2 and 1 of 6"
    );
    assert_eq!(
        sales.cancelled,
        Some(Cancelled {
            all: 250,
            refused: 125
        }),
        "2 and 1 of 8"
    );
}

#[test]
fn the_same_person_twice_is_one_person() {
    let mut facts = company();
    facts.made = (0..4).map(|one| made(one, 1, 2, 14)).collect();
    facts.made.push(made(0, 1, 3, 20));
    let sales = flow(&facts).remove(1);
    assert_eq!((sales.moved_out, sales.releases), (None, None));
}

#[test]
fn sec_46_a_unit_of_less_than_five_is_not_told_of_whatever_happened_there() {
    let mut facts = company();
    facts.heads.insert(unit(1), Heads { first: 4, last: 30 });
    facts.made = (0..9).map(|one| made(one, 1, 2, 14)).collect();
    let sales = flow(&facts).remove(1);
    let nothing = UnitFlow {
        unit: unit(1),
        level: 2,
        headcount: None,
        moved_out: None,
        export_rate: None,
        moved_in: None,
        net_exporter: None,
        releases: None,
        cancelled: None,
        applying: None,
        given_up: None,
    };
    assert_eq!(sales, nothing);
}

#[test]
fn application_rates_are_compared_with_the_organisation() {
    let mut facts = company();
    facts.heads = heads(&[(1, 100, 100), (2, 100, 100), (4, 100, 100), (5, 100, 100)]);
    facts.applicants = BTreeMap::from([(unit(1), 5), (unit(2), 45), (unit(4), 15), (unit(5), 15)]);
    let flow = talent_flow(&tree(&COMPANY), &facts);
    assert_eq!(flow.overall_application_rate, Some(200));
    let of = |number: usize| {
        flow.units
            .iter()
            .find(|one| one.unit == unit(number))
            .unwrap()
            .applying
            .unwrap()
    };
    let applying = |rate, of_overall_percent, anomaly| Applying {
        rate,
        of_overall_percent,
        anomaly,
    };
    // 20 are expected, with a standard error of √(100 · 0.2 · 0.8) = 4.
    assert_eq!(of(1), applying(50, 25, Some(RateAnomaly::Low)));
    assert_eq!(of(2), applying(450, 225, Some(RateAnomaly::High)));
    assert_eq!(of(4), applying(150, 75, None));
    assert_eq!(of(3), applying(150, 75, None));
}

#[test]
fn what_chance_explains_is_no_anomaly() {
    let here = Applicants {
        heads: Heads {
            first: 50,
            last: 50,
        },
        applied: 5,
    };
    let overall = Applicants {
        heads: Heads {
            first: 1000,
            last: 1000,
        },
        applied: 200,
    };
    // 10 are expected ± 2 · 2.83: half of it is within.
    assert_eq!(of_applicants(here, overall).anomaly, None);
    let larger = Applicants {
        heads: Heads {
            first: 100,
            last: 100,
        },
        applied: 10,
    };
    assert_eq!(
        of_applicants(larger, overall).anomaly,
        Some(RateAnomaly::Low),
        "10 of 20 ± 8"
    );
}

#[test]
fn what_is_given_up_is_counted_of_what_the_manager_knew() {
    let mut facts = company();
    facts.endings = (0..8)
        .map(|one| InformedEnding {
            employee_id: person(one),
            unit: unit(2),
            given_up: one < 3,
        })
        .collect();
    assert_eq!(flow(&facts)[2].given_up, Some(375));
    facts.endings.truncate(4);
    assert_eq!(flow(&facts)[2].given_up, None);
}

#[test]
fn sec_46_a_unit_is_withheld_where_the_others_would_give_a_few_away() {
    let parents = [None, Some(0), Some(1), Some(1), Some(0)];
    let facts = Facts {
        heads: heads(&[(1, 20, 20), (2, 20, 20), (3, 20, 20), (4, 50, 50)]),
        // Six from one team, nine from the other, two from above both; all leave the department.
        made: (0..17)
            .map(|one| {
                made(
                    one,
                    if one < 6 {
                        2
                    } else if one < 15 {
                        3
                    } else {
                        1
                    },
                    4,
                    14,
                )
            })
            .collect(),
        ..Facts::default()
    };
    let flow = talent_flow(&tree(&parents), &facts);
    let out = |number: usize| {
        flow.units
            .iter()
            .find(|one| one.unit == unit(number))
            .unwrap()
            .moved_out
    };
    assert_eq!(
        [1, 2, 3].map(out),
        [Some(17), None, Some(9)],
        "17 − 9 − 6 would be two"
    );
    let releases = |number: usize| {
        flow.units
            .iter()
            .find(|one| one.unit == unit(number))
            .unwrap()
            .releases
            .map(|one| one.people)
    };
    assert_eq!(
        [1, 2, 3].map(releases),
        [Some(15), Some(6), Some(9)],
        "of releases the two count nowhere"
    );
}

#[test]
fn sec_46_the_only_number_that_is_missing_is_not_worked_out() {
    // Ten each go round: from one to two, from two to three; three from three to one.
    let parents = [None, Some(0), Some(0), Some(0)];
    let mut facts = Facts {
        heads: heads(&[(1, 50, 50), (2, 50, 50), (3, 50, 50)]),
        made: (0..10).map(|one| made(one, 1, 2, 14)).collect(),
        ..Facts::default()
    };
    facts.made.extend((10..20).map(|one| made(one, 2, 3, 14)));
    facts.made.extend((20..25).map(|one| made(one, 3, 1, 14)));
    facts.made.extend((25..28).map(|one| made(one, 3, 2, 14)));
    let all_told = talent_flow(&tree(&parents), &facts);
    assert!(
        all_told.units[1..]
            .iter()
            .all(|one| one.moved_out.is_some() && one.moved_in.is_some())
    );
    facts.made.remove(20);
    // Four came into one: 10 + 10 + 7 went out, 13 + 10 came into the others.
    let flow = talent_flow(&tree(&parents), &facts);
    let missing: usize = flow.units[1..]
        .iter()
        .map(|one| usize::from(one.moved_out.is_none()) + usize::from(one.moved_in.is_none()))
        .sum();
    assert_eq!((flow.units[1].moved_in, missing), (None, 2));
}

#[test]
fn shares_are_rounded_to_nearest() {
    assert_eq!(
        [
            per_mille(1, 3),
            per_mille(2, 3),
            per_mille(1, 2000),
            per_mille(1, 0)
        ],
        [333, 667, 1, 0]
    );
    assert_eq!(
        [
            median_tenths(vec![3, 1, 2]),
            median_tenths(vec![4, 1]),
            median_tenths(vec![])
        ],
        [20, 25, 0]
    );
}
