#!/usr/bin/env bash
# Makes what the sandbox shows its kernels, and the Python that checks our own files:
#   <tools>/rootfs         a small Debian tree with Python 3.11, fonts and, in /opt/kernel, the locked packages
#   <tools>/python         uv, ruff, mypy and pytest; it also sees the packages of /opt/kernel
#   <tools>/packages.json  names and versions of what is installed in /opt/kernel
# Where no Debian tree can be had, rootfs holds /opt/kernel alone and the sandbox shows the host's /usr, read-only.
set -euo pipefail
umask 022
tools=$(mkdir -p "${1:?usage: $0 <tools folder>}" && cd "$1" && pwd)
kernel=$(cd "$(dirname "$0")" && pwd)
rootfs=$tools/rootfs
interpreter=/usr/bin/python3.11
uv_version=0.13.8
debian_suite=bookworm
debian_packages=(python3.11 libpython3.11-stdlib libstdc++6 libgomp1 zlib1g libexpat1 tzdata media-types libc-bin coreutils bash
  dash grep sed findutils mawk gzip tar diffutils fonts-wqy-microhei fonts-noto-core)
noto_kept='Noto(Sans|SansArabic|SansDevanagari|SansHebrew|SansThai)-(Regular|Bold|Italic|BoldItalic)\.ttf'

[ -x "$interpreter" ] || {
  echo "$interpreter is missing: the locked packages are built for Python 3.11 (Debian 12: apt-get install python3)." >&2
  exit 1
}
say() { echo "build-rootfs: $*"; }
stamp_of() { cat "$@" | sha256sum | cut -c1-32; }
# The stages are redone when this script or a lock file changed, and only then.
done_already() { [ -e "$1" ] && [ "$(cat "$1")" = "$2" ]; }

tools_stamp=$(stamp_of "$0" "$kernel/uv.lock" "$kernel/pyproject.toml")
if done_already "$tools/.rootfs-stamp" "$tools_stamp"; then
  say 'nothing changed'
  exit 0
fi
rm -f "$tools/.rootfs-stamp"

# Debian's tree. `extract` runs no maintainer script, so it needs no device, no chroot and leaves no set-uid file.
debian_tree() {
  local tree=$1
  command -v mmdebstrap >/dev/null || return 1
  mmdebstrap --quiet --variant=extract --include="$(IFS=, && echo "${debian_packages[*]}")" "$debian_suite" "$tree" || return 1
  # One layout with the host's: /bin, /sbin, /lib and /lib64 are links into /usr.
  local folder
  for folder in bin sbin lib lib64; do
    if [ -d "$tree/$folder" ] && [ ! -L "$tree/$folder" ]; then
      mkdir -p "$tree/usr/$folder" && cp -a "$tree/$folder/." "$tree/usr/$folder/" && rm -rf "${tree:?}/$folder"
    fi
    ln -sfn "usr/$folder" "$tree/$folder"
  done
  ln -sfn python3.11 "$tree/usr/bin/python3" && ln -sfn python3.11 "$tree/usr/bin/python"
  ln -sfn mawk "$tree/usr/bin/awk" && ln -sfn dash "$tree/usr/bin/sh"
  find "$tree/usr/share/fonts/truetype/noto" -type f -regextype posix-extended ! -regex ".*/$noto_kept" -delete
  rm -rf "$tree"/usr/share/{doc,man,info,lintian,locale,perl5} "$tree"/{boot,home,media,mnt,srv,var} "$tree"/dev/*
}

build_tree() {
  local fresh=$tools/rootfs.new
  rm -rf "$fresh" && mkdir -p "$fresh"
  if debian_tree "$fresh"; then echo debian >"$tools/.rootfs-base"; else
    say "no Debian tree to be had; the sandbox will show this host's /usr, read-only"
    rm -rf "$fresh" && mkdir -p "$fresh/usr" "$fresh/etc"
    echo host >"$tools/.rootfs-base"
  fi
  mkdir -p "$fresh/opt" "$fresh/etc"
  rm -rf "${fresh:?}/etc" && mkdir "$fresh/etc"
  printf 'root:x:0:0:root:/:/bin/false\nanalyst:x:1000:1000:analyst:/workspace:/bin/bash\n' >"$fresh/etc/passwd"
  printf 'root:x:0:\nanalyst:x:1000:\n' >"$fresh/etc/group"
  printf '127.0.0.1 localhost\n' >"$fresh/etc/hosts"
  printf 'passwd: files\ngroup: files\nhosts: files\n' >"$fresh/etc/nsswitch.conf"
  echo sandbox >"$fresh/etc/hostname"
  ln -s /usr/share/zoneinfo/Etc/UTC "$fresh/etc/localtime"
  cp "$tools/rootfs.new/usr/share/mime.types" "$fresh/etc/mime.types" 2>/dev/null || cp /etc/mime.types "$fresh/etc/" 2>/dev/null || true
  find "$fresh" -xdev -perm /6000 ! -type l -exec chmod ug-s {} +
  if [ -d "$rootfs/opt/kernel" ]; then mv "$rootfs/opt/kernel" "$fresh/opt/kernel"; fi
  rm -rf "$rootfs" && mv "$fresh" "$rootfs"
}

tree_stamp=$(stamp_of "$0")
if ! done_already "$tools/.tree-stamp" "$tree_stamp"; then
  build_tree
  echo "$tree_stamp" >"$tools/.tree-stamp"
  say "tree: $(cat "$tools/.rootfs-base"), $(du -sh --exclude=opt "$rootfs" | cut -f1)"
fi

if [ ! -x "$tools/python/bin/uv" ] || [ "$("$tools/python/bin/uv" --version | cut -d' ' -f2)" != "$uv_version" ]; then
  "$interpreter" -m venv --clear "$tools/python"
  "$tools/python/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
fi
sync() { # environment, what…: exactly the lock, by this interpreter, compiled: a fork-server starts in 2 s instead of 8
  local environment=$1
  shift
  env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT="$environment" "$tools/python/bin/uv" sync --quiet --project "$kernel" --frozen \
    --python "$interpreter" --compile-bytecode --link-mode copy "$@"
}
sync "$rootfs/opt/kernel" --no-dev
sync "$tools/python" --only-group dev --inexact
# The sandbox mounts our own package there.
echo /opt/codingagent >"$rootfs/opt/kernel/lib/python3.11/site-packages/codingagent.pth"
echo "$rootfs/opt/kernel/lib/python3.11/site-packages" >"$tools/python/lib/python3.11/site-packages/kernel-packages.pth"
# Matplotlib's list of fonts, by the paths they have inside: making it anew would cost each start of Python half a second.
fonts=$rootfs/opt/kernel/matplotlib
rm -rf "$fonts" && mkdir "$fonts"
usr=$rootfs/usr
[ "$(cat "$tools/.rootfs-base")" = debian ] || usr=/usr
bwrap --unshare-all --clearenv --ro-bind "$usr" /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind "$rootfs/opt/kernel" /opt/kernel \
  --bind "$fonts" /opt/kernel/matplotlib --tmpfs /tmp --dev /dev --proc /proc --setenv HOME /tmp --setenv MPLCONFIGDIR /opt/kernel/matplotlib \
  /opt/kernel/bin/python -I -c 'import matplotlib.font_manager' || say 'no list of fonts could be made; charts will look for them at each start'
"$tools/python/bin/uv" pip list --quiet --python "$rootfs/opt/kernel" --format json >"$tools/packages.json"
say "packages: $(du -sh "$rootfs/opt/kernel" | cut -f1)"
echo "$tools_stamp" >"$tools/.rootfs-stamp"
