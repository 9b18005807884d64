-- What people were told, each in the transaction of what it tells of. Codes and ids only; whether
-- the reader may still know is asked when it is read.
CREATE TABLE notice (
    id UUID PRIMARY KEY NOT NULL,
    recipient_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id UUID NOT NULL,
    -- JSON.
    params TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ
);
CREATE INDEX notice_recipient ON notice (recipient_id, created_at, id);
CREATE INDEX notice_unread ON notice (recipient_id, created_at, id) WHERE read_at IS NULL;
CREATE INDEX notice_created ON notice (created_at);

-- How fast a kind travels by e-mail, where somebody wants it otherwise than usual.
CREATE TABLE notice_preference (
    employee_id UUID NOT NULL REFERENCES employee (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    delivery TEXT NOT NULL,
    PRIMARY KEY (employee_id, kind)
);
