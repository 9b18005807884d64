//! The first page: the openings that fit best, one's own applications, and what waits for one.

use std::collections::{BTreeMap, HashMap};

use actix_web::get;
use chrono::NaiveDate;
use domain::application::ApplicationStatus;
use domain::disclosure::Desk;
use domain::ids::{EmployeeId, OpportunityId};
use domain::opportunity::OpportunityStatus;
use domain::policy::{DecisionPolicy, add_working_days};
use domain::time::Timestamp;
use persistence::applications::{self, ApplicationScope, ListedApplication};
use persistence::opportunities::{ListedOpportunity, OpportunityRow};
use persistence::{Conn, DbError};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::applications::view::{ApplicationSummary, line};
use super::opportunities::card::{Cards, OpportunityCard};
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::Json;
use crate::matching::{ListingFilter, ListingOrder, PostedFilter, Wanted, summary};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_home);
}

const BEST: usize = 3;
const APPLICATIONS: i64 = 20;
const DRAFTS: usize = 10;
const WAITING: usize = 30;

#[derive(Debug, Serialize, ToSchema)]
struct Home {
    #[schema(max_items = 3)]
    best_openings: Vec<OpportunityCard>,
    /// Those that are not over.
    #[schema(max_items = 20)]
    applications: Vec<ApplicationSummary>,
    /// The most urgent first.
    #[schema(max_items = 50)]
    waiting_for_me: Vec<WaitingItem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WaitingCode {
    /// An offer of one's own.
    OfferToAnswer,
    /// Applicants of one's own opening wait for an answer.
    NewApplications,
    DraftToPublish,
}

/// Something that somebody waits for.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingItem {
    code: WaitingCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    opportunity: Option<OpportunityCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<ApplicationSummary>,
    params: WaitingParams,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
struct WaitingParams {
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
}

/// What there is to show; the database says it in three statements.
#[derive(Debug, Default)]
struct Rows {
    /// One's own live applications.
    live: HashMap<OpportunityId, ApplicationStatus>,
    own: Vec<ListedApplication>,
    waiting: BTreeMap<OpportunityId, (u32, Option<Timestamp>)>,
}

/// Show what matters now
///
/// The three openings that fit best, one's open applications, and what waits for one.
#[utoipa::path(tag = "home", responses((status = 200, body = Home)), security(("session" = [])))]
#[get("/home")]
async fn get_home(actor: Actor, app: App) -> ApiResult<Json<Home>> {
    let viewer = app.matching.viewer(&actor);
    let Some(me) = actor.employee_id else {
        return Ok(Json(Home {
            best_openings: Vec::new(),
            applications: Vec::new(),
            waiting_for_me: Vec::new(),
        }));
    };
    let wanted = Wanted::default();
    let best = app.matching.openings_for(
        me,
        &ListingFilter {
            wanted: &wanted,
            found: None,
            order: ListingOrder::Fit,
            viewer: &viewer,
            limit: BEST,
            offset: 0,
            after: None,
        },
    );
    let policy = app.matching.policy();
    let desk = policy.parameters.disclosure.desk(actor.capacities(), true);
    let rows = app
        .db
        .read(move |conn: &mut Conn| read(conn, me, &desk))
        .await?;
    let names = app.directory.catalogue();
    let cards = Cards::new(&app, &names, &viewer);
    let best = best.into_iter();
    let best = best.flat_map(|found| found.page.items.into_iter().zip(found.rows));
    let best_openings = best.map(|(one, row)| {
        let listed = ListedOpportunity {
            application_status: rows.live.get(&row.id).copied(),
            row,
        };
        cards.card(listed, Some(summary(&one.summary, &names)))
    });
    let best_openings = best_openings.collect::<ApiResult<_>>()?;
    let waiting_for_me = waiting(&rows, &cards, &policy.parameters.decisions)?;
    let lines = rows.own.into_iter().map(|row| line(row, true, &cards));
    Ok(Json(Home {
        best_openings,
        applications: lines.collect::<ApiResult<_>>()?,
        waiting_for_me,
    }))
}

fn read(conn: &mut Conn, me: EmployeeId, desk: &Desk) -> Result<Rows, DbError> {
    let mut rows = Rows {
        live: applications::list_own_live(conn, me)?.into_iter().collect(),
        ..Rows::default()
    };
    for (opening, since) in applications::list_waiting_for(conn, me, desk)? {
        let entry = rows.waiting.entry(opening).or_insert((0, since));
        entry.0 += 1;
    }
    let own = ApplicationScope::Own(me);
    rows.own = applications::list_applications(conn, own, true, None, APPLICATIONS)?;
    Ok(rows)
}

/// One's own teams' drafts, the newest first.
fn drafts(cards: &Cards<'_>) -> Vec<OpportunityRow> {
    let posted = cards.app.matching.posted(&PostedFilter {
        wanted: &Wanted::default(),
        found: None,
        viewer: cards.viewer,
        team: true,
        status: Some(OpportunityStatus::Draft),
        order: ListingOrder::Date,
        after: None,
        limit: DRAFTS,
    });
    posted.rows.into_iter().map(|(row, _)| row).collect()
}

fn waiting(rows: &Rows, cards: &Cards<'_>, policy: &DecisionPolicy) -> ApiResult<Vec<WaitingItem>> {
    let card = |row: OpportunityRow| {
        let listed = ListedOpportunity {
            row,
            application_status: None,
        };
        cards.card(listed, None).map(Some)
    };
    let mut items = Vec::new();
    for offer in &rows.own {
        if offer.row.status == ApplicationStatus::Offered {
            let made = offer.row.updated_at.date();
            items.push(WaitingItem {
                code: WaitingCode::OfferToAnswer,
                opportunity: None,
                application: Some(line(offer.clone(), true, cards)?),
                params: WaitingParams::default(),
                due: Some(add_working_days(made, policy.offer_answer_working_days)),
            });
        }
    }
    for (id, (count, since)) in rows.waiting.iter().take(WAITING) {
        let Some(row) = cards.app.matching.row(cards.viewer, *id) else {
            continue;
        };
        let days = policy.feedback_working_days;
        items.push(WaitingItem {
            code: WaitingCode::NewApplications,
            opportunity: card(row)?,
            application: None,
            params: WaitingParams {
                count: Some(*count),
            },
            due: since.map(|at| add_working_days(at.date(), days)),
        });
    }
    for draft in drafts(cards) {
        items.push(WaitingItem {
            code: WaitingCode::DraftToPublish,
            opportunity: card(draft)?,
            application: None,
            params: WaitingParams::default(),
            due: None,
        });
    }
    items.sort_by_key(|item| (item.due.is_none(), item.due));
    Ok(items)
}
