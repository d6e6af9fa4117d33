#!/bin/sh
# Tries the image with deploy/docker/compose.yaml: an ensemble of three, an agent beside each server, an S3 server, each a container.
# A member is paused, an agent is killed, the S3 server's network is cut; each time backups come about again, whole, by themselves, and at
# the end the latest one is proven. Needs a Docker engine that answers, docker-compose, and what 'mvn package' has made.
#
#   deploy/docker-test.sh       takes some minutes; its containers and volumes go at the end
set -eu
cd "$(dirname "$0")/.."

docker version >/dev/null 2>&1 || {
    echo "No Docker engine answers: start one, or name it in DOCKER_HOST." >&2
    exit 1
}
export COMPOSE_PROJECT_NAME="keepsake-test-$$"
# any ports that are free
export KEEPSAKE_PAGE_PORT= KEEPSAKE_PROMETHEUS_PORT=
servers='zk-1 zk-2 zk-3 agent-1 agent-2 agent-3 s3'
said=$(mktemp)

composed() { deploy/docker/desk/compose "$@"; }
container() { composed ps -q "$1"; }
keepsake() { docker exec "$(container agent-1)" keepsake -c /etc/keepsake/agent.yaml "$@"; }
cleared() {
    [ "$1" = 0 ] || composed logs --tail=15 || true
    composed down -v -t 5 >/dev/null 2>&1 || true
    rm -f "$said"
}
trap 'cleared $?' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

holds() {
    what=$1
    shift
    if "$@" >"$said" 2>&1; then
        echo "ok    $what"
    else
        echo "FAILED    $what: $*"
        cat "$said"
        exit 1
    fi
}
not() { ! "$@"; }
is() { [ "$1" = "$2" ]; }
within() {
    limit=$(($(date +%s) + $1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt "$limit" ] || return 1
        sleep 3
    done
}
# The newest backup of all three nodes, if one is newer than what stands in $seen.
complete() {
    newest=$(keepsake list -o json 2>/dev/null | tr -d ' \n' | tr '{' '\n' | grep '"complete":true' | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort | tail -n 1)
    [ -n "$newest" ] && expr "$newest" '>' "$seen" >/dev/null
}
whole_again() {
    # whatever was being made while the fault lasted does not count
    seen=$(date -u +%Y%m%dT%H%M%SZ)
    holds "$1" within 400 complete
}

holds "the image is built" docker build --network host -q -t keepsake -f deploy/docker/Dockerfile deploy/target/keepsake
holds "the machines' image is built" docker build --network host -q -t keepsake-machine -f deploy/docker/machine.Dockerfile deploy/docker
composed build -q s3
holds "the containers start" composed up -d $servers
agent=$(container agent-1)
holds "the agent is not root" is "$(docker exec "$agent" id -u)" 65532
holds "it cannot write to its own file system" not docker exec "$agent" touch /opt/keepsake/x
holds "nor into the server's directory" not docker exec "$agent" touch /var/lib/zookeeper/x
holds "it has no capability" docker exec "$agent" grep -q '^CapEff:.0000000000000000' /proc/1/status
whole_again "a backup of all three comes about"
holds "the health check finds it well" within 200 sh -c "[ \"\$(docker inspect -f '{{.State.Health.Status}}' $agent)\" = healthy ]"

docker pause "$(container zk-2)" >/dev/null
sleep 20
docker unpause "$(container zk-2)" >/dev/null
whole_again "a member was paused, and backups are whole again"

docker kill "$(container agent-3)" >/dev/null
docker start "$(container agent-3)" >/dev/null
whole_again "an agent was killed, and backups are whole again"

docker network disconnect "${COMPOSE_PROJECT_NAME}_default" "$(container s3)"
sleep 30
docker network connect --alias s3 "${COMPOSE_PROJECT_NAME}_default" "$(container s3)"
whole_again "the store's network was cut, and backups are whole again"

holds "the latest backup is proven" keepsake verify latest
echo "all of it held"
