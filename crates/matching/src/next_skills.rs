//! The catalogue as the item model sees it: profiles and skills in order of id, so that the order of
//! arrival changes no bit; solved when the first question comes, once for all copies of the engine.
//! Not here: the model itself (`ease`) and what is made of its answers (`suggest`).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use domain::ids::{JobProfileId, SkillId};
use domain::terms::Importance;

use crate::catalogue::merged;
use crate::ease::{Ease, RIDGE, Weighted};
use crate::input::Catalogue;
use crate::intern::Interner;
use crate::units::{handle, index};

/// Below so many profiles with requirements there is nothing to learn from: what skills go together
/// is then told by the cosines of being required together.
const FEWEST_PROFILES: usize = 20;

/// Beyond it, in profiles or skills, whichever there are fewer of, solving takes too long for a
/// question to wait for: n³/2 multiplications.
const LARGEST_SYSTEM: usize = 4_000;

/// What a preferred skill counts beside a required one; measured on ESCO's optional skills,
/// `docs/matching.md`.
pub const PREFERRED: f64 = 0.3;

#[derive(Clone, Debug, Default)]
pub(crate) struct NextSkills {
    /// Handles of the skills that profiles require, in order of id.
    skills: Vec<u32>,
    /// By handle: the place in `skills`.
    numbers: HashMap<u32, u32>,
    profiles: Vec<Vec<Weighted>>,
    model: Arc<OnceLock<Option<Ease>>>,
}

impl NextSkills {
    pub(crate) fn new(input: &Catalogue, handles: &Interner<SkillId>) -> Self {
        let mut profiles: BTreeMap<JobProfileId, Vec<(SkillId, f64)>> = BTreeMap::new();
        for profile in &input.job_profiles {
            let requirements = merged(&profile.requirements)
                .map(|one| match one.importance {
                    Importance::Required => (one.skill, 1.0),
                    Importance::Preferred => (one.skill, PREFERRED),
                })
                .collect();
            profiles.insert(profile.id, requirements);
        }
        profiles.retain(|_, requirements| !requirements.is_empty());
        let mut ids: Vec<SkillId> = profiles.values().flatten().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        let number = |id: &SkillId| ids.binary_search(id).ok().map(handle);
        let row = |requirements: &Vec<(SkillId, f64)>| {
            let weighted = requirements.iter();
            weighted
                .filter_map(|(id, weight)| Some((number(id)?, *weight)))
                .collect()
        };
        let skills: Vec<u32> = ids.iter().map(|id| handles.find(*id)).collect();
        Self {
            profiles: profiles.values().map(row).collect(),
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
        let solve = || Ease::new(&self.profiles, self.skills.len(), RIDGE);
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
