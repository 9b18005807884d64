-- A request for a waiver is a question whose subject is an opening. Which rules it asks to lift: JSON.
ALTER TABLE contest ADD COLUMN waived_rules TEXT NOT NULL DEFAULT '[]';
-- Last day of a waiver that was granted.
ALTER TABLE contest ADD COLUMN waived_until DATE;
