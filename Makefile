# One tag set everywhere: another one compiles SQLite a second time.
TAGS    := sqlite_fts5
GO      := go
FLAGS   := -tags $(TAGS)
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)

.PHONY: demo build test lint bench assets templ tools

# demo runs the made-up county: address and sign-ins are printed.
demo: build
	bin/hundredweight demo

build:
	$(GO) build $(FLAGS) -trimpath -ldflags "-X main.version=$(VERSION)" -o bin/hundredweight ./cmd/hundredweight

# test is everything a change must pass, on both databases, with a browser.
test:
	TAGS=$(TAGS) .ci/test

lint:
	TAGS=$(TAGS) .ci/lint

# bench prints ratios against yardsticks measured in the same run.
bench:
	TAGS=$(TAGS) .ci/bench

# assets builds what pages ask for into static/dist, and the design system's
# examples that components are held against. Both are committed: nothing else
# needs Node.
assets:
	cd static && npm ci --no-audit --no-fund --ignore-scripts && node build.mjs

# templ writes the Go of pages and components; it is committed too.
templ:
	$(GO) run github.com/a-h/templ/cmd/templ@v0.3.977 generate -path templates
