package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Audit;
import dev.keepsake.catalog.AuditRecord;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code keepsake audit}: who did what. */
@Command(
        name = "audit",
        description = {
            "Lists who restored, undid, imported, pruned, held and released, when by the store's clock, and what came"
                    + " of it.",
            "",
            "Whoever may restore may add to this list, and SIGNED says what somebody trusted has signed. Who may"
                    + " delete in the store can shorten it; a log of the store itself tells more."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keepsake -c agent.yaml audit --limit 20", "  keepsake -c agent.yaml audit --signed"})
final class AuditCommand extends Verb implements Callable<Integer> {

    @Option(names = "--limit", paramLabel = "N", description = "the newest so many (default: 100)")
    private int limit = 100;

    @Option(names = "--signed", description = "only what somebody trusted has signed")
    private boolean signedOnly;

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw new ParameterException(spec().commandLine(), "--limit wants a number from 1");
        }
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            archive.requireExists();
            Audit audit = archive.catalog().audit();
            List<Audit.Listed> listed = signedOnly ? audit.signed(limit) : audit.list(limit);
            if (archive().json()) {
                ArrayNode array = JsonOutput.MAPPER.createArrayNode();
                listed.forEach(one -> array.add(json(one)));
                JsonOutput.print(out(), array);
            } else {
                print(listed);
            }
            return ExitCode.DONE.code();
        }
    }

    private void print(List<Audit.Listed> listed) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "WHO", "WHAT", "OUTCOME", "SIGNED", "OF"));
        for (Audit.Listed one : listed) {
            if (one.entry().isPresent()) {
                AuditRecord entry = one.entry().get();
                String words = entry.words().isEmpty() ? "" : ": " + entry.words();
                rows.add(List.of(
                        JsonOutput.seconds(entry.time()),
                        entry.user() + "@" + entry.host(),
                        entry.deed(),
                        entry.outcome(),
                        one.signed() ? "yes" : "no",
                        entry.subject() + words));
            } else {
                err().println(Terminal.shown("cannot be read: " + one.key() + ": " + one.problem()));
            }
        }
        Table.print(out(), rows);
    }

    private static ObjectNode json(Audit.Listed one) {
        ObjectNode node =
                JsonOutput.MAPPER.createObjectNode().put("key", one.key().value());
        if (one.entry().isEmpty()) {
            return node.put("problem", one.problem());
        }
        AuditRecord entry = one.entry().get();
        return node.put("time", JsonOutput.seconds(entry.time()))
                .put("user", entry.user())
                .put("host", entry.host())
                .put("deed", entry.deed())
                .put("subject", entry.subject())
                .put("outcome", entry.outcome())
                .put("words", entry.words())
                .put("signed", one.signed());
    }
}
