# Two commands matter: `make run` serves a demo, `make test` proves the whole. Both set up what they need.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTEST ?= -n 5 --dist loadfile --no-loadscope-reorder --max-worker-restart 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

.PHONY: help run setup setup-test test lint types floors js marks screens house lock clean

help:            ## the list of what can be made
	@grep -hE '^[a-z-]+: .*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup       ## set up, then serve the demo
	$(BIN)/officina demo

setup: $(VENV)/.base    ## what serving needs, in .venv

$(VENV)/.base: requirements/base.txt pyproject.toml scripts/venv.sh
	@sh scripts/venv.sh $(VENV)
	$(BIN)/python -m pip install -qq --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --no-index --editable .
	@touch $@

setup-test: $(VENV)/.dev    ## what the tests need: packages, browser, fonts, PostgreSQL, Redis
	@sh scripts/system.sh test

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	$(BIN)/python -m pip install -qq --require-hashes -r requirements/dev.txt
	@touch $@

test: setup-test lint types floors js    ## everything that must pass
	$(BIN)/python -m pytest $(PYTEST) < /dev/null

lint: $(VENV)/.dev    ## style and likely bugs
	$(BIN)/ruff check .

types: $(VENV)/.dev    ## mypy, strict, on core, live and store
	$(BIN)/mypy

floors: $(VENV)/.dev    ## arrows between rooms run one way
	$(BIN)/lint-imports

js: setup-test    ## the live client's tests, in Node
	@sh scripts/node_tests.sh

marks: setup-test    ## every mark in its full amount, on two cores within about an hour
	@sh scripts/marks.sh $(BIN)

screens: setup-test    ## take the pictures under app/static/screens
	$(BIN)/python -m scripts.screens

house: $(VENV)/.base    ## renew the list of modules in docs/HOUSE.md
	$(BIN)/python scripts/house.py

lock: $(VENV)/.dev    ## renew requirements/*.txt from requirements/*.in
	@sh scripts/lock.sh $(BIN)/uv

clean:           ## forget what was set up and cached; data/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis tests/artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
