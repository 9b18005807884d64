//! The gates on the real catalogues, for the tasks that are quick. Where the open data is not at hand
//! they are skipped and say so.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests; whoever runs them sees the figures"
)]

use std::path::PathBuf;

use eval::{Options, Report, Task, run};

fn open_data(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("TRAVERSE_OPEN_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = shared.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!(
        "skipped: there is no {}; TRAVERSE_OPEN_DATA names another place",
        folder.display()
    );
    None
}

/// What came out, and of how many queries the run is.
fn measured(task: Task, name: &str) -> Option<(Report, usize)> {
    let outcome = run(&Options::new(task, open_data(name)?)).unwrap();
    println!("{}", outcome.report.text());
    Some((outcome.report, outcome.run.queries()))
}

fn value(report: &Report, measure: &str, method: &str) -> f64 {
    let line = report
        .lines
        .iter()
        .find(|line| line.measure.contains(measure) && line.method == method);
    line.unwrap_or_else(|| panic!("no {method} in {measure}"))
        .value
}

#[test]
fn e1_related_occupations() {
    if let Some((report, queries)) = measured(Task::Related, "onet-29.2") {
        assert!(report.all_met() && report.gates.len() == 1);
        assert!(value(&report, "recall", "traverse") > 0.58);
        assert_eq!(queries, 1_016);
    }
}

#[test]
fn e2_mobility() {
    if let Some((report, queries)) = measured(Task::Mobility, "rome-v347") {
        assert!(report.all_met() && report.gates.len() == 2);
        assert_eq!(queries, 532);
    }
}

#[test]
fn e5_next_rung() {
    if let Some((report, queries)) = measured(Task::NextRung, "uk-gdad-pcf") {
        assert!(report.all_met() && report.gates.len() == 2);
        assert_eq!(queries, 201);
    }
}

#[test]
fn e6_labels_that_were_left_out() {
    if let Some((report, _)) = measured(Task::Title, "esco-1.2.0") {
        for half in [
            "recall at 10, labels left out, even",
            "recall at 10, labels left out, odd",
        ] {
            let ours = value(&report, half, "traverse");
            assert!(ours > 0.89);
            assert!(ours > value(&report, half, "n-gram TF-IDF, all labels as one"));
        }
    }
}
