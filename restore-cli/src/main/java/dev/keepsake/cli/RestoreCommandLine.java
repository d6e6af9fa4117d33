package dev.keepsake.cli;

import dev.keepsake.catalog.Share;
import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.KeysConfig;
import dev.keepsake.config.S3Config;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The literal command that restores another server to just what this one gets. */
final class RestoreCommandLine {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private final ArchiveConfig archive;
    private final RestoreChoice choice;
    private final SeedOptionGroup options;

    RestoreCommandLine(ArchiveConfig archive, RestoreChoice choice, SeedOptionGroup options) {
        this.archive = archive;
        this.choice = choice;
        this.options = options;
    }

    /** Whether what is unproven is restored too. */
    boolean withUnproven() {
        return options.withUnproven();
    }

    String withoutHash() {
        return String.join(" ", words());
    }

    String with(String hash) {
        List<String> words = words();
        words.add("--expect");
        words.add(hash);
        return String.join(" ", words);
    }

    private List<String> words() {
        List<String> words = archive(archive);
        words.addAll(List.of("restore", "zookeeper"));
        choice.manifest()
                .ifPresent(manifest -> add(words, "--backup", manifest.id().value()));
        // never a time or a znode's path: what they mean may change with what is archived
        choice.chosen()
                .ifPresent(chosen -> add(words, "--zxid", chosen.moment().zxid().toString()));
        // by way of several tapes, too: from the same tape on, the same way is found again
        Share share = choice.share().share();
        if (share.wasWalked()) {
            add(words, "--tape", choice.share().node() + "/" + share.source());
        } else if (share.provesAnything()) {
            add(words, "--tape", share.tape());
        }
        add(words, "--data-dir", options.dataDir().toString());
        if (!options.logDir().equals(options.dataDir())) {
            add(words, "--log-dir", options.logDir().toString());
        }
        if (options.keepsSessions()) {
            add(words, "--sessions", "keep");
        }
        if (options.withUnproven()) {
            words.add("--with-unproven-tail");
        }
        // the hash says nothing of the epoch, and what is in the archive by then could raise another server's
        add(
                words,
                "--epoch",
                Long.toString(options.epoch().orElse(choice.fence().epoch())));
        options.targetVersion().ifPresent(version -> add(words, "--target-version", version));
        if (options.extendedTypes()) {
            words.add("--extended-types");
        }
        return words;
    }

    /** The program, and the archive that it is to read. */
    static List<String> archive(ArchiveConfig archive) {
        List<String> words = new ArrayList<>(List.of("keepsake"));
        add(words, "--store", archive.store().url().toString());
        add(words, "--cluster", archive.cluster());
        S3Config s3 = archive.store().s3();
        s3.endpoint().ifPresent(endpoint -> add(words, "--s3-endpoint", endpoint.toString()));
        s3.region().ifPresent(region -> add(words, "--s3-region", region));
        if (s3.pathStyle() != s3.endpoint().isPresent()) {
            add(words, "--s3-path-style", Boolean.toString(s3.pathStyle()));
        }
        s3.line().caFile().ifPresent(file -> add(words, "--s3-ca-file", file.toString()));
        s3.line().proxy().ifPresent(proxy -> add(words, "--s3-proxy", proxy.toString()));
        KeysConfig keys = archive.keys();
        keys.privateKeys().forEach(place -> add(words, "--key", place.toString()));
        keys.kms().endpoint().ifPresent(endpoint -> add(words, "--kms-endpoint", endpoint.toString()));
        keys.trustedSigners().forEach(file -> add(words, "--trust", file.toString()));
        if (keys.allowUnsigned()) {
            words.add("--allow-unsigned");
        }
        archive.asOf().ifPresent(time -> add(words, "--as-of", time.toString()));
        return words;
    }

    private static void add(List<String> words, String option, String value) {
        words.add(option);
        words.add(quoted(value));
    }

    /** A word as a shell must be given it. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
