# Everything a person does with the project, by name. `make` alone lists the names.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check format audit budgets lighthouse administrator lock bench-detail bench-growth bench-crowd bench-search bench-form screenshots

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

test: $(VENV)/.dev $(AUDIT) ## Run every test: rules, units, journeys, both databases where there are two
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tests

audit: $(VENV)/.dev $(AUDIT) ## Open every public page as every reader does, and do 50 sequences of work at random; AUDIT_PAGES="sciatica" for some
	@$(BIN)/python -m pytest -q -m "audit or not browser" tests/audit tests/journeys
	@SEQUENCES=50 $(BIN)/python -m pytest -q tests/publishing/life/test_sequences.py -k whatever

budgets: $(VENV)/.dev ## Print how long and heavy every public page is, what a first visit loads, and what is too much
	@$(BIN)/python -m tests.audit.budgets

benchmarks/lighthouse/node_modules/.run: benchmarks/lighthouse/package-lock.json
	@echo "Installing Lighthouse ..."
	@npm ci --silent --prefix benchmarks/lighthouse
	@touch $@

lighthouse: $(VENV)/.dev benchmarks/lighthouse/node_modules/.run ## Open home, a condition, a procedure and a list with Lighthouse, as a phone, 5 times each; AT=address for a site that runs
	@$(BIN)/python -m benchmarks.first_visit $(if $(AT),--at $(AT))

check: $(VENV)/.dev ## Lint, and look for anything that a test would not see
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check_content

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
		--no-header --upgrade --extra postgres --extra dev pyproject.toml --output-file requirements-dev.txt

bench-detail: $(VENV)/.dev ## Time the longest page; with BESIDE=folder beside another checkout
	@$(BIN)/python -m benchmarks.detail $(if $(BESIDE),--beside $(BESIDE))

bench-growth: $(VENV)/.dev ## Print what the site costs at 100, 1,000 and 10,000 pages; SIZES="100 1000" for fewer
	@$(BIN)/python -m benchmarks.growth $(SIZES)

bench-crowd: $(VENV)/.dev ## Let 8 editors and 8 readers in while the phone number changes: errors and the longest wait
	@$(BIN)/python -m benchmarks.crowd

bench-form: $(VENV)/.dev ## Print what it costs to open the longest form at the desk of the site that `make run` has set up
	@$(BIN)/python manage.py shell -v 0 < benchmarks/form.py

bench-search: $(VENV)/.dev ## Print what a search costs at 10,000 pages and after 3,000 publications
	@$(BIN)/python -m benchmarks.searching

screenshots: $(VENV)/.dev ## Take a picture of every kind of page, small and large, light and dark, into var/screenshots; WHAT=docs for those of the documentation, WHAT=help for those of the desk's help
	@$(BIN)/python -m tests.screenshots $(WHAT)
