//! What is told of people by the postings is a bound: nobody turns out better than that.

use proptest::prelude::*;

use super::index::small_engine;
use super::world::*;
use crate::engine::Scratch;
use crate::output::Direction;
use crate::sieve::Sieve;
use crate::top::Search;
use crate::{Engine, Opening, PeopleFilter};

fn bounds_hold(engine: &Engine, opening: &Opening, budget: u64, include_step_down: bool) {
    let record = engine.draft(opening);
    let filter = PeopleFilter {
        include_step_down,
        ..PeopleFilter::default()
    };
    let search = Search {
        engine,
        opening: &record,
        sieve: &Sieve::new(&filter, &engine.places),
    };
    Scratch::with(|scratch| {
        scratch.load_opening(engine, &record);
        for (place, most) in search.told(budget, scratch) {
            let person = engine.people.view(place).unwrap();
            let score = engine.score_person(&person, &record, scratch);
            let is_hidden = score.direction == Direction::StepDown && !include_step_down;
            match most {
                None => assert!(is_hidden, "left out: {score:?}"),
                Some(most) => {
                    assert!(
                        is_hidden || most >= (score.fitted, score.rank_ppm),
                        "{most:?}, {score:?}"
                    );
                }
            }
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nobody_is_better_than_their_postings_tell(
        world in any_world(),
        budget in prop_oneof![Just(0), Just(u64::MAX), 0_u64..100_000_000_000],
    ) {
        let mut engine = small_engine();
        engine.set_catalogue(world.catalogue.clone());
        world.people.iter().for_each(|one| engine.upsert_person(one));
        engine.settle();
        for opening in &world.openings {
            bounds_hold(&engine, opening, budget, true);
            bounds_hold(&engine, opening, budget, false);
        }
    }
}
