-- What matches were computed from: each document once, under the SHA-256 of its bytes before
-- compression. Nobody reads these but the replay; of people they hold what the profile holds.
CREATE TABLE match_input (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    -- weights, catalogue, catalogue_part, person, opening
    kind TEXT NOT NULL,
    -- Whose it is; none for what is nobody's.
    employee_id BLOB REFERENCES employee (id) ON DELETE CASCADE,
    -- Canonical JSON, deflated. A catalogue lists the digests of its parts.
    document BLOB NOT NULL,
    -- Last day on which a match was stored that refers to it: what is older than any match goes.
    used_on TEXT NOT NULL
) STRICT;
CREATE INDEX match_input_used ON match_input (used_on);
CREATE INDEX match_input_employee ON match_input (employee_id);

-- Matches that somebody saw or acted on.
CREATE TABLE stored_match (
    -- Follows from everything below up to `opening_digest` but `data_version`.
    id BLOB PRIMARY KEY NOT NULL,
    employee_id BLOB NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    opportunity_id BLOB NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    purpose TEXT NOT NULL,
    viewer_account_id BLOB,
    application_id BLOB,
    day TEXT NOT NULL,
    model_version INTEGER NOT NULL,
    data_version INTEGER NOT NULL,
    weights_digest BLOB NOT NULL,
    catalogue_digest BLOB NOT NULL,
    person_digest BLOB NOT NULL,
    opening_digest BLOB NOT NULL,
    fit_ppm INTEGER,
    band TEXT NOT NULL,
    -- Place in the list, from 1.
    rank INTEGER,
    -- Canonical JSON, deflated: the line of a list, or the explanation in full.
    result BLOB NOT NULL,
    -- SHA-256 before compression.
    result_digest BLOB NOT NULL,
    shown_at INTEGER NOT NULL
) STRICT;
CREATE INDEX stored_match_shown ON stored_match (shown_at);
CREATE INDEX stored_match_employee ON stored_match (employee_id, shown_at);
CREATE INDEX stored_match_opportunity ON stored_match (opportunity_id, employee_id);

-- The match at the time of applying, and at each decision; from now on `match_snapshot` is written
-- no more, and stays for applications that were sent before.
ALTER TABLE application ADD COLUMN match_id BLOB;
ALTER TABLE application_event ADD COLUMN match_id BLOB;

-- A person questions a match, a level or a rejection.
CREATE TABLE contest (
    id BLOB PRIMARY KEY NOT NULL,
    employee_id BLOB NOT NULL REFERENCES employee (id),
    subject_kind TEXT NOT NULL,
    -- A stored match, a skill or an application.
    subject_id BLOB NOT NULL,
    opportunity_id BLOB REFERENCES opportunity (id),
    match_id BLOB,
    statement TEXT NOT NULL,
    state TEXT NOT NULL,
    assignee_id BLOB REFERENCES employee (id),
    due_on TEXT NOT NULL,
    outcome TEXT,
    answer TEXT,
    changed TEXT,
    answered_by_id BLOB REFERENCES employee (id),
    closed_at INTEGER,
    policy_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX contest_one_open ON contest (employee_id, subject_kind, subject_id) WHERE state = 'open';
CREATE INDEX contest_employee ON contest (employee_id, created_at, id);
CREATE INDEX contest_queue ON contest (state, due_on, id);
CREATE INDEX contest_assignee ON contest (assignee_id, state);
CREATE INDEX contest_match ON contest (match_id);
