//! E1: occupations like an occupation, against what O*NET's experts call related.
//!
//! The truth at hand is a part: pairs of which both codes have an odd CRC32. Recall is counted over
//! those pairs, with all occupations as candidates, so it estimates the recall over all pairs.

use std::collections::{BTreeMap, BTreeSet};

use matching::related::{Related, Signal, related};

use super::{candidates, chosen, order};
use crate::error::EvalError;
use crate::judge::{ranking, recall};
use crate::options::Options;
use crate::report::Report;
use crate::run::Run;
use crate::sources::onet::Onet;
use crate::{Outcome, queries};

const K: usize = 10;

pub(crate) fn run(options: &Options) -> Result<Outcome, EvalError> {
    let onet = Onet::read(&options.data)?;
    let signals = chosen(onet.signals()?, &options.inputs)?;
    let mut run = Run::new("traverse-related");
    for query in queries::numbers(options.queries.as_deref(), &onet.codes)? {
        let ranked = ranked(&onet, &signals, query);
        if let Some(code) = onet.codes.get(query) {
            run.add(code, candidates(&ranked, &onet.codes, options.top));
        }
    }
    let mut report = Report::new("related");
    let truth = onet.truth()?;
    if truth.is_empty() {
        report.note("There is no related_occupations_tuning.csv: nothing to score against.");
    } else {
        score(&onet, &signals, &truth, &mut report)?;
        if options.inputs.is_empty() {
            let value = report.lines.first().map_or(0.0, |line| line.value);
            report.at_least("E1 recall at 10 ≥ 0.53 (tuning part)", value, 0.53);
        }
    }
    Ok(Outcome { run, report })
}

/// Occupations of which nothing but the name is known cannot be told to be alike: they come last.
fn ranked(onet: &Onet, signals: &[Signal], query: usize) -> Vec<Related> {
    let mut ranked = related(signals, query, None);
    let last = i64::from(u32::MAX);
    for one in &mut ranked {
        if !onet.described.get(one.role).copied().unwrap_or(false) {
            one.score_ppm -= last;
        }
    }
    ranked.sort_by_key(|one| (std::cmp::Reverse(one.score_ppm), one.role));
    ranked
}

fn score(
    onet: &Onet,
    signals: &[Signal],
    truth: &BTreeMap<usize, BTreeSet<usize>>,
    report: &mut Report,
) -> Result<(), EvalError> {
    let each = |ranked: &dyn Fn(usize) -> Vec<usize>| -> Vec<f64> {
        let values = truth.iter();
        values
            .filter_map(|(query, relevant)| recall(&ranked(*query), relevant, K))
            .collect()
    };
    let plain = onet.plain()?;
    let sum = |query: usize| {
        let mut sum = vec![0.0; onet.codes.len()];
        for (_, signal) in &plain {
            for (sum, cosine) in sum.iter_mut().zip(signal.cosines(query)) {
                *sum += cosine;
            }
        }
        ranking(&sum, query)
    };
    let mut methods = vec![(
        "traverse",
        each(&|query| order(&ranked(onet, signals, query))),
    )];
    for (name, signal) in &plain {
        methods.push((*name, each(&|query| ranking(&signal.cosines(query), query))));
    }
    methods.push(("sum of these four", each(&sum)));
    report.compare("recall at 10, closely related, tuning part", &methods);
    report.note(
        "The truth here is the tuning part: pairs of which both codes have an odd CRC32. The weights \
         were chosen on it, so expect a little less on the rest.",
    );
    Ok(())
}
