//! The catalogue as the item model sees it: profiles and skills in order of id, so that the order of
//! arrival changes no bit; solved once for all copies of the engine. A small system is solved when
//! the first question comes; a large one by whoever takes it from [`NextSkills::pending`], and until
//! then questions are answered from the catalogue before, or without the model where there was none.
//! Not here: the model itself (`ease`) and what is made of its answers (`suggest`).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use domain::ids::{JobProfileId, SkillId};
use domain::terms::Importance;

use crate::catalogue::merged;
use crate::ease::{Ease, RIDGE, profile_rows};
use crate::input::{Catalogue, Requirement};
use crate::intern::{Interner, NONE};
use crate::units::{handle, index};

/// Below so many profiles with requirements there is nothing to learn from: what skills go together
/// is then told by the cosines of being required together.
const FEWEST_PROFILES: usize = 20;

/// Beyond it, in profiles or skills, whichever there are fewer of, solving takes too long for a
/// question to wait for: n³/2 multiplications.
const LARGEST_SYSTEM: usize = 4_000;

/// Up to so many a question may wait: some milliseconds.
const SOLVED_AT_ONCE: usize = 300;

#[derive(Clone, Debug, Default)]
pub(crate) struct NextSkills {
    /// The skills that profiles require, in order.
    ids: Vec<SkillId>,
    /// Their handles.
    skills: Vec<u32>,
    /// By handle: the place in `skills`.
    numbers: HashMap<u32, u32>,
    /// The required and the preferred skills of each profile that asks for any, in order of id.
    profiles: Vec<(Vec<u32>, Vec<u32>)>,
    model: Arc<OnceLock<Option<Ease>>>,
    /// An older one that is solved, until this one is.
    earlier: Option<Arc<NextSkills>>,
}

/// A system of equations that nobody has solved yet.
#[derive(Clone, Debug)]
pub struct PendingSuggestions(Arc<NextSkills>);

impl PendingSuggestions {
    /// Solves it; every copy of the engine that it is of answers from it from then on.
    pub fn solve(self) {
        self.0.model();
    }
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
            ids,
            model: Arc::default(),
            earlier: None,
        }
    }

    /// This one after an older one, perhaps of another engine: what is solved already is not solved
    /// again, and answers as long as nothing newer does.
    pub(crate) fn after(mut self, older: &Self, handles: &Interner<SkillId>) -> Self {
        if self.ids == older.ids && self.profiles == older.profiles {
            self.model = Arc::clone(&older.model);
        }
        let solved = if older.model.get().is_some() {
            Some(older)
        } else {
            older.earlier.as_deref()
        };
        if self.model.get().is_none() {
            self.earlier = solved.map(|older| Arc::new(older.renumbered(handles)));
        }
        self
    }

    fn renumbered(&self, handles: &Interner<SkillId>) -> Self {
        let skills: Vec<u32> = self.ids.iter().map(|id| handles.find(*id)).collect();
        let known = skills.iter().copied().zip(0..);
        Self {
            numbers: known.filter(|(skill, _)| *skill != NONE).collect(),
            skills,
            ids: self.ids.clone(),
            profiles: self.profiles.clone(),
            model: Arc::clone(&self.model),
            earlier: None,
        }
    }

    /// What answers now, with its model; `None` where the catalogue is too small or too large, or
    /// nothing is solved yet.
    pub(crate) fn answering(&self) -> Option<(&Self, &Ease)> {
        let one = if self.is_pending() {
            self.earlier.as_deref()?
        } else {
            self
        };
        one.model().map(|model| (one, model))
    }

    /// Whether a question would have to wait long for an answer from this catalogue.
    fn is_pending(&self) -> bool {
        let large = self
            .rows_and_columns()
            .is_some_and(|size| size > SOLVED_AT_ONCE);
        large && self.model.get().is_none()
    }

    pub(crate) fn pending(this: &Arc<Self>) -> Option<PendingSuggestions> {
        this.is_pending()
            .then(|| PendingSuggestions(Arc::clone(this)))
    }

    /// Of the system of equations; `None` where the catalogue is too small or too large for it.
    fn rows_and_columns(&self) -> Option<usize> {
        let system = self.profiles.len().min(self.skills.len());
        (self.profiles.len() >= FEWEST_PROFILES && system <= LARGEST_SYSTEM).then_some(system)
    }

    fn model(&self) -> Option<&Ease> {
        self.rows_and_columns()?;
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
