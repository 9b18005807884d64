-- The terms of an offer, stored with the application that it answers.
CREATE TABLE application_offer (
    application_id BLOB PRIMARY KEY NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    starts_on TEXT,
    pay_minor INTEGER,
    pay_currency TEXT,
    -- Why the pay is none of the posted range.
    pay_reason TEXT,
    hours_per_week INTEGER,
    location_id BLOB REFERENCES location (id),
    note TEXT,
    made_at INTEGER NOT NULL
) STRICT;
-- Last day on which an offer can be answered.
ALTER TABLE application ADD COLUMN offer_expires_on TEXT;
CREATE INDEX application_offer_expires ON application (offer_expires_on) WHERE status = 'offered';
