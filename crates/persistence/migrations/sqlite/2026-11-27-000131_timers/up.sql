-- What is to happen at a moment, written in the transaction that decides so. Done, a row is gone.
CREATE TABLE timer (
    id BLOB PRIMARY KEY NOT NULL,
    -- The same timer is never there twice.
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- JSON.
    payload TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    -- When it is next tried: due_at, later after a failure.
    next_at INTEGER NOT NULL,
    -- Times that somebody began.
    attempts INTEGER NOT NULL,
    -- Whoever works on it has it until then.
    lease_until INTEGER,
    -- Grows each time that it is taken; whoever holds an older number holds nothing.
    fence INTEGER NOT NULL,
    last_error TEXT,
    -- Given up: waits for somebody to look.
    dead_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX timer_next ON timer (next_at, id) WHERE dead_at IS NULL;
CREATE INDEX timer_dead ON timer (dead_at, id) WHERE dead_at IS NOT NULL;
