-- A gig or shadowing that somebody was accepted for, beside their job.
CREATE TABLE engagement (
    id BLOB PRIMARY KEY NOT NULL,
    application_id BLOB NOT NULL UNIQUE REFERENCES application (id) ON DELETE CASCADE,
    opportunity_id BLOB NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    employee_id BLOB NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    -- gig or shadowing
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    hours_per_week INTEGER,
    starts_on TEXT,
    ends_on TEXT,
    -- Last day on which the manager's answer counts; silence is consent. None: nobody was asked.
    consent_due_on TEXT,
    -- Of who declined or ended it early.
    reason TEXT,
    feedback TEXT,
    feedback_by_id BLOB REFERENCES employee (id) ON DELETE SET NULL,
    -- The participant's word on it.
    reply TEXT,
    closed_at INTEGER,
    policy_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX engagement_employee ON engagement (employee_id, created_at, id);
CREATE INDEX engagement_opportunity ON engagement (opportunity_id, created_at, id);
CREATE INDEX engagement_consent ON engagement (status, consent_due_on);
CREATE INDEX engagement_start ON engagement (status, starts_on);

-- What was shown, in the words of the one who gave feedback; a claim once it is confirmed.
CREATE TABLE engagement_skill (
    engagement_id BLOB NOT NULL REFERENCES engagement (id) ON DELETE CASCADE,
    skill_id BLOB NOT NULL REFERENCES skill (id),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (engagement_id, skill_id)
) STRICT;
CREATE INDEX engagement_skill_skill ON engagement_skill (skill_id);
