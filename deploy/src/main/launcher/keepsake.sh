#!/bin/sh
# Starts Keepsake: the program that this file is named after, keepsake or keepsake-agent.
#
#   JAVA_HOME            the Java to use, 17 or newer, unless there is one in runtime/; otherwise the java on the PATH
#   KEEPSAKE_JAVA_OPTS   more options for the JVM; they win over the ones below
#   KEEPSAKE_ENVIRONMENT a file of lines NAME=VALUE with credentials that are not set, unless it is /etc/keepsake/environment

fail() {
    printf '%s: %s\n' "$name" "$1" >&2
    exit 1
}

# $1 is a JVM's home: sets release to its major version, or leaves it empty when the JVM does not tell.
# Reading the file spares every start the tenth of a second that asking `java -version` takes.
find_release() {
    release=
    [ -r "$1/release" ] || return 0
    while IFS='=' read -r key value; do
        if [ "$key" = JAVA_VERSION ]; then
            release=${value#\"}
            release=${release%\"}
            release=${release#1.}
            release=${release%%[!0-9]*}
        fi
    done <"$1/release"
}

program=$0
name=${program##*/}
while [ -L "$program" ]; do
    link=$(readlink "$program")
    case $link in
        /*) program=$link ;;
        *) program=$(dirname "$program")/$link ;;
    esac
done
home=$(CDPATH='' cd -- "$(dirname -- "$program")/.." && pwd -P) || fail "cannot find the folder it is installed in"
name=${program##*/}

# An agent's run is short, and most of it happens in native code: compiling for it as eagerly as for a server costs more
# than it saves, a third of all its processor time. And it is there all the time, beside a server: a JVM begins with a 64th of the
# machine's memory, which would fill up with what is dead before anybody looks.
begin=
case $name in
    keepsake-agent) main=dev.keepsake.agent.Main heap=25 begin=-Xms24m compile=3 log=ch.qos.logback.classic.spi.LogbackServiceProvider ;;
    *) name=keepsake main=dev.keepsake.cli.Main heap=60 compile=1 log=org.slf4j.nop.NOPServiceProvider ;;
esac

# Credentials that units of systemd give the programs, whoever may read them gets at a shell, too; nothing in the file is evaluated.
# How a program runs, and on which archive, is not taken from there; and of two identities of AWS halves are none.
settings=${KEEPSAKE_ENVIRONMENT:-/etc/keepsake/environment}
if [ -f "$settings" ] && [ -r "$settings" ]; then
    own=${AWS_PROFILE+x}${AWS_ACCESS_KEY_ID+x}${AWS_SECRET_ACCESS_KEY+x}${AWS_SESSION_TOKEN+x}${AWS_WEB_IDENTITY_TOKEN_FILE+x}
    own=$own${AWS_CONTAINER_CREDENTIALS_FULL_URI+x}${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI+x}
    while IFS= read -r line || [ -n "$line" ]; do
        key=${line%%=*}
        case $key in
            '' | "$line" | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
            KEEPSAKE_* | JAVA_* | JDK_* | LD_* | PATH) continue ;;
            AWS_ACCESS_KEY_ID | AWS_SECRET_ACCESS_KEY | AWS_SESSION_TOKEN | AWS_PROFILE | AWS_ROLE_* | AWS_WEB_IDENTITY_* | AWS_CONTAINER_*)
                [ -z "$own" ] || continue
                ;;
        esac
        value=${line#*=}
        case $value in
            \"*\" | \'*\')
                value=${value#?}
                value=${value%?}
                ;;
        esac
        eval "[ -n \"\${$key+set}\" ]" || export "$key=$value"
    done <"$settings"
fi

# A Java that came along is known to fit; whoever wants another one removes it.
if [ -x "$home/runtime/bin/java" ]; then
    java=$home/runtime/bin/java
    java_home=$home/runtime
elif [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; point it to a Java 17 or newer"
    java_home=$JAVA_HOME
else
    java=$(command -v java) || fail "no Java found; install Java 17 or newer (Debian: openjdk-17-jre-headless), or set JAVA_HOME"
    java_home=$(dirname "$(dirname "$(readlink -f "$java")")")
fi
find_release "$java_home"
if [ -z "$release" ]; then
    release=$("$java" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p')
fi
[ "${release:-0}" -ge 17 ] || fail "$java is Java ${release:-of an unknown version}, but 17 or newer is needed; install it, or set JAVA_HOME"

classpath=
for jar in "$home"/lib/*.jar; do
    classpath=${classpath:+$classpath:}$jar
done
[ -e "$jar" ] || fail "no jars in $home/lib; the installation is not complete"
# last, since the client in them is loaded only by what talks to a running ensemble
for jar in "$home"/lib/zookeeper/*.jar; do
    [ ! -e "$jar" ] || classpath=$classpath:$jar
done

# A program cannot ask the JVM of Java 17 which of its streams are terminals.
if [ -t 2 ]; then
    KEEPSAKE_TERMINAL=1
    COLUMNS=${COLUMNS:-$(stty size 2>/dev/null <&2 | cut -d ' ' -f 2)}
    export KEEPSAKE_TERMINAL COLUMNS
else
    unset KEEPSAKE_TERMINAL
fi
unset KEEPSAKE_INPUT_TERMINAL
if [ -t 0 ]; then
    KEEPSAKE_INPUT_TERMINAL=1
    export KEEPSAKE_INPUT_TERMINAL
fi

# The archive of loaded classes is only a short cut: a JVM that it does not fit goes without it, and says nothing.
shared=
case ${KEEPSAKE_JAVA_OPTS:-} in
    *ArchiveClassesAtExit*) ;;
    *) [ ! -r "$home/lib/$name.jsa" ] || shared=-XX:SharedArchiveFile=$home/lib/$name.jsa ;;
esac

# Where the native half of zstd lies beside the jars, it need not be unpacked in /tmp, which may forbid programs.
native=
for library in "$home/lib/native/libzstd-jni.so" "$home/runtime/lib/libzstd-jni.so"; do
    [ ! -r "$library" ] || native=-DZstdNativePath=$library
done

# shellcheck disable=SC2086  # the user's options are several words
exec "$java" \
    -XX:+UseSerialGC ${begin:+"$begin"} -XX:MaxRAMPercentage=$heap -XX:CompileThresholdScaling=$compile \
    -Xshare:auto -Xlog:disable -Xlog:all=error:stderr ${shared:+"$shared"} \
    -Dfile.encoding=UTF-8 -Dslf4j.provider=$log -Dslf4j.internal.verbosity=WARN ${native:+"$native"} \
    ${KEEPSAKE_JAVA_OPTS:-} \
    -cp "$classpath" "$main" "$@"
