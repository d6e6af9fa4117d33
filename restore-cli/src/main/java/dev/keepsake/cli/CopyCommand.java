package dev.keepsake.cli;

import dev.keepsake.catalog.BackupId;
import dev.keepsake.catalog.Copier;
import dev.keepsake.catalog.CopyReport;
import dev.keepsake.config.ArchiveConfig;
import dev.keepsake.config.CopyTarget;
import dev.keepsake.config.ExitCode;
import dev.keepsake.config.StoreConfig;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepsake copy}: the archive once more, somewhere else. */
@Command(
        name = "copy",
        description = {
            "Copies the backups of a cluster, and what leads to the moments between and behind them, to another bucket,"
                    + " region or directory.",
            "",
            "The copy is the same archive: 'list', 'verify' and 'restore' work there at once, with the same keys, and"
                    + " agents can go on there when the first place is lost. No private key is needed, since everything is"
                    + " copied as it stands. Each object is verified on its way, and a backup is listed in the copy when"
                    + " all that it needs is there and whole. What is there already is not sent again; nothing there is"
                    + " replaced or removed, but with '--mend' what is damaged there. Run it as often as you like, also after one that was cut off.",
            "",
            "Ends with 5 when something is damaged, and with 7 when something else stands in its place in the copy: it"
                    + " is named and left out, and everything else is copied.",
            "",
            "Agents must write to one of the two places at a time. Where both went on by themselves, a copy leaves out"
                    + " what no longer fits, and says so."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml copy --to s3://other-bucket/zk --to-s3-region eu-west-1",
            "What one backup needs, to a disk, with an agent's public key:",
            "  keepsake -c agent.yaml copy --backup 20261122T030000Z --to file:///mnt/safe/zk",
            "What would be copied:",
            "  keepsake -c agent.yaml copy --to-config other.yaml --to-profile other-account --plan"
        })
final class CopyCommand extends Verb implements Callable<Integer> {

    @Mixin
    private final CopyTargetOptions target = new CopyTargetOptions();

    @Option(
            names = "--backup",
            paramLabel = "ID|latest|all",
            description = "only this backup, and what it needs; may be given several times (default: all)")
    private List<String> backups = new ArrayList<>();

    @Option(
            names = "--mend",
            description =
                    "read first all that is in both places, and replace there what is damaged there and whole here;"
                            + " also bring back what is gone there of backups that are listed there")
    private boolean mend;

    @Option(names = "--plan", description = "say what would be copied, and copy nothing")
    private boolean plan;

    @Override
    public Integer call() throws IOException {
        ArchiveConfig config = archive().readToChange();
        StoreConfig to = target.read(spec(), config.cluster());
        CopyTarget.requireApart(config.store(), to);
        try (OpenArchive archive = OpenArchive.open(config);
                ObjectStore store = CopyTarget.open(to, target.profile())) {
            archive.requireExists();
            Copier.Request request = new Copier.Request(ids(archive), plan);
            List<Copier.Mended> mended = mend ? mended(archive, store) : List.of();
            CopyReport report = copied(archive, store, request);
            CopyWords.print(this, report, mended, store.location(), plan);
            boolean left = mended.stream().anyMatch(one -> !one.trouble().isEmpty());
            return (left ? ExitCode.DAMAGED : code(report)).code();
        }
    }

    private List<Copier.Mended> mended(OpenArchive archive, ObjectStore store) throws IOException {
        ProgressBar progress = new ProgressBar(err(), Terminal.isOne(), System::currentTimeMillis);
        try {
            return archive.catalog().copier(store).mend(plan, progress);
        } finally {
            progress.clear();
        }
    }

    private CopyReport copied(OpenArchive archive, ObjectStore store, Copier.Request request) throws IOException {
        ProgressBar progress = new ProgressBar(err(), Terminal.isOne(), System::currentTimeMillis);
        try {
            return archive.catalog().copier(store).copy(request, progress);
        } finally {
            progress.clear();
        }
    }

    private Set<BackupId> ids(OpenArchive archive) throws IOException {
        Set<BackupId> ids = new HashSet<>();
        for (String word : backups) {
            if (!word.equals("all")) {
                ids.add(archive.id(word));
            }
        }
        return backups.contains("all") ? Set.of() : ids;
    }

    private static ExitCode code(CopyReport report) {
        return report.isDamaged() ? ExitCode.DAMAGED : report.isInPart() ? ExitCode.IN_PART : ExitCode.DONE;
    }
}
