UPDATE policy SET parameters = json_remove(
    json_set(parameters, '$.release.approval_required',
        json(CASE json_extract(parameters, '$.approvals.required') WHEN 1 THEN 'true' ELSE 'false' END)),
    '$.approvals', '$.works_council')
    WHERE json_type(parameters, '$.approvals') IS NOT NULL;
UPDATE policy SET overrides = (
    SELECT json_group_array(json(CASE
        WHEN json_type(value, '$.parameters.approvals.required') IS NULL
            THEN json_remove(value, '$.parameters.approvals', '$.parameters.works_council')
        ELSE json_remove(
            json_set(value, '$.parameters.release.approval_required',
                json(CASE json_extract(value, '$.parameters.approvals.required')
                    WHEN 1 THEN 'true' ELSE 'false' END)),
            '$.parameters.approvals', '$.parameters.works_council')
        END))
    FROM json_each(policy.overrides))
    WHERE overrides LIKE '%"approvals"%' OR overrides LIKE '%"works_council"%';
DROP INDEX internal_move_desk;
ALTER TABLE internal_move ADD COLUMN approver_id BLOB REFERENCES employee (id);
UPDATE internal_move SET approver_id =
    (SELECT min(approver_id) FROM move_approver WHERE move_id = internal_move.id);
CREATE INDEX internal_move_approver ON internal_move (approver_id);
ALTER TABLE internal_move DROP COLUMN council;
ALTER TABLE internal_move DROP COLUMN consents;
DROP TABLE move_approver;
