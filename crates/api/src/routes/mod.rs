//! The operations, one module per aggregate. To add one:
//!
//! 1. Write the handler in `routes/<aggregate>.rs`, named `<verb>_<resource>`; the name becomes the
//!    operation id. The doc comment's first line is the summary, the rest the description; both
//!    are required, as are `tag` and `security` (`(("session" = []))` or `(())` for public).
//!
//!    ```text
//!    /// List skills
//!    ///
//!    /// Best match first when `q` is given, otherwise by name.
//!    #[utoipa::path(tag = "skills", params(PageParams, SkillFilter),
//!        responses((status = 200, body = Page<SkillItem>)), security(("session" = [])))]
//!    #[get("/skills")]
//!    async fn list_skills(actor: Actor, app: App, query: ListQuery<SkillFilter>)
//!        -> ApiResult<Json<Page<SkillItem>>>
//!    ```
//!
//! 2. Register it: `cfg.service(list_skills)` in the module's `configure` (never `.route()`), and a
//!    new module in `configure` below.
//! 3. Arguments: `Actor` first, so that strangers get 401 before anything is parsed; `Json<T>` for
//!    bodies (`T: Deserialize + Validate + ToSchema`, `deny_unknown_fields`, `max_length` on its
//!    strings), `Query<T>` or `ListQuery<T>`, `Path<T>`, `IfMatch`. Undeclared parameters are
//!    refused before the handler runs.
//! 4. Results: `Json<T>` (200), `Created<T>` (201), `HttpResponse::NoContent()`, `ETag::respond`.
//!    Refusals: `ApiError::new(Code::…)`; a new code is a new row in `error/codes.rs`.
//! 5. Do not list 400, 401, 403, 404, 412, 413, 415, 422, 428, 429, 500, 503 among the responses:
//!    `openapi::complete` adds those that apply. Do list 409 with `body = Problem`.
//! 6. `UPDATE_OPENAPI=1 cargo test -p api --test api openapi` rewrites openapi/openapi.json.

#![expect(
    unused_qualifications,
    reason = "utoipa names the types of `params(…)` in full, and the lint blames us"
)]

mod access_log;
pub mod applications;
mod audit;
mod checklist;
mod claims;
pub mod contests;
mod deliveries;
mod demo;
pub mod employees;
pub mod engagements;
mod health;
mod home;
mod imports;
mod matches;
mod meta;
pub mod moves;
mod names;
mod notices;
mod opportunities;
mod organisation;
mod people_by_skills;
mod policy;
mod preference;
mod problems;
mod profile;
mod roles;
mod search;
mod session;
mod skills;
mod talent_flow;
mod vacancy;
mod weights;
mod wishes;

use utoipa_actix_web::service_config::ServiceConfig;

/// Everything below `/api/v1`.
pub fn configure(cfg: &mut ServiceConfig<'_>) {
    meta::configure(cfg);
    imports::configure(cfg);
    session::configure(cfg);
    organisation::configure(cfg);
    // Before the ids, which would take "by-skills" for one.
    people_by_skills::configure(cfg);
    employees::configure(cfg);
    profile::configure(cfg);
    claims::configure(cfg);
    wishes::configure(cfg);
    preference::configure(cfg);
    access_log::configure(cfg);
    // Before the ids, which would take "suggestions" for one.
    names::configure(cfg);
    skills::configure(cfg);
    roles::configure(cfg);
    search::configure(cfg);
    demo::configure(cfg);
    opportunities::configure(cfg);
    applications::configure(cfg);
    moves::configure(cfg);
    vacancy::configure(cfg);
    talent_flow::configure(cfg);
    matches::configure(cfg);
    contests::configure(cfg);
    notices::configure(cfg);
    engagements::configure(cfg);
    home::configure(cfg);
    checklist::configure(cfg);
    policy::configure(cfg);
    weights::configure(cfg);
    audit::configure(cfg);
    deliveries::configure(cfg);
}

/// What lives at the root.
pub fn configure_root(cfg: &mut ServiceConfig<'_>) {
    health::configure(cfg);
    problems::configure(cfg);
}
