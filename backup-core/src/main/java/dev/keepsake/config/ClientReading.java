package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import dev.keepsake.config.Layers.Found;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads how an ensemble is read through its client port. */
final class ClientReading {

    private ClientReading() {}

    static Optional<SourceConfig> read(Section entry, Optional<String> name) {
        List<String> servers = servers(entry);
        Optional<String> chroot = entry.optional("chroot", ClientReading::path, new Found("/", Origin.DEFAULT));
        Optional<ClientConfig.Identity> identity = identity(entry);
        Optional<TlsConfig> tls = TlsReading.read(entry);
        tls.ifPresent(config -> requireUsable(entry, config));
        Optional<Path> properties = entry.optional("client-config", Formats::absolutePath);
        Optional<Boolean> skip =
                entry.optional("skip-unreadable", Formats::trueOrFalse, new Found("false", Origin.DEFAULT));
        return servers.isEmpty()
                ? Optional.empty()
                : name.flatMap(called -> chroot.flatMap(below ->
                        skip.map(left -> new ClientConfig(called, servers, below, identity, tls, properties, left))));
    }

    /** The servers by their client ports; without any it is reported. */
    static List<String> servers(Section entry) {
        List<String> servers = entry.list("servers", ClientReading::server);
        if (!entry.says("servers")) {
            entry.report(
                    "servers",
                    entry.label("servers") + ": missing; name the ensemble's servers by their client ports, such as"
                            + " [\"zk1:2181\", \"zk2:2181\", \"zk3:2181\"]");
        } else if (entry.isEmptyList("servers")) {
            entry.report("servers", entry.label("servers") + ": expected at least one, found none");
        }
        return servers;
    }

    private static Optional<ClientConfig.Identity> identity(Section entry) {
        if (entry.says("auth-file") && entry.says("auth-variable")) {
            entry.report(
                    "auth-variable",
                    entry.label("auth-variable") + ": there is 'auth-file' as well, and only one of them can be meant");
        }
        Optional<Secret> inFile =
                entry.optional("auth-file", Formats::absolutePath).map(Secret::inFile);
        Optional<String> variable = entry.optional("auth-variable", Formats::variable);
        Optional<Secret> given =
                variable.flatMap(name -> entry.environment(name).map(value -> Secret.ofVariable(name, value)));
        if (variable.isPresent() && given.isEmpty()) {
            entry.report(
                    "auth-variable",
                    entry.label("auth-variable") + ": the environment has no " + variable.get()
                            + ": set it for this process, or use 'auth-file'");
        }
        Optional<Secret> secret = inFile.or(() -> given);
        if (secret.isEmpty() && entry.says("auth-scheme") && !entry.says("auth-file") && variable.isEmpty()) {
            entry.report(
                    "auth-scheme",
                    entry.label("auth-scheme") + ": nothing to use it for: 'auth-file' or 'auth-variable' is missing");
        }
        Optional<String> scheme =
                entry.optional("auth-scheme", ClientReading::scheme, new Found("digest", Origin.DEFAULT));
        return secret.flatMap(word -> scheme.map(called -> new ClientConfig.Identity(called, word)));
    }

    /** ZooKeeper's own client does the talking, and takes less than we do. */
    private static void requireUsable(Section entry, TlsConfig tls) {
        if (!tls.client() || tls.serverName().isPresent()) {
            entry.report(
                    "tls",
                    entry.label("tls") + ": 'client' and 'server-name' are not for a source of type "
                            + SourceReading.CLIENT + ", whose servers must each have a certificate for its own name");
        }
        boolean apart = tls.shown()
                .filter(shown ->
                        shown.pemKey().isPresent() && !shown.pemKey().get().equals(shown.file()))
                .isPresent();
        if (apart) {
            entry.report(
                    "tls",
                    entry.label("tls") + ": a source of type " + SourceReading.CLIENT
                            + " takes certificate and key from"
                            + " one file; put both into that of 'certificate-file', and leave 'key-file' out");
        }
    }

    private static String server(String text) throws BadValueException {
        HostAndPort.parse(text);
        return text;
    }

    private static String scheme(String text) throws BadValueException {
        if (!text.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new BadValueException("is not a scheme of ZooKeeper's: digest is the usual one");
        }
        return text;
    }

    /** The path of a znode. */
    static String path(String text) throws BadValueException {
        if (!text.startsWith("/") || (text.length() > 1 && text.endsWith("/")) || text.contains("//")) {
            throw new BadValueException("is not the path of a znode: begin with / and do not end with it");
        }
        return text;
    }
}
