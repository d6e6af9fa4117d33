package dev.keepsake.zookeeper.live.subtree;

import dev.keepsake.artefact.PastZnode;
import java.util.List;
import java.util.Objects;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** One znode that is being read: by two or three questions, which must have been answered by one state of it. */
final class Reading {

    private final String path;
    private final boolean withChildren;
    private final Round.Answers<Reading> answer;
    private final Stat statOfAcl = new Stat();
    private int worst = Code.OK.intValue();
    private byte @Nullable [] data;
    private @Nullable Stat stat;
    private List<ACL> acl = List.of();
    private List<String> children = List.of();

    Reading(String path, boolean withChildren, Round.Answers<Reading> answer) {
        this.path = path;
        this.withChildren = withChildren;
        this.answer = answer;
    }

    /** Asks; a session's answers come in the order of its questions, so the last one is the end. */
    void ask(ZooKeeper client) {
        client.getData(path, false, (code, same, context, bytes, read) -> data(code, bytes, read), null);
        if (withChildren) {
            client.getChildren(path, false, (code, same, context, names) -> children(code, names), null);
        }
        client.getACL(path, statOfAcl, (code, same, context, list, read) -> acl(code, list, read), null);
    }

    PastZnode znode() {
        return Wire.znode(path, data, acl, Objects.requireNonNull(stat));
    }

    List<String> children() {
        return children;
    }

    private void data(int code, byte @Nullable [] bytes, @Nullable Stat read) {
        note(code);
        data = bytes;
        stat = read;
    }

    private void children(int code, @Nullable List<String> names) {
        note(code);
        children = names == null ? List.of() : names;
    }

    private void acl(int code, @Nullable List<ACL> list, @Nullable Stat read) {
        note(code);
        acl = list == null ? acl : list;
        boolean torn = worst == Code.OK.intValue()
                && (stat == null || read == null || !Wire.identity(stat).equals(Wire.identity(read)));
        answer.take(torn ? Round.AGAIN : worst, this);
    }

    private void note(int code) {
        worst = worst == Code.OK.intValue() ? code : worst;
    }
}
