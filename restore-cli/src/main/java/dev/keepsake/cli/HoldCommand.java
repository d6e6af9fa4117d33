package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Hold;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake hold}: a backup that must not be removed. */
@Command(
        name = "hold",
        description = {
            "Keeps a backup from being removed, whatever retention says, until the hold ends or 'unhold' ends it.",
            "",
            "When it returns without an error, the backup is safe from every prune, one that is under way included."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml hold 20261122T030000Z --reason 'audit 4711' --for 90d",
            "  keepsake -c agent.yaml hold latest --reason 'before the move' --until 2027-03-01"
        })
final class HoldCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "ID|latest", description = "which backup")
    private String backup = OpenArchive.LATEST;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why; 'list' and 'prune' show it")
    private String reason = "";

    @Option(names = "--for", paramLabel = "DURATION", description = "how long, such as 36h or 90d (default: for good)")
    private @Nullable String duration;

    @Option(
            names = "--until",
            paramLabel = "DAY|TIME",
            description = "until when, such as 2027-03-01 (its begin, UTC) or 2027-03-01T12:00:00Z")
    private @Nullable String until;

    @Override
    public Integer call() throws IOException {
        if (reason.isBlank() || reason.length() > 500) {
            throw new ParameterException(spec().commandLine(), "--reason wants 1 to 500 characters");
        }
        if (duration != null && until != null) {
            throw new ParameterException(spec().commandLine(), "give --for or --until, not both");
        }
        try (OpenArchive archive = OpenArchive.open(archive().readToChange())) {
            Instant end = end(archive);
            BackupId id = archive.id(backup);
            Hold hold = Audited.in(archive, this)
                    .run(
                            "hold",
                            "backup " + id + ": " + reason,
                            () -> archive.catalog().holds().put(id, reason, end, ThisHost.name()),
                            done -> true);
            if (archive().json()) {
                JsonOutput.print(out(), json(hold));
            } else {
                out().println(hold.backup() + " is on hold"
                        + hold.end()
                                .map(time -> " until " + JsonOutput.seconds(time))
                                .orElse(" until 'keepsake unhold'"));
            }
            return ExitCode.DONE.code();
        }
    }

    static ObjectNode json(Hold hold) {
        return JsonOutput.MAPPER
                .createObjectNode()
                .put("backup", hold.backup().value())
                .put("reason", hold.reason())
                .put("until", hold.end().map(JsonOutput::seconds).orElse(null))
                .put("host", hold.host())
                .put("time", JsonOutput.seconds(hold.time()));
    }

    private @Nullable Instant end(OpenArchive archive) throws IOException {
        String length = duration;
        if (length != null) {
            return archive.catalog().now().plus(parsedDuration(length));
        }
        String time = until;
        return time == null ? null : parsedTime(time);
    }

    private Duration parsedDuration(String text) {
        try {
            String upper = text.toUpperCase(Locale.ROOT);
            return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
        } catch (DateTimeParseException wrong) {
            throw new ParameterException(
                    spec().commandLine(), "'" + text + "' is no duration: a whole number and m, h or d, such as 90d");
        }
    }

    private Instant parsedTime(String text) {
        try {
            return text.indexOf('T') > 0
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException wrong) {
            throw new ParameterException(
                    spec().commandLine(),
                    "'" + text + "' is neither a day (2027-03-01) nor a time (2027-03-01T12:00:00Z)");
        }
    }
}
