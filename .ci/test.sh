#!/usr/bin/env bash
# All tests, of every room; ends with one line that counts them.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p test-results
rm -f test-results/*.json
pnpm exec vitest run --reporter=default --reporter=json --outputFile.json=test-results/vitest.json
code=$?
kernel/test.sh --junitxml="$PWD/test-results/pytest.xml" || code=1
node .ci/count-tests.ts test-results || code=1
exit $code
