#!/bin/bash
# Runs tests on a kernel with cgroup version 2, for those who work on a host with version 1: on-cgroup-2.sh engine/sandbox/cgroups.test.ts
# Needs root and the kernel that runs as a process, as Debian packs it (user-mode-linux), as `linux.uml` on the PATH. It sees this host's
# files, has no network and is several times slower.
set -euo pipefail
if [ "${1:-}" != inside ]; then
  checkout=$(cd "$(dirname "$0")/../../.." && pwd)
  exec linux.uml mem=3000M rootfstype=hostfs rootflags=/ rw con=null con0=null,fd:1 init="$checkout/engine/sandbox/testing/on-cgroup-2.sh" \
    -- inside "$checkout" "$@" </dev/null
fi
export PATH=$2/.tools/node_modules/.bin:$2/.tools/bin:/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/run/tests HOME=/run/tests
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t cgroup2 none /sys/fs/cgroup
mount -t tmpfs tmp /run
mkdir /dev/shm /run/tests
mount -t tmpfs tmp /dev/shm
ip link set lo up
cd "$2"
tests=()
for word in "${@:3}"; do case $word in *=*) ;; *) tests+=("$word") ;; esac; done # the kernel adds words of its own
pnpm exec vitest run --project engine "${tests[@]}" || true
halt -f
