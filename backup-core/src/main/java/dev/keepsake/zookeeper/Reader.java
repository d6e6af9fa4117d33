package dev.keepsake.zookeeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * As whom this process reads files, as Linux tells it in {@code /proc}.
 *
 * @param name of the user
 * @param ids the numbers of its user and its groups; empty where they are not told
 * @param capabilities what it may do beyond its user's rights, as bits
 */
record Reader(String name, List<Integer> ids, long capabilities) {

    private static final Path STATUS = Path.of("/proc/self/status");

    /** {@code CAP_DAC_OVERRIDE} and {@code CAP_DAC_READ_SEARCH}. */
    private static final long READS_ANYTHING = 1 << 1 | 1 << 2;

    /** Keeps its own copy. */
    Reader {
        ids = List.copyOf(ids);
    }

    static Reader current() {
        String name = System.getProperty("user.name", "?");
        try {
            return parse(name, Files.readString(STATUS, StandardCharsets.ISO_8859_1));
        } catch (IOException | NumberFormatException notLinux) {
            return new Reader(name, List.of(), 0);
        }
    }

    /** Reads what {@code /proc/self/status} holds: the effective ids are the second of four. */
    static Reader parse(String name, String status) {
        List<Integer> ids = new ArrayList<>();
        value(status, "Uid").ifPresent(four -> ids.add(Integer.parseInt(four.split("\\s+", -1)[1])));
        value(status, "Gid").ifPresent(four -> ids.add(Integer.parseInt(four.split("\\s+", -1)[1])));
        value(status, "Groups").filter(all -> !all.isEmpty()).ifPresent(all -> {
            for (String group : all.split("\\s+", -1)) {
                ids.add(Integer.parseInt(group));
            }
        });
        long capabilities = value(status, "CapEff")
                .map(hex -> Long.parseUnsignedLong(hex, 16))
                .orElse(0L);
        return new Reader(name, ids, capabilities);
    }

    private static Optional<String> value(String status, String key) {
        return status.lines()
                .filter(line -> line.startsWith(key + ":"))
                .findFirst()
                .map(line -> line.substring(key.length() + 1).strip());
    }

    boolean isIn(int group) {
        return ids.size() > 1 && ids.subList(1, ids.size()).contains(group);
    }

    boolean mayReadAnything() {
        return (capabilities & READS_ANYTHING) != 0;
    }

    @Override
    public String toString() {
        if (ids.size() < 2) {
            return "user '" + name + "'";
        }
        return "user '" + name + "' (uid " + ids.get(0) + ", groups "
                + String.join(
                        ", ",
                        ids.subList(1, ids.size()).stream()
                                .distinct()
                                .map(String::valueOf)
                                .toList())
                + ")";
    }
}
