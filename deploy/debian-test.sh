#!/bin/sh
# Tries the Debian package on a Debian 12 of its own: lintian, then in a container with its own systemd installed, started beside a
# real server, upgraded, removed and purged. Needs root; what it needs is installed. Nothing of it touches this machine's own system.
#
#   deploy/debian-test.sh [PACKAGE]     otherwise deploy/target/keepsake_*_all.deb, as 'mvn package' makes it
#
#   KEEPSAKE_DEBIAN      a folder with a Debian 12 that has systemd and Java, as an earlier run made it; otherwise made, in minutes.
#                        Where the folder is not there yet it is made and kept.
set -eu
cd "$(dirname "$0")/.."
. deploy/tools.sh

[ "$(id -u)" = 0 ] || {
    echo "A container with its own systemd takes root: run this as root." >&2
    exit 1
}
package=${1:-$(ls -t deploy/target/keepsake_*_all.deb 2>/dev/null | head -n 1)}
[ -n "$package" ] && [ -f "$package" ] || {
    echo "There is no package at '${package:-deploy/target}': run 'mvn package' first." >&2
    exit 1
}
need debootstrap=debootstrap systemd-nspawn=systemd-container lintian=lintian

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

make_debian() {
    echo "Making a Debian 12 in $1"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,adduser bookworm "$1" >"$work/debootstrap.log" \
        || { tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
    systemd-nspawn --quiet --register=no --keep-unit -D "$1" \
        sh -ec 'export DEBIAN_FRONTEND=noninteractive
            apt-get -qq update && apt-get -qq install -y --no-install-recommends openjdk-17-jre-headless' >"$work/java.log" 2>&1 \
        || { tail -n 20 "$work/java.log" >&2; exit 1; }
}

lintian --fail-on error,warning --allow-root "$package"
echo "lintian has nothing to say but what deploy/debian/lintian-overrides gives reasons for"

debian=${KEEPSAKE_DEBIAN:-$work/debian}
[ -d "$debian" ] || make_debian "$debian"
cp -a "$debian" "$work/root"

# The same content under a higher version is what an upgrade takes.
dpkg-deb -R "$package" "$work/newer"
sed -i 's/^Version: .*/&+newer/' "$work/newer/DEBIAN/control"
mkdir "$work/root/test"
dpkg-deb --root-owner-group -Zgzip -z1 -b "$work/newer" "$work/root/test/newer.deb" >/dev/null
cp "$package" "$work/root/test/package.deb"
cp deploy/debian/inside.sh "$work/root/test/"
cat >"$work/root/etc/systemd/system/test.service" <<'UNIT'
[Unit]
Requires=dbus.service
After=dbus.service
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
ExecStart=/bin/sh /test/inside.sh /test/package.deb /test/newer.deb
StandardOutput=file:/test/report
StandardError=file:/test/report
[Install]
WantedBy=multi-user.target
UNIT
ln -s /etc/systemd/system/test.service "$work/root/etc/systemd/system/multi-user.target.wants/test.service"

systemd-nspawn --quiet --register=no --keep-unit --boot -D "$work/root" </dev/null >"$work/boot.log" 2>&1 || true
cat "$work/root/test/report" 2>/dev/null || { cat "$work/boot.log" >&2; exit 1; }
tail -n 1 "$work/root/test/report" | grep -qx 'all of it held'
