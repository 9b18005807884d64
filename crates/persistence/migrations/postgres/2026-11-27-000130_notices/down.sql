DROP TABLE notice_preference;
DROP TABLE notice;
