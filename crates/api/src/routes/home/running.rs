//! Moves and gigs that run and concern one: as the first page shows them, and what of them waits
//! for one. Each is read with the rights for it.

use chrono::{NaiveDate, TimeDelta};
use domain::access::{Permit, actions};
use domain::engagement::EngagementStatus;
use domain::ids::MoveId;
use domain::mobility::{CHECK_IN_DAYS, MoveSide};
use persistence::engagements::{self, EngagementRow, EngagementScope};
use persistence::moves::{self, Concerned, MoveScope, OpenMove};
use persistence::{Conn, DbError};

use super::SHOWN;
use super::waiting::{WaitingCode, WaitingItem, WaitingParams};
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::routes::engagements::{EngagementSummary, Standing};
use crate::routes::moves::{MoveSummary, Showing, capacities, record, sides, waits_for};
use crate::routes::opportunities::card::Cards;
use crate::state::{App, AppState};

/// So many moves and so many gigs are looked at.
const MOST: i64 = 100;
/// One is asked how it goes so many days before the day and so many after; whoever has not said
/// anything by then is left alone.
const ASKED_BEFORE: i64 = 7;
const ASKED_AFTER: i64 = 30;

/// What runs, as far as it is for the one who looks.
#[derive(Debug, Default)]
pub(super) struct Running {
    moves: Vec<OpenMove>,
    checked_in: Vec<(MoveId, i32, MoveSide)>,
    engagements: Vec<EngagementRow>,
    /// Moves about which specialists have to do something; 0 for everybody else.
    on_desk: u32,
}

impl Running {
    /// Moves that took effect before this day ask nobody anything any more.
    pub(super) fn since(today: NaiveDate) -> NaiveDate {
        let longest = CHECK_IN_DAYS.iter().copied().max().unwrap_or_default();
        let days = i64::from(longest) + ASKED_AFTER;
        today
            .checked_sub_signed(TimeDelta::days(days))
            .unwrap_or(today)
    }

    /// At most three statements; for specialists one more.
    pub(super) fn read(
        conn: &mut Conn,
        app: &AppState,
        actor: &Actor,
        concerned: &Concerned,
    ) -> Result<Self, DbError> {
        let policy = app.matching.policy();
        let table = &policy.parameters.disclosure;
        let found = moves::list_concerning(conn, concerned, MOST)?;
        let found = found.into_iter().filter_map(|sealed| {
            let capacities = capacities(actor, &sealed.seal, table);
            let permit = actor.permit(actions::ReadMove, sealed.seal.id, capacities);
            sealed.open(&permit.ok()?)
        });
        let moves: Vec<OpenMove> = found.collect();
        let seated: Vec<MoveId> = (moves.iter())
            .filter(|one| one.row.status.is_seated())
            .map(|one| one.row.id)
            .collect();
        let checked_in = if seated.is_empty() {
            Vec::new()
        } else {
            moves::list_checked_in(conn, &seated)?
        };
        let pipeline: Result<Permit<actions::ReadMovePipeline>, _> =
            actor.permit(actions::ReadMovePipeline, (), actor.capacities());
        let on_desk = match pipeline {
            Ok(permit) => {
                let scope = MoveScope::Pipeline(permit, Some(concerned.me));
                moves::count_on_desk(conn, &scope, app.clock.today())?
            }
            Err(_) => 0,
        };
        let scope = EngagementScope::Concerning {
            me: concerned.me,
            reports: concerned.reports.clone(),
        };
        let standing = Standing::of(app, actor);
        let mut engagements = engagements::list_engagements(conn, &scope, true, None, MOST)?;
        engagements.retain(|row| standing.permit(actions::ReadEngagement, row).is_ok());
        Ok(Self {
            moves,
            checked_in,
            engagements,
            on_desk: u32::try_from(on_desk).unwrap_or(u32::MAX),
        })
    }

    /// Those who are told of are told who looked.
    pub(super) async fn record(
        &self,
        app: &App,
        actor: &Actor,
        context: &RequestContext,
    ) -> ApiResult<()> {
        for one in self.moves.iter().filter(|one| {
            !actor.is(one.row.employee_id) && self.waits_in(app, actor, one).is_some()
        }) {
            record(app, actor, context, "move.list", one).await?;
        }
        // Of others, only what waits for one is shown.
        let gigs = self.engagements.iter().filter(|row| {
            !actor.is(row.employee_id) && row.status == EngagementStatus::AwaitingManager
        });
        for row in gigs {
            let read = Read {
                by: app.origin(actor, context),
                action: "engagement.list",
                subject: row.employee_id,
                application: Some(row.application_id),
            };
            app.reads()?.record(read).await?;
        }
        Ok(())
    }

