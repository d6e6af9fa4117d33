package dev.keepsake.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepsake.testkit.FuzzTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A znode's data behind a byte that says where it stands. It is decoded or not, and complains of nothing. */
final class ZnodeFuzz implements FuzzTarget {

    private static final List<String> PLACES = List.of(
            "/app",
            "/marathon/state/apps/a/web",
            "/marathon/state/group/1/root/2026-11-22T10:15:02Z",
            "/marathon/state/deployment/0/d1",
            "/marathon/state/taskFailures/0/web",
            "/marathon/state/framework-id/f/id",
            "/mesos/info_0000000007",
            "/aurora/FrameworkID",
            "/hbase/master",
            "/hbase/table/t1",
            "/hbase/meta-region-server",
            "/chronos/state/state/internal:storage:version",
            "/brokers/ids/7");

    @Override
    public void take(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String place = PLACES.get(Byte.toUnsignedInt(input[0]) % PLACES.size());
        byte[] data = Arrays.copyOfRange(input, 1, input.length);
        Optional<Decoded> decoded = Decoder.decode(place, data);
        decoded.ifPresent(found -> {
            assertThat(found.format()).isNotEmpty();
            assertThat(found.content().toString()).isNotEmpty();
        });
        assertThat(Decoder.decode(place, data)).isEqualTo(decoded);
    }

    /** Four layers of gzip may each hold 16 MiB, as text and as bytes, twice. */
    @Override
    public long mostBytes() {
        return 1L << 30;
    }
}
