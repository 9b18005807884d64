//! Gigs and shadowing after the offer was accepted. The caller holds the opening's lock and has
//! asked the domain whether the step is right (`domain::engagement`); who may read, too.

mod due;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::engagement::EngagementStatus;
use domain::ids::{ApplicationId, EmployeeId, EngagementId, OpportunityId, SkillId};
use domain::notice::NoticeKind;
use domain::terms::OpportunityKind;
use domain::time::Timestamp;
use serde_json::{Value, json};

pub use due::{has_due, move_due};

use crate::applications::{find_manager, list_team};
use crate::cached::update_prepared;
use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::notices::Notice;
use crate::on_backend;
use crate::opportunities::lock_only;
use crate::schema::{employee, engagement, engagement_skill, opportunity, opportunity_member};
use crate::spelled::Spelled;
use crate::write::{AuditDraft, WriteTx};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = engagement)]
pub struct EngagementRow {
    pub id: EngagementId,
    pub application_id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub employee_id: EmployeeId,
    pub kind: OpportunityKind,
    pub status: EngagementStatus,
    pub hours_per_week: Option<i32>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    /// Last day on which the manager's answer counts; `None`: nobody was asked.
    pub consent_due_on: Option<NaiveDate>,
    pub reason: Option<String>,
    pub feedback: Option<String>,
    pub feedback_by_id: Option<EmployeeId>,
    pub reply: Option<String>,
    pub closed_at: Option<Timestamp>,
    pub policy_version: i64,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A skill that was shown, and whether the participant confirmed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = engagement_skill)]
pub struct EngagementSkill {
    pub engagement_id: EngagementId,
    pub skill_id: SkillId,
    pub level: i16,
    pub confirmed: bool,
}

/// Begins what somebody accepted.
///
/// # Errors
/// When the database does not answer.
pub fn insert_engagement(tx: &mut WriteTx<'_>, row: &EngagementRow) -> Result<(), DbError> {
    on_backend!(tx.conn(), |c| diesel::insert_into(engagement::table)
        .values(row)
        .execute(c))?;
    let detail = json!({
        "application_id": row.application_id,
        "status": row.status,
        "hours_per_week": row.hours_per_week,
        "consent_due_on": row.consent_due_on,
        "policy_version": row.policy_version,
    });
    record(tx, "engagement.create", row, detail);
    if row.consent_due_on.is_some() {
        let manager = find_manager(tx.conn(), row.employee_id)?;
        tell(tx, row, NoticeKind::EngagementConsentAsked, manager)?;
    }
    Ok(())
}

/// Stores a step that the domain allowed, as `row` is after it, and tells those whom it concerns
/// but for who took it.
///
/// # Errors
/// When the database does not answer.
pub fn update_engagement(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    row: &EngagementRow,
    actor: Option<EmployeeId>,
) -> Result<(), DbError> {
    let now = tx.now();
    update_prepared(
        engagement::table.find(row.id),
        (
            engagement::status.eq(row.status),
            engagement::reason.eq(row.reason.as_deref()),
            engagement::feedback.eq(row.feedback.as_deref()),
            engagement::feedback_by_id.eq(row.feedback_by_id),
            engagement::reply.eq(row.reply.as_deref()),
            engagement::closed_at.eq(row.closed_at),
            engagement::version.eq(engagement::version + 1),
            engagement::updated_at.eq(now),
        ),
    )
    .execute(tx.conn())?;
    record(tx, action, row, json!({"status": row.status}));
    if actor != Some(row.employee_id) {
        let participant = vec![row.employee_id];
        tell(tx, row, NoticeKind::EngagementMovedOn, participant)?;
    }
    let team = list_team(tx.conn(), row.opportunity_id)?;
    let others = (team.into_iter())
        .filter(|one| actor != Some(*one) && *one != row.employee_id)
        .collect();
    tell(tx, row, NoticeKind::EngagementAnswered, others)
}

fn tell(
    tx: &mut WriteTx<'_>,
    row: &EngagementRow,
    kind: NoticeKind,
    recipients: Vec<EmployeeId>,
) -> Result<(), DbError> {
    let notices = recipients.into_iter().map(|recipient| Notice {
        recipient,
        kind,
        object_type: ObjectType::Engagement,
        object_id: *row.id.as_uuid(),
        params: json!({"engagement_status": row.status}),
    });
    tx.tell(notices);
    Ok(())
}

fn record(tx: &mut WriteTx<'_>, action: &'static str, row: &EngagementRow, detail: Value) {
    tx.audit(
        AuditDraft::new(action, ObjectType::Engagement, *row.id.as_uuid())
            .about(row.employee_id)
            .with(detail),
    );
}

/// Says which skills were shown, for the participant to confirm.
///
/// # Errors
/// [`DbError::Reference`] when a skill does not exist.
pub fn insert_skills(tx: &mut WriteTx<'_>, skills: &[EngagementSkill]) -> Result<(), DbError> {
    if skills.is_empty() {
        return Ok(());
    }
    on_backend!(tx.conn(), |c| diesel::insert_into(engagement_skill::table)
        .values(skills)
        .execute(c))?;
    Ok(())
}

/// Marks those that the participant confirms.
///
/// # Errors
/// When the database does not answer.
pub fn confirm_skills(
    tx: &mut WriteTx<'_>,
    id: EngagementId,
    skills: &[SkillId],
) -> Result<(), DbError> {
    diesel::update(
        engagement_skill::table
            .filter(engagement_skill::engagement_id.eq(id))
            .filter(engagement_skill::skill_id.eq_any(skills)),
    )
    .set(engagement_skill::confirmed.eq(true))
    .execute(tx.conn())?;
    Ok(())
}