    /// One's own: moves whose next step comes first, and gigs, the newest first.
    pub(super) fn own(
        &self,
        cards: &Cards<'_>,
        actor: &Actor,
    ) -> (Vec<MoveSummary>, Vec<EngagementSummary>) {
        let showing = Showing {
            app: cards.app,
            names: cards.names,
        };
        let standing = Standing::of(cards.app, actor);
        let moves = (self.moves.iter())
            // Confirmed, and no secondment: it is over but for the check-ins.
            .filter(|one| !one.row.status.is_over() || one.row.due_on.is_some())
            .filter(|one| actor.is(one.row.employee_id))
            .filter_map(|one| showing.summary(one).ok());
        let gigs = (self.engagements.iter())
            .filter(|row| actor.is(row.employee_id))
            .filter_map(|row| standing.summary(row).ok());
        (moves.take(SHOWN).collect(), gigs.take(SHOWN).collect())
    }

    /// What of them waits for one.
    pub(super) fn waiting<'a>(
        &'a self,
        cards: &'a Cards<'_>,
        actor: &'a Actor,
    ) -> impl Iterator<Item = WaitingItem> + 'a {
        let showing = Showing {
            app: cards.app,
            names: cards.names,
        };
        let standing = Standing::of(cards.app, actor);
        let moves = self.moves.iter().filter_map(move |one| {
            let (code, due) = self.waits_in(cards.app, actor, one)?;
            Some(WaitingItem {
                moving: Some(showing.summary(one).ok()?),
                ..WaitingItem::new(code, due)
            })
        });
        let gigs = self.engagements.iter().filter_map(move |row| {
            let own = actor.is(row.employee_id);
            let (code, due) = match (row.status, own) {
                (EngagementStatus::AwaitingManager, false) => {
                    (WaitingCode::GigToAgree, row.consent_due_on)
                }
                (EngagementStatus::Completed, true) => (WaitingCode::GigToConfirm, None),
                _ => return None,
            };
            Some(WaitingItem {
                engagement: Some(standing.summary(row).ok()?),
                ..WaitingItem::new(code, due)
            })
        });
        let desk = (self.on_desk > 0).then(|| WaitingItem {
            params: WaitingParams {
                count: Some(self.on_desk),
            },
            ..WaitingItem::new(WaitingCode::MovesOnDesk, None)
        });
        moves.chain(gigs).chain(desk)
    }

    /// What a move waits for from the one who looks, and until when.
    fn waits_in(
        &self,
        app: &AppState,
        actor: &Actor,
        one: &OpenMove,
    ) -> Option<(WaitingCode, Option<NaiveDate>)> {
        let policy = app.matching.policy();
        let known = capacities(actor, &one.seal, &policy.parameters.disclosure);
        let sides = sides(known);
        let row = &one.row;
        if let Some(side) = waits_for(row).filter(|side| sides.contains(side)) {
            let code = match side {
                MoveSide::ReleasingManager => WaitingCode::ReleaseToAnswer,
                MoveSide::ReceivingManager => WaitingCode::LaterDayToAnswer,
                MoveSide::Approver => WaitingCode::MoveToApprove,
                MoveSide::Mover | MoveSide::Specialist | MoveSide::System => return None,
            };
            return Some((code, row.answer_by));
        }
        let own = (sides.into_iter())
            .find(|side| matches!(side, MoveSide::Mover | MoveSide::ReceivingManager))?;
        let due = self.check_in_due(one, own, app.clock.today())?;
        Some((WaitingCode::CheckInToWrite, Some(due)))
    }

    /// The day of the check-in that this side is asked for now and has not written.
    fn check_in_due(&self, one: &OpenMove, side: MoveSide, today: NaiveDate) -> Option<NaiveDate> {
        if !one.row.status.is_seated() {
            return None;
        }
        let unsaid = |days: &i32| !self.checked_in.contains(&(one.row.id, *days, side));
        CHECK_IN_DAYS.into_iter().filter(unsaid).find_map(|days| {
            let day = one.row.effective_on + TimeDelta::days(i64::from(days));
            let late = today.signed_duration_since(day).num_days();
            (-ASKED_BEFORE..=ASKED_AFTER).contains(&late).then_some(day)
        })
    }
}
