-- What is to be done for a move, by whom and when: the template that specialists edit.
CREATE TABLE checklist_item (
    id BLOB PRIMARY KEY NOT NULL,
    -- What every organisation begins with; people read it in their language unless it has a title.
    code TEXT,
    title_en TEXT,
    title_fr TEXT,
    explanation_en TEXT,
    explanation_fr TEXT,
    owner TEXT NOT NULL,
    -- Calendar days from the first day on the new seat.
    offset_days INTEGER NOT NULL,
    -- Only for moves of this kind; none: for all.
    kind TEXT,
    -- Only where the move leads into another unit.
    crosses_units INTEGER NOT NULL,
    -- Only for moves into this unit and all below it.
    org_unit_id BLOB REFERENCES org_unit (id),
    active INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT checklist_item_code_key UNIQUE (code)
) STRICT;

WITH shipped (id, code, owner, offset_days) AS (VALUES
    (X'01a21a4d400070008000000000000001', 'hand_over_work', 'mover', -2),
    (X'01a21a4d400070008000000000000002', 'hand_over_contacts', 'mover', -1),
    (X'01a21a4d400070008000000000000003', 'name_stand_in', 'releasing_manager', -7),
    (X'01a21a4d400070008000000000000004', 'close_goals', 'releasing_manager', -2),
    (X'01a21a4d400070008000000000000005', 'decide_backfill', 'releasing_manager', -7),
    (X'01a21a4d400070008000000000000006', 'prepare_workplace', 'receiving_manager', -2),
    (X'01a21a4d400070008000000000000007', 'plan_first_weeks', 'receiving_manager', -1),
    (X'01a21a4d400070008000000000000008', 'agree_goals', 'receiving_manager', 14),
    (X'01a21a4d400070008000000000000009', 'update_contract', 'hr', -1),
    (X'01a21a4d40007000800000000000000a', 'grant_access', 'it', 0),
    (X'01a21a4d40007000800000000000000b', 'remove_old_access', 'it', 1))
INSERT INTO checklist_item (id, code, owner, offset_days, crosses_units, active, version, created_at, updated_at)
    SELECT id, code, owner, offset_days, 0, 1, 1, 1795737600000000, 1795737600000000 FROM shipped;

-- The hand-over list of a move: what of the template applied to it when it began.
ALTER TABLE move_task RENAME TO move_task_done;
CREATE TABLE move_task (
    move_id BLOB NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    -- Of what it is a copy.
    item_id BLOB NOT NULL,
    code TEXT,
    title_en TEXT,
    title_fr TEXT,
    explanation_en TEXT,
    explanation_fr TEXT,
    owner TEXT NOT NULL,
    offset_days INTEGER NOT NULL,
    done_at INTEGER,
    done_by_id BLOB,
    PRIMARY KEY (move_id, item_id)
) STRICT;
-- Moves that are under way keep the list that they had, and what is done of it.
INSERT INTO move_task (move_id, item_id, code, owner, offset_days, done_at, done_by_id)
    SELECT m.id, i.id, i.code, i.owner, i.offset_days, d.done_at, d.done_by_id
    FROM internal_move m
    CROSS JOIN checklist_item i
    LEFT JOIN move_task_done d ON d.move_id = m.id AND d.task = i.code;
DROP TABLE move_task_done;
