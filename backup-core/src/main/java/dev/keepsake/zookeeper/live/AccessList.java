package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.AccessEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/** Access lists between the words in which artefacts hold them and the form that ZooKeeper's client wants. */
final class AccessList {

    private static final int REMEMBERED = 1_000;

    private final Map<List<String>, List<ACL>> read = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, List<ACL>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** What these words mean; an entry that stands there twice counts once, as for a server. */
    List<ACL> of(List<String> words) {
        return read.computeIfAbsent(words, AccessList::parse);
    }

    private static List<ACL> parse(List<String> words) {
        return new LinkedHashSet<>(words)
                .stream().map(AccessList::entry).collect(Collectors.toCollection(ArrayList::new));
    }

    private static ACL entry(String word) {
        AccessEntry entry = AccessEntry.parse(word);
        return new ACL(entry.permissions(), new Id(entry.scheme(), entry.id()));
    }

    /** The words for a list. */
    static List<String> words(List<ACL> list) {
        return list.stream().map(AccessList::word).toList();
    }

    /** Servers take any number for permissions; bits that are none have no word. */
    private static String word(ACL entry) {
        int permissions = entry.getPerms() & ZooDefs.Perms.ALL;
        return new AccessEntry(entry.getId().getScheme(), entry.getId().getId(), permissions).toString();
    }

    /**
     * Whether a list as a server shows it can be this one. Who may read a znode and not administer it is shown an
     * {@code x} in place of each digest.
     */
    static boolean fits(List<ACL> wanted, List<ACL> shown) {
        if (wanted.size() != shown.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            ACL one = wanted.get(i);
            if (!one.equals(shown.get(i)) && !masked(one).equals(shown.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static ACL masked(ACL entry) {
        String id = entry.getId().getId();
        int colon = id.indexOf(':');
        return entry.getId().getScheme().equals("digest") && colon >= 0
                ? new ACL(entry.getPerms(), new Id("digest", id.substring(0, colon) + ":x"))
                : entry;
    }

    static boolean isOpen(List<ACL> list) {
        return list.equals(ZooDefs.Ids.OPEN_ACL_UNSAFE);
    }

    /** How many bytes a list takes in a request. */
    static int length(List<ACL> list) {
        int length = Integer.BYTES;
        for (ACL entry : list) {
            length += 3 * Integer.BYTES
                    + Sizes.utf8(entry.getId().getScheme())
                    + Sizes.utf8(entry.getId().getId());
        }
        return length;
    }
}
