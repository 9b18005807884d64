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

/// At most twelve, best first: what the own job asks for, then what most often comes along.
pub fn of(
    owned: &HashSet<SkillId>,
    job: Option<JobProfileId>,
    names: &Catalogue,
) -> ApiResult<Vec<SkillSuggestion>> {
    let asked_by = |skill: SkillId| -> HashSet<JobProfileId> {
        names.requiring(skill).iter().copied().collect()
    };
    let own_job: HashSet<SkillId> = job
        .and_then(|id| names.profiles.find(id))
        .map(|job| job.requirements.iter().map(|one| one.skill_id).collect())
        .unwrap_or_default();
    // For each skill not owned: with which owned skills it is asked for, and how often.
    let mut together: BTreeMap<SkillId, HashMap<SkillId, usize>> = BTreeMap::new();
    for skill in own_job.difference(owned) {
        together.entry(*skill).or_default();
    }
    for mine in owned {
        for profile in names
            .requiring(*mine)
            .iter()
            .filter_map(|id| names.profiles.find(*id))
        {
            for other in &profile.requirements {
                if !owned.contains(&other.skill_id) {
                    let links = together.entry(other.skill_id).or_default();
                    *links.entry(*mine).or_default() += 1;
                }
            }
        }
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
            let mut causes: Vec<(usize, SkillId)> =
                links.into_iter().map(|(id, times)| (times, id)).collect();
            causes.sort_by_key(|(times, id)| (Reverse(*times), *id));
            let causes = causes.into_iter().take(CAUSES).map(|(_, id)| id).collect();
            (own_job.contains(&skill), total, skill, causes)
        })
        .collect();
    ranked.sort_by_key(|(own, total, id, _)| (Reverse(*own), Reverse(*total), *id));
    ranked
        .into_iter()
        .take(MOST)
        .map(|(_, _, skill, causes)| {
            let asking = asked_by(skill);
            let around: HashSet<JobProfileId> =
                causes.iter().flat_map(|cause| asked_by(*cause)).collect();
            let both = around.intersection(&asking).count();
            let because = causes.iter().map(|id| names.skill_ref(*id));
            Ok(SkillSuggestion {
                skill: names.skill_ref(skill)?,
                share: share(both, around.len()),
                because: because.collect::<ApiResult<_>>()?,
            })
        })
        .collect()
}

/// To two decimals; 1 where there is nothing to compare with: the own job asks for it.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    let percent = u32::try_from(part * 100 / whole).unwrap_or(100);
    f64::from(percent) / 100.0
}
