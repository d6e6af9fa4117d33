package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import dev.keepsake.artefact.ArtefactSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one stopped server holds beyond what is proven to have been committed.
 *
 * @param base where it begins; empty when it goes on from the end of the tape
 * @param run the transactions, none when the base is all
 * @param first the first of them, null when there are none
 */
record UnprovenRest(
        StoppedMember member,
        Optional<BaseFinder.Found> base,
        Captured run,
        @Nullable LogRecord first) {

    private static final int MAX_FACT = 256;

    /** How many transactions. */
    long count() {
        return run.links().stream().mapToLong(LinkPlan::records).sum();
    }

    void send(ArtefactSink sink) throws IOException {
        if (base.isPresent()) {
            SnapshotFile snapshot = base.get().snapshot();
            SortedMap<String, String> facts = PieceFacts.of(base.get());
            facts.put("from", from());
            sink.receive(new Artefact(
                    Artefact.Kind.UNPROVEN_BASE,
                    snapshot.file().zxid(),
                    base.get().end(),
                    snapshot.facts().length(),
                    facts,
                    snapshot.content()));
        }
        if (first != null && run.last() != null) {
            SortedMap<String, String> facts = new TreeMap<>(PieceFacts.of(count(), first, run.last()));
            facts.put("from", from());
            long bytes = run.links().stream().mapToLong(LinkPlan::bytes).sum();
            sink.receive(new Artefact(
                    Artefact.Kind.UNPROVEN_TAIL, run.after(), run.through(), bytes, facts, () -> new Records(this)));
        }
    }

    /** The directory, as far as a fact can hold it. */
    private String from() {
        String printable = member.label().replaceAll("[^\\x20-\\x7e]", "?");
        return printable.substring(0, Math.min(MAX_FACT, printable.length()));
    }

    /** The records one behind the other, of which a few MiB are in memory at a time. */
    private static final class Records extends InputStream {

        private final LinkReader reader;
        private final Iterator<LinkPlan> plans;
        private InputStream current = new ByteArrayInputStream(new byte[0]);

        Records(UnprovenRest rest) {
            this.reader = new LinkReader(rest.member.files(), rest.run.start());
            this.plans = rest.run.links().iterator();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = current.read(bytes, offset, count);
            while (read < 0 && plans.hasNext()) {
                current = reader.next(plans.next()).content().open();
                read = current.read(bytes, offset, count);
            }
            return read;
        }
    }
}
