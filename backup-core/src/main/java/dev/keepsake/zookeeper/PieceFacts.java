package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stands in clear in the header of a base or a link: enough to go on from it without a key, never content. */
final class PieceFacts {

    private PieceFacts() {}

    static SortedMap<String, String> of(BaseFinder.Found found) {
        SnapshotFacts snapshot = found.snapshot().facts();
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("nodes", Long.toString(snapshot.nodes()));
        facts.put("sessions", Long.toString(snapshot.sessions()));
        snapshot.digest()
                .ifPresent(digest -> facts.put(
                        "tree-digest",
                        digest.version() + ":" + Long.toHexString(digest.value()) + "@" + digest.zxid()));
        // a base whose own record stands on the tape is replayed from that record on, inclusive
        facts.put("replay-after", found.run().after().toString());
        return facts;
    }

    static SortedMap<String, String> of(long count, LogRecord first, LogRecord last, Samples samples)
            throws CorruptException {
        SortedMap<String, String> facts = of(count, first, last);
        facts.put("samples", samples.toString());
        return facts;
    }

    static SortedMap<String, String> of(long count, LogRecord first, LogRecord last) throws CorruptException {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("count", Long.toString(count));
        facts.put("first-zxid", first.zxid().toString());
        facts.put("first-record", first.fingerprint());
        facts.put("last-record", last.fingerprint());
        facts.put("first-time", Long.toString(first.timeMillis()));
        facts.put("last-time", Long.toString(last.timeMillis()));
        DecodedTxn.of(last)
                .digest()
                .ifPresent(
                        digest -> facts.put("tree-digest", digest.version() + ":" + Long.toHexString(digest.value())));
        return facts;
    }
}
