DROP TABLE setup_token;
DROP TABLE login_throttle;
DROP TABLE session;
DROP TABLE account_role;
DROP TABLE account;
