-- The hiring team is not told who it is, by the policy at the time of applying, until it shortlists
-- them; meanwhile the number stands for the name. Whoever never is shortlisted stays without one.
ALTER TABLE application ADD COLUMN applicant_number INTEGER;
ALTER TABLE application ADD COLUMN name_hidden INTEGER NOT NULL DEFAULT 0 CHECK (name_hidden IN (0, 1));
