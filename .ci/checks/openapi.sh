#!/usr/bin/env bash
# The committed OpenAPI document is what the routes say.
set -euo pipefail
node server/write-openapi.ts --check
