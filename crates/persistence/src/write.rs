//! Write transactions: the change itself, its audit events and its entries in the change log are
//! one transaction or nothing.

use diesel::prelude::*;
use domain::ids::{AccountId, EmployeeId, RowId};
use domain::time::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::audit::{self, AuditRow, Link};
use crate::changes::{Change, NewChange, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::on_backend;
use crate::schema::{audit_event, chain_head, change};

/// Who or what a write comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub actor: Option<AccountId>,
    pub source: Source,
    pub request_id: Option<String>,
    pub at: Timestamp,
}

impl Origin {
    /// The program itself, with nobody behind it.
    #[must_use]
    pub const fn system(at: Timestamp) -> Self {
        Self {
            actor: None,
            source: Source::System,
            request_id: None,
            at,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Api,
    Import,
    Cli,
    System,
}

impl Source {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Import => "import",
            Self::Cli => "cli",
            Self::System => "system",
        }
    }
}

/// What the log will say happened. `detail` may name people; it can be erased later without
/// breaking the chain.
#[derive(Clone, Debug)]
pub struct AuditDraft {
    /// `<object>.<verb>`, e.g. `application.withdraw`.
    pub action: &'static str,
    pub object_type: ObjectType,
    pub object_id: Option<Uuid>,
    /// Whose data it is about.
    pub subject: Option<EmployeeId>,
    pub detail: Option<Value>,
    /// Who or what it comes from, where one transaction records several requests.
    pub by: Option<Origin>,
}

impl AuditDraft {
    #[must_use]
    pub const fn new(action: &'static str, object_type: ObjectType, object_id: Uuid) -> Self {
        Self {
            action,
            object_type,
            object_id: Some(object_id),
            subject: None,
            detail: None,
            by: None,
        }
    }

    #[must_use]
    pub const fn about(mut self, subject: EmployeeId) -> Self {
        self.subject = Some(subject);
        self
    }

    #[must_use]
    pub fn by(mut self, origin: Origin) -> Self {
        self.by = Some(origin);
        self
    }

    #[must_use]
    pub fn with(mut self, detail: Value) -> Self {
        self.detail = Some(detail);
        self
    }
}

/// A write transaction in progress.
pub struct WriteTx<'c> {
    conn: &'c mut Conn,
    origin: &'c Origin,
    audit: Vec<AuditDraft>,
    changes: Vec<Change>,
    /// Whether it may turn out that there was nothing to do.
    may_be_idle: bool,
    sends_mail: bool,
}

impl<'c> WriteTx<'c> {
    pub(crate) fn new(conn: &'c mut Conn, origin: &'c Origin, sends_mail: bool) -> Self {
        Self {
            conn,
            origin,
            audit: Vec::new(),
            changes: Vec::new(),
            may_be_idle: false,
            sends_mail,
        }
    }

    /// What is done may turn out to be nothing, which leaves no trace: a deadline that came too late
    /// for what it was about.
    pub const fn may_be_idle(&mut self) {
        self.may_be_idle = true;
    }

    pub const fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// Whether letters are to be queued: there is a mail server.
    pub(crate) const fn sends_mail(&self) -> bool {
        self.sends_mail
    }

    /// The one "now" of this write.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.origin.at
    }

    #[must_use]
    pub const fn origin(&self) -> &Origin {
        self.origin
    }

    /// Says in the audit log what this write does. Every write says so at least once.
    pub fn audit(&mut self, draft: AuditDraft) {
        self.audit.push(draft);
    }

    /// Tells the readers of the change log what to look at again.
    pub fn changed(&mut self, change: Change) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    /// Numbers and chains what was recorded. The last statements before commit: from here on the
    /// one row of `chain_head` is locked.
    pub(crate) fn finish(self) -> Result<(), DbError> {
        let Self {
            conn,
            origin,
            audit,
            changes,
            may_be_idle,
            sends_mail: _,
        } = self;
        if audit.is_empty() && changes.is_empty() {
            return may_be_idle.then_some(()).ok_or(DbError::Untraced);
        }
        let audits = i64::try_from(audit.len()).unwrap_or(i64::MAX);
        let news = i64::try_from(changes.len()).unwrap_or(i64::MAX);
        let (audit_end, hash, change_end): (i64, Vec<u8>, i64) = diesel::update(chain_head::table)
            .set((
                chain_head::audit_seq.eq(chain_head::audit_seq + audits),
                chain_head::change_seq.eq(chain_head::change_seq + news),
            ))
            .returning((
                chain_head::audit_seq,
                chain_head::audit_hash,
                chain_head::change_seq,
            ))
            .get_result(conn)?;

        let mut link = Link {
            seq: audit_end - audits,
            hash,
        };
        let mut rows = Vec::with_capacity(audit.len());
        for draft in audit {
            let row = AuditRow::chained(&link, draft, origin)?;
            link = row.link();
            rows.push(row);
        }
        if !rows.is_empty() {
            on_backend!(conn, |c| diesel::insert_into(audit_event::table)
                .values(&rows)
                .execute(c))?;
            diesel::update(chain_head::table)
                .set(chain_head::audit_hash.eq(&link.hash))
                .execute(conn)?;
        }
        let entries: Vec<NewChange> = changes
            .into_iter()
            .zip(change_end - news + 1..)
            .map(|(entry, seq)| NewChange::new(seq, origin.at, entry))
            .collect();
        if !entries.is_empty() {
            on_backend!(conn, |c| diesel::insert_into(change::table)
                .values(&entries)
                .execute(c))?;
        }
        Ok(())
    }
}

impl From<AuditDraft> for audit::Entry {
    fn from(draft: AuditDraft) -> Self {
        Self {
            action: draft.action.to_owned(),
            object_type: draft.object_type.as_str().to_owned(),
            object_id: draft.object_id.map(RowId::from_uuid),
            subject_employee_id: draft.subject,
            detail: draft.detail.map(|value| value.to_string()),
        }
    }
}
