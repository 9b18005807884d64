//! Starting from a snapshot instead of from all rows, and writing it. It is taken only when it is
//! whole and of this database, this day and these skills; what changed after it was written is read
//! from the database. Weights and the catalogue are not in it, nor are openings.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use domain::ids::{EmployeeId, OrgUnitId};
use persistence::changes::{self, ObjectType, Position};
use persistence::{Conn, DbError, matching_input};

use super::known::Known;
use super::snapshot::{self, Unfit};
use super::{Matching, PEOPLE_AT_ONCE};

/// Changes of the log, and people, that are read at once.
const AT_ONCE: i64 = 1_000;
const PEOPLE_OF_CHANGES: usize = 500;
/// When more than one in so many have changed, reading all of them is quicker.
const ONE_IN: usize = 20;
/// So few are always read one by one.
const FEW: usize = 1_000;

/// The file, and of which revision of the engine it is.
#[derive(Debug)]
pub(super) struct Kept {
    path: PathBuf,
    revision: Mutex<Option<u64>>,
}

/// Where the people came from when the server started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Database,
    /// So many of them have changed since it was written.
    Snapshot {
        changed: usize,
    },
}

impl Matching {
    /// From now on, snapshots are written to this file and looked for there; call before loading.
    pub fn keep_snapshots(&self, path: PathBuf) {
        self.kept.get_or_init(|| Kept {
            path,
            revision: Mutex::default(),
        });
    }

    /// Where the people came from; `None` before they are loaded.
    #[must_use]
    pub fn started_from(&self) -> Option<Start> {
        self.start.get().copied()
    }

    /// Writes a snapshot of what is known now, if there is to be one and it would be another than
    /// the one that is there. Everything up to `position` must be known. Whether it was written.
    ///
    /// # Errors
    /// When it cannot be written; an earlier one stays.
    pub fn save_snapshot(&self, position: Position) -> io::Result<bool> {
        let Some(kept) = self.kept.get() else {
            return Ok(false);
        };
        let mut revision = kept.revision.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.known.load_full();
        let now = Some(known.engine.revision());
        if *revision == now {
            return Ok(false);
        }
        snapshot::write(&kept.path, &known, position)?;
        *revision = now;
        Ok(true)
    }

    /// Everything, for the first time.
    pub(super) fn load_at_start(&self, conn: &mut Conn) -> Result<(), DbError> {
        let base = self.begin(conn)?;
        let (mut known, start) = match self.restored(conn, &base) {
            Ok((known, changed)) => (known, Start::Snapshot { changed }),
            Err(reason) => {
                if self.kept.get().is_some() {
                    tracing::info!(%reason, "no snapshot of people; reading them from the database");
                }
                (self.with_all_people(conn, base)?, Start::Database)
            }
        };
        self.finish_loading(conn, &mut known)?;
        if let Start::Snapshot { changed } = start {
            tracing::info!(changed, "people were read from the snapshot");
            if let Some(kept) = self.kept.get().filter(|_| changed == 0) {
                let mut revision = kept.revision.lock().unwrap_or_else(PoisonError::into_inner);
                *revision = Some(known.engine.revision());
            }
        }
        self.known.publish(known);
        self.start.get_or_init(|| start);
        Ok(())
    }

    /// The people of the snapshot, and of those who have changed since, as they are now; and how
    /// many these are.
    fn restored(&self, conn: &mut Conn, base: &Known) -> Result<(Known, usize), Unfit> {
        let kept = self.kept.get().ok_or(Unfit::Missing)?;
        let whole = snapshot::open(&kept.path)?;
        if whole.head.day != base.day {
            return Err(Unfit::OtherDay);
        }
        if whole.head.kinds != snapshot::kinds(base) {
            return Err(Unfit::OtherKinds);
        }
        let position = whole.head.position();
        if !changes::has_been_at(conn, &position)? {
            return Err(Unfit::OtherHistory);
        }
        let mut known = Known::clone(base);
        let stamp = self.stamp();
        whole.read_into(&mut known, stamp)?;
        let changed = changed_since(conn, position.change_seq, known.engine.people_count())?;
        let ids: Vec<EmployeeId> = changed.into_iter().collect();
        for some in ids.chunks(PEOPLE_OF_CHANGES) {
            let found = matching_input::list_people_by_ids(conn, some)?;
            known.take_people(some, &found, stamp);
        }
        known.engine.settle();
        Ok((known, ids.len()))
    }

    /// All people, page by page.
    pub(super) fn with_all_people(
        &self,
        conn: &mut Conn,
        mut known: Known,
    ) -> Result<Known, DbError> {
        let stamp = self.stamp();
        let mut after = None;
        loop {
            let people = matching_input::list_people(conn, after, PEOPLE_AT_ONCE)?;
            let Some(last) = people.last() else { break };
            after = Some(last.id);
            for person in &people {
                known.put_person(person, stamp);
            }
            if known.engine.needs_merge() {
                known.engine.settle();
            }
        }
        known.engine.settle();
        known.engine.arrange(&self.units_in_order());
        Ok(known)
    }

    /// Each followed by those below it.
    fn units_in_order(&self) -> Vec<OrgUnitId> {
        let names = self.directory.catalogue();
        let mut units: Vec<_> = names.units.all().iter().collect();
        units.sort_by(|a, b| a.path.cmp(&b.path));
        units.into_iter().map(|unit| unit.id).collect()
    }
}

/// Who has changed after a number of the log.
fn changed_since(
    conn: &mut Conn,
    mut from: i64,
    people: usize,
) -> Result<BTreeSet<EmployeeId>, Unfit> {
    let mut changed = BTreeSet::new();
    loop {
        let entries = changes::list_after(conn, from, AT_ONCE)?;
        let Some((last, _)) = entries.last() else {
            return Ok(changed);
        };
        from = *last;
        let of_people = entries.iter().map(|(_, change)| change);
        for change in of_people.filter(|change| change.object_type == ObjectType::Employee) {
            changed.insert(EmployeeId::from_uuid(
                change.object_id.ok_or(Unfit::TooOld)?,
            ));
        }
        if changed.len() > FEW + people / ONE_IN {
            return Err(Unfit::TooOld);
        }
    }
}
