-- The audit chain's head. Locking this one row orders all commits that leave a trace: the numbers
-- of audit events and changes are taken from it as the last statements of a transaction.
CREATE TABLE chain_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    audit_seq INTEGER NOT NULL,
    audit_hash BLOB NOT NULL,
    change_seq INTEGER NOT NULL
) STRICT;
INSERT INTO chain_head (id, audit_seq, audit_hash, change_seq) VALUES (1, 0, x'0000000000000000000000000000000000000000000000000000000000000000', 0);

CREATE TABLE audit_event (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor_account_id BLOB,
    source TEXT NOT NULL,
    request_id TEXT,
    action TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id BLOB,
    subject_employee_id BLOB,
    -- JSON outside the chain, so that erasing a person does not break it; the chain holds its digest.
    detail TEXT,
    detail_digest BLOB NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_event_object ON audit_event (object_id, seq);
CREATE INDEX audit_event_subject ON audit_event (subject_employee_id, seq);

CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    object_type TEXT NOT NULL,
    -- None: many objects of the type changed at once; readers reload the type.
    object_id BLOB
) STRICT;

CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL UNIQUE,
    effective_from INTEGER NOT NULL,
    author_account_id BLOB,
    reason TEXT NOT NULL,
    parameters TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE import_run (
    id BLOB PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    origin TEXT NOT NULL,
    dry_run INTEGER NOT NULL,
    strict INTEGER NOT NULL,
    status TEXT NOT NULL,
    actor_account_id BLOB,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    -- JSON: per file the rows read, created, updated, unchanged, failed.
    counts TEXT NOT NULL
) STRICT;
CREATE INDEX import_run_started ON import_run (started_at);

CREATE TABLE import_error (
    id BLOB PRIMARY KEY NOT NULL,
    import_run_id BLOB NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    row_number INTEGER NOT NULL,
    column_name TEXT,
    code TEXT NOT NULL,
    value TEXT,
    message TEXT NOT NULL
) STRICT;
CREATE INDEX import_error_run ON import_error (import_run_id, file, row_number);
