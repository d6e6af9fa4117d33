package dev.keepsake.store.file;

import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreContractTest implements ObjectStoreContract {

    @TempDir
    private Path folder;

    private final List<ObjectStore> opened = new ArrayList<>();

    @Override
    public ObjectStore store() {
        return opened(FileStore.create(folder.resolve("archive")));
    }

    @Override
    public ObjectStore again() {
        return store();
    }

    private ObjectStore opened(ObjectStore store) {
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeAll() throws IOException {
        for (ObjectStore store : opened) {
            store.close();
        }
    }

    @Nested
    final class BehindAFaultyStoreThatNeverStrikes implements ObjectStoreContract {

        @Override
        public ObjectStore store() {
            return FaultyStore.never(FileStoreContractTest.this.store());
        }

        @Override
        public ObjectStore again() {
            return store();
        }
    }
}
