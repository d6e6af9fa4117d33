package dev.keepsake.checkup;

import dev.keepsake.artefact.AccessEntry;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.ZnodeView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Counts a tree as it is shown, znode by znode; what it holds does not grow with the tree. Sizes go into a histogram of
 * sixteenths of powers of two, so a percentile is at most a sixteenth too high.
 */
public final class TreeCensus implements ZnodeView.Step {

    private static final int CHANGING = 2 | 4 | 8 | 16;
    private static final int MOST_SUBTREES = 1_000;
    private static final int MOST_LISTS = 10_000;
    private static final String OTHERS = "/(others)";
    private static final int LONGEST_NAME = 200;
    private static final int PARTS = 16;
    private static final int LEAST_BITS = 4;

    /**
     * How many znodes a top subtree has.
     *
     * @param open those that anybody may change
     * @param unknown those whose access list is not known
     */
    public record Subtree(long znodes, long open, long unknown) {

        Subtree and(Subtree other) {
            return new Subtree(znodes + other.znodes, open + other.open, unknown + other.unknown);
        }
    }

    private final long[] sizes = new long[PARTS * Integer.SIZE];
    private final SortedMap<String, Subtree> subtrees = new TreeMap<>();
    private final Map<List<String>, Subtree> lists = new LinkedHashMap<>();
    private final TreeSet<String> roots = new TreeSet<>();
    private final TreeSet<String> frameworks = new TreeSet<>();
    private long znodes;
    private long bytes;
    private int least = Integer.MAX_VALUE;
    private int most = -1;
    private String largest = "/";
    private int mostChildren;
    private String parent = "/";

    @Override
    public void at(PastZnode znode) {
        String path = znode.path();
        if (path.equals("/zookeeper") || path.startsWith("/zookeeper/")) {
            return;
        }
        count(path, znode.length());
        if (znode.children() > mostChildren) {
            mostChildren = znode.children();
            parent = path;
        }
        String top = top(path);
        String key = subtrees.containsKey(top) || subtrees.size() < MOST_SUBTREES ? top : OTHERS;
        subtrees.merge(key, judged(znode.acl()), Subtree::and);
        remember(path);
    }

    private void count(String path, int length) {
        znodes++;
        bytes += length;
        sizes[slot(length)]++;
        least = Math.min(least, length);
        if (length > most) {
            most = length;
            largest = path;
        }
    }

    /** Of roots that programs are known by, which stand at the first or second level. */
    private void remember(String path) {
        int second = path.indexOf('/', 1);
        boolean high = second < 0 || path.indexOf('/', second + 1) < 0;
        boolean below = second > 0 && KnownRoots.marks().contains(path.substring(0, second));
        String last = second < 0 ? path : path.substring(second);
        if (high && !below && KnownRoots.marks().contains(last) && roots.size() < MOST_SUBTREES) {
            roots.add(path);
        }
        int state = Math.max(path.indexOf("/state/framework-id"), path.indexOf("/state/framework:id"));
        if (state > 0
                && path.length() == state + "/state/framework-id".length()
                && frameworks.size() < MOST_SUBTREES
                && state <= LONGEST_NAME) {
            frameworks.add(path.substring(0, state));
        }
    }

    /** Names are cut, so that a thousand of them are bounded. */
    private static String top(String path) {
        int end = path.indexOf('/', 1);
        String top = end < 0 ? path : path.substring(0, end);
        return top.length() > LONGEST_NAME ? top.substring(0, LONGEST_NAME) + "…" : top;
    }

    /** Trees have few different lists. */
    private Subtree judged(List<String> acl) {
        Subtree known = lists.get(acl);
        if (known == null) {
            known = new Subtree(1, acl.stream().anyMatch(TreeCensus::letsAnybodyChange) ? 1 : 0, acl.isEmpty() ? 1 : 0);
            if (lists.size() < MOST_LISTS) {
                lists.put(List.copyOf(acl), known);
            }
        }
        return known;
    }

    private static boolean letsAnybodyChange(String words) {
        AccessEntry entry = AccessEntry.parse(words);
        boolean anybody = (entry.scheme().equals("world") && entry.id().equals("anyone"))
                || (entry.scheme().equals("ip") && entry.id().endsWith("/0"));
        return anybody && (entry.permissions() & CHANGING) != 0;
    }

    private static int slot(int length) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(length);
        return bits <= LEAST_BITS
                ? length
                : (bits - LEAST_BITS) * PARTS + ((length >>> (bits - LEAST_BITS - 1)) & (PARTS - 1));
    }

    /** The highest length that falls into a slot. */
    private static int top(int slot) {
        int bits = slot / PARTS + LEAST_BITS;
        return slot < PARTS ? slot : (int) (((long) (PARTS + slot % PARTS + 1) << (bits - LEAST_BITS - 1)) - 1);
    }

    /** How many znodes were counted, those of ZooKeeper itself left out. */
    public long znodes() {
        return znodes;
    }

    /** The bytes of all data. */
    public long bytes() {
        return bytes;
    }

    /** The shortest data. */
    public int least() {
        return znodes == 0 ? 0 : least;
    }

    /** The longest data. */
    public int most() {
        return Math.max(0, most);
    }

    /** Whose data is the longest. */
    public String largest() {
        return largest;
    }

    /** The mean length of data. */
    public long mean() {
        return znodes == 0 ? 0 : bytes / znodes;
    }

    /** A length that so many percent of znodes do not exceed. */
    public int percentile(int percent) {
        long wanted = (znodes * percent + 99) / 100;
        long seen = 0;
        for (int slot = 0; slot < sizes.length; slot++) {
            seen += sizes[slot];
            if (seen >= wanted && seen > 0) {
                return Math.min(top(slot), most());
            }
        }
        return most();
    }

    /** The most children that one znode has. */
    public int mostChildren() {
        return mostChildren;
    }

    /** Who has them. */
    public String parent() {
        return parent;
    }

    /** Top subtrees by path; beyond a thousand of them the others are one. */
    public SortedMap<String, Subtree> subtrees() {
        return new TreeMap<>(subtrees);
    }

    /** Below which frameworks such as Marathon keep their state. */
    public SortedSet<String> frameworks() {
        return new TreeSet<>(frameworks);
    }

    /** Paths that programs are known by, as far as they are there. */
    public SortedSet<String> marks() {
        return new TreeSet<>(roots);
    }
}
