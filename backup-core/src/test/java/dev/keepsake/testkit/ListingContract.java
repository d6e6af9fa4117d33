package dev.keepsake.testkit;

import static dev.keepsake.testkit.StoreUnderTest.bytes;
import static dev.keepsake.testkit.StoreUnderTest.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.store.Listing;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Listings are whole and in order: {@link ObjectStore#list}. */
public interface ListingContract extends StoreUnderTest {

    @Test
    default void anEmptyStoreListsNothing() throws IOException {
        ObjectStore store = store();

        assertThat(keys(store, "", "")).isEmpty();
        assertThat(keys(store, "a/", "a/b")).isEmpty();
    }

    @Test
    default void keysAreInTheOrderOfAllTheirCharacters() throws IOException {
        ObjectStore store = store();
        put(store, "a/b/c", "a0", "a-b", "a/b-c", "a/b.c", "a/b0", "Z", "_", "a.b", "a/B", "b/10", "b/9", "a/b/c0");

        assertThat(keys(store, "", ""))
                .containsExactly(
                        "Z", "_", "a-b", "a.b", "a/B", "a/b-c", "a/b.c", "a/b/c", "a/b/c0", "a/b0", "a0", "b/10",
                        "b/9");
    }

    @Test
    default void aListingSaysTheSizes() throws IOException {
        ObjectStore store = store();
        store.putIfAbsent(new ObjectKey("a/0"), new byte[0]);
        store.putIfAbsent(new ObjectKey("a/7"), new byte[7]);

        assertThat(store.list("", "").all())
                .containsExactly(new StoredObject(new ObjectKey("a/0"), 0), new StoredObject(new ObjectKey("a/7"), 7));
    }

    @Test
    default void aPrefixNeedNotEndAtASlash() throws IOException {
        ObjectStore store = store();
        put(store, "a/link/0001", "a/link/0002", "a/link/0011", "a/links/1", "a/lin", "b/link/0001");

        assertThat(keys(store, "a/link/", "")).containsExactly("a/link/0001", "a/link/0002", "a/link/0011");
        assertThat(keys(store, "a/link/000", "")).containsExactly("a/link/0001", "a/link/0002");
        assertThat(keys(store, "a/link", "")).containsExactly("a/link/0001", "a/link/0002", "a/link/0011", "a/links/1");
        assertThat(keys(store, "a/link/0001", "")).containsExactly("a/link/0001");
        assertThat(keys(store, "a/link/0001/", "")).isEmpty();
        assertThat(keys(store, "a/link/3", "")).isEmpty();
    }

    @Test
    default void aPrefixThatNoKeyHasGivesNothing() throws IOException {
        ObjectStore store = store();
        put(store, "a/b");

        for (String prefix : List.of("../", "a/../a/", "/", "/a", "a//", "./", ".", "a b")) {
            assertThat(keys(store, prefix, "")).as("prefix '%s'", prefix).isEmpty();
        }
    }

    @Test
    default void aListingStartsAfterAnyText() throws IOException {
        ObjectStore store = store();
        put(store, "a/1", "a/2", "a/3/x", "a/3/y", "a/4", "b");

        assertThat(keys(store, "", "a/2")).containsExactly("a/3/x", "a/3/y", "a/4", "b");
        assertThat(keys(store, "a/", "a/2x")).containsExactly("a/3/x", "a/3/y", "a/4");
        assertThat(keys(store, "a/", "a/3")).containsExactly("a/3/x", "a/3/y", "a/4");
        assertThat(keys(store, "a/", "a/3/x")).containsExactly("a/3/y", "a/4");
        assertThat(keys(store, "a/", "a/3/z")).containsExactly("a/4");
        assertThat(keys(store, "a/", "a/4")).isEmpty();
        assertThat(keys(store, "a/", "A")).hasSize(5);
        assertThat(keys(store, "a/", "b")).isEmpty();
        assertThat(keys(store, "", "z")).isEmpty();
    }

    @Test
    default void everyQueryFindsWhatASortedSetFinds() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("listing of random keys, seed " + seed);
        Random random = new Random(seed);
        ObjectStore store = store();
        TreeSet<String> model = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            model.add(text(random) + "_e"); // an ending of its own keeps a key from being another's folder
        }
        put(store, model.toArray(new String[0]));

        for (int i = 0; i < 150; i++) {
            String prefix = i % 3 == 0 ? "" : cut(random, random.nextBoolean() ? text(random) : any(random, model));
            String startAfter = i % 5 == 0 ? "" : cut(random, random.nextBoolean() ? text(random) : any(random, model));

            List<String> expected = model.tailSet(startAfter, false).stream()
                    .filter(key -> key.startsWith(prefix))
                    .toList();
            assertThat(keys(store, prefix, startAfter))
                    .as("seed %d, prefix '%s', start after '%s'", seed, prefix, startAfter)
                    .isEqualTo(expected);
        }
    }

    private static String text(Random random) {
        List<String> segments = new ArrayList<>();
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            StringBuilder segment = new StringBuilder();
            for (int length = random.nextInt(3); length >= 0; length--) {
                segment.append("aA0-".charAt(random.nextInt(4)));
            }
            segments.add(segment.toString());
        }
        return String.join("/", segments);
    }

    private static String any(Random random, Set<String> model) {
        return List.copyOf(model).get(random.nextInt(model.size()));
    }

    private static String cut(Random random, String text) {
        return text.substring(0, random.nextInt(text.length() + 1));
    }

    /** How many objects fill pages, which hold a thousand in most stores: by default more than two of them. */
    default int manyKeys() {
        return 2500;
    }

    @Test
    default void allPagesAreListed() throws Exception {
        ObjectStore store = store();
        int keys = manyKeys();
        List<String> expected = IntStream.range(0, keys)
                .mapToObj(i -> String.format("many/%02d/%04d", i / 500, i))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Void>> puts = new ArrayList<>();
            for (String key : expected) {
                puts.add(() -> {
                    put(store, key);
                    return null;
                });
            }
            for (Future<Void> put : threads.invokeAll(puts)) {
                put.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(keys(store, "", "")).isEqualTo(expected);
        assertThat(keys(again(), "many/", expected.get(keys / 2 - 1))).isEqualTo(expected.subList(keys / 2, keys));
    }

    @Test
    default void aListingMissesNothingWhileOtherObjectsComeAndGo() throws IOException {
        ObjectStore store = store();
        put(store, "a/1/x", "a/2/x", "a/3/x", "a/4/x");
        Listing listing = store.list("", "");
        List<String> seen = new ArrayList<>();
        seen.add(listing.next().orElseThrow().key().value());

        store.delete(new ObjectKey("a/3/x"));
        store.putIfAbsent(new ObjectKey("a/1/y"), bytes(1, 1));
        store.putIfAbsent(new ObjectKey("a/5/x"), bytes(1, 1));
        listing.all().forEach(object -> seen.add(object.key().value()));

        assertThat(seen).contains("a/1/x", "a/2/x", "a/4/x").isSorted().doesNotHaveDuplicates();
    }

    private static void put(ObjectStore store, String... keys) throws IOException {
        for (String key : keys) {
            store.putIfAbsent(new ObjectKey(key), bytes(key.hashCode(), 5));
        }
    }
}
