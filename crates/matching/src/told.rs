//! What the engine was told, read back out of it: the documents that are kept with a stored match.
//! An engine that is told these gives the same scores and explanations.

use domain::ids::{EmployeeId, LocationId};
use domain::terms::Interest;

use crate::engine::Engine;
use crate::input::{AspirationTarget, Catalogue, Person, PersonSkill, Preferences};
use crate::person::{CompiledPreferences, Owned, PersonRecord};
use crate::units::{BASIS_POINTS, PPM};

impl Engine {
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.told
    }

    /// The person, each list in the order of its ids. What makes no difference to any score is
    /// merged: a skill that is aimed for is one to use.
    #[must_use]
    pub fn person(&self, id: EmployeeId) -> Option<Person> {
        self.people.find(id).map(|record| self.told_person(&record))
    }

    fn told_person(&self, record: &PersonRecord) -> Person {
        let skill = |owned: &Owned| {
            Some(PersonSkill {
                skill: self.skill_id(owned.skill)?,
                level_milli: owned.told_milli,
                evidence_ppm: u32::from(owned.evidence()) * (PPM / BASIS_POINTS),
            })
        };
        let interest = |(skill, wanted): &(u32, bool)| {
            let interest = if *wanted {
                Interest::WantToUse
            } else {
                Interest::PreferNot
            };
            Some((self.skill_id(*skill)?, interest))
        };
        let target = |handle: &u32| {
            let profile = self.catalogue.profiles.id(*handle)?;
            Some(AspirationTarget::JobProfile(profile))
        };
        let mut person = Person {
            org_unit: self.places.units.id(record.unit),
            location: self.places.locations.id(record.location),
            job_profile: self.catalogue.profiles.id(record.profile),
            status: record.status,
            open_to_moves: record.open_to_moves,
            skills: record.skills.iter().filter_map(skill).collect(),
            interests: record.interests().iter().filter_map(interest).collect(),
            aspirations: record.targets().iter().filter_map(target).collect(),
            preferences: (record.preferences())
                .map_or_else(Preferences::default, |told| self.told_preferences(told)),
            ..Person::new(record.id)
        };
        person.skills.sort_by_key(|one| one.skill);
        person.interests.sort_by_key(|(skill, _)| *skill);
        person.aspirations.sort();
        person
    }

    fn told_preferences(&self, told: &CompiledPreferences) -> Preferences {
        let location = |handle: &u32| -> Option<LocationId> { self.places.locations.id(*handle) };
        Preferences {
            kinds: told.kinds.clone(),
            locations: told.locations.iter().filter_map(location).collect(),
            work_modes: told.work_modes.clone(),
            hours_per_week_min: told.hours_min,
            hours_per_week_max: told.hours_max,
            languages: told.languages.clone(),
            modes: told.modes,
        }
    }
}
