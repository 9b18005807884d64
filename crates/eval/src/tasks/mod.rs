//! The tasks: which model, which baselines, which measure, which gate.

pub(crate) mod hidden_skills;
pub(crate) mod mobility;
pub(crate) mod next_rung;
pub(crate) mod related;
pub(crate) mod title;

use matching::related::{Related, Signal};

use crate::error::EvalError;

/// The signals that were asked for; all, where none was.
pub(crate) fn chosen(signals: Vec<Signal>, inputs: &[String]) -> Result<Vec<Signal>, EvalError> {
    let known: Vec<&str> = signals.iter().map(Signal::name).collect();
    if let Some(name) = inputs.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(EvalError::Input {
            name: name.clone(),
            known: known.join(", "),
        });
    }
    let wanted =
        |signal: &Signal| inputs.is_empty() || inputs.iter().any(|name| name == signal.name());
    Ok(signals.into_iter().filter(wanted).collect())
}

/// The lines of a run.
fn candidates(related: &[Related], codes: &[String], top: usize) -> Vec<(String, i64)> {
    let line = |one: &Related| Some((codes.get(one.role)?.clone(), one.score_ppm));
    related.iter().filter_map(line).take(top).collect()
}

fn order(related: &[Related]) -> Vec<usize> {
    related.iter().map(|one| one.role).collect()
}
