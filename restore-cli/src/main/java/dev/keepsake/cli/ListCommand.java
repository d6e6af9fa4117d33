package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.catalog.Coverage;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Standing;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepsake list}: what can be restored. */
@Command(
        name = "list",
        description = {
            "Lists the backups of a cluster, newest first; or the moments that its tapes hold.",
            "",
            "What is listed can be restored. ZXID is the last transaction that a restore replays, STORED what the backup"
                    + " added to the store. A backup is complete when every expected node has its part in it; warnings say"
                    + " what its sources tell of each other that does not fit ('show').",
            "",
            "PROVEN is the transaction through which 'verify', or 'drill', found it to be what the ensemble had, and how"
                    + " long ago; FAILED means that they found something that speaks against it.",
            "",
            "A ZXID like 0x5..0x9 is not one point in time: a client read the znodes while the ensemble went on from the one to"
                    + " the other.",
            "",
            "With '--ranges': for each server's tapes the transactions through which it can be restored to any moment,"
                    + " the gaps between them with both edges, and why each tape began."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake --store file:///var/backups/keepsake --cluster prod list",
            "What scripts can rely on:",
            "  keepsake -c /etc/keepsake/agent.yaml list -o json",
            "  keepsake -c /etc/keepsake/agent.yaml list --ranges -o json"
        })
final class ListCommand extends Verb implements Callable<Integer> {

    @Option(names = "--ranges", description = "list the moments that tapes hold, not the backups")
    private boolean ranges;

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            if (!archive.exists()) {
                err().println("there is no archive at " + archive.location() + " yet");
            } else if (ranges) {
                return listRanges(archive);
            }
            List<Catalog.Listed> listed = archive.exists() ? archive.catalog().list() : List.of();
            List<Manifest> readable =
                    listed.stream().flatMap(one -> one.manifest().stream()).toList();
            SortedMap<BackupId, Standing> standings = archive.catalog().proofs().standings();
            if (archive().json()) {
                ArrayNode array = JsonOutput.MAPPER.createArrayNode();
                readable.forEach(manifest -> array.add(
                        JsonOutput.summary(manifest, standings.getOrDefault(manifest.id(), Standing.UNKNOWN))));
                JsonOutput.print(out(), array);
            } else {
                printTable(readable, standings, archive);
            }
            return damaged(listed).code();
        }
    }

    private int listRanges(OpenArchive archive) throws IOException {
        Coverage coverage = archive.coverage();
        RangesReport report = new RangesReport(coverage.tapes());
        if (archive().json()) {
            JsonOutput.print(out(), report.json());
        } else {
            report.print(out());
        }
        if (coverage.tapes().isEmpty()) {
            err().println("no tape of cluster " + archive.config().cluster() + " in " + archive.location());
        }
        ExitCode backups = damaged(coverage.backups());
        return (report.damaged() ? ExitCode.DAMAGED : backups).code();
    }

    private void printTable(List<Manifest> backups, SortedMap<BackupId, Standing> standings, OpenArchive archive)
            throws IOException {
        if (backups.isEmpty()) {
            err().println("no backup of cluster " + archive.config().cluster() + " in " + archive.location());
            return;
        }
        Instant now = archive.catalog().now();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "TIME", "LABEL", "NODES", "ZXID", "STORED", "COMPLETE", "PROVEN"));
        for (Manifest backup : backups) {
            String label = backup.label();
            rows.add(List.of(
                    backup.id().value(),
                    JsonOutput.seconds(backup.created()),
                    label == null ? "-" : label,
                    backup.parts().stream().map(Part::node).collect(Collectors.joining(",")),
                    WalkWords.zxid(backup.walk(), backup.zxid().toString()),
                    Bytes.inWords(backup.addedBytes()),
                    (backup.complete() ? "yes" : "no")
                            + (backup.contradictions().isEmpty() ? "" : ", with warnings"),
                    ProofReport.word(standings.getOrDefault(backup.id(), Standing.UNKNOWN), now)
                            + (backup.walk().isPresent() ? ", not one point in time" : "")));
        }
        Table.print(out(), rows);
    }

    private ExitCode damaged(List<Catalog.Listed> listed) {
        ExitCode code = ExitCode.DONE;
        for (Catalog.Listed one : listed) {
            if (one.manifest().isEmpty()) {
                err().println("keepsake: the manifest of backup " + one.id() + " cannot be read: " + one.problem());
                code = ExitCode.DAMAGED;
            }
        }
        return code;
    }
}
