//! Skills that somebody probably has and has not named yet, as the engine suggests them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Catalogue;
use crate::error::ApiResult;
use crate::refs::SkillRef;

pub const MOST: usize = 12;

/// A skill that the person may want to add.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct SkillSuggestion {
    skill: SkillRef,
    /// The level that one's own role asks for; absent when it does not ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 5, example = 3)]
    own_role_level: Option<u8>,
    /// Of the roles that ask for the skills of `because`, the share that asks for this one, too.
    #[schema(minimum = 0, maximum = 1, example = 0.6)]
    share: f64,
    /// The person's own skills that it comes with, closest first; empty when only the person's own
    /// role points to it.
    #[schema(max_items = 3)]
    because: Vec<SuggestionCause>,
}

/// One of the person's skills, and how much of the suggestion is due to it.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct SuggestionCause {
    skill: SkillRef,
    /// Its part of what ranks the suggestion, of all the person's skills together.
    #[schema(minimum = 0, maximum = 1, example = 0.45)]
    contribution: f64,
}

/// In the engine's order; skills that are no longer in use are left out.
pub fn of(
    found: Vec<matching::SkillSuggestion>,
    names: &Catalogue,
) -> ApiResult<Vec<SkillSuggestion>> {
    let in_use = |one: &matching::SkillSuggestion| {
        let skill = names.skills.find(one.skill);
        skill.is_some_and(|skill| skill.is_in_use())
    };
    let found = found.into_iter().filter(in_use).take(MOST);
    found.map(|one| suggestion(&one, names)).collect()
}

fn suggestion(found: &matching::SkillSuggestion, names: &Catalogue) -> ApiResult<SkillSuggestion> {
    let because = found.because.iter().map(|cause| {
        Ok(SuggestionCause {
            skill: names.skill_ref(cause.skill)?,
            contribution: share(cause.contribution_ppm),
        })
    });
    Ok(SkillSuggestion {
        skill: names.skill_ref(found.skill)?,
        own_role_level: found.own_role_level,
        share: share(found.share_ppm),
        because: because.collect::<ApiResult<_>>()?,
    })
}

/// To two decimals.
fn share(ppm: u32) -> f64 {
    f64::from(ppm / 10_000) / 100.0
}
