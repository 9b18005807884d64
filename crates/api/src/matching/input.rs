//! From rows to the engine's inputs. The effective level is `domain::proficiency`'s, nobody else's.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::ids::{EmployeeId, JobProfileId, OpportunityId, SkillId};
use domain::proficiency::{self, Claim};
use domain::terms::SkillKind;
use matching::{
    AspirationTarget, Catalogue, CatalogueRelation, CatalogueSkill, JobProfile, ObservedMoves,
    Opening, Person, PersonSkill, Preferences, Requirement,
};
use persistence::matching_input::{
    self as rows, ClaimRow, OpeningRow, Openings, PeopleRows, PreferenceRow, RequirementRow,
};
use persistence::{Conn, DbError};

use super::SkillFacts;

/// Employees whose history is read at once.
const PAGE: i64 = 5_000;

pub(super) fn skill_facts(conn: &mut Conn) -> Result<SkillFacts, DbError> {
    let skills = rows::list_skills(conn)?;
    Ok(skills
        .into_iter()
        .map(|(id, kind, transversal)| (id, (kind, transversal)))
        .collect())
}

pub(super) fn catalogue(conn: &mut Conn) -> Result<Catalogue, DbError> {
    let skills = rows::list_skills(conn)?
        .into_iter()
        .map(|(id, kind, _)| CatalogueSkill { id, kind })
        .collect();
    let relations = rows::list_relations(conn)?
        .into_iter()
        .map(|(from, kind, to)| CatalogueRelation { from, kind, to })
        .collect();
    let mut requirements = ProfileRequirements::load(conn)?;
    let job_profiles = rows::list_profiles(conn)?
        .into_iter()
        .map(|(id, family, level)| JobProfile {
            id,
            family,
            level,
            requirements: requirements.0.remove(&id).unwrap_or_default(),
        })
        .collect();
    Ok(Catalogue {
        skills,
        relations,
        job_profiles,
        career_steps: rows::list_career_steps(conn)?,
        observed_moves: observed_moves(conn)?,
    })
}

/// Counts who went from which profile to which, over everybody's history.
fn observed_moves(conn: &mut Conn) -> Result<Vec<ObservedMoves>, DbError> {
    let mut counts: HashMap<(JobProfileId, JobProfileId), u32> = HashMap::new();
    let mut after = None;
    loop {
        let people = rows::page_of_people(conn, after, PAGE)?;
        let Some(last) = people.last() else { break };
        let mut before: Option<(EmployeeId, JobProfileId)> = None;
        for (employee, profile, _) in rows::list_assignments(conn, &people)? {
            if let Some((same, from)) = before
                && same == employee
                && from != profile
            {
                *counts.entry((from, profile)).or_default() += 1;
            }
            before = Some((employee, profile));
        }
        after = Some(*last);
    }
    let mut moves: Vec<ObservedMoves> = counts
        .into_iter()
        .map(|((from, to), count)| ObservedMoves { from, to, count })
        .collect();
    moves.sort_unstable_by_key(|seen| (seen.from, seen.to));
    Ok(moves)
}

/// What each profile asks for.
pub(super) struct ProfileRequirements(HashMap<JobProfileId, Vec<Requirement>>);

impl ProfileRequirements {
    pub(super) fn load(conn: &mut Conn) -> Result<Self, DbError> {
        Ok(Self(grouped(rows::list_profile_requirements(conn)?)))
    }
}

fn grouped<Id: Eq + std::hash::Hash>(
    rows: Vec<RequirementRow<Id>>,
) -> HashMap<Id, Vec<Requirement>> {
    let mut by_owner: HashMap<Id, Vec<Requirement>> = HashMap::new();
    for (owner, skill, level, importance) in rows {
        let level = u8::try_from(level).unwrap_or(1);
        by_owner.entry(owner).or_default().push(Requirement {
            skill,
            level,
            importance,
        });
    }
    by_owner
}

