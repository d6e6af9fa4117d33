package dev.keepsake.framework;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CheckReport.Finding;
import dev.keepsake.artefact.Content;
import dev.keepsake.artefact.CorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The id by which Mesos knows a framework, as ZooKeeper, the framework and the masters have it: the same everywhere, or
 * the tasks that run are nobody's after a restore.
 */
public final class FrameworkIds {

    private static final int LONGEST = 255;

    private FrameworkIds() {}

    /**
     * What the masters know.
     *
     * @param known registered, also if they are not connected
     * @param completed torn down: who comes with one of these is turned away
     */
    public record Masters(Set<String> known, Set<String> completed) {

        /** Keeps its own copies. */
        public Masters {
            known = Set.copyOf(known);
            completed = Set.copyOf(completed);
        }

        /** What several of them know together; one that is registered anywhere is not torn down. */
        Masters and(Masters others) {
            Set<String> all = new TreeSet<>(known);
            all.addAll(others.known);
            Set<String> gone = new TreeSet<>(completed);
            gone.addAll(others.completed);
            gone.removeAll(all);
            return new Masters(all, gone);
        }
    }

    /** What a master's document {@code state} says that it knows. */
    public static Masters masters(Content state) throws IOException {
        try (InputStream in = state.open()) {
            return KnownFrameworks.read(in, "the document 'state' of the masters");
        }
    }

    /** The id in a znode of Marathon: a protobuf message with one string, field 1. */
    public static String inZnode(byte[] data) throws CorruptException {
        boolean form = data.length > 2 && data[0] == 0x0a;
        int length = form ? data[1] & 0xff : 0;
        int from = 2;
        if (form && length > 127) {
            // a length above 127 takes a second byte
            length = (length & 0x7f) | ((data[2] & 0xff) << 7);
            from = 3;
        }
        if (length < 1 || length > LONGEST || from + length != data.length) {
            throw new CorruptException("what should be a framework id is no such message: " + data.length + " bytes");
        }
        return new String(data, from, length, StandardCharsets.UTF_8);
    }

    /** The same of Marathon before 1.4, in an envelope. */
    public static String inOldZnode(byte[] data) throws CorruptException {
        return inZnode(Envelope.open(data));
    }

    /**
     * Compares what was captured of one framework.
     *
     * @param framework which one, for the words
     * @param inZooKeeper what its tree in ZooKeeper holds
     * @param ofItself what it says of itself
     */
    public static CheckReport compare(
            String framework, Optional<String> inZooKeeper, Optional<String> ofItself, Optional<Masters> masters) {
        List<Finding> findings = new ArrayList<>();
        if (inZooKeeper.isPresent() && ofItself.isPresent()) {
            boolean same = inZooKeeper.equals(ofItself);
            findings.add(new Finding(
                    same,
                    framework + " in ZooKeeper",
                    same
                            ? "framework id " + inZooKeeper.get() + ", as it says itself"
                            : "framework id " + inZooKeeper.get() + ", but it says that it is " + ofItself.get()
                                    + ": restored from this tree it would come as another framework, and the tasks of "
                                    + ofItself.get() + " would be nobody's"));
        }
        if (inZooKeeper.isEmpty() && ofItself.isPresent()) {
            findings.add(new Finding(
                    false,
                    framework + " in ZooKeeper",
                    "no framework id, though it says that it is " + ofItself.get() + ": restored from this tree it"
                            + " would not start while it has instances (exit code 108), and its tasks would be"
                            + " nobody's"));
        }
        Optional<String> id = ofItself.or(() -> inZooKeeper);
        if (id.isPresent() && masters.isPresent()) {
            findings.add(atMasters(framework, id.get(), masters.get()));
        }
        return new CheckReport(findings);
    }

    /** Compares what a framework says of itself with what the masters know. */
    public static CheckReport compareWithMasters(String framework, String id, Masters masters) {
        return new CheckReport(List.of(atMasters(framework, id, masters)));
    }

    /** The same, as one finding. */
    static Finding atMasters(String framework, String id, Masters masters) {
        String subject = framework + " at the masters";
        if (masters.completed().contains(id)) {
            return new Finding(
                    false,
                    subject,
                    "framework id " + id + " was torn down: these masters turn it away, and it ends with exit code"
                            + " 110, until its id is removed or other masters lead");
        }
        return masters.known().contains(id)
                ? new Finding(true, subject, "framework id " + id + " is registered")
                : new Finding(
                        false,
                        subject,
                        "framework id " + id + " is not known, only " + new TreeSet<>(masters.known()) + ": is it"
                                + " another cluster's, or has it not come back since the masters changed?");
    }
}
