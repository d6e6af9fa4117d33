package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactTarget;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.RestorePlan;
import dev.keepsake.artefact.TapeStart;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
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
    private final boolean elsewhere;
    private @Nullable Replaying replaying;
    private @Nullable Seed seed;

    /** A target by its directories and the moment to restore to. */
    public SeedTarget(SeedOptions options) {
        this(options, false);
    }

    private SeedTarget(SeedOptions options, boolean elsewhere) {
        this.options = options;
        this.guards = new SeedGuards(options);
        this.elsewhere = elsewhere;
    }

    /** A server on another machine, for a plan alone: neither directories nor disks of this one count. */
    public static SeedTarget elsewhere(SeedOptions options) {
        return new SeedTarget(options, true);
    }

    @Override
    public Optional<Mark> end() {
        return Optional.empty();
    }

    /** Asks the guards that need no data first, so that nobody waits for a download that will be refused. */
    @Override
    public void begin(TapeStart start) throws IOException {
        requireFillable();
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
            replaying = Replaying.load(artefact);
        } else {
            replaying().replay(artefact, options.target(), zxid -> {});
        }
    }

    @Override
    public void describe(SortedMap<String, String> facts) {
        // what the source server was does not change what is written
    }

    @Override
    public RestorePlan plan() throws IOException {
        Seed prepared = prepare();
        guards.requireExpected(prepared.hash());
        guards.requireFits(prepared.census());
        requireFillable();
        if (!elsewhere) {
            guards.requireSpace(prepared.bytes());
        }
        return new SeedPlan(options, prepared, replaying().replay(), guards).plan();
    }

    private void requireFillable() throws IOException {
        if (!elsewhere) {
            guards.requireBlank();
            guards.requireWritable();
        }
    }

    @Override
    public void apply(RestorePlan plan) throws IOException {
        Seed prepared = prepare();
        if (elsewhere || !plan.hash().equals(prepared.hash())) {
            throw new IllegalArgumentException("this plan was not made by this target");
        }
        guards.requireBlank();
        new SeedFiles(options).write(prepared);
    }

    /** The tree that is written, after everything was sent. */
    ZnodeTree tree() throws IOException {
        return prepare().tree();
    }

    private Seed prepare() throws IOException {
        if (seed == null) {
            Replaying done = replaying();
            done.requireReached(options.target());
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
