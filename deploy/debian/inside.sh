#!/bin/sh
# What debian-test.sh runs on the throw-away Debian: installs, starts, upgrades, removes and purges the package, and looks.
#
#   inside.sh PACKAGE NEWER     two .deb files of one content and two versions
set -eu
package=$1 newer=$2
data=/var/lib/zookeeper
export DEBIAN_FRONTEND=noninteractive

says() { printf '%s\n' "$*"; }

# Each check is a line of the report, and the first that does not hold ends it.
holds() {
    what=$1
    shift
    if "$@" >/tmp/said 2>&1; then
        says "ok    $what"
    else
        says "FAILED    $what: $*"
        cat /tmp/said
        journalctl --no-pager -n 60 -u keepsake-agent -u keepsake-verify || true
        exit 1
    fi
}

not() { ! "$@"; }
nothing() { [ -z "$(find "$@" 2>/dev/null)" ]; }
is() { [ "$1" = "$2" ]; }
within() {
    limit=$(($(date +%s) + $1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt "$limit" ] || return 1
        sleep 1
    done
}
main_pid() { systemctl show --value -p MainPID keepsake-agent; }
starts() { systemctl show --value -p ExecMainStartTimestampMonotonic keepsake-agent; }
backups() { keepsake -c /etc/keepsake/agent.yaml list -o json | grep -q '"complete"\|T[0-9]*Z'; }

# A server as another user's, its directory closed to all others.
serve() {
    useradd --system --home-dir $data zookeeper
    install -d -o zookeeper -g zookeeper -m 0700 $data
    cat >/etc/systemd/system/zookeeper.service <<'UNIT'
[Service]
User=zookeeper
Environment=CLASSPATH=/usr/share/keepsake/lib/zookeeper/*:/usr/share/keepsake/lib/*
ExecStart=/usr/bin/java -Xmx128m -Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dzookeeper.4lw.commands.whitelist=srvr org.apache.zookeeper.server.ZooKeeperServerMain 2181 /var/lib/zookeeper
UNIT
    systemctl daemon-reload
    systemctl start zookeeper
}

configure() {
    install -d -o keepsake -g keepsake -m 0700 /var/backups/keepsake
    cat >/etc/keepsake/agent.yaml <<'YAML'
cluster: test
node: here
store: {url: "file:///var/backups/keepsake"}
state-dir: /var/lib/keepsake
sources: [{name: zk, type: zookeeper, data-dir: /var/lib/zookeeper, client: "127.0.0.1:2181"}]
schedule: {cron: "0/20 * * * * ?"}
YAML
}

says "installed"
holds "it installs" dpkg -i "$package"
holds "nothing was enabled" not systemctl --quiet is-enabled keepsake-agent.service
holds "no timer was enabled" not systemctl --quiet is-enabled keepsake-verify.timer
holds "nothing was started" not systemctl --quiet is-active keepsake-agent.service
holds "the user has no shell" is "$(getent passwd keepsake | cut -d : -f 7)" /usr/sbin/nologin
holds "its state is its own" is "$(stat -c '%U:%G %a' /var/lib/keepsake)" "keepsake:keepsake 750"
holds "credentials are root's alone" is "$(stat -c '%U %a' /etc/keepsake/environment)" "root 600"
holds "both programs run" sh -c 'keepsake --version && keepsake-agent --version'
holds "the units are well formed" systemd-analyze verify --man=no keepsake-agent.service keepsake-verify.timer
keepsake-agent check -c /etc/keepsake/agent.yaml >/tmp/check 2>&1 || true
holds "what is shipped says what is missing" grep -q "cluster" /tmp/check
systemctl start keepsake-agent || true
holds "unconfigured it does not run on" within 30 systemctl --quiet is-failed keepsake-agent

says "started"
serve
configure
systemctl reset-failed keepsake-agent
holds "the agent starts" systemctl start keepsake-agent
holds "it runs as its own user" is "$(stat -c %U "/proc/$(main_pid)")" keepsake
holds "a backup comes about, of a directory closed to others" within 180 backups
holds "the latest backup is proven" systemctl start keepsake-verify.service
holds "it reads its configuration again" systemctl reload keepsake-agent
holds "it is still running" systemctl --quiet is-active keepsake-agent

# a value with a blank, as units take it
echo 'KEEPSAKE_JAVA_OPTS=-Xmx256m -showversion' >>/etc/keepsake/environment
sed -n '/systemd-run/,/agent.yaml$/p' /usr/share/doc/keepsake/README.Debian >/tmp/typed
holds "the check of the first steps stands in README.Debian" grep -q 'keepsake-agent check' /tmp/typed
holds "typed as it stands, it finds nothing that would fail" sh -c '. /tmp/typed >/tmp/checked 2>&1 || { cat /tmp/checked; exit 1; }'
holds "it has the unit's settings" grep -q '^openjdk' /tmp/checked

says "upgraded"
before=$(starts)
holds "it upgrades" dpkg -i --force-confdef --force-confold "$newer"
holds "the new version is there" grep -q '+newer' /var/lib/dpkg/status
holds "what ran runs" systemctl --quiet is-active keepsake-agent
holds "it was started again" not is "$(starts)" "$before"
holds "an edited configuration stays" grep -q '^cluster: test' /etc/keepsake/agent.yaml
systemctl stop keepsake-agent
holds "it ends well" is "$(systemctl show --value -p Result keepsake-agent)" success
holds "an upgrade to the same" dpkg -i "$newer"
holds "what was stopped stays stopped" not systemctl --quiet is-active keepsake-agent

says "removed"
systemctl start keepsake-agent
systemctl enable keepsake-agent keepsake-verify.timer
echo secret >/etc/keepsake/agent.key
holds "it can be removed" dpkg -r keepsake
holds "nothing runs" nothing /proc -maxdepth 1 -user keepsake
holds "the configuration stays" test -e /etc/keepsake/agent.yaml
holds "its state stays" test -d /var/lib/keepsake
holds "the programs are gone" not test -e /usr/share/keepsake
# where somebody has given the metrics a place of their own
mkdir -p /var/cache/keepsake
mount -t tmpfs tmpfs /var/cache/keepsake
touch /var/cache/keepsake/somebodys
holds "it can be purged" dpkg -P keepsake
holds "what is mounted stays whole" test -e /var/cache/keepsake/somebodys
umount /var/cache/keepsake
holds "the configuration is gone" not test -e /etc/keepsake/agent.yaml
holds "a key beside it stays" test -e /etc/keepsake/agent.key
holds "its state is gone" not test -e /var/lib/keepsake
holds "backups stay" sh -c 'find /var/backups/keepsake -name "*.json" | grep -q manifest'
holds "the user stays, for what it owns" getent passwd keepsake
holds "no link is left to a unit that is gone" nothing /etc/systemd/system -name 'keepsake*'

says "all of it held"
