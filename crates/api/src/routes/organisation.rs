//! Units, places and positions, as everybody in the organisation may see them.

use actix_web::get;
use domain::access::actions;
use domain::ids::{EmployeeId, LocationId, OrgUnitId, PositionId};
use domain::terms::{OrgUnitKind, PositionStatus};
use domain::text::fold;
use persistence::organisation::{self as stored, PositionFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::directory::{Catalogue, Directory, Unit};
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::refs::{EmployeeRef, JobProfileRef, LocationRef, OrgUnitRef};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_org_units)
        .service(get_org_unit)
        .service(list_locations)
        .service(list_positions);
}

/// A company, division, department or team.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrgUnit {
    id: OrgUnitId,
    #[schema(example = "Data Platform")]
    name: String,
    kind: OrgUnitKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "DP-100")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<OrgUnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<EmployeeRef>,
    /// People of the unit and of those below it.
    #[schema(example = 42)]
    headcount: u32,
}

impl OrgUnit {
    fn of(unit: &Unit, directory: &Directory) -> Self {
        Self {
            id: unit.id,
            name: unit.name.to_string(),
            kind: unit.kind,
            code: unit.code.clone(),
            parent_id: unit.parent_id,
            head: unit.head_id.and_then(|id| directory.employee_ref(id)),
            headcount: directory.headcount(unit.id),
        }
    }
}

/// A unit with its place in the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrgUnitDetail {
    #[serde(flatten)]
    unit: OrgUnit,
    /// From the root down to the parent.
    path: Vec<OrgUnitRef>,
    /// Directly below, by name.
    children: Vec<OrgUnit>,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct OrgUnitFilter {
    /// Units directly below this one.
    parent_id: Option<OrgUnitId>,
    /// Part of the name; accents and case do not matter.
    #[param(max_length = 200)]
    #[validate(length(max = 200))]
    q: Option<String>,
}

/// List units
///
/// By name; with `parent_id` the units directly below one.
#[utoipa::path(tag = "organisation", params(PageParams, OrgUnitFilter),
    responses((status = 200, body = Page<OrgUnit>)), security(("session" = [])))]
#[get("/org-units")]
async fn list_org_units(
    actor: Actor,
    app: App,
    query: ListQuery<OrgUnitFilter>,
) -> ApiResult<Json<Page<OrgUnit>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (filter, page, key) = (query.filter, query.page, app.cursors()?);
    let after = page.position::<(String, OrgUnitId)>(key, actor.account_id)?;
    let wanted = fold(filter.q.as_deref().unwrap_or_default());
    let catalogue = app.directory.catalogue();
    let units = catalogue
        .units
        .page(after.as_ref(), page.limit() + 1, |unit| {
            filter.parent_id.is_none_or(|id| unit.parent_id == Some(id))
                && unit.name_folded.contains(&wanted)
        });
    let page = Page::of(units, &page, key, actor.account_id, |unit| {
        (unit.name_folded.clone(), unit.id)
    })?;
    Ok(Json(page.map(|unit| OrgUnit::of(&unit, &app.directory))))
}

/// Show a unit
///
/// With the units above it and those directly below.
#[utoipa::path(tag = "organisation", params(("id" = OrgUnitId, Path, description = "The unit")),
    responses((status = 200, body = OrgUnitDetail)), security(("session" = [])))]
#[get("/org-units/{id}")]
async fn get_org_unit(
    actor: Actor,
    app: App,
    id: Path<OrgUnitId>,
) -> ApiResult<Json<OrgUnitDetail>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let catalogue = app.directory.catalogue();
    let unit = catalogue.units.find(id.0).ok_or_else(ApiError::not_found)?;
    let path = unit.ancestors.iter().map(|id| catalogue.org_unit_ref(*id));
    let children = unit
        .children
        .iter()
        .filter_map(|id| catalogue.units.find(*id));
    Ok(Json(OrgUnitDetail {
        unit: OrgUnit::of(unit, &app.directory),
        path: path.collect::<ApiResult<_>>()?,
        children: children
            .map(|child| OrgUnit::of(child, &app.directory))
            .collect(),
    }))
}

