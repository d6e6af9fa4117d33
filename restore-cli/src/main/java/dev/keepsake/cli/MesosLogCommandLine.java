package dev.keepsake.cli;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.MesosLogRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * The literal command that restores another master's log to just what this one gets.
 *
 * @param countsMasters whether the number of masters was given, and is not what the backup says
 */
record MesosLogCommandLine(ArchiveConfig archive, BackupId backup, String name, boolean countsMasters) {

    String with(MesosLogRequest request, String hash) {
        List<String> words = new ArrayList<>(RestoreCommandLine.archive(archive));
        words.addAll(
                List.of("restore", "mesos-log", "--backup", backup.value(), "--name", RestoreCommandLine.quoted(name)));
        if (!request.from().isEmpty()) {
            words.addAll(List.of("--from", RestoreCommandLine.quoted(String.join(",", request.from()))));
        }
        if (countsMasters) {
            words.addAll(List.of("--masters", Integer.toString(request.masters())));
        }
        if (request.dropAgents()) {
            words.add("--drop-agents");
        }
        if (request.dropGone()) {
            words.add("--drop-gone");
        }
        words.addAll(
                List.of("--to", RestoreCommandLine.quoted(request.directory().toString()), "--expect", hash));
        return String.join(" ", words);
    }
}
