//! E5: the next rung, against real ladders: for a holder of a role level, at exactly the levels it asks
//! for, the role level above on the same ladder among all of all ladders. The model does not know
//! which ladder a role level is on.

use matching::ladder::{Ladder, Rung};

use crate::error::EvalError;
use crate::judge::{mean, reciprocal_rank};
use crate::options::Options;
use crate::report::Report;
use crate::run::Run;
use crate::sources::gdad::Gdad;
use crate::{Outcome, queries};

/// A method: a name, and in which order it puts what is seen from a role.
type Method = (&'static str, fn(&Rung) -> (bool, u64));

const PLAIN: [Method; 3] = [
    ("coverage", |rung| {
        (false, 1_000_000 - rung.coverage_ppm.min(1_000_000))
    }),
    ("gap + 1 × over", |rung| (false, rung.distance(1))),
    ("gap + 2 × over", |rung| (false, rung.distance(2))),
];

pub(crate) fn run(options: &Options) -> Result<Outcome, EvalError> {
    let gdad = Gdad::read(&options.data)?;
    let ladder = Ladder::new(gdad.levels.clone(), gdad.skills);
    let mut run = Run::new("traverse-next-rung");
    for query in queries::numbers(options.queries.as_deref(), &gdad.codes)? {
        let rungs = ladder.next_from(query);
        let count = i64::try_from(rungs.len()).unwrap_or(i64::MAX);
        // The order has two keys; the run's score is the place, counted from the end.
        let candidates = rungs
            .iter()
            .zip(0..)
            .filter_map(|(rung, place)| Some((gdad.codes.get(rung.role)?.clone(), count - place)));
        if let Some(code) = gdad.codes.get(query) {
            run.add(code, candidates.take(options.top).collect());
        }
    }
    let mut report = Report::new("next-rung");
    score(&gdad, &ladder, &mut report);
    Ok(Outcome { run, report })
}

fn score(gdad: &Gdad, ladder: &Ladder, report: &mut Report) {
    let truth = gdad.next();
    let mut methods = vec![("traverse", Vec::new(), Vec::new())];
    methods.extend(
        PLAIN
            .iter()
            .map(|(name, _)| (*name, Vec::new(), Vec::new())),
    );
    for (query, targets) in &truth {
        let mut orders = vec![roles(&ladder.next_from(*query))];
        let own = gdad.levels.get(*query).cloned().unwrap_or_default();
        for (_, key) in &PLAIN {
            let mut rungs = ladder.seen_from(&own);
            rungs.retain(|rung| rung.role != *query);
            rungs.sort_by_key(|rung| (key(rung), rung.role));
            orders.push(roles(&rungs));
        }
        for ((_, ranks, demotions), order) in methods.iter_mut().zip(orders) {
            ranks.extend(reciprocal_rank(&order, targets));
            demotions.push(demotion(gdad, *query, &order));
        }
    }
    let ranks: Vec<_> = methods
        .iter()
        .map(|(name, ranks, _)| (*name, ranks.clone()))
        .collect();
    let rank = report.compare("mean reciprocal rank of the rung above", &ranks);
    let lower: Vec<_> = methods
        .into_iter()
        .map(|(name, _, lower)| (name, lower))
        .collect();
    let demotions = lower.first().map_or(0.0, |(_, lower)| mean(lower));
    report.compare("share of first places that ask for less in all", &lower);
    report.at_least("E5 mean reciprocal rank ≥ 0.76", rank, 0.76);
    report.at_most("E5 demotions ≤ 3 %", demotions, 0.03);
    report.note(
        "The ladders are those of the source's roles; their order is by the sum of the levels asked. \
         The model uses no ladder, family or title: levels only. A demotion is a first place on any \
         ladder that asks for a smaller sum of levels.",
    );
}

fn roles(rungs: &[Rung]) -> Vec<usize> {
    rungs.iter().map(|rung| rung.role).collect()
}

fn demotion(gdad: &Gdad, query: usize, order: &[usize]) -> f64 {
    let lower = |first: &usize| gdad.height(*first) < gdad.height(query);
    if order.first().is_some_and(lower) {
        1.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_prefers_what_is_covered() {
        let rung = |coverage_ppm| Rung {
            role: 0,
            gap: 0,
            over: 0,
            coverage_ppm,
        };
        let (_, key) = PLAIN[0];
        assert!(key(&rung(1_000_000)) < key(&rung(500_000)));
    }
}
