#!/bin/sh
# Puts the native half of zstd, as it is for this machine, into the Java that goes along: there the launcher looks for it.
#
#   native-zstd.sh JAR CLASSPATH FOLDER     JAR: the JDK's program of that name
set -eu
jar=$1 classpath=$2 folder=$3

case $(uname -m) in x86_64) arch=amd64 ;; *) arch=$(uname -m) ;; esac
zstd=$(printf '%s\n' "$classpath" | tr : '\n' | grep '/zstd-jni-[0-9.-]*\.jar$')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && "$jar" --extract --file "$zstd" "linux/$arch")
cp "$work/linux/$arch"/libzstd-jni-*.so "$folder/libzstd-jni.so"
