DROP TABLE timer;
