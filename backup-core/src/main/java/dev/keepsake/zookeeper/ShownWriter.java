package dev.keepsake.zookeeper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hands what a tree shows to a writer, which wants all sessions and all access lists at once. */
final class ShownWriter implements SnapshotVisitor {

    private final SnapshotWriter writer;
    private final SortedMap<Long, Integer> sessions = new TreeMap<>();
    private final List<List<Acl>> acls = new ArrayList<>();
    private boolean headed;

    ShownWriter(SnapshotWriter writer) {
        this.writer = writer;
    }

    @Override
    public void session(long id, int timeoutMillis) {
        sessions.put(id, timeoutMillis);
    }

    @Override
    public void acl(long number, List<Acl> entries) {
        acls.add(entries);
    }

    @Override
    public void znode(String path, byte @Nullable [] data, long acl, ZnodeStat stat) throws IOException {
        if (!headed) {
            head();
        }
        writer.node(path, data, acl, stat);
    }

    void finish() throws IOException {
        writer.finish();
    }

    private void head() throws IOException {
        headed = true;
        writer.sessions(sessions);
        writer.acls(acls);
    }
}
