package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.Deed;
import dev.keepsake.artefact.Difference;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Turn;
import dev.keepsake.catalog.Happening;
import dev.keepsake.catalog.HistoryEntry;
import dev.keepsake.catalog.HistoryPage;
import dev.keepsake.catalog.Unarchived;
import dev.keepsake.format.DataWords;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what happened to a znode. */
final class HistoryReport {

    private static final int NAMED_ELSEWHERE = 5;

    private final String path;
    private final HistoryPage page;

    HistoryReport(String path, HistoryPage page) {
        this.path = path;
        this.page = page;
    }

    void print(PrintWriter out) {
        for (HistoryEntry entry : page.entries()) {
            if (entry instanceof Happening happening) {
                print(out, happening);
            } else if (entry instanceof Unarchived gap) {
                out.println(words(gap));
            }
        }
    }

    /** What a person should know of what is not listed. */
    List<String> remarks(boolean oldestFirst) {
        List<String> remarks = new ArrayList<>();
        if (page.entries().stream().noneMatch(Happening.class::isInstance)) {
            remarks.add("nothing that is archived there creates, changes or deletes " + path);
        }
        if (page.more()) {
            remarks.add("there may be " + (oldestFirst ? "newer" : "older") + " ones: raise --limit, or give "
                    + (oldestFirst ? "--from" : "--to"));
        }
        if (page.ofChildren() > 0) {
            remarks.add(page.ofChildren() + " transactions among these were about children of " + path
                    + " alone: --children lists them, too");
        }
        return remarks;
    }

    private static void print(PrintWriter out, Happening happening) {
        out.println(happening.moment().time().map(Instant::toString).orElse("-") + "  "
                + happening.moment().zxid() + "  "
                + kind(happening)
                + (happening.session() == 0 ? "" : "  by session 0x" + Long.toHexString(happening.session())));
        for (Turn turn : happening.turns()) {
            out.println("  " + (happening.exact() ? sign(turn) + " " : "? ") + turn.path());
            tell(turn).forEach(line -> out.println("      " + line));
        }
        elsewhere(happening, out);
    }

    private static String kind(Happening happening) {
        int parts = happening.deeds().size();
        return happening.kind() + (parts > 1 ? " of " + parts + " parts" : "");
    }

    private static void elsewhere(Happening happening, PrintWriter out) {
        Set<String> told = happening.turns().stream().map(Turn::path).collect(Collectors.toSet());
        List<Deed> others = happening.deeds().stream()
                .filter(deed -> !told.contains(deed.path()))
                .toList();
        if (!others.isEmpty()) {
            int more = others.size() - NAMED_ELSEWHERE;
            out.println("    and "
                    + others.stream()
                            .limit(NAMED_ELSEWHERE)
                            .map(deed -> deed.kind() + " " + deed.path())
                            .collect(Collectors.joining(", "))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
    }

    /** The signs of 'diff'; a znode that came and went within one transaction has two. */
    private static String sign(Turn turn) {
        PastZnode before = turn.before();
        PastZnode after = turn.after();
        if (before == null) {
            return after == null ? "+-" : "+";
        }
        if (after == null) {
            return "-";
        }
        return Difference.between(before, after).stream()
                .sorted()
                .map(one -> String.valueOf(one.sign()))
                .collect(Collectors.joining());
    }

    private static List<String> tell(Turn turn) {
        List<String> lines = new ArrayList<>();
        PastZnode before = turn.before();
        PastZnode after = turn.after();
        if (before != null) {
            lines.add("< " + state(before, after));
        }
        if (after != null) {
            lines.add("> " + state(after, before));
        }
        return lines;
    }

    /** Its data, version and access list, as far as the other one differs. */
    private static String state(PastZnode znode, @Nullable PastZnode other) {
        List<String> words = new ArrayList<>();
        if (other == null || !znode.sameData(other) || znode.version() != other.version()) {
            words.add(DataWords.brief(znode.path(), znode.data()));
            words.add("version " + znode.version());
        }
        if (other == null || !znode.acl().equals(other.acl()) || znode.aclVersion() != other.aclVersion()) {
            words.add("acl " + String.join(",", znode.acl()));
        }
        if (other == null && znode.kind() != PastZnode.Kind.PERSISTENT) {
            words.add(ZnodeWords.kind(znode));
        }
        return String.join("  ", words);
    }

    private static String words(Unarchived gap) {
        String until =
                gap.through() + gap.until().map(time -> " (" + time + ")").orElse("");
        return gap.after() == null
                ? "-- up to " + until + " nothing is archived"
                : "-- between " + gap.after() + " and " + until
                        + " nothing is archived; 'keepsake list --ranges' says why";
    }

    ObjectNode json() {
        ObjectNode node = JsonOutput.MAPPER.createObjectNode();
        node.put("path", path);
        ArrayNode entries = node.putArray("entries");
        for (HistoryEntry entry : page.entries()) {
            if (entry instanceof Happening happening) {
                put(entries.addObject(), happening);
            } else if (entry instanceof Unarchived gap) {
                put(entries.addObject(), gap);
            }
        }
        node.put("more", page.more());
        node.put("ofChildrenAlone", page.ofChildren());
        ArrayNode notes = node.putArray("notes");
        page.notes().forEach(notes::add);
        return node;
    }

    private static void put(ObjectNode node, Happening happening) {
        node.put("type", "transaction");
        JsonOutput.moment(node, happening.moment());
        node.put("session", "0x" + Long.toHexString(happening.session()));
        node.put("kind", happening.kind());
        ArrayNode parts = node.putArray("parts");
        happening
                .deeds()
                .forEach(deed -> parts.addObject().put("kind", deed.kind()).put("path", deed.path()));
        node.put("exact", happening.exact());
        ArrayNode changes = node.putArray("changes");
        for (Turn turn : happening.turns()) {
            ObjectNode change = changes.addObject();
            change.put("path", turn.path());
            change.set("before", json(turn.before()));
            change.set("after", json(turn.after()));
        }
    }

    private static @Nullable ObjectNode json(@Nullable PastZnode znode) {
        if (znode == null) {
            return null;
        }
        ObjectNode node = ZnodeWords.json(znode);
        ZnodeWords.putData(node, znode);
        return node;
    }

    private static void put(ObjectNode node, Unarchived gap) {
        node.put("type", "gap");
        if (gap.after() == null) {
            node.putNull("after");
        } else {
            JsonOutput.moment(node.putObject("after"), gap.after());
        }
        node.put("through", gap.through().toString());
        node.put("until", gap.until().map(Instant::toString).orElse(null));
    }
}
