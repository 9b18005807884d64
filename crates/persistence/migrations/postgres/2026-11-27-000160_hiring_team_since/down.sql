ALTER TABLE opportunity_member DROP COLUMN joined_at;
ALTER TABLE opportunity DROP COLUMN owner_since;
