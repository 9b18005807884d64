-- A gig or shadowing that somebody was accepted for, beside their job.
CREATE TABLE engagement (
    id UUID PRIMARY KEY NOT NULL,
    application_id UUID NOT NULL UNIQUE REFERENCES application (id) ON DELETE CASCADE,
    opportunity_id UUID NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    employee_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    -- gig or shadowing
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    hours_per_week INT,
    starts_on DATE,
    ends_on DATE,
    -- Last day on which the manager's answer counts; silence is consent. None: nobody was asked.
    consent_due_on DATE,
    -- Of who declined or ended it early.
    reason TEXT,
    feedback TEXT,
    feedback_by_id UUID REFERENCES employee (id) ON DELETE SET NULL,
    -- The participant's word on it.
    reply TEXT,
    closed_at TIMESTAMPTZ,
    policy_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX engagement_employee ON engagement (employee_id, created_at, id);
CREATE INDEX engagement_opportunity ON engagement (opportunity_id, created_at, id);
CREATE INDEX engagement_consent ON engagement (status, consent_due_on);
CREATE INDEX engagement_start ON engagement (status, starts_on);

-- What was shown, in the words of the one who gave feedback; a claim once it is confirmed.
CREATE TABLE engagement_skill (
    engagement_id UUID NOT NULL REFERENCES engagement (id) ON DELETE CASCADE,
    skill_id UUID NOT NULL REFERENCES skill (id),
    level SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 5),
    confirmed BOOLEAN NOT NULL,
    PRIMARY KEY (engagement_id, skill_id)
);
CREATE INDEX engagement_skill_skill ON engagement_skill (skill_id);
