#!/usr/bin/env bash
# The limits of ARCHITECTURE.md. One command at home and in CI; it prints each rule it holds.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
rule() { # name, command…
  local name=$1 started=$SECONDS out
  shift
  if out=$("$@" 2>&1); then echo "ok    $name ($((SECONDS - started)) s)"; else failed=1; printf 'FAIL  %s\n%s\n' "$name" "$out"; fi
}
rule 'format' pnpm exec biome format .
rule 'types' pnpm exec tsc -b
rule 'types of the web' pnpm --filter @codingagent/web exec tsc -p . --noEmit
rule 'lint' pnpm exec oxlint --deny-warnings
rule 'layering' pnpm exec vitest run --project test layering.test.ts
rule 'unused code' pnpm exec knip
for script in .ci/checks/*.sh; do [ -e "$script" ] && rule "$(basename "$script" .sh)" bash "$script"; done
exit $failed
