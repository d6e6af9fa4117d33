package dev.keepsake.catalog;

import dev.keepsake.archive.SealReader;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.random.RandomGenerator;

/** The documents that backups hold of sources without a tape. */
public final class Documents {

    private final Vault store;
    private final Layout layout;
    private final RandomGenerator random;

    Documents(Vault store, Layout layout, RandomGenerator random) {
        this.store = store;
        this.layout = layout;
        this.random = random;
    }

    /** A writer for what a node's source gives to one backup, in one try. */
    public DocumentWriter writer(BackupId backup, String node, String source) {
        return new DocumentWriter(store, new Place(layout, backup, node, source, Nonce.of(random)));
    }

    /** What a backup holds of a source, as a source to restore from. */
    public DocumentSource source(DocumentShare share) {
        return new Archived(share);
    }

    /** The content of a document: what the backup names, or {@link CorruptException} at its end. */
    public InputStream open(StoredDocument document) throws IOException {
        try {
            return NamedInput.open(store, document.piece());
        } catch (StoreException.NotFound gone) {
            throw gone(document, gone);
        }
    }

    /**
     * Reads a document to its end; it must be the one that the backup names. Without a private key it is not opened, and the
     * answer is false.
     */
    public boolean requireWhole(StoredDocument document) throws IOException {
        StoredPiece named = document.piece();
        try (SealReader in = store.unseal(named.key())) {
            NamedInput.requireNamed(named, SealedPiece.readThrough(store, in));
            return !in.header().protection().encrypted() || store.canOpen();
        } catch (StoreException.NotFound gone) {
            throw gone(document, gone);
        }
    }

    private static CorruptException gone(StoredDocument document, StoreException.NotFound gone) {
        return new CorruptException("the document '" + document.name() + "' is gone: " + gone.getMessage(), gone);
    }

    /** A backup of a source. */
    private final class Archived implements DocumentSource {

        private final DocumentShare share;

        Archived(DocumentShare share) {
            this.share = share;
        }

        @Override
        public String name() {
            return share.source();
        }

        @Override
        public String type() {
            return share.type();
        }

        @Override
        public void sendTo(DocumentSink sink) throws IOException {
            for (StoredDocument document : share.documents()) {
                long length = SealedPiece.header(store, document.piece().key()).length();
                sink.receive(new Document(document.name(), length, document.facts(), () -> open(document)));
            }
            sink.describe(share.facts());
        }

        @Override
        public CheckReport check() {
            return new CheckReport(List.of());
        }
    }
}
