//! The vocabulary of skills.

use std::collections::BTreeMap;

use actix_web::{get, post};
use domain::access::actions;
use domain::ids::SkillId;
use domain::terms::{SkillKind, SkillRelationKind, SkillStatus};
use persistence::skills as stored;
use persistence::{Conn, WriteTx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::directory;
use crate::error::{ApiError, ApiResult, Code, Problem};
use crate::extract::{Created, Json, ListQuery, Page, PageParams, Path, sound};
use crate::gate::RequestContext;
use crate::refs::{JobProfileRef, SkillRef};
use crate::search::words::{distance, words};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_skills)
        .service(create_skill)
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
    /// People who have it at any level: those whom `GET /employees/by-skills` finds.
    #[schema(example = 120)]
    people_count: u32,
    /// Profiles that require it, by title.
    job_profiles: Vec<JobProfileRef>,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct SkillFilter {
    /// Any of the names, or the beginnings of words; typing mistakes are forgiven.
    #[param(max_length = 200)]
    #[validate(length(max = 200))]
    q: Option<String>,
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
/// By name; with `q` best match first, and then only skills in use.
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
    let catalogue = app.directory.catalogue();
    if let Some(text) = &filter.q {
        let after = page.position::<(u32, SkillId)>(key, actor.account_id)?;
        let skill = |id| catalogue.skills.find(id).cloned();
        let find = |id| skill(id).filter(|skill| filter.accepts(skill));
        let ranked = app.search.skills(text);
        let page = Page::of_ranked(ranked, after, &page, key, actor.account_id, find)?;
        return Ok(Json(page.map(|skill| skill.as_ref().into())));
    }
    let after = page.position::<(String, SkillId)>(key, actor.account_id)?;
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
    let read = move |conn: &mut Conn| stored::list_relations(conn, id.0, MAX_RELATIONS);
    let relations = app.db.read(read).await?;
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
        people_count: app.matching.people_with(id.0),
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

/// A skill that the vocabulary misses.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSkill {
    #[schema(min_length = 2, max_length = 120, example = "dbt")]
    #[validate(length(min = 2, max = 120), custom(function = sound::name))]
    name: String,
    kind: SkillKind,
    #[schema(
        max_length = 1000,
        example = "Transforming data in the warehouse with versioned SQL."
    )]
    #[validate(length(max = 1000))]
    description: Option<String>,
}

/// Whether two names are probably meant for the same thing: equal but for spaces, punctuation and
/// the order of words, or for a typing mistake in a name long enough to tell.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words.concat()
    };
    let joined = one.concat();
    let forgiven = match joined.chars().count() {
        0..=4 => 0,
        5..=9 => 1,
        _ => 2,
    };
    distance(&joined, &other.concat(), forgiven) <= forgiven || sorted(&one) == sorted(&other)
}

/// Skills in use that have such a name already, at most five.
fn near_duplicates(names: &directory::Catalogue, name: &str) -> Vec<SkillRef> {
    let skills = names.skills.all().iter();
    let near = skills.filter(|skill| {
        skill.is_in_use()
            && (is_near(name, &skill.name)
                || skill.aliases.iter().any(|alias| is_near(name, alias)))
    });
    near.take(5).map(|skill| skill.as_ref().into()).collect()
}

fn skill_exists(candidates: Vec<SkillRef>) -> ApiError {
    match serde_json::to_value(candidates) {
        Ok(candidates) => ApiError::new(Code::SkillExists).with("candidates", candidates),
        Err(error) => ApiError::internal(error),
    }
}

/// Propose a skill
///
/// It can be used at once, as a proposed one. Where the vocabulary has something of nearly the
/// same name, that is offered instead: `candidates` of the refusal.
#[utoipa::path(tag = "skills",
    responses((status = 201, body = Skill), (status = 409, description = "There is such a skill", body = Problem)),
    security(("session" = [])))]
#[post("/skills")]
async fn create_skill(
    actor: Actor,
    app: App,
    context: RequestContext,
    input: Json<NewSkill>,
) -> ApiResult<Created<Skill>> {
    let permit = actor.permit(actions::ProposeSkill, (), actor.capacities())?;
    let name = input
        .0
        .name
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let near = near_duplicates(&app.directory.catalogue(), &name);
    if !near.is_empty() {
        return Err(skill_exists(near));
    }
    let new = stored::NewSkill {
        name,
        kind: input.0.kind,
        description: input.0.description,
    };
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<SkillId> {
        // Somebody else may have proposed it since the directory last looked.
        if !stored::list_skills_named(tx.conn(), &new.name, new.kind)?.is_empty() {
            return Err(skill_exists(Vec::new()));
        }
        Ok(stored::insert_skill(tx, &permit, &new)?)
    };
    let id = app.db.write(app.origin(&actor, &context), write).await?;
    let names = app.directory.catalogue();
    let skill = names.skills.find(id).ok_or_else(ApiError::not_found)?;
    Ok(Created {
        location: format!("/api/v1/skills/{id}"),
        body: skill.as_ref().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_others_left_alone() {
        assert!(is_near("Power BI", "PowerBI"));
        assert!(is_near("data  modelling", "Data Modeling"));
        assert!(is_near("management of projects", "Projects, management of"));
        assert!(!is_near("Java", "JavaScript"));
        assert!(!is_near("C", "C++"));
        assert!(!is_near("R", "Rust"));
    }
}
