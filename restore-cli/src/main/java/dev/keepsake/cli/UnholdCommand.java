package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Hold;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code keepsake unhold}: a backup that may be removed again. */
@Command(
        name = "unhold",
        description = {
            "Ends all holds of a backup. What becomes of it then, retention says; it is removed days later at the"
                    + " soonest."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keepsake -c agent.yaml unhold 20261122T030000Z"})
final class UnholdCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "ID|latest", description = "which backup")
    private String backup = OpenArchive.LATEST;

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().readToChange())) {
            BackupId id = archive.id(backup);
            List<Hold> ended = Audited.in(archive, this)
                    .run(
                            "unhold",
                            "backup " + id,
                            () -> archive.catalog().holds().release(id, ThisHost.name()),
                            done -> true);
            if (archive().json()) {
                ArrayNode array = JsonOutput.MAPPER.createArrayNode();
                ended.forEach(hold -> array.add(HoldCommand.json(hold)));
                JsonOutput.print(out(), array);
            } else if (ended.isEmpty()) {
                err().println(id + " was not on hold");
            } else {
                ended.forEach(hold -> out().println(id + " is no longer on hold: " + hold.reason()));
            }
            return ExitCode.DONE.code();
        }
    }
}
