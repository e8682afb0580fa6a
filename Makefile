# The doors: run, develop, check.

PYTHON ?= python3
NPM := npm --prefix frontend
BIN := .venv/bin
BUILT := palaver/web/static/palaver/manifest.json.gz
FRONTEND_SOURCES := $(shell find frontend/src frontend/vite.config.js -type f 2>/dev/null)
PACKAGES_FOR_TESTS := caddy chromium chromium-headless-shell faketime nginx openssl \
	postgresql=/usr/lib/postgresql/*/bin/postgres \
	rabbitmq-server=/usr/lib/rabbitmq/bin/rabbitmq-server redis-server systemd=systemd-analyze
PARALLEL := --cache-clear --numprocesses 3 --dist loadfile
ALONE := --last-failed --last-failed-no-failures none --maxfail 1
WITH_DATABASE := $(addprefix tests/,accounts api browser chats cli cost faults generation lib operations project turbo web)

PROCESSES ?= 1
# Who names a PostgreSQL or a Redis needs the packages that speak to them.
INSTALLED := .venv/$(if $(DATABASE_URL)$(REDIS_URL),.scale,.run)

.PHONY: run worker migrate test check dev bench bench-quick bench-peers profile populate chaos wheel lock screenshots

run: $(INSTALLED) $(BUILT)  ## serve on 127.0.0.1:8000 (HOST, PORT, PROCESSES)
	@$(BIN)/python -m palaver serve --workers $(PROCESSES)

worker: $(INSTALLED)  ## run answers beside the servers
	@$(BIN)/python -m palaver worker

migrate: $(INSTALLED)  ## bring the database to the form of this version
	@$(BIN)/python -m palaver manage migrate

dev: .venv/.dev frontend/node_modules/.installed  ## the same with reloading
	@$(BIN)/python tools/dev.py

test: .venv/.dev $(BUILT)  ## all tests; those of the database on SQLite and on PostgreSQL
	@tools/debian-packages $(PACKAGES_FOR_TESTS)
	$(NPM) test
	$(BIN)/pytest $(PARALLEL) || $(BIN)/pytest $(ALONE)
	export PALAVER_TEST_DATABASE=postgresql; \
		$(BIN)/pytest $(PARALLEL) $(WITH_DATABASE) || $(BIN)/pytest $(ALONE) $(WITH_DATABASE)

check: .venv/.dev $(BUILT)  ## everything that can be known without running it
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/unused.py
	$(NPM) run check
	$(BIN)/python tools/locks.py
	$(BIN)/python tools/licences.py

bench: .venv/.dev $(BUILT)  ## all that is measured; make bench N=1,10 WHAT=limit,embedded
	@tools/debian-packages $(PACKAGES_FOR_TESTS)
	@$(BIN)/python -m bench $(if $(N),-n "$(N)") $(if $(WHAT),--what "$(WHAT)") $(BENCH)

bench-quick: .venv/.dev $(BUILT)  ## some of it, in three minutes
	@tools/debian-packages $(PACKAGES_FOR_TESTS)
	@$(BIN)/python -m bench --quick $(BENCH)

bench-peers: .venv/.dev $(BUILT)  ## the same of Chainlit and Open WebUI, which it installs; make bench-peers N=1,10
	@$(BIN)/python -m bench.peers $(if $(N),-n "$(N)") $(if $(WHAT),--what "$(WHAT)") $(BENCH)

profile: .venv/.dev $(BUILT)  ## flame graphs of the server under 100 answers, and of one page
	@$(BIN)/python -m bench.profile $(if $(N),-n $(N)) $(BENCH)

populate: .venv/.dev  ## 100,000 messages in 2,000 chats for somebody who is there; make populate OWNER=ada
	@$(BIN)/python -m bench.populate $(if $(OWNER),--owner "$(OWNER)") $(POPULATE)

chaos: .venv/.dev $(BUILT)  ## every fault at random under load (SECONDS, SEED, ONLY)
	@tools/debian-packages $(PACKAGES_FOR_TESTS)
	@$(BIN)/python -m tests.chaos $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED)) \
		$(if $(ONLY),--only "$(ONLY)")

wheel: .venv/.dev $(BUILT)  ## dist/palaver-….whl, with the front end inside
	$(BIN)/python -m build --wheel --no-isolation

lock: .venv/.dev  ## renew the locks; make lock UPGRADE=--upgrade for newer versions
	$(BIN)/python tools/locks.py --write $(UPGRADE)

screenshots: .venv/.dev $(BUILT)  ## docs/screenshot.png and the pictures of each state
	@tools/debian-packages $(PACKAGES_FOR_TESTS)
	$(BIN)/python -m tests.browser.screenshots

.venv/bin/python:
	@tools/make-venv $(PYTHON)

.venv/.run: requirements/run.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements/run.txt
	@touch $@

.venv/.scale: requirements/scale.txt | .venv/.run
	$(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements/scale.txt
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/.run .venv/.scale $@

frontend/node_modules/.installed: frontend/package-lock.json
	$(NPM) ci
	@touch $@

$(BUILT): frontend/node_modules/.installed $(FRONTEND_SOURCES) | .venv/.run
	$(NPM) run --silent build -- --logLevel warn
	$(BIN)/python -m servestatic.compress --quiet $(@D)
	@touch $@
