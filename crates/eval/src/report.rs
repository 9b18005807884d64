//! What was measured, as a table for people and as data.

use std::fmt::Write as _;

use serde::Serialize;

use crate::judge::{interval, mean};

/// One method on one set of queries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What was measured, on what.
    pub measure: String,
    pub method: String,
    pub queries: usize,
    pub value: f64,
    /// 95 % by bootstrap over the queries.
    pub low: f64,
    pub high: f64,
    /// By how much Traverse's model is better on the same queries, with its interval; absent for the
    /// model itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<(f64, f64, f64)>,
}

/// What must hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gate {
    pub gate: String,
    pub value: f64,
    pub bound: f64,
    pub met: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    pub task: &'static str,
    pub lines: Vec<Line>,
    pub gates: Vec<Gate>,
    /// What to know when reading the numbers.
    pub notes: Vec<String>,
}

/// A method and its value for each query, the queries being the same for all methods.
pub(crate) type Measured<'a> = (&'a str, Vec<f64>);

impl Report {
    pub(crate) fn new(task: &'static str) -> Self {
        Self {
            task,
            ..Self::default()
        }
    }

    /// Adds a comparison; the first method is ours. Its mean.
    pub(crate) fn compare(&mut self, measure: &str, methods: &[Measured<'_>]) -> f64 {
        let own: &[f64] = methods
            .first()
            .map(|(_, values)| values.as_slice())
            .unwrap_or_default();
        for (place, (method, values)) in methods.iter().enumerate() {
            let (low, high) = interval(values);
            let behind = (place > 0).then(|| {
                let differences: Vec<f64> = own.iter().zip(values).map(|(a, b)| a - b).collect();
                let (low, high) = interval(&differences);
                (mean(&differences), low, high)
            });
            self.lines.push(Line {
                measure: measure.to_owned(),
                method: (*method).to_owned(),
                queries: values.len(),
                value: mean(values),
                low,
                high,
                behind,
            });
        }
        mean(own)
    }

    pub(crate) fn at_least(&mut self, gate: &str, value: f64, bound: f64) {
        self.gate(gate, value, bound, value >= bound);
    }

    pub(crate) fn at_most(&mut self, gate: &str, value: f64, bound: f64) {
        self.gate(gate, value, bound, value <= bound);
    }

    fn gate(&mut self, gate: &str, value: f64, bound: f64, met: bool) {
        self.gates.push(Gate {
            gate: gate.to_owned(),
            value,
            bound,
            met,
        });
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    #[must_use]
    pub fn all_met(&self) -> bool {
        self.gates.iter().all(|gate| gate.met)
    }

    /// For people, in columns.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut measure = "";
        for line in &self.lines {
            if line.measure != measure {
                measure = &line.measure;
                let _ = writeln!(text, "\n{measure}, {} queries", line.queries);
            }
            let _ = write!(
                text,
                "  {:<34} {:.3}  [{:.3}, {:.3}]",
                line.method, line.value, line.low, line.high
            );
            if let Some((difference, low, high)) = line.behind {
                let _ = write!(text, "   ours {difference:+.3} [{low:+.3}, {high:+.3}]");
            }
            text.push('\n');
        }
        if !self.gates.is_empty() {
            text.push('\n');
        }
        for gate in &self.gates {
            let met = if gate.met { "met" } else { "NOT MET" };
            let _ = writeln!(text, "  {:<48} {:.3}  {met}", gate.gate, gate.value);
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }
}
