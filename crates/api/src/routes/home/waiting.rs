//! What waits for one: answers that somebody else is waiting for, and drafts of one's own.

use chrono::NaiveDate;
use domain::application::ApplicationStatus;
use domain::opportunity::OpportunityStatus;
use domain::policy::{DecisionPolicy, add_working_days};
use persistence::opportunities::{ListedOpportunity, OpportunityRow};
use serde::Serialize;
use utoipa::ToSchema;

use super::Rows;
use crate::auth::Actor;
use crate::error::ApiResult;
use crate::matching::{ListingOrder, PostedFilter, Wanted};
use crate::routes::applications::view::{ApplicationSummary, line};
use crate::routes::engagements::EngagementSummary;
use crate::routes::moves::MoveSummary;
use crate::routes::opportunities::card::{Cards, OpportunityCard};

const DRAFTS: usize = 10;
const WAITING: usize = 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WaitingCode {
    /// An offer of one's own.
    OfferToAnswer,
    /// Applicants of one's own opening wait for an answer.
    NewApplications,
    DraftToPublish,
    /// Somebody is about to leave one's team: agree on the day.
    ReleaseToAnswer,
    /// The manager whom somebody leaves for one's team asks for a later day.
    LaterDayToAnswer,
    MoveToApprove,
    /// For specialists: works councils to inform or to come to terms with, overdue approvals.
    MovesOnDesk,
    /// One is asked how it goes on the new seat.
    CheckInToWrite,
    /// Somebody of one's team wants to do a gig of many hours.
    GigToAgree,
    /// One's own gig is done: confirm what was shown.
    GigToConfirm,
}

/// Something that somebody waits for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WaitingItem {
    pub(super) code: WaitingCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) opportunity: Option<OpportunityCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) application: Option<ApplicationSummary>,
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    pub(super) moving: Option<MoveSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) engagement: Option<EngagementSummary>,
    pub(super) params: WaitingParams,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) due: Option<NaiveDate>,
}

impl WaitingItem {
    pub(super) fn new(code: WaitingCode, due: Option<NaiveDate>) -> Self {
        Self {
            code,
            opportunity: None,
            application: None,
            moving: None,
            engagement: None,
            params: WaitingParams::default(),
            due,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub(super) struct WaitingParams {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u32>,
}

/// What waits for one person.
pub(super) struct Waits<'a> {
    pub rows: &'a Rows,
    pub cards: &'a Cards<'a>,
    pub actor: &'a Actor,
}

impl Waits<'_> {
    /// The most urgent first.
    pub(super) fn list(&self, policy: &DecisionPolicy) -> ApiResult<Vec<WaitingItem>> {
        let mut items = self.offers(policy)?;
        items.extend(self.applications(policy)?);
        items.extend(self.rows.running.waiting(self.cards, self.actor));
        for draft in self.drafts() {
            items.push(WaitingItem {
                opportunity: self.card(draft)?,
                ..WaitingItem::new(WaitingCode::DraftToPublish, None)
            });
        }
        items.sort_by_key(|item| (item.due.is_none(), item.due));
        Ok(items)
    }

    fn card(&self, row: OpportunityRow) -> ApiResult<Option<OpportunityCard>> {
        let listed = ListedOpportunity {
            row,
            application_status: None,
        };
        self.cards.card(listed, None).map(Some)
    }

    fn offers(&self, policy: &DecisionPolicy) -> ApiResult<Vec<WaitingItem>> {
        let offered = (self.rows.own.iter())
            .filter(|one| one.row.status == ApplicationStatus::Offered)
            .map(|offer| {
                let made = offer.row.updated_at.date();
                let usual = add_working_days(made, policy.offer_answer_working_days);
                let due = offer.row.offer_expires_on.unwrap_or(usual);
                Ok(WaitingItem {
                    application: Some(line(offer.clone(), self.actor, self.cards)?),
                    ..WaitingItem::new(WaitingCode::OfferToAnswer, Some(due))
                })
            });
        offered.collect()
    }

    fn applications(&self, policy: &DecisionPolicy) -> ApiResult<Vec<WaitingItem>> {
        let days = policy.feedback_working_days;
        let mut items = Vec::new();
        for (id, (count, since)) in self.rows.waiting.iter().take(WAITING) {
            let Some(row) = self.cards.app.matching.row(self.cards.viewer, *id) else {
                continue;
            };
            let due = since.map(|at| add_working_days(at.date(), days));
            items.push(WaitingItem {
                opportunity: self.card(row)?,
                params: WaitingParams {
                    count: Some(*count),
                },
                ..WaitingItem::new(WaitingCode::NewApplications, due)
            });
        }
        Ok(items)
    }

    /// One's own teams' drafts, the newest first.
    fn drafts(&self) -> Vec<OpportunityRow> {
        let posted = self.cards.app.matching.posted(&PostedFilter {
            wanted: &Wanted::default(),
            found: None,
            viewer: self.cards.viewer,
            team: true,
            status: Some(OpportunityStatus::Draft),
            order: ListingOrder::Date,
            after: None,
            limit: DRAFTS,
        });
        posted.rows.into_iter().map(|(row, _)| row).collect()
    }
}
