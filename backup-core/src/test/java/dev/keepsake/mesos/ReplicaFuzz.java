package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The document of a replica. One that is read is made of what was read, byte for byte; an action as learned is the same action.
 */
final class ReplicaFuzz implements FuzzTarget {

    private static final int MAGIC = Replica.MAGIC.length();

    @Override
    public void take(byte[] input) throws IOException {
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(again);
        out.writeBytes(Replica.MAGIC);
        Variables variables = new Variables();
        try (ReplicaReader reader = new Replica("a", () -> new ByteArrayInputStream(input)).open()) {
            for (Optional<Action> action = reader.next(); action.isPresent(); action = reader.next()) {
                entry(out, Position.key(action.get().position()), action.get().raw());
                look(action.get());
                variables.apply(action.get());
            }
            assertThat(Metadata.parse(reader.metadata().record(), "a")).isEqualTo(reader.metadata());
        }
        for (Variable variable : variables.all().values()) {
            assertThat(variable.value()).hasSizeLessThanOrEqualTo(64 << 20);
        }
        byte[] entries = again.toByteArray();
        // what comes before them is the replica's own state, which is kept as a value
        String read = new String(entries, MAGIC, entries.length - MAGIC, StandardCharsets.ISO_8859_1);
        assertThat(new String(input, StandardCharsets.ISO_8859_1)).contains(read);
    }

    private static void entry(DataOutputStream out, String key, byte[] value) throws IOException {
        out.writeByte(key.length());
        out.writeBytes(key);
        out.writeInt(value.length);
        out.write(value);
    }

    private static void look(Action action) throws IOException {
        assertThat(action.inWords()).isNotEmpty();
        if (action.performed().isPresent()) {
            Action learned = action.asLearned("a");
            assertThat(learned.hasValueOf(action)).isTrue();
            assertThat(learned.learned()).isTrue();
            assertThat(learned.position()).isEqualTo(action.position());
        }
    }
}
