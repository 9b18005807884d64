//! Full-text search in memory over people, skills, job profiles and openings, with prefixes and
//! typing mistakes; accents and case do not matter. It follows the change log after the
//! directory, from which it takes its words. It knows no permissions: openings it counts only where
//! the caller says that they may be seen; of the others it finds what everybody may see.

mod index;
mod segment;
pub mod words;

use std::sync::{Arc, PoisonError, RwLock};

use domain::ids::{EmployeeId, JobProfileId, OpportunityId, SkillId};
use persistence::changes::{Change, ObjectType};
use persistence::search::{self as stored, SearchedOpening};
use persistence::{Conn, DbError};
use uuid::Uuid;

pub use index::{Hit, Index};

use crate::directory::{Catalogue, Directory, Person, Profile, Skill};
use crate::follower::{Follower, Touched};

/// What is searched of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    id: Uuid,
    /// The folded name.
    label: String,
    /// Each with the points of the field that it stands in, of 4.
    words: Vec<(String, u8)>,
}

impl Document {
    /// From fields in the order of their importance.
    fn new(id: Uuid, label: &str, fields: &[(&str, u8)]) -> Self {
        let mut all: Vec<(String, u8)> = Vec::new();
        for (text, weight) in fields {
            for word in words::words(text) {
                if !all.iter().any(|(known, _)| *known == word) {
                    all.push((word, *weight));
                }
            }
        }
        Self {
            id,
            label: label.to_owned(),
            words: all,
        }
    }

    fn of_person(person: &Person) -> Option<Self> {
        let mailbox = person.work_email.split('@').next().unwrap_or_default();
        (!person.has_left()).then(|| {
            Self::new(
                *person.id.as_uuid(),
                &person.name_folded,
                &[(&person.display_name, 4), (mailbox, 3), (&person.title, 2)],
            )
        })
    }

    fn of_skill(skill: &Skill) -> Option<Self> {
        let aliases = skill.aliases.iter().map(|alias| (alias.as_str(), 3));
        skill.is_in_use().then(|| {
            let fields: Vec<(&str, u8)> =
                std::iter::once((&*skill.name, 4)).chain(aliases).collect();
            Self::new(*skill.id.as_uuid(), &skill.name_folded, &fields)
        })
    }

    fn of_profile(profile: &Profile) -> Self {
        let fields = [(&*profile.title, 4)];
        Self::new(*profile.id.as_uuid(), &profile.title_folded, &fields)
    }

    /// With the names of what it is for: who looks for a place or a skill means the openings there
    /// and those that ask for it.
    fn of_opening(row: &SearchedOpening, names: &Catalogue) -> Self {
        let mut fields: Vec<(&str, u8)> = vec![(&row.title, 4)];
        let profile = row.job_profile_id.and_then(|id| names.profiles.find(id));
        fields.extend(profile.map(|profile| (&*profile.title, 3)));
        let mut skills = row.skills.clone();
        if let Some(profile) = profile.filter(|_| skills.is_empty()) {
            skills.extend(profile.requirements.iter().map(|one| one.skill_id));
        }
        let skills: Vec<_> = skills
            .into_iter()
            .filter_map(|id| names.skills.find(id))
            .collect();
        fields.extend(skills.iter().map(|skill| (&*skill.name, 3)));
        let unit = names.units.find(row.org_unit_id);
        fields.extend(unit.map(|unit| (&*unit.name, 2)));
        if let Some(place) = row.location_id.and_then(|id| names.locations.find(id)) {
            fields.extend([(place.name.as_str(), 2), (place.city.as_str(), 2)]);
        }
        for skill in &skills {
            fields.extend(skill.aliases.iter().map(|alias| (alias.as_str(), 2)));
        }
        fields.push((&row.description, 1));
        Self::new(*row.id.as_uuid(), &row.title_folded, &fields)
    }
}

pub struct Search {
    directory: Arc<Directory>,
    employees: RwLock<Index>,
    skills: RwLock<Index>,
    job_profiles: RwLock<Index>,
    opportunities: RwLock<Index>,
}

/// A panic while an index is changed leaves the old or the new one, never half of one.
fn found(index: &RwLock<Index>, query: &str) -> Vec<Hit> {
    let index = index.read().unwrap_or_else(PoisonError::into_inner);
    index.find(query)
}

fn change(index: &RwLock<Index>, f: impl FnOnce(&mut Index)) {
    f(&mut index.write().unwrap_or_else(PoisonError::into_inner));
}

impl Search {
    #[must_use]
    pub fn new(directory: Arc<Directory>) -> Self {
        Self {
            directory,
            employees: RwLock::default(),
            skills: RwLock::default(),
            job_profiles: RwLock::default(),
            opportunities: RwLock::default(),
        }
    }

    /// People who have not left, by name, mailbox or title; best first.
    #[must_use]
    pub fn employees(&self, query: &str) -> Vec<(EmployeeId, u32)> {
        let hits = found(&self.employees, query).into_iter();
        hits.map(|hit| (EmployeeId::from_uuid(hit.id), hit.points))
            .collect()
    }

    /// Skills in use, by any of their names; best first.
    #[must_use]
    pub fn skills(&self, query: &str) -> Vec<(SkillId, u32)> {
        let hits = found(&self.skills, query).into_iter();
        hits.map(|hit| (SkillId::from_uuid(hit.id), hit.points))
            .collect()
    }

