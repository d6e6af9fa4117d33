#!/bin/sh
# Makes the server that most end-to-end tests start start faster: leads an ensemble of itself alone once, and keeps what the
# JVM loaded for that (class data sharing). A run that fails leaves no such archive and does no other harm.
#
#   share-server-classes.sh SERVER WORK     SERVER: the directory of a version under test, with its jars in lib
set -eu
server=$1 work=$2

rm -rf "$work" "$server/server.jsa"
mkdir -p "$work/data"
port=$((20000 + $$ % 12000))
cat >"$work/zoo.cfg" <<END
tickTime=1000
initLimit=10
syncLimit=5
dataDir=$work/data
standaloneEnabled=false
server.1=127.0.0.1:$((port + 1)):$((port + 2));127.0.0.1:$port
END
echo 1 >"$work/data/myid"
cat >"$work/logback.xml" <<END
<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%msg%n</pattern></encoder></appender>
  <root level="INFO"><appender-ref ref="out"/></root>
</configuration>
END
jars=$(find "$server/lib" -name '*.jar' | LC_ALL=C sort | tr '\n' ':')
java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit="$server/server.jsa" \
    -Dzookeeper.admin.enableServer=false -cp "$jars$work" \
    org.apache.zookeeper.server.quorum.QuorumPeerMain "$work/zoo.cfg" >"$work/server.log" 2>&1 &
running=$!
trap 'kill $running 2>/dev/null || true; wait $running 2>/dev/null || true; rm -rf "$work"' EXIT

# it says so when it leads; half a minute is long for that
tries=300
until grep -q 'LEADING - LEADER ELECTION TOOK' "$work/server.log"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || exit 1
    sleep 0.1
done
kill $running
wait $running || true
test -s "$server/server.jsa"
