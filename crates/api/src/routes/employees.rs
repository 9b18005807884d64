//! People as the directory shows them. What they can do and want is in `profile`.

use actix_web::get;
use chrono::NaiveDate;
use domain::access::{Capacities, ProfileField, actions};
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId};
use domain::terms::EmployeeStatus;
use persistence::Conn;
use persistence::employees::{self, EmployeeFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::organisation::path_of;
use crate::auth::Actor;
use crate::directory::{Catalogue, Directory, Person};
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::refs::{EmployeeRef, JobProfileRef, LocationRef, OrgUnitRef};
use crate::state::App;
use crate::viewer;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_employees).service(get_employee);
}

/// A person in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmployeeCard {
    id: EmployeeId,
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[schema(example = "Data engineer")]
    title: String,
    org_unit: OrgUnitRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationRef>,
    #[schema(example = "ada@example.org")]
    work_email: String,
}

impl EmployeeCard {
    pub fn of(person: &Person, names: &Catalogue) -> ApiResult<Self> {
        let location = person.location_id.map(|id| names.location_ref(id));
        Ok(Self {
            id: person.id,
            display_name: person.display_name.to_string(),
            title: person.title.to_string(),
            org_unit: names.org_unit_ref(person.org_unit_id)?,
            location: location.transpose()?,
            work_email: person.work_email.to_string(),
        })
    }
}

/// A person with their place in the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmployeeDetail {
    #[serde(flatten)]
    card: EmployeeCard,
    #[serde(skip_serializing_if = "Option::is_none")]
    manager: Option<EmployeeRef>,
    /// Only for the person, their managers and specialists.
    #[serde(skip_serializing_if = "Option::is_none")]
    hire_date: Option<NaiveDate>,
    /// That somebody is about to leave is told to the same people only; others read `active`.
    status: EmployeeStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_profile: Option<JobProfileRef>,
    /// By name.
    direct_reports: Vec<EmployeeRef>,
}

impl EmployeeDetail {
    pub fn of(person: &Person, viewer: Capacities, directory: &Directory) -> ApiResult<Self> {
        let names = directory.catalogue();
        let employment = ProfileField::HireDate.visible_to(viewer);
        let status = match person.status {
            EmployeeStatus::Leaving if !ProfileField::Leaving.visible_to(viewer) => {
                EmployeeStatus::Active
            }
            status => status,
        };
        let job_profile = person.job_profile_id.map(|id| names.job_profile_ref(id));
        Ok(Self {
            card: EmployeeCard::of(person, &names)?,
            manager: person.manager_id.and_then(|id| directory.employee_ref(id)),
            hire_date: person.hire_date.filter(|_| employment),
            status,
            job_profile: job_profile.transpose()?,
            direct_reports: directory.direct_reports(person.id),
        })
    }
}

/// Whether a unit is the one of `path`, or below it.
fn in_subtree(names: &Catalogue, unit: OrgUnitId, path: Option<&str>) -> bool {
    path.is_none_or(|path| {
        let unit = names.units.find(unit);
        unit.is_some_and(|unit| unit.path.starts_with(path))
    })
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct EmployeeQuery {
    /// Name or title, or the beginnings of words; typing mistakes are forgiven.
    #[param(max_length = 200)]
    #[validate(length(max = 200))]
    q: Option<String>,
    /// People of this unit and of those below it.
    org_unit_id: Option<OrgUnitId>,
    /// People of this place.
    location_id: Option<LocationId>,
    /// People in this role.
    job_profile_id: Option<JobProfileId>,
}

/// List people
///
/// By name; with `q` best match first. Who has left the organisation is not listed.
#[utoipa::path(tag = "organisation", params(PageParams, EmployeeQuery),
    responses((status = 200, body = Page<EmployeeCard>)), security(("session" = [])))]
#[get("/employees")]
async fn list_employees(
    actor: Actor,
    app: App,
    query: ListQuery<EmployeeQuery>,
) -> ApiResult<Json<Page<EmployeeCard>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (wanted, page, key) = (query.filter, query.page, app.cursors()?);
    let names = app.directory.catalogue();
    let Some(org_unit_path) = path_of(&names, wanted.org_unit_id) else {
        return Ok(Json(Page::empty()));
    };
    if let Some(text) = &wanted.q {
        let after = page.position::<(u32, EmployeeId)>(key, actor.account_id)?;
        let accepts = |person: &Person| {
            in_subtree(&names, person.org_unit_id, org_unit_path.as_deref())
                && wanted
                    .location_id
                    .is_none_or(|id| person.location_id == Some(id))
                && wanted
                    .job_profile_id
                    .is_none_or(|id| person.job_profile_id == Some(id))
        };
        let find = |id| app.directory.person(id).filter(|person| accepts(person));
        let ranked = app.search.employees(text);
        let page = Page::of_ranked(ranked, after, &page, key, actor.account_id, find)?;
        return Ok(Json(
            page.try_map(|person| EmployeeCard::of(&person, &names))?,
        ));
    }
    let filter = EmployeeFilter {
        org_unit_path,
        location_id: wanted.location_id,
        job_profile_id: wanted.job_profile_id,
    };
    let after = page.position::<(String, EmployeeId)>(key, actor.account_id)?;
    let limit = page.fetch();
    let rows = app
        .db
        .read(move |conn| employees::list_employees(conn, &filter, after.as_ref(), limit))
        .await?;
    let page = Page::of(rows, &page, key, actor.account_id, |row| {
        (row.name_folded.clone(), row.id)
    })?;
    let page = page.try_map(|row| EmployeeCard::of(&row.into(), &names))?;
    Ok(Json(page))
}

/// Show a person
///
/// The directory's card with manager, role and reports; the profile has the rest.
#[utoipa::path(tag = "organisation", params(("id" = EmployeeId, Path, description = "The person")),
    responses((status = 200, body = EmployeeDetail)), security(("session" = [])))]
#[get("/employees/{id}")]
async fn get_employee(
    actor: Actor,
    app: App,
    id: Path<EmployeeId>,
) -> ApiResult<Json<EmployeeDetail>> {
    let person = app.directory.person(id.0).ok_or_else(ApiError::not_found)?;
    let capacities = if viewer::may_be_related(&app, &actor, id.0) {
        let (access, policy) = (actor.to_access(), app.matching.policy());
        let read = move |conn: &mut Conn| viewer::capacities(conn, &access, &policy, id.0);
        app.db.read(read).await?
    } else {
        viewer::own_capacities(&actor, id.0)
    };
    actor.permit(actions::ReadDirectory, (), capacities)?;
    Ok(Json(EmployeeDetail::of(
        &person,
        capacities,
        &app.directory,
    )?))
}
