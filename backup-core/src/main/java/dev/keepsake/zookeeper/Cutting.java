package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a part out of a tree: of a snapshot the znodes of a scope, those below them, whose number is theirs to tell, and
 * those above; of a log the records that are about any of these. Looks at bytes, and makes no object for what is left out.
 */
final class Cutting {

    private final byte[] path;
    private final int levels;
    private final TxnDecoder decoder = new TxnDecoder();

    Cutting(Scope scope) {
        this.path = scope.path().equals("/") ? ZnodeBytes.NOTHING : scope.path().getBytes(StandardCharsets.UTF_8);
        this.levels = scope.deeper().levels();
    }

    /** Shows a tree what belongs to the part. */
    SnapshotVisitor into(ZnodeTree tree) {
        return new SnapshotVisitor() {
            @Override
            public void session(long id, int timeoutMillis) {
                tree.session(id, timeoutMillis);
            }

            @Override
            public void acl(long number, List<Acl> entries) throws CorruptException {
                tree.acl(number, entries);
            }

            @Override
            public void znode(ZnodeBytes znode) throws CorruptException, RefusedException {
                if (keeps(znode.path, znode.pathFrom, znode.pathLength)) {
                    tree.znode(znode);
                }
            }

            @Override
            public void end() throws CorruptException {
                tree.end();
            }
        };
    }

    /**
     * Whether a record may change anything of the part: an end of a session that does not say what goes with it may. That
     * a session is open matters only where it looks like a time to live.
     */
    boolean concerns(LogRecord record) throws CorruptException {
        TxnContent content = decoder.decode(record);
        boolean session = content.type == TxnType.CREATE_SESSION || content.type == TxnType.CLOSE_SESSION;
        boolean found = session && Owner.looksLikeTtl(record.session());
        found |= content.type == TxnType.CLOSE_SESSION && !content.listed;
        return found || (!content.failed && names(content));
    }

    private boolean names(TxnContent content) {
        boolean found = false;
        for (int i = 0; i < content.parts() && !found; i++) {
            TxnPart part = content.part(i);
            found = part.type != TxnType.CHECK
                    && part.type != TxnType.ERROR
                    && keeps(part.path, part.pathFrom, part.pathLength);
        }
        return found;
    }

    /** Reads a whole snapshot, and leaves the part of it in a tree. */
    static ZnodeTree load(InputStream base, String name, Scope scope) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        SnapshotReader.read(base, name, new Cutting(scope).into(tree));
        return tree;
    }

    private boolean keeps(byte[] bytes, int from, int length) {
        if (length <= path.length) {
            return Arrays.equals(path, 0, length, bytes, from, from + length)
                    && (length == path.length || length == 0 || path[length] == '/');
        }
        if (!Arrays.equals(path, 0, path.length, bytes, from, from + path.length) || bytes[from + path.length] != '/') {
            return false;
        }
        int deep = 0;
        for (int at = from + path.length; at < from + length && deep <= levels; at++) {
            deep += bytes[at] == '/' ? 1 : 0;
        }
        return levels == Scope.ALL || deep <= levels;
    }
}
