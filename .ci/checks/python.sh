#!/usr/bin/env bash
# Our own Python: format, lint, types, and the length of files (400 lines, tests 500).
set -euo pipefail
cd "$(dirname "$0")/../../kernel"
python=../.tools/python/bin
[ -x "$python/ruff" ] || { echo "$PWD/$python/ruff is missing: run make check, which builds it" >&2; exit 1; }
"$python/ruff" format --check --quiet . || { "$python/ruff" format --diff .; exit 1; }
"$python/ruff" check --quiet .
"$python/mypy" --no-error-summary
long=$(find . -name '*.py' -exec wc -l {} + | awk '$2 ~ /[.]py$/ && $1 > ($2 ~ /test_[a-z_]*[.]py$/ ? 500 : 400)')
[ -z "$long" ] || { printf 'too long:\n%s\n' "$long" >&2; exit 1; }
