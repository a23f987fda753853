#!/bin/sh
# Runs the browser modules' tests in Node, whose own runner is enough: nothing to install.
set -eu
cd "$(dirname "$0")/.."
files=$(find tests/js -name '*.test.js' -o -name '*.test.mjs' 2>/dev/null | sort)
[ -n "$files" ] || { echo "no tests under tests/js" >&2; exit 1; }
# shellcheck disable=SC2086
exec node --import ./scripts/browser_like.mjs --test $files </dev/null
