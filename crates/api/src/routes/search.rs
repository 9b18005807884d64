//! One box for everything: people, skills, roles and openings by text.

use actix_web::get;
use domain::access::actions;
use domain::ids::OpportunityId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::{CommaList, Json, Query};
use crate::state::{App, AppState};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(search_everything);
}

/// Items of one kind in an answer.
const MOST: usize = 6;

/// What can be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchType {
    Employees,
    Skills,
    JobProfiles,
    Opportunities,
}

impl SearchType {
    const ALL: [Self; 4] = [
        Self::Employees,
        Self::Skills,
        Self::JobProfiles,
        Self::Opportunities,
    ];
}

impl std::str::FromStr for SearchType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "employees" => Ok(Self::Employees),
            "skills" => Ok(Self::Skills),
            "job_profiles" => Ok(Self::JobProfiles),
            "opportunities" => Ok(Self::Opportunities),
            _ => Err(format!("{text:?} cannot be searched for")),
        }
    }
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchItem {
    id: Uuid,
    #[schema(example = "Ada Lovelace")]
    label: String,
    /// Title of a person, family of a job profile, unit of an opening.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Data engineer")]
    sublabel: Option<String>,
}

/// What was found of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchGroup {
    r#type: SearchType,
    /// Best first, at most six.
    items: Vec<SearchItem>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResult {
    /// Kinds of which something was found; the one with the best hit first.
    groups: Vec<SearchGroup>,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Names, titles or the beginnings of words; typing mistakes are forgiven.
    #[param(min_length = 1, max_length = 200, example = "data eng")]
    #[validate(length(min = 1, max = 200))]
    q: String,
    /// Kinds, separated by commas: `employees`, `skills`, `job_profiles`, `opportunities`. All by
    /// default.
    #[serde(default)]
    #[param(value_type = Option<String>, max_length = 100, example = "employees,skills")]
    types: CommaList<SearchType>,
}

/// Points of the best hit, and what to show.
type Found = (u32, SearchGroup);

fn group(r#type: SearchType, hits: Vec<(u32, SearchItem)>) -> Option<Found> {
    let best = hits.first()?.0;
    let items = hits.into_iter().map(|(_, item)| item).collect();
    Some((best, SearchGroup { r#type, items }))
}

fn employees(app: &AppState, query: &str) -> Vec<(u32, SearchItem)> {
    let hits = app.search.employees(query).into_iter();
    let people = hits.filter_map(|(id, points)| Some((points, app.directory.person(id)?)));
    let item = |(points, person): (u32, std::sync::Arc<crate::directory::Person>)| {
        let item = SearchItem {
            id: *person.id.as_uuid(),
            label: person.display_name.to_string(),
            sublabel: Some(person.title.to_string()),
        };
        (points, item)
    };
    people.take(MOST).map(item).collect()
}

fn skills(app: &AppState, query: &str) -> Vec<(u32, SearchItem)> {
    let names = app.directory.catalogue();
    let hits = app.search.skills(query).into_iter();
    let found = hits.filter_map(|(id, points)| {
        let skill = names.skills.find(id)?;
        let item = SearchItem {
            id: *id.as_uuid(),
            label: skill.name.to_string(),
            sublabel: None,
        };
        Some((points, item))
    });
    found.take(MOST).collect()
}

fn job_profiles(app: &AppState, query: &str) -> Vec<(u32, SearchItem)> {
    let names = app.directory.catalogue();
    let hits = app.search.job_profiles(query).into_iter();
    let found = hits.filter_map(|(id, points)| {
        let profile = names.profiles.find(id)?;
        let family = names.families.find(profile.family_id);
        let item = SearchItem {
            id: *id.as_uuid(),
            label: profile.title.to_string(),
            sublabel: family.map(|family| family.name.clone()),
        };
        Some((points, item))
    });
    found.take(MOST).collect()
}

fn opportunities(app: &AppState, actor: &Actor, query: &str) -> Vec<(u32, SearchItem)> {
    let viewer = app.matching.viewer(actor);
    let find = |sees: &dyn Fn(OpportunityId) -> bool| app.search.opportunities(query, sees);
    let hits = app.matching.with_sight(&viewer, find);
    let names = app.directory.catalogue();
    let found = hits.into_iter().filter_map(|(id, points)| {
        let row = app.matching.row(&viewer, id)?;
        let unit = names.units.find(row.org_unit_id);
        let item = SearchItem {
            id: *id.as_uuid(),
            label: row.title,
            sublabel: unit.map(|unit| unit.name.to_string()),
        };
        Some((points, item))
    });
    found.take(MOST).collect()
}

/// Search for people, skills, roles and openings
///
/// By words or their beginnings, in any order; accents, case and typing mistakes do not matter.
/// Only openings that one may see are found.
#[utoipa::path(tag = "home", params(SearchQuery),
    responses((status = 200, body = SearchResult)), security(("session" = [])))]
#[get("/search")]
async fn search_everything(
    actor: Actor,
    app: App,
    query: Query<SearchQuery>,
) -> ApiResult<Json<SearchResult>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let SearchQuery { q, types } = query.0;
    let wanted = |one: &SearchType| types.0.is_empty() || types.0.contains(one);
    let mut found: Vec<Found> = Vec::new();
    for one in SearchType::ALL.into_iter().filter(wanted) {
        let hits = match one {
            SearchType::Employees => employees(&app, &q),
            SearchType::Skills => skills(&app, &q),
            SearchType::JobProfiles => job_profiles(&app, &q),
            SearchType::Opportunities => opportunities(&app, &actor, &q),
        };
        found.extend(group(one, hits));
    }
    found.sort_by_key(|(best, _)| std::cmp::Reverse(*best));
    let groups = found.into_iter().map(|(_, group)| group).collect();
    Ok(Json(SearchResult { groups }))
}
