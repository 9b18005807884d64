//! The vocabulary of skills.

use std::collections::BTreeMap;

use actix_web::get;
use domain::access::actions;
use domain::ids::SkillId;
use domain::terms::{SkillKind, SkillRelationKind, SkillStatus};
use persistence::skills as stored;
use persistence::{Conn, DbError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::directory;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::refs::{JobProfileRef, SkillRef};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_skills)
        .service(get_skill)
        .service(get_proficiency_scale);
}

/// Something that people can or know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Skill {
    id: SkillId,
    #[schema(example = "SQL")]
    name: String,
    kind: SkillKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Querying and changing relational data.")]
    description: Option<String>,
    status: SkillStatus,
    /// Other names, in all languages.
    #[schema(example = json!(["Structured query language"]))]
    aliases: Vec<String>,
}

impl From<&directory::Skill> for Skill {
    fn from(skill: &directory::Skill) -> Self {
        Self {
            id: skill.id,
            name: skill.name.to_string(),
            kind: skill.kind,
            description: skill.description.clone(),
            status: skill.status,
            aliases: skill.aliases.clone(),
        }
    }
}

/// How a skill relates to another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedSkill {
    /// What the other one is to this one.
    relation: SkillRelationKind,
    skill: SkillRef,
}

/// A skill with what it is connected to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkillDetail {
    #[serde(flatten)]
    skill: Skill,
    /// The skill that this one was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<SkillRef>,
    /// At most 100.
    relations: Vec<RelatedSkill>,
    /// People who say, or are said, to have it.
    #[schema(example = 120)]
    people_count: i64,
    /// Profiles that require it, by title.
    job_profiles: Vec<JobProfileRef>,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct SkillFilter {
    /// Skills of this kind.
    kind: Option<SkillKind>,
    /// Without it, skills in use: official and proposed ones.
    status: Option<SkillStatus>,
}

impl SkillFilter {
    fn accepts(&self, skill: &directory::Skill) -> bool {
        self.kind.is_none_or(|kind| skill.kind == kind)
            && self
                .status
                .map_or_else(|| skill.is_in_use(), |status| skill.status == status)
    }
}

/// List skills
///
/// By name.
#[utoipa::path(tag = "skills", params(PageParams, SkillFilter),
    responses((status = 200, body = Page<Skill>)), security(("session" = [])))]
#[get("/skills")]
async fn list_skills(
    actor: Actor,
    app: App,
    query: ListQuery<SkillFilter>,
) -> ApiResult<Json<Page<Skill>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (filter, page, key) = (query.filter, query.page, app.cursors()?);
    let after = page.position::<(String, SkillId)>(key, actor.account_id)?;
    let catalogue = app.directory.catalogue();
    let skills = catalogue
        .skills
        .page(after.as_ref(), page.limit() + 1, |skill| {
            filter.accepts(skill)
        });
    let page = Page::of(skills, &page, key, actor.account_id, |skill| {
        (skill.name_folded.clone(), skill.id)
    })?;
    Ok(Json(page.map(|skill| skill.as_ref().into())))
}

const MAX_RELATIONS: i64 = 100;

type Connections = (Vec<(SkillRelationKind, SkillId)>, i64);

fn connections(conn: &mut Conn, id: SkillId) -> Result<Connections, DbError> {
    Ok((
        stored::list_relations(conn, id, MAX_RELATIONS)?,
        stored::count_people_with_skill(conn, id)?,
    ))
}

/// Show a skill
///
/// With related skills, how many people have it and which job profiles require it.
#[utoipa::path(tag = "skills", params(("id" = SkillId, Path, description = "The skill")),
    responses((status = 200, body = SkillDetail)), security(("session" = [])))]
#[get("/skills/{id}")]
async fn get_skill(actor: Actor, app: App, id: Path<SkillId>) -> ApiResult<Json<SkillDetail>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let names = app.directory.catalogue();
    let skill = names.skills.find(id.0).ok_or_else(ApiError::not_found)?;
    let (relations, people_count) = app.db.read(move |conn| connections(conn, id.0)).await?;
    let relations = relations.into_iter().map(|(relation, id)| {
        let skill = names.skill_ref(id)?;
        Ok(RelatedSkill { relation, skill })
    });
    let profiles = names.requiring(id.0).iter();
    let merged_into = skill.merged_into_id.map(|id| names.skill_ref(id));
    Ok(Json(SkillDetail {
        skill: skill.as_ref().into(),
        merged_into: merged_into.transpose()?,
        relations: relations.collect::<ApiResult<_>>()?,
        people_count,
        job_profiles: profiles
            .map(|id| names.job_profile_ref(*id))
            .collect::<ApiResult<_>>()?,
    }))
}

/// A level of the scale in all languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScaleLevel {
    #[schema(minimum = 1, maximum = 5)]
    level: i16,
    /// By locale.
    #[schema(example = json!({"en": "Proficient", "fr": "Maîtrise"}))]
    name: BTreeMap<String, String>,
    /// How somebody at this level acts; by locale.
    #[schema(example = json!({"en": "Applies it independently.", "fr": "L’applique de façon autonome."}))]
    descriptor: BTreeMap<String, String>,
}

/// What the levels of skills mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProficiencyScale {
    /// Lowest first.
    levels: Vec<ScaleLevel>,
}

/// Show the proficiency scale
///
/// The five levels with what they mean, in every language.
#[utoipa::path(tag = "skills", responses((status = 200, body = ProficiencyScale)),
    security(("session" = [])))]
#[get("/proficiency-scale")]
async fn get_proficiency_scale(actor: Actor, app: App) -> ApiResult<Json<ProficiencyScale>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let rows = app.db.read(stored::list_proficiency_levels).await?;
    let mut levels: Vec<ScaleLevel> = Vec::new();
    for row in rows {
        if levels.last().is_none_or(|last| last.level != row.level) {
            levels.push(ScaleLevel {
                level: row.level,
                name: BTreeMap::new(),
                descriptor: BTreeMap::new(),
            });
        }
        if let Some(level) = levels.last_mut() {
            level.name.insert(row.locale.clone(), row.name);
            level.descriptor.insert(row.locale, row.descriptor);
        }
    }
    Ok(Json(ProficiencyScale { levels }))
}
