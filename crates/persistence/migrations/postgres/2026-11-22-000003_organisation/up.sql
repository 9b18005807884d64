CREATE TABLE location (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    CONSTRAINT location_external_key UNIQUE (source, external_id)
);

CREATE TABLE org_unit (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT,
    parent_id UUID REFERENCES org_unit (id),
    head_id UUID,
    -- Ids of all units from the root down to this one, each followed by '/': a subtree is a prefix.
    path TEXT NOT NULL,
    CONSTRAINT org_unit_external_key UNIQUE (source, external_id)
);
CREATE INDEX org_unit_parent ON org_unit (parent_id);
CREATE INDEX org_unit_path ON org_unit (path);
CREATE INDEX org_unit_name ON org_unit (name_folded, id);

CREATE TABLE employee (
    id UUID PRIMARY KEY NOT NULL,
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
    org_unit_id UUID NOT NULL REFERENCES org_unit (id),
    location_id UUID REFERENCES location (id),
    manager_id UUID REFERENCES employee (id),
    job_profile_id UUID REFERENCES job_profile (id),
    hire_date DATE,
    status TEXT NOT NULL,
    employment_type TEXT NOT NULL,
    weekly_hours_tenths INT,
    locale TEXT,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT employee_external_key UNIQUE (source, external_id)
);
ALTER TABLE org_unit ADD CONSTRAINT org_unit_head_id_fkey FOREIGN KEY (head_id) REFERENCES employee (id);
CREATE UNIQUE INDEX employee_work_email ON employee (work_email_folded);
CREATE INDEX employee_name ON employee (name_folded, id);
CREATE INDEX employee_org_unit ON employee (org_unit_id, name_folded, id);
CREATE INDEX employee_manager ON employee (manager_id, name_folded, id);
CREATE INDEX employee_location ON employee (location_id, name_folded, id);
CREATE INDEX employee_job_profile ON employee (job_profile_id, name_folded, id);
CREATE INDEX org_unit_head ON org_unit (head_id);

CREATE TABLE position (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    job_profile_id UUID NOT NULL REFERENCES job_profile (id),
    org_unit_id UUID NOT NULL REFERENCES org_unit (id),
    location_id UUID REFERENCES location (id),
    incumbent_id UUID REFERENCES employee (id),
    status TEXT NOT NULL,
    critical BOOLEAN NOT NULL,
    manager_position_id UUID REFERENCES position (id),
    CONSTRAINT position_external_key UNIQUE (source, external_id)
);
CREATE INDEX position_org_unit ON position (org_unit_id, id);
CREATE INDEX position_incumbent ON position (incumbent_id);

CREATE TABLE role_assignment (
    id UUID PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    employee_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    job_profile_id UUID REFERENCES job_profile (id),
    title TEXT NOT NULL,
    org_unit_id UUID REFERENCES org_unit (id),
    manager_id UUID REFERENCES employee (id),
    starts_on DATE NOT NULL,
    ends_on DATE,
    CONSTRAINT role_assignment_external_key UNIQUE (source, external_id)
);
CREATE INDEX role_assignment_employee ON role_assignment (employee_id, starts_on);

CREATE TABLE skill_claim (
    id UUID PRIMARY KEY NOT NULL,
    employee_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    skill_id UUID NOT NULL REFERENCES skill (id),
    source TEXT NOT NULL,
    -- The colleague who made the claim; the employee where no other person stands behind it.
    author_id UUID NOT NULL REFERENCES employee (id),
    level SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 5),
    claimed_on DATE NOT NULL,
    evidence TEXT,
    expires_on DATE,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT skill_claim_key UNIQUE (employee_id, skill_id, source, author_id, claimed_on)
);
CREATE INDEX skill_claim_skill ON skill_claim (skill_id);
CREATE INDEX skill_claim_author ON skill_claim (author_id);

CREATE TABLE skill_interest (
    employee_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    skill_id UUID NOT NULL REFERENCES skill (id),
    interest TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (employee_id, skill_id)
);

CREATE TABLE aspiration (
    id UUID PRIMARY KEY NOT NULL,
    employee_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    job_profile_id UUID REFERENCES job_profile (id),
    skill_id UUID REFERENCES skill (id),
    horizon TEXT NOT NULL,
    visibility TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT aspiration_one_target CHECK ((job_profile_id IS NULL) <> (skill_id IS NULL))
);
CREATE INDEX aspiration_employee ON aspiration (employee_id);

CREATE TABLE mobility_preference (
    employee_id UUID PRIMARY KEY NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    opportunity_kinds TEXT NOT NULL,
    location_ids TEXT NOT NULL,
    work_modes TEXT NOT NULL,
    hours_per_week_min INT,
    hours_per_week_max INT,
    earliest_date DATE,
    languages TEXT NOT NULL,
    open_to_moves BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
