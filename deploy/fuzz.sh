#!/bin/sh
# Looks for bytes that a reader of archives, logs, snapshots or configurations takes badly: a crash, a hang, more memory than
# they are worth, or two meanings.
#
#   deploy/fuzz.sh                      every target for ten minutes, one after the other
#   deploy/fuzz.sh TARGET [SECONDS]     one of them; ten minutes unless told
#
# What it learns stays in backup-core/target/fuzz/TARGET, so that the next run goes on from there. It ends with 1 when it has
# found something: the input is then beside what it learned, and belongs into backup-core/src/test/resources/fuzz/TARGET once
# the reader is mended; every build tries what is there.
set -eu
cd "$(dirname "$0")/.."
. deploy/tools.sh
need

mvn -B -ntp -q -Dquick -Pfuzz -pl backup-core -am process-test-classes
targets=${1:-$(ls backup-core/src/test/resources/fuzz)}
cd backup-core
result=0
for target in $targets; do
    seeds=src/test/resources/fuzz/$target
    [ -d "$seeds" ] || { echo "no target '$target'; there are:" $(ls src/test/resources/fuzz) >&2; exit 2; }
    work=target/fuzz/$target
    mkdir -p "$work"
    echo "== $target, ${2:-600} seconds"
    # libFuzzer's options have one dash; the bounds are those that the readers are to keep
    java -Xmx256m -Xss1m "-Dkeepsake.fuzz.target=$target" \
        -cp "target/classes:target/test-classes:$(cat target/fuzz.classpath)" \
        com.code_intelligence.jazzer.Jazzer --target_class=dev.keepsake.testkit.Fuzzing \
        '--instrumentation_includes=dev.keepsake.**' '--custom_hook_includes=dev.keepsake.**' \
        --disabled_hooks='com.code_intelligence.jazzer.sanitizers.*' --reproducer_path="$work" \
        "-artifact_prefix=$work/found-" -max_total_time="${2:-600}" -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
        -print_final_stats=1 "$work" "$seeds" || result=1
done
exit "$result"
