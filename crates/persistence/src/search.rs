//! What the search index reads of openings. Of everything else it takes the words from what the
//! API keeps in memory anyway.

use std::collections::HashMap;

use diesel::prelude::*;
use domain::ids::{JobProfileId, LocationId, OpportunityId, OrgUnitId, SkillId};

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{opportunity, opportunity_requirement};

/// What is searched of an opening, whatever its status: its texts, and what else it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchedOpening {
    pub id: OpportunityId,
    pub title: String,
    pub title_folded: String,
    pub description: String,
    pub org_unit_id: OrgUnitId,
    pub location_id: Option<LocationId>,
    pub job_profile_id: Option<JobProfileId>,
    /// Empty where those of the job profile count.
    pub skills: Vec<SkillId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = opportunity)]
struct Row {
    id: OpportunityId,
    title: String,
    title_folded: String,
    description: String,
    org_unit_id: OrgUnitId,
    location_id: Option<LocationId>,
    job_profile_id: Option<JobProfileId>,
}

/// All openings, in two statements.
///
/// # Errors
/// When the database does not answer.
pub fn list_searched_openings(conn: &mut Conn) -> Result<Vec<SearchedOpening>, DbError> {
    let rows = opportunity::table.select(Row::as_select()).load(conn)?;
    let asked = opportunity_requirement::table
        .select((
            opportunity_requirement::opportunity_id,
            opportunity_requirement::skill_id,
        ))
        .load(conn)?;
    Ok(joined(rows, asked))
}

/// Those of `ids` that exist, in two statements.
///
/// # Errors
/// When the database does not answer.
pub fn list_searched_openings_by_id(
    conn: &mut Conn,
    ids: &[OpportunityId],
) -> Result<Vec<SearchedOpening>, DbError> {
    let rows = opportunity::table
        .filter(opportunity::id.eq_any(ids))
        .select(Row::as_select())
        .load(conn)?;
    let asked = opportunity_requirement::table
        .filter(opportunity_requirement::opportunity_id.eq_any(ids))
        .select((
            opportunity_requirement::opportunity_id,
            opportunity_requirement::skill_id,
        ))
        .load(conn)?;
    Ok(joined(rows, asked))
}

/// Openings that ask for one of `skills` themselves or are for one of `profiles`.
///
/// # Errors
/// When the database does not answer.
pub fn list_openings_asking_for(
    conn: &mut Conn,
    skills: &[SkillId],
    profiles: &[JobProfileId],
) -> Result<Vec<OpportunityId>, DbError> {
    let asking = opportunity_requirement::table
        .filter(opportunity_requirement::skill_id.eq_any(skills))
        .select(opportunity_requirement::opportunity_id);
    let of_profiles = opportunity::job_profile_id.eq_any(profiles);
    Ok(opportunity::table
        .filter(opportunity::id.eq_any(asking).or(of_profiles))
        .select(opportunity::id)
        .load(conn)?)
}

fn joined(rows: Vec<Row>, asked: Vec<(OpportunityId, SkillId)>) -> Vec<SearchedOpening> {
    let mut skills: HashMap<OpportunityId, Vec<SkillId>> = HashMap::new();
    for (opening, skill) in asked {
        skills.entry(opening).or_default().push(skill);
    }
    let rows = rows.into_iter().map(|row| SearchedOpening {
        skills: skills.remove(&row.id).unwrap_or_default(),
        id: row.id,
        title: row.title,
        title_folded: row.title_folded,
        description: row.description,
        org_unit_id: row.org_unit_id,
        location_id: row.location_id,
        job_profile_id: row.job_profile_id,
    });
    rows.collect()
}
