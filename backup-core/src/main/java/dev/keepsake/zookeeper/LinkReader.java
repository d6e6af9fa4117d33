package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Artefact;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads planned links from the server's logs, one at a time and each into memory, byte for byte as the records stand
 * there. A log that no longer holds what was planned fails the link before it is sent.
 */
final class LinkReader {

    private final LogWalk walk;

    LinkReader(PinnedFiles files, Captured.Place start) {
        this.walk = new LogWalk(files, (before, next, damage) -> true, start.log(), start.offset());
    }

    /** The next planned link, as a piece to send. */
    Artefact next(LinkPlan plan) throws IOException {
        ByteArrayOutputStream framed = new ByteArrayOutputStream(plan.bytes());
        LinkPlan.Draft read = new LinkPlan.Draft(plan.after());
        Samples samples = new Samples();
        @Nullable LogRecord first = null;
        @Nullable LogRecord last = null;
        for (int i = 0; i < plan.records(); i++) {
            Optional<LogWalk.Step> step = walk.next();
            if (step.isEmpty()) {
                throw changed(plan);
            }
            last = step.get().record();
            first = first == null ? last : first;
            read.add(last);
            samples.add(last);
            LogReader.writeFramed(last, framed);
        }
        if (first == null || last == null || !read.done().equals(plan)) {
            throw changed(plan);
        }
        byte[] bytes = framed.toByteArray();
        return new Artefact(
                Artefact.Kind.LINK,
                plan.after(),
                plan.through(),
                bytes.length,
                PieceFacts.of(plan.records(), first, last, samples),
                () -> new ByteArrayInputStream(bytes));
    }

    private static NotYetException changed(LinkPlan plan) {
        return new NotYetException(
                "the server's log changed between two readings of the transactions after " + plan.after() + " through "
                        + plan.through() + "; it may have been truncated by its leader: run again");
    }
}
