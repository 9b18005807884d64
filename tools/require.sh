#!/bin/sh
# Makes sure that programs which the tests need are on the machine.
#
#   tools/require.sh [--quiet] NAME...      NAME: node | postgres | chromium | wrk
#
# On Debian and Ubuntu, as root or with sudo, what is missing is installed from the distribution.
# Elsewhere one line says what to install and the exit code is 1.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -n "$@" 2>/dev/null || sudo "$@"
  fi
}

can_install() {
  command -v apt-get >/dev/null 2>&1 || return 1
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1
}

updated=no
apt_install() {
  if [ "$updated" = no ]; then
    echo "Refreshing the package lists" >&2
    as_root apt-get update -qq >&2
    updated=yes
  fi
  echo "Installing $* from the distribution" >&2
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >&2
}

# Debian starts a server on port 5432 when the package arrives; we want the binaries only.
install_postgres() {
  conf=/etc/postgresql-common/createcluster.d/traverse-no-main-cluster.conf
  as_root mkdir -p "${conf%/*}"
  echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
  apt_install postgresql
  as_root rm -f "$conf"
}

missing() {
  echo "Missing: $1. Install it and run this again: $2" >&2
  exit 1
}

has() {
  case $1 in
    node) command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
      [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] ;;
    postgres) "$here/postgres.sh" bindir >/dev/null 2>&1 ;;
    chromium) "$here/chromium.sh" >/dev/null 2>&1 ;;
    wrk) command -v wrk >/dev/null 2>&1 ;;
    *) echo "unknown requirement: $1" >&2; exit 2 ;;
  esac
}

for name in "$@"; do
  has "$name" && continue
  case $name in
    node) missing "Node.js 20 or newer with npm" "https://nodejs.org or your package manager" ;;
    postgres)
      can_install || missing "PostgreSQL server binaries (initdb, pg_ctl), 15 or newer" \
        "e.g. 'brew install postgresql@16', 'dnf install postgresql-server', or set DATABASE_URL to a server"
      install_postgres ;;
    chromium)
      can_install || missing "Chromium or Chrome" "any build will do; name it in CHROMIUM if it is not on the PATH"
      apt_install chromium ;;
    wrk)
      can_install || missing "wrk (HTTP load generator)" "e.g. 'brew install wrk' or 'dnf install wrk'"
      apt_install wrk ;;
  esac
  has "$name" || missing "$name (still not found after installing it)" "see tools/require.sh"
done
