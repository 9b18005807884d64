DROP TABLE move_task;
DROP TABLE move_check_in;
DROP TABLE move_event;
DROP TABLE internal_move;
