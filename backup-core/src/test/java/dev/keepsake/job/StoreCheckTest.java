package dev.keepsake.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.job.StoreCheck.Depth;
import dev.keepsake.store.Capability;
import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import dev.keepsake.store.file.FileStore;
import dev.keepsake.testkit.MemoryStore;
import dev.keepsake.testkit.StoreUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that misbehave in one way each, and what is said of them. */
final class StoreCheckTest {

    private final MemoryStore memory = new MemoryStore();

    private static StoreCheck.Report report(ObjectStore store, Depth depth) throws IOException {
        return new StoreCheck(store, scratch -> List.of(), InstantSource.system(), new Random(1)).run(depth, one -> {});
    }

    private static List<String> broken(ObjectStore store) throws IOException {
        StoreCheck.Report report = report(store, Depth.FULL);
        List<String> broken = report.capabilities().stream()
                .filter(Capability::isBroken)
                .map(Capability::name)
                .toList();
        assertThat(report.usable()).isEqualTo(broken.isEmpty());
        return broken;
    }

    /** A store that does what it should, to be changed in one thing. */
    private class Other implements ObjectStore {

        final MemoryStore store = memory.again();

        @Override
        public ObjectWrite write(ObjectKey key) throws StoreException {
            return store.write(key);
        }

        @Override
        public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
            store.putIfAbsent(key, bytes);
        }

        @Override
        public InputStream open(ObjectKey key, long offset) throws StoreException {
            return store.open(key, offset);
        }

        @Override
        public Listing list(String prefix, String startAfter) throws StoreException {
            return store.list(prefix, startAfter);
        }

        @Override
        public void delete(ObjectKey key) throws StoreException {
            store.delete(key);
        }

        @Override
        public Instant now() throws StoreException {
            return store.now();
        }

        @Override
        public String location() {
            return store.location();
        }

