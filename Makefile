# What a newcomer, a reviewer and the continuous integration type. Needs Python 3.11 or later, its venv module, and make.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check features faults bench compose-test shots lock
PYTHON := .venv/bin/python
HALVES ?= 2

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: ## create .venv with the exact, hashed requirements (instant when nothing changed)
	@deploy/setup/venv

demo: setup ## the whole story in one process, then the page; ONCE=1 stops after it, REGISTER=file, MUTATE=step
	@echo "demo: the story in one process (embedded mode)"
	@.venv/bin/maillon demo $(if $(ONCE),--once) $(if $(REGISTER),--register "$(REGISTER)") $(if $(MUTATE),--mutate $(MUTATE))

test: setup ## every test, on real servers; ARGS="-k vault" chooses, HALVES=1 runs them one after the other
	@deploy/setup/servers
	@echo "test: every test under tests/"
	@$(PYTHON) -m pytest $(if $(filter 1,$(HALVES)),,--numprocesses $(HALVES) --dist loadgroup) $(or $(ARGS),tests)

check: setup ## style, types, architecture, documentation, compose file
	@echo "check: everything that needs no server"
	@$(PYTHON) -m deploy.tooling.check

features: setup ## which rows of docs/features.md are proven by which number of tests
	@echo "features: collecting the tests that carry a row's id"
	@$(PYTHON) -m deploy.tooling.features

faults: setup ## kill -9, lost brokers, shuffled facts: the ledger of what was lost; ONLY=T1,T2 ROUNDS=n
	@deploy/setup/servers
	@echo "faults: five processes, each fault on its mutant first, then on the product"
	@$(PYTHON) -m tests.faults $(if $(ONLY),--only $(ONLY)) $(if $(ROUNDS),--rounds $(ROUNDS))

bench: setup ## ours against a reference, as ratios with their goals; ONLY=B1,B3
	@deploy/setup/servers
	@echo "bench: private servers that flush to disk; each bench takes about a minute"
	@$(PYTHON) -m bench $(if $(ONLY),--only $(ONLY))

compose-test: setup ## the whole story on the five images of docker-compose.yml
	@echo "compose-test: building the images and telling the story on them"
	@$(PYTHON) -m tests.system.compose

shots: setup ## pictures of the pages, in docs/screens
	@echo "shots: pictures of the pages, in docs/screens"
	@$(PYTHON) -m deploy.shots

lock: setup ## compile requirements/*.txt from the ranges of pyproject.toml; UPGRADE=1 takes the newest
	@deploy/setup/lock $(if $(UPGRADE),--upgrade)
