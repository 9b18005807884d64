CREATE TABLE location (
    id BLOB PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    CONSTRAINT location_external_key UNIQUE (source, external_id)
) STRICT;

CREATE TABLE org_unit (
    id BLOB PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT,
    parent_id BLOB REFERENCES org_unit (id),
    head_id BLOB REFERENCES employee (id),
    -- Ids of all units from the root down to this one, each followed by '/': a subtree is a prefix.
    path TEXT NOT NULL,
    CONSTRAINT org_unit_external_key UNIQUE (source, external_id)
) STRICT;
CREATE INDEX org_unit_parent ON org_unit (parent_id);
CREATE INDEX org_unit_path ON org_unit (path);
CREATE INDEX org_unit_name ON org_unit (name_folded, id);

CREATE TABLE employee (
    id BLOB PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    preferred_name TEXT,
    display_name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    work_email TEXT NOT NULL,
    work_email_folded TEXT NOT NULL,
    title TEXT NOT NULL,
    org_unit_id BLOB NOT NULL REFERENCES org_unit (id),
    location_id BLOB REFERENCES location (id),
    manager_id BLOB REFERENCES employee (id),
    job_profile_id BLOB REFERENCES job_profile (id),
    hire_date TEXT,
    status TEXT NOT NULL,
    employment_type TEXT NOT NULL,
    weekly_hours_tenths INTEGER,
    locale TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT employee_external_key UNIQUE (source, external_id)
) STRICT;
CREATE UNIQUE INDEX employee_work_email ON employee (work_email_folded);
CREATE INDEX employee_name ON employee (name_folded, id);
CREATE INDEX employee_org_unit ON employee (org_unit_id, name_folded, id);
CREATE INDEX employee_manager ON employee (manager_id, name_folded, id);
CREATE INDEX employee_location ON employee (location_id, name_folded, id);
CREATE INDEX employee_job_profile ON employee (job_profile_id, name_folded, id);
CREATE INDEX org_unit_head ON org_unit (head_id);

CREATE TABLE position (
    id BLOB PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    job_profile_id BLOB NOT NULL REFERENCES job_profile (id),
    org_unit_id BLOB NOT NULL REFERENCES org_unit (id),
    location_id BLOB REFERENCES location (id),
    incumbent_id BLOB REFERENCES employee (id),
    status TEXT NOT NULL,
    critical INTEGER NOT NULL,
    manager_position_id BLOB REFERENCES position (id),
    CONSTRAINT position_external_key UNIQUE (source, external_id)
) STRICT;
CREATE INDEX position_org_unit ON position (org_unit_id, id);
CREATE INDEX position_incumbent ON position (incumbent_id);

CREATE TABLE role_assignment (
    id BLOB PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    employee_id BLOB NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    job_profile_id BLOB REFERENCES job_profile (id),
    title TEXT NOT NULL,
    org_unit_id BLOB REFERENCES org_unit (id),
    manager_id BLOB REFERENCES employee (id),
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    CONSTRAINT role_assignment_external_key UNIQUE (source, external_id)
) STRICT;
CREATE INDEX role_assignment_employee ON role_assignment (employee_id, starts_on);

CREATE TABLE skill_claim (
    id BLOB PRIMARY KEY NOT NULL,
    employee_id BLOB NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    skill_id BLOB NOT NULL REFERENCES skill (id),
    source TEXT NOT NULL,
    -- The colleague who made the claim; the employee where no other person stands behind it.
    author_id BLOB NOT NULL REFERENCES employee (id),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    claimed_on TEXT NOT NULL,
    evidence TEXT,
    expires_on TEXT,
    created_at INTEGER NOT NULL,
    CONSTRAINT skill_claim_key UNIQUE (employee_id, skill_id, source, author_id, claimed_on)
) STRICT;
CREATE INDEX skill_claim_skill ON skill_claim (skill_id);
CREATE INDEX skill_claim_author ON skill_claim (author_id);

CREATE TABLE skill_interest (
    employee_id BLOB NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    skill_id BLOB NOT NULL REFERENCES skill (id),
    interest TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (employee_id, skill_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE aspiration (
    id BLOB PRIMARY KEY NOT NULL,
    employee_id BLOB NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    job_profile_id BLOB REFERENCES job_profile (id),
    skill_id BLOB REFERENCES skill (id),
    horizon TEXT NOT NULL,
    visibility TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT aspiration_one_target CHECK ((job_profile_id IS NULL) <> (skill_id IS NULL))
) STRICT;
CREATE INDEX aspiration_employee ON aspiration (employee_id);

CREATE TABLE mobility_preference (
    employee_id BLOB PRIMARY KEY NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    opportunity_kinds TEXT NOT NULL,
    location_ids TEXT NOT NULL,
    work_modes TEXT NOT NULL,
    hours_per_week_min INTEGER,
    hours_per_week_max INTEGER,
    earliest_date TEXT,
    languages TEXT NOT NULL,
    open_to_moves INTEGER NOT NULL,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
