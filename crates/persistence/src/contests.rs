//! Questions about matches, levels and rejections. The caller has asked the domain whether the step
//! is right; who is involved is computed from the data (`domain::contest`).

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::contest::{ContestOutcome, ContestState, ContestSubject};
use domain::eligibility::EligibilityCode;
use domain::ids::{ContestId, EmployeeId, MatchId, OpportunityId, RowId};
use domain::notice::NoticeKind;
use domain::terms::Role;
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::changes::ObjectType;
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::notices::Notice;
use crate::on_backend;
use crate::schema::{account, account_role, contest};
use crate::spelled::Spelled;
use crate::write::{AuditDraft, WriteTx};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = contest)]
pub struct ContestRow {
    pub id: ContestId,
    pub employee_id: EmployeeId,
    pub subject_kind: ContestSubject,
    pub subject_id: RowId,
    /// Of the opening that it is about, where there is one.
    pub opportunity_id: Option<OpportunityId>,
    /// The stored match that it is about.
    pub match_id: Option<MatchId>,
    pub statement: String,
    pub state: ContestState,
    /// `None`: on nobody's desk yet.
    pub assignee_id: Option<EmployeeId>,
    pub due_on: NaiveDate,
    pub outcome: Option<ContestOutcome>,
    pub answer: Option<String>,
    pub changed: Option<String>,
    pub answered_by_id: Option<EmployeeId>,
    pub closed_at: Option<Timestamp>,
    pub policy_version: i64,
    /// What a waiver is asked for.
    pub waived_rules: Json<Vec<EligibilityCode>>,
    /// Last day of a waiver that was granted.
    pub waived_until: Option<NaiveDate>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Stores a question.
///
/// # Errors
/// [`DbError::Unique`] when the person has asked the same and it is open.
pub fn insert_contest(tx: &mut WriteTx<'_>, row: &ContestRow) -> Result<(), DbError> {
    on_backend!(tx.conn(), |c| diesel::insert_into(contest::table)
        .values(row)
        .execute(c))?;
    let detail = json!({
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "assignee_id": row.assignee_id,
        "due_on": row.due_on,
        "policy_version": row.policy_version,
        "waived_rules": row.waived_rules.0,
    });
    record(tx, "contest.create", row, detail);
    tell(tx, row, Some(row.employee_id));
    Ok(())
}

/// Stores a step that the domain allowed, as `row` is after it, and tells whom it concerns besides
/// `by`, who took it.
///
/// # Errors
/// When the database does not answer.
pub fn update_contest(
    tx: &mut WriteTx<'_>,
    action: &'static str,
    row: &ContestRow,
    by: Option<EmployeeId>,
) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(contest::table.find(row.id))
        .set((
            contest::state.eq(row.state),
            contest::assignee_id.eq(row.assignee_id),
            contest::outcome.eq(row.outcome),
            contest::answer.eq(row.answer.as_deref()),
            contest::changed.eq(row.changed.as_deref()),
            contest::answered_by_id.eq(row.answered_by_id),
            contest::closed_at.eq(row.closed_at),
            contest::waived_until.eq(row.waived_until),
            contest::version.eq(contest::version + 1),
            contest::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    let detail = json!({
        "state": row.state,
        "assignee_id": row.assignee_id,
        "outcome": row.outcome,
        "changed": row.changed,
        "waived_rules": row.waived_rules.0,
        "waived_until": row.waived_until,
    });
    record(tx, action, row, detail);
    tell(tx, row, by);
    Ok(())
}

fn tell(tx: &mut WriteTx<'_>, row: &ContestRow, by: Option<EmployeeId>) {
    let (kind, recipient) = match row.state {
        ContestState::Open => (NoticeKind::ContestAssigned, row.assignee_id),
        ContestState::Answered => (NoticeKind::ContestAnswered, Some(row.employee_id)),
        ContestState::Withdrawn => return,
    };
    let recipient = recipient.filter(|one| Some(*one) != by);
    tx.tell(recipient.map(|recipient| Notice {
        recipient,
        kind,
        object_type: ObjectType::Contest,
        object_id: *row.id.as_uuid(),
        params: json!({}),
    }));
}

fn record(tx: &mut WriteTx<'_>, action: &'static str, row: &ContestRow, detail: Value) {
    tx.audit(
        AuditDraft::new(action, ObjectType::Contest, *row.id.as_uuid())
            .about(row.employee_id)
            .with(detail),
    );
}

/// These questions, which nobody has been allowed to read yet.
///
/// # Errors
/// When the database does not answer.
pub fn list_by_ids(conn: &mut Conn, ids: &[ContestId]) -> Result<Vec<ContestRow>, DbError> {
    Ok(contest::table
        .filter(contest::id.eq_any(ids))
        .select(ContestRow::as_select())
        .load(conn)?)
}

/// A question that nobody has been allowed to read yet; who may, says the domain.
///
/// # Errors
/// When the database does not answer.
pub fn find_contest(conn: &mut Conn, id: ContestId) -> Result<Option<ContestRow>, DbError> {
    Ok(contest::table
        .find(id)
        .select(ContestRow::as_select())
        .first(conn)
        .optional()?)
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// When the database does not answer.
pub fn lock_contest(tx: &mut WriteTx<'_>, id: ContestId) -> Result<Option<ContestRow>, DbError> {
    // SQLite's writers wait for each other from their first statement on.
    Ok(match tx.conn() {
        Conn::Postgres(c) => contest::table
            .find(id)
            .select(ContestRow::as_select())
            .for_update()
            .first(c)
            .optional()?,
        Conn::Sqlite(c) => contest::table
            .find(id)
            .select(ContestRow::as_select())
            .first(c)
            .optional()?,
    })
}

/// Where a page ended: one's own are by creation, a queue is by deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContestPosition {
    pub at: Timestamp,
    pub due_on: NaiveDate,
    pub id: ContestId,
}

impl ContestRow {
    #[must_use]
    pub const fn position(&self) -> ContestPosition {
        ContestPosition {
            at: self.created_at,
            due_on: self.due_on,
            id: self.id,
        }
    }
}

/// Somebody's own, newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_own(
    conn: &mut Conn,
    own: EmployeeId,
    state: Option<ContestState>,
    after: Option<&ContestPosition>,
    limit: i64,
) -> Result<Vec<ContestRow>, DbError> {
    let mut query = contest::table
        .filter(contest::employee_id.eq(own))
        .select(ContestRow::as_select())
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(contest::state.eq(state));
    }
    if let Some(after) = after {
        let same = contest::created_at
            .eq(after.at)
            .and(contest::id.lt(after.id));
        query = query.filter(contest::created_at.lt(after.at).or(same));
    }
    Ok(query
        .order((contest::created_at.desc(), contest::id.desc()))
        .limit(limit)
        .load(conn)?)
}

