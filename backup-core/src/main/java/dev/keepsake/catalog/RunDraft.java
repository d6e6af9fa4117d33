package dev.keepsake.catalog;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run that is being made, link by link, in memory. */
final class RunDraft {

    /** How many links make a run at the most. */
    static final int MOST_LINKS = 1_000;

    /** How many bytes of records a run holds at the most, as many as a link. */
    static final int MOST_BYTES = 8_257_536;

    private static final List<String> OF_FIRST = List.of("first-zxid", "first-record", "first-time");
    private static final List<String> OF_LAST = List.of("last-record", "last-time");

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final List<Part> parts = new ArrayList<>();

    /**
     * A link in it.
     *
     * @param plain how many bytes of records it holds
     * @param sealed whether it is part of the run as it was stored
     * @param end how many bytes of records there are with it
     */
    private record Part(
            SortedMap<String, String> facts,
            Zxid after,
            Zxid through,
            long count,
            long plain,
            boolean sealed,
            int end) {}

    int links() {
        return parts.size();
    }

    boolean isFull() {
        return parts.size() >= MOST_LINKS;
    }

    /** Adds a link, unless it does not join those before it or there is no room for it. */
    boolean add(RunRecords link) {
        boolean joins = parts.isEmpty() || link.after().equals(through());
        boolean alike = parts.isEmpty() || last().sealed() == link.isSealed();
        boolean room = records.size() + link.length() <= MOST_BYTES
                && plain() + link.header().length() <= MOST_BYTES;
        if (!joins || !alike || isFull() || !room) {
            return false;
        }
        link.copyTo(records);
        SealHeader header = link.header();
        parts.add(new Part(
                header.facts(),
                link.after(),
                link.through(),
                link.count(),
                header.length(),
                link.isSealed(),
                records.size()));
        return true;
    }

    private long plain() {
        return parts.stream().mapToLong(Part::plain).sum();
    }

    /** Takes the last link out again. */
    void dropLast() {
        parts.remove(parts.size() - 1);
    }

    Zxid after() {
        return parts.get(0).after();
    }

    Zxid through() {
        return last().through();
    }

    byte[] records() {
        return Arrays.copyOf(records.toByteArray(), last().end());
    }

    /** The run as it is stored under a key. */
    byte[] seal(Vault store, ObjectKey key, Instant now) throws IOException {
        byte[] plain = records();
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(plain.length / 2 + 4096);
        SealHeader header = SealHeader.of(key, plain.length, facts(key, now));
        try (SealWriter out = last().sealed() ? store.sealInTheClear(sealed, header) : store.seal(sealed, header)) {
            out.write(plain);
            out.finish();
        }
        return sealed.toByteArray();
    }

    private SortedMap<String, String> facts(ObjectKey key, Instant now) throws CorruptException {
        SortedMap<String, String> facts = new TreeMap<>();
        for (String name : OF_FIRST) {
            facts.put(name, fact(key, parts.get(0), name));
        }
        for (String name : OF_LAST) {
            facts.put(name, fact(key, last(), name));
        }
        String digest = last().facts().get("tree-digest");
        if (digest != null) {
            facts.put("tree-digest", digest);
        }
        if (last().sealed()) {
            facts.put("holds", SealedLinks.HOLDS);
            facts.put(Link.RECORDS, Long.toString(plain()));
        }
        facts.put("kind", Link.RUN);
        facts.put("after", after().toString());
        facts.put("through", through().toString());
        facts.put("count", Long.toString(parts.stream().mapToLong(Part::count).sum()));
        facts.put("links", Integer.toString(parts.size()));
        facts.put("sealed", now.toString());
        return facts;
    }

    private static String fact(ObjectKey key, Part part, String name) throws CorruptException {
        String value = part.facts().get(name);
        if (value == null) {
            throw new CorruptException("the link after " + part.after() + ", which was to become part of " + key
                    + ", has no '" + name + "' in its header");
        }
        return value;
    }

    private Part last() {
        return parts.get(parts.size() - 1);
    }
}