        @Override
        public void close() {}
    }

    @Test
    void nothingSpeaksAgainstAGoodStoreAndNothingIsLeftInIt() throws IOException {
        StoreUnderTest.write(memory, "keepsake.json", new byte[1]);
        List<String> told = new ArrayList<>();
        StoreCheck check = new StoreCheck(
                memory.again(),
                scratch -> List.of(Capability.notHad("versions", scratch.value())),
                InstantSource.system(),
                new Random(1));

        StoreCheck.Report report = check.run(Depth.FULL, one -> told.add(one.name()));

        assertThat(report.capabilities())
                .noneMatch(Capability::isBroken)
                .extracting(Capability::name)
                .containsExactly(
                        "delete",
                        "put-if-absent",
                        "read-after-write",
                        "list-after-write",
                        "ranged-reads",
                        "large-objects",
                        "clock",
                        "speed",
                        "long-listings",
                        "versions")
                .isEqualTo(told);
        assertThat(report.left()).isEmpty();
        assertThat(StoreUnderTest.keys(memory, "", "")).containsExactly("keepsake.json");
    }

    @Test
    void aDirectoryIsAGoodStore(@TempDir Path folder) throws IOException {
        try (ObjectStore store = FileStore.open(folder)) {
            assertThat(report(store, Depth.QUICK).usable()).isTrue();
            assertThat(StoreUnderTest.keys(store, "", "")).isEmpty();
        }
    }

    @Test
    void aStoreThatOverwritesIsFound() throws IOException {
        ObjectStore overwriting = new Other() {
            @Override
            public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
                try (ObjectWrite write = store.write(key)) {
                    write.write(bytes);
                    write.commit();
                } catch (StoreException e) {
                    throw e;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };

        assertThat(broken(overwriting)).containsExactly("put-if-absent");
        assertThat(report(overwriting, Depth.CHEAP).usable()).isFalse();
    }

    @Test
    void aStoreThatIsOfTwoMindsWhoWonIsFound() throws IOException {
        ObjectStore lying = new Other() {
            @Override
            public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
                try {
                    store.putIfAbsent(key, bytes);
                } catch (StoreException.AlreadyExists other) {
                    if (bytes.length % 2 == 0) {
                        throw other;
                    }
                }
            }
        };

        assertThat(broken(lying)).containsExactly("put-if-absent");
    }

    @Test
    void aCacheThatReadsWhatWasThereBeforeIsFound() throws IOException {
        ObjectStore cached = new Other() {
            private final MemoryStore cache = new MemoryStore();

            @Override
            public InputStream open(ObjectKey key, long offset) throws StoreException {
                try (InputStream in = store.open(key, 0)) {
                    cache.putIfAbsent(key, in.readAllBytes());
                } catch (StoreException.AlreadyExists old) {
                    return cache.open(key, offset);
                } catch (StoreException e) {
                    throw e;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                return cache.open(key, offset);
            }
        };

        assertThat(broken(cached)).containsExactly("read-after-write");
    }

    @Test
    void aListingThatIsBehindIsFound() throws IOException {
        ObjectStore behind = new Other() {
            @Override
            public Listing list(String prefix, String startAfter) throws StoreException {
                List<StoredObject> all = store.list(prefix, startAfter).all();
                return all.size() > 2 ? of(all.subList(0, all.size() - 1)) : of(all);
            }
        };

        assertThat(broken(behind)).containsExactly("list-after-write", "long-listings");
    }

    private static Listing of(List<StoredObject> objects) {
        var next = objects.iterator();
        return () -> next.hasNext() ? Optional.of(next.next()) : Optional.empty();
    }

    @Test
    void aListingThatEndsWithItsFirstPageIsFoundByAWholeLookAlone() throws IOException {
        ObjectStore onePage = new Other() {
            @Override
            public Listing list(String prefix, String startAfter) throws StoreException {
                return of(store.list(prefix, startAfter).all().stream()
                        .limit(1000)
                        .toList());
            }
        };

        assertThat(report(onePage, Depth.QUICK).usable()).isTrue();
        assertThat(broken(onePage)).containsExactly("long-listings");
    }

    @Test
    void aReadThatBeginsElsewhereIsFound() throws IOException {
        ObjectStore whole = new Other() {
            @Override
            public InputStream open(ObjectKey key, long offset) throws StoreException {
                return store.open(key, 0);
            }
        };

        assertThat(broken(whole)).containsExactly("ranged-reads");
    }

    @Test
    void whatCannotBeDeletedStaysAndIsUsedAgain() throws IOException {
        ObjectStore denying = new Other() {
            @Override
            public void delete(ObjectKey key) throws StoreException {
                throw new StoreException.Denied("deleting '" + key + "': no", null);
            }
        };

        StoreCheck.Report report = report(denying, Depth.FULL);

        assertThat(report.usable()).as("%s", report).isTrue();
        assertThat(report.capabilities().get(0).standing()).isEqualTo(Capability.Standing.NOT_HAD);
        assertThat(report.left()).containsExactly("STORE-CHECK/kept/");
        List<String> keys = StoreUnderTest.keys(memory, "", "");
        assertThat(keys).allMatch(key -> key.startsWith("STORE-CHECK/kept/"));
        assertThat(report(denying, Depth.FULL).usable()).isTrue();
        assertThat(StoreUnderTest.keys(memory, "", "")).isEqualTo(keys);
    }

    @Test
    void whatAKilledLookLeftIsRemovedByALaterOneWhenItIsADayOld() throws IOException {
        ObjectStore killed = new Other() {
            private int deletions;

            @Override
            public void delete(ObjectKey key) throws StoreException {
                deletions++;
                if (deletions > 2) {
                    throw new StoreException.Unavailable("killed", null);
                }
                store.delete(key);
            }
        };
        memory.setNow(Instant.parse("2026-11-22T03:00:00Z"));
        StoreUnderTest.write(memory, "STORE-CHECK/kept/race", new byte[1]);
        StoreUnderTest.write(memory, "STORE-CHECK/99999999T999999Z-0123456789abcdef/x", new byte[1]);
        StoreUnderTest.write(memory, "STORE-CHECK/notes", new byte[1]);
        report(killed, Depth.CHEAP);
        List<String> left = StoreUnderTest.keys(memory, "STORE-CHECK/2026", "");

        memory.advance(Duration.ofHours(24));
        report(memory, Depth.CHEAP);
        assertThat(StoreUnderTest.keys(memory, "STORE-CHECK/2026", ""))
                .as("it may be under way")
                .isNotEmpty()
                .isEqualTo(left);
        memory.advance(Duration.ofSeconds(1));
        StoreCheck.Report later = report(memory, Depth.CHEAP);

        assertThat(later.left()).isEmpty();
        assertThat(StoreUnderTest.keys(memory, "", ""))
                .containsExactly(
                        "STORE-CHECK/99999999T999999Z-0123456789abcdef/x",
                        "STORE-CHECK/kept/race",
                        "STORE-CHECK/notes");
    }

    @Test
    void whatIsStillThereAfterItWasDeletedIsFound() throws IOException {
        ObjectStore keeping = new Other() {
            @Override
            public void delete(ObjectKey key) {}
        };

        assertThat(broken(keeping)).contains("delete");
    }

    @Test
    void aClockThatIsOffIsFoundAndTheCheapLookLeavesItToOthers() throws IOException {
        memory.setNow(Instant.now().minus(Duration.ofMinutes(5)));

        assertThat(broken(memory)).containsExactly("clock");
        assertThat(report(memory, Depth.CHEAP).usable()).isTrue();
    }

    @Test
    void aStoreThatTakesNothingIsAFailureAndNoReport() {
        ObjectStore closed = new Other() {
            @Override
            public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
                throw new StoreException.Denied("putting '" + key + "': no", null);
            }
        };

        assertThatThrownBy(() -> report(closed, Depth.CHEAP)).isInstanceOf(StoreException.Denied.class);
    }

    @Test
    void aFailureSpeaksAgainstTheStoreAndTheLookGoesOn() throws IOException {
        ObjectStore listless = new Other() {
            @Override
            public InputStream open(ObjectKey key, long offset) throws StoreException {
                if (offset > 0) {
                    throw new StoreException.Unavailable("no ranges here", null);
                }
                return store.open(key, offset);
            }
        };

        assertThat(broken(listless)).containsExactly("ranged-reads");
    }
}
