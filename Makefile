# Two commands do all the set-up: `make up` starts the sandbox, `make test` checks everything.

# The first Python of 3.11 or newer; say `make up PYTHON=python3.12` for another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
JOBS ?= 2
DIST ?= dist
UP ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help up test bench wheel lock clean

help:
	@echo "make up      start everything on http://127.0.0.1:8700  (options: make up UP='--population 1000')"
	@echo "make test    format, lint, types, imports, tests with coverage"
	@echo "make bench   measure speed and size, side by side"
	@echo "make wheel   build the wheel into $(DIST)/"
	@echo "make lock    pin the requirements anew"
	@echo "make clean   remove what was made here (not your data folder)"

up: $(VENV)/.sandbox
	@$(BIN)/dancu up $(UP)

test: $(VENV)/.test $(VENV)/.browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n $(JOBS) --cov --cov-report=term

bench: $(VENV)/.sandbox
	$(BIN)/python bench/run.py
	$(BIN)/python -m bench.registries
	$(BIN)/python -m bench.one_stop

wheel: $(VENV)/.test
	$(BIN)/python -m build --wheel --no-isolation --outdir $(DIST) .

# Universal: one lock for Linux, macOS and Windows and for every Python from 3.11 on.
LOCK = $(BIN)/uv --quiet pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(1) --output-file $(2)
lock: $(BIN)/python
	$(PIP) install uv
	$(call LOCK,--extra sandbox --extra test pyproject.toml,requirements/test.txt)
	$(call LOCK,--constraints requirements/test.txt --extra sandbox pyproject.toml,requirements/sandbox.txt)
	$(call LOCK,--constraints requirements/test.txt pyproject.toml,requirements/base.txt)
	$(call LOCK,--constraints requirements/test.txt requirements/build.in,requirements/build.txt)

clean:
	rm -rf $(VENV) $(DIST) build .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps live in the environment, so that removing it removes them.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "dancu needs Python 3.11 or newer and found none; name one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "dancu needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.sandbox: requirements/build.txt requirements/sandbox.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/build.txt -r requirements/sandbox.txt
	$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.sandbox requirements/test.txt
	$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/.browser: $(VENV)/.test tools/browser.py
	$(BIN)/python tools/browser.py
	@touch $@
