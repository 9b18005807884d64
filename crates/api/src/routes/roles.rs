//! The job architecture: families, profiles with what they require, and the steps between them.

use std::collections::BTreeMap;

use actix_web::get;
use domain::access::actions;
use domain::ids::{JobFamilyId, JobProfileId};
use domain::money::PayRange;
use domain::terms::{CareerStepKind, Importance, Track};
use matching::Weights;
use persistence::roles::{self as stored, JobRequirement};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::directory::{Catalogue, Profile};
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::refs::{JobFamilyRef, JobProfileRef, SkillRef};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_job_families)
        .service(list_job_profiles)
        .service(get_job_profile);
}

/// A group of related jobs.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobFamily {
    id: JobFamilyId,
    #[schema(example = "Data")]
    name: String,
    #[schema(example = 12)]
    profile_count: usize,
}

#[derive(Debug, Deserialize, Validate)]
struct NoFilter {}

/// List job families
///
/// By name.
#[utoipa::path(tag = "roles", params(PageParams),
    responses((status = 200, body = Page<JobFamily>)), security(("session" = [])))]
#[get("/job-families")]
async fn list_job_families(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<JobFamily>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let after = page.position::<(String, JobFamilyId)>(key, actor.account_id)?;
    let names = app.directory.catalogue();
    let families = names
        .families
        .page(after.as_ref(), page.limit() + 1, |_| true);
    let page = Page::of(families, &page, key, actor.account_id, |family| {
        (family.name_folded.clone(), family.id)
    })?;
    let count = |id| {
        let profiles = names.profiles.all().iter();
        profiles.filter(|profile| profile.family_id == id).count()
    };
    Ok(Json(page.map(|family| JobFamily {
        id: family.id,
        name: family.name.clone(),
        profile_count: count(family.id),
    })))
}

/// A kind of job.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobProfile {
    id: JobProfileId,
    #[schema(example = "Senior data engineer")]
    title: String,
    /// Grade; comparable across families.
    #[schema(example = 4)]
    level: i16,
    track: Track,
    family: JobFamilyRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Builds and runs data pipelines.")]
    summary: Option<String>,
}

impl JobProfile {
    fn of(profile: &Profile, names: &Catalogue) -> ApiResult<Self> {
        let family = names.families.find(profile.family_id);
        let family = family.map(|family| JobFamilyRef {
            id: family.id,
            name: family.name.clone(),
        });
        Ok(Self {
            id: profile.id,
            title: profile.title.to_string(),
            level: profile.level,
            track: profile.track,
            family: family.ok_or_else(ApiError::not_found)?,
            summary: profile.summary.clone(),
        })
    }
}

/// What a job asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Requirement {
    skill: SkillRef,
    /// On the proficiency scale.
    #[schema(minimum = 1, maximum = 5)]
    level: i16,
    importance: Importance,
    /// How much it counts beside the others, before rarity, under the weights in force.
    #[schema(example = 1.0)]
    weight: f64,
}

impl Requirement {
    fn of(row: &JobRequirement, names: &Catalogue, weights: &Weights) -> ApiResult<Self> {
        Ok(Self {
            skill: names.skill_ref(row.skill_id)?,
            level: row.level,
            importance: row.importance,
            weight: weight(row.importance, weights),
        })
    }
}

/// The share of a requirement in the match.
fn weight(importance: Importance, weights: &Weights) -> f64 {
    let ppm = match importance {
        Importance::Required => weights.required_ppm,
        Importance::Preferred => weights.preferred_ppm,
    };
    f64::from(ppm) / 1e6
}

/// A way on from a profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct CareerStep {
    kind: CareerStepKind,
    to: JobProfileRef,
    /// How many people went that way; absent below five.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 12)]
    observed_count: Option<i64>,
}

/// A kind of job with what it asks for and where it leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobProfileDetail {
    #[serde(flatten)]
    profile: JobProfile,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_range: Option<PayRange>,
    /// Required ones first, then by level.
    requirements: Vec<Requirement>,
    /// Those that most people went first, then curated ones.
    steps: Vec<CareerStep>,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct JobProfileFilter {
    /// Title, or the beginnings of words; typing mistakes are forgiven.
    #[param(max_length = 200)]
    #[validate(length(max = 200))]
    q: Option<String>,
    /// Roles of this family.
    family_id: Option<JobFamilyId>,
    /// Grade.
    #[param(minimum = 0, maximum = 99)]
    #[validate(range(min = 0, max = 99))]
    level: Option<i16>,
}

