package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Excerpt;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Reads links, which are records of a ZooKeeper server's log, and bases, which are its snapshots. */
public final class LogHistory implements HistoryReader {

    @Override
    public Transactions transactions(InputStream link, String name) {
        LogReader records = LogReader.ofLink(link, name);
        return () -> records.next().map(LoggedTransaction::new);
    }

    @Override
    public long ownerIn(InputStream base, String name, String path) throws IOException {
        OwnerOf owner = new OwnerOf(path);
        SnapshotReader.read(base, name, owner);
        // the end of a piece is where its seal is checked
        base.transferTo(OutputStream.nullOutputStream());
        return owner.session;
    }

    @Override
    public Excerpt excerpt(Scope scope) {
        return new TreeExcerpt(scope);
    }

    /** Waits for one znode to be shown. */
    private static final class OwnerOf implements SnapshotVisitor {

        private final String path;
        private long session = Owner.NOBODY;

        OwnerOf(String path) {
            this.path = path;
        }

        @Override
        public void znode(String shown, byte @Nullable [] data, long acl, ZnodeStat stat) {
            if (shown.equals(path) && Owner.mayBeSession(stat.ephemeralOwner())) {
                session = stat.ephemeralOwner();
            }
        }
    }
}
