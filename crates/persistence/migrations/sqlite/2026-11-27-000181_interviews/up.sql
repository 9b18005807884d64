-- A conversation with an applicant. It goes with the application.
CREATE TABLE interview (
    id BLOB PRIMARY KEY NOT NULL,
    application_id BLOB NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    -- JSON array of the times that are proposed: beginning and minutes of each.
    slots TEXT NOT NULL,
    -- A room or a link, in words.
    place TEXT,
    -- In which zone the times are told, such as Europe/Paris.
    time_zone TEXT NOT NULL,
    -- Of the time that was chosen, while it stands.
    starts_at INTEGER,
    ends_at INTEGER,
    -- Since when those who are named know of the application.
    known_since INTEGER,
    -- Grows with each change of what was confirmed once, as calendars count it.
    sequence INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX interview_application ON interview (application_id, created_at, id);
CREATE INDEX interview_confirmed ON interview (starts_at) WHERE status = 'confirmed';

-- Who will be there, besides the applicant.
CREATE TABLE interview_person (
    interview_id BLOB NOT NULL REFERENCES interview (id) ON DELETE CASCADE,
    employee_id BLOB NOT NULL REFERENCES employee (id),
    PRIMARY KEY (interview_id, employee_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX interview_person_employee ON interview_person (employee_id);

-- What one of them wants to ask or has heard.
CREATE TABLE interview_note (
    interview_id BLOB NOT NULL REFERENCES interview (id) ON DELETE CASCADE,
    author_id BLOB NOT NULL REFERENCES employee (id),
    note TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    PRIMARY KEY (interview_id, author_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX interview_note_author ON interview_note (author_id);
