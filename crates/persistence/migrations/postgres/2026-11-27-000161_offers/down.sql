DROP INDEX application_offer_expires;
ALTER TABLE application DROP COLUMN offer_expires_on;
DROP TABLE application_offer;
