//! What is never told of any organisation.

use proptest::prelude::*;

use super::*;

type Moves = Vec<(prop::sample::Index, prop::sample::Index)>;

fn organisations() -> impl Strategy<Value = (Vec<Option<usize>>, Facts)> {
    let above = proptest::collection::vec(any::<prop::sample::Index>(), 1..9);
    let moves = |most| {
        proptest::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            0..most,
        )
    };
    (above, moves(90), moves(20), 1..40_u32).prop_map(
        |(above, made_moves, cancelled, size): (_, Moves, Moves, _)| {
            let parents: Vec<Option<usize>> = above
                .iter()
                .enumerate()
                .map(|(number, above)| (number > 0).then(|| above.index(number)))
                .collect();
            let units = parents.len();
            let facts = Facts {
                heads: (0..units)
                    .map(|one| {
                        (
                            unit(one),
                            Heads {
                                first: size,
                                last: size,
                            },
                        )
                    })
                    .collect(),
                made: made_moves
                    .iter()
                    .enumerate()
                    .map(|(one, (from, to))| made(one, from.index(units), to.index(units), 14))
                    .collect(),
                cancelled: cancelled
                    .iter()
                    .enumerate()
                    .map(|(one, (from, _))| CancelledMove {
                        employee_id: person(one),
                        from: unit(from.index(units)),
                        refused: false,
                    })
                    .collect(),
                ..Facts::default()
            };
            (parents, facts)
        },
    )
}

proptest! {
    #[test]
    fn sec_46_what_is_told_is_exact_and_no_handful((parents, facts) in organisations()) {
        let tree = tree(&parents);
        for one in talent_flow(&tree, &facts).units {
            let inside = |place: OrgUnitId| tree.line(place).contains(&one.unit);
            let out = facts.made.iter().filter(|made| inside(made.from) && !inside(made.to)).count();
            let into = facts.made.iter().filter(|made| !inside(made.from) && inside(made.to)).count();
            for (told, exact) in [(one.moved_out, out), (one.moved_in, into)] {
                if let Some(told) = told {
                    prop_assert!(told >= 5);
                    prop_assert_eq!(usize::try_from(told).unwrap(), exact);
                }
            }
            prop_assert!(one.releases.is_none_or(|one| one.people >= 5));
        }
    }

    #[test]
    fn sec_46_neither_sum_around_a_unit_gives_a_handful_away((parents, facts) in organisations()) {
        let tree = tree(&parents);
        let flow = talent_flow(&tree, &facts);
        let of = |unit: OrgUnitId| flow.units.iter().find(|one| one.unit == unit).unwrap();
        for one in &flow.units {
            let below: Vec<&UnitFlow> = tree.below(Some(one.unit)).iter().map(|unit| of(*unit)).collect();
            for way in [|one: &UnitFlow| one.moved_out, |one: &UnitFlow| one.moved_in] {
                if let Some(sum) = way(one) {
                    let parts: u32 = below.iter().filter_map(|one| way(one)).sum();
                    prop_assert!(sum == parts || sum.abs_diff(parts) >= 5, "{sum} and {parts}");
                }
            }
            if one.level == 1 && !below.is_empty() {
                // Everything that goes out of parts of the organisation comes into others.
                let missing = below.iter().flat_map(|one| [one.moved_out, one.moved_in]).filter(Option::is_none);
                prop_assert_ne!(missing.count(), 1);
            }
        }
    }
}
