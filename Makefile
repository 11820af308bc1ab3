# Two commands: `make run` to try it, `make test` to prove it.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
# Where nothing compiled is kept, each of the hundreds of programs that tests start compiles it all.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test lint fix bench mutants prove lock

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

run: .venv/installed ## start it here with the example neighbourhood, and print three addresses
	@$(BIN)/buurtbot run --example examples/zuidoost.toml

test: lint ## everything: lint, types, import rules, catalogs, both databases, a real browser
	$(BIN)/python -m pytest -q -n 3 --dist worksteal

lint: .venv/tested ## ruff, oxlint, mypy, import rules, dead code, catalogs, the shape of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/oxlint --deny-warnings bot/channels/web/static bot/channels/web/stay/static
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/vulture
	$(BIN)/python -m locales.update --check
	$(BIN)/python -m tests.house --check

fix: .venv/tested ## what a machine can mend: formatting, imports, catalogs
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m locales.update
	$(BIN)/python -m tests.house

bench: .venv/tested .venv-peers/installed ## how fast, against bare echo bots in the same run
	$(BIN)/python -m tests.bench

prove: .venv/mutants .venv-peers/installed ## the long proofs, one table: kills, forged taps, rotation, restores, mutants
	$(BIN)/python -m tests.bench.proofs

mutants: .venv/mutants ## 300 small mistakes made on purpose: do the tests see them?
	$(BIN)/python -m tests.mutants

lock: .venv/tested ## write the locked dependencies anew
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -U -o requirements.lock
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -U -c requirements.lock -o requirements-test.lock
	uv pip compile pyproject.toml --extra test --extra mutants --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -q -U -c requirements-test.lock \
	  -o requirements-mutants.lock
	echo 'espeakng-loader>=0.2.4' | uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -q -U -o requirements-voices.lock
	uv pip compile tests/bench/peers.in --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -U -o tests/bench/peers.lock

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "buurtbot needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv

# A program of its own under another licence (GPL-3), and no wheel of it for every machine: without
# it all works, and nothing is read aloud.
VOICES = $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes \
	  -r requirements-voices.lock || echo "No voices for this machine: nothing is read aloud."

.venv/installed: requirements.lock requirements-voices.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(VOICES)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/tested: requirements-test.lock requirements-voices.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(VOICES)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/installed

.venv/mutants: requirements-mutants.lock .venv/tested
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-mutants.lock
	@touch $@

# The bare bots that we are measured against live apart: aiogram wants other versions than we do.
.venv-peers/installed: tests/bench/peers.lock
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r tests/bench/peers.lock
	@touch $@
