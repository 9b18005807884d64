-- Versions of the parameters of scoring. The one with the highest number is in force. Rows are only
-- ever added: stored matches name the version that they were computed with.
CREATE TABLE matching_weights (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL UNIQUE,
    in_force_from INTEGER NOT NULL,
    -- None: shipped with the program.
    author_account_id BLOB,
    reason TEXT NOT NULL,
    -- JSON.
    document TEXT NOT NULL
) STRICT;
