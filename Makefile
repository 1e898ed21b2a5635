# The few tasks a developer repeats. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test test-sqlite test-postgresql journeys lint types contracts format bench clean

PORT ?= 8000
DEMO ?= 1
PYTHON := .venv/bin/python
FLASK := .venv/bin/flask --app wsgi

help:  ## List the tasks
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup:  ## Install what running needs: system libraries, packages, assets; make the database (DEMO=0: empty)
	@bash .ci/setup run
	@DEMO=$(DEMO) bash .ci/setup database

setup-tests: setup  ## Install what the tests need as well: Chromium, PostgreSQL, Java
	@bash .ci/setup tests

run:  ## Set up and serve on http://127.0.0.1:8000 (PORT=... for another port, DEMO=0 for an empty start)
	@bash .ci/setup run
	@PORT=$(PORT) DEMO=$(DEMO) bash .ci/serve

test: setup-tests  ## Run everything: lint, types, contracts, tests on both databases, browser journeys
	@bash .ci/test

lint:  ## Check style
	.venv/bin/ruff check . && .venv/bin/ruff format --check .

format:  ## Put the code in the house style
	.venv/bin/ruff check --fix . && .venv/bin/ruff format .

types:  ## Check types
	.venv/bin/mypy compliance wsgi.py

contracts:  ## Check who may import whom
	.venv/bin/lint-imports

test-sqlite:  ## Run the tests without a browser on SQLite
	$(PYTHON) -m pytest -q -n auto --ignore=tests/journeys

test-postgresql:  ## Run the tests without a browser on PostgreSQL
	bash .ci/with-postgresql $(PYTHON) -m pytest -q -n auto --ignore=tests/journeys

journeys:  ## Run the browser journeys
	$(PYTHON) -m pytest -q tests/journeys

bench:  ## Print speed and memory as ratios against a peer in the same run
	$(PYTHON) tests/bench.py

clean:  ## Remove what was built (never the record in instance/)
	rm -rf .venv node_modules static/build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
