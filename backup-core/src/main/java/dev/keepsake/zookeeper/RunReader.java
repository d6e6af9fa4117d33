package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a run of records once, to learn how far it can be followed and how it is cut into links. Sends nothing. */
final class RunReader {

    private final LogWalk walk;
    private final Zxid committed;
    private final List<LinkPlan> links = new ArrayList<>();

    /**
     * Reads on from where the walk stands.
     *
     * @param committed the zxid that the server vouched for; nothing behind it is taken
     */
    RunReader(LogWalk walk, Zxid committed) {
        this.walk = walk;
        this.committed = committed;
    }

    /**
     * Reads the run that begins after {@code after}.
     *
     * @param first the run's first record, already taken from the walk; null when the walk is at its end
     * @param origin where the run begins when it has no record
     * @param watched a zxid that the caller wants to know about
     */
    Captured read(Zxid after, LogWalk.@Nullable Step first, Captured.Place origin, Zxid watched) throws IOException {
        LinkPlan.Draft draft = new LinkPlan.Draft(after);
        LogRecord last = null;
        boolean sawWatched = watched.equals(after);
        Optional<LogWalk.Step> step = Optional.ofNullable(first);
        while (step.isPresent() && step.get().record().zxid().compareTo(committed) <= 0) {
            LogRecord record = step.get().record();
            if (last != null && !step.get().proven()) {
                return done(origin, after, last, record, true, sawWatched, draft);
            }
            if (!draft.hasRoomFor(record)) {
                links.add(draft.done());
                draft = new LinkPlan.Draft(last == null ? after : last.zxid());
            }
            draft.add(record);
            last = record;
            sawWatched |= record.zxid().equals(watched);
            step = walk.next();
        }
        return done(origin, after, last, null, step.isPresent(), sawWatched, draft);
    }

    private Captured done(
            Captured.Place origin,
            Zxid after,
            @Nullable LogRecord last,
            @Nullable LogRecord unproven,
            boolean more,
            boolean sawWatched,
            LinkPlan.Draft draft) {
        if (!draft.isEmpty()) {
            links.add(draft.done());
        }
        Zxid through = last == null ? after : last.zxid();
        return new Captured(after, origin, through, last, unproven, more, sawWatched, links, walk.damage());
    }
}
