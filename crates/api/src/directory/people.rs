//! People as everybody sees them, who reports to whom, and how many a unit has.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId};
use domain::terms::EmployeeStatus;
use foldhash::HashMap;
use persistence::employees::{self, Employee};
use persistence::{Conn, DbError};

use super::Catalogue;
use crate::refs::EmployeeRef;

#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub id: EmployeeId,
    pub display_name: Arc<str>,
    pub name_folded: Box<str>,
    pub title: Arc<str>,
    pub work_email: Arc<str>,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub manager_id: Option<EmployeeId>,
    pub job_profile_id: Option<JobProfileId>,
    /// Not for everybody: `ProfileField::HireDate`.
    pub hire_date: Option<NaiveDate>,
    pub status: EmployeeStatus,
}

impl Person {
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.status == EmployeeStatus::Left
    }

    /// Where the person counts.
    fn place(&self) -> Option<OrgUnitId> {
        (!self.has_left()).then_some(self.org_unit_id)
    }

    fn order(&self) -> (&str, EmployeeId) {
        (&self.name_folded, self.id)
    }
}

impl From<Employee> for Person {
    fn from(row: Employee) -> Self {
        Self {
            id: row.id,
            display_name: row.display_name.into(),
            name_folded: row.name_folded.into(),
            title: row.title.into(),
            work_email: row.work_email.into(),
            org_unit_id: row.org_unit_id,
            location_id: row.location_id,
            manager_id: row.manager_id,
            job_profile_id: row.job_profile_id,
            hire_date: row.hire_date,
            status: row.status,
        }
    }
}

/// Of managers above somebody; as in `persistence::relations`.
const LONGEST_LINE: usize = 40;

#[derive(Default)]
pub(super) struct People {
    by_id: HashMap<EmployeeId, Arc<Person>>,
    reports: HashMap<EmployeeId, Vec<EmployeeId>>,
    /// Of the unit and all below it.
    headcounts: HashMap<OrgUnitId, u32>,
}

impl People {
    pub(super) fn load(conn: &mut Conn, catalogue: &Catalogue) -> Result<Self, DbError> {
        let mut people = Self::default();
        for row in employees::list_all_employees(conn)? {
            people.insert(Arc::new(row.into()));
        }
        people.recount(catalogue);
        Ok(people)
    }

    pub(super) fn find(&self, id: EmployeeId) -> Option<&Arc<Person>> {
        self.by_id.get(&id)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.by_id.values()
    }

    /// Whether anybody ever reported to the person: a line also goes through those who left.
    pub(super) fn has_reports(&self, id: EmployeeId) -> bool {
        self.reports.get(&id).is_some_and(|ids| !ids.is_empty())
    }

    pub(super) fn reports_of(&self, id: EmployeeId) -> Vec<EmployeeRef> {
        let ids = self.reports.get(&id).into_iter().flatten();
        let mut people: Vec<&Arc<Person>> = ids
            .filter_map(|id| self.find(*id))
            .filter(|person| !person.has_left())
            .collect();
        people.sort_by(|a, b| a.order().cmp(&b.order()));
        people
            .into_iter()
            .map(|person| person.as_ref().into())
            .collect()
    }

    /// Whether `manager` manages the person, directly or further up. A line that is a cycle, by bad
    /// data, ends like one that is very long.
    pub(super) fn is_in_line_of(&self, manager: EmployeeId, person: EmployeeId) -> bool {
        // Asked of many people, and most who ask manage nobody.
        if !self.reports.contains_key(&manager) {
            return false;
        }
        let above = |id: &EmployeeId| self.find(*id).and_then(|person| person.manager_id);
        let line = std::iter::successors(above(&person), above);
        line.take(LONGEST_LINE).any(|id| id == manager)
    }

    pub(super) fn headcount(&self, unit: OrgUnitId) -> u32 {
        self.headcounts.get(&unit).copied().unwrap_or(0)
    }

    /// Takes over the rows of `ids`; those without a row are gone.
    pub(super) fn update(
        &mut self,
        ids: &[EmployeeId],
        rows: Vec<Employee>,
        catalogue: &Catalogue,
        units_changed: bool,
    ) {
        let places = |people: &Self| -> Vec<Option<OrgUnitId>> {
            let place = |id| people.find(id).and_then(|person| person.place());
            ids.iter().copied().map(place).collect()
        };
        let before = places(self);
        for id in ids {
            self.remove(*id);
        }
        for row in rows {
            self.insert(Arc::new(row.into()));
        }
        if units_changed || places(self) != before {
            self.recount(catalogue);
        }
    }

    pub(super) fn recount(&mut self, catalogue: &Catalogue) {
        let mut headcounts = HashMap::default();
        for unit in self.by_id.values().filter_map(|person| person.place()) {
            *headcounts.entry(unit).or_default() += 1;
        }
        let direct: Vec<(OrgUnitId, u32)> = headcounts.iter().map(|(id, n)| (*id, *n)).collect();
        for (unit, count) in direct {
            let unit = catalogue.units.find(unit);
            for above in unit.iter().flat_map(|unit| &unit.ancestors) {
                *headcounts.entry(*above).or_default() += count;
            }
        }
        self.headcounts = headcounts;
    }

    fn insert(&mut self, person: Arc<Person>) {
        if let Some(manager) = person.manager_id {
            self.reports.entry(manager).or_default().push(person.id);
        }
        self.by_id.insert(person.id, person);
    }

    fn remove(&mut self, id: EmployeeId) {
        let Some(person) = self.by_id.remove(&id) else {
            return;
        };
        if let Some(manager) = person.manager_id
            && let Some(reports) = self.reports.get_mut(&manager)
        {
            reports.retain(|report| *report != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u128, manager: Option<u128>) -> Arc<Person> {
        let id_of = |number| EmployeeId::from_uuid(uuid::Uuid::from_u128(number));
        Arc::new(Person {
            id: id_of(id),
            display_name: "A".into(),
            name_folded: "a".into(),
            title: "".into(),
            work_email: "".into(),
            org_unit_id: OrgUnitId::generate(),
            location_id: None,
            manager_id: manager.map(id_of),
            job_profile_id: None,
            hire_date: None,
            status: EmployeeStatus::Active,
        })
    }

    fn is_in_line(lines: &[(u128, Option<u128>)], manager: u128, of: u128) -> bool {
        let mut people = People::default();
        for (id, manager) in lines {
            people.insert(person(*id, *manager));
        }
        let id_of = |number| EmployeeId::from_uuid(uuid::Uuid::from_u128(number));
        people.is_in_line_of(id_of(manager), id_of(of))
    }

    #[test]
    fn a_line_goes_up_and_only_up() {
        let lines = [(1, None), (2, Some(1)), (3, Some(2)), (4, Some(1))];
        assert!(is_in_line(&lines, 2, 3));
        assert!(is_in_line(&lines, 1, 3));
        assert!(!is_in_line(&lines, 3, 2));
        assert!(!is_in_line(&lines, 4, 3));
        assert!(!is_in_line(&lines, 3, 3));
    }

    #[test]
    fn a_line_that_is_a_cycle_or_leads_nowhere_ends() {
        let lines = [(1, Some(2)), (2, Some(1)), (3, Some(9))];
        assert!(!is_in_line(&lines, 3, 1));
        assert!(!is_in_line(&lines, 1, 3));
        assert!(is_in_line(&lines, 9, 3), "known as the manager at least");
    }
}