/// A place where people work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Location {
    id: LocationId,
    #[schema(example = "Lyon office")]
    name: String,
    #[schema(example = "Lyon")]
    city: String,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "FR")]
    country: String,
    /// IANA name.
    #[schema(example = "Europe/Paris")]
    time_zone: String,
}

#[derive(Debug, Deserialize, Validate)]
struct NoFilter {}

/// List places
///
/// By name.
#[utoipa::path(tag = "organisation", params(PageParams),
    responses((status = 200, body = Page<Location>)), security(("session" = [])))]
#[get("/locations")]
async fn list_locations(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<Location>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let after = page.position::<(String, LocationId)>(key, actor.account_id)?;
    let catalogue = app.directory.catalogue();
    let places = catalogue
        .locations
        .page(after.as_ref(), page.limit() + 1, |_| true);
    let page = Page::of(places, &page, key, actor.account_id, |place| {
        (place.name_folded.clone(), place.id)
    })?;
    Ok(Json(page.map(|place| Location {
        id: place.id,
        name: place.name.clone(),
        city: place.city.clone(),
        country: place.country.clone(),
        time_zone: place.time_zone.clone(),
    })))
}

/// A seat in the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Position {
    id: PositionId,
    job_profile: JobProfileRef,
    org_unit: OrgUnitRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    incumbent: Option<EmployeeRef>,
    status: PositionStatus,
    /// Whether the organisation could hardly do without.
    critical: bool,
}

impl Position {
    fn of(row: &stored::Position, names: &Catalogue, directory: &Directory) -> ApiResult<Self> {
        let location = row.location_id.map(|id| names.location_ref(id));
        let person = |id: EmployeeId| directory.employee_ref(id);
        Ok(Self {
            id: row.id,
            job_profile: names.job_profile_ref(row.job_profile_id)?,
            org_unit: names.org_unit_ref(row.org_unit_id)?,
            location: location.transpose()?,
            incumbent: row.incumbent_id.and_then(person),
            status: row.status,
            critical: row.critical,
        })
    }
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct PositionQuery {
    /// Positions of this unit and of those below it.
    org_unit_id: Option<OrgUnitId>,
    /// Seats in this state.
    status: Option<PositionStatus>,
}

/// List positions
///
/// Oldest first; optionally of one unit with all below it, or of one status.
#[utoipa::path(tag = "organisation", params(PageParams, PositionQuery),
    responses((status = 200, body = Page<Position>)), security(("session" = [])))]
#[get("/positions")]
async fn list_positions(
    actor: Actor,
    app: App,
    query: ListQuery<PositionQuery>,
) -> ApiResult<Json<Page<Position>>> {
    actor.permit(actions::ReadDirectory, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let after = page.position::<PositionId>(key, actor.account_id)?;
    let names = app.directory.catalogue();
    let Some(org_unit_path) = path_of(&names, query.filter.org_unit_id) else {
        return Ok(Json(Page::empty()));
    };
    let filter = PositionFilter {
        org_unit_path,
        status: query.filter.status,
    };
    let limit = page.fetch();
    let rows = app
        .db
        .read(move |conn| stored::list_positions(conn, &filter, after, limit))
        .await?;
    let page = Page::of(rows, &page, key, actor.account_id, |row| row.id)?;
    let page = page.try_map(|row| Position::of(&row, &names, &app.directory))?;
    Ok(Json(page))
}

/// The path of the unit that a list is narrowed to: `None` if there is no such unit, so that the
/// list is empty; `Some(None)` if it is not narrowed.
pub(super) fn path_of(names: &Catalogue, unit: Option<OrgUnitId>) -> Option<Option<String>> {
    match unit {
        None => Some(None),
        Some(id) => names.units.find(id).map(|unit| Some(unit.path.clone())),
    }
}
