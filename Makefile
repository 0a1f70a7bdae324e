# Everything starts here: `make help` lists the targets.
# The first of these that PyFlink runs on; another one: make setup PYTHON=/path/to/python3.11
FITS := import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 13))
PYTHON ?= $(firstword $(foreach each,python3 python3.12 python3.11 python3.10,$(shell $(each) -c '$(FITS)' 2> /dev/null && echo $(each))) python3)
NAME ?= default
VENV := .venv
BIN := $(VENV)/bin
STACK := $(BIN)/python -m lab.stack
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup up status logs down demo scenarios scenario sweep truth accuracy bench bench-advisor fuzz lint format test unit integration lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(VENV)/.installed ## Install everything into .venv, from the lock (Python 3.10 to 3.12)

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c '$(FITS)' || \
	  { echo "$(PYTHON) is $$($(PYTHON) --version 2>&1), PyFlink wants Python 3.10 to 3.12: make setup PYTHON=python3.11"; exit 2; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@echo "installing $$(grep -c == requirements.lock) packages, PyFlink among them (about 400 MB)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

up: setup ## Start the local stack: Kafka, Flink, Postgres (NAME=... for a second one)
	@$(STACK) up --name $(NAME)

status: setup ## Addresses, pids and health of the stack (JSON=1 for JSON)
	@$(STACK) status --name $(NAME) $(if $(JSON),--json)

logs: setup ## The end of the stack's logs (PART=kafka for one)
	@$(STACK) logs --name $(NAME) $(PART)

down: setup ## End the stack and remove its data
	@$(STACK) down --name $(NAME)

demo: setup ## A slow job, its report, the change, and what it brought (KEEP=1 leaves the stack up)
	@KEEP=$(KEEP) $(BIN)/python -m lab.demo

scenarios: setup ## All real jobs with a planted cause, and the verdict on each (SAVE=file.json keeps the outcomes)
	@$(BIN)/python -m lab.scenarios run $(if $(SAVE),--save $(SAVE)) $(if $(RECORD),--record $(RECORD))

scenario: setup ## One of them (NAME=hot_key; without NAME: the list)
	@$(BIN)/python -m lab.scenarios $(if $(filter default,$(NAME)),list,run $(NAME))

sweep: setup ## Brute force over a scenario's settings beside one step of advice (NAME=..., SAVE=file.json)
	@$(BIN)/python -m lab.scenarios sweep $(filter-out default,$(NAME)) $(if $(SAVE),--save $(SAVE))

truth: setup ## Take each planted cost out and measure what that brings, without the advisor (NAME=..., SAVE=file.json)
	@$(BIN)/python -m lab.scenarios truth $(filter-out default,$(NAME)) $(if $(SAVE),--save $(SAVE))

accuracy: setup ## Write docs/accuracy.md and the README's numbers from the kept results
	@$(BIN)/python -m lab.scenarios.accuracy

bench: setup ## Records per second and CPU seconds per million: both modes beside Flink SQL
	@$(BIN)/python -m lab.bench

bench-advisor: setup ## The advisor on a job of 100 vertices x 1,000 subtasks: seconds, requests, memory
	@$(BIN)/python -m lab.bench_advisor

fuzz: setup ## 12,000 spoiled answers of Flink: a report or a sentence, never a traceback
	NARROWS_FUZZ=12000 $(BIN)/pytest -q tests/collect/test_hostile_answers.py

lint: setup ## ruff, mypy --strict, import contracts, generated text
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## Let ruff format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: unit integration ## Unit tests, then the real stack

unit: setup ## Tests without any process
	$(BIN)/pytest -m "not stack"

integration: setup ## Tests on Kafka, Flink and Postgres, started for them
	$(BIN)/pytest -m stack

lock: setup ## Renew requirements.lock and the locks of lab/jars
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --all-extras --no-emit-index-url --no-annotate \
	  --no-header --upgrade --output-file requirements.lock pyproject.toml
	for group in kafka flink; do \
	  (cd lab/jars/$$group && ../../../$(BIN)/jgo sync --force && mv .jgo/jgo.lock.toml . && rm -rf .jgo); done

clean: ## Remove .venv and caches; stacks are ended by `make down`
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
