//! The catalogue as the item model sees it: profiles and skills in order of id, so that the order of
//! arrival changes no bit; solved when the first question comes, once for all copies of the engine.
//! Not here: the model itself (`ease`) and what is made of its answers (`suggest`).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use domain::ids::{JobProfileId, SkillId};
use domain::terms::Importance;

use crate::catalogue::merged;
use crate::ease::{Ease, RIDGE, profile_rows};
use crate::input::{Catalogue, Requirement};
use crate::intern::Interner;
use crate::units::{handle, index};

/// Below so many profiles with requirements there is nothing to learn from: what skills go together
/// is then told by the cosines of being required together.
const FEWEST_PROFILES: usize = 20;

/// Beyond it, in profiles or skills, whichever there are fewer of, solving takes too long for a
/// question to wait for: n³/2 multiplications.
const LARGEST_SYSTEM: usize = 4_000;

#[derive(Clone, Debug, Default)]
pub(crate) struct NextSkills {
    /// Handles of the skills that profiles require, in order of id.
    skills: Vec<u32>,
    /// By handle: the place in `skills`.
    numbers: HashMap<u32, u32>,
    /// The required and the preferred skills of each profile that asks for any, in order of id.
    profiles: Vec<(Vec<u32>, Vec<u32>)>,
    model: Arc<OnceLock<Option<Ease>>>,
}

impl NextSkills {
    pub(crate) fn new(input: &Catalogue, handles: &Interner<SkillId>) -> Self {
        let mut profiles: BTreeMap<JobProfileId, Vec<Requirement>> = BTreeMap::new();
        for profile in &input.job_profiles {
            profiles.insert(profile.id, merged(&profile.requirements).collect());
        }
        profiles.retain(|_, requirements| !requirements.is_empty());
        let mut ids: Vec<SkillId> = profiles.values().flatten().map(|one| one.skill).collect();
        ids.sort_unstable();
        ids.dedup();
        let numbers = |requirements: &[Requirement], importance: Importance| -> Vec<u32> {
            let told = requirements
                .iter()
                .filter(|one| one.importance == importance);
            told.filter_map(|one| ids.binary_search(&one.skill).ok().map(handle))
                .collect()
        };
        let rows = profiles.values().map(|requirements| {
            let required = numbers(requirements, Importance::Required);
            (required, numbers(requirements, Importance::Preferred))
        });
        let rows = rows.collect();
        let skills: Vec<u32> = ids.iter().map(|id| handles.find(*id)).collect();
        Self {
            profiles: rows,
            numbers: skills.iter().copied().zip(0..).collect(),
            skills,
            model: Arc::default(),
        }
    }

    /// The model; `None` where the catalogue is too small or too large for it.
    pub(crate) fn model(&self) -> Option<&Ease> {
        let system = self.profiles.len().min(self.skills.len());
        if self.profiles.len() < FEWEST_PROFILES || system > LARGEST_SYSTEM {
            return None;
        }
        let rows = || profile_rows(&self.profiles, LARGEST_SYSTEM);
        let solve = || Ease::new(&rows(), self.skills.len(), RIDGE);
        self.model.get_or_init(solve).as_ref()
    }

    /// The model's number of a skill, if some profile requires it.
    pub(crate) fn number(&self, skill: u32) -> Option<u32> {
        self.numbers.get(&skill).copied()
    }

    pub(crate) fn skill(&self, number: u32) -> Option<u32> {
        self.skills.get(index(number)).copied()
    }
}
