# CodingAgent: make start | test | check | bench. Everything it installs goes into .tools and node_modules, but for Debian packages.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
TOOLS := $(CURDIR)/.tools
export PATH := $(TOOLS)/node_modules/.bin:$(TOOLS)/bin:$(PATH)

NODE := $(TOOLS)/.node-24.21.0
MODULES := node_modules/.installed
SYSTEM := $(TOOLS)/.system
TEST_SYSTEM := $(TOOLS)/.test-system
ROOTFS := $(TOOLS)/.rootfs
VERSITYGW := $(TOOLS)/.versitygw
WEB := web/dist/.built

.PHONY: help start test check bench format doctor clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

$(NODE):
	@mkdir -p $(TOOLS)
	npm install --prefix $(TOOLS) --no-save --no-audit --no-fund --loglevel=error node@24.21.0 pnpm@12.21.0
	@touch $@

$(MODULES): $(NODE) pnpm-lock.yaml package.json */package.json
	pnpm install --frozen-lockfile --reporter=append-only
	@touch $@

$(SYSTEM): .ci/install-system.sh
	@mkdir -p $(TOOLS)
	.ci/install-system.sh runtime
	@touch $@

$(TEST_SYSTEM): .ci/install-system.sh
	@mkdir -p $(TOOLS)
	.ci/install-system.sh test
	@touch $@

$(ROOTFS): $(SYSTEM) kernel/build-rootfs.sh kernel/uv.lock kernel/pyproject.toml
	kernel/build-rootfs.sh $(TOOLS)
	@touch $@

$(VERSITYGW): .ci/install-versitygw.sh $(TEST_SYSTEM)
	.ci/install-versitygw.sh
	@touch $@

$(WEB): $(MODULES) $(shell git ls-files 'web/*' 'protocol/*' 2>/dev/null | grep -v ' ')
	pnpm --filter @codingagent/web exec vite build
	@touch $@

start: $(MODULES) $(SYSTEM) $(ROOTFS) $(WEB) ## install what is needed, start on embedded storage, print the address
	@AUTH=$${AUTH:-off} HOST=$${HOST:-127.0.0.1} exec node server/main.ts

doctor: $(MODULES) $(SYSTEM) $(ROOTFS) ## say which isolation this host can give, and why
	@node server/doctor.ts

check: $(MODULES) $(ROOTFS) ## types, lint, layering, format, unused code, generated files, Python
	.ci/check.sh

test: $(MODULES) $(SYSTEM) $(TEST_SYSTEM) $(VERSITYGW) $(ROOTFS) $(WEB) ## install what the tests need and run them all
	.ci/test.sh

bench: $(MODULES) $(SYSTEM) $(ROOTFS) $(WEB) ## measure, beside the peers, in one table
	node evals/bench/main.ts

format: $(MODULES) ## write the house format
	pnpm exec biome format --write .
	$(TOOLS)/python/bin/ruff format kernel

clean: ## remove what make made (not ./data)
	rm -rf .tools node_modules */node_modules */.tsc web/dist
