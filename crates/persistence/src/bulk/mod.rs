//! Feed records into tables, in batches: the one way in for imports, taxonomies and the demo.
//!
//! A record is matched with its row by (`source`, `external_id`) and keeps its id. A batch is first
//! compared with what is stored, then only the differences are written, in one transaction with
//! their trace: what is fed twice changes nothing the second time.
//!
//! Whether a record can be taken is decided in memory from the keys that are stored and those fed
//! before it, never by trying to write. So a dry run, which differs in nothing but the last step,
//! says exactly what a real one does.

mod accounts;
mod applications;
mod claims;
mod cycles;
mod employees;
mod history;
mod keys;
mod managers;
mod missing;
mod opportunities;
mod organisation;
mod profiles;
mod skills;
mod store;
mod units;
mod wishes;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::ids::{
    AccountId, EmployeeId, ImportRunId, JobFamilyId, JobProfileId, LocationId, OpportunityId,
    OrgUnitId, RoleAssignmentId, SkillId,
};
use domain::terms::ClaimSource;

use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use keys::Keys;
pub use store::Store;

/// Records per transaction: large enough that a commit's cost does not matter, small enough for
/// others to write in between.
pub const BATCH: usize = 5_000;

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Created,
    Updated,
    Unchanged,
    /// Not taken; its problems say why.
    Refused,
}

/// Why a record was not taken, or not in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The key was fed before in this run.
    Duplicate,
    /// Refers to what is neither stored nor fed before.
    UnknownReference,
    /// Refers to a record that was refused; this one was taken without the reference.
    RefusedReference,
    /// The record is its own superior, directly or by others.
    Cycle,
    /// Another person has the address.
    EmailTaken,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which record of the batch.
    pub index: usize,
    /// The field of the feed record.
    pub field: &'static str,
    pub fault: Fault,
    pub value: String,
}

/// What became of a batch, record by record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub verdicts: Vec<Verdict>,
    pub problems: Vec<Problem>,
}

impl Report {
    fn of(records: usize) -> Self {
        Self {
            verdicts: vec![Verdict::Unchanged; records],
            problems: Vec::new(),
        }
    }

    fn set(&mut self, index: usize, verdict: Verdict) {
        if let Some(place) = self.verdicts.get_mut(index) {
            *place = verdict;
        }
    }

    fn note(&mut self, index: usize, field: &'static str, fault: Fault, value: &str) {
        self.problems.push(Problem {
            index,
            field,
            fault,
            value: value.to_owned(),
        });
    }

    fn refuse(&mut self, index: usize, field: &'static str, fault: Fault, value: &str) {
        self.set(index, Verdict::Refused);
        self.note(index, field, fault, value);
    }

    /// The reference, or a refusal.
    fn resolve<I: keys::Id>(
        &mut self,
        index: usize,
        field: &'static str,
        keys: &Keys<I>,
        external_id: &str,
    ) -> Option<I> {
        let found = keys.find(external_id);
        if found.is_none() {
            self.refuse(index, field, Fault::UnknownReference, external_id);
        }
        found
    }

    /// `Some(None)` where nothing is referred to.
    fn resolve_optional<I: keys::Id>(
        &mut self,
        index: usize,
        field: &'static str,
        keys: &Keys<I>,
        external_id: Option<&str>,
    ) -> Option<Option<I>> {
        external_id.map_or(Some(None), |external_id| {
            self.resolve(index, field, keys, external_id).map(Some)
        })
    }
}

/// One run of records from one source into the database.
pub struct Bulk<'a, 't> {
    store: Store<'a, 't>,
    source: String,
    run: Option<ImportRunId>,
    skills: Keys<SkillId>,
    job_families: Keys<JobFamilyId>,
    job_profiles: Keys<JobProfileId>,
    locations: Keys<LocationId>,
    org_units: Keys<OrgUnitId>,
    employees: Keys<EmployeeId>,
    role_assignments: Keys<RoleAssignmentId>,
    opportunities: Keys<OpportunityId>,
    emails: HashMap<String, EmailOwner>,
    managers: HashMap<EmployeeId, EmployeeId>,
    profile_levels: HashMap<JobProfileId, i16>,
    seen: Seen,
}

/// Keys of records without an external id, as far as this run has seen them.
#[derive(Default)]
struct Seen {
    relations: HashSet<skills::RelationKey>,
    requirements: HashSet<(JobProfileId, SkillId)>,
    steps: HashSet<(JobProfileId, JobProfileId)>,
    claims: HashSet<(EmployeeId, SkillId, ClaimSource, NaiveDate)>,
    interests: HashSet<(EmployeeId, SkillId)>,
    aspirations: HashSet<(EmployeeId, JobProfileId)>,
    preferences: HashSet<EmployeeId>,
    applications: HashSet<(OpportunityId, EmployeeId)>,
    /// Skills and profiles made in this run: nothing of theirs can be stored already.
    new_employees: HashSet<EmployeeId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EmailOwner {
    Employee(EmployeeId),
    /// An account of nobody's, such as the first administrator's: the employee with its address
    /// gets it.
    Account(AccountId),
}

impl<'a, 't> Bulk<'a, 't> {
    /// Reads the keys of `source` that are stored. `run` is named in the audit log.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn open(
        mut store: Store<'a, 't>,
        source: &str,
        run: Option<ImportRunId>,
    ) -> Result<Self, DbError> {
        let loaded = store.read(|conn| keys::load(conn, source))?;
        Ok(Self {
            store,
            source: source.to_owned(),
            run,
            skills: loaded.skills,
            job_families: loaded.job_families,
            job_profiles: loaded.job_profiles,
            locations: loaded.locations,
            org_units: loaded.org_units,
            employees: loaded.employees,
            role_assignments: loaded.role_assignments,
            opportunities: loaded.opportunities,
            emails: loaded.emails,
            managers: loaded.managers,
            profile_levels: loaded.profile_levels,
            seen: Seen::default(),
        })
    }

    /// Writes a batch's differences with their trace.
    fn write(
        &mut self,
        trace: &store::Trace,
        f: impl FnMut(&mut Conn) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        if trace.is_empty() {
            return Ok(());
        }
        self.store.write(&self.source, self.run, trace, f)
    }

    /// The trace of one batch's changes to objects of a type.
    fn trace(&self, action: &'static str, object_type: ObjectType) -> store::Trace {
        store::Trace::new(action, object_type)
    }

    /// The employee with this key, as stored or as fed.
    #[must_use]
    pub fn employee(&self, external_id: &str) -> Option<EmployeeId> {
        self.employees.find(external_id)
    }
}

/// Whether anybody's data is stored: people, units, openings or a catalogue.
///
/// # Errors
/// When the database does not answer.
pub fn holds_data(conn: &mut Conn) -> Result<bool, DbError> {
    use crate::schema::{account, employee, job_profile, org_unit, skill};
    use diesel::dsl::exists;
    use diesel::prelude::*;
    Ok(
        diesel::select(exists(employee::table.select(employee::id))).get_result(conn)?
            || diesel::select(exists(org_unit::table.select(org_unit::id))).get_result(conn)?
            || diesel::select(exists(job_profile::table.select(job_profile::id)))
                .get_result(conn)?
            || diesel::select(exists(skill::table.select(skill::id))).get_result(conn)?
            || diesel::select(exists(account::table.select(account::id))).get_result(conn)?,
    )
}
