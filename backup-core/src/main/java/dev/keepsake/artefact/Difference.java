package dev.keepsake.artefact;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What became of a znode between two moments. */
public enum Difference {
    /** It was not there before. */
    CREATED('+'),
    /** It is not there any more. */
    DELETED('-'),
    /** It was deleted and created again. */
    RECREATED('!'),
    /** Its data is other data. */
    DATA('~'),
    /** Its data is the same, but was written anew. */
    REWRITTEN('='),
    /** Its access list. */
    ACL('a');

    private final char sign;

    Difference(char sign) {
        this.sign = sign;
    }

    /** How a line begins that tells it. */
    public char sign() {
        return sign;
    }

    /** Every path at or below this one with what is different; children that came and went are told at these alone. */
    public static SortedMap<String, Set<Difference>> between(ZnodeView from, ZnodeView to, String path)
            throws IOException {
        SortedMap<String, Set<Difference>> found = new TreeMap<>();
        from.walk(path, before -> {
            Set<Difference> here =
                    to.znode(before.path()).map(after -> between(before, after)).orElseGet(() -> EnumSet.of(DELETED));
            if (!here.isEmpty()) {
                found.put(before.path(), here);
            }
        });
        to.walk(path, after -> {
            Optional<PastZnode> before = from.znode(after.path());
            if (before.isEmpty()) {
                found.put(after.path(), EnumSet.of(CREATED));
            }
        });
        // each server writes this one itself, and a walk leaves it out
        found.remove("/zookeeper/config", EnumSet.of(CREATED));
        found.remove("/zookeeper/config", EnumSet.of(DELETED));
        found.entrySet().removeIf(one -> isUsage(one.getKey()) && isOfDataAlone(one.getValue()));
        return found;
    }

    /** Whether a server counts there by itself, without a transaction, what is used of a quota. */
    private static boolean isUsage(String path) {
        return path.startsWith("/zookeeper/quota/") && path.endsWith("/zookeeper_stats");
    }

    private static boolean isOfDataAlone(Set<Difference> what) {
        return EnumSet.of(DATA, REWRITTEN).containsAll(what);
    }

    /** What is different of one znode, which need not have been there. */
    public static Set<Difference> between(Optional<PastZnode> before, Optional<PastZnode> after) {
        if (before.isEmpty()) {
            return after.isEmpty() ? EnumSet.noneOf(Difference.class) : EnumSet.of(CREATED);
        }
        return after.isEmpty() ? EnumSet.of(DELETED) : between(before.get(), after.get());
    }

    /** What is different of one znode that was there at both moments. */
    public static Set<Difference> between(PastZnode before, PastZnode after) {
        Set<Difference> found = EnumSet.noneOf(Difference.class);
        boolean same = before.created().equals(after.created());
        if (!same) {
            found.add(RECREATED);
        }
        if (!before.sameData(after)) {
            found.add(DATA);
        } else if (same && !before.modified().equals(after.modified())) {
            found.add(REWRITTEN);
        }
        if (!before.acl().equals(after.acl()) && !shown(before, after).equals(shown(after, before))) {
            found.add(ACL);
        }
        return found;
    }

    /** An access list without the passwords that a client was not shown of the other one. */
    private static List<String> shown(PastZnode znode, PastZnode other) {
        boolean masked = Stream.concat(znode.acl().stream(), other.acl().stream())
                .map(AccessEntry::parse)
                .anyMatch(AccessEntry::isMasked);
        return !masked
                ? znode.acl()
                : znode.acl().stream()
                        .map(entry -> entry.replaceFirst("^(digest:[^:]*):.*:([a-z]*)$", "$1:x:$2"))
                        .toList();
    }
}
