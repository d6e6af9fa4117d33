package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.keepsake.artefact.CorruptException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    /** The example of Subversion's own description of the form: copies, one of them of itself, and new data. */
    private static final byte[] EXAMPLE = HexFormat.of().parseHex("53564e00" + "000c100701" + "04000408814708" + "64");

    private static final byte[] SOURCE = "aaaabbbbcccc".getBytes(StandardCharsets.US_ASCII);

    @Test
    void theExampleOfItsDescriptionIsUnderstood() throws IOException {
        assertThat(new String(Difference.apply(SOURCE, EXAMPLE, "here"), StandardCharsets.US_ASCII))
                .isEqualTo("aaaaccccdddddddd");
    }

    @Test
    void whatIsCutIsRefused() {
        for (int length = 5; length < EXAMPLE.length; length++) {
            byte[] cut = Arrays.copyOf(EXAMPLE, length);
            assertThatThrownBy(() -> Difference.apply(SOURCE, cut, "position 7"))
                    .as("cut to %s bytes", length)
                    .isInstanceOf(CorruptException.class)
                    .hasMessageContaining("position 7");
        }
        assertThatThrownBy(() -> Difference.apply(SOURCE, Arrays.copyOf(EXAMPLE, 3), "here"))
                .isInstanceOf(CorruptException.class);
    }

    @Test
    void aDifferenceOfAShorterValueIsRefused() {
        assertThatThrownBy(() -> Difference.apply(Arrays.copyOf(SOURCE, 11), EXAMPLE, "here"))
                .isInstanceOf(CorruptException.class)
                .hasMessageContaining("of a value of 11");
    }

    /** One window that makes 48 MiB of few bytes, and many behind it that make one each: each copied all before it once. */
    @Test
    void manySmallWindowsTakeNoLongerThanWhatTheyMake() {
        ByteArrayOutputStream difference = new ByteArrayOutputStream();
        difference.writeBytes(HexFormat.of().parseHex("53564e00" + "0000988080000701" + "81" + "4097ffff7f00" + "61"));
        for (int i = 0; i < 20_000; i++) {
            difference.writeBytes(HexFormat.of().parseHex("0000010101" + "81" + "61"));
        }

        assertTimeout(Duration.ofSeconds(20), () -> {
            byte[] made = Difference.apply(SOURCE, difference.toByteArray(), "here");
            assertThat(made.length).isEqualTo((48 << 20) + 20_000);
        });
    }

    /** Whatever the bytes are, it ends with a value or a refusal, and soon. */
    @Test
    void changedBytesGiveAValueOrARefusal() {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = EXAMPLE.clone();
            for (int k = 0; k <= random.nextInt(3); k++) {
                changed[4 + random.nextInt(changed.length - 4)] = (byte) random.nextInt();
            }
            try {
                assertThat(Difference.apply(SOURCE, changed, "here")).isNotNull();
            } catch (CorruptException refused) {
                assertThat(refused).hasMessageContaining("here");
            }
        }
    }

    @Test
    void valuesMadeOfPiecesComeOutAsTheyWereMade() throws IOException {
        long seed = Long.getLong("keepsake.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] source = new byte[random.nextInt(400)];
            random.nextBytes(source);
            ByteArrayOutputStream difference = new ByteArrayOutputStream();
            difference.writeBytes(new byte[] {'S', 'V', 'N', 0});
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int window = random.nextInt(4); window > 0; window--) {
                window(random, source, difference, expected);
            }

            assertThat(Difference.apply(source, difference.toByteArray(), "here"))
                    .isEqualTo(expected.toByteArray());
        }
    }

    private static void window(
            Random random, byte[] source, ByteArrayOutputStream difference, ByteArrayOutputStream expected) {
        int from = source.length == 0 ? 0 : random.nextInt(source.length);
        int view = source.length - from;
        ByteArrayOutputStream instructions = new ByteArrayOutputStream();
        ByteArrayOutputStream fresh = new ByteArrayOutputStream();
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        for (int i = random.nextInt(6); i > 0; i--) {
            int kind = random.nextInt(3);
            int count = 1 + random.nextInt(150);
            if (kind == 0 && view > 0) {
                int offset = random.nextInt(view);
                count = Math.min(count, view - offset);
                instruction(instructions, 0, count);
                number(instructions, offset);
                made.write(source, from + offset, count);
            } else if (kind == 1 && made.size() > 0) {
                int offset = random.nextInt(made.size());
                instruction(instructions, 1, count);
                number(instructions, offset);
                for (int k = 0; k < count; k++) {
                    made.write(made.toByteArray()[offset + k]);
                }
            } else {
                byte[] data = new byte[count];
                random.nextBytes(data);
                instruction(instructions, 2, count);
                fresh.writeBytes(data);
                made.writeBytes(data);
            }
        }
        for (int number : new int[] {from, view, made.size(), instructions.size(), fresh.size()}) {
            number(difference, number);
        }
        difference.writeBytes(instructions.toByteArray());
        difference.writeBytes(fresh.toByteArray());
        expected.writeBytes(made.toByteArray());
    }

    private static void instruction(ByteArrayOutputStream out, int kind, int count) {
        out.write((kind << 6) | (count < 64 ? count : 0));
        if (count >= 64) {
            number(out, count);
        }
    }

    private static void number(ByteArrayOutputStream out, int number) {
        for (int shift = 28; shift > 0; shift -= 7) {
            if (number >> shift != 0) {
                out.write(((number >> shift) & 0x7f) | 0x80);
            }
        }
        out.write(number & 0x7f);
    }

    @Test
    void aVariableFollowsItsDifferences() throws IOException {
        Variables variables = new Variables();
        byte[] uuid = new byte[16];
        byte[] second = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        byte[] entry = new Message.Builder()
                .bytes(1, "thing".getBytes(StandardCharsets.UTF_8))
                .bytes(2, second)
                .bytes(3, EXAMPLE)
                .build();
        byte[] operation = new Message.Builder()
                .number(1, 3)
                .bytes(4, new Message.Builder().bytes(1, entry).build())
                .build();

        variables.apply(append(4, new Variable("thing", uuid, SOURCE, 4).operation()));
        variables.apply(append(5, operation));

        assertThat(variables.obstacle()).isEmpty();
        assertThat(variables.all().get("thing")).satisfies(made -> {
            assertThat(new String(made.value(), StandardCharsets.US_ASCII)).isEqualTo("aaaaccccdddddddd");
            assertThat(made.uuid()).isEqualTo(second);
            assertThat(made.position()).isEqualTo(5);
        });
        Variables names = Variables.registryAndNames();
        names.apply(append(3, new Variable("registry", uuid, SOURCE, 3).operation()));
        names.apply(append(4, new Variable("thing", uuid, SOURCE, 4).operation()));
        names.apply(append(5, operation));
        assertThat(names.all()).containsOnlyKeys("registry", "thing");
        assertThat(names.all().get("thing"))
                .satisfies(made -> assertThat(made.value()).isEmpty());
        assertThat(names.registry().orElseThrow().value()).isEqualTo(SOURCE);
        Variables alone = new Variables();
        alone.apply(append(5, operation));
        assertThat(alone.obstacle()).hasValueSatisfying(why -> assertThat(why).contains("of which there is no value"));
    }

    private static Action append(long position, byte[] operation) throws CorruptException {
        return Action.learned(
                position,
                1,
                Action.Kind.APPEND,
                new Message.Builder().bytes(1, operation).build(),
                "a test");
    }
}
