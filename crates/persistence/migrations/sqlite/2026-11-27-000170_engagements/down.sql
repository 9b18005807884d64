DROP TABLE engagement_skill;
DROP TABLE engagement;
