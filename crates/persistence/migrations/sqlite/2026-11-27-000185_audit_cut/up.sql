-- Where the audit chain begins: the number and the hash of the last event that was cut after its
-- time; 0 where none was.
ALTER TABLE chain_head ADD COLUMN cut_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chain_head ADD COLUMN cut_hash BLOB NOT NULL
    DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';
-- A log that was cut before this was taken back once begins where it was cut. That it was, is for an
-- event to tell: one that lost its front otherwise is still found out.
UPDATE chain_head SET (cut_seq, cut_hash) =
    (SELECT seq - 1, prev_hash FROM audit_event ORDER BY seq LIMIT 1)
    WHERE EXISTS (SELECT 1 FROM audit_event);
