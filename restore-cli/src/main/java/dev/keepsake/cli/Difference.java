package dev.keepsake.cli;

import dev.keepsake.artefact.PastTree;
import dev.keepsake.artefact.PastZnode;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of a znode between two moments. */
enum Difference {
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
    char sign() {
        return sign;
    }

    /** Every path at or below this one with what is different; children that came and went are told at these alone. */
    static SortedMap<String, Set<Difference>> between(PastTree from, PastTree to, String path) throws IOException {
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
        return found;
    }

    private static Set<Difference> between(PastZnode before, PastZnode after) {
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
        if (!before.acl().equals(after.acl())) {
            found.add(ACL);
        }
        return found;
    }
}
