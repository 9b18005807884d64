//! How far a long load is, for the person who waits: a line every few seconds.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

use super::loader::Kind;

const EVERY: Duration = Duration::from_secs(2);

/// Counts records and prints, where there is somebody to read it.
pub struct Progress {
    out: Option<Box<dyn Write + Send>>,
    counts: BTreeMap<Kind, usize>,
    started: Instant,
    told: Instant,
    told_records: usize,
}

impl Progress {
    #[must_use]
    pub fn to(out: impl Write + Send + 'static) -> Self {
        Self::with(Some(Box::new(out)))
    }

    #[must_use]
    pub fn silent() -> Self {
        Self::with(None)
    }

    fn with(out: Option<Box<dyn Write + Send>>) -> Self {
        let now = Instant::now();
        Self {
            out,
            counts: BTreeMap::new(),
            started: now,
            told: now,
            told_records: 0,
        }
    }

    pub fn add(&mut self, kind: Kind, records: usize) {
        *self.counts.entry(kind).or_default() += records;
        let since = self.told.elapsed();
        if since >= EVERY {
            let all = self.records();
            let rate = per_second(all - self.told_records, since);
            self.told = Instant::now();
            self.told_records = all;
            let count = self.counts.get(&kind).copied().unwrap_or_default();
            self.print(&format!(
                "{all} rows, {rate} rows/s ({} {count})",
                kind.as_str()
            ));
        }
    }

    pub fn done(&mut self) {
        let all = self.records();
        let took = self.started.elapsed();
        self.print(&format!(
            "{all} rows in {:.1} s, {} rows/s",
            took.as_secs_f64(),
            per_second(all, took)
        ));
    }

    #[must_use]
    pub fn records(&self) -> usize {
        self.counts.values().sum()
    }

    /// Nobody is told twice that standard error is closed.
    fn print(&mut self, line: &str) {
        if let Some(out) = &mut self.out
            && writeln!(out, "  {line}").is_err()
        {
            self.out = None;
        }
    }
}

fn per_second(records: usize, time: Duration) -> u128 {
    let micros = time.as_micros().max(1);
    u128::try_from(records).unwrap_or_default() * 1_000_000 / micros
}
