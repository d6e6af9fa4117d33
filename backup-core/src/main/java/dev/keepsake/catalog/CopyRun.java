package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is where while an archive is copied, what was carried over so far, and what could not be. */
final class CopyRun {

    /** What was listed is believed for so long; it is less than anything stays that has a tomb. */
    private static final Duration LISTED_FOR = Duration.ofHours(12);

    final Vault source;
    final Vault target;
    final Layout layout;
    private final boolean onlyPlanned;
    private final Progress progress;
    private final Carrier carrier;
    private final List<CopyReport.Finding> findings = new ArrayList<>();
    private final Set<StoredPiece> known = new HashSet<>();
    private final Set<ObjectKey> met = new HashSet<>();
    private Inventory atSource = new Inventory();
    private Inventory atTarget = new Inventory();
    private Set<ObjectKey> condemned = Set.of();
    private Set<ObjectKey> condemnedThere = Set.of();
    private Instant listed = Instant.EPOCH;
    private Instant listedThere = Instant.EPOCH;
    private LackedKeys lacked = LackedKeys.NONE;
    private long expected;
    private long objects;
    private long bytes;
    private long presentBytes;

    /**
     * An object to be in the target.
     *
     * @param named what it is, as somebody says who is relied on
     */
    record Wanted(StoredObject object, Optional<StoredPiece> named) {

        static Wanted of(StoredObject object) {
            return new Wanted(object, Optional.empty());
        }

        static Wanted of(StoredPiece piece) {
            return new Wanted(new StoredObject(piece.key(), piece.bytes()), Optional.of(piece));
        }
    }

    CopyRun(Vault source, Vault target, Layout layout, boolean onlyPlanned, Progress progress) {
        this.source = source;
        this.target = target;
        this.layout = layout;
        this.onlyPlanned = onlyPlanned;
        this.progress = progress;
        this.carrier = new Carrier(source, target);
    }

    /** Lists both places, unless that was done not long ago; says whether it did. */
    boolean look() throws IOException {
        Instant now = source.now();
        boolean due = now.isAfter(listed.plus(LISTED_FOR)) || now.isBefore(listed);
        if (due) {
            listed = now;
            listedThere = onlyPlanned ? now : target.now();
            known.clear();
            condemned = condemned(source);
            condemnedThere = condemned(target);
            atSource = Inventory.of(source, layout);
            atTarget = Inventory.of(target, layout);
        }
        return due;
    }

    /** By whom it may be; what somebody else put keeps nothing from being copied. */
    private Set<ObjectKey> condemned(Vault store) throws IOException {
        return Tombs.keys(
                new Tombs(store, layout).read().stream().filter(Tomb::vouched).toList());
    }

    /** When it was listed what is where, by the target's clock. */
    Instant listedThere() {
        return listedThere;
    }

    boolean isOnlyPlanned() {
        return onlyPlanned;
    }

    Inventory atSource() {
        return atSource;
    }

    Inventory atTarget() {
        return atTarget;
    }

    /** Whether the target has it, by its key and its size. */
    boolean isThere(StoredObject object) {
        return atTarget.size(object.key()).filter(size -> size == object.size()).isPresent();
    }

    /** Whether the source is about to remove it. */
    boolean isCondemned(ObjectKey key) {
        return condemned.contains(key);
    }

    /** Whether a prune of the target is about to remove it there, or has. */
    boolean isCondemnedThere(ObjectKey key) {
        return condemnedThere.contains(key);
    }

    /** What a prune of the target is about to remove there, or has. */
    Set<ObjectKey> condemnedThere() {
        return condemnedThere;
    }

    /** Finds out which archive keys the target does not get. */
    void lookForKeys() throws IOException {
        lacked = LackedKeys.of(this);
    }

    /**
     * Refuses what nobody could open in the target.
     *
     * @param keys of objects in the source
     */
    void requireKeysOf(List<ObjectKey> keys) throws IOException {
        for (ObjectKey key : lacked.isEmpty() ? List.<ObjectKey>of() : keys) {
            lacked.requireNoneOf(source, key);
        }
    }

    /** Whether a record is in the target what it is in the source; one that is in neither any more is, as far as can be told. */
    boolean isSame(ObjectKey key) throws IOException {
        try {
            return Arrays.equals(Json.bytes(source, key), Json.bytes(target, key));
        } catch (StoreException.NotFound gone) {
            return true;
        } catch (CorruptException tooLong) {
            return false;
        }
    }

