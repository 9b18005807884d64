//! The list of openings: ranked by the engine for somebody it knows, from the database otherwise.

use std::collections::HashMap;

use actix_web::get;
use domain::application::ApplicationStatus;
use domain::ids::{LocationId, OpportunityId, OrgUnitId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{OpportunityKind, WorkMode};
use matching::Facets as Counted;
use persistence::opportunities::{
    self, ListedOpportunity, OpportunityFilter, OpportunityOrder, OpportunityPosition, Viewer,
};
use persistence::{Conn, applications};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::card::{Cards, OpportunityCard};
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::{Json, ListQuery, Page, PageParams, PageRequest};
use crate::matching::{Listing, ListingFilter, ListingOrder, MatchSummaryView, Wanted, summary};
use crate::state::{App, AppState};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    Fit,
    Date,
    Need,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
pub struct OpportunityQuery {
    /// Words that begin words of the title, the unit, the role or the skills.
    #[param(max_length = 200)]
    #[validate(length(max = 200))]
    q: Option<String>,
    /// Openings of this kind.
    kind: Option<OpportunityKind>,
    /// With all units below it.
    org_unit_id: Option<OrgUnitId>,
    /// Openings at this place.
    location_id: Option<LocationId>,
    /// Openings with this way of working.
    work_mode: Option<WorkMode>,
    /// This grade or a higher one.
    level_min: Option<i16>,
    /// This grade or a lower one.
    level_max: Option<i16>,
    /// The pay range reaches this, in minor units a year.
    #[param(minimum = 0)]
    #[validate(range(min = 0))]
    pay_min_minor: Option<i64>,
    /// At most so many hours a week.
    #[param(minimum = 0, maximum = 168)]
    #[validate(range(max = 168))]
    hours_max: Option<u16>,
    /// Fit in points; orders by fit.
    #[param(maximum = 100)]
    #[validate(range(max = 100))]
    fit_min: Option<u8>,
    /// Only openings of one's own hiring teams, in every state.
    mine: Option<bool>,
    /// Openings in this state instead of those that take applications.
    status: Option<OpportunityStatus>,
    /// `fit` for whoever has a profile, otherwise `date`.
    sort: Option<Sort>,
}

/// How many openings each value of a filter would leave.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct FacetValue {
    #[schema(example = "gig")]
    value: String,
    count: u32,
    /// For values that are ids: their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Lyon office")]
    label: Option<String>,
}

/// Empty for lists that are not of open openings for somebody.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct OpportunityFacets {
    #[schema(max_items = 200)]
    kind: Vec<FacetValue>,
    #[schema(max_items = 200)]
    work_mode: Vec<FacetValue>,
    #[schema(max_items = 2000)]
    location: Vec<FacetValue>,
    #[schema(max_items = 200)]
    level: Vec<FacetValue>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ListOrder {
    by: Sort,
    /// What the order means, for people.
    #[schema(example = "fit")]
    explanation_code: &'static str,
}

/// One page of openings, with what the filters would leave.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpportunityPage {
    #[serde(flatten)]
    page: Page<OpportunityCard>,
    facets: OpportunityFacets,
    order: ListOrder,
}

/// List openings
///
/// Those that take applications and that one may see: best fit first for whoever has a profile,
/// or by date or need. With `mine`, those of one's own hiring teams, in every state.
#[utoipa::path(tag = "opportunities", params(PageParams, OpportunityQuery),
    responses((status = 200, body = OpportunityPage)), security(("session" = [])))]
#[get("/opportunities")]
pub async fn list_opportunities(
    actor: Actor,
    app: App,
    query: ListQuery<OpportunityQuery>,
) -> ApiResult<Json<OpportunityPage>> {
    let viewer = app.matching.viewer(&actor);
    let asked = query.filter;
    let stored = asked.mine == Some(true) || asked.status.is_some();
    let known = viewer.employee_id.filter(|_| !stored);
    let ranked = match known {
        Some(me) => ranked(&app, &viewer, me, &asked, &query.page, &actor).await?,
        None => None,
    };
    let page = match ranked {
        Some(page) => page,
        None => from_rows(&app, &viewer, &asked, &query.page, &actor).await?,
    };
    Ok(Json(page))
}

/// The engine ranks what the viewer may see, with the rows from memory; only one's own
/// applications come from the database. Other servers' changes show within a second.
async fn ranked(
    app: &App,
    viewer: &Viewer,
    me: domain::ids::EmployeeId,
    asked: &OpportunityQuery,
    page: &PageRequest,
    actor: &Actor,
) -> ApiResult<Option<OpportunityPage>> {
    let key = app.cursors()?;
    let offset: usize = page.position(key, actor.account_id)?.unwrap_or(0);
    let sort = if asked.fit_min.is_some() {
        Sort::Fit
    } else {
        asked.sort.unwrap_or(Sort::Fit)
    };
    let wanted = asked.wanted();
    let filter = ListingFilter {
        wanted: &wanted,
        order: match sort {
            Sort::Fit => ListingOrder::Fit,
            Sort::Date => ListingOrder::Date,
            Sort::Need => ListingOrder::Need,
        },
        viewer,
        limit: page.limit() + 1,
        offset,
    };
    let Some(found) = app.matching.openings_for(me, &filter) else {
        return Ok(None);
    };
    let own: HashMap<OpportunityId, ApplicationStatus> = app
        .db
        .read(move |conn: &mut Conn| applications::list_own_live(conn, me))
        .await?
        .into_iter()
        .collect();
    let names = app.directory.catalogue();
    let cards = Cards::new(app, &names, viewer);
    let Listing { page: found, rows } = found;
    let ranked = found.items.into_iter().zip(rows).zip(offset + 1..);
    let page = Page::of(ranked.collect(), page, key, actor.account_id, |(_, end)| {
        *end
    })?;
    let items = page.items.into_iter().map(|((one, row), _)| {
        let listed = ListedOpportunity {
            application_status: own.get(&row.id).copied(),
            row,
        };
        cards.card(listed, Some(summary(&one.summary, &names)))
    });
    let items = items.collect::<ApiResult<Vec<OpportunityCard>>>()?;
    Ok(Some(OpportunityPage {
        page: Page {
            items,
            next_cursor: page.next_cursor,
        },
        facets: facets(&found.facets, &names),
        order: order(sort),
    }))
}

