-- What somebody of a hiring team has seen of each selection criterion. It goes with the application.
CREATE TABLE application_assessment (
    application_id UUID NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    assessor_id UUID NOT NULL REFERENCES employee (id),
    -- JSON array, as long as the opening's criteria and in their order: rating and note of each,
    -- absent where it was not assessed.
    ratings TEXT NOT NULL,
    handed_in_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (application_id, assessor_id)
);
CREATE INDEX application_assessment_assessor ON application_assessment (assessor_id);
