DROP INDEX application_waiting;
DROP TABLE opportunity_closing;
ALTER TABLE application DROP COLUMN feedback_skill_ids;
