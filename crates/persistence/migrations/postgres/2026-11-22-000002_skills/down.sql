DROP TABLE career_step;
DROP TABLE job_profile_requirement;
DROP TABLE job_profile;
DROP TABLE job_family;
DROP TABLE proficiency_level;
DROP TABLE skill_relation;
DROP TABLE skill_alias;
DROP TABLE skill;
