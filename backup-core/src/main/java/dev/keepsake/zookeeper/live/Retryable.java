package dev.keepsake.zookeeper.live;

import java.util.EnumSet;
import java.util.Set;
import org.apache.zookeeper.KeeperException.Code;

/** Which answers say nothing about the request, only about the way to the servers. */
final class Retryable {

    private static final Set<Code> CODES = EnumSet.of(
            Code.CONNECTIONLOSS,
            Code.OPERATIONTIMEOUT,
            Code.SESSIONEXPIRED,
            Code.SESSIONMOVED,
            Code.REQUESTTIMEOUT,
            Code.THROTTLEDOP,
            Code.NEWCONFIGNOQUORUM);

    private Retryable() {}

    static boolean is(int code) {
        Code known = Code.get(code);
        return known != null && CODES.contains(known);
    }

    /** The name of a code, for messages. */
    static String name(int code) {
        Code known = Code.get(code);
        return known == null ? "error " + code : known.name();
    }
}
