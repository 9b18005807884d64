//! What an opening asks for: its own requirements, or those of its role.

use domain::terms::Importance;
use persistence::opportunities::{Opportunity, RequirementRow};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Catalogue;
use crate::error::ApiResult;
use crate::refs::SkillRef;

#[derive(Debug, Serialize, ToSchema)]
pub struct OpportunityRequirement {
    skill: SkillRef,
    #[schema(minimum = 1, maximum = 5, example = 3)]
    level: i16,
    importance: Importance,
    /// Required counts 1, preferred less.
    #[schema(example = 1.0)]
    weight: f64,
}

pub fn requirements(
    opening: &Opportunity,
    names: &Catalogue,
) -> ApiResult<Vec<OpportunityRequirement>> {
    let profile = opening
        .row
        .job_profile_id
        .and_then(|id| names.profiles.find(id));
    let rows: Vec<RequirementRow> = match profile {
        Some(profile) if opening.requirements.is_empty() => (profile.requirements.iter())
            .map(|one| RequirementRow {
                skill_id: one.skill_id,
                level: one.level,
                importance: one.importance,
            })
            .collect(),
        _ => opening.requirements.clone(),
    };
    rows.into_iter()
        .map(|row| {
            Ok(OpportunityRequirement {
                skill: names.skill_ref(row.skill_id)?,
                level: row.level,
                importance: row.importance,
                weight: match row.importance {
                    Importance::Required => 1.0,
                    Importance::Preferred => 0.5,
                },
            })
        })
        .collect()
}
