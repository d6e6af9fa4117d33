package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactTarget;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A blank server to be seeded: replays a base and its links in memory to the exact target, then writes one clean
 * snapshot, a second copy of it, and the epoch files.
 *
 * <p>The snapshot is a function of the tree alone, so every server of an ensemble gets the same bytes. Nothing is touched
 * before {@link #apply}, and that either completes or leaves the target as blank as it was.
 */
public final class SeedTarget implements ArtefactTarget {

    private final SeedOptions options;
    private final SeedGuards guards;
    private @Nullable Replaying replaying;
    private @Nullable Seed seed;

    /** What has been received so far. */
    private record Replaying(ZnodeTree tree, Replay replay, Zxid baseStart, Zxid baseEnd) {

        boolean reached(Zxid target) {
            return replay.applied() == 0 ? isBase(target) : replay.last().equals(target);
        }

        /** A base with counter 0 is the moment before its epoch's first record, and so that of the last one before it. */
        private boolean isBase(Zxid target) {
            return target.compareTo(baseEnd) <= 0 && (target.compareTo(baseStart) >= 0 || baseStart.counter() == 0);
        }
    }

    /** A target by its directories and the moment to restore to. */
    public SeedTarget(SeedOptions options) {
        this.options = options;
        this.guards = new SeedGuards(options);
    }

    @Override
    public Optional<Mark> end() {
        return Optional.empty();
    }

    /** Asks the guards that need no data first, so that nobody waits for a download that will be refused. */
    @Override
    public void begin(TapeStart start) throws IOException {
        guards.requireBlank();
        guards.requireWritable();
        replaying = null;
        seed = null;
    }

    @Override
    public Optional<Zxid> baseWanted() {
        return Optional.empty();
    }

    @Override
    public void receive(Artefact artefact) throws IOException {
        if (artefact.kind() == Artefact.Kind.BASE) {
            load(artefact);
        } else {
            replay(artefact);
        }
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        // what the source server was does not change what is written
    }

    private void load(Artefact base) throws IOException {
        ZnodeTree tree = new ZnodeTree();
        try (InputStream in = base.content().open()) {
            SnapshotReader.read(in, "base " + base.from(), tree);
            requireEnd(in);
        }
        replaying = new Replaying(tree, new Replay(tree, base.from(), base.to()), base.from(), base.to());
    }

    private void replay(Artefact link) throws IOException {
        Replay replay = replaying().replay();
        try (InputStream in = link.content().open()) {
            LogReader records = LogReader.ofLink(in, "link after " + link.from());
            for (Optional<LogRecord> record = records.next(); record.isPresent(); record = records.next()) {
                if (record.get().zxid().compareTo(options.target()) <= 0) {
                    replay.apply(record.get());
                }
            }
            requireEnd(in);
        }
    }

    /** The end of a piece is where its seal is checked, so it must be read. */
    private static void requireEnd(InputStream in) throws IOException {
        if (in.read() >= 0) {
            throw new CorruptException("there is more behind the end of a piece");
        }
    }

    @Override
    public RestorePlan plan() throws IOException {
        Seed prepared = prepare();
        guards.requireExpected(prepared.hash());
        guards.requireFits(prepared.census());
        guards.requireBlank();
        guards.requireWritable();
        guards.requireSpace(prepared.bytes());
        return new SeedPlan(options, prepared, replaying().replay(), guards).plan();
    }

    @Override
    public void apply(RestorePlan plan) throws IOException {
        Seed prepared = prepare();
        if (!plan.hash().equals(prepared.hash())) {
            throw new IllegalArgumentException("this plan was not made by this target");
        }
        guards.requireBlank();
        new SeedFiles(options).write(prepared);
    }

    private Seed prepare() throws IOException {
        if (seed == null) {
            Replaying done = replaying();
            Replay replay = done.replay();
            if (!done.reached(options.target()) || !replay.completeWhenNothingFollows()) {
                throw new CorruptException("the archive leads to " + replay.last() + ", not to " + options.target()
                        + ": what comes after is missing");
            }
            seed = Seed.of(done.tree(), options.sessions());
        }
        return seed;
    }

    private Replaying replaying() {
        if (replaying == null) {
            throw new IllegalStateException("a target is planned after everything was sent to it");
        }
        return replaying;
    }
}
