package dev.keepsake.job;

import dev.keepsake.store.Capability;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An object that is too large for one request, and how long things take. */
final class SpeedTrials {

    private static final String LARGE = "large-objects";
    private static final String SPEED = "speed";
    private static final String OBJECT = "large";
    private static final int PIECE = 1 << 20;
    private static final int PIECES = 17;
    private static final int REQUESTS = 10;
    private static final double NANOS = 1e9;

    private final ObjectStore store;
    private final CheckFolder folder;
    private double uploadSeconds;
    private double downloadSeconds;

    SpeedTrials(ObjectStore store, CheckFolder folder) {
        this.store = store;
        this.folder = folder;
    }

    private record Trial(String name, Body body) implements StoreTrial {

        /** Tries it. */
        private interface Body {
            Capability take() throws IOException;
        }

        @Override
        public Capability take() throws IOException {
            return body.take();
        }
    }

    StoreTrial large() {
        return new Trial(LARGE, this::takeLarge);
    }

    /** Comes after the large object, whose time it tells. */
    StoreTrial speed() {
        return new Trial(SPEED, this::takeSpeed);
    }

    private Capability takeLarge() throws IOException {
        long begun = System.nanoTime();
        upload();
        uploadSeconds = (System.nanoTime() - begun) / NANOS;
        begun = System.nanoTime();
        boolean same = isSame();
        downloadSeconds = (System.nanoTime() - begun) / NANOS;
        return same
                ? Capability.ok(
                        LARGE, PIECES + " MiB, in parts where the store wants them, are read as they were written")
                : Capability.broken(
                        LARGE,
                        PIECES + " MiB were taken and are read as something else: large snapshots would be lost. This"
                                + " store must not hold backups");
    }

    private void upload() throws IOException {
        try (ObjectWrite write = store.write(folder.key(OBJECT))) {
            for (int i = 0; i < PIECES; i++) {
                write.write(piece(i));
            }
            write.commit();
        }
    }

    private boolean isSame() throws IOException {
        try (InputStream in = folder.open(OBJECT, 0)) {
            for (int i = 0; i < PIECES; i++) {
                if (!Arrays.equals(in.readNBytes(PIECE), piece(i))) {
                    return false;
                }
            }
            return in.read() < 0;
        }
    }

    private static byte[] piece(int index) {
        return ReadTrials.bytes(OBJECT + index, PIECE);
    }

    private Capability takeSpeed() throws IOException {
        List<Double> puts = new ArrayList<>();
        List<Double> gets = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String name = "speed-" + i;
            long begun = System.nanoTime();
            folder.putIfAbsent(name, name.getBytes(StandardCharsets.US_ASCII));
            puts.add((System.nanoTime() - begun) / NANOS);
            begun = System.nanoTime();
            folder.read(name, 0);
            gets.add((System.nanoTime() - begun) / NANOS);
        }
        return Capability.ok(
                SPEED,
                String.format(
                        Locale.ROOT,
                        "up %.1f MiB/s, down %.1f MiB/s; a small object is put in %.0f ms and read in %.0f ms",
                        PIECES / uploadSeconds,
                        PIECES / downloadSeconds,
                        1000 * median(puts),
                        1000 * median(gets)));
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }
}
