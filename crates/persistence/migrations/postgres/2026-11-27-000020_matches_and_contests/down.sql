DROP TABLE contest;
ALTER TABLE application_event DROP COLUMN match_id;
ALTER TABLE application DROP COLUMN match_id;
DROP TABLE stored_match;
DROP TABLE match_input;
