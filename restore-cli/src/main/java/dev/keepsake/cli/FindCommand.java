package dev.keepsake.cli;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake find}: znodes of some kind. */
@Command(
        name = "find",
        description = {
            "Prints the paths of the znodes that were there at some moment and are as the options say, all of them together."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml find /marathon --name 'app:*'",
            "  keepsake -c agent.yaml find --contains 10.0.3.17 --at 2026-11-22T10:15:02Z",
            "  keepsake -c agent.yaml find --larger 500000"
        })
final class FindCommand extends Verb implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description = "where to begin (default: /)")
    private String path = "/";

    @Option(names = "--name", paramLabel = "GLOB", description = "whose own name is like this, with * and ? and [..]")
    private @Nullable String name;

    @Option(names = "--kind", paramLabel = "KIND", description = "that are persistent, ephemeral, container or ttl")
    private PastZnode.@Nullable Kind kind;

    @Option(names = "--contains", paramLabel = "TEXT", description = "whose data has this text in it")
    private @Nullable String contains;

    @Option(names = "--larger", paramLabel = "BYTES", description = "whose data is longer than this")
    private int larger = -1;

    @Option(
            names = "--after",
            paramLabel = "Z",
            converter = MomentOptionGroup.ZxidWord.class,
            description = "whose data was changed after this transaction")
    private @Nullable Zxid after;

    @Mixin
    private final AtOptionGroup at = new AtOptionGroup();

    @Override
    public Integer call() throws IOException {
        Predicate<PastZnode> wanted = wanted();
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Look.at(this, archive, at, Scope.below(path)).show(this, path, wanted, PastZnode::path);
            return ExitCode.DONE.code();
        }
    }

    private Predicate<PastZnode> wanted() {
        Predicate<PastZnode> wanted = znode -> larger < 0 || znode.length() > larger;
        if (kind != null) {
            wanted = wanted.and(znode -> znode.kind() == kind);
        }
        if (after != null) {
            Zxid since = after;
            wanted = wanted.and(znode -> znode.modified().compareTo(since) > 0);
        }
        if (name != null) {
            Pattern pattern = pattern(name);
            wanted = wanted.and(znode -> pattern.matcher(znode.name()).matches());
        }
        if (contains != null) {
            byte[] text = contains.getBytes(StandardCharsets.UTF_8);
            wanted = wanted.and(znode -> znode.data() != null && holds(znode.data(), text));
        }
        return wanted;
    }

    private Pattern pattern(String glob) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char letter = glob.charAt(i);
            int end = letter == '[' ? glob.indexOf(']', i + 2) : -1;
            if (end > 0) {
                expression.append(
                        glob.substring(i, end + 1).replace("\\", "\\\\").replace("[!", "[^"));
                i = end;
            } else if (letter == '*') {
                expression.append(".*");
            } else if (letter == '?') {
                expression.append('.');
            } else {
                expression.append(Pattern.quote(String.valueOf(letter)));
            }
        }
        try {
            return Pattern.compile(expression.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException wrong) {
            throw new ParameterException(
                    spec().commandLine(), "--name '" + glob + "' is no pattern: " + wrong.getDescription());
        }
    }

    private static boolean holds(byte[] data, byte[] text) {
        for (int at = 0; at + text.length <= data.length; at++) {
            int i = 0;
            while (i < text.length && data[at + i] == text[i]) {
                i++;
            }
            if (i == text.length) {
                return true;
            }
        }
        return false;
    }
}
