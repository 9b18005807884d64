//! What people say of themselves, in bulk: what somebody has already said stands, a feed only fills
//! in what is missing.

use std::collections::HashSet;
use std::hash::Hash;

use domain::ids::EmployeeId;

use super::store::in_chunks;
use super::{Bulk, Report, Verdict};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;

/// How rows of one kind are told apart and stored.
pub(super) struct Missing<R, K> {
    /// For the audit log.
    pub(super) action: &'static str,
    /// Values of a row, as far as they are bound.
    pub(super) columns: usize,
    pub(super) of: fn(&R) -> EmployeeId,
    pub(super) key: fn(&R) -> K,
    /// The keys that these people have already.
    pub(super) stored: fn(&mut Conn, &HashSet<EmployeeId>) -> Result<Vec<K>, DbError>,
    pub(super) insert: fn(&mut Conn, &[R]) -> Result<(), DbError>,
}

impl Bulk<'_, '_> {
    /// Stores the rows whose key is not there yet; each comes with the place of its record.
    pub(super) fn fill_in<R, K: Eq + Hash>(
        &mut self,
        kind: &Missing<R, K>,
        mut wanted: Vec<(usize, R)>,
        report: &mut Report,
    ) -> Result<(), DbError> {
        let people: HashSet<EmployeeId> = wanted.iter().map(|(_, row)| (kind.of)(row)).collect();
        let stored = self.store.read(|conn| (kind.stored)(conn, &people))?;
        let stored: HashSet<K> = stored.into_iter().collect();
        wanted.retain(|(_, row)| !stored.contains(&(kind.key)(row)));
        let mut trace = self.trace(kind.action, ObjectType::Employee);
        for (index, row) in &wanted {
            report.set(*index, Verdict::Created);
            trace.add(*(kind.of)(row).as_uuid(), Verdict::Created);
        }
        let rows: Vec<R> = wanted.into_iter().map(|(_, row)| row).collect();
        self.write(&trace, |conn| {
            in_chunks(&rows, kind.columns, |rows| (kind.insert)(conn, rows))
        })
    }
}
