-- The terms of an offer, stored with the application that it answers.
CREATE TABLE application_offer (
    application_id UUID PRIMARY KEY NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    starts_on DATE,
    pay_minor BIGINT,
    pay_currency TEXT,
    -- Why the pay is none of the posted range.
    pay_reason TEXT,
    hours_per_week INT,
    location_id UUID REFERENCES location (id),
    note TEXT,
    made_at TIMESTAMPTZ NOT NULL
);
-- Last day on which an offer can be answered.
ALTER TABLE application ADD COLUMN offer_expires_on DATE;
CREATE INDEX application_offer_expires ON application (offer_expires_on) WHERE status = 'offered';
