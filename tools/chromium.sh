#!/bin/sh
# Prints the path of the browser that the tests drive: $CHROMIUM, or the first one found.
set -eu

for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
  "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
  [ -n "$candidate" ] || continue
  if path=$(command -v "$candidate" 2>/dev/null); then
    # Ubuntu's chromium-browser is a script that only asks for a snap.
    case $path in *chromium-browser) "$path" --version >/dev/null 2>&1 || continue ;; esac
    printf '%s\n' "$path"
    exit 0
  fi
done
echo "no Chromium or Chrome found; name one in CHROMIUM" >&2
exit 1
