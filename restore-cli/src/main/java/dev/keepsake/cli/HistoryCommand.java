package dev.keepsake.cli;

import dev.keepsake.artefact.Scope;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.catalog.HistoryPage;
import dev.keepsake.catalog.HistoryRequest;
import dev.keepsake.catalog.Moments;
import dev.keepsake.config.ExitCode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keepsake history}: what happened to a znode. */
@Command(
        name = "history",
        description = {
            "Lists the transactions that created, changed or deleted a znode, the newest first, each with its time, zxid and"
                    + " session, and with what the znode was before (<) and after (>): its data, version and access list."
                    + " A transaction of several parts is one entry; what it did elsewhere is named.",
            "",
            "Where the tapes hold nothing, the list says so, at that place. Transactions from within the time in which the"
                    + " oldest archived base was written are listed without before and after, which nothing tells exactly.",
            "",
            "A moment is a backup's id, 'latest' for the latest backup, 'newest' for the newest moment of any tape, a zxid"
                    + " or a time. It need not be one that can be restored.",
            "",
            "Only what is asked for is kept of the tree, so that no digest is compared."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keepsake -c agent.yaml history /app/config",
            "  keepsake -c agent.yaml history /marathon/leader --children --limit 10",
            "  keepsake -c agent.yaml history /app --from 20261121T030000Z --to latest --oldest-first"
        })
final class HistoryCommand extends Verb implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", converter = MomentOptionGroup.PathWord.class, description = "of which znode")
    private String path = "/";

    @Option(names = "--from", paramLabel = "MOMENT", description = "only what came after this (default: everything)")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "MOMENT", description = "only up to this (default: everything)")
    private @Nullable String to;

    @Option(names = "--children", description = "of its children, too")
    private boolean children;

    @Option(names = "--limit", paramLabel = "N", description = "at most so many transactions (default: 50)")
    private int limit = 50;

    @Option(names = "--oldest-first", description = "the oldest first; with --limit, the oldest alone")
    private boolean oldestFirst;

    @Option(
            names = "--tape",
            paramLabel = "T",
            description = "by whose tape, where there are several: its name, or NODE or NODE/SOURCE")
    private @Nullable String tape;

    @Override
    public Integer call() throws IOException {
        if (limit < 1 || limit > HistoryRequest.MAX_LIMIT) {
            throw new ParameterException(
                    spec().commandLine(), "--limit is 1 to " + HistoryRequest.MAX_LIMIT + ", not " + limit);
        }
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            Moments moments = archive.moments(archive.coverage(), Optional.ofNullable(tape));
            HistoryPage page = moments.history(new HistoryRequest(
                    new Scope(path, children ? 1 : 0),
                    from == null ? new Zxid(0) : edge(archive, moments, from),
                    to == null ? new Zxid(-1) : edge(archive, moments, to),
                    limit,
                    oldestFirst));
            HistoryReport report = new HistoryReport(path, page);
            if (archive().json()) {
                JsonOutput.print(out(), report.json());
            } else {
                report.print(out());
                page.notes().forEach(note -> err().println("note: " + note));
                report.remarks(oldestFirst).forEach(remark -> err().println(remark));
            }
            return ExitCode.DONE.code();
        }
    }

    /** The zxid that a word names, which need not be that of a transaction. */
    private Zxid edge(OpenArchive archive, Moments moments, String word) throws IOException {
        MomentOptionGroup moment = Look.moment(this, word, tape);
        if (moment.zxid().isPresent()) {
            return moment.zxid().get();
        } else if (moment.time().isPresent()) {
            return moments.lastUpTo(moment.time().get());
        }
        return moment.isMoment()
                ? new Zxid(-1)
                : ShareChoice.choose(archive.resolve(moment.backup()), Optional.ofNullable(tape))
                        .share()
                        .through();
    }
}
