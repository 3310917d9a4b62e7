#!/bin/sh
# Runs a program as a container does that may write nothing: on a root that is read-only, with an empty /tmp, as a user
# whom no file of the system knows, without any capability. Only root may do this.
#   read-only-root.sh BASE IMAGE PROGRAM ARGUMENTS...
# BASE is the root of a Debian (/ for that of this machine). IMAGE is the folder that the program finds at /latchkey.
set -eu
if [ "$1" != inside ]; then exec unshare --mount --propagation private -- "$0" inside "$@"; fi
base=${2%/} image=$3
shift 3

# What is mounted here is seen by this program alone, and is gone when it ends.
root=/mnt
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

exec chroot "$root" /usr/bin/setpriv --reuid=54321 --regid=54321 --clear-groups --no-new-privs \
  --inh-caps=-all --bounding-set=-all -- \
  /usr/bin/env --unset=HOME --chdir=/latchkey PATH=/latchkey/bin:/usr/bin:/bin "$@"
