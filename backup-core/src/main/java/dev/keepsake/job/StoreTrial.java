package dev.keepsake.job;

import dev.keepsake.store.Capability;
import java.io.IOException;

/** One thing that a store is put to. */
interface StoreTrial {

    /** What it is about. */
    String name();

    /** Tries it; a failure of the store speaks against it, too. */
    Capability take() throws IOException;
}
