#!/bin/sh
# The OpenAPI document and the client types, both checked in, against what the program says today.
#
#   tools/check-spec.sh BINARY            fails where they differ
#   tools/check-spec.sh --write BINARY    rewrites them
set -eu
cd "$(dirname "$0")/.."

write=no
if [ "${1:-}" = --write ]; then
  write=yes
  shift
fi
binary=$1

spec=openapi/openapi.json
client=frontend/src/api/schema.d.ts
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

"$binary" openapi >"$fresh/openapi.json"
if [ "$write" = yes ]; then
  mkdir -p "$(dirname "$spec")"
  cp "$fresh/openapi.json" "$spec"
fi
(cd frontend && npx --no-install openapi-typescript "$fresh/openapi.json" --output "$fresh/schema.d.ts" >/dev/null)
if [ "$write" = yes ]; then
  cp "$fresh/schema.d.ts" "$client"
  exit 0
fi

failed=no
compare() {
  if ! diff -u "$1" "$2" >"$fresh/diff"; then
    head -n 40 "$fresh/diff" >&2
    echo "$1 is not what the program says today: run 'make spec' and look at the difference" >&2
    failed=yes
  fi
}
compare "$spec" "$fresh/openapi.json"
compare "$client" "$fresh/schema.d.ts"
[ "$failed" = no ]
echo "spec: $spec and $client are current"
