//! A small organisation for tests, made row by row; each call tells the change log of it.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{
    EmployeeId, JobFamilyId, JobProfileId, LocationId, OrgUnitId, RoleAssignmentId, SkillAliasId,
    SkillClaimId, SkillId,
};
use domain::terms::{ClaimSource, EmployeeStatus, Importance, OrgUnitKind, SkillKind, SkillStatus};
use domain::text::fold;
use domain::time::Timestamp;
use uuid::Uuid;

use crate::changes::{Change, ObjectType};
use crate::db::Db;
use crate::error::DbError;
use crate::schema;
use crate::write::{Origin, WriteTx};

mod openings;

/// Where the source of imported things would be named.
const SOURCE: &str = "test";

pub struct World {
    db: Db,
    at: Timestamp,
}

/// # Panics
/// Everything here does when the database refuses: a test cannot go on without its world.
impl World {
    #[must_use]
    pub const fn new(db: Db, at: Timestamp) -> Self {
        Self { db, at }
    }

    pub(super) const fn db(&self) -> &Db {
        &self.db
    }

    pub(super) fn store(
        &self,
        object_type: ObjectType,
        id: Uuid,
        mut f: impl FnMut(&mut WriteTx<'_>) -> Result<(), DbError>,
    ) {
        self.db
            .write_blocking(&Origin::system(self.at), |tx| {
                f(tx)?;
                tx.changed(Change::upserted(object_type, id));
                Ok::<_, DbError>(())
            })
            .expect("a row of the test's world");
    }

    #[must_use]
    pub fn unit(&self, name: &str, parent: Option<OrgUnitId>) -> OrgUnitId {
        use schema::org_unit as t;
        let id = OrgUnitId::generate();
        let kind = if parent.is_some() {
            OrgUnitKind::Team
        } else {
            OrgUnitKind::Company
        };
        self.store(ObjectType::OrgUnit, *id.as_uuid(), |tx| {
            let above: Option<String> = t::table
                .filter(t::id.nullable().eq(parent))
                .select(t::path)
                .get_result(tx.conn())
                .optional()?;
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    t::source.eq(SOURCE),
                    t::external_id.eq(id.to_string()),
                    t::name.eq(name),
                    t::name_folded.eq(fold(name)),
                    t::kind.eq(kind),
                    t::parent_id.eq(parent),
                    t::path.eq(format!("{}{id}/", above.unwrap_or_default())),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
        id
    }

    /// Puts somebody at the head of a unit.
    pub fn head(&self, unit: OrgUnitId, person: EmployeeId) {
        use schema::org_unit as t;
        self.store(ObjectType::OrgUnit, *unit.as_uuid(), |tx| {
            let target = t::table.filter(t::id.eq(unit));
            let set = diesel::update(target).set(t::head_id.eq(person));
            Ok(set.execute(tx.conn()).map(drop)?)
        });
    }

    #[must_use]
    pub fn location(&self, name: &str, country: &str) -> LocationId {
        use schema::location as t;
        let id = LocationId::generate();
        self.store(ObjectType::Location, *id.as_uuid(), |tx| {
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    t::source.eq(SOURCE),
                    t::external_id.eq(id.to_string()),
                    t::name.eq(name),
                    t::name_folded.eq(fold(name)),
                    t::city.eq(name),
                    t::country.eq(country),
                    t::time_zone.eq("Europe/Paris"),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
        id
    }

    #[must_use]
    pub fn person(&self, name: &str, unit: OrgUnitId, manager: Option<EmployeeId>) -> EmployeeId {
        use schema::employee as t;
        let id = EmployeeId::generate();
        let (given, family) = name.split_once(' ').unwrap_or((name, ""));
        let email = format!("{}@example.org", fold(name).replace(' ', "."));
        let hired = NaiveDate::from_ymd_opt(2020, 1, 6);
        self.store(ObjectType::Employee, *id.as_uuid(), |tx| {
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    t::source.eq(SOURCE),
                    t::external_id.eq(id.to_string()),
                    (t::given_name.eq(given), t::family_name.eq(family)),
                    t::display_name.eq(name),
                    t::name_folded.eq(fold(name)),
                    (t::work_email.eq(&email), t::work_email_folded.eq(&email)),
                    t::title.eq("Engineer"),
                    (t::org_unit_id.eq(unit), t::manager_id.eq(manager)),
                    t::hire_date.eq(hired),
                    t::status.eq(EmployeeStatus::Active),
                    t::employment_type.eq(domain::terms::EmploymentType::FullTime),
                    t::version.eq(1),
                    (t::created_at.eq(self.at), t::updated_at.eq(self.at)),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
        id
    }

    /// Changes a person's status.
    pub fn status(&self, person: EmployeeId, status: EmployeeStatus) {
        use schema::employee as t;
        self.store(ObjectType::Employee, *person.as_uuid(), |tx| {
            let target = t::table.filter(t::id.eq(person));
            let set = diesel::update(target).set(t::status.eq(status));
            Ok(set.execute(tx.conn()).map(drop)?)
        });
    }

    /// Gives a person a place and a job, now and in the history.
    pub fn works(
        &self,
        person: EmployeeId,
        at: Option<LocationId>,
        job: JobProfileId,
        since: &str,
    ) {
        use schema::{employee as e, role_assignment as r};
        let id = RoleAssignmentId::generate();
        let since: NaiveDate = since.parse().expect("a date");
        self.store(ObjectType::Employee, *person.as_uuid(), |tx| {
            let unit: OrgUnitId = diesel::update(e::table.filter(e::id.eq(person)))
                .set((e::location_id.eq(at), e::job_profile_id.eq(job)))
                .returning(e::org_unit_id)
                .get_result(tx.conn())?;
            let earlier = r::table
                .filter(r::employee_id.eq(person))
                .filter(r::ends_on.is_null());
            diesel::update(earlier)
                .set(r::ends_on.eq(since.pred_opt()))
                .execute(tx.conn())?;
            diesel::insert_into(r::table)
                .values((
                    r::id.eq(id),
                    r::source.eq(SOURCE),
                    r::external_id.eq(id.to_string()),
                    r::employee_id.eq(person),
                    r::job_profile_id.eq(job),
                    r::title.eq("Engineer"),
                    r::org_unit_id.eq(unit),
                    r::starts_on.eq(since),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
    }

    #[must_use]
    pub fn skill(&self, name: &str, kind: SkillKind, aliases: &[&str]) -> SkillId {
        use schema::{skill as t, skill_alias as a};
        let id = SkillId::generate();
        self.store(ObjectType::Skill, *id.as_uuid(), |tx| {
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    t::source.eq(SOURCE),
                    t::external_id.eq(id.to_string()),
                    t::name.eq(name),
                    t::name_folded.eq(fold(name)),
                    t::kind.eq(kind),
                    t::status.eq(SkillStatus::Official),
                    t::transversal.eq(false),
                    t::version.eq(1),
                    (t::created_at.eq(self.at), t::updated_at.eq(self.at)),
                ))
                .execute(tx.conn())?;
            for alias in aliases {
                diesel::insert_into(a::table)
                    .values((
                        a::id.eq(SkillAliasId::generate()),
                        a::skill_id.eq(id),
                        a::locale.eq("en"),
                        a::name.eq(alias),
                        a::name_folded.eq(fold(alias)),
                    ))
                    .execute(tx.conn())?;
            }
            Ok(())
        });
        id
    }

    pub fn rename_skill(&self, skill: SkillId, name: &str) {
        use schema::skill as t;
        self.store(ObjectType::Skill, *skill.as_uuid(), |tx| {
            let target = t::table.filter(t::id.eq(skill));
            let set = diesel::update(target).set((t::name.eq(name), t::name_folded.eq(fold(name))));
            Ok(set.execute(tx.conn()).map(drop)?)
        });
    }

    /// Changes to whom somebody reports, be it in a ring.
    pub fn reports_to(&self, person: EmployeeId, manager: EmployeeId) {
        use schema::employee as t;
        self.store(ObjectType::Employee, *person.as_uuid(), |tx| {
            let target = t::table.filter(t::id.eq(person));
            let set = diesel::update(target).set(t::manager_id.eq(manager));
            Ok(set.execute(tx.conn()).map(drop)?)
        });
    }

    /// Changes a skill's status.
    pub fn skill_status(&self, skill: SkillId, status: SkillStatus) {
        use schema::skill as t;
        self.store(ObjectType::Skill, *skill.as_uuid(), |tx| {
            let target = t::table.filter(t::id.eq(skill));
            let set = diesel::update(target).set(t::status.eq(status));
            Ok(set.execute(tx.conn()).map(drop)?)
        });
    }

    #[must_use]
    pub fn family(&self, name: &str) -> JobFamilyId {
        use schema::job_family as t;
        let id = JobFamilyId::generate();
        self.store(ObjectType::JobFamily, *id.as_uuid(), |tx| {
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    t::source.eq(SOURCE),
                    t::external_id.eq(id.to_string()),
                    t::name.eq(name),
                    t::name_folded.eq(fold(name)),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
        id
    }

    #[must_use]
    pub fn job(
        &self,
        title: &str,
        family: JobFamilyId,
        level: i16,
        requirements: &[(SkillId, i16, Importance)],
    ) -> JobProfileId {
        use schema::{job_profile as t, job_profile_requirement as r};
        let id = JobProfileId::generate();
        self.store(ObjectType::JobProfile, *id.as_uuid(), |tx| {
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    t::source.eq(SOURCE),
                    t::external_id.eq(id.to_string()),
                    (t::title.eq(title), t::title_folded.eq(fold(title))),
                    (t::job_family_id.eq(family), t::level.eq(level)),
                    t::track.eq(domain::terms::Track::Individual),
                    (
                        t::pay_min_minor.eq(4_000_000_i64),
                        t::pay_max_minor.eq(5_000_000_i64),
                    ),
                    t::pay_currency.eq("EUR"),
                    t::version.eq(1),
                    (t::created_at.eq(self.at), t::updated_at.eq(self.at)),
                ))
                .execute(tx.conn())?;
            for (skill, level, importance) in requirements {
                diesel::insert_into(r::table)
                    .values((
                        r::job_profile_id.eq(id),
                        r::skill_id.eq(skill),
                        r::level.eq(level),
                        r::importance.eq(importance),
                    ))
                    .execute(tx.conn())?;
            }
            Ok(())
        });
        id
    }

    /// `author` says something about `person`'s skill.
    pub fn claim(
        &self,
        person: EmployeeId,
        skill: SkillId,
        (source, author): (ClaimSource, EmployeeId),
        level: i16,
        on: &str,
    ) -> SkillClaimId {
        use schema::skill_claim as t;
        let id = SkillClaimId::generate();
        let on: NaiveDate = on.parse().expect("a date");
        self.store(ObjectType::Employee, *person.as_uuid(), |tx| {
            diesel::insert_into(t::table)
                .values((
                    t::id.eq(id),
                    (t::employee_id.eq(person), t::skill_id.eq(skill)),
                    (t::source.eq(source), t::author_id.eq(author)),
                    (t::level.eq(level), t::claimed_on.eq(on)),
                    t::evidence.eq("Ran the migration."),
                    t::created_at.eq(self.at),
                ))
                .execute(tx.conn())?;
            Ok(())
        });
        id
    }
}
