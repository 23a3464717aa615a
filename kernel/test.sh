#!/usr/bin/env bash
# The kernel's own tests, on the Python and the packages that run inside the sandbox. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")"
python=$PWD/../.tools/python/bin/python
[ -x "$python" ] || { echo "$python is missing: run make test, which builds it" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export HOME=$scratch TMPDIR=$scratch MPLCONFIGDIR=$scratch/matplotlib PYTHONDONTWRITEBYTECODE=1
"$python" -m pytest --numprocesses=2 -p no:cacheprovider -p no:faulthandler "$@"
