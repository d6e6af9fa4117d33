# What the scripts here need to run: sourced by them, not run by itself.

# Makes sure that Java 17's compiler, Maven and the further commands named are there: root installs what is missing.
# Each argument is COMMAND=PACKAGE, the package's name being Debian's.
need() {
    missing=
    for pair in javac=openjdk-17-jdk-headless mvn=maven "$@"; do
        command -v "${pair%%=*}" >/dev/null || missing="$missing ${pair#*=}"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "Please install first:$missing (the names of Debian's packages)" >&2
        exit 1
    fi
    echo "Installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    # shellcheck disable=SC2086  # several packages
    apt-get -qq install -y --no-install-recommends $missing
}
