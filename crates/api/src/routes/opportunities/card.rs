//! An opening as lists show it, with what it is to the one who looks.

use chrono::NaiveDate;
use domain::application::ApplicationStatus;
use domain::disclosure::Party;
use domain::eligibility::{self, EligibilityCode, RuleOutcome};
use domain::ids::{EmployeeId, OpportunityId};
use domain::money::PayRange;
use domain::opportunity::OpportunityStatus;
use domain::terms::{OpportunityKind, Priority, WorkMode};
use domain::time::Timestamp;
use persistence::opportunities::{ListedOpportunity, OpportunityRow, Viewer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Catalogue;
use crate::error::ApiResult;
use crate::matching::MatchSummaryView;
use crate::refs::{JobProfileRef, LocationRef, OrgUnitRef};
use crate::state::AppState;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OpportunityCard {
    pub id: OpportunityId,
    pub kind: OpportunityKind,
    #[schema(example = "Data engineer, customer platform")]
    pub title: String,
    pub org_unit: OrgUnitRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationRef>,
    pub work_mode: WorkMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_profile: Option<JobProfileRef>,
    /// Grade; that of the role unless the opening says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 4)]
    pub level: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay_range: Option<PayRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 35)]
    pub hours_per_week: Option<i32>,
    pub status: OpportunityStatus,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// Last day on which it takes applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<NaiveDate>,
    #[schema(example = 1)]
    pub seats: i32,
    /// How many have applied; for the hiring team, and for specialists and applicants to whom nobody
    /// reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 7)]
    pub applicants_count: Option<i32>,
    pub priority: Priority,
    /// How it fits the one who looks.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub fit: Option<MatchSummaryView>,
    /// Where one's own live application stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_status: Option<ApplicationStatus>,
    /// From when one may apply, where only time is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eligible_from: Option<EligibleFrom>,
    /// One may apply because a rule was waived for one, up to and including this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived_until: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct EligibleFrom {
    pub code: EligibilityCode,
    pub date: NaiveDate,
}

impl EligibleFrom {
    /// When time alone mends what the rules say.
    #[must_use]
    pub fn of(rules: &[RuleOutcome]) -> Option<Self> {
        let (code, date) = eligibility::eligible_from(rules)?;
        Some(Self { code, date })
    }
}

/// Makes cards for one viewer.
pub struct Cards<'a> {
    pub app: &'a AppState,
    pub names: &'a Catalogue,
    pub viewer: &'a Viewer,
    /// Whether anybody reports to the viewer.
    manages: bool,
    /// Whether those who decide may know of an application as soon as it is sent.
    teams_know: bool,
    specialists_know: bool,
}

impl<'a> Cards<'a> {
    #[must_use]
    pub fn new(app: &'a AppState, names: &'a Catalogue, viewer: &'a Viewer) -> Self {
        let manages = (viewer.employee_id).is_some_and(|id| app.directory.is_any_manager(id));
        let policy = app.matching.policy();
        let sent = ApplicationStatus::Submitted;
        let knows = |party| policy.parameters.disclosure.may_know(party, sent);
        Self {
            app,
            names,
            viewer,
            manages,
            teams_know: knows(Party::HiringTeam),
            specialists_know: knows(Party::Specialists),
        }
    }

    pub fn card(
        &self,
        listed: ListedOpportunity,
        fit: Option<MatchSummaryView>,
    ) -> ApiResult<OpportunityCard> {
        let ListedOpportunity {
            row,
            application_status,
        } = listed;
        let profile = row.job_profile_id.map(|id| self.names.job_profile_ref(id));
        let job_profile = profile.transpose()?;
        let location = row.location_id.map(|id| self.names.location_ref(id));
        let eligible_from = match self.viewer.employee_id {
            Some(me) if row.status.is_open() && application_status.is_none() => {
                self.eligible_from(me, row.id)
            }
            _ => None,
        };
        let knows_count = self.knows_count(&row, application_status);
        Ok(OpportunityCard {
            id: row.id,
            kind: row.kind,
            org_unit: self.names.org_unit_ref(row.org_unit_id)?,
            location: location.transpose()?,
            work_mode: row.work_mode,
            level: row.level.or(job_profile.as_ref().map(|job| job.level)),
            job_profile,
            pay_range: row.pay_range(),
            hours_per_week: row.hours_per_week,
            status: row.status,
            opens_at: row.opened_at,
            closes_at: row.closes_on,
            seats: row.seats,
            applicants_count: knows_count.then_some(row.applicants_count),
            priority: row.priority,
            title: row.title,
            fit,
            application_status,
            eligible_from,
            waived_until: None,
        })
    }

    fn eligible_from(&self, me: EmployeeId, opening: OpportunityId) -> Option<EligibleFrom> {
        let (code, date) = self.app.matching.eligible_from(me, opening)?;
        Some(EligibleFrom { code, date })
    }

    /// A count that grows when one's own report applies would tell a manager of it. So those who
    /// have reports do not see it, specialists included, unless they were of the hiring team from
    /// the beginning.
    pub(super) fn knows_count(&self, row: &OpportunityRow, own: Option<ApplicationStatus>) -> bool {
        let matching = &self.app.matching;
        let in_team = |me| {
            matching.is_in_team(row.id, me) && !(self.manages && matching.joined_late(row.id, me))
        };
        let as_specialist = self.viewer.sees_all && self.specialists_know;
        (self.teams_know && self.viewer.employee_id.is_some_and(in_team))
            || (!self.manages && (as_specialist || own.is_some()))
    }
}
