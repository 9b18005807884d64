//! Skills close to a skill, and skills that people with such skills usually need too.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::ids::{EmployeeId, SkillId};

use crate::engine::Engine;
use crate::neighbours::cosine_ppm;
use crate::output::{SimilarSkill, SkillSuggestion, SuggestionCause};
use crate::person::PersonRecord;
use crate::units::ratio_ppm;

/// How many owned skills are named as the cause of a suggestion.
const CAUSES: usize = 3;

/// An owned skill that another one is required with.
#[derive(Clone, Copy)]
struct Link {
    owned: u32,
    cosine_ppm: u32,
}

impl Engine {
    /// The skills that count a little in place of this one, closest first.
    #[must_use]
    pub fn similar_skills(&self, skill: SkillId) -> Vec<SimilarSkill> {
        let neighbours = self.catalogue.neighbours(self.catalogue.skills.find(skill));
        neighbours
            .iter()
            .filter_map(|n| {
                Some(SimilarSkill {
                    skill: self.skill_id(n.skill)?,
                    similarity_ppm: n.similarity_ppm,
                    basis: n.basis,
                })
            })
            .collect()
    }

    /// Skills that the person's own role requires and roles require together with what the person
    /// owns: those of the own role first, then ordered by the sum of the cosines with the owned
    /// skills. Empty for a person who is unknown or has neither a role nor a skill.
    #[must_use]
    pub fn suggest_skills(&self, person: EmployeeId, limit: usize) -> Vec<SkillSuggestion> {
        let Some(person) = self.people.find(person) else {
            return Vec::new();
        };
        let person = &*person;
        let mut linked = self.linked(person);
        let own_role: BTreeMap<u32, u8> = self.missing_of_own_role(person).collect();
        for skill in own_role.keys() {
            linked.entry(*skill).or_default();
        }
        let mut best: Vec<(u32, Vec<Link>)> = linked.into_iter().collect();
        best.sort_by_cached_key(|(skill, links)| {
            let elsewhere = !own_role.contains_key(skill);
            (elsewhere, Reverse(sum(links)), self.skill_id(*skill))
        });
        best.into_iter()
            .take(limit)
            .filter_map(|(skill, links)| {
                self.suggestion(skill, own_role.get(&skill).copied(), links)
            })
            .collect()
    }

    /// The skills that the role which the person holds requires and the person does not own, with
    /// the level that it asks for.
    pub(crate) fn missing_of_own_role(
        &self,
        person: &PersonRecord,
    ) -> impl Iterator<Item = (u32, u8)> {
        let required = self.catalogue.required.row(person.profile).iter();
        required
            .filter(|one| person.level_milli(one.of).is_none())
            .map(|one| (one.of, one.level))
    }

    /// For each skill that the person does not own, the owned skills it is required with and the
    /// cosine of each.
    fn linked(&self, person: &PersonRecord) -> BTreeMap<u32, Vec<Link>> {
        let catalogue = &self.catalogue;
        let mut linked: BTreeMap<u32, Vec<Link>> = BTreeMap::new();
        for owned in &person.skills {
            let mut together: BTreeMap<u32, u32> = BTreeMap::new();
            for profile in catalogue.requiring.row(owned.skill) {
                for other in catalogue.required.row(profile.of) {
                    *together.entry(other.of).or_default() += 1;
                }
            }
            let own = catalogue.document_frequency(owned.skill);
            for (skill, count) in together {
                let cosine = cosine_ppm(count, own, catalogue.document_frequency(skill));
                if person.level_milli(skill).is_none() {
                    let link = Link {
                        owned: owned.skill,
                        cosine_ppm: cosine,
                    };
                    linked.entry(skill).or_default().push(link);
                }
            }
        }
        linked
    }

    fn suggestion(
        &self,
        skill: u32,
        own_role_level: Option<u8>,
        mut links: Vec<Link>,
    ) -> Option<SkillSuggestion> {
        let whole = sum(&links);
        links.sort_by_key(|l| (Reverse(l.cosine_ppm), self.skill_id(l.owned)));
        links.truncate(CAUSES);
        let requires = |profile: u32, skill: u32| {
            let row = self.catalogue.required.row(profile);
            row.iter().any(|r| r.of == skill)
        };
        let mut profiles: Vec<u32> = links
            .iter()
            .flat_map(|l| self.catalogue.requiring.row(l.owned))
            .map(|r| r.of)
            .collect();
        profiles.sort_unstable();
        profiles.dedup();
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let both = profiles.iter().filter(|p| requires(**p, skill)).count();
        Some(SkillSuggestion {
            skill: self.skill_id(skill)?,
            own_role_level,
            share_ppm: ratio_ppm(count(both), count(profiles.len())),
            because: links
                .iter()
                .filter_map(|l| {
                    Some(SuggestionCause {
                        skill: self.skill_id(l.owned)?,
                        contribution_ppm: ratio_ppm(l.cosine_ppm.into(), whole),
                    })
                })
                .collect(),
        })
    }
}

fn sum(links: &[Link]) -> u64 {
    links.iter().map(|l| u64::from(l.cosine_ppm)).sum()
}
