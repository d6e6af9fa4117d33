package dev.keepsake.zookeeper.live;

import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.proto.SetDataRequest;

/** Looks whether a write has been done. */
final class Seen {

    private Seen() {}

    /** Is told what was seen. */
    @FunctionalInterface
    interface Answer {

        /** Takes the code of the question, and whether the write is done. */
        void of(int code, boolean done);
    }

    static void ask(ZooKeeper client, Op write, Answer answer) {
        if (write.toRequestRecord() instanceof SetDataRequest) {
            // doing it again changes nothing but its version
            answer.of(Code.OK.intValue(), false);
        } else {
            client.exists(
                    write.getPath(),
                    false,
                    // newer servers show not even a Stat to whom an access list keeps out
                    (code, path, context, stat) ->
                            answer.of(code, code == Code.OK.intValue() || code == Code.NOAUTH.intValue()),
                    null);
        }
    }
}
