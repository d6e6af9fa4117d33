package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shares equal access lists among znodes, and knows the numbers under which a snapshot shows them. */
final class AccessLists {

    /** Stands for a list whose number the snapshot does not explain; told from all others by identity. */
    static final List<Acl> UNRESOLVED = List.of(new Acl(0, "keepsake", "unresolved"));

    private static final long OPEN = -1;

    private final Map<Long, List<Acl>> byNumber = new HashMap<>();
    private final Map<List<Acl>, List<Acl>> shared = new HashMap<>(Map.of(Acl.OPEN, Acl.OPEN));

    void put(long number, List<Acl> entries) throws CorruptException {
        if (number == OPEN || byNumber.put(number, share(entries)) != null) {
            throw new CorruptException("snapshot: access list " + number + " is shown twice, or is the reserved one");
        }
    }

    List<Acl> byNumber(long number) {
        return number == OPEN ? Acl.OPEN : byNumber.getOrDefault(number, UNRESOLVED);
    }

    List<Acl> share(List<Acl> entries) {
        List<Acl> known = shared.get(entries);
        if (known != null) {
            return known;
        }

        List<Acl> copy = List.copyOf(entries);
        shared.put(copy, copy);
        return copy;
    }
}
