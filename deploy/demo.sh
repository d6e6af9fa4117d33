#!/bin/sh
# Shows Keepsake's main job on this machine: a ZooKeeper ensemble is backed up, lost, and brought back exactly.
#
#   deploy/demo.sh              about a minute; changes nothing outside a temporary folder
#   deploy/demo.sh --sabotage   changes one byte after the restore, to show that the comparison would notice
#
# Ends with 0 only when everything came back as it was.
set -eu
cd "$(dirname "$0")/.."
. deploy/tools.sh

for option in "$@"; do
    if [ "$option" != --sabotage ]; then
        echo "usage: deploy/demo.sh [--sabotage]" >&2
        exit 2
    fi
done
need

echo "Building Keepsake and fetching the ZooKeeper servers to play with ..."
make_work
if ! mvn -B -ntp -q -Dquick package -DskipTests >"$work/build.log" 2>&1; then
    cat "$work/build.log"
    exit 1
fi

play Demo "$work" "$@"
