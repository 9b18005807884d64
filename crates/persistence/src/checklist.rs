//! What is to be done for a move: the template that specialists edit, and the copy of it that each
//! move has. A move's copy is made when it begins (`insert_tasks`); nothing here changes it but ticks.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::ids::{ChecklistItemId, EmployeeId, MoveId, OrgUnitId};
use domain::mobility::{MoveKind, MoveReach, TaskCode, TaskOwner, TaskScope};
use domain::time::Timestamp;
use serde_json::Value;

use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{checklist_item, move_task};
use crate::write::{AuditDraft, WriteTx};

/// Something of the template.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = checklist_item, treat_none_as_default_value = false)]
pub struct ChecklistItem {
    pub id: ChecklistItemId,
    /// One of those that every organisation begins with.
    pub code: Option<TaskCode>,
    pub title_en: Option<String>,
    pub title_fr: Option<String>,
    pub explanation_en: Option<String>,
    pub explanation_fr: Option<String>,
    pub owner: TaskOwner,
    pub offset_days: i32,
    pub kind: Option<MoveKind>,
    pub crosses_units: bool,
    pub org_unit_id: Option<OrgUnitId>,
    /// Moves that begin from now on have it.
    pub active: bool,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl ChecklistItem {
    const fn scope(&self) -> TaskScope {
        TaskScope {
            kind: self.kind,
            crosses_units: self.crosses_units,
            into: self.org_unit_id,
        }
    }
}

/// Something of one move's list.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = move_task, treat_none_as_default_value = false)]
pub struct MoveTask {
    pub move_id: MoveId,
    /// Of what it is a copy.
    pub item_id: ChecklistItemId,
    pub code: Option<TaskCode>,
    pub title_en: Option<String>,
    pub title_fr: Option<String>,
    pub explanation_en: Option<String>,
    pub explanation_fr: Option<String>,
    pub owner: TaskOwner,
    pub offset_days: i32,
    pub done_at: Option<Timestamp>,
    pub done_by_id: Option<EmployeeId>,
}

impl MoveTask {
    fn copied(move_id: MoveId, item: ChecklistItem) -> Self {
        Self {
            move_id,
            item_id: item.id,
            code: item.code,
            title_en: item.title_en,
            title_fr: item.title_fr,
            explanation_en: item.explanation_en,
            explanation_fr: item.explanation_fr,
            owner: item.owner,
            offset_days: item.offset_days,
            done_at: None,
            done_by_id: None,
        }
    }
}

/// The template, by the day on which each is due.
///
/// # Errors
/// When the database does not answer.
pub fn list_items(
    conn: &mut Conn,
    _: &Permit<actions::ManageChecklist>,
) -> Result<Vec<ChecklistItem>, DbError> {
    Ok(checklist_item::table
        .order((checklist_item::offset_days, checklist_item::id))
        .select(ChecklistItem::as_select())
        .load(conn)?)
}

/// One of the template, locked.
///
/// # Errors
/// [`DbError::NotFound`] when there is none of this id.
pub fn lock_item(
    tx: &mut WriteTx<'_>,
    _: &Permit<actions::ManageChecklist>,
    id: ChecklistItemId,
) -> Result<ChecklistItem, DbError> {
    // SQLite's writers wait for each other from their first statement on.
    if let Conn::Postgres(c) = tx.conn() {
        let locked = checklist_item::table.find(id).select(checklist_item::id);
        let _: Option<ChecklistItemId> = locked.for_update().first(c).optional()?;
    }
    let found = checklist_item::table
        .find(id)
        .select(ChecklistItem::as_select())
        .first(tx.conn());
    found.optional()?.ok_or(DbError::NotFound)
}

/// How many there are, active or not. Whoever adds one waits here for whoever is adding another:
/// at the first, which is always there.
///
/// # Errors
/// When the database does not answer.
pub fn lock_count(tx: &mut WriteTx<'_>) -> Result<i64, DbError> {
    if let Conn::Postgres(c) = tx.conn() {
        let first = checklist_item::table
            .order(checklist_item::id)
            .select(checklist_item::id);
        let _: Option<ChecklistItemId> = first.for_update().first(c).optional()?;
    }
    Ok(checklist_item::table.count().get_result(tx.conn())?)
}

/// Stores something new. `detail` says what, for the audit log.
///
/// # Errors
/// When the database does not answer.
pub fn insert_item(
    tx: &mut WriteTx<'_>,
    _: &Permit<actions::ManageChecklist>,
    row: &ChecklistItem,
    detail: Value,
) -> Result<(), DbError> {
    on_backend!(tx.conn(), |c| diesel::insert_into(checklist_item::table)
        .values(row)
        .execute(c))?;
    record(tx, "checklist_item.create", row.id, detail);
    Ok(())
}

/// Stores what was changed of one that is locked, as its next version. `detail` says what differs,
/// for the audit log.
///
/// # Errors
/// When the database does not answer.
pub fn update_item(
    tx: &mut WriteTx<'_>,
    _: &Permit<actions::ManageChecklist>,
    row: &mut ChecklistItem,
    detail: Value,
) -> Result<(), DbError> {
    use checklist_item as t;
    row.version += 1;
    row.updated_at = tx.now();
    diesel::update(t::table.find(row.id))
        .set((
            t::title_en.eq(&row.title_en),
            t::title_fr.eq(&row.title_fr),
            t::explanation_en.eq(&row.explanation_en),
            t::explanation_fr.eq(&row.explanation_fr),
            t::owner.eq(row.owner),
            t::offset_days.eq(row.offset_days),
            t::kind.eq(row.kind),
            t::crosses_units.eq(row.crosses_units),
            t::org_unit_id.eq(row.org_unit_id),
            t::active.eq(row.active),
            t::version.eq(row.version),
            t::updated_at.eq(row.updated_at),
        ))
        .execute(tx.conn())?;
    record(tx, "checklist_item.update", row.id, detail);
    Ok(())
}

fn record(tx: &mut WriteTx<'_>, action: &'static str, id: ChecklistItemId, detail: Value) {
    let id = *id.as_uuid();
    tx.audit(AuditDraft::new(action, ObjectType::ChecklistItem, id).with(detail));
    tx.changed(Change::upserted(ObjectType::ChecklistItem, id));
}

/// Gives a move that begins its own list: what is active of the template and applies to it. Two
/// statements, part of the move's write.
///
/// # Errors
/// When the database does not answer.
pub fn insert_tasks(
    tx: &mut WriteTx<'_>,
    move_id: MoveId,
    reach: &MoveReach<'_>,
) -> Result<(), DbError> {
    let active: Vec<ChecklistItem> = checklist_item::table
        .filter(checklist_item::active.eq(true))
        .select(ChecklistItem::as_select())
        .load(tx.conn())?;
    let tasks: Vec<MoveTask> = active
        .into_iter()
        .filter(|item| item.scope().holds(reach))
        .map(|item| MoveTask::copied(move_id, item))
        .collect();
    if tasks.is_empty() {
        return Ok(());
    }
    on_backend!(tx.conn(), |c| diesel::insert_into(move_task::table)
        .values(&tasks)
        .execute(c))?;
    Ok(())
}

/// A move's list, by the day on which each is due.
///
/// # Errors
/// When the database does not answer.
pub fn list_tasks(
    conn: &mut Conn,
    permit: &Permit<actions::ReadMove>,
) -> Result<Vec<MoveTask>, DbError> {
    Ok(move_task::table
        .filter(move_task::move_id.eq(permit.object()))
        .order((move_task::offset_days, move_task::item_id))
        .select(MoveTask::as_select())
        .load(conn)?)
}

/// Stores whether it is done, and by whom.
///
/// # Errors
/// When the database does not answer.
pub fn update_task(tx: &mut WriteTx<'_>, task: &MoveTask) -> Result<(), DbError> {
    diesel::update(move_task::table.find((task.move_id, task.item_id)))
        .set((
            move_task::done_at.eq(task.done_at),
            move_task::done_by_id.eq(task.done_by_id),
        ))
        .execute(tx.conn())?;
    Ok(())
}
