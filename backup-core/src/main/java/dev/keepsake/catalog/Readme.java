package dev.keepsake.catalog;

import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoreException;
import java.nio.charset.StandardCharsets;

/** The plain words at the root of an archive, for somebody who finds it and knows nothing of Keepsake. */
final class Readme {

    private static final String TEXT = """
            This is a Keepsake archive: backups of ZooKeeper ensembles, to be restored onto blank machines.

            Keepsake's command 'keepsake' reads it. With this place as URL (file:///... or s3://bucket/prefix):

              keepsake --store URL --cluster NAME list
              keepsake --store URL --cluster NAME show latest
              keepsake --store URL --cluster NAME restore zookeeper --backup ID --data-dir DIR --plan

            NAME is the folder beside this file. The last command changes nothing and says what a restore would do;
            without '--plan' it restores. Run it once for each server of the ensemble, with the same ID, before any of
            them is started; then 'keepsake restore check DIR...' compares what was prepared.

            Do not rename, edit or remove anything here by hand: backups share objects with each other.
            The form of every object is described in FORMAT.md of the Keepsake distribution.
            """;

    private Readme() {}

    static void put(ObjectStore store) throws StoreException {
        try {
            SurePut.putIfAbsent(store, Layout.README, TEXT.getBytes(StandardCharsets.UTF_8));
        } catch (StoreException.AlreadyExists another) {
            // another version's words do as well
            return;
        }
    }
}
