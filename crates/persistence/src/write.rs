//! Write transactions: the change itself, its audit events and its entries in the change log are
//! one transaction or nothing.

use diesel::prelude::*;
use domain::ids::{AccountId, EmployeeId, RowId};
use domain::time::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::audit::{self, AuditRow, Link};
use crate::cached::{insert_rows, update_prepared};
use crate::changes::{Change, NewChange, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::notices::{Notice, insert_notices};
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

/// Values of one statement stay below SQLite's limit.
const AT_ONCE: usize = 500;

/// A write transaction in progress.
pub struct WriteTx<'c> {
    conn: &'c mut Conn,
    origin: &'c Origin,
    audit: Vec<AuditDraft>,
    changes: Vec<Change>,
    notices: Vec<Notice>,
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
            notices: Vec::new(),
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

    /// Tells people something, if this write comes to pass. Each is told a thing once, however often
    /// the list names them with it.
    pub fn tell(&mut self, notices: impl IntoIterator<Item = Notice>) {
        let before = self.notices.len();
        for one in notices {
            if !self.notices.iter().skip(before).any(|it| *it == one) {
                self.notices.push(one);
            }
        }
    }

    /// Writes what is told, all of it at once, then numbers and chains what was recorded. The last
    /// statements before commit: the one row of `chain_head` is locked by then.
    pub(crate) fn finish(mut self) -> Result<(), DbError> {
        let notices = std::mem::take(&mut self.notices);
        insert_notices(&mut self, notices)?;
        let Self {
            conn,
            origin,
            audit,
            changes,
            notices: _,
            may_be_idle,
            sends_mail: _,
        } = self;
        if audit.is_empty() && changes.is_empty() {
            return may_be_idle.then_some(()).ok_or(DbError::Untraced);
        }
        let head = chain_head::table.select((
            chain_head::audit_seq,
            chain_head::audit_hash,
            chain_head::change_seq,
        ));
        let (audit_seq, hash, mut change_seq): (i64, Vec<u8>, i64) = match conn {
            Conn::Postgres(c) => head.for_update().get_result(c)?,
            // The transaction began as a writing one: nobody else goes on from here meanwhile.
            Conn::Sqlite(c) => head.get_result(c)?,
        };
        let mut link = Link {
            seq: audit_seq,
            hash,
        };
        let mut events = Vec::with_capacity(audit.len());
        for draft in audit {
            let row = AuditRow::chained(&link, draft, origin)?;
            link = row.link();
            events.push(row);
        }
        let mut entries = Vec::with_capacity(changes.len());
        for one in changes {
            change_seq += 1;
            entries.push(NewChange::new(change_seq, origin.at, one));
        }
        for some in events.chunks(AT_ONCE) {
            insert_rows!(conn, audit_event::table, some)?;
        }
        for some in entries.chunks(AT_ONCE) {
            insert_rows!(conn, change::table, some)?;
        }
        let ends = (
            chain_head::audit_seq.eq(link.seq),
            chain_head::audit_hash.eq(&link.hash),
            chain_head::change_seq.eq(change_seq),
        );
        update_prepared(chain_head::table, ends).execute(conn)?;
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
