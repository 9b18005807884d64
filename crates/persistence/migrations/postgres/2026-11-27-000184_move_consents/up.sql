-- Several approvers of a move instead of one, and the works council. Here are those who have not
-- answered, to be found by; whoever was asked is in the document.
CREATE TABLE move_approver (
    move_id UUID NOT NULL REFERENCES internal_move (id) ON DELETE CASCADE,
    approver_id UUID NOT NULL REFERENCES employee (id),
    PRIMARY KEY (move_id, approver_id)
);
CREATE INDEX move_approver_approver ON move_approver (approver_id);
INSERT INTO move_approver (move_id, approver_id)
    SELECT id, approver_id FROM internal_move WHERE approver_id IS NOT NULL;

-- JSON: who is asked to approve, how many have to agree, what they said; until when the works
-- council may answer.
ALTER TABLE internal_move ADD COLUMN consents TEXT NOT NULL DEFAULT '{}';
ALTER TABLE internal_move ADD COLUMN council TEXT NOT NULL DEFAULT 'not_asked';
-- What was approved before stays approved.
UPDATE internal_move SET consents = jsonb_build_object(
    'asked', jsonb_build_array(jsonb_build_object('approver_id', approver_id)),
    'needed', CASE WHEN status IN ('planned', 'release_requested', 'release_agreed')
        THEN 1 ELSE 0 END)::text
    WHERE approver_id IS NOT NULL;
DROP INDEX internal_move_approver;
ALTER TABLE internal_move DROP COLUMN approver_id;
-- What waits for specialists.
CREATE INDEX internal_move_desk ON internal_move (council, status)
    WHERE council IN ('due', 'objected');

UPDATE policy SET parameters = (
    jsonb_set(parameters::jsonb #- '{release,approval_required}', '{approvals}',
        jsonb_build_object('required', parameters::jsonb #> '{release,approval_required}')))::text
    WHERE parameters::jsonb #> '{release,approval_required}' IS NOT NULL;
UPDATE policy SET overrides = (
    SELECT jsonb_agg(CASE
        WHEN one #> '{parameters,release,approval_required}' IS NULL THEN one
        ELSE jsonb_set(one #- '{parameters,release,approval_required}', '{parameters,approvals}',
            jsonb_build_object('required', one #> '{parameters,release,approval_required}'))
        END ORDER BY place)::text
    FROM jsonb_array_elements(overrides::jsonb) WITH ORDINALITY AS listed (one, place))
    WHERE overrides LIKE '%approval_required%';
