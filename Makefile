# The commands of contracts: run, test, test-long, check; the others are for developers. `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
# Arguments for pytest, as in `make test ARGS='tests/core -k calendar'`.
ARGS ?=
# The tests run on all cores; `make test JOBS=0` runs them one by one, for a debugger.
JOBS ?= auto

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
DATA := $(or $(TASUKI_DATA),var)
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test test-long check format lock messages screenshots clean

help: ## list the commands
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: $(RUN) ## serve the demonstration programme at http://127.0.0.1:8000 (PORT=8123 for another port)
	@$(BIN)/python tools/port.py $(PORT)
	@if [ -z "$$(ls -A '$(DATA)' 2>/dev/null)" ]; then $(BIN)/tasuki init && $(BIN)/tasuki demo; else $(BIN)/tasuki init; fi
	@TASUKI_BASE_URL="$${TASUKI_BASE_URL:-http://127.0.0.1:$(PORT)}" exec $(BIN)/tasuki serve --port $(PORT) --with-worker

test: $(DEV) ## run the tests (ARGS='tests/core -k calendar' chooses, JOBS=0 runs them one by one)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

test-long: $(DEV) ## run the tests that take minutes
	@$(BIN)/python -m pytest -m long $(ARGS)

check: $(DEV) ## format, lint, types, import contracts, messages complete and compiled
	@$(BIN)/ruff format --check --quiet . || { echo 'Not formatted as the others are: make format'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@said=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python tools/messages.py check
	@echo 'All checks passed.'

format: $(DEV) ## format the code, and mend what ruff can mend
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

lock: $(DEV) ## write requirements/*.txt anew after a change of pyproject.toml (UPGRADE=1 takes the newest releases)
	@$(LOCK) --group build --output-file requirements/run.txt
	@$(LOCK) --group dev --constraints requirements/run.txt --output-file requirements/dev.txt

messages: $(DEV) ## take new sentences into the catalogue, drop old ones, compile it
	@$(BIN)/python tools/messages.py update

screenshots: $(DEV) ## every screen, in both languages and themes and three widths, into screenshots/
	@PYTHONPATH=. $(BIN)/python tools/screens.py screenshots

clean: ## forget the virtual environment and the caches; the data folder stays
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A stamp is written last: an interrupted installation is taken up again by the next call.
$(RUN): requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Tasuki needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.11'; exit 3; }
	@echo 'Installing what Tasuki needs into $(VENV) (once, about a minute)' >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	@echo 'Installing the tools for tests and checks into $(VENV) (once, about a minute)' >&2
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@
