-- What departs from the organisation's parameters for a unit or a job family: JSON.
ALTER TABLE policy ADD COLUMN overrides TEXT NOT NULL DEFAULT '[]';
-- A version that had not begun was taken back.
ALTER TABLE policy ADD COLUMN withdrawn_at INTEGER;
-- The version that it was written on; none for what was shipped.
ALTER TABLE policy ADD COLUMN based_on INTEGER;
