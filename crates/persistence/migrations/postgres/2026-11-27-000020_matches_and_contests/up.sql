-- What matches were computed from: each document once, under the SHA-256 of its bytes before
-- compression. Nobody reads these but the replay; of people they hold what the profile holds.
CREATE TABLE match_input (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    -- weights, catalogue, catalogue_part, person, opening
    kind TEXT NOT NULL,
    -- Whose it is; none for what is nobody's.
    employee_id UUID REFERENCES employee (id) ON DELETE CASCADE,
    -- Canonical JSON, deflated. A catalogue lists the digests of its parts.
    document BYTEA NOT NULL,
    -- Last day on which a match was stored that refers to it: what is older than any match goes.
    used_on DATE NOT NULL
);
CREATE INDEX match_input_used ON match_input (used_on);
CREATE INDEX match_input_employee ON match_input (employee_id);

-- Matches that somebody saw or acted on.
CREATE TABLE stored_match (
    -- Follows from everything below up to `opening_digest` but `data_version`.
    id UUID PRIMARY KEY NOT NULL,
    employee_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    opportunity_id UUID NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    purpose TEXT NOT NULL,
    viewer_account_id UUID,
    application_id UUID,
    day DATE NOT NULL,
    model_version INT NOT NULL,
    data_version BIGINT NOT NULL,
    weights_digest BYTEA NOT NULL,
    catalogue_digest BYTEA NOT NULL,
    person_digest BYTEA NOT NULL,
    opening_digest BYTEA NOT NULL,
    fit_ppm INT,
    band TEXT NOT NULL,
    -- Place in the list, from 1.
    rank INT,
    -- Canonical JSON, deflated: the line of a list, or the explanation in full.
    result BYTEA NOT NULL,
    -- SHA-256 before compression.
    result_digest BYTEA NOT NULL,
    shown_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX stored_match_shown ON stored_match (shown_at);
CREATE INDEX stored_match_employee ON stored_match (employee_id, shown_at);
CREATE INDEX stored_match_opportunity ON stored_match (opportunity_id, employee_id);

-- The match at the time of applying, and at each decision; from now on `match_snapshot` is written
-- no more, and stays for applications that were sent before.
ALTER TABLE application ADD COLUMN match_id UUID;
ALTER TABLE application_event ADD COLUMN match_id UUID;

-- A person questions a match, a level or a rejection.
CREATE TABLE contest (
    id UUID PRIMARY KEY NOT NULL,
    employee_id UUID NOT NULL REFERENCES employee (id),
    subject_kind TEXT NOT NULL,
    -- A stored match, a skill or an application.
    subject_id UUID NOT NULL,
    opportunity_id UUID REFERENCES opportunity (id),
    match_id UUID,
    statement TEXT NOT NULL,
    state TEXT NOT NULL,
    assignee_id UUID REFERENCES employee (id),
    due_on DATE NOT NULL,
    outcome TEXT,
    answer TEXT,
    changed TEXT,
    answered_by_id UUID REFERENCES employee (id),
    closed_at TIMESTAMPTZ,
    policy_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX contest_one_open ON contest (employee_id, subject_kind, subject_id) WHERE state = 'open';
CREATE INDEX contest_employee ON contest (employee_id, created_at, id);
CREATE INDEX contest_queue ON contest (state, due_on, id);
CREATE INDEX contest_assignee ON contest (assignee_id, state);
CREATE INDEX contest_match ON contest (match_id);
