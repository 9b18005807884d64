ALTER TABLE contest DROP COLUMN waived_until;
ALTER TABLE contest DROP COLUMN waived_rules;
