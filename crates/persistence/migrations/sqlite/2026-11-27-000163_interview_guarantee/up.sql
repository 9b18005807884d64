-- The policy's promise at the time of applying: who fits as well is interviewed before they are
-- told no.
ALTER TABLE application ADD COLUMN interview_guaranteed INTEGER NOT NULL DEFAULT 0 CHECK (interview_guaranteed IN (0, 1));
