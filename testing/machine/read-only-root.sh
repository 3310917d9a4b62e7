#!/bin/sh
# Runs a program as a container does that may write nothing: on a root that is read-only, with an empty /tmp, as a user
# whom no file of the system knows, without any capability. Only root may do this.
#   read-only-root.sh BASE IMAGE NAME=VALUE... -- PROGRAM ARGUMENTS...
# BASE is the root of a system (/ for that of this machine), IMAGE the folder that is /latchkey.
set -eu
if [ "${1-}" != inside ]; then exec unshare --mount --propagation private -- "$0" inside "$@"; fi
base=${2%/} image=$3
shift 3

root=$(mktemp -d)
mount -t tmpfs -o size=1m,mode=755 tmpfs "$root"
for name in bin lib lib32 lib64 sbin usr; do
  if [ -L "$base/$name" ]; then
    cp -P "$base/$name" "$root/$name"
  elif [ -d "$base/$name" ]; then
    mkdir "$root/$name"
    mount --bind "$base/$name" "$root/$name"
    mount -o remount,bind,ro "$root/$name"
  fi
done
# Another Node.js may stand here.
if [ -d "$root/usr/local" ]; then mount -t tmpfs -o size=1m,ro tmpfs "$root/usr/local"; fi
mkdir "$root/dev" "$root/etc" "$root/latchkey" "$root/proc" "$root/tmp"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo '127.0.0.1 localhost' >"$root/etc/hosts"
for name in null random urandom zero; do
  : >"$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
mount --rbind /proc "$root/proc"
mount --bind "$image" "$root/latchkey"
mount -o remount,bind,ro "$root/latchkey"
mount -t tmpfs -o size=16m,mode=1777,nosuid,nodev,noexec tmpfs "$root/tmp"
mount -o remount,ro "$root"

settings=
while [ "$1" != -- ]; do
  settings="$settings
$1"
  shift
done
shift
IFS='
'
# shellcheck disable=SC2086 # one setting a line
exec chroot "$root" /usr/bin/setpriv --reuid=54321 --regid=54321 --clear-groups --no-new-privs \
  --inh-caps=-all --bounding-set=-all -- \
  /usr/bin/env -i --chdir=/latchkey PATH=/latchkey/bin:/usr/bin:/bin NODE_ENV=production $settings "$@"
