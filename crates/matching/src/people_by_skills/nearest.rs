//! What to ask instead where nobody has what was asked: the same query with one thing changed, each
//! with how many people it finds. Real counts under the same filters, no estimates.

use domain::ids::SkillId;
use serde::Serialize;

use super::search::Search;
use super::{SkillQuery, SkillQueryFilter, Wanted};
use crate::engine::Engine;
use crate::units::narrow;

/// The skills that are close to a skill and come into question.
const CLOSE_SKILLS: usize = 3;

/// One change of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum QueryChange {
    /// This skill at a lower level.
    LowerLevel { skill: SkillId, level: u8 },
    /// One of the skills is enough.
    AnyOf,
    /// `close` in place of the skill, at the same level.
    CloseSkill { skill: SkillId, close: SkillId },
    /// Without this skill.
    Without { skill: SkillId },
}

impl QueryChange {
    /// How little it changes: the smaller comes first.
    const fn step(&self) -> u8 {
        match self {
            Self::LowerLevel { .. } => 0,
            Self::AnyOf => 1,
            Self::CloseSkill { .. } => 2,
            Self::Without { .. } => 3,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NearestQuery {
    pub change: QueryChange,
    /// People whom it finds; at least one.
    pub total: u32,
}

impl Engine {
    /// At most `most` queries that find somebody, the least changed first: a lower level (the
    /// highest that anybody has), then any of the skills, a close skill, and one skill fewer.
    /// Within each the one that finds most people.
    #[must_use]
    pub fn nearest_skill_queries(
        &self,
        query: &SkillQuery<'_>,
        filter: &SkillQueryFilter<'_>,
        most: usize,
    ) -> Vec<NearestQuery> {
        let wanted = self.wanted(query);
        let count = |wanted: &[Wanted]| {
            let (places, filter) = (filter.places(), counting(filter));
            let (_, total) = Search::new(self, &filter, &places, wanted).best(0);
            narrow(total)
        };
        let mut found = Vec::new();
        let mut add = |change, changed: &[Wanted]| {
            let total = count(changed);
            if total > 0 {
                found.push(NearestQuery { change, total });
            }
            total > 0
        };
        for (at, one) in wanted.iter().enumerate() {
            let skill = one.id;
            for level in (1..one.level.unwrap_or(1)).rev() {
                let change = QueryChange::LowerLevel { skill, level };
                let lower = Wanted {
                    level: Some(level),
                    ..*one
                };
                if add(change, &replaced(&wanted, at, lower)) {
                    break;
                }
            }
            let close = self.catalogue.neighbours(one.skill).iter();
            let close = close.filter_map(|neighbour| self.skill_id(neighbour.skill));
            let close = close.filter(|close| wanted.iter().all(|other| other.id != *close));
            for close in close.take(CLOSE_SKILLS) {
                let instead = self.wanted_one(close, one.level, one.is_must);
                let change = QueryChange::CloseSkill { skill, close };
                add(change, &replaced(&wanted, at, instead));
            }
            // One of several that are enough can be left out, but that finds nobody more.
            if one.is_must && wanted.len() > 1 {
                let mut fewer = wanted.clone();
                fewer.remove(at);
                add(QueryChange::Without { skill }, &fewer);
            }
        }
        if wanted.iter().filter(|one| one.is_must).count() > 1 {
            let any = wanted.iter().map(|one| Wanted {
                is_must: false,
                ..*one
            });
            add(QueryChange::AnyOf, &any.collect::<Vec<_>>());
        }
        found.sort_by_key(|one| (one.change.step(), std::cmp::Reverse(one.total), one.change));
        found.truncate(most);
        found
    }
}

fn replaced(wanted: &[Wanted], at: usize, instead: Wanted) -> Vec<Wanted> {
    let all = wanted.iter().enumerate();
    all.map(|(number, one)| if number == at { instead } else { *one })
        .collect()
}

const fn counting<'a>(filter: &SkillQueryFilter<'a>) -> SkillQueryFilter<'a> {
    SkillQueryFilter {
        count: true,
        after: None,
        ..*filter
    }
}
