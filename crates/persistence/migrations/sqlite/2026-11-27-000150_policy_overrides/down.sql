ALTER TABLE policy DROP COLUMN based_on;
ALTER TABLE policy DROP COLUMN withdrawn_at;
ALTER TABLE policy DROP COLUMN overrides;
