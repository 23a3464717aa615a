#!/usr/bin/env bash
# Our own Python: format, lint and types. The length of its files is held by test/layering.test.ts.
set -euo pipefail
cd "$(dirname "$0")/../../kernel"
python=../.tools/python/bin
[ -x "$python/ruff" ] || { echo "$PWD/$python/ruff is missing: run make check, which builds it" >&2; exit 1; }
"$python/ruff" format --check --quiet . || { "$python/ruff" format --diff .; exit 1; }
"$python/ruff" check --quiet .
"$python/mypy" --no-error-summary
