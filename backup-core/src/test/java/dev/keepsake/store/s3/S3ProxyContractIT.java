package dev.keepsake.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.job.StoreCheck;
import dev.keepsake.store.Capability;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.RateLimits;
import dev.keepsake.testkit.FaultProxy;
import dev.keepsake.testkit.FaultyStore;
import dev.keepsake.testkit.ObjectStoreContract;
import dev.keepsake.testkit.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract against S3Proxy, each test below a prefix of its own: plain, behind a wrapper, behind the proxy. */
final class S3ProxyContractIT implements ObjectStoreContract {

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static S3Server server;

    private final String prefix = "archives/test-" + PREFIXES.incrementAndGet();
    private final List<ObjectStore> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.s3Proxy(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    public ObjectStore store() throws IOException {
        return opened(server.endpoint());
    }

    @Override
    public ObjectStore again() throws IOException {
        return store();
    }

    private ObjectStore opened(URI endpoint) throws IOException {
        ObjectStore store = S3Stores.open(endpoint, prefix, Duration.ofSeconds(20));
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeAll() throws IOException {
        for (ObjectStore store : opened) {
            store.close();
        }
    }

    @Test
    void aWholeCheckFindsNothingBrokenAndLeavesNothing() throws IOException {
        S3Store store = S3Store.open(
                S3Stores.settings(server.endpoint(), prefix, Duration.ofSeconds(20)),
                RateLimits.NONE,
                S3Stores.ANYBODY,
                true);
        opened.add(store);

        StoreCheck.Report report = new StoreCheck(store, store::traits, InstantSource.system(), new Random(1))
                .run(StoreCheck.Depth.FULL, one -> System.out.println("check: " + one));

        assertThat(report.usable()).isTrue();
        assertThat(report.capabilities())
                .extracting(Capability::name)
                .contains("long-listings", "checksums", "versions", "object-lock");
        assertThat(report.capabilities())
                .filteredOn(one -> one.name().equals("checksums"))
                .allMatch(one -> one.standing() == Capability.Standing.OK);
        assertThat(store.list("", "").all()).isEmpty();
    }

    @Nested
    final class BehindAFaultyStoreThatNeverStrikes implements ObjectStoreContract {

        @Override
        public ObjectStore store() throws IOException {
            return FaultyStore.never(S3ProxyContractIT.this.store());
        }

        @Override
        public ObjectStore again() throws IOException {
            return store();
        }
    }

    @Nested
    final class ThroughAProxyThatPassesEverythingOn implements ObjectStoreContract {

        private final List<FaultProxy> proxies = new ArrayList<>();

        @Override
        public ObjectStore store() throws IOException {
            FaultProxy proxy = FaultProxy.before(server.endpoint());
            proxies.add(proxy);
            return opened(proxy.endpoint());
        }

        @Override
        public ObjectStore again() throws IOException {
            return store();
        }

        @AfterEach
        void closeProxies() throws IOException {
            for (FaultProxy proxy : proxies) {
                proxy.close();
            }
        }
    }
}
