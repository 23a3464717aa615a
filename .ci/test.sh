#!/usr/bin/env bash
# All tests, of every room; ends with one line that counts them. Python's run beside the others, which often wait.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p test-results
rm -f test-results/*.json
set -m # a process group of its own, which can be ended as one
kernel/test.sh --junitxml="$PWD/test-results/pytest.xml" >test-results/pytest.log 2>&1 &
python=$!
set +m
trap 'kill -- -$python 2>/dev/null' EXIT
pnpm exec vitest run --reporter=default --reporter=json --outputFile.json=test-results/vitest.json
code=$?
wait $python || code=1
cat test-results/pytest.log
node .ci/count-tests.ts test-results || code=1
exit $code
