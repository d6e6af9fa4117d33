package dev.keepsake.testkit;

import dev.keepsake.artefact.Source;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Share;
import dev.keepsake.job.BackupJob;
import java.io.IOException;

/** Is told what a backup does, and tells nobody. */
public final class Unwatched implements BackupJob.Watcher {

    @Override
    public void begun(Source source) {}

    @Override
    public void captured(Source source, Share share) {}

    @Override
    public void captured(Source source, DocumentShare share) {}

    @Override
    public void failed(Source source, IOException reason) {}
}
