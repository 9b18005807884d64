//! Units, places, skills and roles. Immutable once published: a change makes a new catalogue that
//! shares the sections that did not change.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::ids::{JobFamilyId, JobProfileId, LocationId, OrgUnitId, SkillId};
use domain::money::PayRange;
use domain::terms::{CareerStepKind, OrgUnitKind, SkillKind, SkillStatus, Track};
use persistence::organisation::{self, Location};
use persistence::roles::{self, JobFamily, JobRequirement};
use persistence::skills::{self, SkillAlias};
use persistence::{Conn, DbError};

use super::sorted::{Entry, Sorted};
use crate::error::{ApiError, ApiResult, Code};
use crate::refs::{JobProfileRef, LocationRef, OrgUnitRef, SkillRef};

#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub units: Arc<Sorted<Unit>>,
    pub locations: Arc<Sorted<Location>>,
    pub skills: Arc<Sorted<Skill>>,
    pub families: Arc<Sorted<JobFamily>>,
    pub profiles: Arc<Sorted<Profile>>,
    /// Profiles that require a skill, by title.
    requiring: Arc<HashMap<SkillId, Vec<JobProfileId>>>,
}

#[derive(Clone, Debug)]
pub struct Unit {
    pub id: OrgUnitId,
    pub name: Arc<str>,
    pub name_folded: String,
    pub kind: OrgUnitKind,
    pub code: Option<String>,
    pub parent_id: Option<OrgUnitId>,
    pub head_id: Option<domain::ids::EmployeeId>,
    pub path: String,
    /// From the root down to the parent.
    pub ancestors: Vec<OrgUnitId>,
    /// By name.
    pub children: Vec<OrgUnitId>,
}

#[derive(Clone, Debug)]
pub struct Skill {
    pub id: SkillId,
    pub name: Arc<str>,
    pub name_folded: String,
    pub kind: SkillKind,
    pub description: Option<String>,
    pub status: SkillStatus,
    pub transversal: bool,
    pub merged_into_id: Option<SkillId>,
    pub aliases: Vec<String>,
}

impl Skill {
    /// Whether it may be claimed, wished for or aimed at.
    #[must_use]
    pub const fn is_in_use(&self) -> bool {
        matches!(self.status, SkillStatus::Official | SkillStatus::Proposed)
    }
}

#[derive(Clone, Debug)]
pub struct Profile {
    pub id: JobProfileId,
    pub title: Arc<str>,
    pub title_folded: String,
    pub family_id: JobFamilyId,
    pub level: i16,
    pub track: Track,
    pub summary: Option<String>,
    pub pay_range: Option<PayRange>,
    pub requirements: Vec<JobRequirement>,
    /// Curated steps from here.
    pub steps: Vec<(JobProfileId, CareerStepKind)>,
}

macro_rules! entries {
    ($($kind:ty: $id:ty, $key:ident;)*) => {$(
        impl Entry for $kind {
            type Id = $id;

            fn id(&self) -> Self::Id {
                self.id
            }

            fn sort_key(&self) -> &str {
                &self.$key
            }
        }
    )*};
}

entries! {
    Unit: OrgUnitId, name_folded;
    Location: LocationId, name_folded;
    Skill: SkillId, name_folded;
    JobFamily: JobFamilyId, name_folded;
    Profile: JobProfileId, title_folded;
}

/// A name that should be there and is not: another server wrote it less than a second ago.
fn known<T>(found: Option<T>) -> ApiResult<T> {
    found.ok_or_else(|| ApiError::new(Code::Unavailable).retry_after(1))
}

impl Catalogue {
    pub fn org_unit_ref(&self, id: OrgUnitId) -> ApiResult<OrgUnitRef> {
        known(self.units.find(id)).map(|unit| OrgUnitRef {
            id,
            name: Arc::clone(&unit.name),
        })
    }

    pub fn location_ref(&self, id: LocationId) -> ApiResult<LocationRef> {
        known(self.locations.find(id)).map(|place| LocationRef {
            id,
            name: place.name.clone(),
            country: place.country.clone(),
        })
    }

    pub fn skill_ref(&self, id: SkillId) -> ApiResult<SkillRef> {
        known(self.skills.find(id)).map(|skill| skill.as_ref().into())
    }

    pub fn job_profile_ref(&self, id: JobProfileId) -> ApiResult<JobProfileRef> {
        known(self.profiles.find(id)).map(|profile| profile.as_ref().into())
    }

