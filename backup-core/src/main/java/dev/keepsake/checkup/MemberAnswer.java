package dev.keepsake.checkup;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a member of an ensemble said of itself, by whichever way it answered.
 *
 * <p>The names are those of {@code mntr} without {@code zk_}; {@code conf.}, {@code env.}, {@code cons.} and {@code wchs.}
 * stand before what those commands say, in lower case with underscores, so that the AdminServer's answers are the same.
 *
 * @param silence why it says nothing at all; a member that is silent is a fact, too
 * @param said what is known, by name
 * @param unanswered commands to which it gave no answer, and why; few servers answer all
 * @param roundTrip the shortest time between the beginning of a connection and the end of its answer
 */
public record MemberAnswer(
        MemberContact contact,
        Optional<String> silence,
        SortedMap<String, String> said,
        SortedMap<String, String> unanswered,
        Duration roundTrip) {

    /** A server that has no quorum, or is still joining. */
    private static final String SERVING = "serving";

    /** Keeps its own copies. */
    public MemberAnswer {
        said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
        unanswered = Collections.unmodifiableSortedMap(new TreeMap<>(unanswered));
    }

    static MemberAnswer silent(MemberContact contact, String why) {
        return new MemberAnswer(contact, Optional.of(why), new TreeMap<>(), new TreeMap<>(), Duration.ZERO);
    }

    /** Whether anything answers there. */
    public boolean answers() {
        return silence.isEmpty();
    }

    /** Whether it says that it takes requests: it is part of a quorum, or stands alone. */
    public boolean serves() {
        return answers() && text("server_state").isPresent() && !"false".equals(said.get(SERVING));
    }

    /** What is known by this name. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(said.get(name));
    }

    /** The same as a whole number; a fraction is cut off. */
    public OptionalLong number(String name) {
        OptionalDouble decimal = decimal(name);
        try {
            return said.containsKey(name)
                    ? OptionalLong.of(Long.parseLong(text(name).orElse("")))
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return decimal.isPresent() ? OptionalLong.of((long) decimal.getAsDouble()) : OptionalLong.empty();
        }
    }

    /** The same as a number. */
    public OptionalDouble decimal(String name) {
        try {
            double value = Double.parseDouble(text(name).orElse(""));
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** How it takes part: {@code leader}, {@code follower}, {@code observer}, {@code standalone} or {@code read-only}. */
    public Optional<String> mode() {
        return text("server_state");
    }

    /** Its version in digits and dots, such as {@code 3.9.5}. */
    public Optional<String> version() {
        return text("version");
    }

    /** The last transaction that it knows to be committed, or in read-only mode the last that it has. */
    public OptionalLong zxid() {
        try {
            return said.containsKey("zxid")
                    ? OptionalLong.of(Long.parseUnsignedLong(text("zxid").orElse(""), 16))
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The servers of its ensemble by its own configuration ({@code server.N=...}), by number; empty where it does not say. */
    public Map<String, String> servers() {
        SortedMap<String, String> servers = new TreeMap<>();
        said.tailMap("conf.server.").forEach((name, value) -> {
            if (name.startsWith("conf.server.")) {
                servers.put(name.substring("conf.server.".length()), value);
            }
        });
        return servers;
    }
}
