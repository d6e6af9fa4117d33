package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.InputStream;

/** A base in memory that is brought forward link by link, each piece read to its end, where its seal is checked. */
record Replaying(ZnodeTree tree, Replay replay, Zxid baseStart, Zxid baseEnd) {

    static Replaying load(Artefact base) throws IOException {
        return load(base, Long.MAX_VALUE);
    }

    /** The same; a tree that takes more memory beside the heap than this is refused, whenever it does. */
    static Replaying load(Artefact base, long mostBytes) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        tree.bound(mostBytes);
        try (InputStream in = base.content().open()) {
            SnapshotReader.read(in, "base " + base.from(), tree);
            requireEnd(in);
        }
        return new Replaying(tree, new Replay(tree, base.from(), base.to()), base.from(), base.to());
    }

    /** The same for a part of the tree, which no digest proves. */
    static Replaying load(Artefact base, Scope scope) throws IOException {
        if (scope.equals(Scope.EVERYTHING)) {
            return load(base);
        }
        ZnodeTree tree;
        try (InputStream in = base.content().open()) {
            tree = Cutting.load(in, "base " + base.from(), scope);
            requireEnd(in);
        }
        Replay replay = Replay.ofPart(tree, base.from(), base.to(), new Cutting(scope));
        return new Replaying(tree, replay, base.from(), base.to());
    }

    /** Applies what the link holds behind where it is said to begin, through the target. */
    void replay(Artefact link, Zxid target, Replay.Step step) throws IOException {
        replay(link, link.from(), target, step);
    }

    /** The same of a link whose begin was applied already. */
    void replay(Artefact link, Zxid after, Zxid target, Replay.Step step) throws IOException {
        try (InputStream in = link.content().open()) {
            LogReader records = LogReader.ofLink(in, "link after " + link.from());
            replay.applyAll(records, after, target, step);
            requireEnd(in);
        }
    }

    /** Refuses a tree that is not that of the target. */
    void requireReached(Zxid target) throws CorruptException {
        if (!reached(target) || !replay.completeWhenNothingFollows()) {
            throw new CorruptException(
                    "the archive leads to " + replay.last() + ", not to " + target + ": what comes after is missing");
        }
    }

    private boolean reached(Zxid target) {
        return replay.applied() == 0 ? isBase(target) : replay.last().equals(target);
    }

    /** A base with counter 0 is the moment before its epoch's first record, and so that of the last one before it. */
    private boolean isBase(Zxid target) {
        return target.compareTo(baseEnd) <= 0 && (target.compareTo(baseStart) >= 0 || baseStart.counter() == 0);
    }

    private static void requireEnd(InputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new CorruptException("there is more behind the end of a piece");
        }
    }
}
