ALTER TABLE application DROP COLUMN interview_guaranteed;
