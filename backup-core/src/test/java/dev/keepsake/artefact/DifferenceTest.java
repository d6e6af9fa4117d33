package dev.keepsake.artefact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What two trees differ in is what somebody changed, and not what each server counts by itself. */
class DifferenceTest {

    private static final String USAGE = "/zookeeper/quota/app/zookeeper_stats";
    private static final String LIMITS = "/zookeeper/quota/app/zookeeper_limits";

    @Test
    void whatAServerCountsBesideAQuotaIsNoDifference() throws IOException {
        Shown before =
                new Shown().with(USAGE, "count=1").with(LIMITS, "count=5").with("/app", "a");
        Shown after = new Shown().with(USAGE, "count=2").with(LIMITS, "count=9").with("/app", "b");

        assertThat(Difference.between(before, after, "/"))
                .containsOnlyKeys(LIMITS, "/app")
                .containsEntry("/app", Set.of(Difference.DATA));
    }

    @Test
    void aQuotaThatCameOrWentIsOne() throws IOException {
        Shown without = new Shown().with("/app", "a");
        Shown with = new Shown().with("/app", "a").with(USAGE, "count=1");

        assertThat(Difference.between(without, with, "/")).containsEntry(USAGE, Set.of(Difference.CREATED));
        assertThat(Difference.between(with, without, "/")).containsEntry(USAGE, Set.of(Difference.DELETED));
    }

    /** Some znodes, without anything between them. */
    private static final class Shown implements ZnodeView {

        private final TreeMap<String, PastZnode> znodes = new TreeMap<>();

        private Shown with(String path, String data) {
            Zxid one = new Zxid(1);
            znodes.put(
                    path,
                    new PastZnode(
                            path,
                            data.getBytes(StandardCharsets.UTF_8),
                            List.of("world:anyone:cdrwa"),
                            PastZnode.Kind.PERSISTENT,
                            one,
                            one,
                            one,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0));
            return this;
        }

        @Override
        public Optional<PastZnode> znode(String path) {
            return Optional.ofNullable(znodes.get(path));
        }

        @Override
        public List<String> children(String path) {
            return List.of();
        }

        @Override
        public void walk(String path, Step step) throws IOException {
            for (PastZnode znode : znodes.values()) {
                step.at(znode);
            }
        }
    }
}
