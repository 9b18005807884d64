-- Since when somebody has been of a hiring team: who joins after an application was sent and is above
-- the applicant does not see it. What is older than this knowledge counts as always.
ALTER TABLE opportunity ADD COLUMN owner_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE opportunity_member ADD COLUMN joined_at INTEGER NOT NULL DEFAULT 0;
