# Prove, test and check symgrad. Every target does its own set-up in .venv; needed are make and Python 3.11 or newer.
#
#   make prove                       the featured proofs, and one line for each other theorem
#   make prove ARGS="convolution"    one derivation in full; ARGS is passed on
#   make test ARGS="-k replay"       the tests
#   make lint                        ruff and mypy
#   make bench                       how long things take, beside sympy
#   make clean                       remove everything that was made
#
# PYTHON=/path/to/python chooses the interpreter that .venv is made with.

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: help prove test lint bench clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

prove: $(VENV)/.prove
	@$(BIN)/symgrad prove $(ARGS)

test: $(VENV)/.test
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.lint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(VENV)/.prove
	@$(BIN)/python benchmarks/run.py $(ARGS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- set-up: one stamp for each set of packages, made again when pyproject.toml changes ----

$(VENV)/.prove: pyproject.toml | $(VENV)/.made
	@echo "==> installing symgrad, sympy and rich"
	@$(PIP) install --editable . || { $(OFFLINE); exit 1; }
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/.made
	@echo "==> installing symgrad with pytest, hypothesis and z3"
	@$(PIP) install --editable '.[test]' || { $(OFFLINE); exit 1; }
	@touch $@ $(VENV)/.prove

$(VENV)/.lint: pyproject.toml | $(VENV)/.made
	@echo "==> installing symgrad with everything to work on it"
	@$(PIP) install --editable '.[dev]' || { $(OFFLINE); exit 1; }
	@touch $@ $(VENV)/.test $(VENV)/.prove

$(VENV)/.made:
	@found=; for p in $(CANDIDATES); do \
	  if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found="$$p"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "symgrad needs Python 3.11 or newer, and none of these is: $(CANDIDATES)" >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import venv, ensurepip' >/dev/null 2>&1; then \
	  echo "$$("$$found" --version) at $$found comes without venv or ensurepip, which make the environment." >&2; \
	  echo "On Debian and Ubuntu they are in the package python3-venv; or name another Python: make PYTHON=..." >&2; \
	  exit 1; \
	fi; \
	echo "==> making $(VENV) with $$("$$found" --version)"; \
	rm -rf $(VENV) && "$$found" -m venv $(VENV)
	@touch $@

OFFLINE = echo "The packages could not be installed; pip says why above. It needs a package index that it can reach." >&2
