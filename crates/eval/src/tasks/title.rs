//! E6: free text to occupation. The task is judged outside on titles that are not at hand; what can be
//! measured here is how labels find an occupation that has lost them: a tenth of the alternative
//! labels (by CRC32 of `uri|label`) is taken out of the index and asked for.

use std::collections::BTreeSet;

use matching::labels::{LabelIndex, Named};
use matching::space::Space;
use matching::terms::{Bag, grams_within, words};

use crate::error::EvalError;
use crate::judge::{crc32, is_odd, ranking, recall, reciprocal_rank};
use crate::options::Options;
use crate::report::{Measured, Report};
use crate::run::Run;
use crate::sources::esco::{Occupation, occupations};
use crate::{Outcome, queries};

const K: usize = 10;

pub(crate) fn run(options: &Options) -> Result<Outcome, EvalError> {
    let occupations = occupations(&options.data)?;
    let mut run = Run::new("traverse-title");
    let mut report = Report::new("title");
    match &options.queries {
        Some(path) => {
            let index = index(&occupations, |_, _| true);
            for asked in queries::read(path)? {
                let text = asked.query.text.as_deref();
                let text = text.ok_or_else(|| asked.wrong("a title query needs `text`"))?;
                run.add(
                    &asked.query.id,
                    lines(&index.find(text, options.top), &occupations, options.top),
                );
            }
            report.note("Titles from a file are ranked, not scored: the truth is not at hand.");
        }
        None => score(&occupations, options, &mut run, &mut report),
    }
    Ok(Outcome { run, report })
}

fn index(occupations: &[Occupation], keep: impl Fn(usize, &str) -> bool) -> LabelIndex {
    let labels = (0_u32..)
        .zip(occupations)
        .enumerate()
        .flat_map(|(at, (number, one))| {
            let kept = one.labels.iter().filter(move |_| true);
            kept.map(move |label| (at, number, label.as_str()))
        });
    let labels = labels.filter(|(at, _, label)| keep(*at, label));
    LabelIndex::new(labels.map(|(_, number, label)| (number, label)))
}

