#!/bin/sh
# Renews the locked requirements: hashes, no addresses, good for every system and Python >= 3.11.
set -eu
cd "$(dirname "$0")/.."
uv=$1
for part in base dev; do
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        "requirements/$part.in" --output-file "requirements/$part.txt"
done
