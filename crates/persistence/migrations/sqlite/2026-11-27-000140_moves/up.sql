-- What happens after an accepted offer (DOMAIN §3). `move` is a word of some SQL dialects.
CREATE TABLE internal_move (
    id BLOB PRIMARY KEY NOT NULL,
    application_id BLOB NOT NULL REFERENCES application (id),
    opportunity_id BLOB NOT NULL REFERENCES opportunity (id),
    employee_id BLOB NOT NULL REFERENCES employee (id),
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    from_org_unit_id BLOB NOT NULL REFERENCES org_unit (id),
    from_manager_id BLOB REFERENCES employee (id),
    -- JSON: job profile, title, place, position, people who reported to the mover.
    from_seat TEXT NOT NULL,
    to_org_unit_id BLOB NOT NULL REFERENCES org_unit (id),
    to_manager_id BLOB REFERENCES employee (id),
    to_seat TEXT NOT NULL,
    -- Head of the receiving unit, where the policy asks for an approval.
    approver_id BLOB REFERENCES employee (id),
    -- The opening that was drafted for the old seat.
    backfill_id BLOB REFERENCES opportunity (id),
    accepted_on TEXT NOT NULL,
    plan_by TEXT NOT NULL,
    cap_on TEXT NOT NULL,
    -- The day that was asked for first.
    asked_for TEXT,
    countered_to TEXT,
    effective_on TEXT NOT NULL,
    turn TEXT,
    answer_by TEXT,
    trial_ends_on TEXT,
    ends_on TEXT,
    -- The side that has confirmed, while the other has not.
    confirmed_by TEXT,
    -- When time brings the next step.
    due_on TEXT,
    -- Imported data has named the new seat since.
    known_to_hr INTEGER NOT NULL,
    policy_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT internal_move_application_key UNIQUE (application_id)
) STRICT;
-- Nobody is in two moves at once.
CREATE UNIQUE INDEX internal_move_one_live ON internal_move (employee_id)
    WHERE status NOT IN ('confirmed', 'returned', 'cancelled');
CREATE INDEX internal_move_employee ON internal_move (employee_id, updated_at);
CREATE INDEX internal_move_due ON internal_move (due_on, id);
CREATE INDEX internal_move_to_manager ON internal_move (to_manager_id, updated_at);
CREATE INDEX internal_move_approver ON internal_move (approver_id);
CREATE INDEX internal_move_pipeline ON internal_move (updated_at, id);
CREATE INDEX internal_move_opportunity ON internal_move (opportunity_id);
CREATE INDEX internal_move_backfill ON internal_move (backfill_id);
CREATE INDEX internal_move_from_unit ON internal_move (from_org_unit_id);

CREATE TABLE move_event (
    id BLOB PRIMARY KEY NOT NULL,
    move_id BLOB NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    -- The day on which it was due, which is before `at` when it was caught up.
    on_day TEXT NOT NULL,
    command TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    actor_employee_id BLOB,
    side TEXT NOT NULL,
    note TEXT,
    -- The day that was asked for or agreed on.
    named_on TEXT,
    -- JSON: what changed of the person, field by field, old and new.
    changed TEXT
) STRICT;
CREATE INDEX move_event_move ON move_event (move_id, at, id);

CREATE TABLE move_check_in (
    move_id BLOB NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    after_days INTEGER NOT NULL,
    side TEXT NOT NULL,
    mood TEXT NOT NULL,
    note TEXT NOT NULL,
    employee_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (move_id, after_days, side)
) STRICT;

-- What is done of the hand-over list.
CREATE TABLE move_task (
    move_id BLOB NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    task TEXT NOT NULL,
    done_at INTEGER NOT NULL,
    done_by_id BLOB NOT NULL,
    PRIMARY KEY (move_id, task)
) STRICT;