/// Whose desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    Of(EmployeeId),
    Nobodys,
    All,
}

/// Which questions of a desk are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct QueueFilter {
    pub state: Option<ContestState>,
    /// The answer was due before this day.
    pub due_before: Option<NaiveDate>,
}

/// Questions on desks, the most urgent first. Who must not know of one filters it out.
///
/// # Errors
/// When the database does not answer.
pub fn list_queue(
    conn: &mut Conn,
    _permit: &Permit<actions::ReadContestQueue>,
    desk: Desk,
    wanted: &QueueFilter,
    after: Option<&ContestPosition>,
    limit: i64,
) -> Result<Vec<ContestRow>, DbError> {
    let mut query = contest::table.select(ContestRow::as_select()).into_boxed();
    query = match desk {
        Desk::Of(employee) => query.filter(contest::assignee_id.eq(employee)),
        Desk::Nobodys => query.filter(contest::assignee_id.is_null()),
        Desk::All => query,
    };
    if let Some(state) = wanted.state {
        query = query.filter(contest::state.eq(state));
    }
    if let Some(day) = wanted.due_before {
        query = query.filter(contest::due_on.lt(day));
    }
    if let Some(after) = after {
        let same = contest::due_on
            .eq(after.due_on)
            .and(contest::id.gt(after.id));
        query = query.filter(contest::due_on.gt(after.due_on).or(same));
    }
    Ok(query
        .order((contest::due_on, contest::id))
        .limit(limit)
        .load(conn)?)
}

