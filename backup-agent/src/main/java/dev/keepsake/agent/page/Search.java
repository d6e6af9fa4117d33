package dev.keepsake.agent.page;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.format.DataWords;
import dev.keepsake.format.PlainText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Znodes whose path or text holds some words; at most so many, and looked for no longer than a moment. */
final class Search {

    static final int MOST_FOUND = 200;

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final int MOST_READ = 1 << 20;

    private final String words;
    private final Instant end;
    private final InstantSource clock;
    private final List<Found> found = new ArrayList<>();

    /**
     * A znode that was found; its data itself is not kept.
     *
     * @param brief its data in a few words
     */
    record Found(String path, int children, String brief) {}

    /**
     * What was found.
     *
     * @param whole whether all was looked at
     */
    record Result(List<Found> found, boolean whole) {}

    private Search(String words, InstantSource clock) {
        this.words = words.toLowerCase(Locale.ROOT);
        this.clock = clock;
        this.end = clock.instant().plus(LONGEST);
    }

    static Result below(Past past, String path, String words, InstantSource clock) throws IOException {
        Search search = new Search(words, clock);
        try {
            past.tree().walk(path, search::look);
            return new Result(search.found, true);
        } catch (Enough enough) {
            return new Result(search.found, false);
        }
    }

    private void look(PastZnode znode) throws Enough {
        if (found.size() >= MOST_FOUND || clock.instant().isAfter(end)) {
            throw new Enough();
        }
        if (holds(znode.path()) || isInData(znode)) {
            found.add(new Found(znode.path(), znode.children(), brief(znode)));
        }
    }

    /** A znode's data in a few words; of much data, how much it is. */
    static String brief(PastZnode znode) {
        return znode.length() > ZnodeCard.MOST_DATA
                ? Words.bytes(znode.length())
                : DataWords.brief(znode.path(), znode.data());
    }

    private boolean isInData(PastZnode znode) {
        byte[] data = znode.data();
        return data != null
                && data.length <= MOST_READ
                && PlainText.of(data).filter(this::holds).isPresent();
    }

    private boolean holds(String text) {
        return text.toLowerCase(Locale.ROOT).contains(words);
    }

    /** Ends a walk. */
    private static final class Enough extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
