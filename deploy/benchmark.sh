#!/bin/sh
# Measures what a backup of a large tree to an S3 server costs, beside other ways to keep the same snapshot.
#
#   deploy/benchmark.sh [ZNODES]           1,000,000 unless told; takes some minutes and 2 GB below the folder for temporary files
#   deploy/benchmark.sh follow [SECONDS]   what following costs at 2,000 writes a second: requests, bytes, processors; 600 unless told
#   deploy/benchmark.sh replay [ZNODES]    a restore into a running ensemble beside a bare writer and a serial client; 30,000 unless told
#   deploy/benchmark.sh footprint [SECONDS]    memory and processors of an agent beside its server, at rest and under writes; 600 s each unless told
#
#   deploy/benchmark.sh seal [MEGABYTES]   sealing with and without encryption: throughput, and the time of a small link
#
# Other ways are measured where their programs are installed: aws and zstd, restic.
set -eu
cd "$(dirname "$0")/.."
. deploy/tools.sh
need time=time zstd=zstd

[ "${1:-}" != seal ] || exec backup-core/benchmark.sh "$@"

make_work
mvn -B -ntp -q -Dquick package -DskipTests
case ${1:-} in
    follow) play FollowBenchmark "$work" "${2:-600}" ;;
    footprint) play FootprintBenchmark "$work" "${2:-600}" ;;
    replay) play ReplayBenchmark "$work" "${2:-30000}" ;;
    *) play Benchmark "$work" "${1:-1000000}" ;;
esac
