package dev.keepsake.agent;

import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Share;
import dev.keepsake.catalog.Unproven;
import dev.keepsake.job.BackupJob;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Tells a person what happens while a backup is made, one line for each thing. */
final class BackupNarrator implements BackupJob.Watcher {

    private final PrintWriter err;
    private final boolean severalSources;
    private int failures;

    /** The failure of an only source is the failure of the run, and is told as that. */
    BackupNarrator(PrintWriter err, boolean severalSources) {
        this.err = err;
        this.severalSources = severalSources;
    }

    /** How many sources gave nothing. */
    int failures() {
        return failures;
    }

    @Override
    public void begun(Source source) {
        err.println(source.name() + ": capturing (" + source.type() + ")");
    }

    @Override
    public void captured(Source source, Share share) {
        long added = share.added().stream().mapToLong(piece -> piece.bytes()).sum();
        if (share.wasWalked()) {
            err.println(source.name() + ": read " + share.facts().getOrDefault("znodes", "?") + " znodes, "
                    + (added == 0 ? "as they were at the backup before; nothing new" : added + " bytes new"));
        } else if (share.provesAnything()) {
            err.println(source.name() + ": captured through " + share.through() + ", base " + share.baseStart()
                    + " and " + share.links() + " links on tape " + share.tape() + ", " + added + " bytes new");
        }
        tellUnproven(source.name() + ": ", share.unproven());
        share.remarks().forEach(remark -> err.println(source.name() + ": note: " + remark));
    }

    @Override
    public void captured(Source source, DocumentShare share) {
        err.println(source.name() + ": captured " + share.documents().size() + " documents, " + share.bytes()
                + " bytes new");
    }

    private void tellUnproven(String prefix, @Nullable Unproven unproven) {
        Unproven.Snapshot base = unproven == null ? null : unproven.base();
        Unproven.Tail tail = unproven == null ? null : unproven.tail();
        if (base != null) {
            err.println(prefix + "unproven: the snapshot " + base.start() + " of " + base.from());
        }
        if (tail != null) {
            err.println(prefix + "unproven: " + tail.count() + " transactions after " + tail.after() + " through "
                    + tail.through() + " of " + tail.from());
        }
        if (unproven != null) {
            err.println(prefix + "nothing proves that what is called unproven was ever committed; it is stored, and"
                    + " 'keepsake restore zookeeper --with-unproven-tail' restores it too");
        }
    }

    @Override
    public void failed(Source source, IOException reason) {
        failures++;
        if (severalSources) {
            err.println(source.name() + ": failed: " + reason.getMessage());
        }
    }
}
