package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.nio.file.Path;
import java.util.Optional;

/** Reads how TLS is spoken with a server. Files are only named here: whether they are good shows when they are used. */
final class TlsReading {

    private TlsReading() {}

    /** Empty when nothing is said about TLS. */
    static Optional<TlsConfig> read(Section source) {
        if (!source.says("tls")) {
            return Optional.empty();
        }
        Section tls = source.section("tls", Block.TLS);
        boolean client = tls.optional("client", Formats::trueOrFalse, new Found("true", Origin.DEFAULT))
                .orElse(true);
        Optional<String> serverName = tls.optional("server-name", Formats::hostName);
        return Optional.of(new TlsConfig(client, serverName, trusted(tls), shown(tls)));
    }

    private static Optional<TlsConfig.Trusted> trusted(Section tls) {
        Optional<Path> pem = tls.optional("ca-file", Formats::absolutePath);
        Optional<Path> store = tls.optional("trust-store", Formats::absolutePath);
        Optional<Secret> password = password(tls, "trust-store-password");
        onlyOne(tls, "ca-file", "trust-store");
        needs(tls, "trust-store-password-file", "trust-store");
        needs(tls, "trust-store-password-variable", "trust-store");
        return pem.map(file -> new TlsConfig.Trusted(file, true, Optional.empty()))
                .or(() -> store.map(file -> new TlsConfig.Trusted(file, false, password)));
    }

    /** What this side shows. */
    static Optional<TlsConfig.Certified> shown(Section tls) {
        Optional<Path> certificate = tls.optional("certificate-file", Formats::absolutePath);
        Optional<Path> key = tls.optional("key-file", Formats::absolutePath);
        Optional<Path> store = tls.optional("key-store", Formats::absolutePath);
        Optional<Secret> password = password(tls, "key-store-password");
        Optional<Secret> keyPassword = password(tls, "key-password");
        onlyOne(tls, "certificate-file", "key-store");
        needs(tls, "key-file", "certificate-file");
        needs(tls, "key-store-password-file", "key-store");
        needs(tls, "key-store-password-variable", "key-store");
        // PEM files as ZooKeeper's hold the key beside its certificate
        return certificate
                .map(file -> new TlsConfig.Certified(file, Optional.of(key.orElse(file)), password, keyPassword))
                .or(() -> store.map(file -> new TlsConfig.Certified(file, Optional.empty(), password, keyPassword)));
    }

    /** A secret in a file or the environment; {@code what} is how the keys for it begin. */
    static Optional<Secret> password(Section tls, String what) {
        onlyOne(tls, what + "-file", what + "-variable");
        Optional<Secret> inFile =
                tls.optional(what + "-file", Formats::absolutePath).map(Secret::inFile);
        Optional<String> variable = tls.optional(what + "-variable", Formats::variable);
        Optional<Secret> given =
                variable.flatMap(name -> tls.environment(name).map(value -> Secret.ofVariable(name, value)));
        if (variable.isPresent() && given.isEmpty()) {
            tls.report(
                    what + "-variable",
                    tls.label(what + "-variable") + ": the environment has no " + variable.get()
                            + ": set it for this process, or use '" + what + "-file'");
        }
        return inFile.or(() -> given);
    }

    private static void onlyOne(Section tls, String first, String second) {
        if (tls.says(first) && tls.says(second)) {
            tls.report(
                    second,
                    tls.label(second) + ": there is '" + first + "' as well, and only one of them can be meant");
        }
    }

    private static void needs(Section tls, String key, String needed) {
        if (tls.says(key) && !tls.says(needed)) {
            tls.report(key, tls.label(key) + ": nothing to use it for: '" + needed + "' is missing");
        }
    }
}
