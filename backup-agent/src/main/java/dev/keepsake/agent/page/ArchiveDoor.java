package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;

/** Where a page's archive is, and how to get in. */
public interface ArchiveDoor {

    /** What is known of the archive now; nothing is asked of the store for it. */
    Surveyed known();

    /** Opens the store to be read; a failure leaves nothing open. */
    ObjectStore open() throws IOException;

    /** The backups in an open store, read with this agent's keys. */
    Catalog catalog(ObjectStore store) throws IOException;

    /** Whether this agent has a private key, and so can open what is encrypted. */
    boolean hasPrivateKey();

    /** The agent's configuration, for commands that a person can copy. */
    Path configuration();
}
