//! The list of openings: ranked by the engine for somebody it knows, as the board has them for
//! hiring teams and everybody else.

use std::collections::HashMap;

use actix_web::get;
use domain::application::ApplicationStatus;
use domain::ids::{AccountId, EmployeeId, LocationId, OpportunityId, OrgUnitId};
use domain::opportunity::OpportunityStatus;
use domain::terms::{OpportunityKind, WorkMode};
use persistence::opportunities::{ListedOpportunity, OpportunityRow, Viewer};
use persistence::{Conn, applications};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::card::{Cards, OpportunityCard};
use super::facets::OpportunityFacets;
use super::waivers::show_waived;
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::{Json, ListQuery, Page, PageParams, PageRequest};
use crate::matching::{
    Found, Listing, ListingFilter, ListingOrder, Posted, PostedFilter, ShownTo, Wanted, summary,
};
use crate::state::{App, AppState};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    Fit,
    Date,
    Need,
    /// What answers `q` best first; without `q` like no order at all.
    Relevance,
}

impl From<Sort> for ListingOrder {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Fit => Self::Fit,
            Sort::Date => Self::Date,
            Sort::Need => Self::Need,
            Sort::Relevance => Self::Relevance,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
pub struct OpportunityQuery {
    /// Words, or their beginnings, of the title, the role, the unit, the place, the skills or the
    /// description; typing mistakes are forgiven.
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
    /// `relevance` with `q`; without, `fit` for whoever has a profile, otherwise `date`.
    sort: Option<Sort>,
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
/// or by date or need; with `q`, what answers it best first. With `mine`, those of one's own hiring
/// teams, in every state.
#[utoipa::path(tag = "opportunities", params(PageParams, OpportunityQuery),
    responses((status = 200, body = OpportunityPage)), security(("session" = [])))]
#[get("/opportunities")]
pub async fn list_opportunities(
    actor: Actor,
    app: App,
    query: ListQuery<OpportunityQuery>,
) -> ApiResult<Json<OpportunityPage>> {
    let viewer = app.matching.viewer(&actor);
    let asked = Asked {
        found: query.filter.found(&app, &viewer),
        query: query.filter,
        page: query.page,
        account: actor.account_id,
    };
    let own = match viewer.employee_id {
        Some(me) => own_applications(&app, me).await?,
        None => HashMap::new(),
    };
    let stored = asked.query.mine == Some(true) || asked.query.status.is_some();
    let ranked = match viewer.employee_id.filter(|_| !stored) {
        Some(me) => ranked(&app, &viewer, me, &asked, &own)?,
        None => None,
    };
    let mut page = match ranked {
        Some(page) => page,
        None => posted(&app, &viewer, &asked, &own)?,
    };
    show_waived(&app, viewer.employee_id, &mut page.page.items).await?;
    Ok(Json(page))
}

/// What was asked for, and what the search found of it.
struct Asked {
    query: OpportunityQuery,
    found: Option<Found>,
    page: PageRequest,
    account: AccountId,
}

type OwnApplications = HashMap<OpportunityId, ApplicationStatus>;

/// All that the lists ask the database: the rest is in memory, where other servers' changes show
/// within a second.
async fn own_applications(app: &App, me: EmployeeId) -> ApiResult<OwnApplications> {
    let read = move |conn: &mut Conn| applications::list_own_live(conn, me);
    Ok(app.db.read(read).await?.into_iter().collect())
}

