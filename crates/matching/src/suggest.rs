//! Skills close to a skill, and skills that people with such skills usually need too.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::ids::{EmployeeId, SkillId};

use crate::ease::Answer;
use crate::engine::Engine;
use crate::neighbours::cosine_ppm;
use crate::next_skills::{NextSkills, PendingSuggestions};
use crate::output::{SimilarSkill, SkillSuggestion, SuggestionCause};
use crate::person::PersonRecord;
use crate::units::ratio_ppm;

/// How many owned skills are named as the cause of a suggestion.
const CAUSES: usize = 3;

/// An owned skill that speaks for another one, and how much: a contribution to the item model's
/// score or a cosine, in ppm.
#[derive(Clone, Copy)]
struct Link {
    owned: u32,
    weight_ppm: u32,
}

/// A skill to suggest, with what ranks it: the model's score, or the sum of the cosines.
struct Found {
    skill: u32,
    strength_ppm: i64,
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

    /// Skills that the person's own role requires, then those that go with what the person owns
    /// (`ease`), the best first. Where the catalogue has too few profiles for that model, or too
    /// many, the sum of the cosines of being required together stands in. Empty for a person who is
    /// unknown or has neither a role nor a skill.
    #[must_use]
    pub fn suggest_skills(&self, person: EmployeeId, limit: usize) -> Vec<SkillSuggestion> {
        let Some(person) = self.people.find(person) else {
            return Vec::new();
        };
        let person = &*person;
        let own_role: BTreeMap<u32, u8> = self.missing_of_own_role(person).collect();
        match self.catalogue.next_skills.answering() {
            Some((next, model)) => {
                let owned: Vec<u32> = (person.skills.iter())
                    .filter_map(|owned| next.number(owned.skill))
                    .collect();
                let answer = model.ask(&owned);
                let best = self.best(&own_role, modelled(next, &answer, &own_role, limit), limit);
                let told = best.into_iter().filter_map(|skill| {
                    let links = causes(next, &answer, skill);
                    self.suggestion(skill, own_role.get(&skill).copied(), links)
                });
                told.collect()
            }
            None => {
                let mut linked = self.linked(person);
                let found = linked.iter().map(|(skill, links)| Found {
                    skill: *skill,
                    strength_ppm: i64::try_from(sum(links)).unwrap_or(i64::MAX),
                });
                let best = self.best(&own_role, found.collect(), limit);
                let told = best.into_iter().filter_map(|skill| {
                    let links = linked.remove(&skill).unwrap_or_default();
                    self.suggestion(skill, own_role.get(&skill).copied(), links)
                });
                told.collect()
            }
        }
    }

    /// The item model of the present catalogue, where it is large and not solved yet. Until somebody
    /// does, suggestions are those of the catalogue before; where there was none, the cosines stand
    /// in.
    #[must_use]
    pub fn pending_suggestions(&self) -> Option<PendingSuggestions> {
        NextSkills::pending(&self.catalogue.next_skills)
    }

    /// Takes over what another engine has solved, for as long as this one's is pending.
    pub fn keep_suggestions_of(&mut self, older: &Self) {
        Arc::make_mut(&mut self.catalogue).keep_suggestions_of(&older.catalogue);
    }

    /// Those of the own role first, then the strongest; equal ones by id.
    fn best(&self, own_role: &BTreeMap<u32, u8>, mut found: Vec<Found>, limit: usize) -> Vec<u32> {
        let known: BTreeSet<u32> = found.iter().map(|one| one.skill).collect();
        let unlinked = own_role.keys().filter(|skill| !known.contains(skill));
        found.extend(unlinked.map(|skill| Found {
            skill: *skill,
            strength_ppm: 0,
        }));
        found.sort_by_cached_key(|one| {
            let elsewhere = !own_role.contains_key(&one.skill);
            (
                elsewhere,
                Reverse(one.strength_ppm),
                self.skill_id(one.skill),
            )
        });
        found.truncate(limit);
        found.into_iter().map(|one| one.skill).collect()
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
                        weight_ppm: cosine,
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
        links.sort_by_key(|l| (Reverse(l.weight_ppm), self.skill_id(l.owned)));
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
                        contribution_ppm: ratio_ppm(l.weight_ppm.into(), whole),
                    })
                })
                .collect(),
        })
    }
}

/// The model's best, and what it says of the skills that the own role asks for.
fn modelled(
    next: &NextSkills,
    answer: &Answer<'_>,
    own_role: &BTreeMap<u32, u8>,
    limit: usize,
) -> Vec<Found> {
    let mut numbers: BTreeSet<u32> = own_role.keys().filter_map(|s| next.number(*s)).collect();
    numbers.extend(
        answer
            .best(limit.saturating_add(numbers.len()))
            .iter()
            .map(|one| one.skill),
    );
    let found = numbers.into_iter().filter_map(|number| {
        Some(Found {
            skill: next.skill(number)?,
            strength_ppm: answer.score_ppm(number),
        })
    });
    found.collect()
}

/// The owned skills that speak for a skill, the strongest first.
fn causes(next: &NextSkills, answer: &Answer<'_>, skill: u32) -> Vec<Link> {
    let causes = next.number(skill).map(|number| answer.causes(number));
    let links = causes.into_iter().flatten().filter_map(|cause| {
        Some(Link {
            owned: next.skill(cause.skill)?,
            weight_ppm: u32::try_from(cause.contribution_ppm)
                .ok()
                .filter(|ppm| *ppm > 0)?,
        })
    });
    links.collect()
}

fn sum(links: &[Link]) -> u64 {
    links.iter().map(|l| u64::from(l.weight_ppm)).sum()
}
