package dev.keepsake.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that one block of the file may hold.
 *
 * @param place where the block stands, in words
 */
record Block(String place, List<String> keys) {

    static final Block TOP = new Block(
            "the top level",
            List.of(
                    "cluster",
                    "node",
                    "nodes",
                    "store",
                    "schedule",
                    "verify",
                    "retention",
                    "prune",
                    "state-dir",
                    "max-duration",
                    "stop-grace",
                    "log",
                    "page",
                    "follow",
                    "keep-tool",
                    "encryption",
                    "signing-key",
                    "trusted-signers",
                    "metrics",
                    "notify",
                    "doctor",
                    "sources"));
    static final Block STORE = new Block("store", List.of("url", "upload-limit", "download-limit", "s3"));
    static final Block S3 = new Block(
            "store.s3",
            List.of(
                    "endpoint",
                    "region",
                    "path-style",
                    "ca-file",
                    "proxy",
                    "sse",
                    "storage-class",
                    "tags",
                    "object-lock",
                    "connect-timeout",
                    "request-timeout"));
    static final Block OBJECT_LOCK = new Block("store.s3.object-lock", List.of("mode", "days"));
    static final Block SCHEDULE = new Block("schedule", List.of("cron", "time-zone", "deadline"));
    static final Block ENCRYPTION = new Block(
            "encryption",
            List.of("recipients", "keyring-signers", "private-keys", "private-keys-beside-sources", "kms"));
    static final Block KMS = new Block("encryption.kms", List.of("endpoint", "connect-timeout", "request-timeout"));
    static final Block LOG = new Block("log", List.of("format", "level"));
    static final Block METRICS = new Block("metrics", List.of("textfile"));
    static final Block NOTIFY = new Block("notify", List.of("webhooks", "heartbeat"));
    static final Block WEBHOOK = new Block(
            "an entry of notify.webhooks",
            List.of(
                    "name",
                    "url",
                    "url-file",
                    "url-variable",
                    "token-file",
                    "token-variable",
                    "ca-file",
                    "timeout",
                    "format",
                    "template",
                    "on"));
    static final Block HEARTBEAT =
            new Block("notify.heartbeat", List.of("url", "url-file", "url-variable", "ca-file", "timeout", "method"));
    static final Block FOLLOW = new Block("follow", List.of("enabled", "max-lag"));
    /** What a server on this machine has. */
    static final List<String> MEMBER = List.of("data-dir", "data-log-dir", "client", "tls", "admin");

    /** What an observer of an ensemble has. */
    static final List<String> OBSERVER =
            List.of("servers", "work-dir", "server-id", "heap", "sync-timeout", "quorum", "jaas-file");

    /** What an ensemble has that is read through its client port. */
    static final List<String> CLIENT = List.of(
            "servers",
            "chroot",
            "auth-scheme",
            "auth-file",
            "auth-variable",
            "tls",
            "client-config",
            "skip-unreadable");

    /** What a replicated log on this machine has. */
    static final List<String> MESOS_LOG = List.of("path", "work-dir");

    /** What a system has that is asked over HTTP. */
    static final List<String> WEB = List.of(
            "urls",
            "user",
            "password-file",
            "password-variable",
            "token-file",
            "token-variable",
            "token-prefix",
            "tls",
            "connect-timeout",
            "timeout",
            "max-answer",
            "capture-limit");

    /** Where such a system's members can be found instead. */
    static final List<String> REGISTERED = List.of("servers", "chroot");

    /** What to ask such a system for, where it is of no known kind. */
    static final String ENDPOINTS = "endpoints";

    static final Block ENDPOINT =
            new Block("an entry of endpoints", List.of("name", "path", "headers", "content-type"));

    static final Block SOURCE = new Block(
            "an entry of sources",
            Stream.of(List.of("name", "type"), MEMBER, OBSERVER, CLIENT, MESOS_LOG, WEB, List.of(ENDPOINTS))
                    .flatMap(List::stream)
                    .distinct()
                    .toList());
    static final Block TLS = new Block(
            "tls",
            List.of(
                    "client",
                    "server-name",
                    "ca-file",
                    "trust-store",
                    "trust-store-password-file",
                    "trust-store-password-variable",
                    "certificate-file",
                    "key-file",
                    "key-password-file",
                    "key-password-variable",
                    "key-store",
                    "key-store-password-file",
                    "key-store-password-variable"));

    static final Block VERIFY = new Block("verify", List.of("cron", "time-zone", "level", "drill"));
    static final Block DRILL =
            new Block("verify.drill", List.of("enabled", "zookeeper-home", "work-dir", "ready-within"));

    static final Block RETENTION = new Block(
            "retention", List.of("pitr", "hourly", "daily", "weekly", "monthly", "keep-last", "max-delete-percent"));
    static final Block PRUNE = new Block("prune", List.of("cron", "time-zone"));

    static final Block DOCTOR = new Block("doctor", List.of("profile", "members", "silence"));
    static final Block DOCTOR_MEMBER = new Block("an entry of doctor.members", List.of("client", "admin", "ensemble"));
    static final Block SILENCE = new Block("an entry of doctor.silence", List.of("rule", "subject", "reason"));
    static final Block PAGE = new Block("page", List.of("listen", "names", "tls", "token-file", "token-variable"));
    static final Block PAGE_TLS = new Block(
            "page.tls",
            List.of(
                    "certificate-file",
                    "key-file",
                    "key-password-file",
                    "key-password-variable",
                    "key-store",
                    "key-store-password-file",
                    "key-store-password-variable"));

    private static final List<Block> ALL = List.of(
            TOP,
            STORE,
            S3,
            OBJECT_LOCK,
            SCHEDULE,
            ENCRYPTION,
            KMS,
            LOG,
            METRICS,
            NOTIFY,
            WEBHOOK,
            HEARTBEAT,
            FOLLOW,
            SOURCE,
            ENDPOINT,
            TLS,
            VERIFY,
            DRILL,
            RETENTION,
            PRUNE,
            DOCTOR,
            DOCTOR_MEMBER,
            SILENCE,
            PAGE,
            PAGE_TLS);
    private static final List<String> CREDENTIALS =
            List.of("accesskey", "secret", "password", "passwd", "passphrase", "token", "credential", "privatekey");

    /** What stands in an entry of sources and says nothing to sources with these keys. */
    static List<String> foreignTo(List<String> keys) {
        return SOURCE.keys.stream()
                .filter(key -> !keys.contains(key) && !key.equals("name") && !key.equals("type"))
                .toList();
    }

    /** The key of this block that was most likely meant. */
    Optional<String> nearest(String unknown) {
        return NearestMatch.of(unknown, keys);
    }

    /** What to do about a key that this block does not know and that resembles none of its own. */
    String advice(String unknown) {
        return ALL.stream()
                .filter(block -> block.keys.contains(unknown))
                .findFirst()
                .map(block -> "it belongs in " + block.place)
                .orElse("known here: " + String.join(", ", keys));
    }

    static boolean looksLikeCredentials(String key) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return CREDENTIALS.stream().anyMatch(plain::contains);
    }
}
