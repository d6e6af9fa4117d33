package dev.keepsake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.testkit.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of a tape with links and runs of them, whole, damaged and missing. */
final class CoverTest {

    private final MemoryStore store = new MemoryStore();
    private final MadeTape tape = new MadeTape(store);

    @Test
    void aRunIsTakenInsteadOfItsLinksAndTheLongestOfSeveral() throws IOException {
        tape.adds(10, 2);
        tape.rollUp(0, 3);
        tape.rollUp(3, 6);
        ObjectKey longest = tape.rollUp(2, 8);
        loseLinks(0, 8);

        List<Link> chain = tape.chain(MadeTape.BEGIN, Course.END);

        assertThat(chain).hasSize(4);
        assertThat(chain.get(1).piece().stored().key()).isEqualTo(longest);
        assertThat(chain.get(1).after()).as("entered in its middle").isEqualTo(tape.ends.get(3));
        assertThat(tape.read(0, 10)).isEqualTo(tape.truth.toByteArray());
    }

    @Test
    void aRunFlippedAnywhereLeavesItsLinksInItsPlace() throws IOException {
        tape.adds(4, 2);
        ObjectKey run = tape.rollUp(1, 3);
        byte[] whole = tape.bytes(run);
        for (int i = 0; i < whole.length; i += 5) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            tape.replace(run, flipped);
            assertThat(tape.read(0, 4)).as("flipped at " + i).isEqualTo(tape.truth.toByteArray());
        }
    }

    @Test
    void aRunCutAnywhereLeavesItsLinksInItsPlace() throws IOException {
        tape.adds(4, 2);
        ObjectKey run = tape.rollUp(1, 3);
        byte[] whole = tape.bytes(run);
        for (int length = 0; length < whole.length; length += 5) {
            tape.replace(run, Arrays.copyOf(whole, length));
            assertThat(tape.read(0, 4)).as("cut at " + length).isEqualTo(tape.truth.toByteArray());
        }
        tape.replace(run, Arrays.copyOf(whole, whole.length + 1));
        assertThat(tape.read(0, 4)).isEqualTo(tape.truth.toByteArray());
    }

    @Test
    void everyByteOfARunFlippedWithoutItsLinksIsDamageAndNeverOtherRecords() throws IOException {
        tape.adds(4, 2);
        ObjectKey run = tape.rollUp(1, 3);
        loseLinks(1, 3);
        byte[] whole = tape.bytes(run);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            tape.replace(run, flipped);
            assertThatThrownBy(() -> tape.read(0, 4))
                    .as("flipped at " + i)
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining(run.value());
        }
    }

    @Test
    void runsInEachOthersPlaceAreNotTaken() throws IOException {
        tape.adds(6, 2);
        ObjectKey one = tape.rollUp(0, 3);
        ObjectKey other = tape.rollUp(3, 6);
        byte[] bytes = tape.bytes(one);
        tape.replace(one, tape.bytes(other));
        tape.replace(other, bytes);

        assertThat(tape.chain(MadeTape.BEGIN, Course.END)).hasSize(6);
        assertThat(tape.read(0, 6)).isEqualTo(tape.truth.toByteArray());
    }

    /** Sealed whole by somebody, and yet not what the key says. */
    @Test
    void aRunThatLiesIsNotTaken() throws IOException {
        tape.adds(6, 2);
        ObjectKey run = tape.rollUp(1, 5);
        RunRecords honest = RunRecords.read(Vault.clear(store), run);
        Map<String, String> facts = honest.header().facts();
        byte[] records = tape.truth(1, 5);
        int one = records.length / 8;
        List<byte[]> lies = new ArrayList<>();
        lies.add(Arrays.copyOf(records, records.length - one));
        lies.add(Arrays.copyOfRange(records, one, records.length));
        byte[] holed = new byte[records.length - one];
        System.arraycopy(records, 0, holed, 0, 3 * one);
        System.arraycopy(records, 4 * one, holed, 3 * one, records.length - 4 * one);
        lies.add(holed);
        byte[] swapped = records.clone();
        System.arraycopy(records, one, swapped, 2 * one, one);
        System.arraycopy(records, 2 * one, swapped, one, one);
        lies.add(swapped);
        byte[] changed = records.clone();
        changed[one - 3] ^= 1;
        lies.add(changed);
        lies.add(new byte[0]);
        lies.add("no records at all, but some text in their place".getBytes(StandardCharsets.US_ASCII));

        for (byte[] lie : lies) {
            tape.replace(run, sealed(run, lie, facts));
            assertThatThrownBy(() -> RunRecords.read(Vault.clear(store), run)).isInstanceOf(CorruptException.class);
            assertThat(tape.read(0, 6)).isEqualTo(tape.truth.toByteArray());
        }
        Map<String, String> others =
                Map.of("after", "0x100000004", "through", "0x100000004", "kind", "link", "last-time", "late");
        for (Map.Entry<String, String> other : others.entrySet()) {
            Map<String, String> lying = new TreeMap<>(facts);
            lying.put(other.getKey(), other.getValue());
            tape.replace(run, sealed(run, records, lying));
            assertThat(tape.chain(MadeTape.BEGIN, Course.END))
                    .as(other.getKey())
                    .hasSize(6);
        }
    }

    @Test
    void aRunThatIsDamagedAndWhoseLinksAreGoneEndsTheTapeThere() throws IOException {
        tape.adds(6, 2);
        ObjectKey run = tape.rollUp(2, 6);
        loseLinks(2, 6);
        byte[] whole = tape.bytes(run);
        tape.replace(run, Arrays.copyOf(whole, whole.length - 1));

        assertThatThrownBy(() -> tape.chain(MadeTape.BEGIN, Course.END))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("is good through " + tape.ends.get(2))
                .hasMessageContaining(run.value());
        assertThat(tape.chain(MadeTape.BEGIN, tape.ends.get(2))).hasSize(2);
    }

    @Test
    void aTapeMayBeOpenedAnywhere() throws IOException {
        tape.adds(3, 2).elects(3).adds(3, 2);
        tape.rollUp(0, 3);
        assertThat(tape.chain(Zxid.of(1, 3), Course.END)).hasSize(5);
        assertThat(tape.chain(Zxid.of(1, 6), Course.END))
                .as("the link that begins there")
                .hasSize(4);
        assertThat(tape.chain(Zxid.of(3, 0), Course.END))
                .as("a moment between two epochs, of which the link before goes on")
                .hasSize(4);
        tape.rollUp(3, 7);
        assertThat(tape.chain(Zxid.of(3, 0), Course.END)).hasSize(1);
        assertThat(tape.chain(tape.end(), Course.END))
                .as("the run that ends there tells what must be gone on from")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverIsLeftIsReadAndRangesAreRight(long seed) throws IOException {
        System.out.println("CoverTest: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            new RandomCover(random).check(seed + "/" + round);
        }
    }

    /** A tape of a dozen links, runs of any of them, and damage to any. */
    private static final class RandomCover {

        private static final int LINKS = 12;

        private final MemoryStore store = new MemoryStore();
        private final MadeTape tape = new MadeTape(store);
        private final Random random;
        private final byte[] foreign;
        private final Set<List<Integer>> seen = new HashSet<>();
        private final Set<List<Integer>> whole = new HashSet<>();

        RandomCover(Random random) throws IOException {
            this.random = random;
            for (int i = 0; i < LINKS; i++) {
                if (random.nextInt(5) == 0) {
                    tape.elects(tape.end().epoch() + 1 + random.nextInt(2));
                } else {
                    tape.adds(1, 1 + random.nextInt(3));
                }
            }
            foreign = new MadeTape(new MemoryStore()).foreign();
            Set<List<Integer>> made = new HashSet<>();
            int runs = random.nextInt(6);
            for (int i = 0; i < runs; i++) {
                int from = random.nextInt(LINKS - 2);
                int to = from + 2 + random.nextInt(LINKS - from - 1);
                if (made.add(List.of(from, to))) {
                    harm(tape.rollUp(from, to), from, to, random.nextInt(7));
                }
            }
            boolean careful = random.nextBoolean();
            for (int i = 0; i < LINKS; i++) {
                int at = i;
                boolean spare = whole.stream().anyMatch(run -> run.get(0) <= at && at < run.get(1));
                harm(tape.link(i), i, i + 1, careful && !spare ? 6 : random.nextInt(spare ? 2 : 9));
            }
        }

        private void harm(ObjectKey key, int from, int to, int how) throws IOException {
            byte[] bytes = tape.bytes(key);
            if (how == 0) {
                store.delete(key);
            } else if (how == 1) {
                tape.replace(key, Arrays.copyOf(bytes, bytes.length - 1 - random.nextInt(bytes.length / 2)));
            } else if (how == 2) {
                tape.replace(key, foreign);
            } else {
                seen.add(List.of(from, to));
                if (how == 3) {
                    bytes[bytes.length - 70] ^= 4;
                    tape.replace(key, bytes);
                } else {
                    whole.add(List.of(from, to));
                }
            }
        }

        void check(String seed) throws IOException {
            for (int from = 0; from < LINKS; from++) {
                int reached = reach(whole, from);
                if (reached > from) {
                    assertThat(Arrays.equals(tape.read(from, reached), tape.truth(from, reached)))
                            .as("seed " + seed + " from " + from + " to " + reached)
                            .isTrue();
                }
                int most = reach(seen, from);
                int start = from;
                if (most < LINKS) {
                    assertThatThrownBy(() -> {
                                List<Link> chain = tape.chain(tape.ends.get(start), tape.end());
                                if (chain.isEmpty()
                                        || !chain.get(chain.size() - 1)
                                                .through()
                                                .equals(tape.end())) {
                                    throw new CorruptException("it ends before");
                                }
                            })
                            .as("seed " + seed + " from " + from)
                            .isInstanceOf(CorruptException.class);
                }
            }
            checkRanges(seed);
        }

        private void checkRanges(String seed) throws IOException {
            Joints joints = new Joints(
                    Vault.clear(store),
                    MadeTape.LAYOUT.links(tape.name),
                    new Vouchers(),
                    store.list(MadeTape.LAYOUT.links(tape.name), "").all(),
                    store.list(MadeTape.LAYOUT.runs(tape.name), "").all());
            List<String> ranges = new ArrayList<>();
            for (List<Span> chain : joints.chains()) {
                ranges.add(
                        chain.get(0).after() + "-" + chain.get(chain.size() - 1).through());
            }
            List<String> expected = new ArrayList<>();
            int at = 0;
            while (at < LINKS) {
                int reached = reach(seen, at);
                if (reached > at) {
                    expected.add(tape.ends.get(at) + "-" + tape.ends.get(reached));
                }
                at = Math.max(reached, at + 1);
            }
            assertThat(ranges).as("seed " + seed).isEqualTo(expected);
        }

        private static int reach(Set<List<Integer>> pieces, int from) {
            int reached = from;
            boolean more = true;
            while (more) {
                int at = reached;
                reached = pieces.stream()
                        .filter(piece -> piece.get(0) <= at && at < piece.get(1))
                        .mapToInt(piece -> piece.get(1))
                        .max()
                        .orElse(at);
                more = reached > at;
            }
            return reached;
        }
    }

    private static byte[] sealed(ObjectKey key, byte[] records, Map<String, String> facts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealWriter sealed = new SealWriter(out, SealHeader.of(key, records.length, facts))) {
            sealed.write(records);
            sealed.finish();
        }
        return out.toByteArray();
    }

    private void loseLinks(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            store.delete(tape.link(i));
        }
    }
}
