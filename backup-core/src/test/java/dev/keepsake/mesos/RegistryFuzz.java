package dev.keepsake.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.testkit.FuzzTarget;
import java.io.IOException;

/** A master's registry. What is decoded is JSON, and loses no byte where nothing is to be left out. */
final class RegistryFuzz implements FuzzTarget {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public void take(byte[] input) throws IOException {
        Registry registry = Registry.parse(input);
        assertThat(MAPPER.readTree(registry.json()).isObject()).isTrue();
        assertThat(registry.without(false, false)).isEqualTo(input);
        assertThat(Registry.parse(registry.without(true, false)).agents()).isZero();
        assertThat(Registry.parse(registry.without(true, true)).gone()).isZero();
        assertThat(registry.agents() + registry.unreachable() + registry.gone()).isNotNegative();
        assertThat(registry.minimumCapabilities()).isNotNull();
        assertThat(registry.version()).isNotNull();
    }
}
