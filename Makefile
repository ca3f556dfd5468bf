# make run    the demo rally in the window (on the command line where there is no display)
# make test   every test
# Both create the environment first: .venv here, and the system libraries Qt needs.

VENV ?= .venv
PYTHON ?=
READY = $(VENV)/.ready
BIN = $(VENV)/bin

.PHONY: run test lint format types check translations clean

run: $(READY)
	$(BIN)/python main.py demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint types test

# Collect the strings of the window for the translators, then compile what they wrote.
translations: $(READY)
	$(BIN)/python scripts/translations.py update
	$(BIN)/python scripts/translations.py release

clean:
	rm -rf $(VENV) build dist *.egg-info rallymark-demo

$(READY): pyproject.toml constraints.txt scripts/setup.sh
	PYTHON="$(PYTHON)" sh scripts/setup.sh "$(VENV)"
	touch $(READY)
