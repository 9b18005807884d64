//! The keys of one source: which external id is which id of ours. Loaded once per run.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel::prelude::*;
use domain::ids::{
    AccountId, EmployeeId, JobFamilyId, JobProfileId, LocationId, OpportunityId, OrgUnitId,
    RoleAssignmentId, SkillId,
};

use super::EmailOwner;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{
    account, employee, job_family, job_profile, location, opportunity, org_unit, role_assignment,
    skill,
};

/// An id that can be made.
pub(super) trait Id: Copy {
    fn new() -> Self;
}

macro_rules! ids {
    ($($id:ty),*) => {$(
        impl Id for $id {
            fn new() -> Self {
                Self::generate()
            }
        }
    )*};
}
ids!(
    SkillId,
    JobFamilyId,
    JobProfileId,
    LocationId,
    OrgUnitId,
    EmployeeId,
    RoleAssignmentId,
    OpportunityId
);

pub(super) struct Keys<I> {
    known: HashMap<Box<str>, Known<I>>,
}

struct Known<I> {
    id: I,
    /// Fed in this run.
    seen: bool,
    stored: bool,
}

impl<I: Id> Keys<I> {
    fn of(rows: Vec<(String, I)>) -> Self {
        Self {
            known: rows
                .into_iter()
                .map(|(external_id, id)| {
                    let known = Known {
                        id,
                        seen: false,
                        stored: true,
                    };
                    (external_id.into_boxed_str(), known)
                })
                .collect(),
        }
    }

    pub(super) fn find(&self, external_id: &str) -> Option<I> {
        self.known.get(external_id).map(|known| known.id)
    }

    /// The id for a record that is fed now: the stored one, or a new one. `None` when the key was
    /// fed before.
    pub(super) fn take(&mut self, external_id: &str) -> Option<I> {
        match self.known.entry(external_id.into()) {
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                let first = !known.seen;
                known.seen = true;
                first.then_some(known.id)
            }
            Entry::Vacant(entry) => {
                let id = I::new();
                entry.insert(Known {
                    id,
                    seen: true,
                    stored: false,
                });
                Some(id)
            }
        }
    }

    /// The record was refused after all: its key refers to the stored row, if there is one.
    pub(super) fn give_back(&mut self, external_id: &str) {
        if self
            .known
            .get(external_id)
            .is_some_and(|known| !known.stored)
        {
            self.known.remove(external_id);
        }
    }
}

pub(super) struct Loaded {
    pub(super) skills: Keys<SkillId>,
    pub(super) job_families: Keys<JobFamilyId>,
    pub(super) job_profiles: Keys<JobProfileId>,
    pub(super) locations: Keys<LocationId>,
    pub(super) org_units: Keys<OrgUnitId>,
    pub(super) employees: Keys<EmployeeId>,
    pub(super) role_assignments: Keys<RoleAssignmentId>,
    pub(super) opportunities: Keys<OpportunityId>,
    pub(super) emails: HashMap<String, EmailOwner>,
    pub(super) managers: HashMap<EmployeeId, EmployeeId>,
    pub(super) profile_levels: HashMap<JobProfileId, i16>,
}

macro_rules! keys_of {
    ($conn:expr, $table:ident, $source:expr) => {
        Keys::of(
            $table::table
                .filter($table::source.eq($source))
                .select(($table::external_id, $table::id))
                .load($conn)?,
        )
    };
}

pub(super) fn load(conn: &mut Conn, source: &str) -> Result<Loaded, DbError> {
    Ok(Loaded {
        skills: keys_of!(conn, skill, source),
        job_families: keys_of!(conn, job_family, source),
        job_profiles: keys_of!(conn, job_profile, source),
        locations: keys_of!(conn, location, source),
        org_units: keys_of!(conn, org_unit, source),
        employees: keys_of!(conn, employee, source),
        role_assignments: keys_of!(conn, role_assignment, source),
        opportunities: keys_of!(conn, opportunity, source),
        emails: emails(conn)?,
        managers: managers(conn)?,
        profile_levels: job_profile::table
            .select((job_profile::id, job_profile::level))
            .load::<(JobProfileId, i16)>(conn)?
            .into_iter()
            .collect(),
    })
}

fn emails(conn: &mut Conn) -> Result<HashMap<String, EmailOwner>, DbError> {
    let of_accounts: Vec<(String, AccountId, Option<EmployeeId>)> = account::table
        .select((account::email_folded, account::id, account::employee_id))
        .load(conn)?;
    let of_employees: Vec<(String, EmployeeId)> = employee::table
        .select((employee::work_email_folded, employee::id))
        .load(conn)?;
    let mut emails = HashMap::with_capacity(of_accounts.len().max(of_employees.len()));
    for (email, account, employee) in of_accounts {
        let owner = employee.map_or(EmailOwner::Account(account), EmailOwner::Employee);
        emails.insert(email, owner);
    }
    for (email, employee) in of_employees {
        emails
            .entry(email)
            .or_insert(EmailOwner::Employee(employee));
    }
    Ok(emails)
}

fn managers(conn: &mut Conn) -> Result<HashMap<EmployeeId, EmployeeId>, DbError> {
    let links: Vec<(EmployeeId, Option<EmployeeId>)> = employee::table
        .filter(employee::manager_id.is_not_null())
        .select((employee::id, employee::manager_id))
        .load(conn)?;
    Ok(links
        .into_iter()
        .filter_map(|(employee, manager)| Some((employee, manager?)))
        .collect())
}
