-- What is to be done for a move, by whom and when: the template that specialists edit.
CREATE TABLE checklist_item (
    id UUID PRIMARY KEY NOT NULL,
    -- What every organisation begins with; people read it in their language unless it has a title.
    code TEXT,
    title_en TEXT,
    title_fr TEXT,
    explanation_en TEXT,
    explanation_fr TEXT,
    owner TEXT NOT NULL,
    -- Calendar days from the first day on the new seat.
    offset_days INT NOT NULL,
    -- Only for moves of this kind; none: for all.
    kind TEXT,
    -- Only where the move leads into another unit.
    crosses_units BOOLEAN NOT NULL,
    -- Only for moves into this unit and all below it.
    org_unit_id UUID REFERENCES org_unit (id),
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT checklist_item_code_key UNIQUE (code)
);

WITH shipped (id, code, owner, offset_days) AS (VALUES
    ('01a21a4d-4000-7000-8000-000000000001', 'hand_over_work', 'mover', -2),
    ('01a21a4d-4000-7000-8000-000000000002', 'hand_over_contacts', 'mover', -1),
    ('01a21a4d-4000-7000-8000-000000000003', 'name_stand_in', 'releasing_manager', -7),
    ('01a21a4d-4000-7000-8000-000000000004', 'close_goals', 'releasing_manager', -2),
    ('01a21a4d-4000-7000-8000-000000000005', 'decide_backfill', 'releasing_manager', -7),
    ('01a21a4d-4000-7000-8000-000000000006', 'prepare_workplace', 'receiving_manager', -2),
    ('01a21a4d-4000-7000-8000-000000000007', 'plan_first_weeks', 'receiving_manager', -1),
    ('01a21a4d-4000-7000-8000-000000000008', 'agree_goals', 'receiving_manager', 14),
    ('01a21a4d-4000-7000-8000-000000000009', 'update_contract', 'hr', -1),
    ('01a21a4d-4000-7000-8000-00000000000a', 'grant_access', 'it', 0),
    ('01a21a4d-4000-7000-8000-00000000000b', 'remove_old_access', 'it', 1))
INSERT INTO checklist_item (id, code, owner, offset_days, crosses_units, active, version, created_at, updated_at)
    SELECT id::uuid, code, owner, offset_days, false, true, 1, at, at
    FROM shipped, (VALUES ('2026-11-27T00:00:00Z'::timestamptz)) AS shipping (at);

-- The hand-over list of a move: what of the template applied to it when it began.
ALTER TABLE move_task RENAME TO move_task_done;
ALTER TABLE move_task_done RENAME CONSTRAINT move_task_pkey TO move_task_done_pkey;
CREATE TABLE move_task (
    move_id UUID NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    -- Of what it is a copy.
    item_id UUID NOT NULL,
    code TEXT,
    title_en TEXT,
    title_fr TEXT,
    explanation_en TEXT,
    explanation_fr TEXT,
    owner TEXT NOT NULL,
    offset_days INT NOT NULL,
    done_at TIMESTAMPTZ,
    done_by_id UUID,
    PRIMARY KEY (move_id, item_id)
);
-- Moves that are under way keep the list that they had, and what is done of it.
INSERT INTO move_task (move_id, item_id, code, owner, offset_days, done_at, done_by_id)
    SELECT m.id, i.id, i.code, i.owner, i.offset_days, d.done_at, d.done_by_id
    FROM internal_move m
    CROSS JOIN checklist_item i
    LEFT JOIN move_task_done d ON d.move_id = m.id AND d.task = i.code;
DROP TABLE move_task_done;
