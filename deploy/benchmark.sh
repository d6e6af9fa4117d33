#!/bin/sh
# Measures what a backup of a large tree to an S3 server costs, beside other ways to keep the same snapshot.
#
#   deploy/benchmark.sh [ZNODES]      1,000,000 unless told; takes some minutes and 2 GB below the folder for temporary files
#
# Other ways are measured where their programs are installed: aws and zstd, restic.
set -eu
cd "$(dirname "$0")/.."
. deploy/tools.sh
need time=time zstd=zstd

work=$(mktemp -d)
benchmark=
# Its servers end with it, and only then can the folder go.
finish() {
    [ -z "$benchmark" ] || { kill "$benchmark" 2>/dev/null && wait "$benchmark" || true; }
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mvn -B -ntp -q -Dquick package -DskipTests

java -Xmx512m -Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dslf4j.internal.verbosity=ERROR -Dkeepsake.build=deploy/target \
    -cp "deploy/target/test-classes:$(cat deploy/target/demo.classpath)" \
    dev.keepsake.deploy.Benchmark "$work" "${1:-1000000}" &
benchmark=$!
result=0
wait "$benchmark" || result=$?
benchmark=
exit "$result"