    /// Job profiles by title; best first.
    #[must_use]
    pub fn job_profiles(&self, query: &str) -> Vec<(JobProfileId, u32)> {
        let hits = found(&self.job_profiles, query).into_iter();
        hits.map(|hit| (JobProfileId::from_uuid(hit.id), hit.points))
            .collect()
    }

    /// Openings that somebody `may_see`, by title, role, unit, place, skills and description; best
    /// first.
    #[must_use]
    pub fn opportunities(
        &self,
        query: &str,
        may_see: &dyn Fn(OpportunityId) -> bool,
    ) -> Vec<(OpportunityId, u32)> {
        let index = (self.opportunities.read()).unwrap_or_else(PoisonError::into_inner);
        let counts = |id| may_see(OpportunityId::from_uuid(id));
        let hits = index.find_where(query, &counts).into_iter();
        hits.map(|hit| (OpportunityId::from_uuid(hit.id), hit.points))
            .collect()
    }

    fn load_people(&self) {
        let mut documents = Vec::new();
        self.directory
            .for_each_person(|person| documents.extend(Document::of_person(person)));
        change(&self.employees, |index| *index = Index::new(documents));
    }

    fn load_skills(&self) {
        let catalogue = self.directory.catalogue();
        let skills = catalogue.skills.all().iter();
        let documents = skills.filter_map(|skill| Document::of_skill(skill));
        let documents = documents.collect();
        change(&self.skills, |index| *index = Index::new(documents));
    }

    fn load_profiles(&self) {
        let catalogue = self.directory.catalogue();
        let profiles = catalogue.profiles.all().iter();
        let documents = profiles
            .map(|profile| Document::of_profile(profile))
            .collect();
        change(&self.job_profiles, |index| *index = Index::new(documents));
    }

    fn load_openings(&self, conn: &mut Conn) -> Result<(), DbError> {
        let rows = stored::list_searched_openings(conn)?;
        let names = self.directory.catalogue();
        let documents = rows.iter().map(|row| Document::of_opening(row, &names));
        let documents = documents.collect();
        change(&self.opportunities, |index| *index = Index::new(documents));
        Ok(())
    }

    /// Openings are found by the names of what they are for, so they change with those, too.
    fn apply_to_openings(&self, conn: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
        let places = [
            ObjectType::OrgUnit,
            ObjectType::Location,
            ObjectType::JobProfile,
        ];
        let touched = |object_type| Touched::by(changes, object_type);
        let skills = touched(ObjectType::Skill);
        let openings = touched(ObjectType::Opportunity);
        if places.into_iter().any(|one| touched(one) != Touched::None)
            || skills == Touched::All
            || openings == Touched::All
        {
            return self.load_openings(conn);
        }
        let names = self.directory.catalogue();
        let mut ids: Vec<OpportunityId> = Vec::new();
        if let Touched::These(openings) = openings {
            ids.extend(openings.into_iter().map(OpportunityId::from_uuid));
        }
        if let Touched::These(skills) = skills {
            let skills: Vec<SkillId> = skills.into_iter().map(SkillId::from_uuid).collect();
            let profiles: Vec<_> = (skills.iter())
                .flat_map(|id| names.requiring(*id))
                .copied()
                .collect();
            ids.extend(stored::list_openings_asking_for(conn, &skills, &profiles)?);
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let rows = stored::list_searched_openings_by_id(conn, &ids)?;
        let documents = rows.iter().map(|row| Document::of_opening(row, &names));
        let documents = documents.collect();
        let ids: Vec<Uuid> = ids.iter().map(|id| *id.as_uuid()).collect();
        change(&self.opportunities, |index| index.update(&ids, documents));
        Ok(())
    }
}

impl Follower for Search {
    fn name(&self) -> &'static str {
        "search"
    }

    fn load(&self, conn: &mut Conn) -> Result<(), DbError> {
        self.load_people();
        self.load_skills();
        self.load_profiles();
        self.load_openings(conn)
    }

    fn apply(&self, conn: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
        match Touched::by(changes, ObjectType::Employee) {
            Touched::None => {}
            Touched::All => self.load_people(),
            Touched::These(ids) => {
                let people = ids.iter().map(|id| EmployeeId::from_uuid(*id));
                let people = people.filter_map(|id| self.directory.person(id));
                let documents = people.filter_map(|person| Document::of_person(&person));
                let documents = documents.collect();
                change(&self.employees, |index| index.update(&ids, documents));
            }
        }
        match Touched::by(changes, ObjectType::Skill) {
            Touched::None => {}
            Touched::All => self.load_skills(),
            Touched::These(ids) => {
                let catalogue = self.directory.catalogue();
                let skills = ids.iter().map(|id| SkillId::from_uuid(*id));
                let skills = skills.filter_map(|id| catalogue.skills.find(id));
                let documents = skills.filter_map(|skill| Document::of_skill(skill));
                let documents = documents.collect();
                change(&self.skills, |index| index.update(&ids, documents));
            }
        }
        if Touched::by(changes, ObjectType::JobProfile) != Touched::None {
            self.load_profiles();
        }
        self.apply_to_openings(conn, changes)
    }
}
