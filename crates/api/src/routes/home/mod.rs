//! The first page: the openings that fit best, one's own applications, and what naming more skills
//! would bring. One's moves and gigs are in `running`, what waits for one in `waiting`.

mod running;
mod waiting;

use std::collections::{BTreeMap, HashMap};

use actix_web::get;
use domain::application::ApplicationStatus;
use domain::disclosure::Desk;
use domain::ids::{AccountId, EmployeeId, OpportunityId};
use domain::impartiality::was_there;
use domain::time::Timestamp;
use persistence::applications::{self, ApplicationScope, ListedApplication};
use persistence::contests::{self, ContestRow};
use persistence::moves::Concerned;
use persistence::opportunities::{ListedOpportunity, Viewer};
use persistence::{Conn, DbError};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::applications::view::{ApplicationSummary, line};
use super::contests::{Contest, Desks};
use super::engagements::EngagementSummary;
use super::moves::MoveSummary;
use super::opportunities::card::{Cards, OpportunityCard};
use super::opportunities::waivers::Granted;
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::Json;
use crate::gate::RequestContext;
use crate::matching::{Listing, ListingFilter, ListingOrder, ShownTo, Wanted, points, summary};
use crate::refs::SkillRef;
use crate::state::{App, AppState};
use running::Running;
use waiting::{WaitingItem, Waits};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_home);
}

const BEST: usize = 3;
/// So many of one's applications, moves and gigs are shown.
const SHOWN: usize = 20;
/// So many applications are read, for the marks on the best openings.
const APPLICATIONS: i64 = 200;
const SKILLS_TO_NAME: usize = 3;
/// How long an answer is news.
const ANSWERED: chrono::TimeDelta = chrono::TimeDelta::days(14);
/// Answers that are shown at once.
const ANSWERS: usize = 10;

#[derive(Debug, Default, Serialize, ToSchema)]
struct Home {
    #[schema(max_items = 3)]
    best_openings: Vec<OpportunityCard>,
    /// Those that are not decided.
    #[schema(max_items = 20)]
    applications: Vec<ApplicationSummary>,
    /// One's own that are not over; what happens next comes first.
    #[schema(max_items = 20)]
    moves: Vec<MoveSummary>,
    /// One's own gigs and shadowing that are not over.
    #[schema(max_items = 20)]
    engagements: Vec<EngagementSummary>,
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

/// What there is to show; the database says it in at most six statements.
#[derive(Debug, Default)]
struct Rows {
    /// One's own applications that are not over, or ended with a seat.
    own: Vec<ListedApplication>,
    running: Running,
    waiting: BTreeMap<OpportunityId, (u32, Option<Timestamp>)>,
    /// One's own questions that were answered lately, and waivers that one has.
    answered: Vec<ContestRow>,
}

/// Show what matters now
///
/// The three openings that fit best, one's open applications, moves and gigs that run, what waits
/// for one, and what naming more skills would bring.
#[utoipa::path(tag = "home", responses((status = 200, body = Home)), security(("session" = [])))]
#[get("/home")]
async fn get_home(actor: Actor, app: App, context: RequestContext) -> ApiResult<Json<Home>> {
    let viewer = app.matching.viewer(&actor);
    let Some(me) = actor.employee_id else {
        return Ok(Json(Home::default()));
    };
    let best = best_listing(&app, &actor, me, &viewer);
    let (policy, state) = (app.matching.policy(), app.clone());
    let desk = policy.parameters.disclosure.desk(actor.capacities(), true);
    let since = app.clock.now().plus(-ANSWERED);
    let reports = app.directory.direct_reports(me);
    let concerned = Concerned {
        me,
        reports: reports.into_iter().map(|one| one.id).collect(),
        since: Running::since(app.clock.today()),
    };
    let access = actor.clone();
    let rows = app
        .db
        .read(move |conn: &mut Conn| read(conn, &state, &access, (&concerned, &desk), since))
        .await?;
    rows.running.record(&app, &actor, &context).await?;
    let names = app.directory.catalogue();
    let cards = Cards::new(&app, &names, &viewer);
    let own = rows.own.iter();
    let live = own.map(|one| (one.row.opportunity_id, one.row.status));
    let live: HashMap<OpportunityId, ApplicationStatus> = live.collect();
    let best = best.into_iter();
    let best = best.flat_map(|found| found.page.items.into_iter().zip(found.rows));
    let best_openings = best.map(|(one, row)| {
        let listed = ListedOpportunity {
            application_status: live.get(&row.id).copied(),
            row,
        };
        cards.card(listed, Some(summary(&one.summary, &names)))
    });
    let mut best_openings = best_openings.collect::<ApiResult<Vec<_>>>()?;
    Granted::of(&rows.answered).show(&app, me, &mut best_openings);
    let waits = Waits {
        rows: &rows,
        cards: &cards,
        actor: &actor,
    };
    let waiting_for_me = waits.list(&policy.parameters.decisions)?;
    let (moves, engagements) = rows.running.own(&cards, &actor);
    let desks = Desks::of(&app, &actor);
    let answered_questions = answered_since(rows.answered, since, &desks)?;
    let undecided = |one: &ListedApplication| one.row.status != ApplicationStatus::Accepted;
    let lines = rows.own.into_iter().filter(undecided).take(SHOWN);
    let lines = lines.map(|row| line(row, &actor, &cards));
    Ok(Json(Home {
        best_openings,
        applications: lines.collect::<ApiResult<_>>()?,
        moves,
        engagements,
        waiting_for_me,
        answered_questions,
        profile_gain: profile_gain(&cards, me, actor.account_id)?,
    }))
}

/// The openings that fit best; that they were shown is remembered.
fn best_listing(app: &AppState, actor: &Actor, me: EmployeeId, viewer: &Viewer) -> Option<Listing> {
    let wanted = Wanted::default();
    app.matching.openings_for(
        me,
        &ListingFilter {
            wanted: &wanted,
            found: None,
            order: ListingOrder::Fit,
            viewer,
            limit: BEST,
            offset: 0,
            after: None,
            shown_to: Some(ShownTo {
                account: actor.account_id,
                rows: BEST,
            }),
        },
    )
}

/// Waivers last longer than their answer is news.
fn answered_since(
    rows: Vec<ContestRow>,
    since: Timestamp,
    desks: &Desks<'_>,
) -> ApiResult<Vec<Contest>> {
    let news = (rows.into_iter()).filter(|row| row.closed_at.is_some_and(|at| at >= since));
    news.take(ANSWERS).map(|row| desks.show(row)).collect()
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
    actor: &Actor,
    (concerned, desk): (&Concerned, &Desk),
    since: Timestamp,
) -> Result<Rows, DbError> {
    let me = concerned.me;
    let mut rows = Rows {
        answered: contests::list_answered(conn, me, since, app.clock.today())?,
        running: Running::read(conn, app, actor, concerned)?,
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
