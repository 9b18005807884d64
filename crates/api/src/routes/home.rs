//! The first page: the openings that fit best, one's own applications, and what waits for one.

use std::collections::{BTreeMap, HashMap};

use actix_web::get;
use chrono::NaiveDate;
use domain::application::ApplicationStatus;
use domain::disclosure::Desk;
use domain::ids::{AccountId, EmployeeId, OpportunityId};
use domain::impartiality::was_there;
use domain::opportunity::OpportunityStatus;
use domain::policy::{DecisionPolicy, add_working_days};
use domain::time::Timestamp;
use persistence::applications::{self, ApplicationScope, ListedApplication};
use persistence::contests::{self, ContestRow};
use persistence::opportunities::{ListedOpportunity, OpportunityRow};
use persistence::{Conn, DbError};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::applications::view::{ApplicationSummary, line};
use super::contests::{Contest, Desks};
use super::opportunities::card::{Cards, OpportunityCard};
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::Json;
use crate::matching::{
    ListingFilter, ListingOrder, PostedFilter, ShownTo, Wanted, points, summary,
};
use crate::refs::SkillRef;
use crate::state::{App, AppState};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_home);
}

const BEST: usize = 3;
const APPLICATIONS: i64 = 20;
const DRAFTS: usize = 10;
const WAITING: usize = 30;
const SKILLS_TO_NAME: usize = 3;
/// How long an answer is news.
const ANSWERED: chrono::TimeDelta = chrono::TimeDelta::days(14);

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
    /// One's own questions that were answered in the last two weeks, latest first.
    #[schema(max_items = 10)]
    answered_questions: Vec<Contest>,
    /// Absent when naming more skills of one's role would improve no match.
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_gain: Option<ProfileGain>,
}

/// What naming skills of one's own role, at the level that the role asks for, would do to the
/// openings in one's list.
#[derive(Debug, Serialize, ToSchema)]
struct ProfileGain {
    /// The most asked-for first.
    #[schema(min_items = 1, max_items = 3)]
    skills: Vec<SkillToName>,
    /// Openings that would rise to a better band.
    #[schema(minimum = 0, example = 4)]
    openings_rising: u32,
    /// The opening whose fit would grow most.
    best: FitGain,
}

#[derive(Debug, Serialize, ToSchema)]
struct SkillToName {
    skill: SkillRef,
    /// What one's own role asks for.
    #[schema(minimum = 1, maximum = 5, example = 3)]
    level: u8,
    /// How many openings ask for it.
    #[schema(minimum = 1, example = 12)]
    openings: u32,
}

#[derive(Debug, Serialize, ToSchema)]
struct FitGain {
    id: OpportunityId,
    #[schema(example = "Data engineer, customer platform")]
    title: String,
    /// Absent where there is none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100, example = 61)]
    fit_before: Option<u32>,
    #[schema(minimum = 0, maximum = 100, example = 74)]
    fit_after: u32,
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

/// What there is to show; the database says it in four statements.
#[derive(Debug, Default)]
struct Rows {
    /// One's own live applications.
    live: HashMap<OpportunityId, ApplicationStatus>,
    own: Vec<ListedApplication>,
    waiting: BTreeMap<OpportunityId, (u32, Option<Timestamp>)>,
    answered: Vec<ContestRow>,
}

/// Show what matters now
///
/// The three openings that fit best, one's open applications, what waits for one, and what naming
/// more skills would bring.
#[utoipa::path(tag = "home", responses((status = 200, body = Home)), security(("session" = [])))]
#[get("/home")]
async fn get_home(actor: Actor, app: App) -> ApiResult<Json<Home>> {
    let viewer = app.matching.viewer(&actor);
    let Some(me) = actor.employee_id else {
        return Ok(Json(Home {
            best_openings: Vec::new(),
            applications: Vec::new(),
            waiting_for_me: Vec::new(),
            answered_questions: Vec::new(),
            profile_gain: None,
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
            shown_to: Some(ShownTo {
                account: actor.account_id,
                rows: BEST,
            }),
        },
    );
    let (policy, state) = (app.matching.policy(), app.clone());
    let desk = policy.parameters.disclosure.desk(actor.capacities(), true);
    let since = app.clock.now().plus(-ANSWERED);
    let rows = app
        .db
        .read(move |conn: &mut Conn| read(conn, &state, (me, &desk), since))
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
    let desks = Desks::of(&app, &actor);
    let answered = rows.answered.into_iter().map(|row| desks.show(row));
    let answered_questions = answered.collect::<ApiResult<_>>()?;
    let lines = rows.own.into_iter().map(|row| line(row, true, &cards));
    Ok(Json(Home {
        best_openings,
        applications: lines.collect::<ApiResult<_>>()?,
        waiting_for_me,
        answered_questions,
        profile_gain: profile_gain(&cards, me, actor.account_id)?,
    }))
}

fn profile_gain(
    cards: &Cards<'_>,
    me: EmployeeId,
    account: AccountId,
) -> ApiResult<Option<ProfileGain>> {
    let matching = &cards.app.matching;
    let Some(found) = matching.profile_gain(me, cards.viewer, SKILLS_TO_NAME) else {
        return Ok(None);
    };
    let Some(row) = matching.row(cards.viewer, found.best.opportunity) else {
        return Ok(None);
    };
    let before = matching.own_fits(me, &[row.id], account).remove(&row.id);
    let skills = found.skills.into_iter().map(|one| {
        Ok(SkillToName {
            skill: cards.names.skill_ref(one.skill)?,
            level: one.level,
            openings: one.openings,
        })
    });
    Ok(Some(ProfileGain {
        skills: skills.collect::<ApiResult<_>>()?,
        openings_rising: found.rising,
        best: FitGain {
            id: row.id,
            title: row.title,
            fit_before: before.and_then(|found| found.fit_ppm).map(points),
            fit_after: points(found.best.fit_after_ppm),
        },
    }))
}

fn read(
    conn: &mut Conn,
    app: &AppState,
    (me, desk): (EmployeeId, &Desk),
    since: Timestamp,
) -> Result<Rows, DbError> {
    let mut rows = Rows {
        live: applications::list_own_live(conn, me)?.into_iter().collect(),
        answered: contests::list_answered_since(conn, me, since)?,
        ..Rows::default()
    };
    for one in applications::list_waiting_for(conn, me, desk)? {
        let told = was_there(one.since, one.submitted_at);
        if told || !app.directory.is_in_line_of(me, one.employee_id) {
            let entry = rows.waiting.entry(one.opportunity_id);
            entry.or_insert((0, one.submitted_at)).0 += 1;
        }
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
                due: (offer.row.offer_expires_on)
                    .or_else(|| Some(add_working_days(made, policy.offer_answer_working_days))),
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
