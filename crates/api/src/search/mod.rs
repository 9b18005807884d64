//! Full-text search in memory over people, skills, job profiles and openings, with prefixes and
//! typing mistakes; accents and case do not matter. It follows the change log after the
//! directory, from which it takes its words. It knows no permissions: whoever shows what it found
//! asks for them (openings) or shows what everybody may see.

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

use crate::directory::{Directory, Person, Profile, Skill};
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

    fn of_opening(row: &SearchedOpening) -> Self {
        let fields = [(row.title.as_str(), 4), (row.description.as_str(), 1)];
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

    /// Openings of every status and audience, by title and description; best first. Which of them
    /// somebody may know of is for the caller to ask the database.
    #[must_use]
    pub fn opportunities(&self, query: &str) -> Vec<(OpportunityId, u32)> {
        let hits = found(&self.opportunities, query).into_iter();
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
        let documents = rows.iter().map(Document::of_opening).collect();
        change(&self.opportunities, |index| *index = Index::new(documents));
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
        match Touched::by(changes, ObjectType::Opportunity) {
            Touched::None => {}
            Touched::All => self.load_openings(conn)?,
            Touched::These(ids) => {
                let openings: Vec<OpportunityId> =
                    ids.iter().map(|id| OpportunityId::from_uuid(*id)).collect();
                let rows = stored::list_searched_openings_by_id(conn, &openings)?;
                let documents = rows.iter().map(Document::of_opening).collect();
                change(&self.opportunities, |index| index.update(&ids, documents));
            }
        }
        Ok(())
    }
}
