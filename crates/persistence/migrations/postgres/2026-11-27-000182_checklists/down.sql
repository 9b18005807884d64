ALTER TABLE move_task RENAME TO move_task_listed;
ALTER TABLE move_task_listed RENAME CONSTRAINT move_task_pkey TO move_task_listed_pkey;
CREATE TABLE move_task (
    move_id UUID NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    task TEXT NOT NULL,
    done_at TIMESTAMPTZ NOT NULL,
    done_by_id UUID NOT NULL,
    PRIMARY KEY (move_id, task)
);
-- What an organisation added to the list goes.
INSERT INTO move_task (move_id, task, done_at, done_by_id)
    SELECT move_id, code, done_at, done_by_id FROM move_task_listed
    WHERE code IS NOT NULL AND done_at IS NOT NULL AND done_by_id IS NOT NULL;
DROP TABLE move_task_listed;
DROP TABLE checklist_item;
