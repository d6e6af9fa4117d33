package dev.keepsake.catalog;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** When some of a tape's transactions were made, as its links say in the clear: what can be compared of two tapes without a key. */
final class TapeSamples {

    /** The fact of a link. */
    static final String FACT = "samples";

    private final SortedMap<Zxid, Long> times = new TreeMap<>();

    /** Those of links behind one zxid through another. */
    static TapeSamples of(Vault store, List<Span> spans, Zxid low, Zxid high) throws IOException {
        TapeSamples samples = new TapeSamples();
        for (Span span : spans) {
            ObjectKey key = span.object().key();
            List<SealHeader> headers = span.isRun()
                    ? RunRecords.read(store, key).headers()
                    : List.of(SealedPiece.look(store, span.object()).header());
            for (SealHeader header : headers) {
                samples.add(header);
            }
        }
        samples.times.keySet().removeIf(zxid -> zxid.compareTo(low) <= 0 || zxid.compareTo(high) > 0);
        return samples;
    }

    private void add(SealHeader header) throws CorruptException {
        String fact = header.facts().getOrDefault(FACT, "");
        for (String sample : fact.isEmpty() ? new String[0] : fact.split(",", -1)) {
            String[] parts = sample.split(":", -1);
            try {
                times.put(Zxid.parse("0x" + parts[0]), Long.parseLong(parts[parts.length - 1]));
            } catch (IllegalArgumentException e) {
                throw new CorruptException(header.key() + " has a sample that cannot be read: '" + sample + "'", e);
            }
        }
    }

    /** The first transaction that is not the same in both, if there is one. */
    Optional<Disagreement> difference(TapeName own, TapeSamples other, TapeName others) {
        for (Map.Entry<Zxid, Long> sample : times.entrySet()) {
            Long time = other.times.get(sample.getKey());
            if (time != null && !time.equals(sample.getValue())) {
                return Optional.of(new Disagreement(
                        own, others, sample.getKey(), words(sample.getValue()), "holds " + words(time)));
            }
        }
        return Optional.empty();
    }

    private static String words(long time) {
        return "one made at " + Instant.ofEpochMilli(time);
    }
}