/// Calls `each` for every opening, saying whether it takes applications.
pub(super) fn openings(
    (openings, requirements): Openings,
    profiles: &ProfileRequirements,
    mut each: impl FnMut(Opening, bool),
) {
    let mut own: HashMap<OpportunityId, Vec<Requirement>> = grouped(requirements);
    for row in openings {
        let open = row.status.is_open();
        let requirements = own.remove(&row.id).unwrap_or_else(|| {
            let of_profile = row.job_profile_id.and_then(|id| profiles.0.get(&id));
            of_profile.cloned().unwrap_or_default()
        });
        each(opening(row, requirements), open);
    }
}

fn opening(row: OpeningRow, requirements: Vec<Requirement>) -> Opening {
    let mut opening = Opening::new(row.id, row.kind);
    opening.org_unit = Some(row.org_unit_id);
    opening.location = row.location_id;
    opening.work_mode = row.work_mode;
    opening.job_profile = row.job_profile_id;
    opening.requirements = requirements;
    opening.hours_per_week = row.hours_per_week.map(hours);
    opening.pay_max_minor = row.pay_max_minor;
    opening.priority = row.priority;
    opening.opened_on = row.opened_at.map(|at| at.date());
    opening
}

/// A hundred and sixty-eight make a week; what is stored is checked on the way in.
fn hours(stored: i32) -> u16 {
    u16::try_from(stored).unwrap_or_default()
}

/// Calls `each` for every person of the rows.
pub(super) fn people(
    rows: PeopleRows,
    skills: &SkillFacts,
    today: NaiveDate,
    mut each: impl FnMut(Person),
) {
    let mut claims = rows.claims.into_iter().peekable();
    let mut interests = rows.interests.into_iter().peekable();
    let mut aspirations = rows.aspirations.into_iter().peekable();
    let mut preferences = rows.preferences.into_iter().peekable();
    for row in rows.people {
        let mut person = Person::new(row.id);
        person.org_unit = Some(row.org_unit_id);
        person.location = row.location_id;
        person.job_profile = row.job_profile_id;
        person.status = row.status;
        // All lists are in the order of people, and hold nobody else.
        let own: Vec<ClaimRow> =
            std::iter::from_fn(|| claims.next_if(|c| c.employee_id == row.id)).collect();
        person.skills = effective_skills(&own, skills, today);
        while let Some((_, skill, interest)) = interests.next_if(|i| i.0 == row.id) {
            person.interests.push((skill, interest));
        }
        while let Some((_, profile, skill)) = aspirations.next_if(|a| a.0 == row.id) {
            let profile = profile.map(AspirationTarget::JobProfile);
            person
                .aspirations
                .extend(profile.or(skill.map(AspirationTarget::Skill)));
        }
        if let Some(wishes) = preferences.next_if(|p| p.employee_id == row.id) {
            person.open_to_moves = wishes.open_to_moves;
            person.preferences = self::preferences(wishes);
        }
        each(person);
    }
}

/// Levels from one person's claims, which are together by skill.
fn effective_skills(
    claims: &[ClaimRow],
    skills: &SkillFacts,
    today: NaiveDate,
) -> Vec<PersonSkill> {
    claims
        .chunk_by(|a, b| a.skill_id == b.skill_id)
        .filter_map(|of_skill| {
            let skill: SkillId = of_skill.first()?.skill_id;
            let (kind, transversal): (SkillKind, bool) = *skills.get(&skill)?;
            let claims: Vec<Claim> = of_skill.iter().map(claim).collect();
            let level = proficiency::assess(&claims, kind, transversal, today)?;
            Some(PersonSkill {
                skill,
                level_milli: level.level_milli,
                evidence_ppm: level.evidence_ppm,
            })
        })
        .collect()
}

fn claim(row: &ClaimRow) -> Claim {
    Claim {
        id: row.id,
        source: row.source,
        level: u8::try_from(row.level).unwrap_or(1),
        claimed_on: row.claimed_on,
        expires_on: row.expires_on,
    }
}

fn preferences(row: PreferenceRow) -> Preferences {
    Preferences {
        kinds: row.opportunity_kinds.0,
        locations: row.location_ids.0,
        work_modes: row.work_modes.0,
        hours_per_week_min: row.hours_per_week_min.map(hours),
        hours_per_week_max: row.hours_per_week_max.map(hours),
        languages: row.languages.0,
        modes: matching::PreferenceModes::default(),
    }
}
