//! Org units: a tree whose parents may be fed after their children, and whose heads are employees
//! fed later still.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::feed;
use domain::ids::{EmployeeId, OrgUnitId};
use domain::terms::OrgUnitKind;
use domain::text::fold;

use super::store::{Row, in_chunks};
use super::{Bulk, Fault, Report, Verdict, cycles};
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::org_unit;

#[derive(Clone, Debug, PartialEq, Queryable, Insertable)]
#[diesel(table_name = org_unit, treat_none_as_default_value = false)]
struct OrgUnitRow {
    id: OrgUnitId,
    source: String,
    external_id: String,
    name: String,
    name_folded: String,
    kind: OrgUnitKind,
    code: Option<String>,
    parent_id: Option<OrgUnitId>,
    head_id: Option<EmployeeId>,
    path: String,
}

impl Row for OrgUnitRow {
    type Id = OrgUnitId;

    fn id(&self) -> OrgUnitId {
        self.id
    }

    fn uuid(&self) -> uuid::Uuid {
        *self.id.as_uuid()
    }

    fn keep(&mut self, stored: &Self) {
        self.head_id = stored.head_id;
    }
}

/// The whole tree as it will be: stored rows, replaced and joined by those fed.
struct Tree {
    stored: HashMap<OrgUnitId, OrgUnitRow>,
    fed: HashMap<OrgUnitId, (usize, OrgUnitRow)>,
}

impl Tree {
    fn parent(&self, id: OrgUnitId) -> Option<OrgUnitId> {
        self.row(id).and_then(|row| row.parent_id)
    }

    fn row(&self, id: OrgUnitId) -> Option<&OrgUnitRow> {
        self.fed
            .get(&id)
            .map(|(_, row)| row)
            .or_else(|| self.stored.get(&id))
    }

    /// From the root down to the unit itself. Ends also if the stored tree should hold a ring.
    fn line(&self, id: OrgUnitId) -> Vec<OrgUnitId> {
        let mut line = vec![id];
        let mut at = self.parent(id);
        while let Some(parent) = at.filter(|parent| !line.contains(parent)) {
            line.push(parent);
            at = self.parent(parent);
        }
        line.reverse();
        line
    }

    fn path(&self, id: OrgUnitId) -> String {
        self.line(id).iter().map(|id| format!("{id}/")).collect()
    }
}

impl Bulk<'_, '_> {
    /// All units of the run at once: a parent may come after its children. Heads are set by
    /// [`Bulk::unit_heads`], once the employees are there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn org_units(&mut self, records: &[feed::OrgUnit]) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let stored: Vec<OrgUnitRow> = self.store.read(|conn| Ok(org_unit::table.load(conn)?))?;
        let mut tree = Tree {
            stored: stored.into_iter().map(|row| (row.id, row)).collect(),
            fed: HashMap::new(),
        };
        self.take_units(records, &mut tree, &mut report);
        self.drop_orphans(records, &mut tree, &mut report);
        self.drop_rings(records, &mut tree, &mut report);
        self.drop_orphans(records, &mut tree, &mut report);

