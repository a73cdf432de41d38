# Control Room: what a person types. Everything needs git, make and Python 3.11 or newer; nothing is installed outside .venv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Else every start would compile a thousand modules again, longer than all the rest of it takes.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check -qq --no-input
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
PAGES := web/static/vendor/htmx.min.js
AXE := tests/browser/vendor/axe-core/axe.min.js
INSTALL := $(PIP) install --no-deps --no-build-isolation --editable .
LOADED := import controlroom.cli, controlroom.live.lifecycle, controlroom.server.run, controlroom.render.pages, sim.__main__
TIMED := $(addprefix tests/integration/test_,slow_screen.py two_processes.py \
		rehearse.py::test_ctrl_c_ends_server_and_simulator_cleanly \
		store_trouble.py::test_server_ends_soon_and_cleanly_while_another_process_holds_the_lock) \
	$(addprefix tests/browser/test_,keys.py link.py prompter.py server.py)
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
BROWSER_MEND := sudo apt-get install chromium fonts-noto-cjk

.PHONY: help demo setup test lint format types contracts test-unit differential browser screenshots bench load lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: setup ## the show: server, simulator and three screens (ARGS="--speed 10 --no-browser" …; Ctrl-C ends it)
	@exec $(BIN)/controlroom rehearse $(ARGS)

setup: $(INSTALLED) $(PAGES) ## .venv from requirements.lock, and the project in it

# Candidates are tried by running them, so that a pyenv shim without its version is passed over. The lock is whole, so pip need not
# resolve (--no-deps), and of the modules only those that a start loads are compiled (LOADED): together a quarter off the first start.
$(LOCKED): requirements.lock
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3 python3.14 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
		echo "Control Room needs Python 3.11 or newer, and none is in PATH. Install it (Debian: sudo apt-get install python3 python3-venv)" \
			"or name it: make demo PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	echo "Setting up $(VENV) from requirements.lock (once; about a minute) …"; \
	rm -f $@ $(INSTALLED); \
	[ -x $(PY) ] || $$found -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$$found has no venv module. Debian: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --no-deps --prefer-binary --no-compile --require-hashes --requirement requirements.lock
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml hatch_build.py controlroom/__init__.py
	@echo "Installing Control Room and the pages' libraries (pinned, checked) …"
	@$(INSTALL)
	@$(PY) -c "$(LOADED)"
	@touch $@

$(PAGES): $(INSTALLED)
	@[ -e $@ ] || $(INSTALL)

$(AXE): $(INSTALLED) tests/browser/fetch_axe.py
	@$(PY) tests/browser/fetch_axe.py

# First what a busy machine may keep waiting, all at once; then what is held to tenths of a second, with the machine to itself.
# What fails beside others is tried once more alone: a page that a busy machine kept waiting passes then, a fault does not. Both are printed.
test: setup $(AXE) lint types contracts browser ## everything: style, types, contracts, and all tests (ARGS: one run of pytest with them)
	@if [ -n "$(ARGS)" ]; then exec $(BIN)/pytest $(ARGS); fi; \
		tried() { $(BIN)/pytest --cache-clear "$$@" || { [ $$? -eq 1 ] && $(BIN)/pytest --last-failed --last-failed-no-failures none tests; }; }; \
		tried -n auto --dist worksteal tests $(TIMED:%=--deselect=%) && tried $(TIMED)

lint: setup ## style and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup ## put the code in its format, and mend what can be mended
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

types: setup ## mypy, strict
	@$(BIN)/mypy

contracts: setup ## the floors' imports
	@$(BIN)/lint-imports --no-cache

test-unit: setup ## the fast tests alone
	@$(BIN)/pytest tests/unit $(ARGS)

# Said before the tests, so that nobody takes skipped browser tests for passed ones; in CI the tests themselves fail.
browser:
	@found="$${CONTROLROOM_CHROMIUM:-}"; \
	for name in $(BROWSERS); do [ -n "$$found" ] || found=$$(command -v $$name || true); done; \
	[ -n "$$found" ] || echo "No Chromium: the browser tests are skipped. Install it with: $(BROWSER_MEND)" \
		"— or set CONTROLROOM_CHROMIUM to its path." >&2

screenshots: setup browser ## the README's pictures
	@$(PY) -m tests.browser.screenshots $(ARGS)

bench: setup ## measurements, as a table
	@$(PY) -m tests.bench $(ARGS)

# scipy stays out of .venv and out of requirements.lock: it is fetched, by hashes of its own, into build/ and only for this.
differential: setup ## the statistics against scipy, at thousands of points (fetches scipy, 55 MB, once)
	@[ -e build/differential/.done ] || { rm -rf build/differential; \
		$(PIP) install --no-deps --require-hashes --requirement tests/differential/requirements.lock --target build/differential; \
		touch build/differential/.done; }
	@PYTHONPATH=build/differential $(BIN)/pytest tests/differential/check_stats.py $(ARGS)

load: setup ## the long proofs, as tables (ARGS="seeds screens"; without ARGS it lists them)
	@$(PY) -m tests.load $(ARGS)

lock: ## requirements.lock anew from pyproject.toml (needs uv; `make lock ARGS=--upgrade` for newer versions)
	@uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header --quiet -o requirements.lock $(ARGS)

clean: ## remove what make made (your data folder stays)
	@rm -rf $(VENV) build dist web/static/vendor tests/browser/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find controlroom sim tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
