package dev.keepsake.zookeeper;

import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A running ensemble of which nothing but its client port can be reached: all of its znodes, read one by one while it goes
 * on. What comes of that is not one point in time, and is sent as what it is.
 */
public final class WalkSource implements ArtefactSource {

    /** How the configuration and the archive call it. */
    public static final String TYPE = "zookeeper-client";

    private final String name;
    private final Ensemble ensemble;
    private final Supplier<CheckReport> check;

    /** Who reads. */
    @FunctionalInterface
    public interface Ensemble {

        /** Shows all znodes, parents first. */
        Walked walk(ZnodeView.Step step) throws IOException;
    }

    /** A source by its name; {@code check} looks whether it can be read. */
    public WalkSource(String name, Ensemble ensemble, Supplier<CheckReport> check) {
        this.name = name;
        this.ensemble = ensemble;
        this.check = check;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public boolean isClusterWide() {
        return true;
    }

    @Override
    public boolean hasTransactions() {
        return false;
    }

    @Override
    public void sendTo(ArtefactSink sink) throws IOException {
        GatheredTree tree = new GatheredTree("/");
        Walked walked = ensemble.walk(tree::add);
        if (walked.znodes() == 0) {
            throw new RefusedException(
                    "the ensemble has no znode " + walked.below() + " that may be read; is 'chroot' the right one?");
        }
        sink.receive(tree.artefact(walked));
        sink.describe(facts(walked));
    }

    private static SortedMap<String, String> facts(Walked walked) {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("captured-by", "client");
        facts.put("walk-begun", walked.begun().toString());
        facts.put("walk-ended", walked.ended().toString());
        facts.put("znodes", Long.toString(walked.znodes()));
        facts.put("vanished", Long.toString(walked.vanished()));
        facts.put("reread", Long.toString(walked.reread()));
        facts.put("unreadable", Long.toString(walked.unreadable().count()));
        facts.put("masked", Long.toString(walked.masked().count()));
        if (!walked.below().equals("/")) {
            facts.put("chroot", walked.below());
        }
        facts.put(
                "remark-01",
                "not one point in time: read through a client from " + walked.begun() + " to " + walked.ended()
                        + ", while the ensemble went from " + walked.first() + " to " + walked.last());
        facts.put(
                "remark-02",
                "a client is not shown which znodes are containers or have a time to live: these are stored as plain ones");
        if (walked.unreadable().count() > 0) {
            facts.put(
                    "remark-03",
                    walked.unreadable().count() + " znodes could not be read and are left out with all below them: "
                            + walked.unreadable());
        }
        if (walked.masked().count() > 0) {
            facts.put(
                    "remark-04",
                    "the access lists of " + walked.masked().count() + " znodes were shown without their passwords, so"
                            + " that after a restore nobody gets in by these: " + walked.masked());
        }
        return facts;
    }

    @Override
    public CheckReport check() {
        return check.get();
    }
}
