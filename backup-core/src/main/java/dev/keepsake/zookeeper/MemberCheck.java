package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CheckReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks at a server's client port and directories, to say before the first night what would fail in it. */
final class MemberCheck {

    private final ServerDirectories directories;
    private final StatusAnswer client;
    private final List<CheckReport.Finding> findings = new ArrayList<>();

    MemberCheck(ServerDirectories directories, StatusAnswer client) {
        this.directories = directories;
        this.client = client;
    }

    CheckReport report() {
        look("server at " + client, () -> {
            ServerStatus status = client.ask();
            return status.mode().name().toLowerCase(Locale.ROOT) + ", version " + status.version() + ", committed "
                    + status.zxid();
        });
        look("snapshots in " + directories.snapshots(), () -> readable(ServerFile.Kind.SNAPSHOT, "snapshots"));
        look("logs in " + directories.logs(), () -> readable(ServerFile.Kind.LOG, "logs"));
        look("epochs in " + directories.snapshots(), () -> {
            var current = directories.epoch("currentEpoch");
            return current.isPresent() ? "current epoch " + current.getAsLong() : "none: a standalone server";
        });
        return new CheckReport(findings);
    }

    private String readable(ServerFile.Kind kind, String what) throws IOException {
        List<ServerFile> files = directories.list(kind);
        if (files.isEmpty()) {
            return "no " + what + " yet";
        }
        ServerFile newest = files.get(files.size() - 1);
        try (FileChannel channel = FileChannel.open(newest.path(), StandardOpenOption.READ)) {
            return files.size() + " " + what + ", the newest " + newest.name() + " of " + channel.size() + " bytes";
        } catch (AccessDeniedException e) {
            throw ServerDirectories.denied(newest.path());
        }
    }

    private void look(String subject, Look look) {
        try {
            findings.add(new CheckReport.Finding(true, subject, look.look()));
        } catch (IOException e) {
            findings.add(new CheckReport.Finding(false, subject, String.valueOf(e.getMessage())));
        }
    }

    @FunctionalInterface
    private interface Look {
        String look() throws IOException;
    }
}
