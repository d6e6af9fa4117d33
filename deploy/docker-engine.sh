# Brings up a Docker engine of its own: sourced by test.sh, not run by itself. Only where that was asked for, since it takes root.

# Starts dockerd with its own data and socket unless an engine answers already; end_engine ends it. The base image is made by debootstrap
# where no registry is reached.
begin_engine() {
    engine=
    need dockerd=docker.io docker-compose=docker-compose debootstrap=debootstrap
    if ! docker version >/dev/null 2>&1; then
        [ "$(id -u)" = 0 ] || {
            echo "No Docker engine answers, and only root can start one: the tests in containers will be skipped." >&2
            return 0
        }
        engine=$(mktemp -d)
        export DOCKER_HOST="unix://$engine/socket"
        dockerd --data-root "$engine/data" --exec-root "$engine/exec" --pidfile "$engine/pid" -H "$DOCKER_HOST" >"$engine/log" 2>&1 &
        engine_pid=$!
        tries=0
        until docker version >/dev/null 2>&1; do
            tries=$((tries + 1))
            kill -0 "$engine_pid" 2>/dev/null && [ "$tries" -lt 60 ] || {
                tail -n 20 "$engine/log" >&2
                echo "dockerd does not come up here; the tests in containers will be skipped." >&2
                return 0
            }
            sleep 1
        done
    fi
    docker image inspect debian:bookworm-slim >/dev/null 2>&1 || docker pull -q debian:bookworm-slim >/dev/null 2>&1 || {
        base=$(mktemp -d)
        debootstrap --variant=minbase --include=ca-certificates bookworm "$base" >"$base.log" 2>&1 || {
            tail -n 5 "$base.log" >&2
            echo "There is no image debian:bookworm-slim, no registry gives it, and debootstrap cannot make it (above)." >&2
            exit 1
        }
        tar -C "$base" -c . | docker import - debian:bookworm-slim >/dev/null
        rm -rf "$base" "$base.log"
    }
}

# Ends the engine that begin_engine started, and no other.
end_engine() {
    [ -n "${engine:-}" ] || return 0
    kill "$engine_pid" 2>/dev/null || true
    wait "$engine_pid" || true
    # what it left mounted stays, and makes no test fail
    rm -rf --one-file-system "$engine" 2>/dev/null || true
}
