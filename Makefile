# `make up` and `make test` are all a new machine needs; `make help` lists the rest.
SHELL := bash
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/lexfix
UV := $(CACHE)/uv/bin/uv
LEXFIX := .venv/bin/lexfix
STACK ?= local
# Containers often set this, and then each of the ten Python processes of an update compiles all that it imports anew.
export PYTHONDONTWRITEBYTECODE :=

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

up: .venv ## bring LexFix up at http://localhost:3000; FULL=1 adds logs, traces and Trivy
	@$(LEXFIX) up $(if $(FULL),--full)

down: .venv ## destroy the local stack
	@$(LEXFIX) down

clean: .venv ## remove the cluster, the registry and the caches as well
	@$(LEXFIX) clean
	@rm -rf .venv app/node_modules

dashboards: .venv ## draw the dashboards, list the alerts that fire, open Prometheus and Alertmanager
	@$(LEXFIX) dashboards

preview: .venv ## show what would change: make preview STACK=staging
	@$(LEXFIX) preview $(STACK)

status: .venv ## show which clauses of the Definition of Done are met, and by what: make status STACK=staging
	@$(LEXFIX) status $(STACK)

check: .venv ## lint, types and unit tests; nothing is started
	@$(LEXFIX) check

test: .venv ## everything: check, then the stack on a real cluster and a browser that uses it
	@$(LEXFIX) test

.venv: pyproject.toml uv.lock $(UV)
	@$(UV) sync --quiet && touch .venv

$(UV):
	@python3 -m venv $(CACHE)/uv 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv $(CACHE)/uv; }
	@$(CACHE)/uv/bin/pip install --quiet uv==0.13.9

.PHONY: help up down clean dashboards preview status check test
