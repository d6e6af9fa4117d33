package dev.keepsake.zookeeper.live.subtree;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a plan leaves as it is, and why: how many znodes, and the first of them. */
final class Remarks {

    private final Map<About, Integer> counts = new EnumMap<>(About.class);
    private final Map<About, String> first = new EnumMap<>(About.class);

    /** A reason why a znode is not made quite what it was; {@code %d} is how many, {@code %s} the first. */
    enum About {
        PAST_EPHEMERAL("ephemeral znodes of then are not restored, since their sessions are gone: %d, the first %s"),
        LIVE_EPHEMERAL("ephemeral znodes of now stay, since they belong to sessions that are open: %d, the first %s"),
        ABOVE_EPHEMERAL("znodes that were not there then stay, since ephemeral ones are below them: %d, the first %s"),
        BARRED("an ephemeral znode stands in the way of: %d, the first %s"),
        OTHER_KIND(
                "were containers or had a time to live then, and stay what they are, since no client is shown whether"
                        + " they still are or have: %d, the first %s"),
        LIST_STAYS("keep the access list that they have, since that of then is not known whole: %d, the first %s"),
        LIST_MASKED("get an access list as a client was shown it, without passwords, by which nobody gets in: %d, the"
                + " first %s"),
        COUNTER("sequential children may be given numbers that were given before, since only new children raise what a"
                + " parent counts: %d parents, the first %s"),
        QUOTA("quotas of this subtree stand elsewhere and are not restored with it: %d znodes, the first %s");

        private final String words;

        About(String words) {
            this.words = words;
        }
    }

    void add(About about, String path) {
        counts.merge(about, 1, Integer::sum);
        first.putIfAbsent(about, path);
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        counts.forEach((about, count) -> sentences.add(String.format(about.words, count, first.get(about))));
        return sentences;
    }
}
