//! Where, how and how much a person would work elsewhere.

use std::collections::HashSet;
use std::hash::Hash;

use actix_web::{HttpRequest, HttpResponse, get, put};
use chrono::NaiveDate;
use domain::access::{ProfileField, actions};
use domain::ids::{EmployeeId, LocationId};
use domain::terms::{OpportunityKind, WorkMode};
use persistence::wishes as stored;
use persistence::{Conn, WriteTx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::wishes::permit_wishes;
use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::extract::{ETag, IfMatch, Json, Path, sound};
use crate::gate::RequestContext;
use crate::profile::view::MobilityPreference;
use crate::reads::Read;
use crate::state::App;
use crate::viewer;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_mobility_preference)
        .service(put_mobility_preference);
}

/// Show a mobility preference
///
/// For the person and specialists. Who said nothing yet has an empty one, with a tag of its own.
#[utoipa::path(tag = "profile", params(("id" = EmployeeId, Path, description = "The person")),
    responses((status = 200, body = MobilityPreference)), security(("session" = [])))]
#[get("/employees/{id}/mobility-preference")]
async fn get_mobility_preference(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<EmployeeId>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    app.directory.person(id).ok_or_else(ApiError::not_found)?;
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let related = viewer::may_be_related(&app, &actor, id);
    let read = move |conn: &mut Conn| -> ApiResult<stored::MobilityPreference> {
        let capacities = viewer::capacities_to_read(conn, &access, &policy, id, related)?;
        let permit = access.permit(actions::ReadProfile, id, capacities)?;
        if !ProfileField::MobilityPreference.visible_to(capacities) {
            return Err(ApiError::new(Code::Forbidden));
        }
        Ok(stored::find_mobility_preference(conn, &permit)?)
    };
    let row = app.db.read(read).await?;
    if !actor.is(id) {
        let read = Read {
            by: app.origin(&actor, &context),
            action: "mobility_preference.read",
            subject: id,
            application: None,
        };
        app.reads()?.record(read).await?;
    }
    Ok(ETag::of_version(row.version).respond(&req, MobilityPreference::from(row)))
}

/// Where, how and how much somebody would work elsewhere; empty lists mean any.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct MobilityPreferenceInput {
    #[schema(max_items = 4)]
    #[validate(length(max = 4))]
    opportunity_kinds: Vec<OpportunityKind>,
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    location_ids: Vec<LocationId>,
    #[schema(max_items = 3)]
    #[validate(length(max = 3))]
    work_modes: Vec<WorkMode>,
    #[schema(minimum = 1, maximum = 60)]
    #[validate(range(min = 1, max = 60))]
    hours_per_week_min: Option<i32>,
    #[schema(minimum = 1, maximum = 60, example = 40)]
    #[validate(range(min = 1, max = 60))]
    hours_per_week_max: Option<i32>,
    #[validate(custom(function = sound::day))]
    earliest_date: Option<NaiveDate>,
    #[schema(max_items = 20)]
    #[validate(length(max = 20))]
    languages: Vec<LanguageTag>,
    /// Whether others may approach the person.
    open_to_moves: bool,
}

/// BCP 47.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, max_length = 35, example = "fr")]
#[serde(transparent)]
struct LanguageTag(String);

impl LanguageTag {
    /// Letters, digits and hyphens in parts of one to eight, the first of two or three letters.
    fn is_well_formed(&self) -> bool {
        let mut parts = self.0.split('-');
        let first = parts.next().unwrap_or_default();
        (2..=3).contains(&first.len())
            && first.bytes().all(|byte| byte.is_ascii_alphabetic())
            && self.0.len() <= 35
            && parts.all(|part| {
                (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    }
}

impl MobilityPreferenceInput {
    fn check(&self, names: &Catalogue) -> ApiResult<()> {
        let mut errors = Vec::new();
        for (at, id) in self.location_ids.iter().enumerate() {
            if names.locations.find(*id).is_none() {
                errors.push(FieldError::new(
                    format!("/location_ids/{at}"),
                    field::UNKNOWN_REFERENCE,
                    "there is no such place",
                ));
            }
        }
        for (at, tag) in self.languages.iter().enumerate() {
            if !tag.is_well_formed() {
                let detail = "a language tag such as fr or pt-BR";
                let pointer = format!("/languages/{at}");
                errors.push(FieldError::new(pointer, field::INVALID, detail));
            }
        }
        if let (Some(min), Some(max)) = (self.hours_per_week_min, self.hours_per_week_max)
            && min > max
        {
            errors.push(FieldError::new(
                "/hours_per_week_max",
                field::OUT_OF_RANGE,
                "less than the least number of hours",
            ));
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(errors))
        }
    }

    fn into_stored(self) -> stored::MobilityPreference {
        stored::MobilityPreference {
            opportunity_kinds: distinct(self.opportunity_kinds),
            location_ids: distinct(self.location_ids),
            work_modes: distinct(self.work_modes),
            hours_per_week_min: self.hours_per_week_min,
            hours_per_week_max: self.hours_per_week_max,
            earliest_date: self.earliest_date,
            languages: distinct(self.languages)
                .into_iter()
                .map(|tag| tag.0)
                .collect(),
            open_to_moves: self.open_to_moves,
            version: 0,
        }
    }
}

fn distinct<T: Eq + Hash + Clone>(mut values: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
    values
}

/// Say where and how one would work
///
/// Replaces what was said before. Only of oneself.
#[utoipa::path(tag = "profile", params(
        ("id" = EmployeeId, Path, description = "The person"),
        ("If-Match" = String, Header, description = "`ETag` of the version that was read", example = "\"v1\""),
    ),
    responses((status = 200, body = MobilityPreference)), security(("session" = [])))]
#[put("/employees/{id}/mobility-preference")]
async fn put_mobility_preference(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    if_match: IfMatch,
    id: Path<EmployeeId>,
    input: Json<MobilityPreferenceInput>,
) -> ApiResult<HttpResponse> {
    let permit = permit_wishes(&app, &actor, id.0)?;
    input.0.check(&app.directory.catalogue())?;
    let wanted = input.0.into_stored();
    let access = actor.to_access();
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<stored::MobilityPreference> {
        let reading = access.permit(actions::ReadProfile, id.0, permit.capacities())?;
        let current = stored::find_mobility_preference(tx.conn(), &reading)?;
        if_match.require(&ETag::of_version(current.version))?;
        let wanted = stored::MobilityPreference {
            version: current.version,
            ..wanted.clone()
        };
        Ok(stored::update_mobility_preference(tx, &permit, &wanted)?)
    };
    let row = app.db.write(app.origin(&actor, &context), write).await?;
    Ok(ETag::of_version(row.version).respond(&req, MobilityPreference::from(row)))
}
