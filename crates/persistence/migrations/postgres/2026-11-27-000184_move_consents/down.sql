UPDATE policy SET parameters = (
    jsonb_set(parameters::jsonb, '{release,approval_required}',
        coalesce(parameters::jsonb #> '{approvals,required}', 'false'))
    - 'approvals' - 'works_council')::text
    WHERE parameters::jsonb ? 'approvals';
UPDATE policy SET overrides = (
    SELECT jsonb_agg(CASE
        WHEN one #> '{parameters,approvals,required}' IS NULL
            THEN one #- '{parameters,approvals}' #- '{parameters,works_council}'
        ELSE jsonb_set(
            jsonb_set(one, '{parameters,release}', coalesce(one #> '{parameters,release}', '{}')),
            '{parameters,release,approval_required}', one #> '{parameters,approvals,required}')
            #- '{parameters,approvals}' #- '{parameters,works_council}'
        END ORDER BY place)::text
    FROM jsonb_array_elements(overrides::jsonb) WITH ORDINALITY AS listed (one, place))
    WHERE overrides LIKE '%"approvals"%' OR overrides LIKE '%"works_council"%';
DROP INDEX internal_move_desk;
ALTER TABLE internal_move ADD COLUMN approver_id UUID REFERENCES employee (id);
UPDATE internal_move SET approver_id =
    (SELECT approver_id FROM move_approver WHERE move_id = internal_move.id
        ORDER BY approver_id LIMIT 1);
CREATE INDEX internal_move_approver ON internal_move (approver_id);
ALTER TABLE internal_move DROP COLUMN council;
ALTER TABLE internal_move DROP COLUMN consents;
DROP TABLE move_approver;
