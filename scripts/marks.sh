#!/bin/sh
# Runs every test at length, arranged for two cores: `sh scripts/marks.sh .venv/bin` (or `make marks`).
#   1. what mostly waits, and has seconds to keep; beside it, at a lower priority, everything else, two at a time;
#      beside both, at the lowest, the fuzz, which takes half an hour of one core;
#   2. what compares times, with nothing beside it.
# Exit status 0 when all passed; what each part said stands together, one after the other.
set -u
cd "$(dirname "$0")/.."
BIN=$1
FUZZ="tests/laws/test_convergence.py"
WAITS="tests/contracts/test_outages.py tests/contracts/test_workers.py tests/contracts/test_half_open.py
    tests/contracts/test_stopped.py tests/contracts/test_moved_date.py"
ALONE="tests/contracts/test_deaf.py tests/contracts/test_catalogue_speed.py"
export OFFICINA_TEST_EFFORT=full
failed=0 began=$(date +%s) said=$(mktemp -d) fuzz="" rest=""
others="" # options that leave out what runs elsewhere
for file in $FUZZ $WAITS $ALONE; do others="$others --ignore=$file"; done

# a mark at length may take longer than any test of `make test` may hang
PYTEST="pytest -rP -o faulthandler_timeout=3000"
tried() { "$BIN/python" -m $PYTEST "$@" < /dev/null; }
took() { echo "--- $1: done after $(($(date +%s) - began)) s"; }
trap 'kill $fuzz $rest 2> /dev/null; rm -rf "$said"' EXIT
trap 'exit 1' INT TERM

# shellcheck disable=SC2086
{
    nice -n 19 "$BIN/python" -m $PYTEST $FUZZ > "$said/fuzz" 2>&1 < /dev/null &
    fuzz=$!
    nice -n 10 "$BIN/python" -m $PYTEST -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart 0 tests $others > "$said/rest" 2>&1 < /dev/null &
    rest=$!
    tried $WAITS || failed=1
    took "what waits"
    wait $rest || failed=1
    cat "$said/rest"
    took "everything else"
    wait $fuzz || failed=1
    cat "$said/fuzz"
    took "the fuzz"
    tried $ALONE || failed=1
    took "what compares times"
}
exit $failed
