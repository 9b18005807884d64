//! How complete a profile is, and what would add how much: points of what matching can use. A
//! profile is complete when the skills of its role are claimed and fresh, and when it says what
//! the person wants. Not here: how matching scores.

use std::collections::HashSet;
use std::sync::Arc;

use domain::ids::SkillId;
use serde::Serialize;
use utoipa::ToSchema;

use super::skills::Assessed;
use crate::directory::Profile as JobProfile;

/// Points of each part; together 100.
const SKILLS: usize = 50;
const FRESH: usize = 10;
const PREFERENCE: usize = 15;
const ASPIRATION: usize = 15;
const INTERESTS: usize = 10;

/// Without a role that says which, so many skills make a full profile; interests likewise.
const ENOUGH_SKILLS: usize = 8;
const ENOUGH_INTERESTS: usize = 3;
/// A level that lost more than this since it was claimed asks for a new look, in thousandths.
const FADED_MILLI: u16 = 500;

/// How much of a full profile there is.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Completeness {
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100, example = 70)]
    pub score: usize,
    /// What adds most first.
    pub missing: Vec<Missing>,
}

/// Something that would make the profile say more.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Missing {
    /// `add_skills`, `confirm_skills`, `set_preferences`, `aspirations` or `interests`.
    #[schema(example = "add_skills")]
    pub code: &'static str,
    /// Points that it adds.
    #[schema(minimum = 1, maximum = 100, example = 20)]
    pub gain: usize,
}

/// What the profile holds.
pub struct Facts<'a> {
    pub skills: &'a [Assessed],
    pub role: Option<&'a Arc<JobProfile>>,
    pub interests: usize,
    pub aspirations: usize,
    pub preference_set: bool,
}

#[must_use]
pub fn of(facts: &Facts<'_>) -> Completeness {
    let owned: HashSet<SkillId> = facts.skills.iter().map(|one| one.skill.id).collect();
    let required = facts
        .role
        .map(|role| role.requirements.as_slice())
        .unwrap_or_default();
    let (have, need) = if required.is_empty() {
        (owned.len(), ENOUGH_SKILLS)
    } else {
        let have = required.iter().filter(|one| owned.contains(&one.skill_id));
        (have.count(), required.len())
    };
    let fresh = facts.skills.iter().filter(|one| !has_faded(one)).count();
    let fresh_needed = facts.skills.len().max(1);
    let parts = [
        ("add_skills", share(SKILLS, have, need), SKILLS),
        ("confirm_skills", share(FRESH, fresh, fresh_needed), FRESH),
        (
            "set_preferences",
            share(PREFERENCE, facts.preference_set.into(), 1),
            PREFERENCE,
        ),
        (
            "aspirations",
            share(ASPIRATION, facts.aspirations, 1),
            ASPIRATION,
        ),
        (
            "interests",
            share(INTERESTS, facts.interests, ENOUGH_INTERESTS),
            INTERESTS,
        ),
    ];
    let mut missing: Vec<Missing> = parts
        .iter()
        // Who has no skills yet has none to confirm: adding some brings those points, too.
        .filter(|(code, _, _)| *code != "confirm_skills" || !facts.skills.is_empty())
        .filter(|(_, points, full)| points < full)
        .map(|(code, points, full)| Missing {
            code,
            gain: full - points,
        })
        .collect();
    missing.sort_by_key(|one| std::cmp::Reverse(one.gain));
    Completeness {
        score: parts.iter().map(|(_, points, _)| points).sum(),
        missing,
    }
}

fn share(points: usize, have: usize, need: usize) -> usize {
    points * have.min(need) / need.max(1)
}

fn has_faded(one: &Assessed) -> bool {
    one.proficiency.reason.params.faded_milli > FADED_MILLI
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: Facts<'_> = Facts {
        skills: &[],
        role: None,
        interests: 0,
        aspirations: 0,
        preference_set: false,
    };

    #[test]
    fn an_empty_profile_is_told_what_adds_most_first() {
        let found = of(&EMPTY);
        assert_eq!(found.score, 0);
        let codes: Vec<_> = found
            .missing
            .iter()
            .map(|one| (one.code, one.gain))
            .collect();
        assert_eq!(
            codes,
            [
                ("add_skills", 50),
                ("set_preferences", 15),
                ("aspirations", 15),
                ("interests", 10)
            ]
        );
    }

    #[test]
    fn what_is_said_is_no_longer_asked_for() {
        let found = of(&Facts {
            interests: 7,
            aspirations: 1,
            preference_set: true,
            ..EMPTY
        });
        assert_eq!(found.score, 40);
        assert_eq!(found.missing.len(), 1);
    }

    #[test]
    fn the_parts_make_a_hundred() {
        assert_eq!(SKILLS + FRESH + PREFERENCE + ASPIRATION + INTERESTS, 100);
    }
}
