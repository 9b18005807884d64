//! A stream of feed records into `persistence::bulk`: gathers them by kind, writes a kind when a
//! batch is full, and whatever that kind may refer to before it. CSV folders, taxonomies and the
//! demo company all come this way.

use std::collections::HashSet;

use domain::feed::{self, Record};
use persistence::DbError;
use persistence::bulk::{BATCH, Bulk, Problem, Report, Verdict};

/// Hears what became of each record. `T` is what the source knows a record by.
pub trait Sink<T> {
    fn verdict(&mut self, tag: &T, verdict: Verdict);
    fn problem(&mut self, tag: &T, problem: &Problem);
    /// So many records were dealt with since the last call.
    fn progress(&mut self, kind: Kind, records: usize);
}

/// Kinds of records, in an order in which each refers only to those before it and to itself; but
/// for a unit's head, which is set later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Locations,
    Skills,
    SkillRelations,
    JobFamilies,
    JobProfiles,
    Requirements,
    CareerSteps,
    OrgUnits,
    Employees,
    RoleAssignments,
    SkillClaims,
    SkillInterests,
    Aspirations,
    MobilityPreferences,
    Opportunities,
    Applications,
}

impl Kind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Locations => "locations",
            Self::Skills => "skills",
            Self::SkillRelations => "skill relations",
            Self::JobFamilies => "job families",
            Self::JobProfiles => "job profiles",
            Self::Requirements => "requirements",
            Self::CareerSteps => "career steps",
            Self::OrgUnits => "org units",
            Self::Employees => "employees",
            Self::RoleAssignments => "role history",
            Self::SkillClaims => "skill claims",
            Self::SkillInterests => "skill interests",
            Self::Aspirations => "aspirations",
            Self::MobilityPreferences => "mobility preferences",
            Self::Opportunities => "openings",
            Self::Applications => "applications",
        }
    }
}

struct Buffer<T, R> {
    tags: Vec<T>,
    records: Vec<R>,
}

impl<T, R> Default for Buffer<T, R> {
    fn default() -> Self {
        Self {
            tags: Vec::new(),
            records: Vec::new(),
        }
    }
}

impl<T, R> Buffer<T, R> {
    fn push(&mut self, tag: T, record: R) -> usize {
        self.tags.push(tag);
        self.records.push(record);
        self.records.len()
    }
}

pub struct Loader<'a, 't, T, S> {
    bulk: Bulk<'a, 't>,
    sink: S,
    refused_employees: HashSet<String>,
    /// Units whose heads are not set yet, with what became of them so far.
    headless: Vec<(Buffer<T, feed::OrgUnit>, Report)>,
    locations: Buffer<T, feed::Location>,
    skills: Buffer<T, feed::Skill>,
    skill_relations: Buffer<T, feed::SkillRelation>,
    job_families: Buffer<T, feed::JobFamily>,
    job_profiles: Buffer<T, feed::JobProfile>,
    requirements: Buffer<T, feed::Requirement>,
    career_steps: Buffer<T, feed::CareerStep>,
    org_units: Buffer<T, feed::OrgUnit>,
    employees: Buffer<T, feed::Employee>,
    role_assignments: Buffer<T, feed::RoleAssignment>,
    skill_claims: Buffer<T, feed::SkillClaim>,
    skill_interests: Buffer<T, feed::SkillInterest>,
    aspirations: Buffer<T, feed::Aspiration>,
    mobility_preferences: Buffer<T, feed::MobilityPreference>,
    opportunities: Buffer<T, feed::Opportunity>,
    applications: Buffer<T, feed::Application>,
}

impl<'a, 't, T, S: Sink<T>> Loader<'a, 't, T, S> {
    pub fn new(bulk: Bulk<'a, 't>, sink: S) -> Self {
        Self {
            bulk,
            sink,
            refused_employees: HashSet::new(),
            headless: Vec::new(),
            locations: Buffer::default(),
            skills: Buffer::default(),
            skill_relations: Buffer::default(),
            job_families: Buffer::default(),
            job_profiles: Buffer::default(),
            requirements: Buffer::default(),
            career_steps: Buffer::default(),
            org_units: Buffer::default(),
            employees: Buffer::default(),
            role_assignments: Buffer::default(),
            skill_claims: Buffer::default(),
            skill_interests: Buffer::default(),
            aspirations: Buffer::default(),
            mobility_preferences: Buffer::default(),
            opportunities: Buffer::default(),
            applications: Buffer::default(),
        }
    }

    pub const fn sink(&mut self) -> &mut S {
        &mut self.sink
    }

    /// The row of this employee was refused before it became a record; reports of theirs are
    /// taken without a manager.
    pub fn refuse_employee(&mut self, external_id: String) {
        self.refused_employees.insert(external_id);
    }

