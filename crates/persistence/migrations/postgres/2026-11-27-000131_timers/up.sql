-- What is to happen at a moment, written in the transaction that decides so. Done, a row is gone.
CREATE TABLE timer (
    id UUID PRIMARY KEY NOT NULL,
    -- The same timer is never there twice.
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- JSON.
    payload TEXT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    -- When it is next tried: due_at, later after a failure.
    next_at TIMESTAMPTZ NOT NULL,
    -- Times that somebody began.
    attempts INT NOT NULL,
    -- Whoever works on it has it until then.
    lease_until TIMESTAMPTZ,
    -- Grows each time that it is taken; whoever holds an older number holds nothing.
    fence BIGINT NOT NULL,
    last_error TEXT,
    -- Given up: waits for somebody to look.
    dead_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX timer_next ON timer (next_at, id) WHERE dead_at IS NULL;
CREATE INDEX timer_dead ON timer (dead_at, id) WHERE dead_at IS NOT NULL;
