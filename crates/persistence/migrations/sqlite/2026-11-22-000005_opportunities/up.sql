CREATE TABLE opportunity (
    id BLOB PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    description TEXT NOT NULL,
    org_unit_id BLOB NOT NULL REFERENCES org_unit (id),
    location_id BLOB REFERENCES location (id),
    work_mode TEXT NOT NULL,
    job_profile_id BLOB REFERENCES job_profile (id),
    level INTEGER,
    owner_id BLOB NOT NULL REFERENCES employee (id),
    seats INTEGER NOT NULL CHECK (seats >= 1),
    seats_filled INTEGER NOT NULL CHECK (seats_filled BETWEEN 0 AND seats),
    pay_min_minor INTEGER,
    pay_max_minor INTEGER,
    pay_currency TEXT,
    hours_per_week INTEGER,
    starts_on TEXT,
    ends_on TEXT,
    opened_at INTEGER,
    closes_on TEXT,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    -- JSON array of texts, in order of weight.
    selection_criteria TEXT NOT NULL,
    -- JSON array of unit ids whose members (with sub-units) may see it; empty: everyone.
    audience_org_unit_ids TEXT NOT NULL,
    applicants_count INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT opportunity_external_key UNIQUE (source, external_id)
) STRICT;
CREATE INDEX opportunity_listed ON opportunity (opened_at, id) WHERE status IN ('open_internal', 'open_all');
CREATE INDEX opportunity_status ON opportunity (status, opened_at, id);
CREATE INDEX opportunity_owner ON opportunity (owner_id, id);
CREATE INDEX opportunity_org_unit ON opportunity (org_unit_id);

CREATE TABLE opportunity_requirement (
    opportunity_id BLOB NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    skill_id BLOB NOT NULL REFERENCES skill (id),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    importance TEXT NOT NULL,
    PRIMARY KEY (opportunity_id, skill_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX opportunity_requirement_skill ON opportunity_requirement (skill_id);

CREATE TABLE opportunity_member (
    opportunity_id BLOB NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    employee_id BLOB NOT NULL REFERENCES employee (id),
    role TEXT NOT NULL,
    PRIMARY KEY (opportunity_id, employee_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX opportunity_member_employee ON opportunity_member (employee_id);

CREATE TABLE application (
    id BLOB PRIMARY KEY NOT NULL,
    opportunity_id BLOB NOT NULL REFERENCES opportunity (id),
    employee_id BLOB NOT NULL REFERENCES employee (id),
    statement TEXT NOT NULL,
    status TEXT NOT NULL,
    submitted_at INTEGER,
    decided_at INTEGER,
    -- JSON: the explanation as the applicant and the hiring team saw it at the time of applying.
    match_snapshot TEXT,
    feedback_reason TEXT,
    feedback_gap TEXT,
    feedback_next_step TEXT,
    policy_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX application_one_live ON application (opportunity_id, employee_id)
    WHERE status NOT IN ('withdrawn', 'rejected', 'offer_declined', 'lapsed');
CREATE INDEX application_opportunity ON application (opportunity_id, submitted_at, id);
CREATE INDEX application_employee ON application (employee_id, created_at, id);

CREATE TABLE application_event (
    id BLOB PRIMARY KEY NOT NULL,
    application_id BLOB NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    command TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    actor_employee_id BLOB REFERENCES employee (id),
    -- In which capacity: applicant, hiring_team, specialist, system.
    actor_capacity TEXT NOT NULL,
    note TEXT
) STRICT;
CREATE INDEX application_event_application ON application_event (application_id, at, id);
