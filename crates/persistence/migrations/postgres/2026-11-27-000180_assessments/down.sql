DROP TABLE application_assessment;
