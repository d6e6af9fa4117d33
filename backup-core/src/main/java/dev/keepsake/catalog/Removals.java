package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The notes of a tape that say where something was removed on purpose. Where records are signed, only those count that somebody
 * who is trusted has signed: else whoever deletes links could put a note beside the hole, and nobody would call it damage.
 */
final class Removals {

    private final Vault store;
    private final List<ObjectKey> notes;
    private final Map<ObjectKey, String> doubts = new HashMap<>();

    /** Of notes as they were listed; one is read when something hangs on it. */
    Removals(Vault store, Collection<ObjectKey> notes) {
        this.store = store;
        this.notes = List.copyOf(notes);
    }

    /** Whether what comes after a zxid was removed on purpose. */
    boolean explain(Zxid after) throws IOException {
        for (ObjectKey note : notes) {
            if (covers(note, after) && doubt(note).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Whether all of a break was: what was lost beside something that was removed is damage like any other. */
    private boolean explain(Break one) throws IOException {
        Zxid reached = one.after();
        boolean further = explain(reached);
        while (further && reached.compareTo(one.until()) < 0) {
            Zxid end = end(reached);
            further = end.compareTo(reached) > 0;
            reached = end;
        }
        return further;
    }

    /** How far the notes reach that cover a zxid and count. */
    private Zxid end(Zxid zxid) throws IOException {
        Zxid end = zxid;
        for (ObjectKey note : notes) {
            if (covers(note, zxid) && doubt(note).isEmpty()) {
                Zxid reaches = Layout.removedRange(note).orElseThrow()[1];
                end = reaches.compareTo(end) > 0 ? reaches : end;
            }
        }
        return end;
    }

    /** Whether readers take a note for true. */
    boolean count(ObjectKey note) throws IOException {
        return doubt(note).isEmpty();
    }

    /** The breaks that were made on purpose; all others are added to the damage, with what is wrong with notes of them. */
    List<Break> among(List<Break> breaks, List<Break> damage) throws IOException {
        List<Break> removed = new ArrayList<>();
        for (Break one : breaks) {
            if (explain(one)) {
                removed.add(new Break(one.after(), one.until(), "retention removed what was in between"));
            } else {
                damage.add(told(one));
            }
        }
        return removed;
    }

    private Break told(Break one) throws IOException {
        StringBuilder reason = new StringBuilder(one.reason());
        for (ObjectKey note : notes) {
            if (covers(note, one.after()) && !doubt(note).isEmpty()) {
                reason.append("; ")
                        .append(note)
                        .append(" says that this was removed, and does not count: ")
                        .append(doubt(note));
            }
        }
        if (explain(one.after())) {
            reason.append("; retention removed what came first, through ")
                    .append(end(one.after()))
                    .append(", and not the rest");
        }
        return new Break(one.after(), one.until(), reason.toString());
    }

    private static boolean covers(ObjectKey note, Zxid zxid) {
        Zxid[] range = Layout.removedRange(note).orElseThrow();
        return range[0].compareTo(zxid) <= 0 && zxid.compareTo(range[1]) < 0;
    }

    /** Why a note does not count; empty when it does. */
    private String doubt(ObjectKey note) throws IOException {
        String known = doubts.get(note);
        if (known == null) {
            known = look(note);
            doubts.put(note, known);
        }
        return known;
    }

    private String look(ObjectKey note) throws IOException {
        if (!store.trust().isGiven()) {
            return ""; // whoever could put it there could have put everything else, too
        }
        try {
            store.vouched(note, TombMark.class);
            return "";
        } catch (CorruptException | RefusedException | StoreException.NotFound wrong) {
            return String.valueOf(wrong.getMessage());
        }
    }
}