/// Specialists who can sign in, each with how many questions are on their desk.
///
/// # Errors
/// When the database does not answer.
pub fn list_answerers(conn: &mut Conn) -> Result<Vec<(EmployeeId, i64)>, DbError> {
    let specialists: Vec<Option<EmployeeId>> = account_role::table
        .inner_join(account::table.on(account::id.eq(account_role::account_id)))
        .filter(account_role::role.eq_term(Role::Specialist))
        .filter(account::disabled.eq(false))
        .filter(account::employee_id.is_not_null())
        .order(account::employee_id)
        .select(account::employee_id)
        .load(conn)?;
    let open: Vec<(Option<EmployeeId>, i64)> = contest::table
        .filter(contest::state.eq_term(ContestState::Open))
        .group_by(contest::assignee_id)
        .select((contest::assignee_id, diesel::dsl::count_star()))
        .load(conn)?;
    let count = |id: EmployeeId| {
        let found = open.iter().find(|(one, _)| *one == Some(id));
        found.map_or(0, |(_, count)| *count)
    };
    let each = specialists.into_iter().flatten();
    Ok(each.map(|id| (id, count(id))).collect())
}

/// Whether the person of a match has shown it by questioning it, and has not taken that back.
///
/// # Errors
/// When the database does not answer.
pub fn is_match_questioned(conn: &mut Conn, id: MatchId) -> Result<bool, DbError> {
    let questioned = contest::table
        .filter(contest::match_id.eq(id))
        .filter(contest::state.ne_term(ContestState::Withdrawn));
    Ok(diesel::select(diesel::dsl::exists(questioned)).get_result(conn)?)
}

/// Somebody's own that were answered since, or grant a waiver that lasts until today or longer;
/// latest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_answered(
    conn: &mut Conn,
    own: EmployeeId,
    since: Timestamp,
    today: NaiveDate,
) -> Result<Vec<ContestRow>, DbError> {
    let grants = contest::subject_kind
        .eq_term(ContestSubject::Waiver)
        .and(
            contest::outcome
                .eq(ContestOutcome::Upheld)
                .assume_not_null(),
        )
        .and(contest::waived_until.ge(today).assume_not_null());
    let recent = contest::closed_at.ge(since).assume_not_null();
    Ok(contest::table
        .filter(contest::employee_id.eq(own))
        .filter(contest::state.eq_term(ContestState::Answered))
        .filter(recent.or(grants))
        .order((contest::closed_at.desc(), contest::id))
        .limit(200)
        .select(ContestRow::as_select())
        .load(conn)?)
}

/// What somebody asked to have waived for an opening and did not take back, newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_waivers_to(
    conn: &mut Conn,
    own: EmployeeId,
    opening: OpportunityId,
) -> Result<Vec<ContestRow>, DbError> {
    Ok(contest::table
        .filter(contest::employee_id.eq(own))
        .filter(contest::subject_kind.eq_term(ContestSubject::Waiver))
        .filter(contest::opportunity_id.eq(opening))
        .filter(contest::state.ne_term(ContestState::Withdrawn))
        .order((contest::created_at.desc(), contest::id.desc()))
        .limit(20)
        .select(ContestRow::as_select())
        .load(conn)?)
}

/// Who asked to have which rules waived, and how it was answered.
pub type AskedWaiver = (
    EmployeeId,
    Json<Vec<EligibilityCode>>,
    Option<ContestOutcome>,
);

/// Every request for a waiver since then that was not taken back.
///
/// # Errors
/// When the database does not answer.
pub fn list_waivers_since(
    conn: &mut Conn,
    _permit: &Permit<actions::ReadWaiverReport>,
    since: Timestamp,
) -> Result<Vec<AskedWaiver>, DbError> {
    Ok(contest::table
        .filter(contest::subject_kind.eq_term(ContestSubject::Waiver))
        .filter(contest::state.ne_term(ContestState::Withdrawn))
        .filter(contest::created_at.ge(since))
        .select((
            contest::employee_id,
            contest::waived_rules,
            contest::outcome,
        ))
        .load(conn)?)
}