    /** So many bytes more are going to be asked for. */
    void expects(long more) {
        expected += more;
    }

    /** Has these objects stand in the target, and gives those of which that cannot be, with the reason. */
    Map<ObjectKey, IOException> bring(List<Wanted> all) throws IOException {
        Map<ObjectKey, IOException> failed = new LinkedHashMap<>();
        List<Wanted> small = new ArrayList<>();
        List<Wanted> large = new ArrayList<>();
        for (Wanted one : all) {
            Optional<Long> size = atTarget.size(one.object().key());
            if (size.isPresent()) {
                isOther(one, size.get())
                        .ifPresent(why -> failed.put(one.object().key(), why));
            } else if (onlyPlanned) {
                stored(one);
            } else {
                (one.object().size() > Carrier.SMALL ? large : small).add(one);
            }
        }
        AtOnce.each(small, this::carry, (one, answer) -> {
            settle(one, answer, failed);
            return true;
        });
        for (Wanted one : large) {
            settle(one, () -> carry(one), failed);
        }
        return failed;
    }

    private boolean carry(Wanted one) throws IOException {
        carrier.carry(one.object(), one.named());
        return true;
    }

    /** What speaks of one object is noted; what speaks of the stores ends the copy, which can be begun again. */
    private void settle(Wanted one, AtOnce.Answer<Boolean> answer, Map<ObjectKey, IOException> failed)
            throws IOException {
        try {
            answer.get();
            stored(one);
        } catch (CorruptException
                | RefusedException
                | StoreException.NotFound
                | StoreException.AlreadyExists ofThisOne) {
            failed.put(one.object().key(), ofThisOne);
        }
    }

    private void stored(Wanted one) {
        stored(one.object());
        one.named().ifPresent(known::add);
    }

    /** Counts what stands in the target now. */
    void stored(StoredObject object) {
        atTarget.add(object);
        met.add(object.key());
        objects++;
        bytes += object.size();
        progress.at("copy", bytes, Math.max(expected, bytes));
    }

    /** What stands in the target has the size that it must have, and the hash where that is known. */
    private Optional<IOException> isOther(Wanted one, long size) throws IOException {
        ObjectKey key = one.object().key();
        if (size != one.object().size()) {
            return Optional.of(
                    taken(key, "has " + size + " bytes there", one.object().size() + " bytes in the source"));
        }
        if (Layout.keyringNumber(key).isPresent() && !isSame(key)) {
            // keyrings of as many recipients are all of one size
            return Optional.of(taken(key, "is another one there", "this one in the source"));
        }
        if (one.named().isPresent() && !known.contains(one.named().get())) {
            StoredPiece named = one.named().get();
            try {
                String sha256 = SealedPiece.look(target, one.object()).stored().sha256();
                if (!sha256.equals(named.sha256())) {
                    return Optional.of(
                            taken(key, "has SHA-256 " + sha256 + " there", named.sha256() + " in the source"));
                }
            } catch (CorruptException damaged) {
                return Optional.of(
                        taken(key, "is damaged there (" + damaged.getMessage() + ")", "whole in the source"));
            }
            known.add(named);
        }
        if (met.add(key)) {
            presentBytes += size;
        }
        return Optional.empty();
    }

    StoreException.AlreadyExists taken(ObjectKey key, String there, String here) {
        return new StoreException.AlreadyExists(key + " in " + target.location() + " " + there + ", but " + here
                + "; it was left as it is. Where nobody else wrote there, it is damaged: delete it there, and"
                + " copy again");
    }

    /** Notes what could not be copied. */
    void note(Map<ObjectKey, IOException> failed) {
        failed.forEach((key, why) -> note(key.value(), why));
    }

    void note(String subject, IOException why) {
        CopyReport.Kind kind = why instanceof CorruptException || why instanceof StoreException.NotFound
                ? CopyReport.Kind.DAMAGED
                : why instanceof StoreException.AlreadyExists ? CopyReport.Kind.TAKEN : CopyReport.Kind.REFUSED;
        CopyReport.Finding finding = new CopyReport.Finding(kind, subject, String.valueOf(why.getMessage()));
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    CopyReport report(List<CopyReport.OfBackup> backups) {
        return new CopyReport(backups, objects, bytes, met.size() - objects, presentBytes, findings);
    }
}
