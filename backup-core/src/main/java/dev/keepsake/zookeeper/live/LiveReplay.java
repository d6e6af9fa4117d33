package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.RestorePlan.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A restore into a running, blank ensemble, through its clients' port: every znode is created anew, so that it has its data,
 * access list and kind, its place in the tree and its sequence counter, but zxids, times and versions of its own.
 *
 * <p>{@link #prepare} looks at everything that could stop it half way and writes nothing. {@link #apply} writes; what it wrote
 * stays when it fails, and a later one that resumes goes on from there.
 */
public final class LiveReplay {

    /** Three servers on one machine of two processors took 15,000 when they had just started, and 25,000 when they were warm. */
    private static final long NUMBERS_PER_SECOND = 15_000;

    private static final String LOST = "a client cannot set zxids, times and versions: every znode gets new ones;"
            + " programs that keep them (as Kafka's and Curator's fencing does) see them start anew";

    private final LiveEnsemble ensemble;
    private final Inventory inventory;
    private final ReplayOptions options;
    private final Identity identity;
    private final Standing standing;

    private LiveReplay(
            LiveEnsemble ensemble, Inventory inventory, ReplayOptions options, Identity identity, Standing standing) {
        this.ensemble = ensemble;
        this.inventory = inventory;
        this.options = options;
        this.identity = identity;
        this.standing = standing;
    }

    /** Looks whether the ensemble is blank and would take every part of the tree, and refuses otherwise. */
    public static LiveReplay prepare(LiveEnsemble ensemble, PastTree tree, ReplayOptions options) throws IOException {
        try {
            return look(ensemble, tree, options);
        } catch (EnsembleLostException lost) {
            throw new RefusedException(lost.getMessage() + "; nothing was written");
        }
    }

    private static LiveReplay look(LiveEnsemble ensemble, PastTree tree, ReplayOptions options) throws IOException {
        Inventory inventory = Inventory.of(tree, ensemble.settings());
        Standing standing = Standing.look(ensemble, inventory);
        standing.requireBlank(options.resume());
        Probe probe = new Probe(ensemble);
        if (standing.rootMissing() || !options.resume()) {
            probe.requirePlace(standing.rootMissing());
        }
        probe.requireTaken(inventory);
        return new LiveReplay(ensemble, inventory, options, Identity.of(ensemble), standing);
    }

    /** What would be done. */
    public ReplayPlan plan() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("target", ensemble.settings().connect()));
        lines.add(new Line("znodes", inventory.znodes() + ", " + inventory.bytes() + " bytes of data"));
        if (standing.found() > 0) {
            lines.add(new Line("resume", standing.found() + " of them are there already"));
        }
        if (!inventory.ephemerals().isEmpty()) {
            lines.add(new Line(
                    "ephemeral",
                    inventory.ephemerals().count() + " znodes of sessions are left out: "
                            + inventory.ephemerals().words()));
        }
        lines.add(new Line("counters", counters()));
        return new ReplayPlan(
                inventory.znodes(),
                standing.found(),
                inventory.bytes(),
                inventory.ephemerals().count(),
                new ReplayPlan.Numbers(inventory.counters(), inventory.numbers()),
                lines,
                warnings());
    }

    private String counters() {
        long seconds = inventory.numbers() / NUMBERS_PER_SECOND + 1;
        return inventory.counters() + " sequence counters stand higher than their children tell, by "
                + inventory.numbers() + " numbers; "
                + (options.counters()
                        ? "raising them takes about " + (seconds < 60 ? seconds + " s" : seconds / 60 + " min")
                        : "they are left as they are (--counters skip)");
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        warnings.add(LOST);
        if (!identity.superuser()) {
            warnings.add(
                    "this session is not known to be the super user's: parents whose access lists keep it out stand"
                            + " open to everybody until everything is written");
        }
        if (!inventory.emptyContainers().isEmpty()) {
            warnings.add(
                    inventory.emptyContainers().count() + " used containers come back without children and keep a new"
                            + " sequence counter, since servers delete an empty container that was ever used: "
                            + inventory.emptyContainers().words());
        }
        if (!inventory.emptyTimed().isEmpty()) {
            warnings.add(inventory.emptyTimed().count() + " childless znodes with a time to live begin it anew: "
                    + inventory.emptyTimed().words());
        }
        if (inventory.isBelow() && !inventory.limits().isEmpty()) {
            warnings.add(inventory.limits().count() + " quotas are left out, since they cannot be set from below a"
                    + " chroot: " + inventory.limits().words());
        }
        return warnings;
    }

    /**
     * Writes everything, reads it back and compares it; {@link UnfinishedException} when something stops it half way.
     */
    public Replayed apply(ReplayProgress progress) throws IOException {
        Standing now = lookAgain();
        try {
            return write(now, progress);
        } catch (RefusedException | EnsembleLostException stopped) {
            throw new UnfinishedException(
                    stopped.getMessage()
                            + ". What was written stays; the same command with --resume goes on from there"
                            + (identity.superuser()
                                    ? ""
                                    : ", and closes what stands open to everybody until then: parents whose access lists"
                                            + " keep this session out"),
                    stopped);
        }
    }

    /** Somebody may have come while a person thought the plan over. */
    private Standing lookAgain() throws IOException {
        if (options.resume()) {
            return standing;
        }
        try {
            Standing now = Standing.look(ensemble, inventory);
            now.requireBlank(false);
            return now;
        } catch (EnsembleLostException lost) {
            throw new RefusedException(lost.getMessage() + "; nothing was written");
        }
    }

    private Replayed write(Standing now, ReplayProgress progress) throws IOException {
        long begun = System.nanoTime();
        Counters counters = new TreeWriter(ensemble, inventory, identity, options, now, progress).write();
        long written = System.nanoTime();
        ReadBack back = new ReadBack(ensemble, inventory, options.counters(), progress);
        back.run();
        return new Replayed(
                back.compared(),
                back.unreadable().count(),
                TimeUnit.NANOSECONDS.toMillis(written - begun),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written),
                counters.raised(),
                notes(back),
                back.different().isEmpty()
                        ? List.of()
                        : List.of(back.different().count() + " znodes are not as they shall be: "
                                + back.different().words()
                                + ". Whoever else writes there is to be kept away; --resume then writes what is missing,"
                                + " or names what it would have to overwrite"));
    }

    private List<String> notes(ReadBack back) {
        List<String> notes = new ArrayList<>();
        if (!back.unreadable().isEmpty()) {
            notes.add(back.unreadable().count()
                    + " znodes do not let this session read them, so it was only seen that they"
                    + " are there; the super user's password, with --auth, lets everything be compared: "
                    + back.unreadable().words());
        }
        if (!back.masked().isEmpty()) {
            notes.add("of " + back.masked().count()
                    + " access lists this session is shown all but the digests, which were" + " not compared: "
                    + back.masked().words());
        }
        long special = inventory.containers().count() + inventory.timed().count();
        if (special > 0) {
            notes.add(special + " containers and znodes with a time to live were written as such; servers do not show"
                    + " clients which they are, so that was not compared");
        }
        if (!back.expired().isEmpty()) {
            notes.add(back.expired().count() + " znodes lived their time to its end before they were read back: "
                    + back.expired().words());
        }
        if (!back.ahead().isEmpty()) {
            notes.add(back.ahead().count() + " sequence counters stand higher than the source's, which nothing can"
                    + " lower: " + back.ahead().words());
        }
        return notes;
    }
}
