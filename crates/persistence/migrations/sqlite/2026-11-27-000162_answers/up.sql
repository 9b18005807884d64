-- JSON array of skill ids: what the answer says was missing, as something to work on.
ALTER TABLE application ADD COLUMN feedback_skill_ids TEXT;
-- When the opening stopped taking applications: from then on everybody who waits is owed an answer.
CREATE TABLE opportunity_closing (
    opportunity_id BLOB PRIMARY KEY NOT NULL REFERENCES opportunity (id) ON DELETE CASCADE,
    closed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX application_waiting ON application (submitted_at, id)
    WHERE status IN ('submitted', 'screening', 'shortlisted', 'interview', 'selected');
