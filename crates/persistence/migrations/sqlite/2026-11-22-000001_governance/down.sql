DROP TABLE import_error;
DROP TABLE import_run;
DROP TABLE policy;
DROP TABLE setting;
DROP TABLE change;
DROP TABLE audit_event;
DROP TABLE chain_head;