async fn from_rows(
    app: &App,
    viewer: &Viewer,
    asked: &OpportunityQuery,
    page: &PageRequest,
    actor: &Actor,
) -> ApiResult<OpportunityPage> {
    let key = app.cursors()?;
    let names = app.directory.catalogue();
    let sort = match asked.sort {
        Some(Sort::Need) => Sort::Need,
        _ => Sort::Date,
    };
    let unit_path = match asked.org_unit_id {
        Some(id) => match names.units.find(id) {
            Some(unit) => Some(unit.path.clone()),
            None => return Ok(empty(sort)),
        },
        None => None,
    };
    let filter = asked.stored(app, unit_path);
    let order_by = match sort {
        Sort::Need => OpportunityOrder::Need,
        Sort::Fit | Sort::Date => OpportunityOrder::Date,
    };
    let after: Option<OpportunityPosition> = page.position(key, actor.account_id)?;
    let limit = page.fetch();
    let whose = viewer.clone();
    let rows = app
        .db
        .read(move |conn| {
            let after = after.as_ref();
            opportunities::list_opportunities(conn, &whose, &filter, order_by, after, limit)
        })
        .await?;
    let rows = Page::of(
        rows,
        page,
        key,
        actor.account_id,
        ListedOpportunity::position,
    )?;
    let cards = Cards::new(app, &names, viewer);
    let page = rows.try_map(|row| {
        let fit = own_fit(app, viewer, &row, &names);
        cards.card(row, fit)
    })?;
    Ok(OpportunityPage {
        page,
        facets: OpportunityFacets::default(),
        order: order(sort),
    })
}

/// How an opening fits the viewer; nothing for those who decide on it.
fn own_fit(
    app: &AppState,
    viewer: &Viewer,
    listed: &ListedOpportunity,
    names: &crate::directory::Catalogue,
) -> Option<MatchSummaryView> {
    let me = viewer.employee_id?;
    if app.matching.is_in_team(listed.row.id, me) {
        return None;
    }
    let view = matching::View::Employee;
    let found = app.matching.explain(me, listed.row.id, view)?;
    Some(summary(&found.summary, names))
}

fn empty(sort: Sort) -> OpportunityPage {
    OpportunityPage {
        page: Page::empty(),
        facets: OpportunityFacets::default(),
        order: order(sort),
    }
}

const fn order(by: Sort) -> ListOrder {
    ListOrder {
        by,
        explanation_code: match by {
            Sort::Fit => "fit",
            Sort::Date => "date",
            Sort::Need => "need",
        },
    }
}

impl OpportunityQuery {
    fn wanted(&self) -> Wanted {
        let text = self.q.as_deref().map(str::trim);
        Wanted {
            text: text.filter(|text| !text.is_empty()).map(str::to_owned),
            kinds: self.kind.into_iter().collect(),
            unit: self.org_unit_id,
            locations: self.location_id.into_iter().collect(),
            work_modes: self.work_mode.into_iter().collect(),
            level_min: self.level_min,
            level_max: self.level_max,
            pay_min_minor: self.pay_min_minor,
            hours_max: self.hours_max,
            fit_min: self.fit_min,
        }
    }
}

impl OpportunityQuery {
    fn stored(&self, app: &AppState, unit_path: Option<String>) -> OpportunityFilter {
        let text = self.q.as_deref().filter(|text| !text.trim().is_empty());
        OpportunityFilter {
            kinds: self.kind.into_iter().collect(),
            unit_path,
            locations: self.location_id.into_iter().collect(),
            work_modes: self.work_mode.into_iter().collect(),
            level_min: self.level_min,
            level_max: self.level_max,
            pay_min_minor: self.pay_min_minor,
            hours_max: self.hours_max.map(i32::from),
            status: self.status,
            mine: self.mine == Some(true),
            ids: text.map(|text| app.matching.search_openings(text)),
            today: app.clock.today(),
        }
    }
}

fn facets(found: &Counted, names: &crate::directory::Catalogue) -> OpportunityFacets {
    let plain = |value: &str, count: u32| FacetValue {
        value: value.to_owned(),
        count,
        label: None,
    };
    let kinds = found.kind.iter();
    let modes = found.work_mode.iter();
    let places = found.location.iter();
    OpportunityFacets {
        kind: kinds.map(|f| plain(f.value.as_str(), f.count)).collect(),
        work_mode: modes.map(|f| plain(f.value.as_str(), f.count)).collect(),
        location: places
            .map(|f| FacetValue {
                label: names.locations.find(f.value).map(|l| l.name.clone()),
                ..plain(&f.value.to_string(), f.count)
            })
            .collect(),
        level: (found.level.iter())
            .map(|f| plain(&f.value.to_string(), f.count))
            .collect(),
    }
}