    /// The profiles that require a skill, by title.
    #[must_use]
    pub fn requiring(&self, id: SkillId) -> &[JobProfileId] {
        self.requiring.get(&id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn load(conn: &mut Conn) -> Result<Self, DbError> {
        let mut all = Self::default();
        all.load_units(conn)?;
        all.load_locations(conn)?;
        all.load_skills(conn)?;
        all.load_roles(conn)?;
        Ok(all)
    }

    pub(super) fn load_units(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        let rows = organisation::list_org_units(conn)?;
        let mut children: HashMap<OrgUnitId, Vec<OrgUnitId>> = HashMap::new();
        for row in &rows {
            if let Some(parent) = row.parent_id {
                children.entry(parent).or_default().push(row.id);
            }
        }
        let units = rows.into_iter().map(|row| {
            let ids = row.path.split('/').filter_map(|id| id.parse().ok());
            Arc::new(Unit {
                ancestors: ids.filter(|id| *id != row.id).collect(),
                children: children.remove(&row.id).unwrap_or_default(),
                id: row.id,
                name: row.name.into(),
                name_folded: row.name_folded,
                kind: row.kind,
                code: row.code,
                parent_id: row.parent_id,
                head_id: row.head_id,
                path: row.path,
            })
        });
        self.units = Arc::new(units.collect());
        Ok(())
    }

    pub(super) fn load_locations(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        let rows = organisation::list_locations(conn)?;
        self.locations = Arc::new(rows.into_iter().map(Arc::new).collect());
        Ok(())
    }

    pub(super) fn load_skills(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        let rows = skills::list_all_skills(conn)?;
        let aliases = skills::list_all_aliases(conn)?;
        self.skills = Arc::new(with_aliases(rows, aliases).collect());
        Ok(())
    }

    pub(super) fn reload_skills(
        &mut self,
        conn: &mut Conn,
        ids: &[SkillId],
    ) -> Result<(), DbError> {
        let rows = skills::list_skills_by_id(conn, ids)?;
        let aliases = skills::list_aliases_by_skill(conn, ids)?;
        let gone: HashSet<&SkillId> = ids.iter().collect();
        let kept = self.skills.all().iter();
        let kept = kept.filter(|skill| !gone.contains(&skill.id)).cloned();
        self.skills = Arc::new(kept.chain(with_aliases(rows, aliases)).collect());
        Ok(())
    }

    pub(super) fn load_roles(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        let families = roles::list_job_families(conn)?;
        let mut requirements: HashMap<JobProfileId, Vec<JobRequirement>> = HashMap::new();
        for row in roles::list_job_requirements(conn)? {
            requirements
                .entry(row.job_profile_id)
                .or_default()
                .push(row);
        }
        let mut steps: HashMap<JobProfileId, Vec<_>> = HashMap::new();
        for row in roles::list_career_steps(conn)? {
            steps
                .entry(row.from_id)
                .or_default()
                .push((row.to_id, row.kind));
        }
        let mut requiring: HashMap<SkillId, Vec<JobProfileId>> = HashMap::new();
        let mut profiles = Vec::new();
        for row in roles::list_job_profiles(conn)? {
            let requirements = requirements.remove(&row.id).unwrap_or_default();
            for one in &requirements {
                requiring.entry(one.skill_id).or_default().push(row.id);
            }
            profiles.push(Arc::new(profile(row, requirements, &mut steps)));
        }
        self.families = Arc::new(families.into_iter().map(Arc::new).collect());
        self.profiles = Arc::new(profiles.into_iter().collect());
        self.requiring = Arc::new(requiring);
        Ok(())
    }
}

fn profile(
    row: roles::JobProfile,
    requirements: Vec<JobRequirement>,
    steps: &mut HashMap<JobProfileId, Vec<(JobProfileId, CareerStepKind)>>,
) -> Profile {
    let pay_range = match (row.pay_min_minor, row.pay_max_minor, row.pay_currency) {
        (Some(min), Some(max), Some(currency)) => currency
            .parse()
            .ok()
            .and_then(|currency| PayRange::new(min, max, currency).ok()),
        _ => None,
    };
    Profile {
        steps: steps.remove(&row.id).unwrap_or_default(),
        id: row.id,
        title: row.title.into(),
        title_folded: row.title_folded,
        family_id: row.job_family_id,
        level: row.level,
        track: row.track,
        summary: row.summary,
        pay_range,
        requirements,
    }
}

fn with_aliases(
    rows: Vec<skills::Skill>,
    aliases: Vec<SkillAlias>,
) -> impl Iterator<Item = Arc<Skill>> {
    let mut names: HashMap<SkillId, Vec<String>> = HashMap::new();
    for alias in aliases {
        let names = names.entry(alias.skill_id).or_default();
        if !names.contains(&alias.name) {
            names.push(alias.name);
        }
    }
    rows.into_iter().map(move |row| {
        Arc::new(Skill {
            aliases: names.remove(&row.id).unwrap_or_default(),
            id: row.id,
            name: row.name.into(),
            name_folded: row.name_folded,
            kind: row.kind,
            description: row.description,
            status: row.status,
            transversal: row.transversal,
            merged_into_id: row.merged_into_id,
        })
    })
}
