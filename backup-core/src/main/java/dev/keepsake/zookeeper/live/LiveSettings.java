package dev.keepsake.zookeeper.live;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How to reach an ensemble.
 *
 * @param connect its servers as {@code host:port,host:port}, with a chroot behind them if one is meant
 * @param credentials who the session is, besides anybody
 * @param properties of ZooKeeper's client, as its own documentation names them: TLS, SASL and the rest
 * @param connectTimeout how long a first connection may take
 * @param sessionTimeout how long the session outlives its connection; the ensemble may grant less
 * @param maxBuffer the servers' {@code jute.maxbuffer}, where it is known
 */
public record LiveSettings(
        String connect,
        List<Credential> credentials,
        SortedMap<String, String> properties,
        Duration connectTimeout,
        Duration sessionTimeout,
        OptionalInt maxBuffer) {

    /** How long a first connection may take, unless told. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

    /** How long a session outlives its connection, unless told. */
    public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

    private static final int LEAST_BUFFER = 1 << 12;

    /** Keeps its own copies. */
    public LiveSettings {
        if (connect.isBlank()) {
            throw new IllegalArgumentException("no servers to connect to");
        }
        if (connectTimeout.toMillis() <= 0 || sessionTimeout.toMillis() <= 0) {
            throw new IllegalArgumentException("time-outs must be positive");
        }
        if (maxBuffer.isPresent() && maxBuffer.getAsInt() < LEAST_BUFFER) {
            throw new IllegalArgumentException(
                    "a jute.maxbuffer of " + maxBuffer.getAsInt() + " bytes, expected at least " + LEAST_BUFFER);
        }
        credentials = List.copyOf(credentials);
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
    }

    /** A plain connection as anybody. */
    public static LiveSettings of(String connect) {
        return new LiveSettings(
                connect, List.of(), new TreeMap<>(), CONNECT_TIMEOUT, SESSION_TIMEOUT, OptionalInt.empty());
    }

    /** The same as somebody. */
    public LiveSettings as(Credential... who) {
        return new LiveSettings(connect, List.of(who), properties, connectTimeout, sessionTimeout, maxBuffer);
    }

    /** The same with more properties of the client. */
    public LiveSettings with(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(properties);
        all.putAll(more);
        return new LiveSettings(connect, credentials, all, connectTimeout, sessionTimeout, maxBuffer);
    }

    /** The path below which everything is, {@code /} where it is all of the tree. */
    public String chroot() {
        int slash = connect.indexOf('/');
        return slash < 0 || slash == connect.length() - 1 ? "/" : connect.substring(slash);
    }

    /** The servers alone. */
    public String hosts() {
        int slash = connect.indexOf('/');
        return slash < 0 ? connect : connect.substring(0, slash);
    }

    /** Properties may hold passwords. */
    @Override
    public String toString() {
        return connect + ", as " + credentials + ", with " + properties.keySet();
    }
}
