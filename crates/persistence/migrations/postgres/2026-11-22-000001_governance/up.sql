-- The audit chain's head. Locking this one row orders all commits that leave a trace: the numbers
-- of audit events and changes are taken from it as the last statements of a transaction.
CREATE TABLE chain_head (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    audit_seq BIGINT NOT NULL,
    audit_hash BYTEA NOT NULL,
    change_seq BIGINT NOT NULL
);
INSERT INTO chain_head (id, audit_seq, audit_hash, change_seq) VALUES (1, 0, '\x0000000000000000000000000000000000000000000000000000000000000000', 0);

CREATE TABLE audit_event (
    seq BIGINT PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    actor_account_id UUID,
    source TEXT NOT NULL,
    request_id TEXT,
    action TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id UUID,
    subject_employee_id UUID,
    -- JSON outside the chain, so that erasing a person does not break it; the chain holds its digest.
    detail TEXT,
    detail_digest BYTEA NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX audit_event_object ON audit_event (object_id, seq);
CREATE INDEX audit_event_subject ON audit_event (subject_employee_id, seq);

CREATE TABLE change (
    seq BIGINT PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    kind TEXT NOT NULL,
    object_type TEXT NOT NULL,
    -- None: many objects of the type changed at once; readers reload the type.
    object_id UUID
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE policy (
    id UUID PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL UNIQUE,
    effective_from TIMESTAMPTZ NOT NULL,
    author_account_id UUID,
    reason TEXT NOT NULL,
    parameters TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE import_run (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    origin TEXT NOT NULL,
    dry_run BOOLEAN NOT NULL,
    strict BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    actor_account_id UUID,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    -- JSON: per file the rows read, created, updated, unchanged, failed.
    counts TEXT NOT NULL
);
CREATE INDEX import_run_started ON import_run (started_at);

CREATE TABLE import_error (
    id UUID PRIMARY KEY NOT NULL,
    import_run_id UUID NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    column_name TEXT,
    code TEXT NOT NULL,
    value TEXT,
    message TEXT NOT NULL
);
CREATE INDEX import_error_run ON import_error (import_run_id, file, row_number);
