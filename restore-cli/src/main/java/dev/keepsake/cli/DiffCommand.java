package dev.keepsake.cli;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepsake diff}: what changed between two moments. */
@Command(
        name = "diff",
        description = {
            "Shows which znodes were created (+), deleted (-), deleted and created again (!), or given other data (~), the"
                    + " same data anew (=) or another access list (a) between two moments, without restoring anything.",
            "",
            "A moment is a backup's id, 'latest' for the latest backup, 'newest' for the newest moment of any tape, a zxid"
                    + " or a time. Both trees must fit into memory together."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml diff 20261121T030000Z latest",
            "  keepsake -c agent.yaml diff 2026-11-22T10:15:00Z newest /marathon"
        })
final class DiffCommand extends Verb implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FROM", description = "the moment before")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "the moment after")
    private String to = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "PATH",
            converter = MomentOptionGroup.PathWord.class,
            description = "this znode and all below it (default: /)")
    private String path = "/";

    @Option(
            names = "--tape",
            paramLabel = "T",
            description = "whose tape, where there are several: its name, or NODE or NODE/SOURCE")
    private @Nullable String tape;

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Look before = Look.at(this, archive, from, tape);
            Look after = Look.at(this, archive, to, tape);
            SortedMap<String, Set<Difference>> found = Difference.between(before.tree(), after.tree(), path);
            if (archive().json()) {
                printJson(before, after, found);
            } else {
                found.forEach((changed, what) -> line(before, after, changed, what));
                err().println(summary(before, after, found));
            }
            return ExitCode.DONE.code();
        }
    }

    private void printJson(Look before, Look after, SortedMap<String, Set<Difference>> found) throws IOException {
        try (SequenceWriter all = JsonOutput.sequence(out())) {
            for (Map.Entry<String, Set<Difference>> entry : found.entrySet()) {
                ObjectNode node = JsonOutput.MAPPER.createObjectNode();
                node.put("path", entry.getKey());
                node.putArray("what");
                entry.getValue()
                        .forEach(one -> node.withArray("what").add(one.name().toLowerCase(Locale.ROOT)));
                node.set("from", json(before.tree().znode(entry.getKey())));
                node.set("to", json(after.tree().znode(entry.getKey())));
                all.write(node);
            }
        }
        out().println();
    }

    private static @Nullable ObjectNode json(Optional<PastZnode> znode) {
        return znode.map(ZnodeWords::json).orElse(null);
    }

    private void line(Look before, Look after, String changed, Set<Difference> what) {
        Optional<PastZnode> old = before.tree().znode(changed);
        Optional<PastZnode> now = after.tree().znode(changed);
        StringBuilder line = new StringBuilder();
        what.stream().sorted().forEach(one -> line.append(one.sign()));
        line.append(" ".repeat(Math.max(1, 4 - line.length()))).append(changed);
        if (what.contains(Difference.DATA)) {
            line.append("  ")
                    .append(old.map(znode -> DataWords.brief(znode.data())).orElse(""))
                    .append(" -> ")
                    .append(now.map(znode -> DataWords.brief(znode.data())).orElse(""));
        }
        if (what.contains(Difference.ACL)) {
            line.append("  ").append(acl(old)).append(" -> ").append(acl(now));
        }
        out().println(line);
    }

    private static String acl(Optional<PastZnode> znode) {
        return znode.map(found -> String.join(",", found.acl())).orElse("");
    }

    private String summary(Look before, Look after, SortedMap<String, Set<Difference>> found) {
        Map<Difference, Integer> counts = new EnumMap<>(Difference.class);
        found.values().forEach(what -> what.forEach(one -> counts.merge(one, 1, Integer::sum)));
        String words = counts.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return "between " + before.words() + " and " + after.words() + ": "
                + (words.isEmpty() ? "no difference" : words);
    }
}
