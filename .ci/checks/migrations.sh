#!/usr/bin/env bash
# The migrations, taken together, make the tables that schema.ts speaks of: generating more of them must give nothing.
set -euo pipefail
cd "$(dirname "$0")/../../server"
# Beside the real ones, because drizzle-kit takes only a path below its own folder.
copy=$(mktemp -d ./.migrations-XXXXXX)
trap 'rm -rf "$copy"' EXIT
cp -r db/migrations/. "$copy"
said=$(pnpm exec drizzle-kit generate --dialect postgresql --schema ./db/schema.ts --out "$copy" </dev/null 2>&1) || { echo "$said"; exit 1; }
if ! diff -rq db/migrations "$copy" >/dev/null; then
  echo "db/schema.ts has changes that no migration makes; write one: pnpm --filter @codingagent/server exec drizzle-kit generate"
  diff -r db/migrations "$copy" | grep -E '^(Only in|[<>] (CREATE|ALTER|DROP))' | head -20 || true
  exit 1
fi
