package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers what a server said just after the seal of a snapshot had been seen: where no trailer says it, the window ends
 * there at the latest. A busy server has always gone past its first answer of a capture by then, so the answer is kept
 * for the next one, which has a later first answer.
 */
final class SealWitness {

    private static final int REMEMBERED = 64;

    private final Map<Content, Zxid> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Content, Zxid> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** The same bytes under the same name were sealed when they were first seen. */
    private record Content(String name, long length, long checksum) {}

    /** An upper bound of the window of a snapshot that was read to its end; asks only when these bytes are new. */
    Zxid windowEnd(SnapshotFile sealed, StatusAnswer client) throws IOException {
        Content content = new Content(sealed.file().name(), sealed.facts().length(), sealed.checksum());
        Zxid known = answers.get(content);
        if (known == null) {
            known = client.ask().zxid();
            answers.put(content, known);
        }
        return known;
    }
}
