//! From rows to the engine's inputs: claims become levels, names fall away.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::eligibility::Tenure;
use domain::ids::{JobProfileId, SkillId};
use domain::proficiency;
use domain::terms::SkillKind;
use matching::{
    AspirationTarget, Catalogue, CatalogueRelation, CatalogueSkill, JobProfile, ObservedMoves,
    Person, PersonSkill, PreferenceModes, Preferences, Requirement,
};
use persistence::matching_input::{CatalogueInput, PersonInput, PreferenceInput};

pub(super) fn catalogue(input: CatalogueInput) -> Catalogue {
    let mut requirements: HashMap<JobProfileId, Vec<Requirement>> = HashMap::new();
    for (profile, skill, level, importance) in input.requirements {
        requirements.entry(profile).or_default().push(Requirement {
            skill,
            level: u8::try_from(level).unwrap_or(1),
            importance,
        });
    }
    Catalogue {
        skills: input
            .skills
            .into_iter()
            .map(|skill| CatalogueSkill {
                id: skill.id,
                kind: skill.kind,
            })
            .collect(),
        relations: input
            .relations
            .into_iter()
            .map(|(from, kind, to)| CatalogueRelation { from, kind, to })
            .collect(),
        job_profiles: input
            .profiles
            .into_iter()
            .map(|profile| JobProfile {
                id: profile.id,
                family: profile.job_family_id,
                level: profile.level,
                requirements: requirements.remove(&profile.id).unwrap_or_default(),
            })
            .collect(),
        career_steps: input.steps,
        observed_moves: input
            .moves
            .into_iter()
            .map(|(from, to, count)| ObservedMoves { from, to, count })
            .collect(),
    }
}

pub(super) fn tenure(input: &PersonInput) -> Tenure {
    Tenure {
        status: input.status,
        hire_date: input.hire_date,
        in_role_since: input.in_role_since,
        moved_on: input.moved_on,
    }
}

pub(super) fn person(
    input: &PersonInput,
    kinds: &HashMap<SkillId, (SkillKind, bool)>,
    today: NaiveDate,
) -> Person {
    let skills = input
        .claims
        .chunk_by(|(one, _), (two, _)| one == two)
        .filter_map(|claims| {
            let (skill, _) = claims.first()?;
            let (kind, transversal) = kinds.get(skill)?;
            let claims = claims.iter().map(|(_, claim)| claim);
            let level = proficiency::assess(claims, *kind, *transversal, today)?;
            Some(PersonSkill {
                skill: *skill,
                level_milli: level.level_milli,
                evidence_ppm: level.evidence_ppm,
            })
        });
    let roles = input.target_profiles.iter().copied();
    let wanted = input.target_skills.iter().copied();
    Person {
        org_unit: Some(input.org_unit_id),
        location: input.location_id,
        job_profile: input.job_profile_id,
        status: input.status,
        open_to_moves: input
            .preference
            .as_ref()
            .is_some_and(|preference| preference.open_to_moves),
        skills: skills.collect(),
        interests: input.interests.clone(),
        aspirations: roles
            .map(AspirationTarget::JobProfile)
            .chain(wanted.map(AspirationTarget::Skill))
            .collect(),
        preferences: (input.preference.as_ref()).map_or_else(Preferences::default, preferences),
        ..Person::new(input.id)
    }
}

fn preferences(input: &PreferenceInput) -> Preferences {
    let hours = |hours: Option<i32>| hours.and_then(|hours| u16::try_from(hours).ok());
    Preferences {
        kinds: input.opportunity_kinds.0.clone(),
        locations: input.location_ids.0.clone(),
        work_modes: input.work_modes.0.clone(),
        hours_per_week_min: hours(input.hours_per_week_min),
        hours_per_week_max: hours(input.hours_per_week_max),
        languages: input.languages.0.clone(),
        modes: PreferenceModes::default(),
    }
}