    /// Takes a record; it is written when a batch is full or at [`Loader::finish`].
    ///
    /// # Errors
    /// When the database fails. What was written before stays.
    pub fn push(&mut self, tag: T, record: Record) -> Result<(), DbError> {
        let (kind, held) = match record {
            Record::Location(one) => (Kind::Locations, self.locations.push(tag, one)),
            Record::Skill(one) => (Kind::Skills, self.skills.push(tag, one)),
            Record::SkillRelation(one) => {
                (Kind::SkillRelations, self.skill_relations.push(tag, one))
            }
            Record::JobFamily(one) => (Kind::JobFamilies, self.job_families.push(tag, one)),
            Record::JobProfile(one) => (Kind::JobProfiles, self.job_profiles.push(tag, one)),
            Record::Requirement(one) => (Kind::Requirements, self.requirements.push(tag, one)),
            Record::CareerStep(one) => (Kind::CareerSteps, self.career_steps.push(tag, one)),
            // Both may refer to what comes later, so they wait until something needs them.
            Record::OrgUnit(one) => {
                self.org_units.push(tag, one);
                return Ok(());
            }
            Record::Employee(one) => {
                self.employees.push(tag, one);
                return Ok(());
            }
            Record::RoleAssignment(one) => {
                (Kind::RoleAssignments, self.role_assignments.push(tag, one))
            }
            Record::SkillClaim(one) => (Kind::SkillClaims, self.skill_claims.push(tag, one)),
            Record::SkillInterest(one) => {
                (Kind::SkillInterests, self.skill_interests.push(tag, one))
            }
            Record::Aspiration(one) => (Kind::Aspirations, self.aspirations.push(tag, one)),
            Record::MobilityPreference(one) => (
                Kind::MobilityPreferences,
                self.mobility_preferences.push(tag, one),
            ),
            Record::Opportunity(one) => (Kind::Opportunities, self.opportunities.push(tag, one)),
            Record::Application(one) => (Kind::Applications, self.applications.push(tag, one)),
        };
        if held >= BATCH {
            self.flush(kind)?;
        }
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When the database fails.
    pub fn finish(mut self) -> Result<(Bulk<'a, 't>, S), DbError> {
        self.flush(Kind::Applications)?;
        self.set_heads()?;
        Ok((self.bulk, self.sink))
    }

    /// Writes what is held of `last` and of all kinds before it.
    fn flush(&mut self, last: Kind) -> Result<(), DbError> {
        macro_rules! simple {
            ($kind:expr, $buffer:ident) => {
                if $kind <= last && !self.$buffer.records.is_empty() {
                    let buffer = std::mem::take(&mut self.$buffer);
                    let report = self.bulk.$buffer(&buffer.records)?;
                    self.sink.progress($kind, buffer.records.len());
                    tell(&mut self.sink, &buffer.tags, &report);
                }
            };
        }
        simple!(Kind::Locations, locations);
        simple!(Kind::Skills, skills);
        simple!(Kind::SkillRelations, skill_relations);
        simple!(Kind::JobFamilies, job_families);
        simple!(Kind::JobProfiles, job_profiles);
        simple!(Kind::Requirements, requirements);
        simple!(Kind::CareerSteps, career_steps);
        if Kind::OrgUnits <= last {
            self.flush_org_units()?;
        }
        if Kind::Employees <= last {
            self.flush_employees()?;
        }
        simple!(Kind::RoleAssignments, role_assignments);
        simple!(Kind::SkillClaims, skill_claims);
        simple!(Kind::SkillInterests, skill_interests);
        simple!(Kind::Aspirations, aspirations);
        simple!(Kind::MobilityPreferences, mobility_preferences);
        simple!(Kind::Opportunities, opportunities);
        simple!(Kind::Applications, applications);
        Ok(())
    }

    fn flush_org_units(&mut self) -> Result<(), DbError> {
        let buffer = std::mem::take(&mut self.org_units);
        if buffer.records.is_empty() {
            return Ok(());
        }
        let report = self.bulk.org_units(&buffer.records)?;
        self.sink.progress(Kind::OrgUnits, buffer.records.len());
        self.headless.push((buffer, report));
        Ok(())
    }

    fn flush_employees(&mut self) -> Result<(), DbError> {
        let buffer = std::mem::take(&mut self.employees);
        if buffer.records.is_empty() {
            return Ok(());
        }
        let sink = &mut self.sink;
        let report = self
            .bulk
            .employees(&buffer.records, &self.refused_employees, |count| {
                sink.progress(Kind::Employees, count);
            })?;
        tell(&mut self.sink, &buffer.tags, &report);
        drop(buffer);
        self.set_heads()
    }

    /// Sets the heads of units and only then tells what became of the units.
    fn set_heads(&mut self) -> Result<(), DbError> {
        for (buffer, mut report) in std::mem::take(&mut self.headless) {
            let heads = self.bulk.unit_heads(&buffer.records, &report)?;
            for (verdict, of_head) in report.verdicts.iter_mut().zip(&heads.verdicts) {
                if *verdict == Verdict::Unchanged {
                    *verdict = *of_head;
                }
            }
            report.problems.extend(heads.problems);
            tell(&mut self.sink, &buffer.tags, &report);
        }
        Ok(())
    }
}

fn tell<T, S: Sink<T>>(sink: &mut S, tags: &[T], report: &Report) {
    for (tag, verdict) in tags.iter().zip(&report.verdicts) {
        sink.verdict(tag, *verdict);
    }
    for problem in &report.problems {
        if let Some(tag) = tags.get(problem.index) {
            sink.problem(tag, problem);
        }
    }
}
