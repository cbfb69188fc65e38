# Two commands to know: `make demo` and `make test`. Each sets itself up; python3 (3.11 or newer) and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 3900
PROCESSES ?= 4
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: demo demo-reset run doctor test check format bench soak lock clean help

help:
	@echo "make demo        try Plumbline in a local workspace, no Slack and no key needed"
	@echo "make demo-reset  the same, begun anew"
	@echo "make test        every check and test"
	@echo "make run         run it for real over Socket Mode (see README)"
	@echo "make doctor      look over settings, database, Slack, model and clock"
	@echo "make bench       measure; ratios against a reference in the same run (some of it: make bench PARTS=ack)"
	@echo "make soak        the slow proofs"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Plumbline needs Python 3.11 or newer; name one with: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock $(BIN)/python
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(BIN)/python
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run
	@$(BIN)/python -m bot demo --port $(PORT)

demo-reset: $(VENV)/.run
	@$(BIN)/python -m bot demo --port $(PORT) --reset

run: $(VENV)/.run
	@$(BIN)/python -m bot run

doctor: $(VENV)/.run
	@$(BIN)/python -m bot doctor

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Four processes of tests, as many of them wait for programs to start and stop; the tests of a file stay together and in
# order, as some share a demonstration. Files are begun in the order tests/conftest.py puts them in, the longest first.
test: check
	$(BIN)/python -m pytest -m "not soak" -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak

# BERTopic names a library it is not given here (see pyproject.toml), so the lock is installed as it stands.
$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	$(PIP) --no-deps -r requirements-bench.lock
	@touch $@

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(PARTS)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs uv; the locks hold hashes and no addresses.
lock:
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml --group dev --group bench -o requirements-bench.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