fn numbers(found: &[Named<'_>]) -> Vec<usize> {
    let entries = found.iter().map(|one| usize::try_from(one.entry));
    entries.filter_map(Result::ok).collect()
}

/// The lines of a run.
fn lines(found: &[Named<'_>], occupations: &[Occupation], top: usize) -> Vec<(String, i64)> {
    let mut lowest = i64::MAX;
    let line = |one: &Named<'_>| {
        let at = usize::try_from(one.entry).ok()?;
        // A slip of the keyboard comes before what is merely similar, whatever its score: a run's
        // scores must not rise.
        lowest = lowest.min(one.score_ppm);
        Some((occupations.get(at)?.uri.clone(), lowest))
    };
    found.iter().take(top).filter_map(line).collect()
}

/// A label that is taken out, as it is compared.
fn plain(label: &str) -> String {
    words(label).join(" ")
}

/// The labels that are taken out and asked for, each with its occupation.
fn left_out(occupations: &[Occupation]) -> Vec<(usize, String)> {
    let mut out = BTreeSet::new();
    for (at, one) in occupations.iter().enumerate() {
        let name = one.labels.first().map(|label| plain(label));
        let alternative = one.labels.iter().skip(1);
        let tenth =
            alternative.filter(|label| crc32(&format!("{}|{label}", one.uri)).is_multiple_of(10));
        let labels = tenth
            .map(|label| plain(label))
            .filter(|label| Some(label) != name.as_ref());
        out.extend(labels.map(|label| (at, label)));
    }
    out.into_iter().collect()
}

/// What the methods made of the labels of one half.
#[derive(Default)]
struct Half {
    rankings: [Vec<Vec<usize>>; 3],
    truth: Vec<BTreeSet<usize>>,
}

const METHODS: [&str; 3] = [
    "traverse",
    "n-gram TF-IDF, all labels as one",
    "n-gram TF-IDF, best label",
];

fn score(occupations: &[Occupation], options: &Options, run: &mut Run, report: &mut Report) {
    let out = left_out(occupations);
    let taken: BTreeSet<(usize, &str)> = out
        .iter()
        .map(|(at, label)| (*at, label.as_str()))
        .collect();
    let keep = |at: usize, label: &str| !taken.contains(&(at, plain(label).as_str()));
    let index = index(occupations, keep);
    let plain_methods = Plain::new(occupations, keep);
    let mut halves: [Half; 2] = Default::default();
    for (at, label) in &out {
        let Some(one) = occupations.get(*at) else {
            continue;
        };
        let id = format!("{}|{label}", one.uri);
        let found = index.find(label, usize::MAX);
        run.add(&id, lines(&found, occupations, options.top));
        let [documents, nearest] = plain_methods.rank(label);
        let rankings = [numbers(&found), documents, nearest];
        let [even, odd] = &mut halves;
        let half = if is_odd(&one.uri) { odd } else { even };
        for (list, ranking) in half.rankings.iter_mut().zip(rankings) {
            list.push(ranking);
        }
        half.truth.push(BTreeSet::from([*at]));
    }
    for (half, name) in halves.iter().zip(["even half", "odd half"]) {
        report.compare(
            &format!("mean reciprocal rank, labels left out, {name}"),
            &half.each(reciprocal_rank),
        );
        report.compare(
            &format!("recall at 10, labels left out, {name}"),
            &half.each(|ranked, truth| recall(ranked, truth, K)),
        );
    }
    report.note(
        "E6 (recall at 10 ≥ 0.52) is judged on titles that people wrote, which are harder than the \
         alternative labels that are left out and asked for here: compare the methods, not the level.",
    );
}

impl Half {
    fn each(
        &self,
        measure: fn(&[usize], &BTreeSet<usize>) -> Option<f64>,
    ) -> Vec<Measured<'static>> {
        let value = |list: &Vec<Vec<usize>>| {
            let pairs = list.iter().zip(&self.truth);
            pairs
                .filter_map(|(ranked, truth)| measure(ranked, truth))
                .collect()
        };
        METHODS
            .into_iter()
            .zip(self.rankings.iter().map(value))
            .collect()
    }
}

/// What is usual: TF-IDF over n-grams of 3 to 5 letters, once over all labels of an occupation as one
/// document, once by the single closest label.
struct Plain {
    documents: Space,
    labels: Space,
    owners: Vec<usize>,
    occupations: usize,
}

impl Plain {
    fn new(occupations: &[Occupation], keep: impl Fn(usize, &str) -> bool) -> Self {
        let grams = |label: &str| grams_within(label, 3..=5);
        let (mut documents, mut labels, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        for (at, one) in occupations.iter().enumerate() {
            let kept: Vec<_> = one.labels.iter().filter(|label| keep(at, label)).collect();
            documents.push(kept.iter().flat_map(|label| grams(label)).collect::<Bag>());
            labels.extend(kept.iter().map(|label| Bag::from_iter(grams(label))));
            owners.extend(kept.iter().map(|_| at));
        }
        Self {
            documents: Space::new(&documents),
            labels: Space::new(&labels),
            owners,
            occupations: occupations.len(),
        }
    }

    fn rank(&self, text: &str) -> [Vec<usize>; 2] {
        let bag: Bag = grams_within(text, 3..=5).into_iter().collect();
        let mut nearest = vec![0.0_f64; self.occupations];
        for (owner, cosine) in self.owners.iter().zip(self.labels.cosines(&bag)) {
            if let Some(best) = nearest.get_mut(*owner) {
                *best = best.max(cosine);
            }
        }
        [
            ranking(&self.documents.cosines(&bag), usize::MAX),
            ranking(&nearest, usize::MAX),
        ]
    }
}
