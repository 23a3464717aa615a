#!/usr/bin/env bash
# What the first page weighs, of the last build; without a build there is nothing to weigh.
set -euo pipefail
cd "$(dirname "$0")/../../web"
[ -e dist/.vite/manifest.json ] || { echo 'no build'; exit 0; }
node check-size.ts
