//! Where batches go: nowhere (a dry run), into a transaction each, or all into one.

use std::collections::HashSet;
use std::hash::Hash;

use domain::ids::ImportRunId;
use domain::time::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{Report, Verdict};
use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::db::Db;
use crate::error::DbError;
use crate::write::{AuditDraft, Origin, WriteTx};

/// More changed objects than this in one batch, and the change log says "all of the type".
const CHANGES_ONE_BY_ONE: usize = 200;

/// Binds per statement, below SQLite's 32,766 and PostgreSQL's 65,535.
const BINDS: usize = 32_000;

pub enum Store<'a, 't> {
    /// Looks and writes nothing.
    Dry { db: &'a Db, at: Timestamp },
    /// Each batch is a transaction; one that is interrupted leaves those before it.
    Batches { db: &'a Db, origin: &'a Origin },
    /// All batches are one transaction, the caller's.
    Whole(&'a mut WriteTx<'t>),
}

/// What a batch leaves in the audit log and the change log.
pub(super) struct Trace {
    action: &'static str,
    object_type: ObjectType,
    objects: HashSet<Uuid>,
    created: usize,
    updated: usize,
    /// A second type of objects that changed with the first.
    also: Option<(ObjectType, Vec<Uuid>)>,
}

impl Trace {
    pub(super) fn new(action: &'static str, object_type: ObjectType) -> Self {
        Self {
            action,
            object_type,
            objects: HashSet::new(),
            created: 0,
            updated: 0,
            also: None,
        }
    }

    pub(super) fn add(&mut self, object: Uuid, verdict: Verdict) {
        match verdict {
            Verdict::Created => self.created += 1,
            Verdict::Updated => self.updated += 1,
            Verdict::Unchanged | Verdict::Refused => return,
        }
        self.objects.insert(object);
    }

    /// Notes the rows of a batch with their verdicts and leaves the rows alone.
    pub(super) fn of<R: Row>(&mut self, changed: Vec<(usize, R)>, report: &Report) -> Vec<R> {
        changed
            .into_iter()
            .map(|(index, row)| {
                if let Some(verdict) = report.verdicts.get(index) {
                    self.add(row.uuid(), *verdict);
                }
                row
            })
            .collect()
    }

    pub(super) fn also(&mut self, object_type: ObjectType, objects: Vec<Uuid>) {
        self.also = Some((object_type, objects));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    fn leave(
        &self,
        tx: &mut WriteTx<'_>,
        source: &str,
        run: Option<ImportRunId>,
        one_by_one: usize,
    ) {
        tx.audit(AuditDraft {
            action: self.action,
            object_type: self.object_type,
            object_id: None,
            subject: None,
            detail: Some(json!({
                "source": source,
                "import_run_id": run,
                "created": self.created,
                "updated": self.updated,
            })),
            by: None,
        });
        changes(
            tx,
            self.object_type,
            self.objects.iter().copied(),
            one_by_one,
        );
        if let Some((object_type, objects)) = &self.also {
            changes(tx, *object_type, objects.iter().copied(), one_by_one);
        }
    }
}

fn changes(
    tx: &mut WriteTx<'_>,
    object_type: ObjectType,
    objects: impl ExactSizeIterator<Item = Uuid>,
    one_by_one: usize,
) {
    if objects.len() > one_by_one {
        tx.changed(Change::all_of(object_type));
    } else {
        for object in objects {
            tx.changed(Change::upserted(object_type, object));
        }
    }
}

impl Store<'_, '_> {
    /// The one "now" of the run.
    pub(super) fn now(&self) -> Timestamp {
        match self {
            Self::Dry { at, .. } => *at,
            Self::Batches { origin, .. } => origin.at,
            Self::Whole(tx) => tx.now(),
        }
    }

    pub(super) fn read<T>(
        &mut self,
        mut f: impl FnMut(&mut Conn) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        match self {
            Self::Dry { db, .. } | Self::Batches { db, .. } => db.read_blocking(f),
            Self::Whole(tx) => f(tx.conn()),
        }
    }

    pub(super) fn write(
        &mut self,
        source: &str,
        run: Option<ImportRunId>,
        trace: &Trace,
        mut f: impl FnMut(&mut Conn) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        // All changes of one transaction are written by one statement, which can bind so many.
        let one_by_one = match self {
            Self::Whole(_) => 0,
            Self::Dry { .. } | Self::Batches { .. } => CHANGES_ONE_BY_ONE,
        };
        let mut write = |tx: &mut WriteTx<'_>| -> Result<(), DbError> {
            f(tx.conn())?;
            trace.leave(tx, source, run, one_by_one);
            Ok(())
        };
        match self {
            Self::Dry { .. } => Ok(()),
            Self::Batches { db, origin } => db.write_blocking(origin, write),
            Self::Whole(tx) => write(tx),
        }
    }
}

/// Runs `insert` on as many rows at a time as one statement can bind.
pub(super) fn in_chunks<R>(
    rows: &[R],
    columns: usize,
    mut insert: impl FnMut(&[R]) -> Result<(), DbError>,
) -> Result<(), DbError> {
    rows.chunks(BINDS / columns.max(1))
        .try_for_each(&mut insert)
}

/// A row that is matched by its id with what is stored.
pub(super) trait Row: PartialEq {
    type Id: Copy + Eq + Hash;

    fn id(&self) -> Self::Id;

    fn uuid(&self) -> Uuid;

    /// Takes over from the stored row what a feed does not say: bookkeeping, and what belongs to
    /// the people who use the program.
    fn keep(&mut self, stored: &Self);

    /// Notes when the row was changed, where it says so.
    fn stamp(&mut self, _at: Timestamp) {}
}

/// Compares what is wanted with what is stored: sets the verdicts and leaves the rows to write.
pub(super) fn sift<R: Row>(
    stored: Vec<R>,
    wanted: Vec<(usize, R)>,
    at: Timestamp,
    report: &mut Report,
) -> Vec<(usize, R)> {
    let stored: std::collections::HashMap<R::Id, R> =
        stored.into_iter().map(|row| (row.id(), row)).collect();
    wanted
        .into_iter()
        .filter_map(|(index, mut row)| {
            let verdict = match stored.get(&row.id()) {
                None => Verdict::Created,
                Some(found) => {
                    row.keep(found);
                    if row == *found {
                        Verdict::Unchanged
                    } else {
                        row.stamp(at);
                        Verdict::Updated
                    }
                }
            };
            report.set(index, verdict);
            (verdict != Verdict::Unchanged).then_some((index, row))
        })
        .collect()
}
