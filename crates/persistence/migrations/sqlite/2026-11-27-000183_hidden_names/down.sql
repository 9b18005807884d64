ALTER TABLE application DROP COLUMN name_hidden;
ALTER TABLE application DROP COLUMN applicant_number;
