#!/usr/bin/env bash
# The web's types are what server/openapi.json makes, not what someone remembered.
set -euo pipefail
cd "$(dirname "$0")/../../web"
made=$(mktemp)
trap 'rm -f "$made"' EXIT
pnpm exec openapi-typescript ../server/openapi.json -o "$made" >/dev/null 2>&1
if ! diff -q "$made" api/schema.gen.ts >/dev/null; then
  echo 'web/api/schema.gen.ts differs from server/openapi.json. Write it anew with:'
  echo '  pnpm --filter @codingagent/web exec openapi-typescript ../server/openapi.json -o api/schema.gen.ts'
  exit 1
fi