/// An engagement that nobody has been allowed to read yet; who may, says the domain.
///
/// # Errors
/// When the database does not answer.
pub fn find_engagement(
    conn: &mut Conn,
    id: EngagementId,
) -> Result<Option<EngagementRow>, DbError> {
    Ok(engagement::table
        .find(id)
        .select(EngagementRow::as_select())
        .first(conn)
        .optional()?)
}

/// Several of them.
///
/// # Errors
/// When the database does not answer.
pub fn list_by_ids(conn: &mut Conn, ids: &[EngagementId]) -> Result<Vec<EngagementRow>, DbError> {
    Ok(engagement::table
        .filter(engagement::id.eq_any(ids))
        .select(EngagementRow::as_select())
        .load(conn)?)
}

/// The same with its opening locked, under which engagements change.
///
/// # Errors
/// When the database does not answer.
pub fn lock_engagement(
    tx: &mut WriteTx<'_>,
    id: EngagementId,
) -> Result<Option<EngagementRow>, DbError> {
    let Some(seen) = find_engagement(tx.conn(), id)? else {
        return Ok(None);
    };
    lock_only(tx.conn(), seen.opportunity_id)?;
    find_engagement(tx.conn(), id)
}

/// The skills of these, by engagement and skill.
///
/// # Errors
/// When the database does not answer.
pub fn list_skills(conn: &mut Conn, ids: &[EngagementId]) -> Result<Vec<EngagementSkill>, DbError> {
    Ok(engagement_skill::table
        .filter(engagement_skill::engagement_id.eq_any(ids))
        .order((engagement_skill::engagement_id, engagement_skill::skill_id))
        .load(conn)?)
}

/// Whose engagements a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngagementScope {
    Own(EmployeeId),
    /// Of openings whose hiring team somebody belongs to.
    Team(EmployeeId),
    /// Of those who report to somebody.
    Reports {
        manager: EmployeeId,
        /// Only those that the manager was asked about, as the policy tells them of no others.
        asked_only: bool,
    },
    /// Somebody's own, and those of their reports that wait for their answer.
    Concerning {
        me: EmployeeId,
        reports: Vec<EmployeeId>,
    },
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EngagementPosition {
    pub at: Timestamp,
    pub id: EngagementId,
}

impl EngagementRow {
    #[must_use]
    pub const fn position(&self) -> EngagementPosition {
        EngagementPosition {
            at: self.created_at,
            id: self.id,
        }
    }
}

/// One page, newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_engagements(
    conn: &mut Conn,
    scope: &EngagementScope,
    live_only: bool,
    after: Option<&EngagementPosition>,
    limit: i64,
) -> Result<Vec<EngagementRow>, DbError> {
    let mut query = engagement::table
        .select(EngagementRow::as_select())
        .into_boxed();
    query = match scope {
        EngagementScope::Own(own) => query.filter(engagement::employee_id.eq(*own)),
        EngagementScope::Team(member) => {
            let member = *member;
            let teams = opportunity_member::table
                .filter(opportunity_member::opportunity_id.eq(opportunity::id))
                .filter(opportunity_member::employee_id.eq(member));
            let theirs = opportunity::table
                .filter(opportunity::owner_id.eq(member).or(exists(teams)))
                .select(opportunity::id);
            query
                .filter(engagement::opportunity_id.eq_any(theirs))
                .filter(engagement::employee_id.ne(member))
        }
        EngagementScope::Reports {
            manager,
            asked_only,
        } => {
            let reports = employee::table
                .filter(employee::manager_id.eq(*manager))
                .select(employee::id);
            let query = query.filter(engagement::employee_id.eq_any(reports));
            if *asked_only {
                query.filter(engagement::consent_due_on.is_not_null())
            } else {
                query
            }
        }
        EngagementScope::Concerning { me, reports } => {
            let asked = engagement::employee_id
                .eq_any(reports.clone())
                .and(engagement::status.eq_term(EngagementStatus::AwaitingManager));
            query.filter(engagement::employee_id.eq(*me).or(asked))
        }
    };
    if live_only {
        let over = EngagementStatus::ALL.iter().copied();
        let over: Vec<EngagementStatus> = over.filter(|status| status.is_over()).collect();
        query = query.filter(engagement::status.ne_all_terms(over));
    }
    if let Some(after) = after {
        let same = engagement::created_at
            .eq(after.at)
            .and(engagement::id.lt(after.id));
        query = query.filter(engagement::created_at.lt(after.at).or(same));
    }
    Ok(query
        .order((engagement::created_at.desc(), engagement::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// Hours per week that somebody is engaged in already, and their contracted hours in tenths. The
/// person is locked until the transaction ends, so that two acceptances at once are counted one
/// after the other.
///
/// # Errors
/// When the database does not answer.
pub fn present_load(
    tx: &mut WriteTx<'_>,
    person: EmployeeId,
) -> Result<(u32, Option<u32>), DbError> {
    let contract = employee::table
        .find(person)
        .select(employee::weekly_hours_tenths);
    let tenths: Option<i32> = match tx.conn() {
        Conn::Postgres(c) => contract.for_no_key_update().first(c)?,
        Conn::Sqlite(c) => contract.first(c)?,
    };
    let running: Vec<(EngagementStatus, Option<i32>)> = engagement::table
        .filter(engagement::employee_id.eq(person))
        .select((engagement::status, engagement::hours_per_week))
        .load(tx.conn())?;
    let hours = (running.into_iter())
        .filter(|(status, _)| status.takes_time())
        .filter_map(|(_, hours)| hours.and_then(|hours| u32::try_from(hours).ok()))
        .fold(0_u32, u32::saturating_add);
    Ok((hours, tenths.and_then(|tenths| u32::try_from(tenths).ok())))
}
