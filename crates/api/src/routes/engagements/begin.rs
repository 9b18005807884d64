//! What an accepted gig or shadowing begins with: whether the manager is asked, and until when.

use domain::engagement::{EngagementStatus, Load, begun, is_engagement};
use domain::ids::EngagementId;
use domain::policy::{Policy, add_working_days};
use persistence::applications::{self, OpenApplication};
use persistence::engagements::{self, EngagementRow};
use persistence::{DbError, WriteTx, opportunities};

/// Begins what an accepted application leads to, under the opening's lock and with the terms that
/// were offered; `None` for kinds that change somebody's seat.
///
/// # Errors
/// When the database does not answer.
pub fn begin(
    tx: &mut WriteTx<'_>,
    application: &OpenApplication,
    policy: &Policy,
) -> Result<Option<EngagementRow>, DbError> {
    let opening = &application.opportunity;
    if !is_engagement(opening.kind) {
        return Ok(None);
    }
    let person = application.row.employee_id;
    let (opens_on, ends_on) = opportunities::find_dates(tx.conn(), opening.id)?;
    let terms = applications::find_accepted_offer(tx.conn(), application)?.unwrap_or_default();
    let starts_on = terms.starts_on.or(opens_on);
    let (present_hours, contracted_tenths) = engagements::present_load(tx, person)?;
    let hours = terms.hours_per_week.or(opening.hours_per_week);
    let load = Load {
        present_hours,
        added_hours: hours
            .and_then(|hours| u32::try_from(hours).ok())
            .unwrap_or(0),
        contracted_tenths,
    };
    let now = tx.now();
    // Whoever has no manager has nobody to ask.
    let asked = load.needs_consent(&policy.parameters.gigs) && application.manager_id.is_some();
    let days = policy.parameters.release.consent_after_working_days;
    let row = EngagementRow {
        id: EngagementId::generate(),
        application_id: application.row.id,
        opportunity_id: opening.id,
        employee_id: person,
        kind: opening.kind,
        status: if asked {
            EngagementStatus::AwaitingManager
        } else {
            begun(starts_on, now.date())
        },
        hours_per_week: hours,
        starts_on,
        ends_on,
        consent_due_on: asked.then(|| add_working_days(now.date(), days)),
        reason: None,
        feedback: None,
        feedback_by_id: None,
        reply: None,
        closed_at: None,
        policy_version: policy.version,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    engagements::insert_engagement(tx, &row)?;
    Ok(Some(row))
}
