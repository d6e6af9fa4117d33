#!/bin/sh
# Runs every test, on real servers too.
#
#   deploy/test.sh            what is run for every change: some minutes
#   deploy/test.sh --long     the full sizes: 50,000 nodes, 200 kills of the agent, every set-up of every version
#   deploy/test.sh --long --with-docker    as root: also starts a Docker engine for the tests in containers, and ends it; so does CI=true
#
# With CI=true a test that was skipped fails the run.
set -eu
cd "$(dirname "$0")/.."
. deploy/tools.sh

sizes=
case "$*" in
    '') ;;
    --long | '--long --with-docker') sizes='-DargLine= -Dkeepsake.long=true -DexcludedGroups=none -Dkeepsake.nodes=50000 -Dkeepsake.kills=200 -Dencrypted.tests=**/*Test.java' ;;
    *)
        echo "usage: deploy/test.sh [--long [--with-docker]]" >&2
        exit 2
        ;;
esac
need strace=strace systemd-notify=systemd
unpack promtool prometheus
# the status page is looked at with a real browser
[ -z "$sizes" ] || need chromium=chromium chromedriver=chromium-driver npm=npm
if [ "${1:-}" = --long ] && { [ "${2:-}" = --with-docker ] || [ "${CI:-}" = true ]; }; then
    . deploy/docker-engine.sh
    trap end_engine EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    begin_engine
fi

# Reports of an earlier run must not be counted.
rm -rf ./*/target/surefire-reports ./*/target/failsafe-reports
result=0
# shellcheck disable=SC2086  # two options or none
mvn -B -ntp verify $sizes || result=$?

# A report holds <skipped message="the reason"/> inside the test's own element.
reports=$(find ./*/target/surefire-reports ./*/target/failsafe-reports -name 'TEST-*.xml' 2>/dev/null || true)
skipped=0
if [ -n "$reports" ]; then
    # shellcheck disable=SC2086  # one word for each report
    reasons=$(awk '
        match($0, /<testcase [^>]*/) { test = substr($0, RSTART, RLENGTH)
            name = test; sub(/.* name="/, "", name); sub(/".*/, "", name)
            class = test; sub(/.*classname="/, "", class); sub(/".*/, "", class) }
        /<skipped/ { reason = "no reason given"
            if (match($0, /message="[^"]*"/)) reason = substr($0, RSTART + 9, RLENGTH - 10)
            print "  " class "." name ": " reason }' $reports)
    [ -z "$reasons" ] || skipped=$(printf '%s\n' "$reasons" | wc -l)
fi
echo "Tests skipped: $skipped"
[ "$skipped" = 0 ] || printf '%s\n' "$reasons"
if [ "$skipped" != 0 ] && [ "${CI:-}" = true ]; then
    echo "A skipped test has shown nothing, and CI is to show all: failing." >&2
    [ "$result" != 0 ] || result=1
fi
exit "$result"
