//! E2: jobs that one can move to, against the links of ROME's experts: near ones, and those after
//! development.
//!
//! The known links teach which names destinations have (`move_prior`). For scoring itself the tuning
//! part is split again by the next bit of the CRC32: each half is scored with what the other taught.

use std::collections::{BTreeMap, BTreeSet};

use matching::related::{Signal, move_prior, related};

use super::{candidates, chosen, order};
use crate::error::EvalError;
use crate::judge::{crc32, is_odd, ranking, real, recall};
use crate::options::Options;
use crate::report::Report;
use crate::run::Run;
use crate::sources::rome::{Moves, Rome};
use crate::{Outcome, queries};

const K: usize = 10;

/// Of what known moves say of a destination's name, beside the signals; chosen by splitting the
/// tuning part, where anything from 2 to 8 does about as well.
const PRIOR_WEIGHT: f64 = 4.0;

pub(crate) fn run(options: &Options) -> Result<Outcome, EvalError> {
    let rome = Rome::read(&options.data)?;
    let moves = rome.moves()?;
    let with_prior = options.inputs.is_empty() || options.inputs.iter().any(|name| name == "moves");
    let inputs: Vec<String> = options
        .inputs
        .iter()
        .filter(|name| *name != "moves")
        .cloned()
        .collect();
    let signals = chosen(rome.signals(), &inputs)?;
    let [near, evolution] = &moves;
    let wanted = if options.evolution { evolution } else { near };
    let all: Vec<bool> = rome.codes.iter().map(|code| is_odd(code)).collect();
    let prior = with_prior.then(|| prior(&rome, wanted, &all));
    let mut run = Run::new("traverse-mobility");
    for query in queries::numbers(options.queries.as_deref(), &rome.codes)? {
        let ranked = related(&signals, query, prior.as_deref());
        if let Some(code) = rome.codes.get(query) {
            run.add(code, candidates(&ranked, &rome.codes, options.top));
        }
    }
    let mut report = Report::new("mobility");
    if moves.iter().all(BTreeMap::is_empty) {
        report
            .note("There is no mobility_tuning.csv: nothing to score against, and no known moves.");
        return Ok(Outcome { run, report });
    }
    for (name, moves, bound) in [("near", near, 0.55), ("evolution", evolution, 0.40)] {
        let value = score(&rome, &signals, moves, with_prior, name, &mut report);
        if options.inputs.is_empty() {
            let gate = format!("E2 {name} recall at 10 ≥ {bound:.2} (tuning part)");
            report.at_least(&gate, value, bound);
        }
    }
    report.note(
        "The truth here is the tuning part: links of which both codes have an odd CRC32. Each half of \
         it is scored with known moves and popularity from the other half.",
    );
    Ok(Outcome { run, report })
}

/// What known moves say, between the roles that `known` marks.
fn prior(rome: &Rome, moves: &Moves, known: &[bool]) -> Vec<i64> {
    let pairs: Vec<(usize, usize)> = (moves.iter())
        .flat_map(|(from, to)| to.iter().map(|to| (*from, *to)))
        .collect();
    move_prior(&rome.names, known, &pairs, PRIOR_WEIGHT)
}

fn score(
    rome: &Rome,
    signals: &[Signal],
    moves: &Moves,
    with_prior: bool,
    name: &str,
    report: &mut Report,
) -> f64 {
    let half = |code: &String| crc32(code) >> 1 & 1 == 1;
    let tfidf = Signal::of_terms("skills", 1.0, rome.item_bags());
    let mut values: [Vec<f64>; 5] = Default::default();
    for taught in [true, false] {
        let known: Vec<bool> = (rome.codes.iter())
            .map(|code| is_odd(code) && half(code) == taught)
            .collect();
        let is_known = |job: &usize| known.get(*job).copied().unwrap_or(false);
        let prior = with_prior.then(|| prior(rome, moves, &known));
        let popular = popularity(moves, rome.codes.len(), &is_known);
        for (query, relevant) in moves.iter().filter(|(query, _)| !is_known(query)) {
            let rankings = [
                order(&related(signals, *query, prior.as_deref())),
                order(&related(signals, *query, None)),
                ranking(&tfidf.cosines(*query), *query),
                ranking(&overlaps(rome, *query), *query),
                ranking(&popular, *query),
            ];
            for (values, ranked) in values.iter_mut().zip(rankings) {
                values.extend(recall(&ranked, relevant, K));
            }
        }
    }
    let names = [
        "traverse",
        "without known moves",
        "skills, TF-IDF cosine",
        "skills, Jaccard",
        "popularity",
    ];
    let methods: Vec<(&str, Vec<f64>)> = names.into_iter().zip(values).collect();
    report.compare(&format!("recall at 10, {name}, tuning part"), &methods)
}

fn popularity(moves: &Moves, jobs: usize, is_known: &dyn Fn(&usize) -> bool) -> Vec<f64> {
    let mut popular = vec![0.0; jobs];
    for to in moves
        .iter()
        .filter(|(from, _)| is_known(from))
        .flat_map(|(_, to)| to)
    {
        if let Some(count) = popular.get_mut(*to) {
            *count += 1.0;
        }
    }
    popular
}

/// The share of items that two jobs have in common.
fn overlaps(rome: &Rome, query: usize) -> Vec<f64> {
    let none = BTreeSet::new();
    let own = rome.items.get(query).unwrap_or(&none);
    let overlap = |items: &BTreeSet<u64>| {
        let both = items.intersection(own).count();
        real(both) / real((items.len() + own.len() - both).max(1))
    };
    rome.items.iter().map(overlap).collect()
}
