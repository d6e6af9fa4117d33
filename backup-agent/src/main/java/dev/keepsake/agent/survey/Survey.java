package dev.keepsake.agent.survey;

import dev.keepsake.catalog.ArchiveSize;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Gap;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Standing;
import dev.keepsake.catalog.TapeCoverage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an archive held when somebody last looked.
 *
 * @param at when that was, on the store's clock
 * @param location of the store
 * @param backups the newest of those whose manifests can be read, newest first
 * @param newest what the newest of all backups that can be read are, also of those that are not in {@code backups}
 * @param count how many backups are listed in all
 * @param unreadable why the manifests of others cannot be read, a sentence each
 * @param proven what was proven of them
 * @param stock what there is of them, and of tapes
 * @param encrypted whether anything in it may be
 */
public record Survey(
        Instant at,
        String location,
        List<Manifest> backups,
        Newest newest,
        int count,
        List<String> unreadable,
        Proven proven,
        Stock stock,
        boolean encrypted) {

    /** Keeps its own copies. */
    public Survey {
        backups = List.copyOf(backups);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * What was backed up last, however long ago: backups of others may have been made since.
     *
     * @param slot the newest backup of all nodes
     * @param nodes for each node when it last ended its part of one
     * @param sources for each source the latest moment before which all is in one
     */
    public record Newest(Optional<Manifest> slot, Map<String, Instant> nodes, Map<String, Instant> sources) {

        /** Keeps its own copies. */
        public Newest {
            nodes = Map.copyOf(nodes);
            sources = Map.copyOf(sources);
        }

        /** Of these backups. */
        public static Newest of(List<Manifest> all) {
            NewestFacts facts = new NewestFacts();
            all.forEach(facts::hear);
            return facts.newest();
        }

        /** The sources of which a part holds all that was committed before it was begun. */
        static Stream<String> sources(Part part) {
            return Stream.concat(
                    part.shares().stream()
                            .filter(share -> !share.mayMissCommits())
                            .map(share -> share.source()),
                    part.documentShares().stream().map(share -> share.source()));
        }
    }

    /**
     * What reports say.
     *
     * @param standings how each backup stands of which there is a report
     * @param newest the newest report of each
     * @param good for each level the newest report, of any backup, that found nothing bad
     * @param measured the newest report that says how long a restore takes, or at least how long replaying does
     */
    public record Proven(
            Map<BackupId, Standing> standings,
            Map<BackupId, PastProof> newest,
            Map<Proof.Level, PastProof> good,
            Optional<Proof> measured) {

        /** Nobody reported anything. */
        public static final Proven NOTHING = new Proven(Map.of(), Map.of(), Map.of(), Optional.empty());

        /** Keeps its own copies. */
        public Proven {
            standings = Map.copyOf(standings);
            newest = Map.copyOf(newest);
            good = Map.copyOf(good);
        }
    }

    /**
     * What takes a listing of everything, and so is looked at less often.
     *
     * @param at when that was, on the store's clock
     * @param of the newest backup by then, which {@code missing} is about
     * @param tapes which moments tapes hold
     * @param hidden why nobody here can tell which moments tapes hold; empty when they can
     * @param missing why that backup cannot be restored, a sentence for each source; empty when nothing was seen to be missing
     * @param size how much of the store is this cluster's
     */
    public record Stock(
            Instant at,
            Optional<BackupId> of,
            List<TapeCoverage> tapes,
            Optional<String> hidden,
            List<String> missing,
            ArchiveSize size) {

        /** Before it is taken for the first time. */
        public static final Stock NOT_TAKEN = new Stock(
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                Optional.of("what tapes hold was not looked at yet; that is under way"),
                List.of(),
                new ArchiveSize(0, 0));

        /** Keeps its own copies. */
        public Stock {
            tapes = List.copyOf(tapes);
            missing = List.copyOf(missing);
        }

        /** Whether it was taken at all. */
        public boolean isTaken() {
            return !equals(NOT_TAKEN);
        }

        /** What is amiss, in words that stay the same until that changes: not those of what grows, nor of the newest backup. */
        Set<String> amiss() {
            String newest = of.map(BackupId::value).orElse("-");
            // why a tape does not lead there is told by its gaps
            Stream<String> gone =
                    missing.stream().map(words -> words.replace(newest, "-").split(Stocktaking.TAPE_FAILS, 2)[0]);
            Stream<String> damaged = tapes.stream()
                    .flatMap(tape -> tape.gaps().stream()
                            .filter(Gap::damage)
                            .map(gap -> tape.name() + " " + gap.after() + " " + gap.before()));
            return Stream.concat(gone, damaged).collect(Collectors.toUnmodifiableSet());
        }
    }

    /** The same with another stock. */
    Survey with(Stock other) {
        return new Survey(at, location, backups, newest, count, unreadable, proven, other, encrypted);
    }

    /** The backups of all nodes, newest first: one that was made by hand is of one node alone, and says nothing of the others. */
    public List<Manifest> common() {
        return common(backups, newest);
    }

    static List<Manifest> common(List<Manifest> backups, Newest newest) {
        List<Manifest> slots =
                backups.stream().filter(one -> one.id().isOfSlot()).toList();
        return slots.isEmpty() ? newest.slot().map(List::of).orElse(backups) : slots;
    }

    /** What was proven of a backup. */
    public Standing standing(Manifest backup) {
        return proven.standings().getOrDefault(backup.id(), Standing.UNKNOWN);
    }

    /** A backup of this id, if it is one of these or the newest of all nodes. */
    public Optional<Manifest> backup(String id) {
        return Stream.concat(backups.stream(), newest.slot().stream())
                .filter(one -> one.id().value().equals(id))
                .findFirst();
    }

    /** The newest report of this level that found nothing bad. */
    public Optional<PastProof> good(Proof.Level level) {
        return Optional.ofNullable(proven.good().get(level));
    }
}
