-- Several approvers of a move instead of one, and the works council. Here are those who have not
-- answered, to be found by; whoever was asked is in the document.
CREATE TABLE move_approver (
    move_id BLOB NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    approver_id BLOB NOT NULL REFERENCES employee (id),
    PRIMARY KEY (move_id, approver_id)
) STRICT;
CREATE INDEX move_approver_approver ON move_approver (approver_id);
INSERT INTO move_approver (move_id, approver_id)
    SELECT id, approver_id FROM internal_move WHERE approver_id IS NOT NULL;

-- JSON: who is asked to approve, how many have to agree, what they said; until when the works
-- council may answer.
ALTER TABLE internal_move ADD COLUMN consents TEXT NOT NULL DEFAULT '{}';
ALTER TABLE internal_move ADD COLUMN council TEXT NOT NULL DEFAULT 'not_asked';
-- What was approved before stays approved.
UPDATE internal_move SET consents = json_object(
    'asked', json_array(json_object('approver_id',
        lower(substr(hex(approver_id), 1, 8) || '-' || substr(hex(approver_id), 9, 4) || '-'
            || substr(hex(approver_id), 13, 4) || '-' || substr(hex(approver_id), 17, 4) || '-'
            || substr(hex(approver_id), 21)))),
    'needed', CASE WHEN status IN ('planned', 'release_requested', 'release_agreed')
        THEN 1 ELSE 0 END)
    WHERE approver_id IS NOT NULL;
DROP INDEX internal_move_approver;
ALTER TABLE internal_move DROP COLUMN approver_id;
-- What waits for specialists.
CREATE INDEX internal_move_desk ON internal_move (council, status)
    WHERE council IN ('due', 'objected');

UPDATE policy SET parameters = json_set(
    json_remove(parameters, '$.release.approval_required'),
    '$.approvals.required',
    json(CASE json_extract(parameters, '$.release.approval_required') WHEN 1 THEN 'true' ELSE 'false' END))
    WHERE json_type(parameters, '$.release.approval_required') IS NOT NULL;
UPDATE policy SET overrides = (
    SELECT json_group_array(json(CASE
        WHEN json_type(value, '$.parameters.release.approval_required') IS NULL THEN value
        ELSE json_set(
            json_remove(value, '$.parameters.release.approval_required'),
            '$.parameters.approvals.required',
            json(CASE json_extract(value, '$.parameters.release.approval_required')
                WHEN 1 THEN 'true' ELSE 'false' END))
        END))
    FROM json_each(policy.overrides))
    WHERE overrides LIKE '%approval_required%';
