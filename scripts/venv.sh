#!/bin/sh
# Makes a virtual environment from the first Python >= 3.11 found; asks Debian for what is missing.
set -eu
venv=$1
here=$(dirname "$0")

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
whole() { usable "$1" && "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
pick() { for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do
    if "$1" "$name"; then echo "$name"; return 0; fi
done; return 1; }

if whole "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then exit 0; fi
python=$(pick whole) || { sh "$here/system.sh" python; python=$(pick whole); } ||
    { echo "officina: needs Python 3.11 or newer, with its venv module" >&2; exit 1; }
"$python" -m venv --clear "$venv"
