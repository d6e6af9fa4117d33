package dev.keepsake.catalog;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The archive keys that a copy does not get, since somebody made keyrings there, too: nobody could open there what is
 * encrypted with them, so no backup that needs such an object is listed there.
 */
final class LackedKeys {

    static final LackedKeys NONE = new LackedKeys("", new TreeSet<>());

    private final String target;
    private final SortedSet<Integer> numbers;

    private LackedKeys(String target, SortedSet<Integer> numbers) {
        this.target = target;
        this.numbers = numbers;
    }

    /** After keyrings were brought; where that is only planned, those are taken for brought of which none is there. */
    static LackedKeys of(CopyRun run) throws IOException {
        if (!Keyrings.exist(run.source)) {
            return NONE;
        }
        Trust trust = run.source.trust();
        Trust anybody = Trust.NOBODY.allowingOthers();
        Set<Keyring.KeyOf> lacked = known(run, run.source, Keyrings.keys(run.source), trust);
        lacked.removeAll(arrived(run, trust));
        SortedSet<Integer> numbers = new TreeSet<>(numbers(known(run, run.source, Keyrings.keys(run.source), anybody)));
        // of keyrings that nobody trusted has signed none is brought, so what they alone hold is lacked, too
        numbers.removeAll(numbers(arrived(run, anybody)));
        numbers.addAll(numbers(lacked));
        return new LackedKeys(run.target.location(), numbers);
    }

    private static Set<Keyring.KeyOf> arrived(CopyRun run, Trust trust) throws IOException {
        List<ObjectKey> present = Keyrings.keys(run.target);
        Set<Keyring.KeyOf> arrived = known(run, run.target, present, trust);
        if (run.isOnlyPlanned()) {
            List<ObjectKey> brought = new ArrayList<>(Keyrings.keys(run.source));
            brought.removeAll(present);
            arrived.addAll(known(run, run.source, brought, run.source.trust()));
        }
        return arrived;
    }

    private static Set<Keyring.KeyOf> known(CopyRun run, Vault of, List<ObjectKey> keys, Trust trust)
            throws IOException {
        Keyrings keyrings = new Keyrings(of, run.source.archive());
        Set<Keyring.KeyOf> known = new HashSet<>();
        for (ObjectKey key : keys) {
            Optional<Keyrings.Signed> signed = keyrings.usable(key, trust);
            signed.ifPresent(one -> one.keyring().keys().forEach(entry -> known.add(entry.key())));
        }
        return known;
    }

    private static Set<Integer> numbers(Set<Keyring.KeyOf> known) {
        return known.stream().map(Keyring.KeyOf::number).collect(Collectors.toSet());
    }

    boolean isEmpty() {
        return numbers.isEmpty();
    }

    /** Refuses an object that is encrypted with one of them, or holds links that are. */
    void requireNoneOf(Vault store, ObjectKey key) throws IOException {
        SealHeader header = SealedPiece.header(store, key);
        List<SealHeader> headers =
                SealedLinks.areIn(header) ? RunRecords.read(store, key).headers() : List.of(header);
        for (SealHeader one : headers) {
            if (numbers.contains(one.protection().keyring())) {
                throw new RefusedException(one.key() + " is encrypted with archive key "
                        + one.protection().keyring() + ", which no keyring in " + target
                        + " holds, so that nobody could open it there: keyrings were made in both places, and none is"
                        + " ever replaced. Copy to an empty place to have all that the source has");
            }
        }
    }
}
