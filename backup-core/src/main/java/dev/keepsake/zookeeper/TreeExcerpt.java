package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Excerpt;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of a server's tree, in a tree of its own. */
final class TreeExcerpt implements Excerpt {

    private final Scope scope;
    private final Cutting cutting;
    private ZnodeTree tree = new ZnodeTree();

    TreeExcerpt(Scope scope) {
        this.scope = scope;
        this.cutting = new Cutting(scope);
    }

    @Override
    public boolean concerns(Transaction transaction) throws CorruptException {
        return cutting.concerns(logged(transaction).record());
    }

    @Override
    public void load(InputStream base, String name) throws IOException {
        tree = Cutting.load(base, name, scope);
        // the end of a piece is where its seal is checked
        base.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public List<Turn> apply(Transaction transaction) throws IOException {
        LoggedTransaction logged = logged(transaction);
        Map<String, Optional<PastZnode>> before = new LinkedHashMap<>();
        for (String path : Touched.by(logged.record(), tree, scope)) {
            before.put(path, znode(path));
        }
        tree.apply(logged.record());
        List<Turn> turns = new ArrayList<>();
        before.forEach((path, was) -> turns.add(new Turn(path, orNull(was), orNull(znode(path)))));
        return turns;
    }

    @Override
    public Optional<PastZnode> znode(String path) {
        return ReplayedTree.shown(tree, path);
    }

    private static @Nullable PastZnode orNull(Optional<PastZnode> znode) {
        return znode.orElse(null);
    }

    private static LoggedTransaction logged(Transaction transaction) {
        return (LoggedTransaction) transaction;
    }
}