        let rows = changed_rows(&mut tree, &mut report);
        let mut trace = self.trace("org_unit.import", ObjectType::OrgUnit);
        let rows: Vec<OrgUnitRow> = rows
            .into_iter()
            .map(|(verdict, row)| {
                trace.add(row.uuid(), verdict);
                row
            })
            .collect();
        self.write(&trace, |conn| {
            in_chunks(&rows, 10, |rows| upsert(conn, rows))
        })?;
        Ok(report)
    }

    fn take_units(&mut self, records: &[feed::OrgUnit], tree: &mut Tree, report: &mut Report) {
        let mut taken = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            match self.org_units.take(&record.external_id) {
                Some(id) => taken.push((index, record, id)),
                None => {
                    report.refuse(index, "external_id", Fault::Duplicate, &record.external_id);
                }
            }
        }
        for (index, record, id) in taken {
            let Some(parent_id) =
                report.resolve_optional(index, "parent", &self.org_units, record.parent.as_deref())
            else {
                self.org_units.give_back(&record.external_id);
                continue;
            };
            let row = OrgUnitRow {
                id,
                source: self.source.clone(),
                external_id: record.external_id.clone(),
                name: record.name.clone(),
                name_folded: fold(&record.name),
                kind: record.kind,
                code: record.code.clone(),
                parent_id,
                head_id: None,
                path: String::new(),
            };
            tree.fed.insert(id, (index, row));
        }
    }

    /// Refuses units whose parent was refused and is not stored either, down the tree.
    fn drop_orphans(&mut self, records: &[feed::OrgUnit], tree: &mut Tree, report: &mut Report) {
        loop {
            let orphans: Vec<(OrgUnitId, usize)> = tree
                .fed
                .iter()
                .filter(|(_, (_, row))| {
                    row.parent_id
                        .is_some_and(|parent| tree.row(parent).is_none())
                })
                .map(|(id, (index, _))| (*id, *index))
                .collect();
            if orphans.is_empty() {
                return;
            }
            for (id, index) in orphans {
                self.drop_unit(id, index, Fault::UnknownReference, records, tree, report);
            }
        }
    }

    /// Refuses units that are below themselves. What is left then keeps its stored place, which
    /// may close another ring, so this goes on until there is none.
    fn drop_rings(&mut self, records: &[feed::OrgUnit], tree: &mut Tree, report: &mut Report) {
        loop {
            let rings: HashSet<OrgUnitId> =
                cycles::on_rings(|id| tree.parent(id), tree.fed.keys().copied());
            let fed: Vec<(OrgUnitId, usize)> = rings
                .into_iter()
                .filter_map(|id| tree.fed.get(&id).map(|(index, _)| (id, *index)))
                .collect();
            if fed.is_empty() {
                return;
            }
            for (id, index) in fed {
                self.drop_unit(id, index, Fault::Cycle, records, tree, report);
            }
        }
    }

    fn drop_unit(
        &mut self,
        id: OrgUnitId,
        index: usize,
        fault: Fault,
        records: &[feed::OrgUnit],
        tree: &mut Tree,
        report: &mut Report,
    ) {
        tree.fed.remove(&id);
        let Some(record) = records.get(index) else {
            return;
        };
        let parent = record.parent.as_deref().unwrap_or_default();
        report.refuse(index, "parent", fault, parent);
        self.org_units.give_back(&record.external_id);
    }

    /// Sets the heads of the units fed before, whose reports are given. Returns which units, by
    /// index, have another head now, and what heads are unknown; those units have none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn unit_heads(
        &mut self,
        records: &[feed::OrgUnit],
        before: &Report,
    ) -> Result<Report, DbError> {
        let mut report = Report::of(records.len());
        let mut wanted: Vec<(usize, OrgUnitId, Option<EmployeeId>)> = Vec::new();
        for (index, record) in records.iter().enumerate() {
            if before.verdicts.get(index) == Some(&Verdict::Refused) {
                continue;
            }
            let Some(unit) = self.org_units.find(&record.external_id) else {
                continue;
            };
            let head = record.head.as_deref().and_then(|head| {
                let found = self.employees.find(head);
                if found.is_none() {
                    report.note(index, "head", Fault::UnknownReference, head);
                }
                found
            });
            wanted.push((index, unit, head));
        }
        let stored: HashMap<OrgUnitId, Option<EmployeeId>> = self
            .store
            .read(|conn| {
                Ok(org_unit::table
                    .select((org_unit::id, org_unit::head_id))
                    .load::<(OrgUnitId, Option<EmployeeId>)>(conn)?)
            })?
            .into_iter()
            .collect();
        wanted.retain(|(_, unit, head)| stored.get(unit).copied().flatten() != *head);
        let mut trace = self.trace("org_unit.import_head", ObjectType::OrgUnit);
        for (index, unit, _) in &wanted {
            report.set(*index, Verdict::Updated);
            trace.add(*unit.as_uuid(), Verdict::Updated);
        }
        self.write(&trace, |conn| {
            for (_, unit, head) in &wanted {
                diesel::update(org_unit::table.find(unit))
                    .set(org_unit::head_id.eq(head))
                    .execute(conn)?;
            }
            Ok(())
        })?;
        Ok(report)
    }
}

/// What differs, parents first; with it units that were not fed but have another path now.
fn changed_rows(tree: &mut Tree, report: &mut Report) -> Vec<(Verdict, OrgUnitRow)> {
    let mut ids: Vec<OrgUnitId> = tree
        .fed
        .keys()
        .chain(tree.stored.keys().filter(|id| !tree.fed.contains_key(id)))
        .copied()
        .collect();
    // Creation order within a level: ids are in the order of the feed.
    ids.sort_by_cached_key(|id| (tree.line(*id).len(), *id));
    let mut changed = Vec::new();
    for id in ids {
        let path = tree.path(id);
        let stored = tree.stored.get(&id);
        let Some((index, fed)) = tree.fed.get(&id) else {
            if let Some(row) = stored.filter(|row| row.path != path) {
                changed.push((
                    Verdict::Updated,
                    OrgUnitRow {
                        path,
                        ..row.clone()
                    },
                ));
            }
            continue;
        };
        let mut row = OrgUnitRow {
            path,
            ..fed.clone()
        };
        let verdict = match stored {
            None => Verdict::Created,
            Some(found) => {
                row.keep(found);
                if row == *found {
                    Verdict::Unchanged
                } else {
                    Verdict::Updated
                }
            }
        };
        report.set(*index, verdict);
        if verdict != Verdict::Unchanged {
            changed.push((verdict, row));
        }
    }
    changed
}

fn upsert(conn: &mut Conn, rows: &[OrgUnitRow]) -> Result<(), DbError> {
    on_backend!(conn, |c| diesel::insert_into(org_unit::table)
        .values(rows)
        .on_conflict(org_unit::id)
        .do_update()
        .set((
            org_unit::name.eq(excluded(org_unit::name)),
            org_unit::name_folded.eq(excluded(org_unit::name_folded)),
            org_unit::kind.eq(excluded(org_unit::kind)),
            org_unit::code.eq(excluded(org_unit::code)),
            org_unit::parent_id.eq(excluded(org_unit::parent_id)),
            org_unit::path.eq(excluded(org_unit::path)),
        ))
        .execute(c))?;
    Ok(())
}
