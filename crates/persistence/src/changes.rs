//! The change log: what happened, in commit order, for whoever keeps something derived up to date.

use diesel::prelude::*;
use domain::time::Timestamp;
use uuid::Uuid;

use crate::audit::{Link, find_anchor};
use crate::conn::Conn;
use crate::error::DbError;
use crate::migrations;
use crate::schema::{audit_event, chain_head, change};

/// Which table's objects changed. Stored by name; readers skip names that they do not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectType {
    OrgUnit,
    Location,
    Employee,
    Position,
    Skill,
    JobFamily,
    JobProfile,
    Opportunity,
    Application,
    Interview,
    Move,
    ChecklistItem,
    Match,
    Contest,
    Engagement,
    Account,
    Policy,
    MatchingWeights,
    ImportRun,
    Session,
    AuditLog,
    Setting,
}

impl ObjectType {
    pub const ALL: [Self; 22] = [
        Self::OrgUnit,
        Self::Location,
        Self::Employee,
        Self::Position,
        Self::Skill,
        Self::JobFamily,
        Self::JobProfile,
        Self::Opportunity,
        Self::Application,
        Self::Interview,
        Self::Move,
        Self::ChecklistItem,
        Self::Match,
        Self::Contest,
        Self::Engagement,
        Self::Account,
        Self::Policy,
        Self::MatchingWeights,
        Self::ImportRun,
        Self::Session,
        Self::AuditLog,
        Self::Setting,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrgUnit => "org_unit",
            Self::Location => "location",
            Self::Employee => "employee",
            Self::Position => "position",
            Self::Skill => "skill",
            Self::JobFamily => "job_family",
            Self::JobProfile => "job_profile",
            Self::Opportunity => "opportunity",
            Self::Application => "application",
            Self::Interview => "interview",
            Self::Move => "move",
            Self::ChecklistItem => "checklist_item",
            Self::Match => "match",
            Self::Contest => "contest",
            Self::Engagement => "engagement",
            Self::Account => "account",
            Self::Policy => "policy",
            Self::MatchingWeights => "matching_weights",
            Self::ImportRun => "import_run",
            Self::Session => "session",
            Self::AuditLog => "audit_log",
            Self::Setting => "setting",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|object_type| object_type.as_str() == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Upserted,
    Deleted,
}

/// One entry of the log. An employee's skills, interests, aspirations and preferences are parts
/// of the employee; an opening's requirements and team are parts of the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: ChangeKind,
    pub object_type: ObjectType,
    /// `None`: many objects of the type; reload the type.
    pub object_id: Option<Uuid>,
}

impl Change {
    #[must_use]
    pub const fn upserted(object_type: ObjectType, object_id: Uuid) -> Self {
        Self {
            kind: ChangeKind::Upserted,
            object_type,
            object_id: Some(object_id),
        }
    }

    #[must_use]
    pub const fn deleted(object_type: ObjectType, object_id: Uuid) -> Self {
        Self {
            kind: ChangeKind::Deleted,
            object_type,
            object_id: Some(object_id),
        }
    }

    /// Many objects of one type changed, as in an import.
    #[must_use]
    pub const fn all_of(object_type: ObjectType) -> Self {
        Self {
            kind: ChangeKind::Upserted,
            object_type,
            object_id: None,
        }
    }
}

/// The number of the newest committed change; 0 before the first.
///
/// # Errors
/// When the database does not answer.
pub fn latest_seq(conn: &mut Conn) -> Result<i64, DbError> {
    Ok(chain_head::table
        .select(chain_head::change_seq)
        .get_result(conn)?)
}

/// A place in the history of one database: the number of the newest committed change, and where the
/// audit chain ended then, which no other history has. With it the version of the schema: a
/// migration may change rows that no change names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub schema: String,
    pub change_seq: i64,
    pub audit: Link,
}

/// Where the database is now.
///
/// # Errors
/// When the database does not answer.
pub fn position(conn: &mut Conn) -> Result<Position, DbError> {
    let schema = migrations::newest_version(conn.backend())?;
    let (change_seq, seq, hash) = chain_head::table
        .select((
            chain_head::change_seq,
            chain_head::audit_seq,
            chain_head::audit_hash,
        ))
        .get_result(conn)?;
    Ok(Position {
        schema,
        change_seq,
        audit: Link { seq, hash },
    })
}

/// Whether the database was at this position once, or is now, under the same schema. One that was
/// restored from before it was not, nor was another one; of what was cut from the log only its end is
/// known.
///
/// # Errors
/// When the database does not answer.
pub fn has_been_at(conn: &mut Conn, position: &Position) -> Result<bool, DbError> {
    let hash: Option<Vec<u8>> = audit_event::table
        .filter(audit_event::seq.eq(position.audit.seq))
        .select(audit_event::hash)
        .first(conn)
        .optional()?;
    let found = match hash {
        Some(hash) => hash == position.audit.hash,
        None => find_anchor(conn)? == position.audit,
    };
    Ok(
        position.schema == migrations::newest_version(conn.backend())?
            && found
            && position.change_seq <= latest_seq(conn)?,
    )
}

/// Changes after `seq`, oldest first, at most `limit`; with each its number.
///
/// # Errors
/// When the database does not answer.
pub fn list_after(conn: &mut Conn, seq: i64, limit: i64) -> Result<Vec<(i64, Change)>, DbError> {
    type Row = (i64, String, String, Option<domain::ids::RowId>);
    let rows: Vec<Row> = change::table
        .filter(change::seq.gt(seq))
        .order(change::seq)
        .limit(limit)
        .select((
            change::seq,
            change::kind,
            change::object_type,
            change::object_id,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(seq, kind, object_type, object_id)| {
            let kind = if kind == "deleted" {
                ChangeKind::Deleted
            } else {
                ChangeKind::Upserted
            };
            let object_type = ObjectType::from_name(&object_type)?;
            Some((
                seq,
                Change {
                    kind,
                    object_type,
                    object_id: object_id.map(|id| *id.as_uuid()),
                },
            ))
        })
        .collect())
}

#[derive(Insertable)]
#[diesel(table_name = change, treat_none_as_default_value = false)]
pub(crate) struct NewChange {
    pub(crate) seq: i64,
    pub(crate) at: Timestamp,
    pub(crate) kind: &'static str,
    pub(crate) object_type: &'static str,
    pub(crate) object_id: Option<domain::ids::RowId>,
}

impl NewChange {
    pub(crate) fn new(seq: i64, at: Timestamp, change: Change) -> Self {
        Self {
            seq,
            at,
            kind: match change.kind {
                ChangeKind::Upserted => "upserted",
                ChangeKind::Deleted => "deleted",
            },
            object_type: change.object_type.as_str(),
            object_id: change.object_id.map(domain::ids::RowId::from_uuid),
        }
    }
}
