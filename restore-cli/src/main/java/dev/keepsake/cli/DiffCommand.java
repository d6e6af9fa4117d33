package dev.keepsake.cli;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.Difference;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Scope;
import dev.keepsake.config.ExitCode;
import dev.keepsake.format.DataWords;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake diff}: what changed between two moments. */
@Command(
        name = "diff",
        description = {
            "Shows which znodes were created (+), deleted (-), deleted and created again (!), or given other data (~),"
                    + " the same data anew (=) or another access list (a) between two moments, without restoring"
                    + " anything.",
            "",
            "A moment is a backup's id, 'latest' for the latest backup, 'newest' for the newest moment of any tape, a"
                    + " zxid or a time. Where one follows from the other on one tape, one tree is held in memory, else"
                    + " both are.",
            "",
            "One of them may be 'live': what a running ensemble holds now, read through a client ('--connect'). That"
                    + " is not one point in time where somebody writes meanwhile.",
            "",
            "Where PATH is given, nothing else is kept of the tree and no digest is compared; '--prove' does both."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml diff 20261121T030000Z latest",
            "  keepsake -c agent.yaml diff 2026-11-22T10:15:00Z newest /marathon",
            "  keepsake -c agent.yaml diff latest live /marathon --connect zk1:2181,zk2:2181"
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

    @Option(
            names = "--prove",
            description = "replay the whole tree and compare ZooKeeper's digests, also where only a part is asked for")
    private boolean prove;

    @Mixin
    private final LiveOptionGroup ensemble = new LiveOptionGroup();

    @Option(
            names = "--skip-unreadable",
            description = "leave out what of a running ensemble may not be read, instead of refusing")
    private boolean skipUnreadable;

    @Override
    public Integer call() throws IOException {
        requireOneMoment();
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Scope scope = prove ? Scope.EVERYTHING : Scope.below(path);
            Comparison comparison = isLive()
                    ? new LiveComparison(this, archive, tape, ensemble.settings(), skipUnreadable)
                            .of(from, to, path, scope)
                    : Comparison.of(this, archive, from, to, tape, scope).below(path);
            if (archive().json()) {
                printJson(comparison);
            } else {
                comparison.found().forEach((changed, what) -> line(comparison, changed, what));
                err().println(summary(comparison));
            }
            return ExitCode.DONE.code();
        }
    }

    private boolean isLive() {
        return from.equals(LiveComparison.LIVE) || to.equals(LiveComparison.LIVE);
    }

    private void requireOneMoment() {
        if (from.equals(LiveComparison.LIVE) && to.equals(LiveComparison.LIVE)) {
            throw new ParameterException(spec().commandLine(), "only one of FROM and TO can be 'live'");
        }
        if (isLive() != ensemble.isGiven()) {
            throw new ParameterException(
                    spec().commandLine(),
                    "'live' as FROM or TO and --connect need each other: which ensemble is meant?");
        }
    }

    private void printJson(Comparison comparison) throws IOException {
        try (SequenceWriter all = JsonOutput.sequence(out())) {
            for (Map.Entry<String, Set<Difference>> entry : comparison.found().entrySet()) {
                ObjectNode node = JsonOutput.MAPPER.createObjectNode();
                node.put("path", entry.getKey());
                node.putArray("what");
                entry.getValue()
                        .forEach(one -> node.withArray("what").add(one.name().toLowerCase(Locale.ROOT)));
                node.set("from", json(comparison.before().apply(entry.getKey())));
                node.set("to", json(comparison.after().apply(entry.getKey())));
                all.write(node);
            }
        }
        out().println();
    }

    private static @Nullable ObjectNode json(Optional<PastZnode> znode) {
        return znode.map(ZnodeWords::json).orElse(null);
    }

    private void line(Comparison comparison, String changed, Set<Difference> what) {
        Optional<PastZnode> old = comparison.before().apply(changed);
        Optional<PastZnode> now = comparison.after().apply(changed);
        StringBuilder line = new StringBuilder();
        what.stream().sorted().forEach(one -> line.append(one.sign()));
        line.append(" ".repeat(Math.max(1, 4 - line.length()))).append(changed);
        if (what.contains(Difference.DATA)) {
            line.append("  ")
                    .append(old.map(one -> DataWords.brief(one.path(), one.data()))
                            .orElse(""))
                    .append(" -> ")
                    .append(now.map(one -> DataWords.brief(one.path(), one.data()))
                            .orElse(""));
        }
        if (what.contains(Difference.ACL)) {
            line.append("  ").append(acl(old)).append(" -> ").append(acl(now));
        }
        out().println(line);
    }

    private static String acl(Optional<PastZnode> znode) {
        return znode.map(found -> String.join(",", found.acl())).orElse("");
    }

    private static String summary(Comparison comparison) {
        Map<Difference, Integer> counts = new EnumMap<>(Difference.class);
        comparison.found().values().forEach(what -> what.forEach(one -> counts.merge(one, 1, Integer::sum)));
        String words = counts.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return "between " + comparison.words() + ": " + (words.isEmpty() ? "no difference" : words);
    }
}
