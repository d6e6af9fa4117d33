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

# Puts the commands of one of Debian's packages on the PATH without installing it, so that no service of its is ever started:
# COMMAND PACKAGE. They stay in deploy/target until that is cleaned.
unpack() {
    command -v "$1" >/dev/null && return 0
    unpacked=$PWD/deploy/target/unpacked
    PATH=$PATH:$unpacked/usr/bin
    export PATH
    command -v "$1" >/dev/null && return 0
    if ! command -v apt-get >/dev/null; then
        echo "Please install first: $2 (the name of Debian's package)" >&2
        exit 1
    fi
    echo "Unpacking $2"
    mkdir -p "$unpacked"
    [ "$(id -u)" != 0 ] || apt-get -qq update
    (cd "$unpacked" && apt-get -qq download "$2" && dpkg-deb -x "$2"_*.deb . && rm -f "$2"_*.deb)
}

# Makes the folder $work, which is deleted at the end of the script, after whatever play has started.
make_work() {
    work=$(mktemp -d)
    playing=
    trap end_play EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# Its servers end with the program, and only then can the folder go.
end_play() {
    [ -z "$playing" ] || { kill "$playing" 2>/dev/null && wait "$playing" || true; }
    rm -rf "$work"
}

# Runs a program of the tests on real servers, with these arguments, and ends as it ends.
play() {
    java -Xmx512m -Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dslf4j.internal.verbosity=ERROR -Dkeepsake.build=deploy/target \
        -cp "deploy/target/test-classes:$(cat deploy/target/demo.classpath)" \
        "dev.keepsake.deploy.$@" &
    playing=$!
    result=0
    wait "$playing" || result=$?
    playing=
    exit "$result"
}
