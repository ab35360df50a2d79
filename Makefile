# The words a contributor types. `make` alone lists them.

PYTHON ?= python3
JOBS ?= 2
UPGRADE ?=

SHELL := /bin/bash
BIN := .venv/bin
STAMP := .venv/.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

# What changes running systems is only covered where there are some.
IN_LAB := $(if $(STACKLINT_KIND_NODE_IMAGE),--fail-under=94)

# Tests of kind that share one cluster; the others make their own.
SHARED := tests/deployer/targets/kubernetes tests/deployer/wanted

# Without compiled modules, pytest rewrites the asserts of every test module again in every process.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup try test kind-own kind-shared static quick fix lock docs compatibility bench replay

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 22

setup: $(STAMP) ## .venv with everything that is locked, and stacklint from this tree

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

try: setup ## check the example repository, which is full of faults
	@$(BIN)/stacklint check examples/operator-repo; code=$$?; \
	if [ $$code -ne 1 ]; then \
		echo "make try: stacklint should exit 1 on examples/operator-repo, and exited $$code" >&2; \
		exit 1; \
	fi; \
	printf '\nstacklint exited 1, as it should: examples/operator-repo has these faults on purpose.\n'

test: static ## everything that CI checks, in the order that fails soonest
	@$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -m "not kind" -n $(JOBS)
	@echo "tests of kind, in two tracks; each shows what it did when it is done:"
	@$(MAKE) --no-print-directory --jobs 2 --output-sync kind-own kind-shared
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report $(IN_LAB) >coverage.txt || { cat coverage.txt; exit 1; }
	@echo "coverage (the lines that are missing: coverage.txt):"
	@grep '^TOTAL' coverage.txt

# Clusters mostly wait, so there are two at a time. Those of deployments take ports 80 and 443 of the
# host, so that of each side only one is there.
kind-own: setup
	$(BIN)/coverage run -m pytest -m kind $(SHARED:%=--ignore=%)

kind-shared: setup
	$(BIN)/coverage run -m pytest -m kind $(SHARED)

static: setup
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/codespell
	$(BIN)/python -m tests.generate --check
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml

quick: setup ## what to run before each commit: under a minute
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/pytest -m "not slow and not docker and not kind" -n $(JOBS)

fix: setup ## what ruff can put right by itself
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lock: setup ## requirements/*.txt from pyproject.toml; UPGRADE=--upgrade takes the newest
	$(LOCK) --output-file requirements/run.txt pyproject.toml
	$(LOCK) --output-file requirements/dev.txt --group dev --constraint requirements/run.txt pyproject.toml

docs: setup ## the parts of docs/ that are generated
	$(BIN)/python -m tests.generate

compatibility: setup ## docs/compatibility.md, where the corpus of real stacks is at hand
	$(BIN)/python -m tests.compatibility

replay: setup ## what happened to operators: each rule fires before, and is silent after
	$(BIN)/python -m tests.replay

bench: setup ## speed, side by side with the tools one would use instead
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_deploy
