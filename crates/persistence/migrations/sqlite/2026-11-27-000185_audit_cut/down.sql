ALTER TABLE chain_head DROP COLUMN cut_hash;
ALTER TABLE chain_head DROP COLUMN cut_seq;
