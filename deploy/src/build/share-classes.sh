#!/bin/sh
# Makes the two programs start faster: has each do its main job once, against an S3 server on this machine, and keeps what
# the JVM loaded for it (class data sharing). A run that fails leaves no such archive and does no other harm.
#
#   share-classes.sh DISTRIBUTION S3PROXY.JAR SERVER WORK     SERVER: the directory of a stopped standalone server
set -eu
home=$1 jar=$2 server=$3 work=$4

rm -rf "$work"
mkdir -p "$work/s3/keepsake" "$work/blank"
port=$((20000 + $$ % 12000))
cat >"$work/s3proxy.conf" <<END
s3proxy.endpoint=http://127.0.0.1:$port
s3proxy.authorization=none
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=$work/s3
END
cat >"$work/agent.yaml" <<END
cluster: none
node: build
store: {url: "s3://keepsake/none", s3: {endpoint: "http://127.0.0.1:$port", region: us-east-1}}
state-dir: "$work/state"
sources: [{name: zk, type: zookeeper, data-dir: "$server"}]
END
java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$jar" --properties "$work/s3proxy.conf" >"$work/s3proxy.log" 2>&1 &
s3proxy=$!
trap 'kill $s3proxy 2>/dev/null || true; wait $s3proxy 2>/dev/null || true; rm -rf "$work"' EXIT

export AWS_ACCESS_KEY_ID=build AWS_SECRET_ACCESS_KEY=build AWS_EC2_METADATA_DISABLED=true
KEEPSAKE_JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit=$home/lib/keepsake-agent.jsa" \
    "$home/bin/keepsake-agent" once --offline -c "$work/agent.yaml"
KEEPSAKE_JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:ArchiveClassesAtExit=$home/lib/keepsake.jsa" \
    "$home/bin/keepsake" -c "$work/agent.yaml" restore zookeeper --backup latest --data-dir "$work/blank" \
    --target-version 3.9.5 --extended-types --yes
