//! The organisation's names, kept in memory: units, places, skills, roles (`catalogue`) and people
//! (`people`). Lists and references read here instead of joining tables; it follows the change
//! log. Not here: anything about a person beyond what everybody may see.

mod catalogue;
mod people;
mod sorted;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use arc_swap::ArcSwap;
use domain::ids::{EmployeeId, OrgUnitId, SkillId};
use persistence::changes::{Change, ObjectType};
use persistence::{Conn, DbError};

pub use catalogue::{Catalogue, Profile, Skill, Unit};
pub use people::Person;
pub use sorted::{Entry, Sorted};

use crate::follower::{Follower, Touched};
use crate::refs::EmployeeRef;
use people::People;

#[derive(Default)]
pub struct Directory {
    catalogue: ArcSwap<Catalogue>,
    people: RwLock<People>,
}

impl Directory {
    /// Units, places, skills and roles as they are now.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }

    /// A panic cannot leave the map half changed: its changes are single insertions.
    fn people(&self) -> RwLockReadGuard<'_, People> {
        self.people.read().unwrap_or_else(PoisonError::into_inner)
    }

    #[must_use]
    pub fn person(&self, id: EmployeeId) -> Option<Arc<Person>> {
        self.people().find(id).cloned()
    }

    #[must_use]
    pub fn employee_ref(&self, id: EmployeeId) -> Option<EmployeeRef> {
        self.people().find(id).map(|person| person.as_ref().into())
    }

    /// Several references under one lock; those who are unknown are left out.
    #[must_use]
    pub fn employee_refs(&self, ids: impl IntoIterator<Item = EmployeeId>) -> Vec<EmployeeRef> {
        let people = self.people();
        ids.into_iter()
            .filter_map(|id| people.find(id))
            .map(|person| person.as_ref().into())
            .collect()
    }

    /// Those who report to the person and have not left, by name.
    #[must_use]
    pub fn direct_reports(&self, id: EmployeeId) -> Vec<EmployeeRef> {
        self.people().reports_of(id)
    }

    /// Whether anybody has the person as manager, those who left included.
    #[must_use]
    pub fn is_any_manager(&self, id: EmployeeId) -> bool {
        self.people().has_reports(id)
    }

    /// Whether `manager` manages the person, directly or further up.
    #[must_use]
    pub fn is_in_line_of(&self, manager: EmployeeId, person: EmployeeId) -> bool {
        self.people().is_in_line_of(manager, person)
    }

    /// How many people who have not left belong to the unit or to one below it.
    #[must_use]
    pub fn headcount(&self, unit: OrgUnitId) -> u32 {
        self.people().headcount(unit)
    }

    /// Calls `f` for everybody, those who left included.
    pub fn for_each_person(&self, mut f: impl FnMut(&Arc<Person>)) {
        self.people().all().for_each(&mut f);
    }

    fn change_people(&self, f: impl FnOnce(&mut People)) {
        f(&mut self.people.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Follower for Directory {
    fn name(&self) -> &'static str {
        "directory"
    }

    fn load(&self, conn: &mut Conn) -> Result<(), DbError> {
        let catalogue = Catalogue::load(conn)?;
        let people = People::load(conn, &catalogue)?;
        self.catalogue.store(Arc::new(catalogue));
        self.change_people(|old| *old = people);
        Ok(())
    }

    fn apply(&self, conn: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
        let touched = |object_type| Touched::by(changes, object_type);
        let mut catalogue = Catalogue::clone(&self.catalogue.load());
        let units = touched(ObjectType::OrgUnit) != Touched::None;
        if units {
            catalogue.load_units(conn)?;
        }
        if touched(ObjectType::Location) != Touched::None {
            catalogue.load_locations(conn)?;
        }
        match touched(ObjectType::Skill) {
            Touched::None => {}
            Touched::All => catalogue.load_skills(conn)?,
            Touched::These(ids) => {
                let ids: Vec<SkillId> = ids.into_iter().map(SkillId::from_uuid).collect();
                catalogue.reload_skills(conn, &ids)?;
            }
        }
        if touched(ObjectType::JobFamily) != Touched::None
            || touched(ObjectType::JobProfile) != Touched::None
        {
            catalogue.load_roles(conn)?;
        }
        let catalogue = Arc::new(catalogue);
        self.catalogue.store(Arc::clone(&catalogue));

        match touched(ObjectType::Employee) {
            Touched::All => {
                let people = People::load(conn, &catalogue)?;
                self.change_people(|old| *old = people);
            }
            Touched::These(ids) => {
                let ids: Vec<EmployeeId> = ids.into_iter().map(EmployeeId::from_uuid).collect();
                let rows = persistence::employees::list_employees_by_id(conn, &ids)?;
                self.change_people(|people| people.update(&ids, rows, &catalogue, units));
            }
            Touched::None if units => self.change_people(|people| people.recount(&catalogue)),
            Touched::None => {}
        }
        Ok(())
    }
}