/// List job profiles
///
/// By title; with `q` best match first.
#[utoipa::path(tag = "roles", params(PageParams, JobProfileFilter),
    responses((status = 200, body = Page<JobProfile>)), security(("session" = [])))]
#[get("/job-profiles")]
async fn list_job_profiles(
    actor: Actor,
    app: App,
    query: ListQuery<JobProfileFilter>,
) -> ApiResult<Json<Page<JobProfile>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (filter, page, key) = (query.filter, query.page, app.cursors()?);
    let names = app.directory.catalogue();
    let accepts = |profile: &Profile| {
        filter.family_id.is_none_or(|id| profile.family_id == id)
            && filter.level.is_none_or(|level| profile.level == level)
    };
    if let Some(text) = &filter.q {
        let after = page.position::<(u32, JobProfileId)>(key, actor.account_id)?;
        let profile = |id| names.profiles.find(id).cloned();
        let find = |id| profile(id).filter(|profile| accepts(profile));
        let ranked = app.search.job_profiles(text);
        let page = Page::of_ranked(ranked, after, &page, key, actor.account_id, find)?;
        return Ok(Json(
            page.try_map(|profile| JobProfile::of(&profile, &names))?,
        ));
    }
    let after = page.position::<(String, JobProfileId)>(key, actor.account_id)?;
    let profiles = names
        .profiles
        .page(after.as_ref(), page.limit() + 1, accepts);
    let page = Page::of(profiles, &page, key, actor.account_id, |profile| {
        (profile.title_folded.clone(), profile.id)
    })?;
    let page = page.try_map(|profile| JobProfile::of(&profile, &names))?;
    Ok(Json(page))
}

/// Counts of fewer people could tell of one.
const FEWEST_MOVES: i64 = 5;

fn steps(
    from: &Profile,
    observed: Vec<(JobProfileId, i64)>,
    names: &Catalogue,
) -> ApiResult<Vec<CareerStep>> {
    let mut ways: BTreeMap<JobProfileId, (Option<CareerStepKind>, Option<i64>)> = BTreeMap::new();
    for (to, kind) in &from.steps {
        ways.entry(*to).or_default().0 = Some(*kind);
    }
    for (to, count) in observed {
        if count >= FEWEST_MOVES {
            ways.entry(to).or_default().1 = Some(count);
        }
    }
    let mut steps = Vec::with_capacity(ways.len());
    for (id, (kind, observed_count)) in ways {
        let Some(to) = names.profiles.find(id) else {
            continue;
        };
        steps.push(CareerStep {
            kind: kind.unwrap_or_else(|| kind_of_step(from, to)),
            to: to.as_ref().into(),
            observed_count,
        });
    }
    steps.sort_by(|a, b| {
        let order = |step: &CareerStep| (std::cmp::Reverse(step.observed_count), step.to.level);
        (order(a), &a.to.title).cmp(&(order(b), &b.to.title))
    });
    Ok(steps)
}

/// What a step that nobody classified is.
fn kind_of_step(from: &Profile, to: &Profile) -> CareerStepKind {
    use std::cmp::Ordering;
    if from.family_id != to.family_id {
        return CareerStepKind::CrossFamily;
    }
    match to.level.cmp(&from.level) {
        Ordering::Greater => CareerStepKind::Promotion,
        Ordering::Equal => CareerStepKind::Lateral,
        Ordering::Less => CareerStepKind::StepBack,
    }
}

/// Show a job profile
///
/// With pay range, requirements and the steps that lead on from it.
#[utoipa::path(tag = "roles", params(("id" = JobProfileId, Path, description = "The job profile")),
    responses((status = 200, body = JobProfileDetail)), security(("session" = [])))]
#[get("/job-profiles/{id}")]
async fn get_job_profile(
    actor: Actor,
    app: App,
    id: Path<JobProfileId>,
) -> ApiResult<Json<JobProfileDetail>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let names = app.directory.catalogue();
    let profile = names.profiles.find(id.0).ok_or_else(ApiError::not_found)?;
    let observed = app
        .db
        .read(move |conn| stored::list_observed_moves(conn, id.0))
        .await?;
    let mut rows: Vec<&JobRequirement> = profile.requirements.iter().collect();
    rows.sort_by_key(|row| (row.importance, std::cmp::Reverse(row.level), row.skill_id));
    let weights = app.matching.weights();
    let requirements = (rows.into_iter()).map(|row| Requirement::of(row, &names, &weights));
    Ok(Json(JobProfileDetail {
        profile: JobProfile::of(profile, &names)?,
        pay_range: profile.pay_range,
        requirements: requirements.collect::<ApiResult<_>>()?,
        steps: steps(profile, observed, &names)?,
    }))
}
