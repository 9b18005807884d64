//! Which official skill or role somebody means by what they typed: suggestions to confirm.

use std::sync::Arc;

use actix_web::{get, web};
use domain::access::actions;
use matching::labels::Match;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, Query};
use crate::naming::{Meant, Naming};
use crate::refs::{JobProfileRef, SkillRef};
use crate::state::App;

/// How many are suggested at most.
const MOST: usize = 10;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(search_skill_names)
        .service(search_job_profile_names);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NameQuery {
    /// What somebody typed, in any language.
    #[param(min_length = 1, max_length = 200, example = "Pyhton programing")]
    #[validate(length(min = 1, max = 200))]
    text: String,
}

/// How the text and the label agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NameMatch {
    /// The label itself, but for case, accents and punctuation.
    Exact,
    /// The label with a letter or two missing, added, changed or swapped.
    Spelling,
    /// A label that shares words or parts of words.
    Similar,
    /// A label that the operator's language model takes to mean about the same; never without one.
    Meaning,
}

impl From<Match> for NameMatch {
    fn from(how: Match) -> Self {
        match how {
            Match::Exact => Self::Exact,
            Match::Spelling => Self::Spelling,
            Match::Similar => Self::Similar,
            Match::Meaning => Self::Meaning,
        }
    }
}

/// A skill that may be meant.
#[derive(Debug, Serialize, ToSchema)]
struct NamedSkill {
    skill: SkillRef,
    /// The name or alias that is closest to the text.
    #[schema(example = "Python programming")]
    label: String,
    #[serde(rename = "match")]
    how: NameMatch,
    /// 1 for the label itself; otherwise comparable within one answer.
    #[schema(minimum = 0, maximum = 1, example = 0.62)]
    score: f64,
}

/// A job profile that may be meant.
#[derive(Debug, Serialize, ToSchema)]
struct NamedJobProfile {
    job_profile: JobProfileRef,
    /// The title that is closest to the text.
    #[schema(example = "Data engineer")]
    label: String,
    #[serde(rename = "match")]
    how: NameMatch,
    /// 1 for the label itself; otherwise comparable within one answer.
    #[schema(minimum = 0, maximum = 1, example = 0.62)]
    score: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct NamedSkills {
    #[schema(max_items = 10)]
    items: Vec<NamedSkill>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NamedJobProfiles {
    #[schema(max_items = 10)]
    items: Vec<NamedJobProfile>,
}

/// Suggest the skill that a text means
///
/// Skills in use by any of their names in any language, the most likely first; for a person to
/// confirm, never to be taken as it is.
#[utoipa::path(tag = "skills", params(NameQuery), responses((status = 200, body = NamedSkills)), security(("session" = [])))]
#[get("/skills/suggestions")]
async fn search_skill_names(
    actor: Actor,
    app: App,
    query: Query<NameQuery>,
) -> ApiResult<Json<NamedSkills>> {
    let items = meant(&actor, &app, query.0, Naming::skills)
        .await?
        .into_iter();
    Ok(Json(NamedSkills {
        items: items
            .map(|one| NamedSkill {
                score: share(&one),
                skill: one.thing.as_ref().into(),
                label: one.label,
                how: one.how.into(),
            })
            .collect(),
    }))
}

/// Suggest the role that a title means
///
/// Job profiles, the most likely first; for a person to confirm, never to be taken as it is.
#[utoipa::path(tag = "roles", params(NameQuery), responses((status = 200, body = NamedJobProfiles)), security(("session" = [])))]
#[get("/job-profiles/suggestions")]
async fn search_job_profile_names(
    actor: Actor,
    app: App,
    query: Query<NameQuery>,
) -> ApiResult<Json<NamedJobProfiles>> {
    let items = meant(&actor, &app, query.0, Naming::profiles)
        .await?
        .into_iter();
    Ok(Json(NamedJobProfiles {
        items: items
            .map(|one| NamedJobProfile {
                score: share(&one),
                job_profile: one.thing.as_ref().into(),
                label: one.label,
                how: one.how.into(),
            })
            .collect(),
    }))
}

/// What the text may mean; looked up on a thread that may take its time.
async fn meant<T: Send + Sync + 'static>(
    actor: &Actor,
    app: &App,
    query: NameQuery,
    find: fn(&Naming, &str, usize) -> Vec<Meant<T>>,
) -> ApiResult<Vec<Meant<T>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let naming = Arc::clone(&app.naming);
    let found = web::block(move || find(&naming, &query.text, MOST)).await;
    found.map_err(ApiError::internal)
}

/// With four digits, so that no float noise is sent.
fn share<T>(meant: &Meant<T>) -> f64 {
    let basis_points = i32::try_from(meant.score_ppm / 100).unwrap_or(0);
    f64::from(basis_points) / 10_000.0
}
