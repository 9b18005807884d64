//! What is kept in memory for matching: the catalogue of skills and roles, people with their
//! claims, openings. Names are in the directory. Read in bulk at start and row by row afterwards; turned into the
//! engine's types by the caller. Nothing of pay, ratings or demographics is read here.

mod openings;
mod people;

use diesel::prelude::*;
use domain::ids::{JobFamilyId, JobProfileId, SkillId};
use domain::terms::{Importance, SkillKind, SkillRelationKind};
use domain::time::Timestamp;

pub use openings::{BoardRow, list_board, list_board_rows};
pub use people::{PersonInput, PreferenceInput, list_people, list_people_by_ids};

use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{
    career_step, change, job_profile, job_profile_requirement, skill, skill_relation,
};

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = job_profile)]
pub struct ProfileInput {
    pub id: JobProfileId,
    pub job_family_id: JobFamilyId,
    pub level: i16,
}

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = skill)]
pub struct SkillInput {
    pub id: SkillId,
    pub kind: SkillKind,
    pub transversal: bool,
}

/// Everything but people and openings.
#[derive(Clone, Debug)]
pub struct CatalogueInput {
    pub profiles: Vec<ProfileInput>,
    /// Ordered by profile.
    pub requirements: Vec<(JobProfileId, SkillId, i16, Importance)>,
    pub skills: Vec<SkillInput>,
    pub relations: Vec<(SkillId, SkillRelationKind, SkillId)>,
    pub steps: Vec<(JobProfileId, JobProfileId)>,
    /// From, to, how many people.
    pub moves: Vec<(JobProfileId, JobProfileId, u32)>,
}

/// # Errors
/// When the database does not answer.
pub fn load_catalogue(conn: &mut Conn) -> Result<CatalogueInput, DbError> {
    Ok(CatalogueInput {
        profiles: job_profile::table
            .order(job_profile::id)
            .select(ProfileInput::as_select())
            .load(conn)?,
        requirements: job_profile_requirement::table
            .order((
                job_profile_requirement::job_profile_id,
                job_profile_requirement::skill_id,
            ))
            .select((
                job_profile_requirement::job_profile_id,
                job_profile_requirement::skill_id,
                job_profile_requirement::level,
                job_profile_requirement::importance,
            ))
            .load(conn)?,
        skills: skill::table
            .order(skill::id)
            .select(SkillInput::as_select())
            .load(conn)?,
        relations: skill_relation::table
            .order((
                skill_relation::from_id,
                skill_relation::to_id,
                skill_relation::kind,
            ))
            .select((
                skill_relation::from_id,
                skill_relation::kind,
                skill_relation::to_id,
            ))
            .load(conn)?,
        steps: career_step::table
            .order((career_step::from_id, career_step::to_id))
            .select((career_step::from_id, career_step::to_id))
            .load(conn)?,
        moves: people::observed_moves(conn)?,
    })
}

/// When anything that matching depends on last changed. Applications and sessions are not among
/// it: a number that grows with them would tell onlookers of each.
///
/// # Errors
/// When the database does not answer.
pub fn data_version(conn: &mut Conn) -> Result<u64, DbError> {
    const OF_MATCHING: [ObjectType; 7] = [
        ObjectType::OrgUnit,
        ObjectType::Location,
        ObjectType::Employee,
        ObjectType::Skill,
        ObjectType::JobFamily,
        ObjectType::JobProfile,
        ObjectType::Opportunity,
    ];
    let newest: Option<Timestamp> = change::table
        .filter(change::object_type.eq_any(OF_MATCHING.map(ObjectType::as_str)))
        .order(change::seq.desc())
        .select(change::at)
        .first(conn)
        .optional()?;
    Ok(newest
        .and_then(|at| u64::try_from(at.as_micros()).ok())
        .unwrap_or(0))
}