/// The engine ranks what the viewer may see.
fn ranked(
    app: &App,
    viewer: &Viewer,
    me: EmployeeId,
    asked: &Asked,
    own: &OwnApplications,
) -> ApiResult<Option<OpportunityPage>> {
    let key = app.cursors()?;
    let end: Option<(usize, OpportunityId)> = asked.page.position(key, asked.account)?;
    let sort = match asked.query.fit_min {
        Some(_) => Sort::Fit,
        None => asked.sort(Sort::Fit),
    };
    let wanted = asked.query.wanted();
    let filter = ListingFilter {
        wanted: &wanted,
        found: asked.found.as_ref(),
        order: sort.into(),
        viewer,
        limit: asked.page.limit() + 1,
        offset: end.map_or(0, |(offset, _)| offset),
        after: end.map(|(_, last)| last),
        shown_to: Some(ShownTo {
            account: asked.account,
            rows: asked.page.limit(),
        }),
    };
    let Some(Listing { page: found, rows }) = app.matching.openings_for(me, &filter) else {
        return Ok(None);
    };
    let names = app.directory.catalogue();
    let cards = Cards::new(app, &names, viewer);
    let ranked = found.items.into_iter().zip(rows).zip(found.offset + 1..);
    let page = Page::of(
        ranked.collect(),
        &asked.page,
        key,
        asked.account,
        |((_, row), end)| (*end, row.id),
    )?;
    let page = page.try_map(|((one, row), _)| {
        cards.card(listed(row, own), Some(summary(&one.summary, &names)))
    })?;
    Ok(Some(OpportunityPage {
        page,
        facets: OpportunityFacets::of(&found.facets, &names),
        order: order(sort),
    }))
}

/// The list as it is on the board.
fn posted(
    app: &App,
    viewer: &Viewer,
    asked: &Asked,
    own: &OwnApplications,
) -> ApiResult<OpportunityPage> {
    let key = app.cursors()?;
    let sort = match asked.sort(Sort::Date) {
        Sort::Fit => Sort::Date,
        other => other,
    };
    let wanted = asked.query.wanted();
    let team = asked.query.mine == Some(true);
    let Posted {
        rows,
        facets,
        statuses,
    } = app.matching.posted(&PostedFilter {
        wanted: &wanted,
        found: asked.found.as_ref(),
        viewer,
        team,
        status: asked.query.status,
        order: sort.into(),
        after: asked.page.position(key, asked.account)?,
        limit: asked.page.limit() + 1,
    });
    let page = Page::of(rows, &asked.page, key, asked.account, |(_, place)| *place)?;
    let names = app.directory.catalogue();
    let cards = Cards::new(app, &names, viewer);
    let ids: Vec<OpportunityId> = page.items.iter().map(|(row, _)| row.id).collect();
    let fits = (viewer.employee_id)
        .map(|me| app.matching.own_fits(me, &ids, asked.account))
        .unwrap_or_default();
    let page = page.try_map(|(row, _)| {
        let fit = fits.get(&row.id).map(|found| summary(found, &names));
        cards.card(listed(row, own), fit)
    })?;
    let facets = OpportunityFacets::of(&facets, &names);
    Ok(OpportunityPage {
        page,
        facets: if team {
            facets.with_statuses(&statuses)
        } else {
            facets
        },
        order: order(sort),
    })
}

fn listed(row: OpportunityRow, own: &OwnApplications) -> ListedOpportunity {
    ListedOpportunity {
        application_status: own.get(&row.id).copied(),
        row,
    }
}

const fn order(by: Sort) -> ListOrder {
    ListOrder {
        by,
        explanation_code: match by {
            Sort::Fit => "fit",
            Sort::Date => "date",
            Sort::Need => "need",
            Sort::Relevance => "relevance",
        },
    }
}

impl Asked {
    /// What was searched for comes best first unless another order is asked for.
    fn sort(&self, otherwise: Sort) -> Sort {
        let searched = self.found.is_some();
        match self.query.sort {
            Some(Sort::Relevance) if !searched => otherwise,
            Some(sort) => sort,
            None if searched => Sort::Relevance,
            None => otherwise,
        }
    }
}

impl OpportunityQuery {
    fn wanted(&self) -> Wanted {
        Wanted {
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
    /// What `q` finds of the openings that the viewer may see; `None` without words.
    fn found(&self, app: &AppState, viewer: &Viewer) -> Option<Found> {
        let text = self.q.as_deref().filter(|text| !text.trim().is_empty())?;
        let found = app
            .matching
            .with_sight(viewer, |sees| app.search.opportunities(text, sees));
        Some(found.into_iter().collect())
    }
}
