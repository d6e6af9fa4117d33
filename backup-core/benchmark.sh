#!/bin/sh
# Measures loading and replay beside ZooKeeper's own, in one run: seconds, memory, and ratios.
#
#   backup-core/benchmark.sh [ZNODES [TRANSACTIONS [ROUNDS]]]      1,000,000, 500,000 and 5 unless told
#   backup-core/benchmark.sh seal [MEGABYTES]                      sealing with and without encryption; 64 unless told
#
# Takes some minutes, 5 GB of memory and 0.4 GB below the folder for temporary files. Ratios are what to look at: seconds
# depend on the machine and on what else it does.
set -eu
cd "$(dirname "$0")/.."
. deploy/tools.sh
need

make_work
mvn -B -ntp -q -Dquick -pl backup-core test-compile dependency:build-classpath -Dmdep.outputFile=target/benchmark.classpath
classpath="backup-core/target/test-classes:backup-core/target/classes:$(cat backup-core/target/benchmark.classpath)"
if [ "${1:-}" = seal ]; then
    exec java -Xmx1g -cp "$classpath" dev.keepsake.archive.SealBenchmark "${2:-64}"
fi
java -XX:+UseSerialGC -Xmx4g -Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -Dslf4j.internal.verbosity=ERROR \
    -cp "$classpath" \
    dev.keepsake.zookeeper.ReplayBenchmark "$work" "${1:-1000000}" "${2:-500000}" "${3:-5}"
