# The few commands people need. `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh

# make demo: where it listens, how many people the company has, where it is kept, as of when.
PORT ?= 8080
PEOPLE ?= 1000
DATABASE_URL ?=
DAYS_LATER ?= 0

TARGET := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
DEMO_DATABASE = $(if $(DATABASE_URL),$(DATABASE_URL),sqlite:data/demo-$(PEOPLE).db)
DEV_DATABASE = $(if $(DATABASE_URL),$(DATABASE_URL),sqlite:data/dev.db)

SPA := frontend/dist/index.html
SPA_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path 'frontend/dist/*' 2>/dev/null)

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- run it ---------------------------------------------------------------------------------

demo: $(SPA) ## a filled demo company on http://localhost:8080 (PORT, PEOPLE, DATABASE_URL, DAYS_LATER)
	cargo build --release --locked --bin traverse
	@mkdir -p data
	PORT='$(PORT)' DATABASE_URL='$(DEMO_DATABASE)' SPA_DIR=frontend/dist \
	  $(TARGET)/release/traverse demo --people $(PEOPLE) --days-later $(DAYS_LATER)

dev: frontend/node_modules/.stamp ## server and Vite with reload, on a small demo company
	cargo build --locked --bin traverse
	@mkdir -p data
	tools/dev.sh '$(TARGET)/debug/traverse' '$(DEV_DATABASE)'

# --- trust it -------------------------------------------------------------------------------

test: test-rust test-spa test-browser ## everything, on both databases and in a browser

test-rust: ## unit and integration tests of the crates, on SQLite and PostgreSQL
	@tools/require.sh postgres
	tools/postgres.sh run cargo test --workspace --exclude semantic --locked
	cargo test --locked -p semantic

test-spa: frontend/node_modules/.stamp ## unit tests of the single-page application
	cd frontend && npm test

test-browser: $(SPA) tests/node_modules/.stamp ## journeys in Chromium and injected faults, against the real binary
	@tools/require.sh postgres chromium
	cargo build --locked --bin traverse
	TRAVERSE_BINARY='$(abspath $(TARGET))/debug/traverse' tools/postgres.sh run tools/browser-tests.sh

check: check-tree check-rust check-spa check-spec ## formatting, lints, types, drift, dependency rules

check-tree:
	@tools/require.sh node
	node tools/check-tree.mjs
	node tools/check-arrows.mjs

# `semantic` goes by itself: its dependencies ask for other features of shared crates, and with it in
# the same run everything would be built once for the tests and once more for the program.
check-rust:
	cargo fmt --all -- --check
	cargo clippy --workspace --exclude semantic --all-targets --locked -- -D warnings
	cargo clippy --locked -p semantic --all-targets -- -D warnings
	cargo clippy --locked -p api --features semantic -- -D warnings

check-spa: frontend/node_modules/.stamp tests/node_modules/.stamp
	cd frontend && npm run --silent lint && npm run --silent typecheck && npm run --silent check-i18n
	cd tests && npm run --silent lint && npm run --silent typecheck

check-spec: frontend/node_modules/.stamp tests/node_modules/.stamp
	cargo build --locked --bin traverse
	tools/check-spec.sh '$(TARGET)/debug/traverse'
	cd tests && npm run --silent lint-spec

fmt: ## format what a formatter can
	cargo fmt --all

spec: frontend/node_modules/.stamp ## rewrite the OpenAPI document, the client types made from it, and the diagrams of the state machines
	cargo build --locked --bin traverse
	tools/check-spec.sh --write '$(TARGET)/debug/traverse'
	UPDATE_DOCS=1 cargo test --locked -p domain --test state_machines

# --- measure and audit it -------------------------------------------------------------------

bench: tests/node_modules/.stamp ## requests per second, latency, start time and memory, on both databases
	@tools/require.sh node postgres wrk
	cargo build --release --locked --bin traverse
	TRAVERSE_BINARY='$(abspath $(TARGET))/release/traverse' tools/postgres.sh run --durable npm --prefix tests run --silent bench

races: ## engine states published while others ask, under the thread sanitizer (nightly compiler with rust-src)
	RUSTFLAGS=-Zsanitizer=thread cargo +nightly test -Zbuild-std --target "$$(rustc -vV | sed -n 's/^host: //p')" \
	  --target-dir '$(TARGET)/races' -p matching --lib publish

audit: ## licences, bans and sources of what we depend on, and a bill of materials
	tools/audit.sh

screenshots: $(SPA) tests/node_modules/.stamp ## every screen, light and dark, phone and desktop, into a folder to look at
	@tools/require.sh chromium
	cargo build --locked --bin traverse
	CHROMIUM=$$(tools/chromium.sh); export CHROMIUM; cd tests && \
	  TRAVERSE_BINARY='$(abspath $(TARGET))/debug/traverse' npm run --silent screenshots

# --- what the above is made of ---------------------------------------------------------------

frontend/node_modules/.stamp: frontend/package.json frontend/package-lock.json
	@tools/require.sh node
	cd frontend && npm ci --no-audit --no-fund
	@touch $@

tests/node_modules/.stamp: tests/package.json tests/package-lock.json
	@tools/require.sh node
	cd tests && npm ci --no-audit --no-fund
	@touch $@

$(SPA): frontend/node_modules/.stamp $(SPA_SOURCES)
	cd frontend && npm run --silent build
	@touch $@

clean: ## remove what was built; keeps data/
	cargo clean
	rm -rf frontend/dist frontend/node_modules tests/node_modules tests/results

.PHONY: help demo dev test test-rust test-spa test-browser check check-tree check-rust check-spa \
	check-spec fmt spec bench races audit screenshots clean
