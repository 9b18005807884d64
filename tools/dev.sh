#!/bin/sh
# The server on port 8080 and Vite with reload on 5173, both ended by one Ctrl-C.
#
#   tools/dev.sh BINARY DATABASE_URL
set -eu
cd "$(dirname "$0")/.."

PORT=8080 DATABASE_URL=$2 "$1" demo --people 120 &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cd frontend && npm run dev
