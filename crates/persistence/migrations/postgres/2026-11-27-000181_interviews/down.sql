DROP TABLE interview_note;
DROP TABLE interview_person;
DROP TABLE interview;
