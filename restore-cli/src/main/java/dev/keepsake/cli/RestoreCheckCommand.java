package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake restore check}: are these servers ready to be started? */
@Command(
        name = "check",
        description = {
            "Compares servers that were restored, before the first of them is started.",
            "",
            "Prints name, hash, seal and epochs of each and whether they are equal. On servers of different machines run it"
                    + " on each, with the hash and the epoch that the restore printed. Needs no archive and changes nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake restore check /var/lib/zookeeper --expect HASH --epoch 1042",
            "With the transaction logs in a directory of their own:",
            "  keepsake restore check /var/lib/zookeeper --log-dir /var/lib/zookeeper-log"
        })
final class RestoreCheckCommand extends Verb implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "each server's dataDir")
    private List<Path> directories = List.of();

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            description =
                    "each server's dataLogDir, if that is another directory: once for each DIR, in the same order")
    private List<Path> logDirectories = List.of();

    @Option(names = "--expect", paramLabel = "HASH", description = "the hash that every server must have")
    private @Nullable String expect;

    @Option(names = "--epoch", paramLabel = "N", description = "the epoch that every server must have")
    private @Nullable Long epoch;

    @Override
    public Integer call() throws IOException {
        if (!logDirectories.isEmpty() && logDirectories.size() != directories.size()) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--log-dir is given " + logDirectories.size() + " times for " + directories.size()
                            + " servers; give it once for each DIR, in the same order, or not at all");
        }
        CheckReport report = Assembly.checkSeeds(
                directories,
                logDirectories.isEmpty() ? directories : logDirectories,
                Optional.ofNullable(expect),
                Optional.ofNullable(epoch));
        if (archive().json()) {
            ObjectNode node = JsonOutput.MAPPER.createObjectNode();
            node.put("good", report.good());
            node.putArray("servers");
            report.findings()
                    .forEach(finding -> node.withArray("servers")
                            .addObject()
                            .put("directory", finding.subject())
                            .put("good", finding.good())
                            .put("seen", finding.seen()));
            JsonOutput.print(out(), node);
        } else {
            report.findings()
                    .forEach(finding -> out().println((finding.good() ? "ok    " : "FAIL  ") + finding.subject() + ": "
                            + finding.seen()));
            out().println(verdict(report.good()));
        }
        return (report.good() ? ExitCode.DONE : ExitCode.CHECK_FAILED).code();
    }

    private String verdict(boolean good) {
        if (!good) {
            return "Do not start any server of this ensemble yet.";
        }
        return directories.size() > 1
                ? "These servers are alike. When they are all of the ensemble, start them."
                : "This server is ready. Start it only when every other one of its ensemble has the same hash and epoch.";
    }
}
