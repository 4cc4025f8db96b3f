# Everything a person does with the project, by name. `make` alone lists the names.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check format audit upgrade-drill torture torture-round budgets administrator lock bench screenshots

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

# A stamp per lock file: the environment is rebuilt only when its lock changed.
$(VENV)/.run: requirements.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies for development ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run

# What the audit needs of Node. Without npm its tests are skipped, with the reason; in CI they fail.
AUDIT := $(if $(shell command -v npm),tests/audit/node_modules/.run)
tests/audit/node_modules/.run: tests/audit/package-lock.json
	@echo "Installing what the audit needs of Node ..."
	@npm ci --silent --prefix tests/audit
	@touch $@

run: $(VENV)/.run ## Set up what is missing and serve the site on http://localhost:8000
	@$(BIN)/python manage.py serve

test: $(VENV)/.dev $(AUDIT) ## Run the tests: rules, units, journeys, both databases where there are two
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tests

torture-round: $(VENV)/.dev ## Kill, fill, forge, crowd and move a few times: the tests that `make test` leaves out, since they take minutes
	@$(BIN)/python -m tests --torture

audit: $(VENV)/.dev $(AUDIT) ## Open every public page as every reader does, and do 50 sequences of work at random; AUDIT_PAGES="sciatica" for some
	@$(BIN)/python -m pytest -q -m "audit or not browser" tests/audit tests/journeys
	@SEQUENCES=50 $(BIN)/python -m pytest -q -m torture tests/publishing/life/test_sequences.py

upgrade-drill: $(VENV)/.dev ## Go from an older release with staff work in it to this one and back; FROM=commit for another one
	@$(BIN)/python -m deploy.upgrade_drill $(FROM)

torture: $(VENV)/.dev ## Kill the site at whatever it is at, fill its disk, take its database away, then let a crowd in; ROUNDS=10 MINUTES=10, INTO=docs/reliability.md for the figures
	@$(BIN)/python -m tests.torture --rounds $(or $(ROUNDS),10) --minutes $(or $(MINUTES),10) $(if $(INTO),--into $(INTO))

budgets: $(VENV)/.dev ## Print how long and heavy every public page is, what a first visit loads, and what is too much
	@$(BIN)/python -m tests.audit.budgets

check: $(VENV)/.dev ## Lint, and look for anything that a test would not see
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check_content
	@$(BIN)/python -m tests.dependencies

format: $(VENV)/.dev ## Bring code and content into their canonical form
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python manage.py format_content

administrator: $(VENV)/.run ## Create a person who may sign in at /admin/
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createsuperuser

lock: $(VENV)/.dev ## Compile the lock files from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade --extra postgres pyproject.toml --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade --extra postgres --extra s3 pyproject.toml --output-file requirements-s3.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade --extra postgres --extra s3 --extra dev pyproject.toml --output-file requirements-dev.txt

bench: $(VENV)/.dev ## Hold the site against nginx, bare Django and its limits; PARTS="served growth" for some, SIZES, KEEP=folder, INTO=file: benchmarks/README.md
	@$(BIN)/python -m benchmarks $(PARTS) $(if $(SIZES),--sizes $(SIZES)) $(if $(KEEP),--keep $(KEEP)) \
		$(if $(INTO),--into $(INTO)) $(if $(BESIDE),--beside $(BESIDE))

screenshots: $(VENV)/.dev ## Take a picture of every kind of page, small and large, light and dark, into var/screenshots; WHAT=docs for those of the documentation, WHAT=help for those of the desk's help
	@$(BIN)/python -m tests.screenshots $(WHAT)
