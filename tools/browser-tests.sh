#!/bin/sh
# Journeys and fault tests of tests/, with the browser of this machine. Arguments go to Playwright.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
CHROMIUM=$("$here/chromium.sh")
export CHROMIUM
cd "$here/../tests"
exec npx --no-install playwright test "$@"
