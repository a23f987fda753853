#!/bin/sh
# Installs, through apt and only when missing, the programs that are not Python packages.
#   system.sh python   Python's own venv module
#   system.sh test     browser, fonts, PostgreSQL, Redis, Node, pdftoppm
set -eu
missing=""

need() { missing="$missing $*"; }
program() { command -v "$1" >/dev/null 2>&1 || need "$2"; }
font() { [ -n "$(fc-list "$1" 2>/dev/null | head -n 1)" ] || need "$2"; }
browser() { for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && return 0
done; need chromium; }
database() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql; }

case ${1:-} in
python) need python3 python3-venv ;;
test)
    browser
    database
    program redis-server redis-server
    program node nodejs
    program pdftoppm poppler-utils
    program fc-list fontconfig
    font "Noto Sans Arabic" fonts-noto-core
    font "Noto Sans CJK SC" fonts-noto-cjk
    ;;
*) echo "usage: system.sh python|test" >&2; exit 2 ;;
esac

[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "officina: please install:$missing" >&2; exit 1; }
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "officina: please install as root:$missing" >&2; exit 1; }
    as_root="sudo"
fi
echo "officina: installing$missing"
export DEBIAN_FRONTEND=noninteractive
# A new machine has no list of packages, or an old one.
$as_root apt-get update -qq </dev/null
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null
