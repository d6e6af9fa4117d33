package dev.keepsake.catalog;

import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that an archive holds of a cluster, as far as it must be known to say what of it is still needed. Known from
 * listings, manifests and clear headers alone.
 *
 * @param now when it was begun to be looked at, on the store's clock: before anything was listed
 * @param backups in any order
 * @param tapes by node and source, the oldest first
 * @param loose what stands below the ids of backups that do not exist
 * @param holds where holds stand, those among them that are over, too
 * @param listed everything that is there, of all this
 */
record Stock(
        String cluster,
        Instant now,
        List<OfBackup> backups,
        List<OfTape> tapes,
        List<Loose> loose,
        Set<ObjectKey> holds,
        Set<ObjectKey> listed) {

    Stock {
        holds = Set.copyOf(holds);
        listed = Set.copyOf(listed);
        backups = List.copyOf(backups);
        tapes = List.copyOf(tapes);
        loose = List.copyOf(loose);
    }

    /**
     * A backup.
     *
     * @param key where its manifest stands
     * @param manifest empty when it cannot be read
     * @param unknown whether it cannot be read because a later version wrote it
     * @param holds why it must not be removed, in words
     * @param proven whether it is the newest that was replayed, and nothing since speaks against it
     */
    record OfBackup(
            BackupId id,
            ObjectKey key,
            Optional<Manifest> manifest,
            boolean unknown,
            List<String> holds,
            boolean proven) {

        OfBackup {
            holds = List.copyOf(holds);
        }

        /** When it was made; by its name where nothing else tells. */
        Instant created() {
            return manifest.map(Manifest::created).orElseGet(id::slot);
        }

        OfBackup asProven() {
            return new OfBackup(id, key, manifest, unknown, holds, true);
        }

        boolean isComplete() {
            return manifest.filter(Manifest::complete).isPresent();
        }

        List<Manifest.NodeShare> shares() {
            return manifest.map(Manifest::shares).orElse(List.of());
        }
    }

    /**
     * A tape.
     *
     * @param bases in the order of their keys; so are links and runs
     * @param others what else of it there is: why it began
     * @param used when something was stored on it last, as far as that had to be found out; otherwise now
     */
    record OfTape(
            TapeName name,
            List<StoredObject> bases,
            List<StoredObject> links,
            List<StoredObject> runs,
            List<StoredObject> others,
            Instant used) {

        OfTape {
            bases = List.copyOf(bases);
            links = List.copyOf(links);
            runs = List.copyOf(runs);
            others = List.copyOf(others);
        }

        /** When it began, or a little later. */
        Instant begun() {
            return Ulid.timeOf(name.id());
        }

        boolean isOfSameSourceAs(OfTape other) {
            return name.node().equals(other.name.node()) && name.source().equals(other.name.source());
        }

        /** All pieces that hold transactions, in the order in which they begin. */
        List<Piece> pieces() {
            Course course = new Course(links, runs);
            List<Piece> pieces = new ArrayList<>();
            for (StoredObject link : links) {
                Zxid begins = Layout.linkAfter(link.key()).orElseThrow();
                // where a link ends stands in no key: no later than where the next piece begins
                Zxid ends = course.begin(new Zxid(begins.value() + 1)).orElse(Course.END);
                pieces.add(new Piece(link, begins, ends));
            }
            for (StoredObject run : runs) {
                Zxid[] range = Layout.runRange(run.key()).orElseThrow();
                pieces.add(new Piece(run, range[0], range[1]));
            }
            return pieces;
        }

        /** What is left out behind something that stays, when these go; {@code ends} is asked for the end of the tape's last link. */
        List<Zxid[]> holes(Set<ObjectKey> gone, Ends ends) throws IOException {
            List<Piece> pieces = new ArrayList<>(pieces());
            pieces.sort(Comparator.comparing(Piece::begins));
            List<Zxid[]> holes = new ArrayList<>();
            boolean behindKept = false;
            for (Piece piece : pieces) {
                boolean goes = gone.contains(piece.object().key());
                Optional<Zxid> end = goes && behindKept ? end(piece, ends) : Optional.empty();
                if (end.isPresent()) {
                    addHole(holes, piece.begins(), end.get());
                }
                behindKept |= !goes;
            }
            return holes;
        }

        private static Optional<Zxid> end(Piece piece, Ends ends) throws IOException {
            return piece.ends().equals(Course.END) ? ends.of(piece.object()) : Optional.of(piece.ends());
        }

        private static void addHole(List<Zxid[]> holes, Zxid begins, Zxid ends) {
            Zxid[] last = holes.isEmpty() ? null : holes.get(holes.size() - 1);
            if (last != null && begins.compareTo(last[1]) <= 0) {
                last[1] = ends.compareTo(last[1]) > 0 ? ends : last[1];
            } else {
                holes.add(new Zxid[] {begins, ends});
            }
        }
    }

    /** Tells where a link ends that nothing stands behind, if it says so itself. */
    @FunctionalInterface
    interface Ends {
        Optional<Zxid> of(StoredObject link) throws IOException;
    }

    /** Transactions behind {@code begins}, through {@code ends} or less. */
    record Piece(StoredObject object, Zxid begins, Zxid ends) {}

    /**
     * What stands below the id of a backup that does not exist.
     *
     * @param youngest when the last of it was stored, as far as that can be told
     */
    record Loose(BackupId id, List<StoredObject> objects, Instant youngest) {

        Loose {
            objects = List.copyOf(objects);
        }
    }
}
