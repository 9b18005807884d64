DROP TABLE application_event;
DROP TABLE application;
DROP TABLE opportunity_member;
DROP TABLE opportunity_requirement;
DROP TABLE opportunity;
