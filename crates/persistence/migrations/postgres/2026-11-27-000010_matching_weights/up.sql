-- Versions of the parameters of scoring. The one with the highest number is in force. Rows are only
-- ever added: stored matches name the version that they were computed with.
CREATE TABLE matching_weights (
    id UUID PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL UNIQUE,
    in_force_from TIMESTAMPTZ NOT NULL,
    -- None: shipped with the program.
    author_account_id UUID,
    reason TEXT NOT NULL,
    -- JSON.
    document TEXT NOT NULL
);
