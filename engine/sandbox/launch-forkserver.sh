#!/bin/sh
# Starts one fork-server: launch-forkserver.sh <uid or -> <stage folder> <groups or -> <name=source:ro|rw ...> -- <program and arguments>
# With a uid (the caller is root): binds each source below <stage folder>/<name> in a mount namespace of its own, so that an unprivileged
# process reaches it even when the source lies under a folder that only root can enter, then becomes that uid with no capability.
# With -: the caller is unprivileged already; sources are used where they lie.
# The process id stays the same throughout, so that "die with the parent" means the server.
set -eu
if [ "${CODINGAGENT_STAGED:-}" != yes ] && [ "$1" != - ]; then
  CODINGAGENT_STAGED=yes exec unshare --mount --propagation private -- /bin/sh "$0" "$@"
fi
uid=$1
stage=$2
groups=$3
shift 3
if [ "$groups" != - ]; then
  old_ifs=$IFS
  IFS=:
  for group in $groups; do echo $$ >"$group/cgroup.procs"; done
  IFS=$old_ifs
fi
[ "$uid" = - ] || mount -t tmpfs -o mode=0755,size=64k,nosuid,nodev stage "$stage"
while [ "$1" != -- ]; do
  if [ "$uid" != - ]; then
    name=${1%%=*}
    source=${1#*=}
    mode=${source##*:}
    source=${source%:*}
    mkdir "$stage/$name"
    mount --bind "$source" "$stage/$name"
    mount -o "remount,bind,$mode,nosuid,nodev" "$stage/$name"
  fi
  shift
done
shift
[ "$uid" = - ] && exec env -i "$@"
exec setpriv --reuid "$uid" --regid "$uid" --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs env -i "$@"
