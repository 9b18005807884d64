#!/bin/sh
# A throw-away PostgreSQL server for tests and benchmarks: a fresh cluster in a temporary folder,
# under a user that is not root, with C collation, on the loopback address and a Unix socket,
# with a random password. Nothing of it is left when it stops.
#
#   tools/postgres.sh start [--durable]   starts one, prints "DIR URL"
#   tools/postgres.sh stop DIR            stops it and removes its folder
#   tools/postgres.sh crash DIR           kills it as a power cut would; the data stays
#   tools/postgres.sh resume DIR          starts it again on the same port
#   tools/postgres.sh run [--durable] COMMAND...
#                                         runs COMMAND with TRAVERSE_TEST_POSTGRES_URL set,
#                                         then stops the server whatever happened
#   tools/postgres.sh bindir              prints where the server binaries are
#
# --durable leaves fsync on (benchmarks, fault tests); without it the server is faster.
# If DATABASE_URL names a PostgreSQL server, `run` uses that one and starts nothing.
set -eu

# The folder of the newest server binaries: Debian keeps them off the PATH.
bindir() {
  for dir in "${PG_BINDIR:-}" \
    $(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -t/ -k5 -rn) \
    "$(pg_config --bindir 2>/dev/null || true)" \
    "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")" \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /usr/pgsql-*/bin; do
    if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
      printf '%s\n' "$dir"
      return 0
    fi
  done
  echo "no PostgreSQL server binaries (initdb, pg_ctl) found; name their folder in PG_BINDIR" >&2
  return 1
}

# PostgreSQL refuses to run as root; everyone else runs it as themselves.
server_user() {
  if [ "$(id -u)" -ne 0 ]; then
    id -un
  elif id postgres >/dev/null 2>&1; then
    echo postgres
  else
    echo nobody
  fi
}

# Runs a command as the server's user, in a folder that this user may be in.
as_server_user() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && setpriv --reuid="$(server_user)" --regid="$(id -gn "$(server_user)")" --init-groups "$@")
  else
    "$@"
  fi
}

random() {
  od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'
}

random_port() {
  echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
}

# A server child must not hold the caller's pipe open, or $(tools/postgres.sh start) never returns.
launch() {
  as_server_user "$bin/pg_ctl" -D "$1/data" -l "$1/log" -w -t 30 start >/dev/null 2>&1 </dev/null
}

start() {
  fsync=off
  [ "${1:-}" = --durable ] && fsync=on
  bin=$(bindir)
  dir=$(mktemp -d "${TMPDIR:-/tmp}/traverse-pg.XXXXXX")
  password=$(random 16)
  printf '%s' "$password" >"$dir/password"
  chmod 700 "$dir"
  [ "$(id -u)" -ne 0 ] || chown -R "$(server_user)" "$dir"
  if ! as_server_user "$bin/initdb" -D "$dir/data" -U traverse --pwfile="$dir/password" \
    --auth=scram-sha-256 -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1; then
    cat "$dir/initdb.log" >&2
    rm -rf "$dir"
    return 1
  fi
  cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 256MB
fsync = $fsync
full_page_writes = $fsync
synchronous_commit = $fsync
timezone = 'UTC'
lc_messages = 'C'
CONF
  tries=0
  port=$(random_port)
  echo "port = $port" >>"$dir/data/postgresql.conf"
  until launch "$dir"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 5 ]; then
      cat "$dir/log" >&2
      rm -rf "$dir"
      return 1
    fi
    port=$(random_port)
    echo "port = $port" >>"$dir/data/postgresql.conf"
  done
  printf '%s postgres://traverse:%s@127.0.0.1:%s/postgres\n' "$dir" "$password" "$port"
}

# Only ever touches a folder that `start` made.
own() {
  case ${1:-} in
    */traverse-pg.??????) [ -d "$1/data" ] || { echo "no cluster in $1" >&2; exit 2; } ;;
    *) echo "not a folder of this script: ${1:-}" >&2; exit 2 ;;
  esac
}

halt() {
  own "${1:-}"
  as_server_user "$(bindir)/pg_ctl" -D "$1/data" -m immediate -w -t 30 stop >/dev/null 2>&1 || true
}

run() {
  durable=
  if [ "${1:-}" = --durable ]; then
    durable=--durable
    shift
  fi
  case ${DATABASE_URL:-} in
    postgres://* | postgresql://*)
      TRAVERSE_TEST_POSTGRES_URL=$DATABASE_URL
      export TRAVERSE_TEST_POSTGRES_URL
      exec "$@" ;;
  esac
  started=$(start $durable)
  cluster=${started%% *}
  trap 'halt "$cluster"; rm -rf "$cluster"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  TRAVERSE_TEST_POSTGRES_URL=${started#* } TRAVERSE_TEST_POSTGRES_DIR=$cluster "$@"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  bindir) bindir ;;
  start) start "$@" ;;
  stop) halt "${1:-}"; rm -rf "$1" ;;
  crash) halt "${1:-}" ;;
  resume) own "${1:-}"; bin=$(bindir); launch "$1" ;;
  run) run "$@" ;;
  *) sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0" >&2; exit 2 ;;
esac
