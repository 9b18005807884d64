-- The policy's promise at the time of applying: who fits as well is interviewed before they are
-- told no.
ALTER TABLE application ADD COLUMN interview_guaranteed BOOLEAN NOT NULL DEFAULT FALSE;
