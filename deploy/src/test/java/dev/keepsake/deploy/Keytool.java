package dev.keepsake.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority with a server and a client that it certified, as an operator makes them with Java's keytool. */
final class Keytool {
    static final String PASSWORD = "correct-horse";

    private final Path folder;
    private final Path all;

    /** Makes all three; takes some seconds. */
    Keytool(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.all = folder.resolve("all.p12");
        run("-genkeypair", "-alias", "authority", "-dname", "CN=authority", "-keyalg", "EC", "-ext", "bc:c");
        run("-genkeypair", "-alias", "server", "-dname", "CN=zk.example.org", "-keyalg", "EC", "-signer", "authority");
        run("-genkeypair", "-alias", "client", "-dname", "CN=keepsake", "-keyalg", "EC", "-signer", "authority");
        run("-exportcert", "-rfc", "-alias", "authority", "-file", authority().toString());
    }

    /** A key store with a certificate that vouches for itself, for both sides, and that certificate in PEM, to be trusted. */
    static void selfSigned(Path store, Path certificate) throws IOException {
        List<String> which = List.of("-alias", "both", "-keystore", store.toString(), "-storepass", PASSWORD);
        List<String> making = new ArrayList<>(List.of("-genkeypair", "-dname", "CN=both", "-keyalg", "EC"));
        making.addAll(which);
        call(making);
        List<String> showing = new ArrayList<>(List.of("-exportcert", "-rfc", "-file", certificate.toString()));
        showing.addAll(which);
        call(showing);
    }

    /** The authority's certificate, in PEM. */
    Path authority() {
        return folder.resolve("authority.pem");
    }

    /** One of them with its key, in a key store. */
    Path store(String alias) throws IOException {
        Path store = folder.resolve(alias + ".p12");
        call(List.of(
                "-importkeystore",
                "-srckeystore",
                all.toString(),
                "-srcstorepass",
                PASSWORD,
                "-srcalias",
                alias,
                "-destkeystore",
                store.toString(),
                "-deststorepass",
                PASSWORD,
                "-deststoretype",
                "PKCS12"));
        return store;
    }

    /** The authority in a key store, to be trusted. */
    Path trust() throws IOException {
        Path store = folder.resolve("trust.p12");
        call(List.of(
                "-importcert",
                "-noprompt",
                "-alias",
                "authority",
                "-file",
                authority().toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-storetype",
                "PKCS12"));
        return store;
    }

    private void run(String... arguments) throws IOException {
        List<String> more = new ArrayList<>(List.of(arguments));
        more.addAll(List.of("-keystore", all.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        call(more);
    }

    private static void call(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        Process process = Children.start(new ProcessBuilder(command).redirectErrorStream(true));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (Children.join(process) != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }
}
