package dev.keepsake.store.s3;

import dev.keepsake.store.ObjectStore;
import dev.keepsake.testkit.FaultProxy;
import dev.keepsake.testkit.ObjectStoreContract;
import dev.keepsake.testkit.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract against S3Mock, which lets requests that meet each other both win a conditional put, and shows half of an
 * object that is being replaced. So it is asked one thing at a time; what is tested is the store's side of it.
 * It is not asked through wrappers as well: they are the same whatever stands behind them, and are tested with S3Proxy.
 */
final class S3MockContractIT implements ObjectStoreContract {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static S3Server server;
    private static FaultProxy queue;

    private final String prefix = "archives/test-" + PREFIXES.incrementAndGet();
    private final List<ObjectStore> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.s3Mock(folder);
        queue = FaultProxy.queueBefore(server.endpoint());
    }

    @AfterAll
    static void stop() throws IOException {
        queue.close();
        server.close();
    }

    @Override
    public ObjectStore store() throws IOException {
        ObjectStore store = S3Stores.open(queue.endpoint(), prefix, Duration.ofSeconds(20));
        opened.add(store);
        return store;
    }

    /** No more than makes a second page, as it takes its time for each. */
    @Override
    public int manyKeys() {
        return Boolean.getBoolean("keepsake.long") ? 2500 : 1010;
    }

    @Override
    public ObjectStore again() throws IOException {
        return store();
    }

    @AfterEach
    void closeAll() throws IOException {
        for (ObjectStore store : opened) {
            store.close();
        }
    }
}
