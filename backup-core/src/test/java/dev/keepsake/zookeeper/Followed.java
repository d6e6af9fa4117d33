package dev.keepsake.zookeeper;

import dev.keepsake.archive.Keys;
import dev.keepsake.artefact.ArtefactSink;
import dev.keepsake.artefact.ArtefactSource;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Mark;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.FollowedTape;
import dev.keepsake.job.Following;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.SealKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A {@link DiskServer} that is followed onto the tape that {@link Archive} writes its backups to. */
final class Followed {

    final List<FollowedTape.Break> breaks = new ArrayList<>();

    /** How often it was captured from. */
    int sendings;

    private final Following following;
    private Instant now = Instant.parse("2026-06-11T03:00:00Z");
    private Optional<FollowedTape.End> end = Optional.empty();

    Followed(DiskServer server, ObjectStore store) {
        this(server, store, SealKeys.ofAgent());
    }

    /** The same by an agent with keys of its own. */
    Followed(DiskServer server, ObjectStore store, Keys keys) {
        this.following = new Following(
                new Catalog(store, keys, "prod", new Random(7)),
                FollowedTape.in(store, keys, "prod", "node-1", "zk", new Random(8)),
                new Counted(server.source()),
                "test",
                () -> now);
    }

    /** One turn, a second after the last. */
    Followed turn() throws IOException {
        passes(Duration.ofSeconds(1));
        Following.Turn turn = following.turn();
        end = turn.end();
        turn.broke().ifPresent(breaks::add);
        return this;
    }

    /** Takes turns until one works, at most three. */
    Followed turnsUntilOneWorks() throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return turn();
            } catch (IOException failed) {
                if (tries == 3) {
                    throw failed;
                }
            }
        }
    }

    /** Lets time pass. */
    Followed passes(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Tells it that somebody else may have written. */
    void looksAgain() {
        following.lookAgain();
    }

    /** The last transaction on the tape. */
    Zxid through() {
        return end.orElseThrow().through();
    }

    private final class Counted implements ArtefactSource {

        private final ArtefactSource source;

        Counted(ArtefactSource source) {
            this.source = source;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public String type() {
            return source.type();
        }

        @Override
        public void sendTo(ArtefactSink sink) throws IOException {
            sendings++;
            source.sendTo(sink);
        }

        @Override
        public boolean hasMoreThan(Optional<Mark> mark) throws IOException {
            return source.hasMoreThan(mark);
        }

        @Override
        public CheckReport check() {
            return source.check();
        }
    }
}
