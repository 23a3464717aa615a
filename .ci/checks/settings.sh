#!/usr/bin/env bash
# The committed .env.example is what server/env.ts says.
set -euo pipefail
node server/write-settings.ts --check
