package dev.keepsake.catalog;

import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The plain words at the root of an archive, for somebody who finds it and has nothing else. No program reads them, nothing
 * rests on them, and they are the one thing that is written anew: when a distribution comes to be kept.
 */
final class Readme {

    private static final Set<String> NO_CLUSTERS = Set.of("form", "keyring", "tools", "STORE-CHECK");

    /** Whoever may write there may put anything, as long as he likes. */
    private static final int MOST_BYTES = 1 << 20;

    private final String location;
    private final List<String> clusters;
    private final List<Tool> tools;
    private final boolean encrypted;

    private Readme(String location, List<String> clusters, List<Tool> tools, boolean encrypted) {
        this.location = location;
        this.clusters = clusters;
        this.tools = tools;
        this.encrypted = encrypted;
    }

    /** The first words, of an archive that is just being made. */
    static void put(Vault store) throws StoreException {
        try {
            byte[] text = new Readme(store.location(), List.of(), List.of(), store.encrypts()).bytes();
            SurePut.putIfAbsent(store, Layout.README, text);
        } catch (StoreException.AlreadyExists another) {
            // another version's words do as well
            return;
        }
    }

    /** Tells of what there is now. */
    static void renew(Vault store) throws IOException {
        List<Tool> tools = new Tools(store)
                .list().stream().flatMap(one -> one.tool().stream()).toList();
        Readme readme = new Readme(store.location(), clusters(store), tools, store.encrypts() || Keyrings.exist(store));
        try (ObjectWrite write = store.write(Layout.README)) {
            write.write(readme.bytes());
            write.commit();
        }
    }

    /** Tells of what there is now, if whoever stored a distribution died before he could. */
    static void renewUnlessItNames(Tool tool, Vault store) throws IOException {
        try (InputStream in = store.open(Layout.README, 0)) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            if (text.contains(tool.fileSha256())) {
                return;
            }
        } catch (StoreException.NotFound gone) {
            // then all the more
        }
        renew(store);
    }

    /** The folders of clusters, found without listing what is in them. */
    private static List<String> clusters(Vault store) throws StoreException {
        List<String> clusters = new ArrayList<>();
        String after = "";
        for (Optional<StoredObject> next = store.list("", after).next();
                next.isPresent();
                next = store.list("", after).next()) {
            String key = next.get().key().value();
            int slash = key.indexOf('/');
            if (slash < 0) {
                after = key;
            } else {
                String folder = key.substring(0, slash);
                if (!NO_CLUSTERS.contains(folder)) {
                    clusters.add(folder);
                }
                after = folder + "/" + Layout.AFTER_ALL;
            }
        }
        return clusters;
    }

    private byte[] bytes() {
        return (beginning() + program() + commands() + end()).getBytes(StandardCharsets.UTF_8);
    }

    private static String beginning() {
        return """
            This is a Keepsake archive: backups of the control plane of a cluster, to be restored onto blank machines.
            Whoever may write here could have changed these words and the programs below: see 2.

            """;
    }

    private String program() {
        if (tools.isEmpty()) {
            return """
                1. Get Keepsake. None is kept in this archive. Any version not older than the one that 'writer' in
                   keepsake.json names reads it. One without a runtime of its own needs Java 17 or newer.

                2. Compare its SHA-256 with the one that was published with it.

                """;
        }
        StringBuilder text = new StringBuilder("""
            1. Fetch Keepsake for your machine. It brings its own Java and needs nothing but tar. Where there is no 'aws', any
               other S3 client does as well, or curl with a signed link:

            """);
        for (Tool tool : tools) {
            text.append("     ").append(fetch(tool)).append('\n');
        }
        text.append("""

            2. Verify it before you start it, and compare the line with what you noted elsewhere (the one published with
               the version, or what 'keepsake tool list --trust KEY' on a machine of yours says). What is only written
               here proves nothing against somebody who may write here.

            """);
        for (Tool tool : tools) {
            text.append("     echo '")
                    .append(tool.fileSha256())
                    .append("  ")
                    .append(tool.file())
                    .append("' | sha256sum -c\n");
        }
        text.append("\n   Then start it:\n\n");
        for (Tool tool : tools) {
            text.append("     tar xzf ")
                    .append(tool.file())
                    .append(" && export PATH=\"$PWD/keepsake-")
                    .append(tool.version())
                    .append('-')
                    .append(tool.platform());
            text.append("/bin:$PATH\" && keepsake --version\n");
        }
        return text.append('\n').toString();
    }

    private String fetch(Tool tool) {
        String key = ToolKeys.PREFIX + tool.file();
        return location.startsWith("s3://")
                ? "aws s3 cp " + quoted(location + "/" + key) + " ."
                : "cp " + quoted(path() + "/" + key) + " .";
    }

    /** Where a directory is, as a shell wants it; a URL may have parts escaped that a path has not. */
    private String path() {
        try {
            return location.startsWith("file:") ? Path.of(URI.create(location)).toString() : location;
        } catch (IllegalArgumentException notOfThisMachine) {
            return location.replaceFirst("^file:(//)?", "");
        }
    }

    /** As one word of a shell, whatever stands in it. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private String commands() {
        StringBuilder text = new StringBuilder("""
            3. Look, and restore. The last command changes nothing and says what a restore would do; without '--plan' it
               restores. Run it once for each server of the ensemble, with the same ID, before any of them is started;
               then 'keepsake restore check DIR...' compares what was prepared. A store that is not AWS's needs
               '--s3-endpoint URL' and '--s3-region NAME', too. If this place is a copy, or was moved, name where it is now.

            """);
        for (String cluster : clusters.isEmpty() ? List.of("NAME") : clusters) {
            String start = "     keepsake --store " + quoted(location) + " --cluster " + quoted(cluster)
                    + (encrypted ? " --key FILE --trust FILE " : " ");
            text.append(start).append("list\n");
            text.append(start).append("show latest\n");
            text.append(start).append("restore zookeeper --backup ID --data-dir DIR --plan\n");
        }
        if (clusters.isEmpty()) {
            text.append("\n   NAME is the folder beside this file.\n");
        }
        if (encrypted) {
            text.append("""

                   It is encrypted. '--key' is the private key of a recipient, which is kept where no agent is; '--trust' the
                   public key of an agent, once for each. Without a private key nothing is restored.
                """);
        }
        return text.append('\n').toString();
    }

    private static String end() {
        return """
            Do not rename, edit or remove anything here by hand: backups share objects with each other.
            The form of every object is described in FORMAT.md of Keepsake's sources.
            """;
    }
}
