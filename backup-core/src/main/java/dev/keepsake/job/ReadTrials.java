package dev.keepsake.job;

import dev.keepsake.store.Capability;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Whether what was written is read and listed at once, and what was deleted no longer is. */
final class ReadTrials {

    private static final String REASON =
            "; what was acknowledged may be missing, and what is missing may be taken for lost. This store must not hold"
                    + " backups; look for a cache or a replica between here and it";

    private static final int RANGED = 100_000;

    private final CheckFolder folder;
    private final boolean kept;

    ReadTrials(CheckFolder folder, boolean kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /** Says what is wrong, if anything is. */
    @FunctionalInterface
    private interface Look {
        Optional<String> wrong() throws IOException;
    }

    private record Trial(String name, String good, Look look) implements StoreTrial {

        @Override
        public Capability take() throws IOException {
            Optional<String> wrong = look.wrong();
            return wrong.isPresent() ? Capability.broken(name, wrong.get() + REASON) : Capability.ok(name, good);
        }
    }

    StoreTrial readAfterWrite(int objects) {
        String good = kept ? "what was written is read at once" : "what was written, and written over, is read at once";
        return new Trial("read-after-write", good, () -> readWrong(objects));
    }

    StoreTrial listAfterWrite(int objects) {
        String good = kept ? "what was written is listed at once" : "what was written or deleted is listed so at once";
        return new Trial("list-after-write", good + ", in order", () -> listWrong(objects));
    }

    StoreTrial ranges() {
        return new Trial("ranged-reads", "a read begins where it is told to", this::rangeWrong);
    }

    /** An object's bytes follow from its name, so that several looks may put the same one. */
    static byte[] bytes(String name, int length) {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private Optional<String> readWrong(int objects) throws IOException {
        for (int i = 0; i < objects; i++) {
            String name = "read-" + i;
            folder.putIfAbsent(name, bytes(name, 1000));
            if (!Arrays.equals(folder.read(name, 0), bytes(name, 1000))) {
                return Optional.of("an object that was just put is read as something else");
            }
            byte[] newer = bytes(name + "-newer", 1200);
            if (!kept) {
                folder.write(name, newer);
            }
            if (!kept && !Arrays.equals(folder.read(name, 0), newer)) {
                return Optional.of("an object that was just written over is read as it was before");
            }
        }
        return Optional.empty();
    }

    private Optional<String> listWrong(int objects) throws IOException {
        for (int i = 0; i < objects; i++) {
            String name = "list-" + i;
            folder.putIfAbsent(name, name.getBytes(StandardCharsets.US_ASCII));
            List<String> names = folder.names("list-", "");
            if (!names.contains(name) || !names.equals(names.stream().sorted().toList())) {
                return Optional.of("an object that was just put is not listed where it belongs");
            }
            if (!folder.names("list-", name).isEmpty() && !kept) {
                return Optional.of("a listing that was to begin after an object holds it, or older ones");
            }
        }
        if (kept) {
            return Optional.empty();
        }
        folder.delete("list-0");
        return folder.names("list-", "").contains("list-0")
                ? Optional.of("an object that was just deleted is still listed")
                : Optional.empty();
    }

    private Optional<String> rangeWrong() throws IOException {
        byte[] bytes = bytes("ranged", RANGED);
        folder.putIfAbsent("ranged", bytes);
        for (int offset : new int[] {0, 1, RANGED / 2, RANGED - 1, RANGED}) {
            byte[] expected = Arrays.copyOfRange(bytes, offset, RANGED);
            if (!Arrays.equals(folder.read("ranged", offset), expected)) {
                return Optional.of("a read from byte " + offset + " gives something else than the object's rest");
            }
        }
        return Optional.empty();
    }

    /** Whether an object is gone once it was deleted. */
    boolean isGone(String name) throws IOException {
        try {
            folder.read(name, 0);
            return false;
        } catch (StoreException.NotFound gone) {
            return folder.names(name, "").isEmpty();
        }
    }
}
