//! Skills that somebody probably has and has not named yet: what jobs ask for together with the
//! skills that they named, and what their own job asks for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use domain::ids::{JobProfileId, SkillId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Catalogue;
use crate::error::ApiResult;
use crate::refs::SkillRef;

/// How many skills are named as the cause of a suggestion.
const CAUSES: usize = 3;
const MOST: usize = 12;

/// A skill that the person may want to add.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct SkillSuggestion {
    skill: SkillRef,
    /// Of the jobs that ask for the skills of `because`, the share that asks for this one, too.
    #[schema(minimum = 0, maximum = 1, example = 0.6)]
    share: f64,
    /// The person's own skills that it comes with, closest first; empty when the person's own job
    /// asks for it and nothing else points to it.
    because: Vec<SkillRef>,
}

/// For each skill not owned, with which owned skills jobs ask for it, and how often.
type Together = BTreeMap<SkillId, HashMap<SkillId, usize>>;

fn asked_together(owned: &HashSet<SkillId>, names: &Catalogue) -> Together {
    let mut together = Together::new();
    for mine in owned {
        let profiles = names.requiring(*mine).iter();
        for profile in profiles.filter_map(|id| names.profiles.find(*id)) {
            for other in &profile.requirements {
                if !owned.contains(&other.skill_id) {
                    let links = together.entry(other.skill_id).or_default();
                    *links.entry(*mine).or_default() += 1;
                }
            }
        }
    }
    together
}

/// The owned skills that a skill is asked for with, closest first.
fn causes(links: HashMap<SkillId, usize>) -> Vec<SkillId> {
    let mut causes: Vec<(SkillId, usize)> = links.into_iter().collect();
    causes.sort_by_key(|(id, times)| (Reverse(*times), *id));
    causes.into_iter().take(CAUSES).map(|(id, _)| id).collect()
}

/// At most twelve, best first: what the own job asks for, then what most often comes along.
pub fn of(
    owned: &HashSet<SkillId>,
    job: Option<JobProfileId>,
    names: &Catalogue,
) -> ApiResult<Vec<SkillSuggestion>> {
    let own_job: HashSet<SkillId> = job
        .and_then(|id| names.profiles.find(id))
        .map(|job| job.requirements.iter().map(|one| one.skill_id).collect())
        .unwrap_or_default();
    let mut together = asked_together(owned, names);
    for skill in own_job.difference(owned) {
        together.entry(*skill).or_default();
    }
    let usable = |id: &SkillId| {
        names
            .skills
            .find(*id)
            .is_some_and(|skill| skill.is_in_use())
    };
    let mut ranked: Vec<(bool, usize, SkillId, Vec<SkillId>)> = together
        .into_iter()
        .filter(|(skill, _)| usable(skill))
        .map(|(skill, links)| {
            let total = links.values().sum();
            (own_job.contains(&skill), total, skill, causes(links))
        })
        .collect();
    ranked.sort_by_key(|(own, total, id, _)| (Reverse(*own), Reverse(*total), *id));
    let best = ranked.into_iter().take(MOST);
    best.map(|(_, _, skill, causes)| suggestion(skill, &causes, names))
        .collect()
}

fn suggestion(skill: SkillId, causes: &[SkillId], names: &Catalogue) -> ApiResult<SkillSuggestion> {
    let asking: HashSet<&JobProfileId> = names.requiring(skill).iter().collect();
    let around: HashSet<&JobProfileId> = causes
        .iter()
        .flat_map(|cause| names.requiring(*cause))
        .collect();
    let because = causes.iter().map(|id| names.skill_ref(*id));
    Ok(SkillSuggestion {
        skill: names.skill_ref(skill)?,
        share: share(around.intersection(&asking).count(), around.len()),
        because: because.collect::<ApiResult<_>>()?,
    })
}

/// To two decimals; 1 where there is nothing to compare with: the own job asks for it.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    let percent = u32::try_from(part * 100 / whole).unwrap_or(100);
    f64::from(percent) / 100.0
}
