//! The catalogue, compiled: rarity of skills, which skills are close, who requires what, grades.
//! Handles stay valid when a new catalogue is set.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::fixed::{ONE_Q32, ln};
use domain::ids::{JobFamilyId, JobProfileId, SkillId};
use domain::terms::{Importance, SkillKind};

use crate::input::{Catalogue, CatalogueSkill, Requirement};
use crate::intern::{Interner, NONE, Rows};
use crate::mobility::Mobility;
use crate::neighbours::{Lift, Neighbour, Relations, find_neighbours, reverse};
use crate::next_skills::NextSkills;
use crate::units::{BASIS_POINTS, PPM, handle, index, narrow};
use crate::weights::Weights;

/// A skill that a profile requires, or the other way round a profile that requires a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Required {
    /// Handle of the skill, or of the profile.
    pub(crate) of: u32,
    /// 1 to 5.
    pub(crate) level: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ProfileFacts {
    family: Option<u32>,
    grade: Option<i16>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct CompiledCatalogue {
    pub(crate) skills: Interner<SkillId>,
    pub(crate) profiles: Interner<JobProfileId>,
    pub(crate) mobility: Mobility,
    pub(crate) next_skills: Arc<NextSkills>,
    /// By skill: the profiles that require it.
    pub(crate) requiring: Rows<Required>,
    /// By profile: the skills that it requires.
    pub(crate) required: Rows<Required>,
    /// `None`: the catalogue does not name the skill.
    kinds: Vec<Option<SkillKind>>,
    idf2: Vec<u32>,
    /// Of a skill that no profile requires.
    unseen_idf2: u32,
    facts: Vec<ProfileFacts>,
    neighbours: Rows<Neighbour>,
    lifts: Rows<Lift>,
}

impl CompiledCatalogue {
    pub(crate) fn set(&mut self, input: &Catalogue, weights: &Weights) {
        let mut families: Interner<JobFamilyId> = Interner::default();
        for skill in &input.skills {
            self.skills.intern(skill.id);
        }
        for profile in &input.job_profiles {
            self.profiles.intern(profile.id);
        }
        let mut required = vec![Vec::new(); self.profiles.len()];
        self.facts = vec![ProfileFacts::default(); self.profiles.len()];
        for profile in &input.job_profiles {
            let at = index(self.profiles.intern(profile.id));
            if let Some(facts) = self.facts.get_mut(at) {
                facts.family = Some(families.intern(profile.family));
                facts.grade = Some(profile.level);
            }
            if let Some(list) = required.get_mut(at) {
                *list = merged(&profile.requirements)
                    .map(|r| Required {
                        of: self.skills.intern(r.skill),
                        level: r.level,
                    })
                    .collect();
            }
        }
        self.required = Rows::collect(required);
        self.requiring = transpose(&self.required, self.profiles.len(), self.skills.len());
        self.kinds = vec![None; self.skills.len()];
        for skill in &input.skills {
            if let Some(kind) = self.kinds.get_mut(index(self.skills.find(skill.id))) {
                *kind = Some(skill.kind);
            }
        }
        self.weigh_rarity(input.job_profiles.len());
        let relations = Relations::new(&input.relations, self);
        self.neighbours = find_neighbours(self, &relations, weights);
        self.lifts = reverse(&self.neighbours, self.skills.len(), weights);
        self.mobility = Mobility::new(self, input, weights);
        let next = NextSkills::new(input, &self.skills);
        self.next_skills = Arc::new(next.after(&self.next_skills, &self.skills));
    }

    /// As [`NextSkills::after`], after the catalogue of another engine.
    pub(crate) fn keep_suggestions_of(&mut self, older: &Self) {
        let next = NextSkills::clone(&self.next_skills);
        self.next_skills = Arc::new(next.after(&older.next_skills, &self.skills));
    }

    /// A skill that no profile requires yet.
    pub(crate) fn add(&mut self, skill: CatalogueSkill) {
        let at = index(self.skills.intern(skill.id));
        if self.kinds.len() <= at {
            self.kinds.resize(at + 1, None);
        }
        if let Some(kind) = self.kinds.get_mut(at) {
            *kind = Some(skill.kind);
        }
    }

    /// idf² = (ln((1 + N) / (1 + df)) + 1)² over the job profiles.
    fn weigh_rarity(&mut self, profiles: usize) {
        let all = u64::from(handle(profiles)) + 1;
        let idf2 = |df: u64| {
            let idf = u128::from(ln(all).saturating_sub(ln(df + 1)) + ONE_Q32);
            let square = (idf * idf * u128::from(BASIS_POINTS)) >> 64;
            u32::try_from(square).unwrap_or(u32::MAX)
        };
        self.unseen_idf2 = idf2(0);
        self.idf2 = (0..handle(self.skills.len()))
            .map(|s| idf2(u64::from(self.document_frequency(s))))
            .collect();
    }

    /// How many profiles require the skill.
    pub(crate) fn document_frequency(&self, skill: u32) -> u32 {
        handle(self.requiring.row(skill).len())
    }

    /// idf² in ten-thousandths.
    pub(crate) fn idf2(&self, skill: u32) -> u32 {
        self.idf2
            .get(index(skill))
            .copied()
            .unwrap_or(self.unseen_idf2)
    }

    /// A skill that the catalogue does not name is a plain one.
    pub(crate) fn kind(&self, skill: u32) -> SkillKind {
        self.named_kind(skill).unwrap_or(SkillKind::Skill)
    }

    fn named_kind(&self, skill: u32) -> Option<SkillKind> {
        self.kinds.get(index(skill)).copied().flatten()
    }

    /// The skill, if the current catalogue names it.
    pub(crate) fn named_skill(&self, id: SkillId) -> Option<u32> {
        let skill = self.skills.find(id);
        self.named_kind(skill).map(|_| skill)
    }

    /// The profile, if the current catalogue has it.
    pub(crate) fn known_profile(&self, id: JobProfileId) -> Option<u32> {
        let profile = self.profiles.find(id);
        self.has_profile(profile).then_some(profile)
    }

    pub(crate) fn is_certificate(&self, skill: u32) -> bool {
        self.kind(skill) == SkillKind::Certificate
    }

    /// Closest first.
    pub(crate) fn neighbours(&self, skill: u32) -> &[Neighbour] {
        self.neighbours.row(skill)
    }

    /// The skills that owning this one gives a little credit for.
    pub(crate) fn lifts(&self, skill: u32) -> &[Lift] {
        self.lifts.row(skill)
    }

    pub(crate) fn grade(&self, profile: u32) -> Option<i16> {
        self.facts.get(index(profile)).and_then(|f| f.grade)
    }

    /// Whether both are known and of one family.
    pub(crate) fn same_family(&self, a: u32, b: u32) -> bool {
        let family = |p: u32| self.facts.get(index(p)).and_then(|f| f.family);
        a != NONE && family(a).is_some() && family(a) == family(b)
    }

    /// Whether the current catalogue contains the profile.
    pub(crate) fn has_profile(&self, profile: u32) -> bool {
        self.facts
            .get(index(profile))
            .is_some_and(|f| f.family.is_some())
    }
}

/// Each skill once, at the highest level asked and as required if any says so; in order of id.
pub(crate) fn merged(requirements: &[Requirement]) -> impl Iterator<Item = Requirement> {
    let mut by_skill: BTreeMap<SkillId, Requirement> = BTreeMap::new();
    for r in requirements {
        let level = r.level.clamp(1, 5);
        let one = by_skill
            .entry(r.skill)
            .or_insert(Requirement { level, ..*r });
        one.level = one.level.max(level);
        if r.importance == Importance::Required {
            one.importance = Importance::Required;
        }
    }
    by_skill.into_values()
}

/// Importance times idf², in ten-thousandths.
pub(crate) fn requirement_weight(importance: Importance, idf2: u32, weights: &Weights) -> u32 {
    let share = match importance {
        Importance::Required => weights.required_ppm,
        Importance::Preferred => weights.preferred_ppm,
    };
    narrow(u64::from(idf2) * u64::from(share) / u64::from(PPM))
}

fn transpose(rows: &Rows<Required>, row_count: usize, column_count: usize) -> Rows<Required> {
    let mut columns = vec![Vec::new(); column_count];
    for row in 0..handle(row_count) {
        for required in rows.row(row) {
            if let Some(column) = columns.get_mut(index(required.of)) {
                column.push(Required {
                    of: row,
                    level: required.level,
                });
            }
        }
    }
    Rows::collect(columns)
}
